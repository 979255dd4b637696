"""Lesson 03, losses and gradient descent: the explorers of the first sitting."""

from dataclasses import dataclass

import numpy as np

from dlcore.explore import Challenge, Explorer, Picture, controls, style
from dlcore.optim.surfaces import BOWL, RAVINE, SADDLE, Quadratic, descend, stability_limit

SHOWN, COUNTED = 40, 300  # steps drawn, and steps within which a descent may become good enough
PAR_WITH_MOMENTUM = 8  # steps that a good rate and momentum need on the ravine
ENOUGH = 1e-3  # good enough: this part of the first excess loss is left


@dataclass(frozen=True)
class Surface:
    """A quadratic with a place to start, a window to look through and names for its axes."""

    quadratic: Quadratic
    start: tuple
    window: tuple  # w₁ from, to, w₂ from, to
    names: tuple
    par: int = 0  # steps that a good rate needs; 0: none is good


SURFACES = {
    "bowl": Surface(BOWL, (-2.4, 1.4), (-3, 3, -2.2, 2.2), ("$w_1$  (curvature 1)", "$w_2$  (curvature 1)"), 1),
    "ravine": Surface(RAVINE, (-2.6, 0.72), (-3, 3, -1.3, 1.3), ("$w_1$  (curvature 1)", "$w_2$  (curvature 9)"), 16),
    "saddle": Surface(SADDLE, (-2.6, 0.05), (-3, 3, -2.2, 2.2), ("$w_1$  (curvature 1)", "$w_2$  (curvature −1)")),
}


def co2_surface(x, y):
    """The loss of a fit to the CO₂ series over trend and season, the level at its best: x (N, 3), y (N,)."""
    quadratic = Quadratic.least_squares(x[:, 1:], y - y.mean())
    return Surface(quadratic, (0.2, 0.2), (-0.4, 3.6, -0.6, 6.6), ("trend  (ppm a year)", "season  (ppm)"), 33)


@dataclass(frozen=True)
class Descent:
    """A descent with one rate on one surface."""

    name: str
    rate: float
    momentum: float
    limit: float  # 0.0: no rate is stable
    growth: complex  # what a step does to the error in the end: along w₂ at a saddle, else where it is steepest
    path: np.ndarray  # (SHOWN + 1, 2)
    excess: np.ndarray  # (SHOWN + 1,), loss above the minimum; at the saddle above the saddle point
    enough: int | None  # the step from which on it is good enough


