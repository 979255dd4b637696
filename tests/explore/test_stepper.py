"""What a stepper may add: a state that steps write into, what a new start keeps, buttons, words while it plays."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

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


def test_a_sentence_stands_while_it_plays():
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

    with ThreadPoolExecutor(1) as pool:  # a thread of its own: the browser tests leave a loop running in this one
        pool.submit(asyncio.run, main()).result()
