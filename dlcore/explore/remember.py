"""Lesson 07, recurrent networks: which symbol came first? An RNN and an LSTM learn it side by side."""

import copy
import math
from dataclasses import dataclass

import numpy as np

from dlcore import models, nn, random
from dlcore.datasets import first_symbol
from dlcore.explore import Challenge, Stepper, controls, style
from dlcore.nn.utils import clip_grad_norm_
from dlcore.optim import Adam
from dlcore.score import accuracy

LENGTHS = (5, 10, 15, 20, 30, 40, 60, 80)
BIASES = (0.0, 1.0, 2.0, 3.0, 5.0)
SYMBOLS, HIDDEN, BATCH, RATE = 4, 32, 64, 0.005
TEST, EVERY, MOST = 200, 10, 500  # sequences to test on, updates from one test to the next, updates of a run
KNOWN, LOST = 0.99, 0.5  # shares right that count as remembered, and as not
KEPT = 40  # ended runs that stay on the page
LONG = 50  # updates from which a run is one: a slider on its way begins others
CELLS = ("LSTM", "RNN")


@dataclass(frozen=True)
class Settings:
    """What decides a run."""

    length: int = 20  # T
    bias: float = 3.0  # of the LSTM's forget gates at the start
    seed: int = 1

    def model(self, cell):
        """A model whose weights the seed draws as the layers would, U(−1/√H, 1/√H)."""
        generator, bound = np.random.default_rng(self.seed), 1 / math.sqrt(HIDDEN)
        with random.untouched():
            model = models.last_symbol(nn, SYMBOLS, HIDDEN, SYMBOLS, cell).double()
        for parameter in model.parameters():
            parameter.data[...] = generator.uniform(-bound, bound, parameter.shape)
        if cell == "LSTM":
            models.open_forget_gates(model.rnn, self.bias)
        model.input_gradient = False
        return model


class Learner:
    """One model on its way; `curve` has the share right after 0, 10, 20, … updates."""

    def __init__(self, settings, cell):
        self.model = settings.model(cell)
        self.optimizer = Adam(self.model.parameters(), lr=RATE)
        self.criterion = nn.CrossEntropyLoss()
        self.curve = []

    def update(self, x, y):
        self.optimizer.zero_grad()
        self.criterion(self.model(x), y)
        self.model.backward(self.criterion.backward())
        clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()

    def test(self, x, y):
        self.curve.append(accuracy(self.model(x), y))


@dataclass(frozen=True)
class Ended:
    """What stays to be seen of a run."""

    settings: Settings
    updates: int
    curves: dict  # by cell


class Race:
    """Both models on the same sequences. `update` changes it, so fork it by `copy`."""

    def __init__(self, settings, before=()):
        self.settings, self.before = settings, before
        self.updates = 0
        self.test = first_symbol(TEST, settings.length, SYMBOLS, np.random.default_rng((settings.seed, 1)))
        self.learners = {cell: Learner(settings, cell) for cell in CELLS}
        self._measure()

    def copy(self):
        other = copy.copy(self)
        other.learners = copy.deepcopy(self.learners)
        return other

    def update(self):
        # numbered, so that a copy goes on with the same sequences
        drawn = np.random.default_rng((self.settings.seed, 2, self.updates))
        x, y = first_symbol(BATCH, self.settings.length, SYMBOLS, drawn)
        for learner in self.learners.values():
            learner.update(x, y)
        self.updates += 1
        if self.updates % EVERY == 0:
            self._measure()

    def _measure(self):
        for learner in self.learners.values():
            learner.test(*self.test)

    @property
    def ended(self):
        return Ended(self.settings, self.updates, {cell: tuple(one.curve) for cell, one in self.learners.items()})

    def share(self, cell):
        """The share right at the last test."""
        return self.learners[cell].curve[-1]


def _lstm_alone(race):
    return race.share("LSTM") >= KNOWN and race.share("RNN") < LOST


def _rnn_alone(race):
    return race.share("RNN") >= KNOWN and race.share("LSTM") < LOST


