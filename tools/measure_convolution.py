"""Lesson 06: the network conv 32 – 64 – 64 on MNIST in NumPy and in PyTorch, and how many images a small one needs."""

import functools
import time
from dataclasses import dataclass

import numpy as np
import torch

import dlcore
from dlcore import models, nn, optim, twin
from dlcore.datasets import mnist, split
from dlcore.nn.functional import softmax
from dlcore.score import accuracy, confusion
from dlcore.training import batches, numpy_step, run
from tools.summary import rounded, summary
from tools.train_digits import UPDATES, drawn
from tools.weights import outputs

SEEDS = (0, 1, 2)
SIZE, EPOCHS, WORST, TRACE = 64, 5, 20, 10
OPTIMIZERS = {"RMSprop": {"lr": 1e-3, "alpha": 0.9}, "Adam": {"lr": 1e-3}}
ABOUT = (
    "conv 32 – pool – conv 64 – pool – conv 64 – dense 64 – dense 10, kernels of 3 × 3, padding 1, ReLU; "
    f"CrossEntropyLoss, batches of {SIZE}, {EPOCHS} epochs, float32, pixels / 255. RMSprop at 0.001 with alpha 0.9, "
    "Adam with its defaults. The seed sets initial weights and order. test: share right of the official 10,000, one "
    "number a seed, looked at once, after the last epoch; spread: standard deviation over seeds; interval: Wilson's 95 "
    "% of the mean. minutes: of CPU time, one thread, one number a seed. loss: mean over the last epoch. first_losses: "
    f"of seed 0, the first {TRACE} updates."
)
FEW, FEW_SIZE, RATES = tuple(UPDATES), 50, (2e-3, 5e-3, 1e-2)
FEW_ABOUT = (
    "conv 8 – pool – conv 16 – pool – conv 16 – dense 10 and dense 784-100-10, trained alike: Adam, a rate that falls "
    f"to 0 along half a cosine, batches of {FEW_SIZE}, updates as listed, float32. The first rate of each network is "
    f"chosen among {RATES} for each number of images, by a validation split of 20 % of the images of seed 0. The seed "
    "draws the images from the 10,000 that ship, the initial weights and the order; both networks see the same images. "
    "test, spread, interval: as for the network. gain: convolutional minus dense, seed by seed, mean and standard "
    "deviation."
)
SMALL = {
    "convolutional": lambda: models.cnn(nn, [8, 16, 16], [10]),
    "dense": lambda: nn.Sequential(nn.Flatten(), *models.mlp(nn, [784, 100, 10])),
}


@dataclass(frozen=True)
class Run:
    """One training of the network and what came of it."""

    logits: np.ndarray  # (10000, 10), of the official test images
    losses: list  # of all updates
    per_epoch: int
    minutes: float  # of CPU time


def images(part):
    """(N, 1, 28, 28), from 0 to 1."""
    return part.images[:, None] / np.float32(255)


def in_numpy(optimizer, seed, data=None, epochs=EPOCHS):
    """Train on the images that ship, or on data (train, test)."""
    train, test = data or mnist()
    dlcore.seed(seed)
    model = models.cnn(nn)
    step = numpy_step(
        model, nn.CrossEntropyLoss(), getattr(optim, optimizer)(model.parameters(), **OPTIMIZERS[optimizer])
    )
    return _follow(step, train, epochs, seed, lambda: outputs(model.eval(), images(test)))


def in_torch(optimizer, seed, data=None, epochs=EPOCHS):
    """The same from the same weights in PyTorch, on all 60,000 images, or on data (train, test)."""
    train, test = data or mnist(full=True)
    dlcore.seed(seed)
    model = twin.to_torch(models.cnn(nn))
    optimizer = getattr(torch.optim, optimizer)(model.parameters(), **OPTIMIZERS[optimizer])

    def answers():
        with torch.no_grad():
            return outputs(lambda x: model(torch.tensor(x)).numpy(), images(test))

    return _follow(twin.torch_step(model, torch.nn.CrossEntropyLoss(), optimizer), train, epochs, seed, answers)


def _follow(step, train, epochs, seed, answers):
    plan = batches(images(train), train.labels, SIZE, epochs, np.random.default_rng(seed))
    began = time.process_time()
    losses = []
    for update in run(step, plan):
        if update.ended:
            raise RuntimeError(update.ended)
        losses.append(update.loss)
    minutes = (time.process_time() - began) / 60
    return Run(answers(), losses, plan.per_epoch, minutes)


