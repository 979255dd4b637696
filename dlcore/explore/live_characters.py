"""Lesson 07, language models: watch a net learn to write names; change its rate, or the temperature, while it does."""

import math
from dataclasses import dataclass, replace

import numpy as np

from dlcore.datasets import names_in_parts
from dlcore.explore import Challenge, Stepper, controls, style
from dlcore.explore.lettering import Lettering, width_of
from dlcore.explore.naming import CLIPPED, GUESS, WRITTEN, Naming, Settings, corpus, written
from dlcore.language import perplexity
from dlcore.models import CELLS

REFRESHED = 50  # updates after which new names are written as it plays: more often, nobody could read them
LOWEST, TOP = 2.7, 5.3  # ends of the axis of bits while nothing explodes
MOST = 1e4  # bits drawn at most
BATCHES = {"linestyle": (0, (1, 1.2)), "linewidth": 1.4}
SIZE, LINE = 11, 0.26  # points of a letter; inches from a line to the next
KNOWN = " •"  # behind a name that the net was trained on


@dataclass(frozen=True)
class Shown:
    """A run, and names that were written at one moment of it."""

    run: Naming
    temperature: float
    when: int  # updates made when they were written
    net: tuple
    bigrams: tuple


def _small_and_good(shown):
    return shown.run.settings.hidden <= 16 and shown.run.bits < shown.run.data.bigram_bits - 0.35


def _tamed(shown):
    return shown.run.worst > 2 * GUESS > 2 * shown.run.bits


