"""One training run of a small net on points in the plane: it goes on by updates, and can be copied and looked at."""

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from dlcore import nn
from dlcore.datasets import SHAPES
from dlcore.explore.live_run import EpochRun, History
from dlcore.optim.terrain import RIVALS
from dlcore.training import numpy_step

TRAIN, TEST = 200, 100  # points
PARTS = slice(TRAIN), slice(TRAIN, None)  # of the points: to train on, to test
KEPT = 256  # losses kept


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


class Run(EpochRun):
    """A net in training, which obeys its settings as it runs.

    `first` are the settings it began with and `changes` what was changed on the way, as (updates, name, value);
    both together repeat it. `history` has rows (updates, loss, test loss), `ever` is the range of these losses.
    """

    criterion, each = nn.BCEWithLogitsLoss(), nn.BCEWithLogitsLoss(reduction="none")

    def __init__(self, settings, last=None):
        self.first = self.settings = settings
        self.last = last  # what has Ended before
        self.x, self.y = settings.points()
        self.model = settings.model()
        self.changes, self.history = [], History(most=KEPT)
        self.ever = math.inf, 0.0
        self._choose_optimizer()
        self._record()

    def copy(self):
        other = super().copy()
        other.changes = self.changes.copy()
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
        chosen = self.chosen(TRAIN, self.settings.batch)
        with np.errstate(over="ignore", invalid="ignore"):
            loss = numpy_step(self.model, self.criterion, self.optimizer)(self.x[chosen], self.y[chosen])
            self.updates += 1
            self.lost = not math.isfinite(loss)
            self._record()

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
        """Keep the losses as they are now."""
        if not self.history.due(self.updates):
            return
        losses = self.each(self.logits(self.x), self.y)
        two = [float(losses[part].mean()) for part in PARTS]
        self.history.keep((self.updates, *two))
        self.ever = min(self.ever[0], *two), max(self.ever[1], *two)
