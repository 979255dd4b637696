"""One training loop for every lesson and both backends.

A step is any function `step(x, y) -> loss` that makes one update; `numpy_step` builds one, and
`dlcore.twin.torch_step` its counterpart. `run` makes the updates and yields what happened. The caller
decides what to print, draw or keep:

    step = numpy_step(model, criterion, optimizer)
    for update in run(step, batches(x, y, size=32, epochs=10)):
        losses.append(update.loss)

To resume, go on with the same step: `run(step, batches(...), start=update.number)`.
"""

import copy
import math
import signal
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from dlcore import nn, random


@dataclass(frozen=True, slots=True)
class Update:
    """What one update did."""

    number: int  # 1 for the first update
    loss: float  # of this batch, at the parameters before the update
    epoch: int | None  # 1 for the first pass over the data; None where the batches do not know
    seconds: float  # spent in steps since the run began, without the caller's drawing and printing
    ended: str = ""  # why the run ends with this update before the batches do; "" where it does not


def run(step, batches, start=0):
    """Calls `step(x, y)` for each (x, y) of the batches and yields an Update after each.

    Two things end a run early; the last Update then says so in `ended`, and nothing is raised:

    - the loss is no longer finite: the descent diverged;
    - Ctrl-C (or Interrupt Kernel) during an update. The update is finished first, so parameters, momentum and
      caches fit together and the run can be resumed; a second Ctrl-C does not wait. An interrupt between
      updates, in the caller's own code, raises KeyboardInterrupt there, as always.
    """
    per_epoch = getattr(batches, "per_epoch", None)
    seconds = 0.0
    for number, (x, y) in enumerate(batches, start + 1):
        began = time.perf_counter()
        # The loss reports an overflow; NumPy's warnings about it would only repeat it.
        with _interrupt_afterwards() as interrupted, np.errstate(over="ignore", invalid="ignore"):
            loss = float(step(x, y))
        seconds += time.perf_counter() - began
        ended = ""
        if not math.isfinite(loss):
            ended = f"Stopped at update {number}: the loss is {loss}. The descent diverged."
        elif interrupted:
            ended = f"Interrupted after update {number}. The parameters are those after this update."
        epoch = None if per_epoch is None else (number - 1) // per_epoch + 1
        yield Update(number, loss, epoch, seconds, ended)
        if ended:
            return


@contextmanager
def _interrupt_afterwards():
    """Holds Ctrl-C back inside the block and notes it in the list it gives out.

    A second Ctrl-C does not wait: it ends a step that never returns. Only the main thread is interrupted, so
    elsewhere there is nothing to hold back.
    """
    interrupts = []
    if threading.current_thread() is not threading.main_thread():
        yield interrupts
        return

    def note(signal_number, frame):
        if interrupts:
            raise KeyboardInterrupt
        interrupts.append(signal_number)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield interrupts
    finally:
        signal.signal(signal.SIGINT, before)


class batches:  # lower case because it is used like a function, as itertools.batched is
    """Mini-batches (x, y), shuffled anew each epoch; the last of an epoch may be smaller.

    Arguments
        x (N, …), y (N, …): arrays, or tensors of torch.
        size: points in a batch; None, or N and more: all of them, in their order, so that nothing is drawn.
        epochs: passes over the data; None: without end.
        generator: a numpy.random.Generator for the order; None: the default one, set by `dlcore.seed`.
    `per_epoch` is the number of updates in an epoch; `len(...)` that of the whole, for a progress bar.
    """

    def __init__(self, x, y, size=None, epochs=1, generator=None):
        if len(x) != len(y):
            raise ValueError(f"batches: x has {len(x)} points and y has {len(y)}, expected as many targets as points")
        if len(x) == 0:
            raise ValueError("batches: x and y are empty")
        for name, value in (("size", size), ("epochs", epochs)):
            if value is not None and not (isinstance(value, int | np.integer) and value >= 1):
                raise ValueError(f"batches: {name} is {value!r}, expected a whole number from 1, or None")
        self.x, self.y, self.epochs, self.generator = x, y, epochs, generator
        self.size = len(x) if size is None else min(size, len(x))
        self.per_epoch = math.ceil(len(x) / self.size)

    def __len__(self):
        if self.epochs is None:
            raise TypeError("batches: epochs is None, so there is no last batch to count to")
        return self.epochs * self.per_epoch

    def __iter__(self):
        generator = random.generator(self.generator)
        epoch = 0
        while self.epochs is None or epoch < self.epochs:
            epoch += 1
            if self.per_epoch == 1:
                yield self.x, self.y
                continue
            order = generator.permutation(len(self.x))
            for first in range(0, len(order), self.size):
                chosen = order[first : first + self.size]
                yield self.x[chosen], self.y[chosen]


def numpy_step(model, criterion, optimizer):
    """One update of a dlcore model as a function `step(x, y) -> loss`.

    Nobody asks for the gradient of x, so the first layer leaves it out, as torch does.
    """

    def step(x, y):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        first = vars(_first_layer(model))
        first["input_gradient"] = False
        try:
            model.backward(criterion.backward())
        finally:
            del first["input_gradient"]
        optimizer.step()
        return loss

    return step


def _first_layer(model):
    while isinstance(model, nn.Sequential) and len(model):
        model = model[0]
    return model


class Best:
    """Keeps the best parameters of a model, of either backend, as it trains.

        best = Best(model)
        for update in run(step, batches(...)):
            best.offer(validation_loss())
        best.restore()

    `value` is the lowest value offered; `offer` says whether it is a new one. Offer a value measured at the
    present parameters: `update.loss` belongs to those before the update. A value of NaN is never the best.
    """

    def __init__(self, model):
        self.model = model
        self.value = math.inf
        self.state = None

    def offer(self, value):
        value = float(value)
        if not value < self.value:
            return False
        self.value, self.state = value, copy.deepcopy(self.model.state_dict())
        return True

    def restore(self):
        if self.state is None:
            raise RuntimeError("Best: nothing to restore, as no finite value has been offered yet")
        self.model.load_state_dict(self.state)
