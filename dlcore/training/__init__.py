"""One training loop for every lesson and both backends.

A step is any function `step(x, y) -> loss` that makes one update; `numpy_step` builds one, and
`dlcore.twin.torch_step` its counterpart. `run` makes the updates and yields what happened. The caller
decides what to print, draw or keep:

    step = numpy_step(model, criterion, optimizer)
    plan = batches(x, y, size=32, epochs=10)
    for update in progress(run(step, plan), len(plan)):
        losses.append(update.loss)

Interrupted? Nothing is lost; `run(step, plan.rest())` goes on as if nothing had happened.
"""

from dlcore.training.best import Best, EarlyStopping
from dlcore.training.loop import Update, numpy_step, run
from dlcore.training.minibatches import batches
from dlcore.training.progress import progress

__all__ = ["Best", "EarlyStopping", "Update", "batches", "numpy_step", "progress", "run"]
