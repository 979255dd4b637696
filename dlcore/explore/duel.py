"""Two players on a line: all probabilities are those of bins, so that nothing is left to the luck of a sample."""

import copy
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from dlcore import models, nn, optim, random
from dlcore.gan import js, minimax_loss, non_saturating_loss, value
from dlcore.nn.functional import sigmoid

X = np.linspace(-26, 26, 521)  # the middles of the bins
FAR = 10.0  # the farthest that the generator can stand
MEANS = np.linspace(-FAR, FAR, 161)  # where the curves against m are computed
LOSSES = {"minimax": minimax_loss, "non-saturating": non_saturating_loss}
OPTIMAL, TRAINED = "optimal", "trained"
D_RATE, SCALE = 0.01, 4.0  # of the trained discriminator: Adam's rate, and the unit of its input


def bins(mean, noise):
    """Probabilities of the bins (*mean.shape, 521): a Gaussian of width 1, to which noise is added."""
    density = np.exp(-((X - np.expand_dims(mean, -1)) ** 2) / (2 * (1 + noise**2)))
    return density / density.sum(axis=-1, keepdims=True)


def best_logits(mean, noise):
    """log p − log q, (*mean.shape, 521), and its slope in x, which is the same everywhere."""
    mean = np.expand_dims(mean, -1)
    spread = 1 + noise**2
    return mean * (mean - 2 * X) / (2 * spread), -mean / spread


def gradient(loss, logits, slopes, q):
    """∂L/∂m of the generator x = m + z: Σ q(x) ∂L/∂f f′(x), over the bins."""
    each = logits.size * LOSSES[loss](logits)[1]  # the loss is a mean: times the number, of each alone
    return np.sum(q * each * slopes, axis=-1)


@lru_cache(maxsize=64)
def curves(noise):
    """Against m, with the best discriminator: JS and the size of either gradient, each (161,)."""
    p, q = bins(0.0, noise), bins(MEANS, noise)
    logits, slopes = best_logits(MEANS, noise)
    pulls = {loss: np.abs(gradient(loss, logits, slopes, q)) for loss in LOSSES}
    return np.array([js(p, each) for each in q]), pulls


class Discriminator:
    """A net 1-16-16-1 that learns from all bins at once, each weighted by its probability: no luck of the draw."""

    def __init__(self):
        with random.seeded(0):
            self.model = models.mlp(nn, [1, 16, 16, 1], "Tanh").double()
        self.optimizer = optim.Adam(self.model.parameters(), D_RATE)

    def update(self, p, q, times):
        """So many updates, of a copy."""
        other = copy.deepcopy(self)
        for _ in range(times):
            other.optimizer.zero_grad()
            logits = other.model(X[:, None] / SCALE)
            other.model.backward(sigmoid(logits) * q[:, None] - sigmoid(-logits) * p[:, None])
            other.optimizer.step()
        return other

    def logits(self):
        """Of all bins: the logits (521,) and their slopes in x."""
        logits = self.model(X[:, None] / SCALE)
        slopes = self.model.backward(np.ones_like(logits)) / SCALE
        self.model.zero_grad()
        return logits[:, 0], slopes[:, 0]


@dataclass(frozen=True)
class Duel:
    """Where the two players stand."""

    m: float  # the mean of the generator; that of the data is 0
    noise: float
    kind: str  # of the discriminator
    loss: str  # of the generator
    net: Discriminator  # the trained one
    logits: np.ndarray  # (521,) what the discriminator says
    p: np.ndarray  # (521,) probability of each bin, real
    q: np.ndarray  # fake
    gradients: dict  # by loss, ∂L/∂m with this discriminator
    last: float | None = None  # the mean before the last step
    placed: float = 0.0  # where a hand has last put the generator
    used: frozenset = frozenset()  # the losses by which it has moved since
    d_updates: int = 0
    g_steps: int = 0

    @property
    def divergence(self):
        return float(js(self.p, self.q))

    @property
    def estimate(self):
        """The divergence as this discriminator has it: (V + log 4) / 2, at most JS."""
        found = value(self.p, self.q, None if self.kind == OPTIMAL else sigmoid(self.logits))
        return float((found + np.log(4)) / 2)


def duel(m, noise, kind, loss, net, **more):
    """Where the players stand, from what decides it; `more` are further fields."""
    p, q = bins(0.0, noise), bins(m, noise)
    logits, slopes = best_logits(m, noise) if kind == OPTIMAL else net.logits()
    gradients = {name: float(gradient(name, logits, slopes, q)) for name in LOSSES}
    return Duel(m, noise, kind, loss, net, logits, p, q, gradients, **more)