def entry(runs, labels):
    """The runs of all seeds, as one entry of the results."""
    tests = [accuracy(one.logits, labels) for one in runs]
    return {
        "updates": len(runs[0].losses),
        "test": tests,
        **summary(tests),
        "loss": rounded((np.mean(one.losses[-one.per_epoch :]) for one in runs), 5),
        "minutes": rounded((one.minutes for one in runs), 2),
        "first_losses": [float(f"{loss:.6g}") for loss in runs[0].losses[:TRACE]],
    }


def mistakes(logits, labels, most=WORST):
    """The confusion matrix, and the wrong answers of which the network was surest, with all it thought."""
    p = softmax(logits.astype(float), axis=1)
    said = p.argmax(axis=1)
    wrong = np.flatnonzero(said != labels)
    surest = wrong[np.argsort(p[wrong, said[wrong]])[::-1][:most]]
    return {
        "wrong": len(wrong),
        "confusion": confusion(logits, labels).tolist(),
        "surest": [
            {"image": int(n), "label": int(labels[n]), "said": int(said[n]), "probabilities": rounded(p[n])}
            for n in surest
        ],
    }


def measure_network():
    """Both backends, both optimizers, three seeds each; what one of them gets wrong."""
    labels = mnist().test.labels
    results = {"about": ABOUT, "seeds": SEEDS, "torch": torch.__version__.split("+")[0]}
    for title, train in (("NumPy, 10,000 images", in_numpy), ("PyTorch, 60,000 images", in_torch)):
        results[title] = {}
        for optimizer in OPTIMIZERS:
            runs = [train(optimizer, seed) for seed in SEEDS]
            results[title][optimizer] = entry(runs, labels)
    return {**results, "mistakes of PyTorch, Adam, seed 0": mistakes(runs[0].logits, labels)}


def trained(kind, x, y, rate, updates, seed):
    """A small network after so many updates on x (N, 784), y (N,)."""
    dlcore.seed(seed)
    model = SMALL[kind]()
    optimizer = optim.Adam(model.parameters(), lr=rate)
    schedule = optim.lr_scheduler.CosineAnnealingLR(optimizer, updates)
    step = numpy_step(model, nn.CrossEntropyLoss(), optimizer)
    plan = batches(as_images(x), y, FEW_SIZE, None, np.random.default_rng((seed, 2)))
    for update in run(step, plan):
        if update.ended:
            raise RuntimeError(update.ended)
        schedule.step()
        if update.number == updates:
            return model.eval()


def as_images(x):
    return x.reshape(-1, 1, 28, 28).astype(np.float32)


@functools.cache
def chosen_rate(kind, n):
    """The rate with which a fifth of the images, held back, is read best; of equals the smaller."""
    fit, held = split(*drawn(n, 0), (0.8, 0.2), generator=np.random.default_rng(3))
    found = {rate: trained(kind, *fit, rate, UPDATES[n], 0) for rate in RATES}
    return max(RATES, key=lambda rate: accuracy(outputs(found[rate], as_images(held.x)), held.y))


def small(kind, n, seed):
    """The share of the official test images that a small network reads right, trained on n images."""
    model, test = trained(kind, *drawn(n, seed), chosen_rate(kind, n), UPDATES[n], seed), mnist().test
    return accuracy(outputs(model, images(test)), test.labels)


def measure_data_efficiency():
    """A convolutional and a dense network on 100 to 10,000 images."""
    results = {
        "about": FEW_ABOUT,
        "seeds": SEEDS,
        "images": FEW,
        "updates": list(UPDATES.values()),
        "parameters": {kind: sum(p.data.size for p in build().parameters()) for kind, build in SMALL.items()},
    }
    for n in FEW:
        shares = {kind: [small(kind, n, seed) for seed in SEEDS] for kind in SMALL}
        gains = np.subtract(*shares.values())
        results[f"{n:,} images"] = {
            **{kind: {"rate": chosen_rate(kind, n), "test": tests, **summary(tests)} for kind, tests in shares.items()},
            "gain": {"mean": round(gains.mean(), 4), "spread": round(gains.std(ddof=1), 4)},
        }
    return results