class LearningRate(Explorer):
    """Drag the learning rate of gradient descent on a quadratic and watch path, loss and limit.

    With `momentum` there are heavy ball and Nesterov to choose too, and the limit moves.
    """

    size = (9.0, 4.3)

    def __init__(self, surfaces=SURFACES, surface="ravine", momentum=False, **options):
        self.surfaces, self._first, self._with_momentum = surfaces, surface, momentum
        par = surfaces[surface].par if not momentum else PAR_WITH_MOMENTUM
        self.challenges = (
            Challenge(
                f"On the {surface}, be good enough within {par} steps.",
                lambda d: d.name == surface and d.enough is not None and d.enough <= par,
            ),
            Challenge(
                f"On the {surface}, find the edge: a rate within 1 % of the limit.",
                lambda d: d.name == surface and abs(d.rate / d.limit - 1) < 0.01,
            ),
        )
        super().__init__(**options)

    def controls(self):
        made = {
            "rate": controls.log_slider("η, learning rate", 0.05, 0.005, 4.0, per_decade=250),
            "surface": controls.choice("surface", list(self.surfaces), self._first),
        }
        if self._with_momentum:
            made["momentum"] = controls.slider("β, momentum", 0.8, 0.0, 0.99, 0.01)
            made["method"] = controls.choice("method", ["heavy ball", "Nesterov"])
        return made

    def compute(self, *, rate, surface, momentum=0.0, method="heavy ball"):
        quadratic, how = self.surfaces[surface].quadratic, {"momentum": momentum, "nesterov": method == "Nesterov"}
        with np.errstate(over="ignore", invalid="ignore"):  # a divergent path is a picture, not a warning
            path = descend(quadratic.gradient, self.surfaces[surface].start, rate, COUNTED, **how)
            excess = quadratic.loss(path) - quadratic.offset
        above = np.flatnonzero(~(np.abs(excess) <= ENOUGH * abs(excess[0])))  # with momentum it may come back up
        curvatures = quadratic.curvatures
        return Descent(
            name=surface,
            rate=rate,
            momentum=momentum,
            limit=stability_limit(curvatures, **how),
            growth=growth(rate * (curvatures[0] if curvatures[0] < 0 else curvatures[-1]), **how),
            path=path[: SHOWN + 1],
            excess=excess[: SHOWN + 1],
            enough=int(above[-1]) + 1 if above[-1] < COUNTED and curvatures[0] > 0 else None,
        )

    def stage(self, figure):
        self._map, self._loss, self._steps = style.one_and_two(figure)
        self._fields = {name: _field(self._map, surface) for name, surface in self.surfaces.items()}
        self._old_path = style.line(self._map, "compared")
        self._path = style.line(self._map, "moving", **style.DOTS)
        self._start = style.line(self._map, "moving", marker="s", markersize=8, linestyle="none")
        self._lowest = self._map.plot([], [], marker="*", markersize=15, color=style.INK, linestyle="none")[0]
        self._old_loss = style.line(self._loss, "compared")
        self._curve = style.line(self._loss, "moving")
        self._goal = style.line(self._loss, "goal", linewidth=1.2)
        self._goal_name = style.note(self._loss, "goal", va="top", content="good enough")
        self._loss.set(xlabel="step", xlim=(0, SHOWN))
        self._tries = style.line(self._steps, "compared", linestyle="none", marker="o", markersize=5, alpha=0.7)
        self._now = style.line(self._steps, "moving", linestyle="none", marker="s", markersize=8)
        self._edge = style.line(self._steps, "reference", linewidth=1.4)
        self._edge_name = style.note(self._steps, "reference", va="top")
        self._steps.set(xscale="log", xlim=(0.0042, 4.8), ylim=(0, 118), xlabel="η, learning rate")
        self._steps.set_yticks([0, 25, 50, 75, 100], ["0", "25", "50", "75", "more"])
        style.title(self._steps, "Steps needed")
        self._shown = None

    def draw(self, result, tries):
        tries = [d for d in tries if d.name == result.name]
        last = tries[-1] if tries else None
        self._path.set_data(*_visible(result.path).T)
        self._start.set_data(*result.path[:1].T)
        self._old_path.set_data(*(_visible(last.path).T if last else ([], [])))
        self._curve.set_data(np.arange(SHOWN + 1), _visible(result.excess))
        self._old_loss.set_data(*((np.arange(SHOWN + 1), _visible(last.excess)) if last else ([], [])))
        self._tries.set_data([d.rate for d in tries], [_height(d) for d in tries])
        self._now.set_data([result.rate], [_height(result)])
        return self._scenery(result)

    def _scenery(self, result):
        """What depends on the surface alone; True when it has changed."""
        if self._shown == (result.name, result.limit):
            return False
        self._shown = result.name, result.limit
        surface, saddle = self.surfaces[result.name], result.limit == 0
        for name, artists in self._fields.items():
            for artist in artists:
                artist.set_visible(name == result.name)
        self._map.set(
            xlim=surface.window[:2], ylim=surface.window[2:], xlabel=surface.names[0], ylabel=surface.names[1]
        )
        style.title(self._map, "Saddle" if saddle else result.name[0].upper() + result.name[1:])
        self._lowest.set_data(*[[value] for value in surface.quadratic.minimum])
        self._lowest.set_marker("x" if saddle else "*")
        first = abs(result.excess[0])
        style.title(self._loss, "Loss" if saddle else "Loss above minimum")
        self._loss.set(yscale="linear" if saddle else "log")
        self._loss.set_ylim((-2 * first, 1.2 * first) if saddle else (first * 1e-6, first * 1e2))
        self._goal.set_data([0, SHOWN], [np.nan if saddle else ENOUGH * first] * 2)
        self._goal_name.set_visible(not saddle)
        self._goal_name.set_position((0.6, ENOUGH * first / 1.6))
        self._edge.set_data([result.limit] * 2 if result.limit else [], [0, 118] if result.limit else [])
        self._edge_name.set_position((result.limit * 1.1 if result.limit else 0.006, 78))
        self._edge_name.set_text(
            f"{'limit' if self._with_momentum else '2/λ ='} {result.limit:.3g}" if result.limit else "no rate is stable"
        )
        return True

    def describe(self, result):
        rate = f"η = {result.rate:.3g}" + (f", β = {result.momentum:.2f}" if self._with_momentum else "")
        if result.limit == 0:
            away = abs(result.path[:, 1]) > 2.2
            when = f"leaves the picture at step {int(np.argmax(away))}" if away.any() else "creeps along the ridge"
            return (
                f"{rate} on the saddle: each step makes w₂ {abs(result.growth):.3g} times larger; the descent {when}."
            )
        where = f"{rate} on the {result.name}"
        if result.rate > result.limit:
            return (
                f"{where}, above the limit {result.limit:.3g}: each step makes the steepest error "
                f"{abs(result.growth):.3g} times larger and turns its sign; after {SHOWN} steps the loss is "
                f"{style.number(result.excess[-1])}."
            )
        swings = isinstance(result.growth, complex)
        manner = (
            "swings" if swings else "jumps across and comes back" if result.growth < 0 else "comes down on one side"
        )
        if result.enough is None:
            return f"{where}: the descent {manner} and is not good enough after {COUNTED} steps."
        return f"{where}: the descent {manner} and is good enough after {result.enough} steps."


