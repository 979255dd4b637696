"""The functions that several layers and losses share, each written so that no finite input overflows."""

import functools
import math

import numpy as np


def sigmoid(x):
    """σ(x) = 1 / (1 + e⁻ˣ) = e^min(x, 0) / (1 + e^−|x|): both exponentials lie in [0, 1]."""
    return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))


def softplus(x):
    """log(1 + eˣ) = max(x, 0) + log(1 + e^−|x|)."""
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def log_softmax(x, axis):
    """x − log Σ eˣ over an axis. The largest x is taken out first (3.8), so every exponential lies in [0, 1]."""
    z = x - x.max(axis=axis, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=axis, keepdims=True))


def softmax(x, axis):
    """eˣ / Σ eˣ over an axis, the largest x taken out first."""
    y = np.exp(x - x.max(axis=axis, keepdims=True))
    return y / y.sum(axis=axis, keepdims=True)


def sum_rows(rows):
    """Σₙ rowsₙ, (N, D) → (D,). A product with ones is quicker than np.sum over the first axis, and rounds less."""
    return np.ones(len(rows), rows.dtype) @ rows


def erf(x):
    """The error function 2/√π ∫₀ˣ e^(−t²) dt, to a unit or two in the last place.

    Python's `math.erf` takes one number at a time. So it is tabulated once at a = k/512, and from the nearest
    a five terms of Taylor's series reach x = a + d, |d| ≤ 1/1024:

        erf(x) = erf(a) + 2/√π e^(−a²) (d − a d² + (2a² − 1) d³/3 − (2a² − 3) a d⁴/6 + (4a⁴ − 12a² + 3) d⁵/30)

    Beyond ±6 the value is ±1 in any float.
    """
    x = np.clip(x, -6, 6)
    k = np.rint(512 * np.fmax(x, -6))  # fmax: a NaN takes any k, and stays NaN in d
    a = k / 512
    d, a2 = x - a, a * a
    series = (2 * a2 - 3) * a / 6 - (4 * a2 * a2 - 12 * a2 + 3) / 30 * d
    series = d * (1 - d * (a - d * ((2 * a2 - 1) / 3 - d * series)))
    return _erf_table(x.dtype)[k.astype(np.intp) + 3072] + 2 / math.sqrt(math.pi) * np.exp(-a2) * series


@functools.cache
def _erf_table(dtype):
    return np.array([math.erf(k / 512) for k in range(-3072, 3073)], dtype=dtype)
