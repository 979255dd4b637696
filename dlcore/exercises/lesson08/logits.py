"""What the exercises of this lesson make their wrong answers of."""

import numpy as np


def column(*numbers):
    """Logits as a network with one output returns them, (N, 1)."""
    return np.array(numbers, dtype=float)[:, None]


def softplus(f):
    """log(1 + eᶠ), without overflow."""
    return np.logaddexp(0, f)


def sigmoid(f):
    return np.exp(np.minimum(f, 0)) / (1 + np.exp(-np.abs(f)))


def xlogy(x, y):
    """x log y, and 0 where x is 0."""
    return x * np.log(np.where(x > 0, y, 1))