def growth(step, momentum=0.0, nesterov=False):
    """The factor by which the error along one curvature λ grows in the end, for step = ηλ.

    By (3.15) it is the larger root of z² − (β + a) z + β, by (3.16) that of z² − (1 + β) a z + β a; a = 1 − ηλ.
    """
    a = 1 - step
    roots = np.roots([1, -(1 + momentum) * a, momentum * a] if nesterov else [1, -(momentum + a), momentum])
    return roots[np.argmax(np.abs(roots))].item()


def _field(axes, surface):
    """The loss as pale bands between thin white contours, invisible until its surface is chosen."""
    left, right, bottom, top = surface.window
    grid = np.stack(np.meshgrid(np.linspace(left, right, 150), np.linspace(bottom, top, 150)), axis=-1)
    loss = surface.quadratic.loss(grid)
    levels = np.linspace(loss.min(), loss.max(), 17)
    bands = axes.contourf(grid[..., 0], grid[..., 1], loss, levels=levels, cmap=style.FIELD, zorder=0)
    lines = axes.contour(grid[..., 0], grid[..., 1], loss, levels, colors="white", linewidths=0.7, linestyles="solid")
    for artist in (bands, lines):
        artist.set_visible(False)
    return bands, lines


def _visible(values):
    """Values that can be drawn: a divergent path is cut where it has long left the picture."""
    return np.where(np.abs(values) < 1e12, values, np.nan)


def _height(descent):
    """Where a try stands in the plot of steps: above 95 it counts as more."""
    return 100 if descent.enough is None or descent.enough > 95 else descent.enough


def three_rates():
    """Lesson 03's first picture: the same ravine with a small, a good and a too large rate."""
    ravine, words = SURFACES["ravine"], ("too small: creeps", "good: arrives", "too large: grows")

    def stage(figure):
        for axes, rate, word in zip(style.row(figure, 1, 1, 1, gap=0.35), (0.02, 0.19, 0.225), words, strict=True):
            for artist in _field(axes, ravine):
                artist.set_visible(True)
            axes.plot(*descend(ravine.quadratic.gradient, ravine.start, rate, 20).T, color=style.MOVING, **style.DOTS)
            axes.plot(0, 0, marker="*", markersize=14, color=style.INK)
            axes.set(xlim=ravine.window[:2], ylim=ravine.window[2:], xlabel="$w_1$", yticks=())
            style.title(axes, f"η = {rate}  {word}")
        figure.axes[0].set_ylabel("$w_2$")

    return Picture(
        stage,
        "Twenty steps of gradient descent on a ravine: with η = 0.02 the path creeps, with 0.19 it zigzags to the "
        "minimum, with 0.225 it jumps across and ends farther up the walls than it began.",
    )
