"""A stepper's actions and buttons, and what it may add: forks, what a new start keeps, words while it plays."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import ipywidgets
import pytest
from smallest import Counter

from dlcore.explore import Stepper, controls, style


class Pile(Stepper):
    """A state that steps write into, a button of its own, and what was seen before the last start."""

    restarts = ("start",)

    def controls(self):
        return {
            "start": controls.slider("start", 0, 0, 9, 1),
            "stride": controls.slider("stride", 1, 1, 5, 1),
        }

    def start(self, *, start, stride):
        return {"count": [start], "last": None}

    def again(self, state, **values):
        return self.start(**values) | {"last": state["count"]}

    def fork(self, state):
        return {**state, "count": state["count"].copy()}

    def step(self, state, action, *, start, stride):
        state["count"].append(stride)
        return state

    def buttons(self):
        return {"Slow": lambda: self.set(stride=1)}

    def stage(self, figure):
        self.line = style.line(style.row(figure, 1), "moving", marker="o")

    def draw(self, state):
        self.line.set_data([0], [len(state["count"])])

    def describe(self, state):
        return f"There are {len(state['count'])}."


def test_play_without_a_loop_says_what_to_do():
    with ThreadPoolExecutor(1) as pool:  # the browser's tests leave a loop running in this thread
        counter = pool.submit(Counter).result()
    with pytest.raises(RuntimeError, match="use act"):
        counter.play()
    counter.close()


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


def test_steps_may_write_into_a_fork():
    pile = Pile()
    before = pile.state
    pile.act(times=3)
    assert before["count"] == [0]
    assert pile.state["count"] == [0, 1, 1, 1]
    pile.set(start=2)
    assert pile.state == {"count": [2], "last": [0, 1, 1, 1]}
    pile.act().reset()
    assert pile.state == {"count": [2], "last": [2, 1]}
    pile.close()


def test_further_buttons():
    pile = Pile().set(stride=4)
    buttons = {button.description: button for button in pile._buttons()}
    assert list(buttons) == ["Play", "Step", "Reset", "Slow"]
    buttons["Slow"].click()
    assert pile.values["stride"] == 1
    pile.close()


def test_a_sentence_stands_while_it_plays(in_a_loop):
    async def main():
        pile = Pile()
        said, drawn, draw = [], [], pile.draw
        pile._view._sentence.observe(lambda change: said.append(change.new), "value")
        pile.draw = lambda state: drawn.append(state) or draw(state)
        pile.play()
        for _ in range(1000):
            await asyncio.sleep(0.01)
            if len(drawn) >= 12:
                break
        pile.pause()
        assert len(said) < len(drawn)
        assert said[-1] == f'<div role="status">{pile.sentence}</div>'  # at rest it is that of the picture
        pile.close()

    in_a_loop(main)
