"""Lesson 04: the 2-10-1 network on two moons, and the 784-10-10 classifier on MNIST, in NumPy and in PyTorch."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch

import dlcore
from dlcore import models, nn, optim, twin
from dlcore.datasets import mnist, moons
from dlcore.score import accuracy, interval
from dlcore.training import batches, numpy_step, run

SEEDS = (0, 1, 2)
HIDDEN, LOGISTIC = (2, 10, 1), (2, 1)
MOONS = (
    "Two moons, noise 0.1: 1,000 points to train (seed 0), 10,000 to test (seed 1). Network 2-10-1 with a sigmoid "
    "hidden layer, logistic regression 2-1; BCEWithLogitsLoss, float64, 100 epochs."
)
MNIST = (
    "784-10-10, ReLU hidden layer, CrossEntropyLoss, Adam with its defaults, batches of 32, 5 epochs, float64. "
    "Scores on the official 10,000 test images. 'softmax first' has a Softmax layer before the loss."
)
SCORES = (
    "test: share right, one number a seed; the seed sets initial weights and order of the batches. spread: standard "
    "deviation over seeds. interval: Wilson's 95 % of the mean for that many test examples. pytorch: the same runs "
    "from the same weights; loss_difference: the largest |NumPy − PyTorch| / max(1, loss) over all updates."
)


@dataclass(frozen=True)
class Data:
    """Inputs and targets, and the labels to score against."""

    x: np.ndarray
    y: np.ndarray
    labels: np.ndarray
    test_x: np.ndarray
    test_labels: np.ndarray


@dataclass(frozen=True)
class Setting:
    """One way to train: everything but the data and the seed."""

    build: Callable  # () -> model
    criterion: Callable
    optimizer: Callable  # parameters -> optimizer
    size: int | None
    epochs: int


def follow(step, data, setting, seed):
    """The losses of one run."""
    order = np.random.default_rng(seed)
    plan = batches(data.x, data.y, size=setting.size, epochs=setting.epochs, generator=order)
    updates = list(run(step, plan))
    if updates[-1].ended:
        raise RuntimeError(updates[-1].ended)
    return np.array([update.loss for update in updates])


def in_both(setting, data, seed):
    """One run in NumPy, and the same from the same weights in PyTorch."""
    dlcore.seed(seed)
    model = setting.build().double()
    their_model = twin.to_torch(model)
    optimizer, their_optimizer = (
        setting.optimizer(side, m.parameters()) for side, m in ((optim, model), (torch.optim, their_model))
    )
    criterion = setting.criterion()
    losses = follow(numpy_step(model, criterion, optimizer), data, setting, seed)
    their_step = twin.torch_step(their_model, twin.to_torch(criterion), their_optimizer)
    their_losses = follow(their_step, data, setting, seed)
    with torch.no_grad():
        their_outputs = their_model(torch.tensor(data.test_x)).numpy()
    return {
        "updates": len(losses),
        "train": accuracy(model(data.x), data.labels),
        "test": accuracy(model(data.test_x), data.test_labels),
        "pytorch": accuracy(their_outputs, data.test_labels),
        "loss": float(criterion(model(data.x), data.y)),
        "difference": float(np.max(np.abs(losses - their_losses) / np.maximum(1, their_losses))),
    }


def over_seeds(setting, data):
    """The runs of all seeds, as one entry of the results."""
    runs = [in_both(setting, data, seed) for seed in SEEDS]
    column = {name: [entry[name] for entry in runs] for name in runs[0]}
    mean = float(np.mean(column["test"]))
    return {
        "updates": column["updates"][0],
        "train": column["train"],
        "test": column["test"],
        "mean": round(mean, 4),
        "spread": round(float(np.std(column["test"], ddof=1)), 4),
        "interval": [round(end, 4) for end in interval(mean, len(data.test_labels))],
        "training_loss": [round(loss, 4) for loss in column["loss"]],
        "pytorch": {"test": column["pytorch"], "loss_difference": float(f"{max(column['difference']):.1g}")},
    }


def two_moons(n=1000, test_n=10_000):
    (x, labels), (test_x, test_labels) = (
        moons(count, 0.1, np.random.default_rng(seed)) for seed, count in enumerate((n, test_n))
    )
    return Data(x, labels[:, None].astype(float), labels, test_x, test_labels)


def moons_setting(sizes, optimizer, size, epochs=100):
    return Setting(lambda: models.mlp(nn, list(sizes), "Sigmoid"), nn.BCEWithLogitsLoss, optimizer, size, epochs)


def sgd(**settings):
    return lambda side, parameters: side.SGD(parameters, **settings)


def adam(**settings):
    return lambda side, parameters: side.Adam(parameters, **settings)


SLOW = sgd(lr=0.01)
BATCHES = {"full batch": None, "batch 32": 32, "batch 1": 1}
MENDED = {
    "full batch, rate 1": (sgd(lr=1), None),
    "full batch, rate 3, momentum 0.9": (sgd(lr=3, momentum=0.9), None),
    "full batch, Adam at 0.3": (adam(lr=0.3), None),
    "batch 32, rate 3": (sgd(lr=3), 32),
    "batch 32, Adam at 0.1": (adam(lr=0.1), 32),
}


def measure_moons():
    """The network and logistic regression at three batch sizes, then the network mended."""
    data = two_moons()

    def entries(settings):
        return {name: over_seeds(moons_setting(*setting), data) for name, setting in settings.items()}

    return {
        "about": f"{MOONS} {SCORES}",
        "seeds": SEEDS,
        "torch": torch.__version__.split("+")[0],
        "network, SGD at 0.01": entries({name: (HIDDEN, SLOW, size) for name, size in BATCHES.items()}),
        "logistic regression, SGD at 0.01": entries({name: (LOGISTIC, SLOW, size) for name, size in BATCHES.items()}),
        "network, mended": entries({name: (HIDDEN, *setting) for name, setting in MENDED.items()}),
    }


def digits(full, scale):
    train, test = mnist(full)
    x, test_x = (part.images.reshape(-1, 784) / scale for part in (train, test))
    return Data(x, train.labels, train.labels, test_x, test.labels)


def classifier():
    return models.mlp(nn, [784, 10, 10], "ReLU")


def classifier_setting(build=classifier, epochs=5):
    return Setting(build, nn.CrossEntropyLoss, adam(), 32, epochs)


def halves():
    """The score of the weights that ship on each half of the official test images."""
    _, (images, labels) = mnist()
    outputs = models.pretrained("mnist_mlp")(images.reshape(-1, 784) / 255)
    return {
        "first 5,000": accuracy(outputs[:5000], labels[:5000]),
        "last 5,000": accuracy(outputs[5000:], labels[5000:]),
    }


def measure_mnist():
    """The classifier as it should be, with inputs 0 to 255, and with a softmax before the loss."""
    plain = classifier_setting()
    softmax_first = classifier_setting(lambda: nn.Sequential(*classifier(), nn.Softmax(1)))
    results = {
        "about": f"{MNIST} {SCORES}",
        "seeds": SEEDS,
        "torch": torch.__version__.split("+")[0],
        "softmax_loss_floor": round(float(np.log(np.e + 9) - 1), 4),
        "halves of the test images, mnist_mlp": halves(),
    }
    for title, full in (("10,000 images", False), ("60,000 images", True)):
        data = digits(full, 255)
        results[title] = {
            "inputs 0 to 1": over_seeds(plain, data),
            "inputs 0 to 255": over_seeds(plain, digits(full, 1)),
            "softmax first": over_seeds(softmax_first, data),
        }
    return results
