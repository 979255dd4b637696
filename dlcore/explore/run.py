"""One training run of a small net on points in the plane: it goes on by updates, and can be copied and looked at."""

import copy
import math
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from dlcore import nn
from dlcore.datasets import SHAPES
from dlcore.optim.terrain import RIVALS
from dlcore.training import numpy_step

TRAIN, TEST = 200, 100  # points
PARTS = slice(TRAIN), slice(TRAIN, None)  # of the points: to train on, to test
KEPT = 256  # losses kept; beyond, every other one is dropped


@dataclass(frozen=True)
class Settings:
    """What decides a run: the same settings give the same numbers."""

    data: str = "moons"
    rate: float = 0.1
    width: int = 8  # units in each hidden layer
    depth: int = 2  # hidden layers; 0 is logistic regression
    activation: str = "Tanh"
    batch: int = 20
    optimizer: str = "SGD"
    decay: float = 0.0
    noise: float = 0.1
    seed: int = 1  # of the first weights and the order of the points; the points stay

    @property
    def sizes(self):
        return 2, *[self.width] * self.depth, 1

    def points(self):
        """x (300, 2) and targets y (300, 1): the first 200 to train on, the others to test."""
        x, y = SHAPES[self.data](TRAIN + TEST, self.noise, np.random.default_rng(0))
        return x, y[:, None].astype(float)

    def model(self):
        """Linear layers with the activation between each two, in float64; logits come out."""
        generator, layers = np.random.default_rng(self.seed), []
        for inputs, outputs in pairwise(self.sizes):
            layers += [nn.Linear(inputs, outputs, generator=generator), getattr(nn, self.activation)()]
        return nn.Sequential(*layers[:-1]).double()


@dataclass(frozen=True)
class Measures:
    """What a net is worth at one moment."""

    loss: float  # mean binary cross-entropy of the training points
    test_loss: float
    right: float  # part of the training points on the right side
    test_right: float
    slopes: tuple = ()  # for each layer, the root mean square of ∂L/∂W over all training points

    @property
    def finite(self):
        return math.isfinite(self.loss)


@dataclass(frozen=True)
class Ended:
    """What stays to be seen of a run when another has begun."""

    losses: np.ndarray  # (n, 2): updates, training loss
    slopes: tuple


class Run:
    """A net in training. `update` and `obey` change it, so what is shown is a `copy` that nobody trains on.

    `first` are the settings it began with and `changes` what was changed on the way, as (updates, name, value);
    both together repeat it. `history` has rows (updates, loss, test loss), `ever` is the range of these losses.
    """

    criterion, each = nn.BCEWithLogitsLoss(), nn.BCEWithLogitsLoss(reduction="none")

    def __init__(self, settings, last=None):
        self.first = self.settings = settings
        self.last = last  # what has Ended before
        self.x, self.y = settings.points()
        self.model = settings.model()
        self.updates = self.epochs = self.next = 0  # next: where the next batch begins in this epoch's order
        self.lost = False  # has the loss overflowed?
        self.changes, self.history, self._every = [], [], 1
        self.ever = math.inf, 0.0
        self._choose_optimizer()
        self._record()

    def copy(self):
        """A run that goes on from here by itself; nets and optimizers are small, the points are shared."""
        other = copy.copy(self)
        other.model, other.optimizer = copy.deepcopy((self.model, self.optimizer))
        other.changes, other.history = self.changes.copy(), self.history.copy()
        return other

    def ended(self):
        """What a next run is compared with: this one if it has made an update, else the one before."""
        return Ended(np.array(self.history)[:, :2], self.measures.slopes) if self.updates else self.last

    def obey(self, **settings):
        """Go on with these settings: rate, decay, batch and optimizer may differ; the parameters stay."""
        old = vars(self.settings)
        if settings == old:
            return
        self.settings = Settings(**settings)
        if self.updates:
            self.changes += [(self.updates, name, new) for name, new in settings.items() if new != old[name]]
        else:
            self.first = self.settings
        if self.settings.optimizer != old["optimizer"]:
            self._choose_optimizer()
        self.optimizer.param_groups[0].update(lr=self.settings.rate, weight_decay=self.settings.decay)

    def update(self):
        """One update from the next batch; nothing once the loss has overflowed."""
        if self.lost:
            return
        vars(self).pop("measures", None)
        x, y = self._batch()
        with np.errstate(over="ignore", invalid="ignore"):
            loss = numpy_step(self.model, self.criterion, self.optimizer)(x, y)
            self.updates += 1
            self.lost = not math.isfinite(loss)
            self._record()

    def epoch(self):
        """Updates to the end of this pass over the training points."""
        epochs = self.epochs
        while self.epochs == epochs and not self.lost:
            self.update()

    @cached_property
    def measures(self):
        """Loss, accuracy and slopes as they are now."""
        with np.errstate(over="ignore", invalid="ignore"):
            logits = self.logits(self.x)
            losses, right = self.each(logits, self.y), (logits > 0) == self.y
            means = [float(values[part].mean()) for values in (losses, right) for part in PARTS]
            return Measures(*means, self._slopes())

    def logits(self, x):
        """What the net says of the points x (N, 2); no cache stays behind."""
        with np.errstate(over="ignore", invalid="ignore"):
            logits = self.model(x)
        for layer in self.model:
            layer.cache = None
        return logits

    def _choose_optimizer(self):
        settings = self.settings
        make = RIVALS[settings.optimizer]
        self.optimizer = make(self.model.parameters(), lr=settings.rate, weight_decay=settings.decay)

    def _batch(self):
        """The next training points, in an order drawn anew for each epoch from the seed."""
        size = self.settings.batch
        if self.next == 0:
            self._order = np.random.default_rng((self.settings.seed, self.epochs)).permutation(TRAIN)
        chosen = self._order[self.next : self.next + size]
        self.next += size
        if self.next >= TRAIN:
            self.next, self.epochs = 0, self.epochs + 1
        return self.x[chosen], self.y[chosen]

    def _slopes(self):
        """Of each layer, the root mean square of ∂L/∂W, L the loss of all training points."""
        self.model.zero_grad()
        self.criterion(self.model(self.x[:TRAIN]), self.y[:TRAIN])
        self.model.backward(self.criterion.backward())
        slopes = tuple(
            float(np.sqrt(np.mean(layer.weight.grad**2))) for layer in self.model if hasattr(layer, "weight")
        )
        self.model.zero_grad()
        return slopes

    def _record(self):
        """Keep the losses of the updates 0, 1, 2, …; when they are many, of every second, fourth, …"""
        if self.updates % self._every:
            return
        losses = self.each(self.logits(self.x), self.y)
        two = [float(losses[part].mean()) for part in PARTS]
        self.history.append((self.updates, *two))
        self.ever = min(self.ever[0], *two), max(self.ever[1], *two)
        if len(self.history) > KEPT:
            self.history, self._every = self.history[::2], 2 * self._every
