"""One training step of RNN, LSTM and GRU in dlcore.nn and in torch.nn: 50 steps in time, 64 units, batches of 32.

As in layers: forward, loss, backward and SGD update, one thread, float32, CPU time, the two taking turns. The
loss is on the output of every step in time.
"""

import numpy as np
import torch

from benchmarks import layers
from benchmarks.report import circumstances, save

STEPS, BATCH, UNITS = 50, 32, 64


class Network:
    """A recurrent layer as a workload of benchmarks.layers, on random sequences."""

    loss = "MSELoss"

    def __init__(self, cell, steps, limit, aim):
        self.name = f"{cell}, {UNITS} inputs, {UNITS} units, T {STEPS}, batch {BATCH}"
        self.cell, self.steps, self.limit, self.aim = cell, steps, limit, aim

    def model(self, namespace):
        """Build it with `dlcore.nn` or `torch.nn`, with the output sequence as its only output."""

        class Outputs(namespace.Module):
            def __init__(self, cell):
                super().__init__()
                self.rnn = getattr(namespace, cell)(UNITS, UNITS)

            def forward(self, x):
                return self.rnn(x)[0]

            def backward(self, dy):  # torch: autograd
                self.rnn.input_gradient = self.input_gradient
                return self.rnn.backward(dy)[0]

        return Outputs(self.cell)

    def data(self):
        """Draw one batch: inputs and targets (T, N, 64)."""
        generator = np.random.default_rng(0)
        x, y = generator.standard_normal((2, STEPS, BATCH, UNITS), dtype=np.float32)
        return x, np.tanh(y)


WORKLOADS = Network("RNN", 8, 0.5, 0.4), Network("LSTM", 4, 1.8, 1.5), Network("GRU", 4, 1.8, 1.5)


def main():
    """Measure every layer; print and save the table."""
    torch.set_num_threads(1)
    where = circumstances(["numpy", "torch"], "one thread")
    section = f"{where}\n\n{layers.compare(WORKLOADS)}"
    print(f"recurrent: {section}\n")
    save("recurrent", section)
