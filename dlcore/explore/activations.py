"""Lesson 01, activations: one function at one input, its value, its slope, and where it goes flat."""

import functools
from dataclasses import dataclass

import numpy as np
from matplotlib.patches import Rectangle

from dlcore import nn
from dlcore.explore import Challenge, Explorer, controls, style

FUNCTIONS = {
    "Sigmoid": nn.Sigmoid,
    "Tanh": nn.Tanh,
    "ReLU": nn.ReLU,
    "LeakyReLU": nn.LeakyReLU,
    "ELU": nn.ELU,
    "SELU": nn.SELU,
    "Softplus": nn.Softplus,
    "SiLU": nn.SiLU,
    "GELU": nn.GELU,
}  # softmax acts on whole rows: it has an explorer of its own
FLAT = 0.01  # a slope smaller than this counts as flat: less than a hundredth of a change passes
END = 7  # the input goes from −END to END
EDGE = 7.3  # where the axes end, so that a marker at END is whole
X = np.linspace(-EDGE, EDGE, 585)
FAR = np.arange(-4000, 4001) / 100  # inputs among which the flat sides are sought
REACH = np.array([-1.3, 1.3])  # a tangent, to both sides of its point


def value_and_slope(name, x):
    """f(x) and f′(x) by the layer of that name: its forward, and its backward with the gradient 1."""
    layer = FUNCTIONS[name]()
    y = layer(x)
    return y, layer.backward(np.ones_like(y))


@functools.cache
def flat_sides(name):
    """(a, b): the slope stays smaller than FLAT for all x ≤ a and for all x ≥ b; −∞ and ∞ where it does not."""
    steep = np.flatnonzero(np.abs(value_and_slope(name, FAR)[1]) >= FLAT)
    first, last = steep[0], steep[-1]
    return FAR[first - 1] if first > 0 else -np.inf, FAR[last + 1] if last < len(FAR) - 1 else np.inf


@functools.cache
def limits(name):
    """The lowest and the highest value that the function comes near; −∞ and ∞ where it goes on."""
    y = value_and_slope(name, np.array([-1e4, *FAR, 1e4]))[0]
    return -np.inf if y[0] < -50 else y.min(), np.inf if y[-1] > 50 else y.max()


@dataclass(frozen=True)
class Point:
    """A function at one input."""

    name: str
    x: float
    value: float
    slope: float

    @property
    def flat(self):
        """Is the slope small here, and from here on outwards?"""
        left, right = flat_sides(self.name)
        return self.x <= left or self.x >= right


