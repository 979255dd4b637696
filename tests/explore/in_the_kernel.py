"""Run in the kernel by test_protocol.py: the smallest panel of each kind, and what to look at."""

import asyncio
import gc
import threading

import ipywidgets
from matplotlib.figure import Figure

from dlcore.explore import Explorer, Stepper, controls

drawing, handling = set(), set()  # has the main thread drawn, handled a message? and any other?


def on_main_thread(*_):
    return threading.current_thread() is threading.main_thread()


class Slope(Explorer):
    """A straight line under one slider; it cannot be drawn at 2."""

    def controls(self):
        return {"slope": controls.slider("a, slope", 1.0, -2.0, 2.0, 0.01)}

    def compute(self, slope):
        if slope == 2:
            raise FloatingPointError("too steep")
        return slope

    def stage(self, figure):
        axes = figure.add_subplot(xlim=(0, 1), ylim=(-2, 2))
        (self.line,) = axes.plot([], [], animated=True)

    def draw(self, slope, tries):
        drawing.add(on_main_thread())
        self.line.set_data([0, 1], [0, slope])

    def describe(self, slope):
        return f"The slope is {slope:.2f}."


class Count(Stepper):
    """A number that grows by the rate, without end."""

    def controls(self):
        return {"rate": controls.slider("rate", 1.0, 0.0, 4.0, 0.5)}

    def start(self, rate):
        return 0.0

    def step(self, number, action, rate):
        return number + rate

    def stage(self, figure):
        axes = figure.add_subplot(xlim=(0, 1), ylim=(0, 100))
        (self.line,) = axes.plot([], [], animated=True)

    def draw(self, number):
        drawing.add(on_main_thread())
        self.line.set_data([0, 1], [number % 100] * 2)

    def describe(self, number):
        return f"The number is {number}."


def left_behind():
    """Tasks of live panels, figures and widgets in this kernel."""
    gc.collect()
    tasks = sum("Stepper" in repr(task) for task in asyncio.all_tasks())
    figures = sum(isinstance(thing, Figure) for thing in gc.get_objects())
    print(tasks, figures, len(ipywidgets.widgets.widget._instances))
