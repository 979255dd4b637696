"""A line that says how far a long run is."""

import dataclasses
import sys
import time

from dlcore.environment import publishing
from dlcore.training.loop import interrupt_afterwards, interrupted_after

PATIENCE = 0.5  # seconds that a run may take before there is a line
PAUSE = 0.2  # seconds from one line to the next


def progress(updates, total=None):
    """Passes the updates of a run on, and shows how far it is where that takes longer than a moment.

        plan = batches(x, y, size=32, epochs=10)
        for update in progress(run(step, plan), len(plan)):
            ...

    The line is written over and over, so it never fills the page. A published page has none, as it would show
    the speed of one machine. Where a run ends early, the reason is printed, there too.
    """
    line = _Line(total)
    try:
        for update in updates:
            with interrupt_afterwards() as interrupted:
                line.show(update)
            if interrupted and not update.ended:
                update = dataclasses.replace(update, ended=interrupted_after(update.number))
            if update.ended:
                line.close()
                print(update.ended)
            yield update
            if update.ended:
                return
    finally:
        line.close()


class _Line:
    """[####......] update 640 of 1,565, loss 0.312, 3 s left"""

    def __init__(self, total):
        self.total = total
        self.began = self.shown = time.perf_counter()
        self.first = self.last = None  # updates
        self.written = ""

    def show(self, update):
        self.first, self.last = self.first or update, update
        now = time.perf_counter()
        if now - self.began > PATIENCE and now - self.shown > PAUSE and not publishing():
            self.shown = now
            self._write()

    def close(self):
        """The last state stays."""
        if self.written:
            self._write()
            print()
            self.written = ""

    def _write(self):
        line = self._text(time.perf_counter() - self.began)
        sys.stdout.write("\r" + line.ljust(len(self.written)))
        sys.stdout.flush()
        self.written = line

    def _text(self, seconds):
        number, loss = self.last.number, self.last.loss
        if self.total is None:
            return f"update {number:,}, loss {loss:.3g}, {seconds:.0f} s"
        done = 20 * number // self.total
        an_update = seconds / (number - self.first.number + 1)
        left = an_update * (self.total - number)
        time_left = f"{left:.0f} s left" if left else f"{seconds:.0f} s"
        return f"[{'#' * done:.<20}] update {number:,} of {self.total:,}, loss {loss:.3g}, {time_left}"
