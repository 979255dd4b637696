"""The loop: `run` makes updates and says what each did; `numpy_step` is one update of a dlcore model."""

import math
import signal
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from dlcore import nn


@dataclass(frozen=True, slots=True)
class Update:
    """What one update did."""

    number: int  # 1 for the first update
    loss: float  # of this batch, at the parameters before the update
    epoch: int | None  # 1 for the first pass over the data; None where the batches do not know
    seconds: float  # spent in steps since the run began, without the caller's drawing and printing
    ended: str = ""  # why the run ends with this update before the batches do; "" where it does not


def run(step, batches, start=None):
    """Calls `step(x, y)` for each (x, y) of the batches and yields an Update after each.

    Two things end a run early; the last Update then says so in `ended`, and nothing is raised:

    - the loss is no longer finite: the descent diverged;
    - Ctrl-C (or Interrupt Kernel) during an update. The update is finished first, so parameters, momentum and
      caches fit together; a second Ctrl-C does not wait. An interrupt between updates, in the caller's own
      code, raises KeyboardInterrupt there, as always.

    After either interrupt `run(step, plan.rest())` goes on. With other batches, say at which number to go on:
    `run(step, batches(...), start=update.number)`.
    """
    pairs = iter(batches)
    number = getattr(pairs, "given", 0) if start is None else start
    per_epoch = getattr(batches, "per_epoch", None)
    seconds = 0.0
    ended = ""
    while not ended:
        # The loss reports an overflow; NumPy's warnings about it would only repeat it.
        with interrupt_afterwards() as interrupted, np.errstate(over="ignore", invalid="ignore"):
            pair = next(pairs, None)
            if pair is None:
                break
            began = time.perf_counter()
            loss = float(step(*pair))
            seconds += time.perf_counter() - began
        number += 1
        if not math.isfinite(loss):
            ended = f"Stopped at update {number}: the loss is {loss}. The descent diverged."
        elif interrupted:
            ended = interrupted_after(number)
        epoch = None if per_epoch is None else (number - 1) // per_epoch + 1
        yield Update(number, loss, epoch, seconds, ended)
    if interrupted and not ended:  # it came when no batch was left
        raise KeyboardInterrupt


def interrupted_after(number):
    return f"Interrupted after update {number}. The parameters are those after this update."


@contextmanager
def interrupt_afterwards():
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
