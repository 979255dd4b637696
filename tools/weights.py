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
from dlcore.datasets import Vocabulary, mnist, names, names_in_parts, windows
from dlcore.score import accuracy, interval
from dlcore.training import batches, numpy_step, progress, run
from tools import play_digits
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


def names_lstm(seed=0, hidden=64, embedding=16, epochs=30, size=32, length=40):
    """The character LSTM of lesson 07's explorers. It reads names as one running text, a line break between two."""
    vocabulary = Vocabulary("\n" + "".join(names()))
    train, _, test = (vocabulary.encode("\n".join(part)) for part in names_in_parts())
    dlcore.seed(seed)
    model = models.characters(nn, len(vocabulary), hidden, embedding, forget_bias=1.0).double()
    step = numpy_step(model, nn.CrossEntropyLoss(), optim.Adam(model.parameters(), lr=3e-3))
    x, y = windows(train, length, length // 2)
    plan = batches(x, y, size=size, epochs=epochs, generator=np.random.default_rng(seed))
    about = {
        "data": f"names(): {len(train):,} symbols to train, {len(test):,} to test; pieces of {length}",
        "training": f"CrossEntropyLoss, Adam at a rate of 0.003, batches of {size}, {epochs} epochs, in float64",
        "seed": seed,
    }
    return Recipe(model, step, plan, windows(test, length, length), about)


WEIGHTS = {"mnist_cnn": mnist_cnn, "mnist_mlp": mnist_mlp, "names_lstm": names_lstm}

GAMES = {"digit_generator": play_digits.digit_generator}  # trained against an opponent, judged otherwise


def outputs(model, inputs, size=500):
    """A row of logits for each label, computed in parts: all at once would take a gigabyte in a convolutional network.

    A model of sequences has logits (N, C, T), and a label for each of N · T places.
    """
    logits = np.concatenate([model(inputs[i : i + size]) for i in range(0, len(inputs), size)])
    return np.moveaxis(logits, 1, -1).reshape(-1, logits.shape[1])


def trained(recipe):
    """(model, what made it), trained to the end and scored."""
    losses = [update.loss for update in progress(run(recipe.step, recipe.plan), len(recipe.plan))]
    model = recipe.model.float().eval()  # kept as torch's default dtype
    inputs, labels = recipe.test
    share = accuracy(outputs(model, inputs), labels.ravel())
    return model, {
        **recipe.about,
        "updates": len(losses),
        "first_losses": [float(f"{loss:.12g}") for loss in losses[:TRACE]],
        "score": share,
        "interval": [round(end, 4) for end in interval(share, labels.size)],
    }


def make(name):
    """Train one set and write its file; returns what it says about itself."""
    model, made = GAMES[name]() if name in GAMES else trained(WEIGHTS[name]())
    build, arguments = model.architecture
    about = {
        "architecture": build.__name__,
        "arguments": arguments,
        "command": f"python tasks.py weights {name}",
        **made,
        "date": f"{datetime.date.today():%Y-%m-%d}",
        "versions": {"python": platform.python_version(), "numpy": np.__version__, "dlcore": dlcore.__version__},
    }
    FOLDER.mkdir(exist_ok=True)
    np.savez(FOLDER / f"{name}.npz", about=json.dumps(about, ensure_ascii=False), **model.state_dict())
    return about


def main(args):
    known = [*WEIGHTS, *GAMES]
    unknown = sorted(set(args) - set(known))
    if unknown:
        raise Trouble(f"There is no recipe for {', '.join(unknown)}; expected one of {', '.join(known)}.")
    for name in args or known:
        print(f"{name}: {in_words(make(name))}")
    return 0


def in_words(about):
    """How good it is."""
    if "score" not in about:
        return f"a classifier's mean confidence {about['confidence']:.1%}, spread of classes {about['spread']:.2f} nats"
    low, high = about["interval"]
    return f"{about['score']:.2%} right, 95 % interval {low:.2%} to {high:.2%}"


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Trouble as stop:
        sys.exit(f"dlcore: {stop}")