class Remember(Stepper):
    """Train both on sequences of T symbols and see where each breaks; a control begins a new run."""

    size = (9.0, 3.9)
    actions = {"step": "Step", "hundred": "100 updates"}
    restarts = ("length", "bias", "seed")
    pace = None
    challenges = (
        Challenge("Find a T where the LSTM is right in 99 % and the RNN in less than 50 %.", _lstm_alone),
        Challenge("Now the other way round: make the LSTM fail where the RNN is right in 99 %.", _rnn_alone),
    )

    def controls(self):
        first = Settings()
        return {
            "length": controls.values("T, steps", LENGTHS, first.length),
            "bias": controls.values("b, forget bias", BIASES, first.bias),
            "seed": controls.slider("seed", first.seed, 1, 10, 1),
        }

    def start(self, **settings):
        return Race(Settings(**settings))

    def again(self, race, **settings):
        return Race(Settings(**settings), (*race.before, race.ended)[-KEPT:] if race.updates >= LONG else race.before)

    def fork(self, race):
        return race.copy()

    def step(self, race, action, **settings):
        for _ in range({"step": 1, "hundred": 100}[action]):
            if not self.finished(race):
                race.update()
        return race

    def finished(self, race):
        return race.updates >= MOST

    def stage(self, figure):
        curves, runs = style.row(figure, 1.25, 1)
        for axes in (curves, runs):
            style.line(axes, "reference", [-1000, 1000], [100 / SYMBOLS] * 2)
            axes.set(ylim=(0, 108), ylabel="right (%)")
        roles = {"LSTM": "moving", "RNN": "compared"}
        pale = {"linewidth": 1, "alpha": 0.55}
        self._last = {cell: style.line(curves, role, **pale) for cell, role in roles.items()}
        self._now = {cell: style.line(curves, role) for cell, role in roles.items()}
        curves.set(xlim=(-0.02 * MOST, 1.02 * MOST), xlabel="update    (thin: the run before)")
        for x, role, words in ((0.02, "moving", "LSTM"), (0.32, "compared", "RNN"), (0.6, "reference", "guessing")):
            style.key(curves, x, 0.16, **{role: words})  # below all curves
        style.title(curves, "Right, on sequences not trained on")
        dots = {
            "LSTM": {"linestyle": "none", "marker": "o", "markersize": 7},
            "RNN": {"linestyle": "none", "marker": "v", "markersize": 7, "markerfacecolor": "white"},
        }
        self._runs = {cell: style.line(runs, role, **dots[cell]) for cell, role in roles.items()}
        runs.set(xlim=(-0.6, len(LENGTHS) - 0.4), xlabel="T, steps")
        runs.set_xticks(range(len(LENGTHS)), [f"{length}" for length in LENGTHS])
        style.title(runs, "Where your runs ended")
        style.key(runs, 0.02, 0.16, moving=("LSTM", dots["LSTM"]))
        style.key(runs, 0.4, 0.16, compared=("RNN", dots["RNN"]))

    def draw(self, race):
        last = race.before[-1] if race.before else None
        shown = [*race.before, race.ended] if race.updates >= LONG else race.before
        for place, cell in enumerate(CELLS):
            self._now[cell].set_data(*_points(race.ended, cell))
            self._last[cell].set_data(*(_points(last, cell) if last else ([], [])))
            at = [LENGTHS.index(run.settings.length) + 0.24 * place - 0.12 for run in shown]
            self._runs[cell].set_data(at, [100 * run.curves[cell][-1] for run in shown])

    def describe(self, race):
        lstm, rnn = (f"{100 * race.share(cell):.0f} %" for cell in CELLS)
        when = f"After {race.updates} update{'s' * (race.updates != 1)}" if race.updates else "Before the first update"
        gate = f"σ({race.settings.bias:g}) = {1 / (1 + math.exp(-race.settings.bias)):.2f}"
        over = " The run is over; Reset begins another." if self.finished(race) else ""
        return (
            f"{when} on sequences of {race.settings.length} symbols, the LSTM, whose forget gates began near {gate}, "
            f"named the first one in {lstm} of {TEST} cases at the last test, the RNN in {rnn}; guessing is right "
            f"in {100 // SYMBOLS} %.{over}"
        )


def _points(run, cell):
    return EVERY * np.arange(len(run.curves[cell])), 100 * np.array(run.curves[cell])
