"""What the exercises of this lesson make their wrong answers of."""

import numpy as np

from dlcore.nn.functional import sigmoid, softplus

__all__ = ["column", "sigmoid", "softplus", "xlogy"]


def column(*numbers):
    """Logits as a network with one output returns them, (N, 1)."""
    return np.array(numbers, dtype=float)[:, None]


def xlogy(x, y):
    """x log y, and 0 where x is 0."""
    return x * np.log(np.where(x > 0, y, 1))
