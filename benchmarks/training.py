"""Live training: how fast a net trains while it is watched, and how soon it and other cells answer.

The live training of lesson 04 plays in real JupyterLab. The page notes when a picture was on the screen and when
the slider of the learning rate took which value (sliders.js); the kernel notes how many updates, and which rate,
each picture shows.
"""

import json
import time
from pathlib import Path

import numpy as np
import psutil

from benchmarks.lab import lab
from benchmarks.report import number, quantiles, save, table, verdict
from tools.browser import Notebook

SECONDS, PRESSES, ASKED = 8, 24, 24
NOTE = f"""
A net 2-16-16-1 with tanh on two moons, batches of 20, SGD, plays for {SECONDS} s, with one thread for the
arithmetic. Then the slider of its learning rate takes {PRESSES} key presses while it plays on: the time is that
from the input event until a picture trained with the new rate is on the screen. Last, {ASKED} times another cell
computes 1 + 1.
"""

LIVE = """
import hashlib, json, os
from ipywidgets import Image, widgets
from dlcore.explore.training import LiveTraining

drawn = {}  # SHA-1 of a picture's bytes: updates and rate that it shows

class Noted(LiveTraining):
    def draw(self, run):
        self.noted = run.updates, run.settings.rate
        return super().draw(run)

def note(change):
    drawn[hashlib.sha1(change.new).hexdigest()] = live.noted

live = Noted(width=16)
for widget in list(widgets.widget._instances.values()):
    if isinstance(widget, Image):
        widget.observe(note, "value")
live
"""
ASK = """async pause => {
    const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel
    await new Promise(done => setTimeout(done, pause))
    const begin = performance.now()
    await kernel.requestExecute({code: '1 + 1', store_history: false}).done
    return performance.now() - begin
}"""


class Bench:
    """A notebook in the browser whose net trains."""

    def __init__(self, page, server):
        page.add_init_script(path=Path(__file__).with_name("sliders.js"))
        self.page = page
        self.notebook = Notebook(page, server, server.write("training.ipynb", LIVE))
        self.notebook.run_all()
        if errors := self.notebook.errors():
            raise RuntimeError(f"The notebook of the benchmark does not run: {errors[0]}")
        (self.panel,) = self.notebook.panels()
        self.panel.settle(1)
        self.kernel = psutil.Process(int(self.notebook.ask("print(os.getpid())")))
        self.look()

    def look(self):
        """Return the inputs (ms, rate) and the pictures (ms, updates, rate) since the last look."""
        seen = self.page.evaluate("sliderWatch.take()")
        shows = json.loads(self.notebook.ask("print(json.dumps(drawn))"))
        inputs = [(entry["time"], three_digits(10 ** entry["value"])) for entry in seen["inputs"]]
        pictures = [(entry["time"], *shows[entry["sha1"]]) for entry in seen["pictures"] if entry["sha1"] in shows]
        return inputs, pictures

    def play(self):
        """Play, and wait until it does."""
        self.panel.click("Play")
        self.panel.button("Pause").wait_for()
        self.page.wait_for_timeout(1000)
        self.look()

    def watch(self):
        """Return the pictures of some seconds of training, and the CPU seconds of the kernel for each of them."""
        before, begin = self.kernel.cpu_times(), time.perf_counter()
        self.page.wait_for_timeout(1000 * SECONDS)
        after, seconds = self.kernel.cpu_times(), time.perf_counter() - begin
        _, pictures = self.look()
        return pictures, (after.user + after.system - before.user - before.system) / seconds

    def change(self):
        """Return how long each change of the rate took to be on the screen, in ms."""
        handle = self.panel.handles.first
        handle.focus()
        self.look()
        for press in range(PRESSES):
            self.page.keyboard.press("ArrowRight" if press % 8 < 4 else "ArrowLeft")
            self.page.wait_for_timeout(300 + 37 * press % 100)
        return latencies(*self.look())

    def ask(self):
        """Return how long another cell took, in ms, asked at different moments of a frame."""
        return [self.page.evaluate(ASK, 150 + 37 * turn % 100) for turn in range(ASKED)]


def three_digits(rate):
    """The rate as the training obeys it."""
    return float(f"{rate:.3g}")


def latencies(inputs, pictures):
    """Return for each input (ms, rate) the time until the first later picture (ms, updates, rate) with that rate."""
    shown = [[when - begin for when, _, seen in pictures if when > begin and seen == rate] for begin, rate in inputs]
    return [times[0] for times in shown if times]


def main():
    """Measure; print and save the table."""
    with lab() as (page, server, where):
        bench = Bench(page, server)
        bench.play()
        pictures, share = bench.watch()
        changes = bench.change()
        if len(changes) < 0.8 * PRESSES:
            raise RuntimeError(f"Of {PRESSES} changes of the rate only {len(changes)} were seen on the screen.")
        answers = bench.ask()
    times, updates = np.array(pictures)[:, :2].T
    speed = (updates[-1] - updates[0]) / (times[-1] - times[0]) * 1000
    rows = [
        ("updates a second", number(speed), "1000 or more", verdict(1000 / speed, 1)),
        ("from picture to picture (ms)", quantiles(np.diff(times)), "34", verdict(np.median(np.diff(times)), 34)),
        ("from a change of the rate to the screen (ms)", quantiles(changes), "80", verdict(np.median(changes), 80)),
        ("answer of another cell (ms)", quantiles(answers), "50", verdict(np.median(answers), 50)),
        ("CPU of the kernel (% of a core)", number(100 * share), "", ""),
    ]
    header = ("live training, median / 95 %", "measured", "aim", "verdict")
    section = f"{where}\n\n{table(header, rows)}\n{NOTE}".strip()
    print(f"training: {section}\n")
    save("training", section)
