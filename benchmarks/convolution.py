"""Convolutional networks in dlcore.nn: time against PyTorch, HIPS autograd and four loops; memory against PyTorch.

All at one thread and in float32, by CPU time, the two sides taking turns. A step is forward, loss, backward and
SGD update. Memory is what the largest moment of a step adds to a fresh process, which has made one small step.
"""

import subprocess
import sys

import autograd.numpy as anp
import numpy as np
import torch
from autograd import value_and_grad

from benchmarks import layers
from benchmarks.report import circumstances, number, save, table, verdict
from dlcore import models, nn

ROUNDS = 5  # with what is slow


class Network:
    """An architecture of dlcore.models as a workload of benchmarks.layers, on random images."""

    loss = "CrossEntropyLoss"

    def __init__(self, name, build, size, batch, steps, limit, aim):
        self.name, self.build, self.size, self.batch = name, build, size, batch
        self.steps, self.limit, self.aim = steps, limit, aim

    def model(self, namespace):
        """Build it with `dlcore.nn` or `torch.nn`."""
        return self.build(namespace)

    def data(self):
        """Draw one batch: images (N, 1, size, size) and classes."""
        generator = np.random.default_rng(0)
        x = generator.standard_normal((self.batch, 1, self.size, self.size), dtype=np.float32)
        return x, generator.integers(10, size=self.batch)


BIG = Network("CNN 32-64-64 on 28 × 28, batch 64", models.cnn, 28, 64, 2, 1.7, 1.5)
SMALL = Network("CNN 8-16 on 8 × 8, batch 64", models.digits_cnn, 8, 64, 40, 1.0, 1.0)


def autograd_convolution(x, weight, bias):
    """A convolution of 3 × 3 with padding 1, (N, H, W, C) → (N, H, W, O): one product for each of the nine elements."""
    _, h, w, _ = x.shape
    padded = anp.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)), "constant")
    products = [anp.dot(padded[:, i : i + h, j : j + w], weight[:, :, i, j].T) for i in range(3) for j in range(3)]
    return sum(products, bias)


def autograd_loss(state, x, y):
    """The cross-entropy of `models.cnn` with the arrays of `state`, for HIPS autograd.

    Its own `convolve` takes seven times as long.
    """
    x = anp.transpose(x, (0, 2, 3, 1))
    for name in "036":
        x = anp.maximum(autograd_convolution(x, state[f"{name}.weight"], state[f"{name}.bias"]), 0)
        if name != "6":
            n, h, w, c = x.shape
            x = anp.max(anp.max(anp.reshape(x, (n, h // 2, 2, w // 2, 2, c)), axis=4), axis=2)
    x = anp.reshape(anp.transpose(x, (0, 3, 1, 2)), (len(x), -1))
    hidden = anp.maximum(anp.dot(x, state["9.weight"].T) + state["9.bias"], 0)
    logits = anp.dot(hidden, state["11.weight"].T) + state["11.bias"]
    largest = anp.max(logits, axis=1, keepdims=True)
    log_sum = anp.log(anp.sum(anp.exp(logits - largest), axis=1)) + largest[:, 0]
    return anp.mean(log_sum - logits[np.arange(len(y)), y])


def autograd_step(workload, weights):
    """Return a function that makes one training step of BIG with HIPS autograd."""
    state, gradients = dict(weights), value_and_grad(autograd_loss)
    x, y = workload.data()

    def step():
        loss, grads = gradients(state, x, y)
        for name, grad in grads.items():
            state[name] = state[name] - 0.01 * grad
        return float(loss)

    return step


def four_loops(x, weight, bias):
    """A convolution as its definition says it: for each image, kernel, row and column one sum over a window."""
    n, _, height, width = x.shape
    o, _, kh, kw = weight.shape
    y = np.zeros((n, o, height - kh + 1, width - kw + 1), x.dtype)
    for image in range(n):
        for kernel in range(o):
            for row in range(y.shape[2]):
                for column in range(y.shape[3]):
                    window = x[image, :, row : row + kh, column : column + kw]
                    y[image, kernel, row, column] = np.sum(window * weight[kernel]) + bias[kernel]
    return y


def turns(steps, times, rounds=ROUNDS):
    """Return the median CPU seconds of each function, called `times[i]` times in a turn."""
    seconds = [
        [layers.cpu_time(step, often) for step, often in zip(steps, times, strict=True)] for _ in range(rounds + 1)
    ]
    return np.median(seconds[1:], axis=0)


def against_autograd():
    """Return the CPU seconds of a step of BIG in dlcore and in HIPS autograd."""
    weights = BIG.model(nn).state_dict()
    steps = layers.dlcore_step(BIG, weights), autograd_step(BIG, weights)
    first = [step() for step in steps]
    if not np.isclose(*first, rtol=1e-4):
        raise RuntimeError(f"The first losses differ, {first[0]} in dlcore and {first[1]} in autograd.")
    return turns(steps, (3, 1))


def against_four_loops():
    """Return the CPU seconds of one forward pass of a layer 32 → 64, four images of 14 × 14, by it and four loops."""
    layer = nn.Conv2d(32, 64, 3)
    x = np.random.default_rng(0).standard_normal((4, 32, 14, 14), dtype=np.float32)
    ways = (lambda: layer(x)), (lambda: four_loops(x, layer.weight.data, layer.bias.data))
    np.testing.assert_allclose(*(way() for way in ways), rtol=1e-3, atol=1e-4)
    return turns(ways, (50, 1))


def peak(side):
    """Return the bytes that a step of BIG adds in a process of its own: side is "dlcore" or "torch"."""
    command = [sys.executable, "-m", "benchmarks.memory", side]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main():
    """Measure everything; print and save the tables."""
    torch.set_num_threads(1)
    where = circumstances(["numpy", "torch", "autograd"], "one thread")
    steps = layers.compare((BIG, SMALL))
    rows = []
    for what, least, (ours, theirs) in (
        ("step of the CNN 32-64-64, HIPS autograd", 5, against_autograd()),
        ("forward of a layer 32 → 64, four loops", 100, against_four_loops()),
    ):
        met = verdict(ours / theirs, 1 / least)
        rows.append((what, f"{number(ours * 1e3)} ms", f"{number(theirs * 1e3)} ms", theirs / ours, f"≥ {least}", met))
    ours, theirs = peak("dlcore"), peak("torch")
    rows.append(
        (
            "memory of a step of the CNN 32-64-64, torch",
            f"{number(ours / 2**20)} MiB",
            f"{number(theirs / 2**20)} MiB",
            theirs / ours,
            "≥ 0.5",
            verdict(ours / theirs, 2),
        )
    )
    rows = [(what, ours, theirs, number(ratio), *rest) for what, ours, theirs, ratio, *rest in rows]
    header = ("against", "dlcore", "the other", "other / dlcore", "aim", "verdict")
    section = f"{where}\n\n{steps}\n\n{table(header, rows)}"
    print(f"convolution: {section}\n")
    save("convolution", section)
