"""The smallest explorer and the smallest stepper, for tests of what all of them share."""

from dataclasses import dataclass

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
