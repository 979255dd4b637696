"""The network of this lesson's exercises, forward and backward, as the exercises use it to make wrong answers.

Shapes: N examples, D inputs, H hidden units, K outputs; x (N, D), W1 (H, D), b1 (H,), W2 (K, H), b2 (K,).
"""

import numpy as np


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def numbers(*shape, seed=0):
    """Numbers between −2 and 2 with one decimal: different enough to tell every two wrong answers apart."""
    return np.random.default_rng(seed).integers(-20, 21, shape) / 10


def parameters(d, h, k, seed=0):
    """(W1, b1, W2, b2) for d inputs, h hidden units and k outputs."""
    shapes = (h, d), (h,), (k, h), (k,)
    return tuple(numbers(*shape, seed=seed + i) for i, shape in enumerate(shapes))
