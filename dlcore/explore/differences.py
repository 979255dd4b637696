"""Lesson 02, chain rule: how small should the step of a finite difference be?"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dlcore.explore import Challenge, Explorer, controls, style
from dlcore.nn.functional import sigmoid

SMALLEST, LARGEST = 1e-16, 1.0  # of h
STEPS = np.logspace(-16, 0, 641)
TIMES = np.linspace(-2, 2, 401)  # the window: distances from x in steps h
LOWEST = 1e-14  # the least error drawn
PRECISIONS = {"float64": np.float64, "float32": np.float32}
ORDERS = {"forward": 1, "centred": 2}  # the error of the formula falls with this power of h


@dataclass(frozen=True)
class Function:
    """A function, where its slope is wanted, and its derivatives there."""

    f: Callable
    x: float
    first: float
    second: float
    third: float


_S = sigmoid(np.float64(2.0))
FUNCTIONS = {
    "eˣ at 1": Function(np.exp, 1.0, np.e, np.e, np.e),
    "sin x at 1": Function(np.sin, 1.0, np.cos(1.0), -np.sin(1.0), -np.cos(1.0)),
    "σ(x) at 2": Function(
        sigmoid, 2.0, _S * (1 - _S), _S * (1 - _S) * (1 - 2 * _S), _S * (1 - _S) * (1 - 6 * _S * (1 - _S))
    ),
}


def difference(f, x, h, formula, dtype):
    """The slope of f at x by (f(x + h) − f(x)) / h or (f(x + h) − f(x − h)) / 2h, with numbers of that type.

    Returns
        the slope, and the two values of f that were subtracted
    """
    x, h = dtype(x), np.asarray(h, dtype)
    high, low = f(x + h), f(x - h if formula == "centred" else x + 0 * h)
    return (high - low) / (2 * h if formula == "centred" else h), high, low


def truncation(function, h, formula):
    """What the formula leaves out, relative to the slope: the next term of the Taylor series."""
    left_out = function.second * h / 2 if formula == "forward" else function.third * h**2 / 6
    return np.abs(left_out / function.first)


def rounding(function, h, formula, dtype):
    """What rounding may do, relative to the slope: ε/2 of each value of f and of each x moved by h.

    Both values of f are about f(x), so together they may be off by ε |f(x)|; divided by h or 2h it is what counts.
    """
    f, moved = abs(function.f(function.x)), abs(function.x * function.first)
    width, moves = (h, 1) if formula == "forward" else (2 * h, 2)
    return np.finfo(dtype).eps * (f + moves * moved / 2) / (width * abs(function.first))


def rule_of_thumb(formula, dtype):
    """Where both are about equal: √ε for the forward formula, ³√ε for the centred one."""
    return float(np.finfo(dtype).eps ** (1 / (ORDERS[formula] + 1)))


@dataclass(frozen=True)
class Difference:
    """A finite difference, its error, and what it was taken from."""

    h: float
    setting: tuple  # function, formula, precision
    slope: float
    true: float
    same: float  # digits in which the two values of f agree; infinite where they are equal
    window: np.ndarray  # (401,): (f(x + t h) − f(x)) / h f′(x)
    errors: np.ndarray | None  # (641,): of all steps; None where the reader has not asked

    @property
    def error(self):
        """Relative to the true slope."""
        return abs(self.slope / self.true - 1)

    @property
    def formula(self):
        return self.setting[1]

    @property
    def dtype(self):
        return PRECISIONS[self.setting[2]]


class FiniteDifference(Explorer):
    """Choose the step h of a finite difference: what the formula leaves out against what rounding does."""

    size = (9.0, 4.2)
    challenges = (
        Challenge(
            "With the forward formula in float64, bring the relative error below 10⁻⁷.",
            lambda d: d.setting[1:] == ("forward", "float64") and d.error < 1e-7,
        ),
        Challenge(
            "In float32, bring the relative error below 10⁻⁴.",
            lambda d: d.setting[2] == "float32" and d.error < 1e-4,
        ),
    )

    def controls(self):
        return {
            "h": controls.log_slider("h, step", 0.1, SMALLEST, LARGEST, per_decade=20, form=".2g"),
            "function": controls.choice("f, function", list(FUNCTIONS)),
            "formula": controls.choice("formula", list(ORDERS)),
            "precision": controls.choice("numbers", list(PRECISIONS)),
            "shown": controls.choice("errors of", ["your tries", "all h"]),
        }

    def compute(self, *, h, function, formula, precision, shown):
        what, dtype = FUNCTIONS[function], PRECISIONS[precision]
        slope, high, low = map(float, difference(what.f, what.x, h, formula, dtype))
        x, step = dtype(what.x), dtype(h)
        window = (what.f(x + step * TIMES.astype(dtype)) - what.f(x)) / step
        every = difference(what.f, what.x, STEPS, formula, dtype)[0].astype(float)
        return Difference(
            h=h,
            setting=(function, formula, precision),
            slope=slope,
            true=what.first,
            same=np.inf if high == low else -np.log10(abs(high - low) / abs(high)),
            window=window.astype(float) / what.first,
            errors=np.abs(every / what.first - 1) if shown == "all h" else None,
        )

    def stage(self, figure):
        self._near, self._errors = style.row(figure, 1, 1.35)
        style.line(self._near, "goal", [-2, 2], [-2, 2])
        self._curve = self._near.plot([], [], color=style.INK, linewidth=1.3, animated=True, zorder=4)[0]
        self._old = style.line(self._near, "compared")
        self._secant = style.line(self._near, "moving", **style.DOTS, markevery=[1, 2])
        self._near.set(xlim=(-2.05, 2.05), ylim=(-2.4, 2.4), xticks=range(-2, 3))
        self._near.set(xlabel="distance from x, in steps h", ylabel="rise, in h f′(x)")
        style.key(self._near, 0.02, 0.99, moving="secant", compared="last try", goal="tangent",
                  reference=("f", {"color": style.INK, "linestyle": "-", "linewidth": 1.3}))  # fmt: skip
        style.title(self._near, "f, magnified")
        self._stage_errors(self._errors)

    def _stage_errors(self, axes):
        dotted = {"color": style.MUTED, "linewidth": 1.6, "linestyle": (0, (1, 1.6))}
        dashed = {"color": style.MUTED, "linewidth": 1.6}
        dots = {"linestyle": "none", "marker": "o", "markersize": 5, "alpha": 0.7}
        self._every = axes.plot([], [], color=style.REFERENCE, linewidth=1, animated=True, zorder=2)[0]
        self._rounding = style.line(axes, "reference", **dashed)
        self._truncation = style.line(axes, "reference", **dotted)
        self._thumb = style.line(axes, "goal", linewidth=1.6)
        self._epsilon = style.line(axes, "reference", linewidth=1.2)
        self._tries = style.line(axes, "compared", **dots)
        self._now = style.line(axes, "moving", linestyle="none", marker="s", markersize=8)
        green = {formula: "√ε" if order == 1 else "³√ε" for formula, order in ORDERS.items()}
        self._thumb_names = {formula: style.word(axes, word, color=style.GOAL_WORDS) for formula, word in green.items()}
        self._epsilon_name = style.word(axes, "ε", color=style.MUTED)
        axes.set(xscale="log", yscale="log", xlim=(SMALLEST / 2, 2.5), ylim=(LOWEST / 2, 30))
        axes.set(xlabel="h, step", ylabel="relative error of the slope", xticks=[1e-16, 1e-12, 1e-8, 1e-4, 1])
        inch = 1 / (axes.get_position().width * axes.figure.get_figwidth())  # in parts of the axes
        style.key(axes, 0.62 * inch, 1.085, reference=("rounding", dashed))
        style.key(axes, 1.8 * inch, 1.085, reference=("formula", dotted))
        style.title(axes, "Error")

    def draw(self, result, tries):
        alike = [d for d in tries if d.setting == result.setting]
        self._curve.set_data(TIMES, result.window)
        self._secant.set_data(*_secant(result))
        self._old.set_data(*(_secant(alike[-1]) if alike else ([], [])))
        self._tries.set_data([d.h for d in alike], [max(d.error, LOWEST) for d in alike])
        self._now.set_data([result.h], [max(result.error, LOWEST)])
        epsilon = np.finfo(result.dtype).eps
        self._epsilon.set_data([epsilon] * 2, [LOWEST / 2, 30])
        self._epsilon_name.set_data([1.25 * epsilon], [10])
        self._theory(result)

    def _theory(self, result):
        """The errors of all h, their two parts and the rule of thumb, for those who ask."""
        lines = (self._every, self._rounding, self._truncation, self._thumb, *self._thumb_names.values())
        for line in lines:
            line.set_data([], [])
        if result.errors is None:
            return
        function, thumb = FUNCTIONS[result.setting[0]], rule_of_thumb(result.formula, result.dtype)
        self._every.set_data(STEPS, np.maximum(result.errors, LOWEST))
        self._rounding.set_data(STEPS, rounding(function, STEPS, result.formula, result.dtype))
        self._truncation.set_data(STEPS, truncation(function, STEPS, result.formula))
        self._thumb.set_data([thumb] * 2, [LOWEST / 2, 30])
        self._thumb_names[result.formula].set_data([1.25 * thumb], [10])

    def describe(self, result):
        function, formula, precision = result.setting
        same = "are equal: every digit is lost"
        if np.isfinite(result.same):
            digits = max(0, int(result.same))
            same = f"agree in {digits or 'no'} digit{'s' * (digits != 1)}"
        words = (
            f"f = {function}, {formula}, {precision}, h = {style.number(result.h)}: the slope comes out as "
            f"{result.slope:.7g}, the true one is {result.true:.7g}; the relative error is "
            f"{style.number(result.error)}. The two values of f {same}."
        )
        if result.errors is not None:
            best = int(np.argmin(result.errors))
            words += f" The lowest error of the curve stands at h = {style.number(STEPS[best])}."
        return words.replace("-", "−")


def _secant(result):
    """The line through the two points of f, drawn on to the edges; in steps h and rises h f′(x)."""
    ends = np.array([-2.05, -1.0 if result.formula == "centred" else 0.0, 1.0, 2.05])
    slope = result.slope / result.true
    start = np.interp(ends[1], TIMES, result.window)
    return ends, start + slope * (ends - ends[1])
