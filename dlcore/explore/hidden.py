"""Nets with one hidden layer, trained on a few points, and kept as they were after every update."""

from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from dlcore import nn, optim
from dlcore.datasets import blobs, circles, moons
from dlcore.nn import init
from dlcore.training import numpy_step

POINTS, UPDATES, RATE = 80, 300, 0.1
ACTIVATIONS = {"tanh": nn.Tanh, "ReLU": nn.ReLU}


def four_clouds(n=POINTS, noise=0.2, generator=None):
    """A cloud at each corner of a square; opposite corners are one class, as in XOR."""
    x, y = blobs(n, noise, generator, classes=4)
    return x @ [[1, 1], [-1, 1]], y % 2


SHAPES = {
    "four clouds": four_clouds,
    "moons": partial(moons, POINTS, 0.1),
    "circles": partial(circles, POINTS, 0.08, inner=0.4),
}


def points(shape):
    """The points x (80, 2) of a shape, with mean 0 and standard deviation 1, and their classes y (80,)."""
    x, y = SHAPES[shape](generator=np.random.default_rng(0))
    return (x - x.mean(axis=0)) / x.std(axis=0), y


def train(x, y, activation="tanh", hidden=2, start=4, updates=UPDATES):
    """Train a net 2-hidden-1 on all points at once with Adam; keep its parameters after every update.

    `start` seeds the first weights: Glorot's law for tanh, He's for ReLU, and biases 0.
    """
    generator = np.random.default_rng(start)
    model = nn.Sequential(nn.Linear(2, hidden), ACTIVATIONS[activation](), nn.Linear(hidden, 1)).double()
    for layer in (model[0], model[2]):
        law = init.xavier_normal_ if activation == "tanh" else init.kaiming_normal_
        law(layer.weight, generator=generator)
        init.zeros_(layer.bias)
    step = numpy_step(model, nn.BCEWithLogitsLoss(), optim.Adam(model.parameters(), lr=RATE))
    kept = [[p.data.copy() for p in model.parameters()]]
    for _ in range(updates):
        step(x, y[:, None])
        kept.append([p.data.copy() for p in model.parameters()])
    return Training(x, y, activation, *(np.array(arrays) for arrays in zip(*kept, strict=True)))


@dataclass(frozen=True)
class Training:
    """All nets of a training, one an update, the first untrained: U + 1 of them, with H hidden units."""

    x: np.ndarray  # (N, 2)
    y: np.ndarray  # (N,)
    activation: str
    w1: np.ndarray  # (U + 1, H, 2)
    b1: np.ndarray  # (U + 1, H)
    w2: np.ndarray  # (U + 1, 1, H)
    b2: np.ndarray  # (U + 1, 1)

    def hidden(self, x, update):
        """Hidden activations of points x (…, 2) → (…, H)."""
        z = x @ self.w1[update].T + self.b1[update]
        return np.tanh(z) if self.activation == "tanh" else np.maximum(z, 0)

    def logits(self, x, update):
        """f of points x (…, 2) → (…)."""
        return self.hidden(x, update) @ self.w2[update, 0] + self.b2[update]

    @cached_property
    def right(self):
        """(U + 1,), how many points are on their side of the line."""
        return np.array([np.sum((self.logits(self.x, u) > 0) == self.y) for u in range(len(self.w1))])

    @cached_property
    def first(self):
        """The first update at which all are; None where there is none."""
        there = np.flatnonzero(self.right == len(self.y))
        return int(there[0]) if len(there) else None

    @cached_property
    def reach(self):
        """The largest hidden activation of a point, in any of the nets."""
        return max(float(np.abs(self.hidden(self.x, u)).max()) for u in range(len(self.w1)))
