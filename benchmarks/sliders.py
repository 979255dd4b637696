"""From the hand to the screen: the learning-rate explorer beside `interact` with an inline figure.

Both stand in one notebook, in real JupyterLab, and show the same picture of the same descent. A third way sends
a picture that is there already: what it takes is the share of JupyterLab, browser and machine. The three take
turns. The page notes when a slider took which value and when which picture was drawn (sliders.js); the kernel
notes which value each picture shows.
"""

import json
import math
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import psutil

from benchmarks.lab import lab
from benchmarks.report import quantiles, save, table, verdict
from tools.browser import Notebook

ROUNDS, PRESSES, MOVES = 5, 6, 120
REST = 0.7  # seconds in which nothing may happen; an explorer sends its picture for dense screens before
NOTE = f"""
The learning-rate explorer, a picture of it that needs no drawing, and the same picture drawn anew by `interact`:
{ROUNDS * PRESSES} key presses and {ROUNDS} drags each, a drag over {MOVES} values, one in each frame of the browser.
The age of a value is the time from its input event until it is on the screen. The CPU time of a frame is that of
the whole drag divided by the values shown.
"""
MEASURES = (  # what it is, its name in `Way`, the aim for the ratio to `interact`, the aim for the value
    ("key press to pixel (ms)", "key", 0.2, 40),
    ("age in a drag (ms)", "age", 0.25, 60),
    ("values skipped in a drag (%)", "skipped", None, 10),
    ("kernel CPU a frame (ms)", "cpu", 0.08, None),
)

EXPLORER = """
import hashlib, json, os
from ipywidgets import Image, VBox, widgets
from dlcore.explore import controls, style
from dlcore.explore.descent import SURFACES, LearningRate

drawn = {}  # SHA-1 of a picture's bytes: the rate it shows

class Noted(LearningRate):
    def draw(self, result, tries):
        self.rate = result.rate
        return super().draw(result, tries)

def note(change):
    drawn[hashlib.sha1(change.new).hexdigest()] = explorer.rate

explorer = Noted()
for widget in list(widgets.widget._instances.values()):
    if isinstance(widget, Image):
        widget.observe(note, "value")
explorer
"""

READY = """
slider = controls.log_slider("η, learning rate", 0.05, 0.005, 4.0, per_decade=250)
png = explorer._canvas.render()
ready = Image(value=png)

def send(change):
    picture = png + str(change.new).encode()  # what follows the end of a PNG is not shown
    drawn[hashlib.sha1(picture).hexdigest()] = change.new
    ready.value = picture

slider.observe(send, "value")
VBox([slider, ready])
"""

INTERACT = """
%matplotlib inline
import base64, copy
import matplotlib.pyplot as plt
from matplotlib.figure import Figure
from ipywidgets import interact

plt.rcParams.update(style.RC)
encoders = get_ipython().display_formatter.formatters["image/png"]
encode = encoders.lookup_by_type(Figure)

def encode_and_note(figure):
    png = encode(figure)
    drawn[hashlib.sha1(base64.b64decode(png)).hexdigest()] = figure.rate
    return png

encoders.for_type(Figure, encode_and_note)

template = LearningRate({"ravine": SURFACES["ravine"]})

def show(rate):
    painter = copy.copy(template)
    figure = plt.figure(figsize=painter.size)
    figure.rate = rate
    painter.stage(figure)
    painter.draw(painter.compute(**{**template.values, "rate": rate}), ())
    plt.show()

interact(show, rate=controls.log_slider("η, learning rate", 0.05, 0.005, 4.0, per_decade=250));
"""


@dataclass
class Way:
    """One of the ways to move a picture, and what was measured of it."""

    name: str
    slider: object  # the handle on the page
    key: list = field(default_factory=list)  # ms from a key press until its picture is on the screen
    age: list = field(default_factory=list)  # ms from a move until its value is on the screen, in a drag
    skipped: list = field(default_factory=list)  # % of the values of a drag that were never shown
    cpu: list = field(default_factory=list)  # ms of CPU time of the kernel for each value shown in a drag


