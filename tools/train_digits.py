"""One way to train a small network on MNIST, in float64, for all that lesson 05 measures."""

import functools
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

import dlcore
from dlcore import models, nn, optim
from dlcore.datasets import Examples, augmented, mnist
from dlcore.nn import Module
from dlcore.score import accuracy
from dlcore.training import batches, numpy_step, run

ABOUT = (
    "784-width-10, ReLU, CrossEntropyLoss, SGD with momentum 0.9 on batches of 50, rate 0.05 falling to 0 along half a "
    "cosine, float64. The seed draws the training images from the 10,000 that ship, the initial weights and the order."
)
SIZE, RATE, MOMENTUM = 50, 0.05, 0.9
UPDATES = {100: 500, 300: 800, 1000: 1500, 3000: 2000, 10_000: 3000}  # by training images


@dataclass(frozen=True)
class Setting:
    """A network and what is done against overfitting."""

    hidden: tuple = (100,)
    decay: float = 0.0
    dropout: float = 0.0
    moves: tuple = ()  # pixels, degrees and zoom of `augmented`


class Fit(NamedTuple):
    """A trained network and its scores."""

    model: Module
    train: float  # share of the training images that is right
    test: float
    loss: float  # on the test images


@functools.cache
def digits():
    """(train, test) as Examples, inputs from 0 to 1."""
    return tuple(Examples(part.images.reshape(-1, 784) / 255, part.labels) for part in mnist())


def drawn(n, seed):
    """n training images; with the same seed, those of a smaller n come first."""
    chosen = np.random.default_rng(seed).permutation(len(digits()[0].y))[:n]
    return Examples(*(part[chosen] for part in digits()[0]))


def built(setting, seed):
    """A new network; what it draws later, for dropout, follows from the seed too."""
    dlcore.seed(seed)
    return models.mlp(nn, [784, *setting.hidden, 10], dropout=setting.dropout).double()


def train(model, data, setting, seed, updates, stop=None):
    """So many updates, or fewer: until stop(number) is true. Returns how many; the model is in evaluation mode then."""
    optimizer = optim.SGD(model.parameters(), RATE, MOMENTUM, weight_decay=setting.decay)
    schedule = optim.lr_scheduler.CosineAnnealingLR(optimizer, updates)
    step = numpy_step(model, nn.CrossEntropyLoss(), optimizer)
    moving = np.random.default_rng((seed, 1))

    def step_on_moved_images(x, y):
        images = augmented(x.reshape(-1, 28, 28), *setting.moves, generator=moving)
        return step(images.reshape(x.shape), y)

    plan = batches(*data, size=SIZE, epochs=None, generator=np.random.default_rng((seed, 2)))
    for update in run(step_on_moved_images if setting.moves else step, plan):
        if update.ended:
            raise RuntimeError(update.ended)
        schedule.step()
        if update.number == updates or (stop and stop(update.number)):
            break
    model.eval()
    return update.number


def trained(data, setting, seed, updates):
    """A network after so many updates."""
    model = built(setting, seed)
    train(model, data, setting, seed, updates)
    return model


def score(model, data):
    """(share right, loss)"""
    outputs = np.concatenate([model(data.x[first : first + 1000]) for first in range(0, len(data.y), 1000)])
    return accuracy(outputs, data.y), float(nn.CrossEntropyLoss()(outputs, data.y))


def scored(model, data):
    """The model with its scores on what it was trained on and on the official test images."""
    return Fit(model, score(model, data)[0], *score(model, digits()[1]))


@functools.cache
def fit(n, setting, seed):
    """The network trained on n images, as often as `UPDATES` says; the test images are looked at once."""
    data = drawn(n, seed)
    return scored(trained(data, setting, seed, UPDATES[n]), data)
