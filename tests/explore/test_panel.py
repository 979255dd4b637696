"""The plumbing that explorers and steppers share, on the smallest of each."""

import asyncio
import io
import threading
from dataclasses import dataclass

import ipywidgets
import numpy as np
import pytest
from PIL import Image

from dlcore.explore import Challenge, Explorer, Stepper, controls, style


@dataclass(frozen=True)
class Point:
    x: float


class Square(Explorer):
    """x², and a fault at x = 3."""

    challenges = (Challenge("Reach 4.", lambda result: result.x == 2),)

    def controls(self):
        return {
            "x": controls.slider("x", 1.0, -4.0, 4.0, 0.5),
            "sign": controls.choice("sign", ["plus", "minus"]),
        }

    def compute(self, *, x, sign):
        if x == 3:
            raise ArithmeticError("three is not allowed here")
        return Point(x if sign == "plus" else -x)

    def stage(self, figure):
        self.axes = style.row(figure, 1)
        self.axes.set(xlim=(-5, 5), ylim=(0, 20))
        self.dot = style.line(self.axes, "moving", marker="o")
        self.last = style.line(self.axes, "compared", marker="s")

    def draw(self, result, tries):
        self.dot.set_data([result.x], [result.x**2])
        self.last.set_data([p.x for p in tries], [p.x**2 for p in tries])
        return False

    def describe(self, result):
        return f"At {result.x} the square is {result.x**2}."


class Counter(Stepper):
    """Counts by a stride; ends at 100; a fault where the test wants one."""

    fault = None

    actions = {"step": "Step", "double": "Double"}
    restarts = ("start",)
    pace = None

    def controls(self):
        return {
            "start": controls.slider("start", 0, 0, 9, 1),
            "stride": controls.slider("stride", 1, 1, 5, 1),
        }

    def start(self, *, start, stride):
        return start

    def step(self, state, action, *, start, stride):
        if state == self.fault:
            raise ArithmeticError("unlucky")
        return 2 * state if action == "double" else min(100, state + stride)

    def finished(self, state):
        return state == 100

    def follow(self, state):
        return {"start": state} if state < 10 else {}

    def stage(self, figure):
        self.line = style.line(style.row(figure, 1), "moving", marker="o")

    def draw(self, state):
        self.line.set_data([0], [state])

    def describe(self, state):
        return f"The count is {state}."


@pytest.fixture
def square():
    panel = Square()
    yield panel
    panel.close()


@pytest.fixture
def counter():
    panel = Counter()
    yield panel
    panel.close()


def test_a_moved_slider_is_drawn(square):
    square.widgets["x"].value = 2.0
    square.wait()
    assert square.sentence == "At 2.0 the square is 4.0."
    assert square.result == Point(2.0)


def test_several_controls_make_one_picture(square):
    count = []
    compute = square.compute
    square.compute = lambda **values: count.append(values) or compute(**values)
    square.set(x=-2.0, sign="minus")
    assert count == [{"x": -2.0, "sign": "minus"}]


def test_a_value_set_on_purpose_makes_a_try(square):
    square.set(x=2.0).set(x=0.5)
    assert square.tries == (Point(1.0), Point(2.0))


def test_a_drag_is_one_try(square):
    for x in (1.5, 2.0, 2.5):
        square.widgets["x"].value = x
    assert square.tries == (Point(1.0),)


def test_a_challenge_stays_met(square):
    assert square.met == {"Reach 4.": False}
    assert "☐" in square._view._challenges.value
    square.set(x=2.0).set(x=0.0)
    assert square.met == {"Reach 4.": True}
    assert "☑" in square._view._challenges.value


def test_a_failure_is_a_sentence_and_changes_nothing(square):
    before = square._canvas.render(), square.sentence, square.tries
    square.set(x=3.0)
    assert "three is not allowed here" in square._view._error.value
    assert square._view._error.layout.display is None
    assert (square._canvas.render(), square.sentence, square.tries) == before
    with pytest.raises(ArithmeticError, match="three"):
        square.wait()
    square.set(x=4.0)
    square.wait()
    assert square._view._error.layout.display == "none"


@pytest.mark.parametrize("values", [{"x": 9.0}, {"x": "many"}, {"sign": "times"}, {"x": 2.0, "sign": 3}])
def test_a_value_that_does_not_fit_changes_nothing(square, values):
    before = square.values, square.sentence
    with pytest.raises(ValueError, match="is not a value"):
        square.set(**values)
    assert (square.values, square.sentence) == before


