"""Lesson 02, chain rule: a chain of sigmoids, the slope through it, and what differences say."""

from dataclasses import dataclass

import numpy as np

from dlcore.explore import Challenge, Explorer, controls, style
from dlcore.nn.functional import sigmoid

LONGEST = 30  # links
STEP = 1e-5  # of the finite differences, as `gradcheck` takes it
LOWEST, HIGHEST = 1e-24, 1e3  # slopes drawn


@dataclass(frozen=True)
class Chain:
    """A chain y_k = σ(w y_{k−1} + b), k = 1 … n, from y₀ = x."""

    values: np.ndarray  # (n + 1,): x, y₁, …, yₙ
    local: np.ndarray  # (n,): the slope of each link
    differences: np.ndarray  # (n,): ∂y_k/∂x by centred differences

    @property
    def links(self):
        return len(self.local)

    @property
    def slopes(self):
        """∂y_k/∂x for each k, (n,): the product of the local slopes so far."""
        return np.cumprod(self.local)

    @property
    def agree(self):
        """Do differences give the slope of the whole chain to 1 %?"""
        return bool(abs(self.differences[-1] - self.slopes[-1]) <= 0.01 * abs(self.slopes[-1]))


def chain(x, w, b, links):
    """x, y₁, …, y_n, shape (n + 1, …) for x of shape (…)."""
    values = [np.asarray(x, dtype=np.float64)]
    for _ in range(links):
        values.append(sigmoid(w * values[-1] + b))
    return np.stack(values)


def local_slopes(values, w, b):
    """∂y_k/∂y_{k−1} = w σ(z)(1 − σ(z)) with z = w y_{k−1} + b; 1 − σ(z) is σ(−z), exact where it is small."""
    z = w * values[:-1] + b
    return w * sigmoid(z) * sigmoid(-z)


class ChainOfSigmoids(Explorer):
    """A chain of sigmoids: drag length, weight, bias and input, and see what is left of the slope."""

    size = (9.0, 4.1)
    challenges = (
        Challenge(
            "With 10 or more links, bring the size of the slope between 0.5 and 2.",
            lambda c: c.links >= 10 and 0.5 <= abs(c.slopes[-1]) <= 2,
        ),
        Challenge(
            "Find a chain whose slope the differences miss by more than 1 %.",
            lambda c: not c.agree,
        ),
    )

    def controls(self):
        return {
            "links": controls.slider("n, links", 5, 1, LONGEST, 1),
            "w": controls.slider("w, weight", 1.0, -10.0, 10.0, 0.1),
            "b": controls.slider("b, bias", 0.0, -6.0, 6.0, 0.1),
            "x": controls.slider("x, input", 0.5, -4.0, 4.0, 0.05),
        }

    def compute(self, *, links, w, b, x):
        high, low = x + STEP, x - STEP
        values, above, below = chain(np.array([x, high, low]), w, b, links).T
        differences = (above[1:] - below[1:]) / (high - low)
        return Chain(values, local_slopes(values, w, b), differences)

    def stage(self, figure):
        self._links, self._slopes = style.row(figure, 1, 1.2, gap=1.15)
        axes = self._links
        style.line(axes, "reference", [0, LONGEST + 1], [1, 1])
        axes.axhline(0, color=style.REFERENCE, linewidth=0.8)
        self._old_bars = style.line(axes, "compared")
        pitch = 72 * axes.get_position().width * figure.get_figwidth() / (LONGEST + 1)  # points from bar to bar
        self._bars = style.line(axes, "moving", linewidth=0.65 * pitch, solid_capstyle="butt")
        axes.set(xlim=(0.2, LONGEST + 0.8), ylim=(-2.7, 2.7), xlabel="link", ylabel="local slope")
        style.title(axes, "Slope of each link")
        style.key(axes, 0.62, 1.085, compared="last try")
        axes, crosses = self._slopes, {"linestyle": "none", "marker": "x", "markersize": 8, "markeredgewidth": 2}
        self._old = style.line(axes, "compared")
        self._line = style.line(axes, "moving", **style.DOTS)
        self._found = style.line(axes, "goal", **crosses, zorder=6)
        axes.set(yscale="log", xlim=(-0.3, LONGEST + 0.8), ylim=(LOWEST / 50, HIGHEST))
        axes.set(xlabel="links passed", ylabel="size of the slope along x")
        axes.set_yticks([1, 1e-5, 1e-10, 1e-15, 1e-20, LOWEST], ["1", "10⁻⁵", "10⁻¹⁰", "10⁻¹⁵", "10⁻²⁰", "less, or 0"])
        style.title(axes, "Whole chain")
        inch = 1 / (axes.get_position().width * figure.get_figwidth())  # in parts of the axes: no corner is always free
        style.key(axes, 1.25 * inch, 1.085, moving=("product", style.DOTS))
        style.key(axes, 2.35 * inch, 1.085, goal=("differences", crosses))

    def draw(self, result, tries):
        last = tries[-1] if tries else None
        self._bars.set_data(*_bars(result))
        self._old_bars.set_data(*((np.arange(1, last.links + 1), last.local) if last else ([], [])))
        self._line.set_data(np.arange(result.links + 1), _size([1.0, *result.slopes]))
        self._old.set_data(*((np.arange(last.links + 1), _size([1.0, *last.slopes])) if last else ([], [])))
        self._found.set_data(np.arange(1, result.links + 1), _size(result.differences))

    def describe(self, result):
        slope, found = result.slopes[-1], result.differences[-1]
        words = (
            f"{result.links} link{'s' * (result.links > 1)}: the signal ends at {style.number(result.values[-1])}; "
            f"its slope along x is {style.number(slope)}, by differences {style.number(found)}."
        )
        if not result.agree and found == 0:
            words += " The two values of the signal are equal: every digit is lost."
        elif not result.agree:
            words += " Such a difference is rounding: the two values of the signal share nearly every digit."
        return words


def _bars(chain):
    """A bar from 0 for each link."""
    places = np.arange(1, chain.links + 1)
    heights = np.stack([np.zeros(chain.links), chain.local, np.full(chain.links, np.nan)], axis=1)
    return np.repeat(places, 3), heights.ravel()


def _size(slopes):
    """What can be drawn on the logarithmic axis; a slope that is 0 stands at its lower end."""
    return np.clip(np.abs(slopes), LOWEST, HIGHEST)
