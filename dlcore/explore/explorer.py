"""An explorer: a picture that is a pure function of its controls."""

import math
import time

from dlcore.explore.panel import Panel

REST = 0.8  # seconds without a change after which what is seen counts as a try
TRIES = 60  # tries kept


class Explorer(Panel):
    """Move a control, see the mathematics answer.

    A subclass writes, in this order:

        controls()             a dict of ipywidgets by name
        compute(**values)      control values to a small dataclass of arrays: no drawing, no widgets, no state
        stage(figure)          axes and artists, made once
        draw(result, tries)    sets the data of the moving artists; True when limits, ticks or another artist
                               changed. `tries` are the earlier results on which the reader rested, latest last
        describe(result)       one sentence that reports what is seen
    """

    def compute(self, **values):
        raise NotImplementedError

    def draw(self, result, tries):
        raise NotImplementedError

    def describe(self, result):
        raise NotImplementedError

    @property
    def result(self):
        """What is shown."""
        return self._content[0]

    @property
    def tries(self):
        """Earlier results on which the reader rested."""
        return self._content[1]

    def set(self, **values):
        self._touched = -math.inf  # a value set on purpose: what was seen before counts as a try
        return super().set(**values)

    def frames(self, control, values):
        """Yield (value, PNG, sentence) for one control's values, the others as they stand; needs no kernel."""
        shown = self._content
        fixed = self.values
        for value in values:
            result = self.compute(**{**fixed, control: value})
            if self.draw(result, ()):
                self._canvas.forget()
            yield value, self._canvas.render(2, small=True), self.describe(result)
        self.draw(*shown)
        self._canvas.forget()

    def _begin(self):
        self._touched = -math.inf
        self._show(self.compute(**self.values), (), scale=2)

    def _react(self, names):
        now = time.monotonic()
        rested = now - self._touched > REST
        tries = (*self.tries, self.result)[-TRIES:] if rested else self.tries
        self._show(self.compute(**self.values), tries)
        self._touched = now
