"""Tasks that only a memory can solve, drawn on request: what decides lies many steps before the end."""

import numpy as np

from dlcore import random
from dlcore.datasets.splits import Examples


def first_symbol(n, length, symbols=4, generator=None):
    """Which symbol came first? All later ones are drawn the same way and mean nothing.

    Shapes
        Examples(x (n, length, symbols), one-hot rows of float32; y (n,), the first symbol); guessing is right in
        one of `symbols` cases
    """
    _expect("first_symbol", n=(n, 1), length=(length, 1), symbols=(symbols, 2))
    shown = random.generator(generator).integers(0, symbols, (n, length))
    return Examples(np.eye(symbols, dtype=np.float32)[shown], shown[:, 0])


def adding(n, length, generator=None):
    """What is the sum of the two marked numbers? One mark stands in each half of the sequence.

    Shapes
        Examples(x (n, length, 2) of float32: a number from 0 to 1, and its mark, 0 or 1; y (n, 1), the sum)
    Always answering the mean, 1, has the mean squared error 1/6, the variance of such a sum.
    Source
        Hochreiter & Schmidhuber (1997), Long short-term memory, §5.4, with one mark in each half
    """
    _expect("adding", n=(n, 1), length=(length, 2))
    generator = random.generator(generator)
    x = np.zeros((n, length, 2), np.float32)
    x[..., 0] = generator.random((n, length), np.float32)
    for low, high in ((0, length // 2), (length // 2, length)):
        x[np.arange(n), generator.integers(low, high, n), 1] = 1
    return Examples(x, np.sum(x[..., 0] * x[..., 1], axis=1, keepdims=True))


def _expect(caller, **settings):
    for name, (value, least) in settings.items():
        if not isinstance(value, int | np.integer) or value < least:
            raise ValueError(f"{caller}: {name} is {value!r}, expected a whole number from {least}")
