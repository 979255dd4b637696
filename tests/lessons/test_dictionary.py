"""The dictionary of lesson 04, Keras ↔ torch ↔ ours: each of its lines is asked of torch and of dlcore here.

The table is read from the lesson, so neither can drift from the other. The same question goes to both sides.
"""

import math
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import torch

from dlcore import nn, optim, training

SOURCE = Path(__file__).resolve().parents[2] / "notebooks" / "source" / "04_backpropagation.md"
HEAD = ["in question", "Keras", "torch", "ours"]


@dataclass(frozen=True)
class Side:
    nn: ModuleType
    optim: ModuleType
    array: object  # makes an array of numbers
    batch: object  # how many of n examples come at a time, if nobody says

    def loss(self, name, z, target):
        return float(getattr(self.nn, name)()(self.array(z), self.array(target)))

    def moves(self, name, *gradients, rates=(1.0, 1.0), **settings):
        """By how much each step moves a parameter that begins at 0."""
        parameter = self.nn.Parameter(self.array([0.0]))
        optimizer, moves = getattr(self.optim, name)([parameter], lr=1.0, **settings), []
        for rate, gradient in zip(rates, gradients, strict=False):
            before = float(parameter.data[0])
            optimizer.param_groups[0]["lr"] = rate
            parameter.grad = self.array([gradient])
            optimizer.step()
            moves.append(float(parameter.data[0]) - before)
        return moves

    def default(self, name, setting):
        value = getattr(self.optim, name)([self.nn.Parameter(self.array([0.0]))]).defaults[setting]
        return f"{value:g}".replace("e-0", "e-")


TORCH = Side(torch.nn, torch.optim, torch.tensor, lambda n: torch.utils.data.DataLoader(range(n)).batch_size)
OURS = Side(nn, optim, np.array, lambda n: training.batches(np.zeros(n), np.zeros(n)).size)


def law(values, inputs, outputs):
    """The law of initial numbers, by their bound and their spread."""
    values = np.asarray(values.detach() if isinstance(values, torch.Tensor) else values)
    laws = {"U(±1/√in)": 1 / math.sqrt(inputs), "U(±√(6/(in + out)))": math.sqrt(6 / (inputs + outputs))}
    bound, spread = np.abs(values).max(), values.std()
    if bound == 0:
        return "0"
    fits = (text for text, a in laws.items() if 0.98 * a < bound <= a and abs(spread * math.sqrt(3) / a - 1) < 0.05)
    return next(fits, f"bound {bound:.3g}, standard deviation {spread:.3g}")


def weight(side):
    return law(side.nn.Linear(100, 2000).weight.data, 100, 2000)


def bias(side):
    return law(side.nn.Linear(100, 2000).bias.data, 100, 2000)


def shape(side):
    return {(5, 3): "(out, in)", (3, 5): "(in, out)"}[tuple(side.nn.Linear(3, 5).weight.shape)]


def leak(side):
    return f"{-float(side.nn.LeakyReLU()(side.array([-1.0]))[0]):g}"


def momentum(side):
    first, second = side.moves("SGD", 1.0, 1.0, rates=(1.0, 0.1), momentum=0.5)
    assert first == -1
    return {-0.15: "outside the sum", -0.6: "inside the sum"}[round(second, 6)]


def epsilon_of_rmsprop(side):
    (move,) = side.moves("RMSprop", 3.0, alpha=0.0, eps=1.0)
    places = {round(3 / (3 + 1), 6): "outside the root", round(3 / math.sqrt(9 + 1), 6): "inside the root"}
    return f"{side.default('RMSprop', 'eps')}, {places[round(-move, 6)]}"


def epsilon_of_adam(side):
    (move,) = side.moves("Adam", 1.0, eps=1.0)
    root = math.sqrt(1 - 0.999)  # what the first correction divides by
    places = {round(1 / (1 + 1), 6): "after the correction", round(root / (root + 1), 6): "before the correction"}
    return f"{side.default('Adam', 'eps')}, {places[round(-move, 6)]}"


def batch(side):
    return {1: "1", 32: "32", 100: "all"}[side.batch(100)]


def axis(side):
    """Which axis holds the classes of images (N, 3, 4, 4) or (N, 4, 4, 3)? The other one is refused."""
    target = np.zeros((2, 4, 4), dtype=np.int64)
    with pytest.raises((ValueError, RuntimeError, IndexError)):
        side.loss("CrossEntropyLoss", np.zeros((2, 4, 4, 3)), target)
    assert side.loss("CrossEntropyLoss", np.zeros((2, 3, 4, 4)), target) == pytest.approx(math.log(3))
    return "1"


def cross_entropy(side):
    found = side.loss("CrossEntropyLoss", [[1.0, 0.0]], [0])
    return {round(math.log(1 + math.exp(-1)), 6): "logits", 0.0: "probabilities"}[round(found, 6)]


def binary_cross_entropy(side):
    found = side.loss("BCEWithLogitsLoss", [1.0], [1.0])
    return {round(math.log(1 + math.exp(-1)), 6): "logits", 0.0: "probabilities"}[round(found, 6)]


def targets(side):
    z = [[1.0, 0.0]]
    assert side.loss("CrossEntropyLoss", z, [0]) == pytest.approx(side.loss("CrossEntropyLoss", z, [[1.0, 0.0]]))
    return "one loss for both"


LINES = {
    "first weights of a layer": weight,
    "first biases": bias,
    "shape of a weight": shape,
    "LeakyReLU, slope below 0": leak,
    "SGD, rate": lambda side: side.default("SGD", "lr"),
    "momentum, the rate stands": momentum,
    "RMSprop, rate": lambda side: side.default("RMSprop", "lr"),
    "RMSprop, part kept": lambda side: side.default("RMSprop", "alpha"),
    "RMSprop, ε": epsilon_of_rmsprop,
    "Adam, rate": lambda side: side.default("Adam", "lr"),
    "Adam, ε": epsilon_of_adam,
    "batch, if you say nothing": batch,
    "axis of classes or channels": axis,
    "cross-entropy takes": cross_entropy,
    "binary cross-entropy takes": binary_cross_entropy,
    "class numbers, or one-hot (1 at the class, else 0)": targets,
}


def table():
    """{line: (Keras, torch, ours)} as the lesson prints it."""
    rows = [[cell.strip().replace("`", "") for cell in line.strip().strip("|").split("|")] for line in lines()]
    start = rows.index(HEAD)
    return {name: tuple(cells) for name, *cells in rows[start + 2 :]}


def lines():
    text = SOURCE.read_text(encoding="utf-8").splitlines()
    start = next(i for i, line in enumerate(text) if line.startswith(f"| {HEAD[0]} |"))
    stop = next(i for i in range(start, len(text)) if not text[i].startswith("|"))
    return text[start:stop]


def test_the_lesson_asks_what_is_asked_here():
    assert list(table()) == list(LINES)


@pytest.mark.parametrize("line", LINES)
def test_torch_answers_as_the_lesson_says(line):
    assert LINES[line](TORCH) == table()[line][1]


@pytest.mark.parametrize("line", LINES)
def test_dlcore_answers_as_the_lesson_says(line):
    assert LINES[line](OURS) == table()[line][2]


@pytest.mark.parametrize("line", LINES)
def test_ours_is_torch_but_for_the_batch(line):
    """dlcore.nn is torch.nn; only our batches give out everything where DataLoader gives one example."""
    _, theirs, ours = table()[line]
    assert (theirs == ours) == (line != "batch, if you say nothing")
