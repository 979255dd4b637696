"""Lesson 07, LSTM: the gates of one cell by hand. Write, hold, erase; and what the world sees of it."""

from dataclasses import dataclass

import numpy as np

from dlcore.explore import Challenge, Explorer, controls, style
from dlcore.explore.maps import LOOKS
from dlcore.explore.pixels import Pixels
from dlcore.nn.functional import sigmoid

STEPS, WRITTEN = 60, 5  # steps; the one at which the input gate is 1, whatever the sliders say
HELD, ERASED = 40, 46  # steps that the first challenge looks at
LIMITS = -0.8, 1.9  # of the states that are drawn; no setting leads beyond
BIASES = np.linspace(-2, 8, 101)


def half_life(f):
    """Steps after which half is left of a cell state that is multiplied by f at each: −ln 2 / ln f (7.13)."""
    return -np.log(2) / np.log(f)


def remembered(i, f, g, o):
    """Cell state and hidden state of one LSTM cell whose gates are given; both begin at 0.

    Equations
        cₜ = fₜ cₜ₋₁ + iₜ gₜ          hₜ = oₜ tanh(cₜ)          (7.8), (7.9)
    Shapes
        i, f, g, o (T,) → c (T,), h (T,)
    """
    c, states = 0.0, []
    for t in range(len(g)):
        c = f[t] * c + i[t] * g[t]
        states.append(c)
    return np.array(states), o * np.tanh(states)


@dataclass(frozen=True)
class Memory:
    """What one cell holds and shows, step by step; index 0 is step 1."""

    bias: float
    at: int  # the chosen step
    i: np.ndarray  # (T,), as all
    f: np.ndarray
    o: np.ndarray
    c: np.ndarray
    h: np.ndarray

    @property
    def gate(self):
        """The forget gate at all steps but the chosen one."""
        return float(sigmoid(self.bias))

    def kept(self, step):
        """The cell state after a step, as a share of what was written."""
        return float(self.c[step - 1] / self.c[WRITTEN - 1])

    @property
    def erased(self):
        return self.kept(HELD) > 0.95 and abs(self.kept(ERASED)) < 0.01

    @property
    def hidden(self):
        return self.kept(STEPS) > 0.95 and np.abs(self.h).max() < 0.01


def candidates():
    """What could be written at each step, g (T,): 0.9 at step WRITTEN, noise at the others."""
    g = np.random.default_rng(3).uniform(-0.4, 0.4, STEPS)
    g[WRITTEN - 1] = 0.9
    return g


