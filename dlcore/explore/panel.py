"""What every interactive picture shares, so that a subclass holds only its mathematics and words."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from traitlets import TraitError

from dlcore import environment
from dlcore.explore import registry
from dlcore.explore.canvas import Canvas
from dlcore.explore.mainloop import MainLoop
from dlcore.explore.shown import Shown
from dlcore.explore.view import View

SHARPEN_AFTER = 0.25  # seconds of rest before the picture is sent again for a high-density screen


@dataclass(frozen=True)
class Challenge:
    """Something to achieve, recognised as met: `met(content)` looks at what the panel shows."""

    text: str
    met: Callable[[Any], bool]


class Panel(Shown):
    """Controls above, a figure, a sentence under it, challenges.

    A subclass says `controls()`, makes its artists in `stage(figure)`, sets their data in `draw` and reports in
    `describe`. Weights and data enter through its constructor. Everything else is here: a persistent figure with
    a cached background, the latest slider value wins, drawing on the main loop only, errors as a sentence in the
    panel (`wait` raises them again), a saved picture for static pages, and `close`.

    `large=True` is for a projector: figure and words 1.4 times as large. Hide the side bar then.
    """

    size = (9.0, 3.8)  # inches at 100 dots: 900 pixels wide
    challenges = ()
    words_stand_below = True

    def __init__(self, *, large=False):
        self._main = MainLoop()
        self._lock = threading.Lock()
        self._changed = []  # names of controls whose change is not yet drawn
        self._setting = None  # the thread that sets controls from Python
        self._drawn = threading.Event()
        self._drawn.set()
        self._content = None  # what the figure shows, to come back to when something cannot be drawn
        self._sharpener = None
        self._error = None
        self.closed = False
        self.widgets = self.controls()
        before = set(vars(self))
        self._canvas = Canvas(*self.size, self.stage, zoom=1.4 if large else 1.0)
        self._staged = set(vars(self)) - before  # the canvas and the artists that the subclass holds
        self._view = View(self.widgets.values(), self._buttons(), self._canvas.size, large)
        self._met = dict.fromkeys(self.challenges, False)
        self._begin()
        self._view.challenges(self.met.items())
        for widget in self.widgets.values():
            widget.observe(self._on_change, names="value")
        registry.adopt(self)

    # What a subclass says -------------------------------------------------------------------------------------

    def controls(self):
        """A dict of ipywidgets by name; the names are the keywords of `compute` or `start`."""
        return {}

    def stage(self, figure):
        """Make the axes and every artist; those that move are created with `animated=True`."""
        raise NotImplementedError

    # What a reader of a lesson or a test calls ----------------------------------------------------------------

    @property
    def values(self):
        """The controls' values by name."""
        return {name: widget.value for name, widget in self.widgets.items()}

    @property
    def sentence(self):
        """What the picture shows, in words."""
        return self._words

    @property
    def met(self):
        """The challenges' texts and whether each is met."""
        return {challenge.text: met for challenge, met in self._met.items()}

    def set(self, **values):
        """Set several controls at once; one new picture. A value that does not fit changes nothing."""
        before = self.values
        for name in values:
            if name not in before:
                raise ValueError(f"{type(self).__name__}.set: no control {name!r}, expected {', '.join(before)}")
        refused = self._assign(values)
        if refused:
            self._assign(before)
            raise ValueError(f"{type(self).__name__}.set: {refused}={values[refused]!r} is not a value it can take")
        with self._lock:
            self._changed += [name for name in values if values[name] != before[name]]
        self._main.call(self._update)
        return self

    def wait(self, timeout=10.0):
        """Return when everything asked for is drawn; raise what went wrong in drawing it."""
        if self._main.here:
            self._update()
        elif not self._drawn.wait(timeout):
            raise TimeoutError(f"{type(self).__name__}: nothing was drawn for {timeout} s")
        if self._error is not None:
            raise self._error

    def reveal(self, names):
        """Show the controls of these names only; the others keep their values and obey `set`."""
        for name in names:
            if name not in self.widgets:
                known = ", ".join(self.widgets)
                raise ValueError(f"{type(self).__name__}.reveal: no control {name!r}, expected {known}")
        self._view.reveal([self.widgets[name] for name in names])

    def offer(self, code):
        """Show a line of code to copy; a click selects it whole."""
        self._view.offer(code)

    def close(self):
        """Leave nothing behind: no widget, no figure, no task."""
        if self.closed:
            return
        self.closed = True
        if self._sharpener:
            self._sharpener.cancel()
        self._view.close()
        self._canvas.close()
        for name in self._staged:  # a notebook may keep the panel itself, in Out, but not its figure
            delattr(self, name)
        registry.release(self)

    def _repr_mimebundle_(self, **_):
        """The live widget, and for pages without a kernel the picture, its words and its alt text."""
        if self.closed:
            return {"text/plain": f"{type(self).__name__} is closed. Run the cell that made it again."}, {}
        png = self._canvas.render(2, small=environment.publishing())
        bundle = {**self._view.root._repr_mimebundle_(), "image/png": png, "text/plain": self.sentence}
        return bundle, {"image/png": {"alt": self.sentence, "width": self._canvas.size[0]}}

    # Plumbing -------------------------------------------------------------------------------------------------

    def _buttons(self):
        return ()

    def _begin(self):
        """Show the first picture; an error here is the author's and is raised."""
        raise NotImplementedError

    def _react(self, names):
        """The controls `names` have changed."""
        raise NotImplementedError

    def _assign(self, values):
        """Set controls without reacting; return the name of one that did not take its value."""
        self._setting = threading.get_ident()
        try:
            for name, value in values.items():
                try:
                    self.widgets[name].value = value
                except TraitError:
                    return name
        finally:
            self._setting = None
        return next((name for name, value in values.items() if self.widgets[name].value != value), None)

    def _on_change(self, change):
        if self._setting == threading.get_ident():
            return
        name = next(name for name, widget in self.widgets.items() if widget is change.owner)
        with self._lock:
            self._changed.append(name)
            self._drawn.clear()
            first = len(self._changed) == 1
        if first:  # later values need no call of their own: the update reads what the controls say by then
            self._main.call(self._update)

    def _update(self):
        with self._lock:
            names, self._changed = list(dict.fromkeys(self._changed)), []
        if names and not self.closed:
            self._guard(self._react, names)
        with self._lock:
            if not self._changed:
                self._drawn.set()

    def _guard(self, function, *arguments):
        """Call; a failure becomes a sentence in the panel, and figure and words stay as they were."""
        try:
            function(*arguments)
        except Exception as error:
            self._error = error
            shown = ", ".join(f"{name} = {value}" for name, value in self.values.items())
            self._view.error(f"This could not be drawn ({shown}). {type(error).__name__}: {error}")
            self.draw(*self._content)
            self._canvas.forget()
        else:
            if self._error is not None:
                self._error = None
                self._view.error("")

    def _show(self, *content, scale=1):
        """Draw what `compute` or `step` gave, say it, and look whether a challenge is met."""
        if self.draw(*content):
            self._canvas.forget()
        words = self.describe(content[0])
        news = [challenge for challenge, met in self._met.items() if not met and challenge.met(content[0])]
        self._view.show(self._canvas.render(scale))
        self._content, self._words = content, words
        self._say()
        if news:
            self._met.update(dict.fromkeys(news, True))
            self._view.challenges(self.met.items())
        if self._main.running and scale == 1:
            if self._sharpener:
                self._sharpener.cancel()
            self._sharpener = self._main.later(SHARPEN_AFTER, lambda: self._guard(self._sharpen))

    def _say(self):
        self._view.say(self._words)

    def _sharpen(self):
        if not self.closed and not self._changed:
            self._view.show(self._canvas.render(2))