class Bench:
    """The notebook in the browser, and the kernel behind it."""

    def __init__(self, page, server):
        page.add_init_script(path=Path(__file__).with_suffix(".js"))
        self.page = page
        self.notebook = Notebook(page, server, server.write("sliders.ipynb", EXPLORER, READY, INTERACT))
        self.notebook.run_all()
        if errors := self.notebook.errors():
            raise RuntimeError(f"The notebook of the benchmark does not run: {errors[0]}")
        handles = page.locator(".jp-OutputArea-output .noUi-handle")
        self.ways = [Way(name, handles.nth(i)) for i, name in enumerate(("dlcore", "ready", "interact"))]
        self.kernel = psutil.Process(int(self.notebook.ask("print(os.getpid())")))

    def look(self):
        """Wait until page and kernel are at rest; return the inputs and the pictures since the last look.

        Inputs are pairs (ms, exponent of the rate). So are pictures: each value once, when first shown.
        """
        inputs, pictures = [], []
        while True:
            before = self.cpu()
            self.page.wait_for_timeout(1000 * REST)
            seen = self.page.evaluate("sliderWatch.take()")
            inputs += [(entry["time"], entry["value"]) for entry in seen["inputs"]]
            pictures += [(entry["time"], entry["sha1"]) for entry in seen["pictures"]]
            if not seen["pictures"] and self.cpu() - before < 0.05:
                break
        rates = json.loads(self.notebook.ask("print(json.dumps(drawn))"))
        first = {}
        for time, sha1 in pictures:
            if sha1 in rates:  # and no icon of JupyterLab
                first.setdefault(round(math.log10(rates[sha1]), 6), time)
        return inputs, [(time, value) for value, time in first.items()]

    def cpu(self):
        """CPU seconds of the kernel since it started."""
        times = self.kernel.cpu_times()
        return times.user + times.system

    def turn_to(self, way):
        """Bring slider and picture into view and focus the slider; what that sets off must not be measured."""
        way.slider.evaluate("handle => handle.closest('.jp-OutputArea-output').scrollIntoView({block: 'start'})")
        way.slider.focus()
        self.look()

    def press(self, way):
        """Press an arrow key; note how long its picture took."""
        self.page.keyboard.press("ArrowRight")
        inputs, pictures = self.look()
        way.key += ages(inputs, pictures)

    def drag(self, way):
        """Drag the slider over 60 % of its track; note the ages, what was skipped and the CPU time."""
        self.page.keyboard.press("Home")
        self.look()
        box = way.slider.bounding_box()
        track = way.slider.locator("xpath=ancestor::*[contains(@class, 'noUi-base')]").bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        before = self.cpu()
        path = {"x": x, "y": y, "step": 0.6 * track["width"] / MOVES, "moves": MOVES}
        self.page.evaluate("path => sliderWatch.drag(path)", path)
        self.page.mouse.up()
        inputs, pictures = self.look()
        if len(inputs) < 0.8 * MOVES:
            raise RuntimeError(f"{way.name}: of {MOVES} moves of a drag only {len(inputs)} reached the slider.")
        way.cpu.append(1000 * (self.cpu() - before) / len(pictures))
        way.age += ages(inputs, pictures)
        way.skipped.append(100 * (1 - len(pictures) / len(inputs)))


def ages(inputs, pictures):
    """Return how long each picture's value took, in ms, from its latest input before the picture."""
    found = []
    for shown, value in pictures:
        times = [time for time, wanted in inputs if abs(wanted - value) < 1e-5 and time < shown]
        if times:
            found.append(shown - times[-1])
    return found


def row(measure, name, aim_ratio, aim_value, ways):
    """Return a row of the table: median and 95 % of each way, the ratio to `interact`, the verdict on each aim."""
    values = [getattr(way, name) for way in ways]
    ours, theirs = np.median(values[0]), np.median(values[-1])
    verdicts = []
    if aim_ratio is not None:
        verdicts.append(f"ratio {aim_ratio}: {verdict(ours / theirs, aim_ratio)}")
    if aim_value is not None:
        verdicts.append(f"{aim_value}: {verdict(ours, aim_value)}")
    return measure, *map(quantiles, values), f"{ours / theirs:.2f}", "; ".join(verdicts)


def main():
    """Measure the ways in turn; print and save the table."""
    with lab() as (page, server, where):
        bench = Bench(page, server)
        bench.look()
        for _ in range(ROUNDS):
            for way in bench.ways:
                bench.turn_to(way)
                for _ in range(PRESSES):
                    bench.press(way)
                bench.drag(way)
    rows = [row(*measure, bench.ways) for measure in MEASURES]
    header = ("median / 95 %", "dlcore", "nothing to draw", "interact + inline", "ratio", "aim: verdict")
    section = f"{where}\n\n{table(header, rows)}\n{NOTE}".strip()
    print(f"sliders: {section}\n")
    save("sliders", section)
