"""One training step in dlcore.nn and in torch.nn: the same model, the same data, one thread, float32.

A step is forward, loss, backward and SGD update. The two take turns in one process, a few hundred steps at a
time; what is compared is CPU time, so that other programs on the machine matter little.
"""

import time
from dataclasses import dataclass

import numpy as np
import torch

from benchmarks.report import circumstances, number, save, table, verdict
from dlcore import nn, optim
from dlcore.training import numpy_step

ROUNDS = 41


@dataclass
class Workload:
    """A chain of layers, its batch and what the ratio NumPy / torch should be."""

    name: str
    widths: tuple[int, ...]
    activation: str
    loss: str
    batch: int
    steps: int  # in one turn
    limit: float
    aim: float

    def model(self, layers):
        """Build the chain with `dlcore.nn` or `torch.nn`."""
        chain = []
        for width, next_width in zip(self.widths, self.widths[1:], strict=False):
            chain += [layers.Linear(width, next_width), getattr(layers, self.activation)()]
        return layers.Sequential(*chain[:-1])

    def data(self):
        """Draw one batch: inputs (batch, features) and targets as the loss wants them."""
        generator = np.random.default_rng(0)
        x = generator.standard_normal((self.batch, self.widths[0]), dtype=np.float32)
        if self.loss == "CrossEntropyLoss":
            return x, generator.integers(self.widths[-1], size=self.batch)
        return x, generator.integers(2, size=(self.batch, 1)).astype(np.float32)


WORKLOADS = (
    Workload("MLP 2-16-16-1, tanh, batch 200", (2, 16, 16, 1), "Tanh", "BCEWithLogitsLoss", 200, 100, 0.35, 0.25),
    Workload("MLP 2-16-16-1, ReLU, batch 200", (2, 16, 16, 1), "ReLU", "BCEWithLogitsLoss", 200, 100, 0.35, 0.25),
    Workload("MLP 784-128-10, ReLU, batch 64", (784, 128, 10), "ReLU", "CrossEntropyLoss", 64, 30, 0.75, 0.6),
)


def dlcore_step(workload, weights):
    """Return a function that makes one training step in NumPy."""
    model, criterion = workload.model(nn), getattr(nn, workload.loss)()
    model.load_state_dict(weights)
    optimizer = optim.SGD(model.parameters(), lr=0.01)
    x, y = workload.data()

    step = numpy_step(model, criterion, optimizer)
    return lambda: float(step(x, y))


def torch_step(workload, model):
    """Return a function that makes the same step in PyTorch."""
    criterion = getattr(torch.nn, workload.loss)()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    x, y = map(torch.from_numpy, workload.data())

    def step():
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def cpu_time(step, times):
    """Return the CPU seconds of one step, averaged over `times` steps."""
    start = time.process_time()
    for _ in range(times):
        step()
    return (time.process_time() - start) / times


def measure(workload):
    """Return the median CPU time of a step in NumPy and in torch, and the 5 % and 95 % of the ratio."""
    torch.manual_seed(0)
    model = workload.model(torch.nn)
    weights = {name: value.detach().numpy().copy() for name, value in model.state_dict().items()}
    steps = dlcore_step(workload, weights), torch_step(workload, model)
    first = [step() for step in steps]
    if not np.isclose(*first, rtol=1e-4):
        raise RuntimeError(f"{workload.name}: the first losses differ, {first[0]} in NumPy and {first[1]} in torch.")
    turns = np.array([[cpu_time(step, workload.steps) for step in steps] for _ in range(ROUNDS)])[1:]
    low, high = np.percentile(turns[:, 0] / turns[:, 1], [5, 95])
    return *np.median(turns, axis=0), low, high


def compare(workloads):
    """Measure every workload; return the table."""
    rows = []
    for workload in workloads:
        ours, theirs, low, high = measure(workload)
        ratio = ours / theirs
        rows.append(
            (
                workload.name,
                number(ours * 1e6),
                number(theirs * 1e6),
                f"{ratio:.2f} ({low:.2f}–{high:.2f})",
                f"{workload.aim} (limit {workload.limit})",
                verdict(ratio, workload.aim, workload.limit),
            )
        )
    header = ("one training step, CPU time", "dlcore (µs)", "torch (µs)", "ratio (5–95 %)", "aim", "verdict")
    return table(header, rows)


def main():
    """Measure every workload; print and save the table."""
    torch.set_num_threads(1)
    where = circumstances(["numpy", "torch"], "one thread")
    section = f"{where}\n\n{compare(WORKLOADS)}"
    print(f"layers: {section}\n")
    save("layers", section)