class Activations(Explorer):
    """Choose an activation, drag its input: value, tangent and slope. Where it goes flat is shaded."""

    size = (9.0, 3.9)
    challenges = (
        Challenge("Find a slope below 0.", lambda point: point.slope < -0.005),
        Challenge("Find a slope above 1.", lambda point: point.slope > 1.005),
    )

    def __init__(self, function="Sigmoid", x=2.0, **options):
        self._first = function, x
        super().__init__(**options)

    def controls(self):
        function, x = self._first
        return {
            "x": controls.slider("x, input", x, -float(END), float(END), 0.02),
            "function": controls.choice("f, function", list(FUNCTIONS), function),
        }

    def compute(self, *, x, function):
        value, slope = value_and_slope(function, np.float64(x))
        return Point(function, x, float(value), float(slope))

    def stage(self, figure):
        self._left, self._right = both = style.row(figure, 1, 1)
        for axes in both:
            axes.axhline(0, color=style.REFERENCE, linewidth=0.8, zorder=1)
            axes.axvline(0, color=style.REFERENCE, linewidth=0.8, zorder=1)
            axes.set(xlim=(-EDGE, EDGE), xlabel="x, input", xticks=range(-6, 7, 2))
        self._left.set(ylabel="f(x), value")
        self._right.set(ylim=(-0.25, 2.15), ylabel="f′(x), slope", yticks=(0, 0.5, 1, 1.5, 2))
        style.title(self._right, "Slope")
        style.key(self._left, 0.03, 0.97, moving="tangent", compared="last try")
        shade = {"linestyle": "-", "linewidth": 9, "alpha": 0.3, "solid_capstyle": "butt"}
        style.key(self._right, 0.03, 0.97, reference=(f"flat: |f′(x)| < {FLAT}", shade))
        self._bands = [[_band(axes) for axes in both] for _ in range(2)]
        self._curves = [axes.plot(X, X, color=style.INK, linewidth=1.6, zorder=3)[0] for axes in both]
        self._old_curves = [style.line(axes, "compared", linewidth=1.4) for axes in both]
        self._old_tangent = style.line(self._left, "compared")
        self._stem = style.line(self._right, "moving", linewidth=1.5)
        self._tangent = style.line(self._left, "moving", linewidth=3)
        hollow = {**style.DOTS, "markersize": 7}
        self._old_points = [style.line(axes, "compared", **hollow) for axes in both]
        self._points = [style.line(axes, "moving", marker="s", markersize=8, zorder=7) for axes in both]
        self._shown = None

    def draw(self, result, tries):
        self._tangent.set_data(result.x + REACH, result.value + result.slope * REACH)
        self._stem.set_data([result.x] * 2, [0, result.slope])
        for point, height in zip(self._points, (result.value, result.slope), strict=True):
            point.set_data([result.x], [height])
        last = tries[-1] if tries else None
        self._old_tangent.set_data(*((last.x + REACH, last.value + last.slope * REACH) if last else ([], [])))
        for point, height in zip(self._old_points, (last.value, last.slope) if last else (0, 0), strict=True):
            point.set_data(*(([last.x], [height]) if last else ([], [])))
        other = _curves(last.name) if last and last.name != result.name else None
        for i, curve in enumerate(self._old_curves):
            curve.set_data(*((X, other[i]) if other else ([], [])))
        return self._scenery(result.name)

    def _scenery(self, name):
        """What depends on the function alone; True when it has changed."""
        if name == self._shown:
            return False
        self._shown = name
        for curve, heights in zip(self._curves, _curves(name), strict=True):
            curve.set_ydata(heights)
        left, right = np.clip(flat_sides(name), -EDGE, EDGE)
        for bands, begin, end in zip(self._bands, (-EDGE, right), (left, EDGE), strict=True):
            for band in bands:
                band.set(x=begin, width=end - begin)
        self._left.set_ylim((-1.6, 1.6) if np.isfinite(limits(name)).all() else (-2.3, 7.8))
        style.title(self._left, f"{name}: {_range_in_words(*limits(name))}")
        return True

    def describe(self, result):
        x, value, slope = (_signed(number, 2) for number in (result.x, result.value, result.slope))
        where = f"{result.name} at x = {x}"
        if result.flat:
            slope = style.number(result.slope)
            return f"{where}: value {value}, slope {slope}. From here outwards its size stays below {FLAT}."
        return f"{where}: value {value}, slope {slope}. A small step of x changes f by {slope} times that step."


def _curves(name):
    """Value and slope over X, the slope cut where it jumps."""
    values, slopes = value_and_slope(name, X)
    slopes[1:][np.abs(np.diff(slopes)) > 0.3] = np.nan
    return values, slopes


def _band(axes):
    """A shaded strip from bottom to top."""
    looks = {"facecolor": style.REFERENCE, "alpha": 0.15, "linewidth": 0, "zorder": 0}
    return axes.add_patch(Rectangle((0, 0), 0, 1, transform=axes.get_xaxis_transform(), **looks))


def _range_in_words(low, high):
    if np.isinf(low):
        return "values without limits"
    return f"values from {_signed(low)} " + ("upwards" if np.isinf(high) else f"to {_signed(high)}")


def _signed(value, decimals=None):
    """A number with a proper minus sign; without `decimals`, with three digits."""
    words = f"{value:.3g}" if decimals is None else f"{value:.{decimals}f}"
    return words.replace("-", "−" if float(words) else "")
