"""Two ways to feed images to a PyTorch model: out of the memory of its device, or by a plain DataLoader.

A GPU often waits for its data. A DataLoader picks the images of a batch one by one on the CPU and sends them over.
All of MNIST has only 47 MB, so it can lie on the GPU from the start, and a batch is one operation there.

    race(lambda: models.cnn(torch.nn), train, test, epochs=5, goal=0.99)
"""

import math
import time
from dataclasses import dataclass

import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset

from dlcore.table import Table
from dlcore.twin.devices import describe_device
from dlcore.twin.devices import device as fastest_device


class Resident:
    """All images lie on the device, as uint8; each epoch draws its order there.

    Shapes
        images (N, H, W), labels (N,) → batches x (n, 1, H, W) from 0 to 1, y (n,)
    """

    def __init__(self, images, labels, size, device):
        self.images = torch.tensor(images, device=device)
        self.labels = torch.tensor(labels, device=device)
        self.size = size

    def __iter__(self):
        order = torch.randperm(len(self.labels), device=self.labels.device)
        for chosen in order.split(self.size):
            yield self.images[chosen, None].float() / 255, self.labels[chosen]


class Loaded:
    """The usual loop: a DataLoader gives batches on the CPU, each is sent to the device. Shapes as `Resident`."""

    def __init__(self, images, labels, size, device):
        pairs = TensorDataset(torch.tensor(images)[:, None] / 255, torch.tensor(labels))
        self.loader, self.device = DataLoader(pairs, batch_size=size, shuffle=True), device

    def __iter__(self):
        for x, y in self.loader:
            yield x.to(self.device), y.to(self.device)


WAYS = {"on the device": Resident, "DataLoader": Loaded}


@dataclass(frozen=True)
class Lap:
    """One way, from the first update to the last."""

    way: str
    images_per_second: float
    seconds_to_goal: float  # of training, whole epochs; inf where the goal was not reached
    scores: tuple  # on the test images after each epoch


@dataclass(frozen=True, repr=False)
class Race(Table):
    """What `race` found."""

    laps: tuple
    goal: float
    where: str

    @property
    def ratio(self):
        """Images a second of the first way, over those of the second."""
        return self.laps[0].images_per_second / self.laps[1].images_per_second

    @property
    def sentence(self):
        return f"{self.where} Images on the device are {self.ratio:.2f} times as fast as a plain DataLoader."

    def cells(self):
        heads = ("images", "images a second", f"seconds to {self.goal:.0%}", "right at the end")
        return [heads, *(self._cells(lap) for lap in self.laps)]

    @staticmethod
    def _cells(lap):
        reached = math.isfinite(lap.seconds_to_goal)
        epochs = f"{len(lap.scores)} epoch{'s' * (len(lap.scores) > 1)}"
        seconds = f"{lap.seconds_to_goal:.1f}" if reached else f"not in {epochs}"
        return (lap.way, f"{lap.images_per_second:,.0f}", seconds, f"{lap.scores[-1]:.2%}")


def race(build, train, test, *, size=256, epochs=5, goal=0.99, lr=1e-3, device=None, seed=0):
    """Train build() by Adam from the same weights in both ways, an epoch of each in turn.

    Arguments
        build: a function that makes a torch model of images (N, 1, H, W)
        train, test: pairs of images (N, H, W), uint8, and labels (N,)
        goal: share of the test images; looked at after each epoch, and the clock stands still meanwhile
    """
    device = fastest_device() if device is None else torch.device(device)
    tests = [(x, y) for x, y in Resident(*test, 100, device)]
    feeds = [feed(*train, size, device) for feed in WAYS.values()]
    for batches in feeds:  # the first step is slow: it also loads what the device needs
        _epoch(*_player(build, device, lr, seed), [next(iter(batches))], device)
    players = [_player(build, device, lr, seed) for _ in feeds]
    seconds, scores = [[] for _ in feeds], [[] for _ in feeds]
    for _ in range(epochs):
        for i, (player, batches) in enumerate(zip(players, feeds, strict=True)):
            seconds[i].append(_epoch(*player, batches, device))
            scores[i].append(_share_right(player[0], tests))
    laps = (_lap(*each, len(train[1]), goal) for each in zip(WAYS, seconds, scores, strict=True))
    return Race(tuple(laps), goal, describe_device(device))


def _lap(way, seconds, scores, images, goal):
    """From the seconds and the score of each epoch."""
    reached = next((sum(seconds[: i + 1]) for i, score in enumerate(scores) if score >= goal), math.inf)
    return Lap(way, len(scores) * images / sum(seconds), reached, tuple(scores))


def _player(build, device, lr, seed):
    """A new model with its optimizer: always the same first weights."""
    torch.manual_seed(seed)
    model = build().to(device)
    return model, torch.optim.Adam(model.parameters(), lr=lr)


def _epoch(model, optimizer, batches, device):
    """The seconds of one pass. Nothing is read back in between: that would make the CPU wait for the GPU."""
    criterion = torch.nn.CrossEntropyLoss()
    _wait(device)
    began = time.perf_counter()
    for x, y in batches:
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.step()
    _wait(device)
    return time.perf_counter() - began


def _wait(device):
    """A GPU works on while Python goes ahead; a clock must wait for it."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    elif device.type == "mps":
        torch.mps.synchronize()


@torch.no_grad()
def _share_right(model, batches):
    return float(np.mean(np.concatenate([(model(x).argmax(dim=1) == y).cpu().numpy() for x, y in batches])))