def test_events_from_another_thread_are_drawn_on_the_loop():
    async def main():
        panel = Square()
        drawing = []
        draw = panel.draw
        panel.draw = lambda *content: drawing.append(threading.get_ident()) or draw(*content)

        def drag():
            for step in range(9):
                panel.widgets["x"].value = -4.0 + step

        await asyncio.to_thread(drag)
        await asyncio.sleep(0.05)
        panel.wait()
        assert panel.sentence == "At 4.0 the square is 16.0."
        assert set(drawing) == {threading.get_ident()}
        assert len(drawing) < 9  # the latest value wins: those in between are skipped
        panel.close()

    asyncio.run(main())


def test_wait_from_another_thread():
    async def main():
        panel = Square()

        def drag_and_wait():
            panel.widgets["x"].value = 3.0
            panel.wait()

        with pytest.raises(ArithmeticError):
            await asyncio.to_thread(drag_and_wait)
        panel.close()

    asyncio.run(main())


def test_play_obeys_a_slider_and_ends_by_itself():
    async def main():
        counter = Counter()
        counter.play()
        counter.play()
        for _ in range(200):
            await asyncio.sleep(0.01)
            if not counter.playing:
                break
        assert counter.sentence == "The count is 100."
        assert not counter.playing
        counter.close()

    asyncio.run(main())


def test_a_failing_step_pauses_and_keeps_the_state():
    async def main():
        counter = Counter()
        counter.fault = 50
        counter.play()
        for _ in range(200):
            await asyncio.sleep(0.01)
            if not counter.playing:
                break
        assert not counter.playing
        assert counter.state == 0  # the last state that was shown
        with pytest.raises(ArithmeticError, match="unlucky"):
            counter.wait()
        counter.close()

    asyncio.run(main())


def test_closing_ends_the_task():
    async def main():
        tasks = len(asyncio.all_tasks())
        counter = Counter()
        counter.pace = 1
        counter.play()
        await asyncio.sleep(0.05)
        counter.close()
        await asyncio.sleep(0.05)
        assert len(asyncio.all_tasks()) == tasks
        assert not counter.playing

    asyncio.run(main())


def test_play_without_a_loop_says_what_to_do(counter):
    with pytest.raises(RuntimeError, match="use act"):
        counter.play()


def test_actions_restarts_and_following(counter):
    counter.set(stride=3).act("step").act("double")
    assert counter.state == 6
    assert counter.values["start"] == 6  # the slider shows where the state is
    counter.set(stride=2)
    assert counter.state == 6  # a rate changes, the state stays
    counter.set(start=4)
    assert counter.state == 4
    counter.reset()
    assert counter.state == 0
    with pytest.raises(ValueError, match="no action 'halve', expected one of step, double"):
        counter.act("halve")


def test_buttons_do_what_they_say(counter):
    buttons = {b.description: b for b in counter._buttons() if isinstance(b, ipywidgets.Button)}
    assert list(buttons) == ["Play", "Step", "Double", "Reset"]
    buttons["Step"].click()
    buttons["Double"].click()
    assert counter.state == 2
    buttons["Reset"].click()
    assert counter.state == 0


def test_hidden_controls_obey_and_code_is_offered(square):
    square.reveal(["x"])
    assert [widget.layout.display for widget in square.widgets.values()] == [None, "none"]
    assert square.set(sign="minus").result == Point(-1.0)
    square.offer("print('<hi>')")
    assert "<code>print(&#x27;&lt;hi&gt;&#x27;)</code>" in square._view._code.value
    assert square._view._code.layout.display is None


def test_large_is_as_wide(square):
    large = Square(large=True)
    assert large._canvas.size[0] == square._canvas.size[0]
    assert large._canvas.render() != square._canvas.render()
    large.close()


def test_kept_pictures_are_small_and_look_the_same(square):
    frame, kept = square._canvas.render(2), square._canvas.render(2, small=True)
    assert len(kept) < len(frame) / 2
    seen, stored = (np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int) for png in (frame, kept))
    assert np.abs(seen - stored).max() <= 16  # of 255


def test_a_closed_panel_says_so():
    panel = Square()
    panel.close()
    panel.close()
    data, _ = panel._repr_mimebundle_()
    assert data == {"text/plain": "Square is closed. Run the cell that made it again."}
