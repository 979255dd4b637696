"""Curves and fields, made of a few points, drawn as one line and as many pixels."""

import numpy as np


def joined(pieces):
    """One broken curve (2, n) of several curves (…, 2), with a gap after each."""
    gap = np.full((1, 2), np.nan)
    return np.concatenate([gap, *(part for piece in pieces for part in (piece, gap))]).T


def between(asked, drawn):
    """The matrix (drawn, asked) that interpolates linearly between the values asked for."""
    places = np.linspace(0, asked - 1, drawn)
    return np.maximum(0, 1 - np.abs(places[:, None] - np.arange(asked)))
