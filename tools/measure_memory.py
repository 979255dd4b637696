"""Lesson 07: how far back RNN, GRU and LSTM remember, on two tasks, three seeds each."""

from dataclasses import dataclass

import numpy as np

import dlcore
from dlcore import models, nn, optim
from dlcore.datasets import adding, first_symbol
from dlcore.nn.utils import clip_grad_norm_
from dlcore.score import interval

SEEDS = (0, 1, 2)
LENGTHS = (5, 10, 20, 40, 80)
HIDDEN, BATCH, TEST, EVERY = 32, 64, 1000, 25
CELLS = {
    "RNN": {"cell": "RNN"},
    "GRU": {"cell": "GRU"},
    "LSTM": {"cell": "LSTM"},
    "LSTM, forget bias 3": {"cell": "LSTM", "forget_bias": 3.0},
}
ABOUT = (
    f"{HIDDEN} hidden units, one layer, answer from the last hidden state; fresh batches of {BATCH}, Adam, gradients "
    f"clipped to a norm of 1, float64. Every {EVERY} updates a look at {TEST:,} fresh sequences; a run ends where the "
    "goal is reached. scores: the last look, one number a seed. updates: where the goal was reached, null where not."
)


@dataclass(frozen=True)
class Task:
    """What is asked, how a model learns it, and when it is solved."""

    draw: object  # (n, length, generator=) -> Examples
    features: int
    outputs: int
    criterion: type
    rate: float
    most: int  # updates
    goal: float

    def score(self, outputs, target):
        """Share right for classes, mean squared error for numbers."""
        if self.criterion is nn.CrossEntropyLoss:
            return float(np.mean(outputs.argmax(axis=1) == target))
        return float(np.mean((outputs - target) ** 2))

    def solved(self, score):
        return score >= self.goal if self.criterion is nn.CrossEntropyLoss else score <= self.goal


FIRST = Task(first_symbol, 4, 4, nn.CrossEntropyLoss, 5e-3, 500, 0.99)
ADDING = Task(adding, 2, 1, nn.MSELoss, 1e-2, 900, 0.005)


def train(task, settings, length, seed):
    """(score, updates until it was solved, or None) of one run."""
    dlcore.seed(seed)
    generator = np.random.default_rng(seed)
    model = models.last_symbol(nn, task.features, HIDDEN, task.outputs, **settings).double()
    model.input_gradient = False  # nobody asks for it
    criterion, optimizer = task.criterion(), optim.Adam(model.parameters(), lr=task.rate)
    for update in range(1, task.most + 1):
        x, y = task.draw(BATCH, length, generator=generator)
        optimizer.zero_grad()
        criterion(model(x), y)
        model.backward(criterion.backward())
        clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if update % EVERY == 0:
            x, y = task.draw(TEST, length, generator=generator)
            score = task.score(model(x), y)
            if task.solved(score):
                return score, update
    return score, None


def over_seeds(task, settings, length):
    """The runs of all seeds, as one entry of the results."""
    scores, updates = zip(*(train(task, settings, length, seed) for seed in SEEDS), strict=True)
    return {"scores": [round(score, 4) for score in scores], "updates": list(updates)}


def measure_first_symbol():
    """The first of T symbols, told after the last: for each cell and length."""
    return {
        "about": f"Which of 4 symbols came first of T? Chance is right in 1/4; goal {100 * FIRST.goal:g} % right, "
        f"at most {FIRST.most} updates at a rate of {FIRST.rate:g}. {ABOUT}",
        "seeds": SEEDS,
        "lengths": LENGTHS,
        "interval_of_chance": [round(end, 4) for end in interval(0.25, TEST)],
        "cells": {
            name: {f"T = {length}": over_seeds(FIRST, settings, length) for length in LENGTHS}
            for name, settings in CELLS.items()
        },
    }


def measure_adding(length=50):
    """The sum of two marked numbers among T: for each cell."""
    return {
        "about": f"The sum of two marked numbers of T = {length}; the mean squared error of always answering 1 is 1/6; "
        f"goal {ADDING.goal:g}, at most {ADDING.most} updates at a rate of {ADDING.rate:g}. {ABOUT}",
        "seeds": SEEDS,
        "length": length,
        "cells": {name: over_seeds(ADDING, settings, length) for name, settings in CELLS.items()},
    }
