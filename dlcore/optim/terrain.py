"""Three losses over two weights that are no bowls, and the optimizers that run down them.

Each is easy to draw and hard in its own way: a ravine across both axes, a bent valley, and two valleys of which
one is lower.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from ..nn.parameter import Parameter
from .adam import Adam
from .rmsprop import RMSprop
from .sgd import SGD

WINDOW = (-2, 2, -1.5, 1.5)  # w₁ from, to, w₂ from, to: where the starts lie, on every terrain
UPDATES, LAST = 80, 20  # updates that each optimizer gets, and those at the end that count
SOLVED, LOST = 1e-12, 1e6  # losses count between these: at the minimum but for rounding, and diverged


@dataclass(frozen=True)
class Terrain:
    """A loss over two weights, 0 at its lowest point.

    Shapes
        loss: w (..., 2) → (...); gradient: w (..., 2) → (..., 2); minima (M, 2), the lowest first
    """

    loss: Callable
    gradient: Callable
    minima: tuple


ALONG, ACROSS = np.array([0.8, 0.6]), np.array([-0.6, 0.8])  # directions of the ravine, at right angles
STEEP = 50  # its curvature across; along it is 1
WALLS = 10  # how steep the walls of the banana are
PASS = 0.1  # w₁ at the saddle between the two valleys


def _ravine(w):
    """½ (a² + 50 b²) with a and b measured along and across: each weight is in both."""
    return 0.5 * ((w @ ALONG) ** 2 + STEEP * (w @ ACROSS) ** 2)


def _ravine_gradient(w):
    return (w @ ALONG)[..., None] * ALONG + STEEP * (w @ ACROSS)[..., None] * ACROSS


def _banana(w):
    """½ (w₁ − 1)² + 5 d² with d = w₂ − ½ (w₁² − 1), the height over the valley's floor; after Rosenbrock."""
    w1, w2 = w[..., 0], w[..., 1]
    return 0.5 * (w1 - 1) ** 2 + 0.5 * WALLS * (w2 - (w1**2 - 1) / 2) ** 2


def _banana_gradient(w):
    w1, w2 = w[..., 0], w[..., 1]
    wall = WALLS * (w2 - (w1**2 - 1) / 2)
    return np.stack([w1 - 1 - wall * w1, wall], axis=-1)


def _two_valleys(w):
    """2 P(w₁) + 2 (w₂ − ½ w₁)² with P′(w₁) = (w₁ + 1)(w₁ − p)(w₁ − 1): the valley at w₁ = 1 is 8p/3 higher."""
    w1, w2 = w[..., 0], w[..., 1]
    valleys = w1**4 / 4 - PASS * w1**3 / 3 - w1**2 / 2 + PASS * w1
    return 2 * (valleys + 1 / 4 + 2 * PASS / 3) + 2 * (w2 - w1 / 2) ** 2


def _two_valleys_gradient(w):
    w1, w2 = w[..., 0], w[..., 1]
    across = 4 * (w2 - w1 / 2)
    return np.stack([2 * (w1 + 1) * (w1 - PASS) * (w1 - 1) - across / 2, across], axis=-1)


TERRAINS = {
    "ravine": Terrain(_ravine, _ravine_gradient, ((0.0, 0.0),)),
    "banana": Terrain(_banana, _banana_gradient, ((1.0, 0.0),)),
    "two valleys": Terrain(_two_valleys, _two_valleys_gradient, ((-1.0, -0.5), (1.0, 0.5))),
}
RIVALS = {
    "SGD": SGD,
    "heavy ball": partial(SGD, momentum=0.9),
    "Nesterov": partial(SGD, momentum=0.9, nesterov=True),
    "RMSprop": RMSprop,
    "Adam": Adam,
}


def follow(optimizer, terrain, start):
    """The start and every point that an optimizer reaches: start (..., 2) → (UPDATES + 1, ..., 2).

    `optimizer` makes one from its parameters, as `partial(SGD, lr=0.1)` does. All rivals treat each number for
    itself, so one parameter may hold many starts, which do not know of each other.
    """
    w = Parameter(np.array(start, dtype=float))
    steps = optimizer([w])
    path = [w.data.copy()]
    for _ in range(UPDATES):
        w.grad = terrain.gradient(w.data)
        steps.step()
        path.append(w.data.copy())
    return np.array(path)


def draw_starts(count, generator):
    """Places drawn evenly from the window: (count, 2)."""
    left, right, bottom, top = WINDOW
    return generator.uniform((left, bottom), (right, top), (count, 2))


def final_loss(terrain, path):
    """The highest loss of the last updates, between SOLVED and LOST: what an optimizer stays below.

    The very last loss would not be fair. A path with momentum swings, and on a quadratic loss it swings in time from
    every start: a rate could be tuned so that one swing passes the minimum just then.
    """
    loss = terrain.loss(path[-LAST:])
    return np.clip(np.where(np.isfinite(loss), loss, LOST).max(axis=0), SOLVED, LOST)


def ranks(losses):
    """Rank 1 for the lowest of losses (rivals, ...), along the first axis; equal losses share the mean rank."""
    lower = (losses[:, None] > losses[None]).sum(axis=1)
    equal = (losses[:, None] == losses[None]).sum(axis=1)  # itself among them
    return lower + (equal + 1) / 2