class LiveCharacters(Stepper):
    """A small character model learns to write first names; rate, clipping and temperature are obeyed as it runs.

    It descends by plain SGD: Adam's steps have a bounded size, whether gradients are clipped or not.
    The keywords say where the controls begin. `names`: those to train on and those held out, two tuples of str.
    """

    size = (9.0, 4.4)
    actions = {"step": "Step", "epoch": "Epoch", "write": "Other names"}
    restarts = ("cell", "hidden", "seed")
    pace = None
    challenges = (
        Challenge("With at most 16 hidden units, need 0.35 bits a symbol less than the bigrams.", _small_and_good),
        Challenge("Let it explode, above 9.5 bits. Then bring it below equal guesses, without Reset.", _tamed),
    )

    def __init__(self, *, names=None, temperature=1.0, large=False, **settings):
        self._names = names or names_in_parts()[:2]
        self._first_settings, self._first_temperature = Settings(**settings), temperature
        super().__init__(large=large)

    def controls(self):
        first = self._first_settings
        return {
            "cell": controls.choice("cell", list(CELLS), first.cell),
            "rate": controls.log_slider("η, learning rate", first.rate, 0.01, 100.0, per_decade=20),
            "hidden": controls.values("hidden units", [8, 16, 32, 64, 128], first.hidden),
            "clip": controls.choice(f"clip to norm {CLIPPED:g}", ["on", "off"], "on" if first.clip else "off"),
            "temperature": controls.slider("τ, temperature", self._first_temperature, 0.1, 2.0, 0.05),
            "seed": controls.slider("seed of the weights", first.seed, 1, 20, 1),
        }

    @property
    def values(self):
        """The controls' values by name, with the digits that are read beside them."""
        values = super().values
        return values | {"rate": float(f"{values['rate']:.3g}"), "temperature": round(values["temperature"], 2)}

    def start(self, *, temperature, clip, **settings):
        return self._written(Naming(Settings(clip=clip == "on", **settings), self._names), temperature)

    def again(self, shown, *, temperature, clip, **settings):
        run = Naming(Settings(clip=clip == "on", **settings), self._names, shown.run.ended())
        return self._written(run, temperature)

    def change(self, shown, name, **values):
        if name == "temperature":
            return self._written(shown.run, values["temperature"])
        return super().change(shown, name, **values)

    def fork(self, shown):
        return replace(shown, run=shown.run.copy())

    def step(self, shown, action, *, temperature, clip, rate, **settings):
        run = shown.run
        run.obey(rate, clip == "on")
        if action == "write":
            run.dice += 1
        elif action == "epoch":
            run.epoch()
        else:
            run.update()
            if run.updates % REFRESHED:
                return shown
        return self._written(run, temperature)

    def finished(self, shown):
        return shown.run.lost

    def _written(self, run, temperature):
        net, bigrams = (written(model, temperature, run.dice) for model in (run.model, run.data.bigrams))
        return Shown(run, temperature, run.updates, net, bigrams)

    def stage(self, figure):
        self._axes, page = style.row(figure, 1.2, 1, gap=0.5)
        self._stage_curves(self._axes)
        self._stage_names(page)

    def _stage_curves(self, axes):
        across = axes.get_yaxis_transform()
        baseline = corpus(*self._names).bigram_bits
        lines = ("reference", "equal guesses", GUESS, 0.66), ("goal", "bigrams", baseline, 0.99)
        for role, words, bits, right in lines:
            style.line(axes, role, (0, 1), (bits, bits), transform=across)
            style.note(axes, role, right, bits, f"{words}: {bits:.2f}", ha="right", va="bottom", transform=across)
        self._last = style.line(axes, "compared")
        self._batches = style.line(axes, "moving", **BATCHES)
        self._held_out = style.line(axes, "moving")
        self._limited = None
        axes.set(xlabel="update", ylabel="bits a symbol")
        axes.locator_params(axis="x", nbins=5)
        style.key(axes, 0.3, 1.02, moving="held out", compared="held out, last try")
        style.key(axes, 0.72, 1.02, moving=("batches", BATCHES))
        style.title(axes, "Cross-entropy")

    def _stage_names(self, page):
        width, height = page.get_position().size * page.figure.get_size_inches()
        page.set(xlim=(0, width), ylim=(height, 0))
        page.set_axis_off()
        style.title(page, "Names that they write")
        self._columns = []
        for x, role, words, colour in (
            (0.0, "moving", "the net", style.MOVING),
            (0.5 * width, "goal", "bigrams", style.GOAL_WORDS),
        ):
            style.note(page, role, x, 0.12, words, weight="bold", va="center")
            self._columns.append((x, Lettering(page, color=colour)))
        style.note(page, "reference", 0, height - 0.02, f"{KNOWN.strip()} it was trained on this name", va="center")

    def draw(self, shown):
        run = shown.run
        history = np.array([*run.history, (run.updates, np.nan, run.bits)])
        self._batches.set_data(history[:-1, 0], _inside(history[:-1, 1]))
        self._held_out.set_data(history[:, 0], _inside(history[:, 2]))
        last = run.last.history if run.last else np.empty((0, 3))
        self._last.set_data(last[:, 0], _inside(last[:, 2]))
        for (x, lettering), names in zip(self._columns, (shown.net, shown.bigrams), strict=True):
            words = [name + KNOWN * (name in run.data.known) for name in names]
            lettering.show(
                [(x + width_of(word, SIZE) / 144, 0.45 + LINE * k, word, SIZE) for k, word in enumerate(words)]
            )
        return self._limits(run)

    def _limits(self, run):
        """Let the axes grow with the run, upward by doubling; True when they have changed."""
        longest = 500 * 2 ** max(0, math.ceil(math.log2(max(run.updates, 1) / 500)))
        top = TOP * 2 ** max(0, math.ceil(math.log2(min(run.worst, MOST) / TOP)))
        least = min(batches for _, batches, _ in run.history)
        low = min(LOWEST, math.floor(2 * least) / 2) if top == TOP else 0
        limits = longest, low, top
        if self._limited == limits:
            return False
        self._limited = limits
        self._axes.set(xlim=(-0.02 * longest, 1.02 * longest), ylim=(low, top))
        return True

    def describe(self, shown):
        run, size = shown.run, style.number
        when = f"After {run.updates:,} update{'s' * (run.updates != 1)}" if run.updates else "Before the first update"
        net = f"the {run.settings.cell} with {run.settings.hidden} units"
        if run.exploded:
            return f"{when} the numbers of {net} have overflowed: it has exploded. Reset begins another."
        clipped = f", clipped to {CLIPPED:g}" if run.settings.clip and run.norm > CLIPPED else ""
        norm = f" The last gradient had the norm {size(run.norm)}{clipped}." if run.updates else ""
        bits = f"{run.bits:.2f}" if run.bits < 100 else f"{run.bits:,.0f}"
        so = f", a perplexity of {size(perplexity(run.bits * math.log(2)))}" if run.bits < 10 else ""
        worse = "; equal guesses would need less" if run.bits > GUESS else ""
        known = sum(name in run.data.known for name in shown.net)
        return (
            f"{when} {net} needs {bits} bits a held-out symbol{so}; the bigrams need {run.data.bigram_bits:.2f}{worse}."
            f"{norm} Of its {WRITTEN} names, written after update {shown.when:,} at τ = {shown.temperature:.2f}, it "
            f"was trained on {known}."
        )


def _inside(bits):
    """Bits that can be drawn: what has overflowed is left out."""
    return np.where(np.isfinite(bits), np.minimum(bits, MOST), np.nan)
