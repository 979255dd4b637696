"""Data for two players in the plane, where the truth is known and samples can be judged.

TARGETS["ring"].draw(n, generator)      n points
TARGETS["ring"].coverage(samples)       how many modes are covered, and what share of the samples is good
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dlcore.datasets import moons, spiral
from dlcore.gan.coverage import Coverage, modes


@dataclass(frozen=True)
class Target:
    """A distribution in the plane, between −3 and 3: Gaussians around centres, or around a curve cut into pieces."""

    name: str
    draw: Callable  # (n, generator) → points (n, 2)
    centres: np.ndarray  # (K, 2) of the Gaussians; of a curve, places that lie close on it
    sigma: float  # the standard deviation around them
    pieces: int  # what is counted as modes: the Gaussians, or pieces of the curve with as many places each

    def coverage(self, samples, least=0.01):
        """As `modes`: a mode is covered where this share of all samples is good and counts for it."""
        found = modes(samples, self.centres, self.sigma)
        counts, near = (each.reshape(self.pieces, -1).sum(axis=1) for each in (found.counts, found.near))
        return Coverage(int(np.sum(counts >= max(1, least * len(samples)))), found.good, counts, near)


def mixture(name, centres, sigma, shares=None):
    """Gaussians around some centres (K, 2), each with its share of the points; None: all the same."""
    centres = np.asarray(centres, dtype=np.float64)

    def draw(n, generator):
        chosen = generator.choice(len(centres), n, p=shares)
        return centres[chosen] + generator.normal(0, sigma, (n, 2))

    return Target(name, draw, centres, sigma, len(centres))


def ring(clouds=8, radius=2.0, sigma=0.05, first=None, name="ring"):
    """Gaussians evenly on a circle; `first` is the share of the one on the right, the others share the rest."""
    shares = None
    if first is not None and clouds > 1:
        shares = np.full(clouds, (1 - first) / (clouds - 1))
        shares[0] = first
    return mixture(name, _circle(radius, np.arange(clouds) / clouds), sigma, shares)


def grid(side=5, step=1.0, sigma=0.05):
    """side² Gaussians in rows and columns."""
    places = step * (np.arange(side) - (side - 1) / 2)
    return mixture("grid", np.stack(np.meshgrid(places, places), axis=-1).reshape(-1, 2), sigma)


def _curve(name, shape, scale, middle, noise, pieces=8, places=20):
    """A toy shape of `datasets` as a target: its points without their classes, moved and scaled."""

    def draw(n, generator):
        x, _ = shape(max(n, 2), noise, generator)
        return scale * (x[:n] - middle)

    # without noise the points of a shape lie evenly on its curve; class by class they are in order
    x, y = shape(pieces * places, 0.0, np.random.default_rng(0))
    along = np.concatenate([_in_order(x[y == k], name) for k in (0, 1)])
    return Target(name, draw, scale * (along - middle), scale * noise, pieces)


def _in_order(x, name):
    """Points of one arm from one end to the other: by radius on the spiral, by x₁ on the moons."""
    return x[np.argsort(np.hypot(*x.T) if name == "spiral" else x[:, 0])]


def _circle(radius, turns):
    """Points on a circle (n, 2) after so many turns (n,)."""
    angle = 2 * np.pi * np.asarray(turns)
    return radius * np.stack([np.cos(angle), np.sin(angle)], axis=-1)


TARGETS = {
    target.name: target
    for target in (
        ring(),
        grid(),
        _curve("moons", moons, 1.5, (0.5, 0.25), 0.05),
        _curve("spiral", spiral, 2.2, (0, 0), 0.03),
    )
}
