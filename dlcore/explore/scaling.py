"""Lesson 03, feature scaling: the unit of a feature decides how hard a descent is."""

from dataclasses import dataclass

import numpy as np
from matplotlib.collections import PolyCollection

from dlcore.explore import Challenge, Explorer, controls, style
from dlcore.explore.descent import ENOUGH
from dlcore.optim.surfaces import Quadratic, descend, stability_limit

SHOWN, COUNTED = 70, 100  # steps in the plot of the loss, and within which a descent may become good enough
ON_MAP = 40  # steps on the map
UNITS = (0.7, 35.0)  # years, from and to
LEVELS = 1.8 * np.sqrt(np.linspace(1, 0.06, 9))  # sizes of the level ellipses, that through the start being 1
CIRCLE = np.exp(1j * np.linspace(0, 2 * np.pi, 73))
BAR = 2  # ppm: what the scale bar stands for


@dataclass(frozen=True)
class Scaled:
    """The descent in one unit of time, with the best rate that it can have throughout."""

    unit: float  # years
    quadratic: Quadratic
    curvatures: np.ndarray  # (2,), rising
    path: np.ndarray  # (ON_MAP + 1, 2)
    excess: np.ndarray  # (SHOWN + 1,), loss above the minimum
    enough: int | None  # the first step that is good enough

    @property
    def condition(self):
        """κ = λmax / λmin. The level ellipses are √κ times as long as they are wide."""
        return self.curvatures[1] / self.curvatures[0]


def best_rate(curvatures):
    """The fixed rate at which the flattest and the steepest direction shrink equally, as −(1 − ηλmax) = 1 − ηλmin.

    Equations
        η = 2 / (λmin + λmax)
        each step multiplies both errors, in size, by (κ − 1) / (κ + 1)
    """
    return 2 / (curvatures[0] + curvatures[-1])


