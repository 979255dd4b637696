"""Small trained weights that ship with the package: made here, kept in dlcore/weights/, loaded by `models.pretrained`.

    python -m tools.weights                 every set
    python -m tools.weights mnist_mlp       one of them

Each file holds the parameters and, as JSON, what made them: architecture, command, seed, score, date, versions.
"""

import datetime
import json
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import dlcore
from dlcore import models, nn, optim
from dlcore.datasets import mnist
from dlcore.score import accuracy, interval
from dlcore.training import batches, numpy_step, progress, run
from tools.environment import Trouble

FOLDER = Path(models.__file__).with_name("weights")
TRACE = 20  # losses of the first updates, kept so that a test can make them again


@dataclass(frozen=True)
class Recipe:
    """All that makes one set of weights; `model` has its initial ones."""

    model: nn.Module
    step: Callable
    plan: batches
    test: tuple  # inputs and labels that no update has seen
    about: dict


def mnist_mlp(seed=0, sizes=(784, 10, 10), epochs=5, size=32):
    """The 784-10-10 classifier of lesson 04."""
    dlcore.seed(seed)
    return _mnist(models.mlp(nn, list(sizes), "ReLU"), (784,), seed, epochs, size)


def mnist_cnn(seed=0, channels=(8, 16, 16), epochs=5, size=32):
    """The small convolutional network of lesson 06's explorers."""
    dlcore.seed(seed)
    return _mnist(models.cnn(nn, list(channels), [10]), (1, 28, 28), seed, epochs, size)


def _mnist(model, shape, seed, epochs, size):
    """A classifier of the digits that ship, with the images in the shape that it takes."""
    train, test = mnist()
    model = model.double()
    step = numpy_step(model, nn.CrossEntropyLoss(), optim.Adam(model.parameters()))
    x, test_x = (part.images.reshape(-1, *shape) / 255 for part in (train, test))
    plan = batches(x, train.labels, size=size, epochs=epochs, generator=np.random.default_rng(seed))
    about = {
        "data": f"mnist(): {len(x):,} images to train, {len(test_x):,} to test, pixels / 255",
        "training": f"CrossEntropyLoss, Adam with its defaults, batches of {size}, {epochs} epochs, in float64",
        "seed": seed,
    }
    return Recipe(model, step, plan, (test_x, test.labels), about)


WEIGHTS = {"mnist_cnn": mnist_cnn, "mnist_mlp": mnist_mlp}


def outputs(model, inputs, size=500):
    """What the model returns, computed in parts: all at once would take a gigabyte in a convolutional network."""
    return np.concatenate([model(inputs[i : i + size]) for i in range(0, len(inputs), size)])


def make(name):
    """Train one set and write its file; returns what it says about itself."""
    recipe = WEIGHTS[name]()
    losses = [update.loss for update in progress(run(recipe.step, recipe.plan), len(recipe.plan))]
    model = recipe.model.float().eval()  # kept as torch's default dtype
    inputs, labels = recipe.test
    share = accuracy(outputs(model, inputs), labels)
    build, arguments = model.architecture
    about = {
        "architecture": build.__name__,
        "arguments": arguments,
        "command": f"python tasks.py weights {name}",
        **recipe.about,
        "updates": len(losses),
        "first_losses": [float(f"{loss:.12g}") for loss in losses[:TRACE]],
        "score": share,
        "interval": [round(end, 4) for end in interval(share, len(labels))],
        "date": f"{datetime.date.today():%Y-%m-%d}",
        "versions": {"python": platform.python_version(), "numpy": np.__version__, "dlcore": dlcore.__version__},
    }
    FOLDER.mkdir(exist_ok=True)
    np.savez(FOLDER / f"{name}.npz", about=json.dumps(about, ensure_ascii=False), **model.state_dict())
    return about


def main(args):
    unknown = sorted(set(args) - set(WEIGHTS))
    if unknown:
        raise Trouble(f"There is no recipe for {', '.join(unknown)}; expected one of {', '.join(WEIGHTS)}.")
    for name in args or WEIGHTS:
        about = make(name)
        low, high = about["interval"]
        print(f"{name}: {about['score']:.2%} right, 95 % interval {low:.2%} to {high:.2%}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Trouble as stop:
        sys.exit(f"dlcore: {stop}")
