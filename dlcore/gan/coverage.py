"""How good samples are where the truth is known: do they lie where data lie, and everywhere there?"""

from typing import NamedTuple

import numpy as np


class Coverage(NamedTuple):
    """What `modes` counts."""

    covered: int  # modes that have samples
    good: float  # share of the samples that lie at a mode
    counts: np.ndarray  # (K,), good samples of each mode
    near: np.ndarray  # (K,), all samples, each with the mode it is nearest to

    @property
    def occupied(self):
        """How many modes have 5 % of the samples or more nearest to them, good or not."""
        return int(np.sum(self.near >= 0.05 * self.near.sum()))


def modes(samples, centres, sigma, least=1):
    """Which modes of a mixture have samples, and what share of the samples is good.

    Equations
        kₙ = the centre nearest to sample n
        sample n is good where ‖xₙ − c_kₙ‖ ≤ 3σ; it counts for mode kₙ
        a mode is covered where `least` or more good samples count for it
    Shapes
        samples (N, D), centres (K, D); sigma σ: the standard deviation of each mode
    Source
        Srivastava et al., arXiv:1705.07761, where one good sample is enough
    """
    samples, centres = np.asarray(samples), np.asarray(centres)
    nearest, squares = _nearest(samples, centres)
    good = squares <= (3 * sigma) ** 2  # nan is not
    counts = np.bincount(nearest[good], minlength=len(centres))
    near = np.bincount(nearest, minlength=len(centres))
    return Coverage(int(np.sum(counts >= least)), float(np.mean(good)), counts, near)


def _nearest(samples, centres):
    """For each sample its nearest centre, (N,), and the squared distance to it, (N,)."""
    squares = sum((samples[:, None, axis] - centres[:, axis]) ** 2 for axis in range(samples.shape[1]))  # (N, K)
    nearest = squares.argmin(axis=1)
    return nearest, squares[np.arange(len(samples)), nearest]
