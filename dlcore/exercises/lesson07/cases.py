"""Inputs of this lesson's exercises, and the two squashing functions. T steps, D features, H units."""

import numpy as np

from dlcore.exercises.lesson04.network import numbers, sigmoid

__all__ = ["cell", "numbers", "sigmoid", "states"]


def states(*shape, seed=0):
    """Hidden states: numbers between −0.9 and 0.9 with one decimal, none of them 0."""
    generator = np.random.default_rng(seed)
    return generator.integers(1, 10, shape) / 10 * generator.choice([-1, 1], shape)


def cell(d, h, gates=1, seed=0):
    """(W_ih, W_hh, b_ih, b_hh) of a cell with d inputs and h units; the weights have gates · h rows."""
    rows = gates * h
    shapes = (rows, d), (rows, h), (rows,), (rows,)
    return tuple(numbers(*shape, seed=seed + i) / 2 for i, shape in enumerate(shapes))