class Gates(Explorer):
    """Set the gates of one LSTM cell: hold what was written at step 5, then erase it."""

    size = (9.0, 4.4)
    challenges = (
        Challenge(
            f"Hold, then erase: more than 95 % is there after step {HELD}, less than 1 % after step {ERASED}.",
            lambda m: m.erased,
        ),
        Challenge(
            f"Keep a secret: more than 95 % is there after step {STEPS}, but h was never above 0.01.",
            lambda m: m.hidden,
        ),
    )

    def __init__(self, bias=1.0, i=0.0, at=40, f_at=1.0, o=1.0, **options):
        self._first = bias, i, at, f_at, o
        super().__init__(**options)

    def controls(self):
        bias, i, at, f_at, o = self._first
        return {
            "bias": controls.slider("b, forget bias", bias, -2.0, 8.0, 0.1),
            "i": controls.slider("i, input gate", i, 0.0, 1.0, 0.01),
            "at": controls.slider("k, chosen step", at, WRITTEN + 1, STEPS, 1),
            "o": controls.slider("o, output gate", o, 0.0, 1.0, 0.01),
            "f_at": controls.slider("f at step k", f_at, 0.0, 1.0, 0.01),
        }

    def compute(self, *, bias, i, at, o, f_at):
        inputs, forgets, outputs = np.full(STEPS, i), np.full(STEPS, float(sigmoid(bias))), np.full(STEPS, o)
        inputs[WRITTEN - 1] = 1.0
        forgets[at - 1] = f_at
        c, h = remembered(inputs, forgets, candidates(), outputs)
        return Memory(bias, at, inputs, forgets, outputs, c, h)

    def stage(self, figure):
        width, height = figure.get_size_inches()
        left, right, gap, low, strip, between, top = 0.75, 0.25, 0.95, 0.62, 0.75, 0.2, 0.42
        wide = 0.62 * (width - left - right - gap)
        inches = {
            "states": (left, low + strip + between, wide, height - top - low - strip - between),
            "strip": (left, low, wide, strip),
            "lives": (left + wide + gap, low, width - left - wide - gap - right, height - low - top),
        }
        states, strip, lives = (
            figure.add_axes((x / width, y / height, w / width, h / height)) for x, y, w, h in inches.values()
        )
        self._stage_states(states)
        self._stage_strip(strip)
        self._stage_lives(lives)

    def _stage_states(self, axes):
        axes.axhline(0, color=style.REFERENCE, linewidth=0.8)
        steps = np.arange(1, STEPS + 1)
        dots = {"linestyle": "none", "marker": ".", "markersize": 5}
        style.line(axes, "reference", steps, candidates(), **dots)
        self._last = style.line(axes, "compared")
        shown = {"linestyle": (0, (1, 1.2)), "linewidth": 1.8}
        self._h = style.line(axes, "moving", **shown)
        self._c = style.line(axes, "moving")
        self._at = style.line(axes, "moving", linewidth=1, linestyle=(0, (2, 3)))
        axes.set(xlim=(0.5, STEPS + 0.5), ylim=LIMITS, ylabel="state", xticklabels=[])
        axes.set_xticks([1, *range(10, STEPS + 1, 10)])
        beside = 1 + 0.29 / (axes.get_position().height * axes.figure.get_figheight())  # the title: c goes everywhere
        style.key(axes, 0.24, beside, moving="c")
        style.key(axes, 0.38, beside, moving=("h", shown))
        style.key(axes, 0.52, beside, compared="c, last try")
        style.key(axes, 0.8, beside, reference=("g, offered", dots))
        style.title(axes, "One cell")

    def _stage_strip(self, axes):
        self._strip = Pixels(axes, LOOKS["activation"])
        axes.set(xlim=(0.5, STEPS + 0.5), ylim=(0, 3), xlabel="step   (dark: the gate is 1)")
        axes.set_xticks([1, *range(10, STEPS + 1, 10)])
        axes.set_yticks([0.5, 1.5, 2.5], ["o", "f", "i"])
        axes.tick_params(axis="y", length=0)

    def _stage_lives(self, axes):
        style.line(axes, "reference", BIASES, half_life(sigmoid(BIASES)), linestyle="-", linewidth=1.4)
        self._tries = style.line(axes, "compared", **{**style.DOTS, "linestyle": "none"})
        self._now = style.line(axes, "moving", marker="s", markersize=8)
        axes.set(yscale="log", xlim=(-2.2, 8.2), ylim=(0.2, 4000), xlabel="b, forget bias", ylabel="half-life  (steps)")
        axes.set_yticks([1, 10, 100, 1000], ["1", "10", "100", "1,000"])
        axes.minorticks_off()
        style.title(axes, "Half-life")

    def draw(self, result, tries):
        steps = np.arange(1, STEPS + 1)
        self._c.set_data(steps, result.c)
        self._h.set_data(steps, result.h)
        self._last.set_data(*((steps, tries[-1].c) if tries else ([], [])))
        self._at.set_data([result.at] * 2, LIMITS)
        levels = np.rint([gate * (LOOKS["activation"].N - 2) for gate in (result.o, result.f, result.i)])
        self._strip.set_data(levels.astype(int))
        biases = np.array([memory.bias for memory in tries])
        self._tries.set_data(biases, half_life(sigmoid(biases)))
        self._now.set_data([result.bias], [half_life(result.gate)])

    def describe(self, result):
        life = half_life(result.gate)
        steps = f"{life:,.3g}" if life < 1000 else f"{life:,.0f}"
        bias = f"{result.bias:.1f}".replace("-", "−")
        return (
            f"b = {bias} gives f = {result.gate:.4f}, a half-life of {steps} step{'s' * (steps != '1')}. "
            f"At step {result.at}, f is {result.f[result.at - 1]:.2f}. After step {HELD} the cell state is "
            f"{_percent(result.kept(HELD))} of what it was after step {WRITTEN}, after step {STEPS} it is "
            f"{_percent(result.kept(STEPS))}; h ends at {_plain(result.h[-1])}."
        )


def _percent(share):
    return f"{_plain(100 * share, 1)} %"


def _plain(value, digits=2):
    """A number with a fixed number of digits and a proper minus; no minus before a zero."""
    return f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "−")
