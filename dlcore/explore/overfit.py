"""A net that is too large for its few points, in training: what it learns, and when it was at its best."""

import copy
from dataclasses import dataclass

import numpy as np

from dlcore import nn
from dlcore.datasets import moons
from dlcore.explore.live_run import LiveRun
from dlcore.optim import SGD
from dlcore.training import numpy_step

WIDTH, RATE, MOMENTUM = 50, 0.05, 0.9
VALIDATION = 200  # points that nobody trains on
LENGTH, EVERY = 2000, 5  # updates of a run, and from one measurement to the next


@dataclass(frozen=True)
class Settings:
    """What decides a run."""

    decay: float = 0.0  # λ of L2
    dropout: float = 0.0  # the probability to leave a unit out
    points: int = 30
    noise: float = 0.3
    seed: int = 1  # of the training points, the first weights and what dropout leaves out

    @property
    def task(self):
        """What two runs must share to be compared."""
        return self.points, self.noise, self.seed

    def data(self):
        """Points x (n + 200, 2) and targets y (n + 200, 1): the first n to train on, the others for validation."""
        train = moons(self.points, self.noise, np.random.default_rng(self.seed))
        validation = moons(VALIDATION, self.noise, np.random.default_rng(0))
        x, y = (np.concatenate(pair) for pair in zip(train, validation, strict=True))
        return x, y[:, None].astype(float)

    def model(self):
        """2-50-50-1 with ReLU and, after each, dropout; in float64, logits come out."""
        weights, masks = np.random.default_rng(self.seed), np.random.default_rng((self.seed, 1))
        layers, sizes = [], (2, WIDTH, WIDTH)
        for inputs in sizes[:-1]:
            layers += [nn.Linear(inputs, WIDTH, generator=weights), nn.ReLU()]
            layers += [nn.Dropout(self.dropout, generator=masks)]
        return nn.Sequential(*layers, nn.Linear(WIDTH, 1, generator=weights)).double()


@dataclass(frozen=True)
class Measures:
    """What a net is worth at one moment: mean binary cross-entropies, and shares that are right."""

    updates: int
    train: float
    validation: float
    train_right: float
    validation_right: float


class Overfitting(LiveRun):
    """A run of full-batch SGD with momentum. `update`, `obey` and `go_back` change it, so fork it by `copy`.

    `history` has Measures of every fifth update; `best` is the one with the lowest validation loss. `before` are
    the runs that ended before this one, as they were.
    """

    criterion, each = nn.BCEWithLogitsLoss(), nn.BCEWithLogitsLoss(reduction="none")

    def __init__(self, settings, before=()):
        self.settings = self.used = settings  # used: by the last update; a control may have moved since
        self.before = before
        self.x, self.y = settings.data()
        self.model = settings.model()
        self.optimizer = SGD(self.model.parameters(), lr=RATE, momentum=MOMENTUM, weight_decay=settings.decay)
        self.steady = True  # have λ and dropout been the same from the first update on?
        self.returned = False  # has it gone back to its best?
        self.history = []
        self._measure()

    @property
    def now(self):
        """The latest measurement."""
        return self.history[-1]

    @property
    def over(self):
        return self.updates >= LENGTH

    @property
    def ended(self):
        """The run as later ones are compared with it."""
        other = copy.copy(self)
        other.before = ()
        return other

    def obey(self, settings):
        """Go on with this λ and this dropout; the parameters stay."""
        if settings == self.settings:
            return
        self.settings = settings
        self.optimizer.param_groups[0]["weight_decay"] = settings.decay
        for layer in self.model:
            if isinstance(layer, nn.Dropout):
                layer.p = settings.dropout

    def update(self):
        """One update from all training points; none after the last."""
        if self.over:
            return
        if self.used != self.settings:
            self.used, self.steady = self.settings, self.updates == 0
        n = self.settings.points
        numpy_step(self.model, self.criterion, self.optimizer)(self.x[:n], self.y[:n])
        self.updates += 1
        if self.updates % EVERY == 0:
            self._measure()

    def go_back(self):
        """Take up the parameters of the best measurement again: early stopping, afterwards."""
        self.model, self.optimizer = copy.deepcopy(self._kept)
        self.history = [seen for seen in self.history if seen.updates <= self.best.updates]
        self.updates, self.returned = self.best.updates, True

    def logits(self, x):
        """What the net says of the points x (N, 2), without dropout; no cache stays behind."""
        self.model.eval()
        logits = self.model(x)
        self.model.train()
        for layer in self.model:
            layer.cache = None
        return logits

    def _measure(self):
        logits = self.logits(self.x)
        losses, right, n = self.each(logits, self.y), (logits > 0) == self.y, self.settings.points
        means = [float(part.mean()) for values in (losses, right) for part in (values[:n], values[n:])]
        self.history.append(Measures(self.updates, *means))
        if self.updates == 0 or self.now.validation < self.best.validation:
            self.best, self._kept = self.now, copy.deepcopy((self.model, self.optimizer))
