"""Small images of whole numbers and a correlation: what the exercises of this lesson make their wrong answers from."""

import numpy as np


def whole(*shape, seed=0):
    """Whole numbers from −5 to 5 without 0, as floats: few digits to read, and no product vanishes."""
    generator = np.random.default_rng(seed)
    return generator.choice([-5.0, -4.0, -3.0, -2.0, -1.0, 1.0, 2.0, 3.0, 4.0, 5.0], shape)


def over_windows(x, kh, kw, rule, s=1):
    """`rule(window)` at every place of a kernel (kh, kw) on the last two axes of x, s pixels apart: (H', W')."""
    rows, columns = (x.shape[-2] - kh) // s + 1, (x.shape[-1] - kw) // s + 1
    y = np.empty((rows, columns))
    for p, q in np.ndindex(rows, columns):
        y[p, q] = rule(x[..., s * p : s * p + kh, s * q : s * q + kw])
    return y


def correlation(x, w, s=1):
    """x (…, H, W) with w (…, kh, kw), summed over all axes of w: (H', W')."""
    return over_windows(x, *w.shape[-2:], lambda window: np.sum(window * w), s)
