"""A stepper: a picture with a state that actions move on, one at a time or playing."""

import asyncio
import time
from functools import partial

import ipywidgets as w

from dlcore.explore import registry
from dlcore.explore.panel import Panel

FRAME = 1 / 30  # seconds from one picture to the next while playing, at least
SAID = 0.25  # seconds that a sentence stands while playing, at least: nobody reads faster, nor reads aloud
SLICE = 0.6 * FRAME  # of it for steps, at most; the rest draws and lets the kernel answer


class Stepper(Panel):
    """Press Step or Play, move a control while it runs.

    A subclass writes, in this order:

        controls()                       a dict of ipywidgets by name
        start(**values)                  the first state
        step(state, action, **values)    the next state, from an action in `actions`; the old one is left as it is
        stage(figure)                    axes and artists, made once
        draw(state)                      sets the data of the moving artists; True as for an explorer
        describe(state)                  one sentence that reports what is seen

    and, where it needs them, `change` (a control has moved), `again` (what a new start keeps), `finished` (Play
    stops by itself), `follow` (controls that the state moves), `buttons` (further ones) and `fork`, where a copy of
    the state for each step would cost more than the step: `step` may then write into the copy that `fork` makes.
    Divergence is a state like any other: a picture and a sentence.
    """

    actions = {"step": "Step"}  # name → label on its button; Play repeats "step"
    restarts = ()  # controls whose change starts anew; any other is obeyed as it runs
    pace = 1  # steps from one picture to the next while playing; None: as many as there is time for

    def start(self, **values):
        raise NotImplementedError

    def step(self, state, action, **values):
        raise NotImplementedError

    def draw(self, state):
        raise NotImplementedError

    def describe(self, state):
        raise NotImplementedError

    def change(self, state, name, **values):
        """The state after control `name` has moved: parameters are kept unless the control restarts."""
        return self.again(state, **values) if name in self.restarts else state

    def again(self, state, **values):
        """The state after Reset, or after a control that restarts; it may keep what was seen, as the last try."""
        return self.start(**values)

    def fork(self, state):
        """A copy of the state that all steps up to the next picture may write into."""
        return state

    def finished(self, state):
        """Is there nothing more to play?"""
        return False

    def follow(self, state):
        """Control values that show where the state is, by name."""
        return {}

    def buttons(self):
        """Further buttons beside Reset: label → what it does."""
        return {}

    # What a reader, a teacher or a test calls -----------------------------------------------------------------

    @property
    def state(self):
        return self._content[0]

    @property
    def playing(self):
        return self._task is not None

    def act(self, action="step", times=1):
        """Do an action, or do it several times, and show where that leads."""
        if action not in self.actions:
            known = ", ".join(self.actions)
            raise ValueError(f"{type(self).__name__}.act: no action {action!r}, expected one of {known}")
        state = self.fork(self.state)
        for _ in range(times):
            state = self.step(state, action, **self.values)
        self._present(state)
        return self

    def reset(self):
        """Start again: with the controls as they are, but those that follow the state where they began."""
        self.pause()
        self._assign({name: self._first[name] for name in self.follow(self.state)})
        self._present(self.again(self.state, **self.values))

    def play(self):
        """Step on and on, beside whatever the kernel does."""
        if not self._main.running:
            raise RuntimeError(f"{type(self).__name__}.play: needs a notebook's event loop, use act(times=…) here")
        if not (self.playing or self.closed):
            self._task = self._main.task(self._run())
            self._play_button.description = "Pause"
            self._play_button.icon = "pause"

    def pause(self):
        """Stop playing; the state stays."""
        if self.playing:
            task, self._task = self._task, None
            task.cancel()
            registry.paused(self)
            if not self.closed:
                self._say()
                self._play_button.description = "Play"
                self._play_button.icon = "play"

    def close(self):
        self.pause()
        super().close()

    # Plumbing -------------------------------------------------------------------------------------------------

    async def _run(self):
        due = time.perf_counter()
        while self.playing:
            begin = time.perf_counter()
            due = max(due + FRAME, begin)
            registry.playing(self)
            try:
                self._guard(self._frame, begin + min(SLICE, max(FRAME - self._drawing, FRAME / 4)))
            except KeyboardInterrupt:  # a cell is running too and takes the signal: stop here as well
                self.pause()
            if self._error is not None or self.finished(self.state):
                self.pause()
            await asyncio.sleep(max(due - time.perf_counter(), 0.002))

    def _frame(self, deadline):
        values, state, steps, pace = self.values, self.fork(self.state), 0, self.pace
        while steps != pace and (steps == 0 or time.perf_counter() < deadline):
            state = self.step(state, "step", **values)
            steps += 1
            if self.finished(state):
                break
        stepped = time.perf_counter()
        self._present(state)
        self._drawing = time.perf_counter() - stepped

    def _present(self, state):
        self._show(state)
        self._assign(self.follow(state))

    def _say(self):
        now = time.perf_counter()
        if self.playing and now - self._said < SAID:
            return
        self._said = now
        super()._say()

    def _begin(self):
        self._task, self._said = None, 0.0
        self._drawing = 0.0  # seconds that the last picture took while playing
        self._first = self.values
        self._show(self.start(**self.values), scale=2)

    def _react(self, names):
        state = self.state
        for name in names:
            state = self.change(state, name, **self.values)
        self._show(state)

    def _buttons(self):
        buttons = [self._button(label, partial(self.act, action)) for action, label in self.actions.items()]
        buttons.append(self._button("Reset", self.reset))
        buttons += [self._button(label, function) for label, function in self.buttons().items()]
        if "step" in self.actions:
            self._play_button = self._button("Play", lambda: self.pause() if self.playing else self.play(), "play")
            buttons.insert(0, self._play_button)
        return buttons

    def _button(self, label, function, icon=""):
        button = w.Button(description=label, icon=icon)
        button.on_click(lambda _: self._main.call(lambda: self._guard(function)))
        return button