class FeatureScale(Explorer):
    """Choose the unit of time in the fit of trend and season, and watch curvatures, limit and path.

    Shapes
        x (N, 3): ones, years from the middle, season; y (N,): CO₂ in ppm
    """

    size = (9.0, 4.3)

    def __init__(self, x, y, **options):
        self._years = Quadratic.least_squares(x[:, 1:], y - y.mean())
        bad = np.divide(*self._years.curvatures[::-1])
        self.challenges = (
            Challenge(
                "Choose the unit so that the descent is good enough within 2 steps.",
                lambda s: s.enough is not None and s.enough <= 2,
            ),
            Challenge(
                f"A unit of one year has κ = {bad:.3g}. Find the other unit that is as bad, to within 5 %.",
                lambda s: s.unit > 2 and abs(s.condition / bad - 1) < 0.05,
            ),
        )
        super().__init__(**options)

    def controls(self):
        return {"unit": controls.log_slider("τ, time unit (years)", 1.0, *UNITS, per_decade=100)}

    def scaled(self, unit):
        """The loss with time in units of `unit` years: the feature is divided by it, its weight multiplied."""
        factors = np.array([1 / unit, 1.0])
        hessian = factors[:, None] * self._years.hessian * factors
        return Quadratic(hessian, self._years.minimum / factors, self._years.offset)

    def compute(self, *, unit):
        quadratic = self.scaled(unit)
        curvatures = quadratic.curvatures
        path = descend(quadratic.gradient, (0.0, 0.0), best_rate(curvatures), COUNTED)
        excess = quadratic.loss(path) - quadratic.offset
        enough = np.flatnonzero(excess <= ENOUGH * excess[0])
        return Scaled(
            unit=unit,
            quadratic=quadratic,
            curvatures=curvatures,
            path=path[: ON_MAP + 1],
            excess=excess[: SHOWN + 1],
            enough=int(enough[0]) if len(enough) else None,
        )

    def stage(self, figure):
        self._map, self._loss, self._bars = style.one_and_two(figure)
        self._stage_map()
        first = self.compute(unit=1.0).excess[0]
        self._old_loss = style.line(self._loss, "compared")
        self._curve = style.line(self._loss, "moving")
        self._loss.plot([0, SHOWN], [ENOUGH * first] * 2, color=style.GOAL, linestyle=(0, (6, 2, 1, 2)), linewidth=1.2)
        style.note(self._loss, "goal", 1, ENOUGH * first / 1.5, "good enough", va="top")
        self._loss.set(yscale="log", xlim=(0, SHOWN), ylim=(first * 1e-5, first * 3), xlabel="step")
        style.title(self._loss, "Loss above minimum")
        units = np.geomspace(*UNITS, 200)
        flat, steep = np.array([self.scaled(unit).curvatures for unit in units]).T
        self._bars.plot(units, flat, units, steep, color=style.INK, linewidth=1, zorder=2)
        self._gaps = style.line(self._bars, "reference", linestyle="-", linewidth=1.5)
        self._gap = style.line(self._bars, "moving", marker="s", markersize=6)
        self._bars.set(xscale="log", yscale="log", xlim=(0.62, 40), ylim=(0.008, 160), xlabel="τ, unit of time (years)")
        self._bars.set_xticks([1, 2, 5, 10, 20], ["1", "2", "5", "10", "20"])
        self._bars.set_xticks([], minor=True)
        self._bars.set_yticks([0.01, 1, 100], ["0.01", "1", "100"])
        style.note(self._bars, "reference", 1.7, 25, "trend", color=style.INK)
        style.note(self._bars, "reference", 0.72, 0.014, "bar: κ times apart")
        style.note(self._bars, "reference", 0.72, 0.5, "season", va="top", color=style.INK)
        style.title(self._bars, "The two curvatures")

    def _stage_map(self):
        axes = self._map
        box = axes.get_window_extent()
        self._half = box.width / box.height  # half the width, where half the height is 1
        style.title(axes, "The same loss")
        axes.set(xlim=(-self._half, self._half), ylim=(-1, 1), xticks=(), yticks=())
        axes.spines[:].set_visible(False)  # the ellipses would be drawn over them
        axes.set(xlabel="trend  (ppm in τ years)", ylabel="season  (ppm)", facecolor=style.FIELD(1.0))
        colors = style.FIELD(np.linspace(1, 0, len(LEVELS)))
        self._levels = PolyCollection([], facecolors=colors, edgecolors="white", linewidths=0.7, animated=True)
        axes.add_collection(self._levels, autolim=False)
        self._old_path = style.line(axes, "compared", linewidth=1.2)
        self._path = style.line(axes, "moving", **style.DOTS)
        self._start = style.line(axes, "moving", marker="s", markersize=8)
        self._lowest = style.line(axes, "moving", marker="*", markersize=13, color=style.INK)
        self._lowest.set_data([0], [0])
        self._scale = style.line(axes, "reference", linestyle="-", linewidth=2.5, color=style.MUTED, clip_on=False)
        style.note(axes, "reference", 0.47 * self._half, 1.07, f"{BAR} ppm", ha="right")

    def draw(self, result, tries):
        last = tries[-1] if tries else None
        zoom = self._zoom(result)
        turn = np.linalg.eigh(result.quadratic.hessian)[1]
        semi = np.sqrt(2 * result.excess[0] / result.curvatures)  # of the ellipse through the start
        circle = zoom * semi * np.column_stack([CIRCLE.real, CIRCLE.imag]) @ turn.T
        self._levels.set_verts(LEVELS[:, None, None] * circle)
        self._path.set_data(*zoom * self._moved(result, result))
        self._start.set_data(*zoom * self._moved(result, result)[:, :1])
        self._old_path.set_data(*(zoom * self._moved(last, result) if last else ([], [])))
        self._scale.set_data([0.52 * self._half, 0.52 * self._half + BAR * zoom], [1.1, 1.1])
        self._curve.set_data(np.arange(SHOWN + 1), result.excess)
        self._old_loss.set_data(*((np.arange(SHOWN + 1), last.excess) if last else ([], [])))
        self._gap.set_data([result.unit] * 2, result.curvatures)
        self._gaps.set_data(
            np.repeat([s.unit for s in tries], 3), [height for s in tries for height in (*s.curvatures, np.nan)]
        )
        return False

    def _zoom(self, result):
        """How large one ppm is drawn: the start stays in the picture."""
        trend, season = np.abs(result.quadratic.minimum)
        return min(0.9 * self._half / trend, 0.75 / season)

    def _moved(self, one, result):
        """The path of `one` from the minimum, in the unit of `result`: the same fits, told in other numbers."""
        return (one.path - one.quadratic.minimum).T * [[result.unit / one.unit], [1.0]]

    def describe(self, result):
        flat, steep = result.curvatures
        unit = "1 year" if result.unit == 1 else f"{result.unit:.3g} years"
        end = f"good enough after {result.enough}" if result.enough else f"not good enough after {COUNTED}"
        return (
            f"Time in units of {unit}: curvatures {flat:.3g} and {steep:.3g}, so κ = {result.condition:.3g} and the "
            f"limit is {stability_limit(result.curvatures):.3g}. With the best rate, "
            f"{best_rate(result.curvatures):.3g}, the descent is {end} steps."
        )
