"""Lesson 03, losses for classes: what a loss does with a model that is confident and wrong."""

from dataclasses import dataclass

import numpy as np

from dlcore.explore import Challenge, Explorer, controls, style
from dlcore.nn.functional import sigmoid, softplus

Z = np.linspace(-12, 12, 481)  # the logits drawn
HARDEST = 8 / 27  # the steepest slope of the squared error: 2q²(1 − q) at q = ⅔
REACH = np.array([-1.6, 1.6])  # a tangent, to both sides of its point
BLUE = {"color": style.COMPARED, "linewidth": 1.4, "linestyle": (0, (4, 2))}
RED = {"color": style.MOVING, "linewidth": 1.4}
WORDS = (  # for target 1: which axes, role, words, x, y, and the end at which they are held
    (0, "compared", "squared error", -12.2, -0.3, "left"),
    (0, "moving", "cross-entropy", -8.7, 10.4, "left"),
    (0, "reference", "wrong", -0.5, 12.0, "right"),
    (0, "reference", "right", 0.5, 12.0, "left"),
    (1, "compared", "squared error", -11.0, 1.5e-6, "left"),
    (1, "moving", "cross-entropy", -12.2, 4.0, "left"),
    (1, "reference", "wrong", -0.5, 4e-12, "right"),
    (1, "reference", "right", 0.5, 4e-12, "left"),
    (1, "reference", "bar: how many\ntimes as hard", -12.2, 8e-11, "left"),
)
MIRRORED = {"left": "right", "right": "left"}


@dataclass(frozen=True)
class Loss:
    """A loss, and its slope with respect to the logit."""

    value: np.ndarray
    slope: np.ndarray

    @property
    def pull(self):
        return np.abs(self.slope)


def squared_error(z, target):
    """(σ(z) − y)², with slope 2(σ(z) − y) σ(z)(1 − σ(z)) (3.13)."""
    difference = _difference(z, target)
    return Loss(difference**2, 2 * difference * sigmoid(z) * sigmoid(-z))


def cross_entropy(z, target):
    """−y log σ(z) − (1 − y) log(1 − σ(z)), with slope σ(z) − y."""
    return Loss(softplus(-z if target else z), _difference(z, target))


def _difference(z, target):
    """σ(z) − y, exact where it is small: σ(z) − 1 is −σ(−z)."""
    return -sigmoid(-z) if target else sigmoid(z)


@dataclass(frozen=True)
class Pulls:
    """One logit, and how each loss pulls it towards its target."""

    z: float
    target: int
    squared: Loss
    entropy: Loss

    @property
    def missing(self):
        """q = |σ(z) − y|: what the probability of the true class lacks to 1."""
        return self.entropy.pull

    @property
    def ratio(self):
        """How many times as hard cross-entropy pulls: q / 2q²(1 − q), never below 2."""
        return self.entropy.pull / self.squared.pull


class ConfidentlyWrong(Explorer):
    """Drag a logit and compare how hard squared error and cross-entropy pull it towards its target."""

    challenges = (
        Challenge(
            "Find a logit that is wrong and that the squared error pulls 1,000 times more weakly.",
            lambda pulls: pulls.missing > 0.5 and pulls.ratio >= 1000,
        ),
        Challenge(
            "Find the logit that the squared error pulls hardest.",
            lambda pulls: pulls.squared.pull > 0.999 * HARDEST,
        ),
    )

    def __init__(self, z=-2.0, target=1, **options):
        self._first = z, target
        super().__init__(**options)

    def controls(self):
        z, target = self._first
        return {
            "z": controls.slider("z, logit", z, -12.0, 12.0, 0.05),
            "target": controls.choice("y, target", [0, 1], target),
        }

    def compute(self, *, z, target):
        return Pulls(z, target, squared_error(z, target), cross_entropy(z, target))

    def stage(self, figure):
        self._losses, self._pulls = both = style.row(figure, 1, 1)
        for axes in both:
            axes.axvline(0, color=style.REFERENCE, linewidth=0.8, zorder=1)
            axes.set(xlim=(-12.7, 12.7), xlabel="z, logit", xticks=range(-12, 13, 4))
        self._losses.set(ylim=(-0.9, 12.7), ylabel="loss", yticks=range(0, 13, 4))
        self._pulls.set(yscale="log", ylim=(1e-12, 30), ylabel="pull")
        self._pulls.set_yticks([1, 1e-3, 1e-6, 1e-9], ["1", "10⁻³", "10⁻⁶", "10⁻⁹"])
        style.title(self._losses, "Loss and tangent")
        style.title(self._pulls, "Pull: size of the slope")
        box = {"color": "white", "pad": 0.5}
        self._names = [style.note(both[which], role, content=words, bbox=box) for which, role, words, *_ in WORDS]
        self._curves = [[axes.plot([], [], **look)[0] for axes in both] for look in (BLUE, RED)]
        self._gaps = style.line(self._pulls, "reference", linestyle="-", linewidth=1.5)
        self._gap = style.line(self._pulls, "moving", linewidth=1.5, zorder=3)
        self._tangents = [style.line(self._losses, "compared", linestyle="-", linewidth=3.5)]
        self._tangents += [style.line(self._losses, "moving", linewidth=3.5)]
        circle, square = {**style.DOTS, "markersize": 8, "zorder": 7}, {"marker": "s", "markersize": 8, "zorder": 6}
        self._points = [[style.line(axes, "compared", **circle) for axes in both]]
        self._points += [[style.line(axes, "moving", **square) for axes in both]]
        self._shown = None

    def draw(self, result, tries):
        two = (result.squared, result.entropy)
        for loss, tangent, points in zip(two, self._tangents, self._points, strict=True):
            tangent.set_data(result.z + REACH, loss.value + loss.slope * REACH)
            for point, height in zip(points, (loss.value, loss.pull), strict=True):
                point.set_data([result.z], [height])
        self._gap.set_data(*_bars([result]))
        self._gaps.set_data(*_bars([p for p in tries if p.target == result.target]))
        return self._scenery(result.target)

    def _scenery(self, target):
        """What depends on the target alone; True when it has changed."""
        if target == self._shown:
            return False
        self._shown = target
        for function, lines in zip((squared_error, cross_entropy), self._curves, strict=True):
            loss = function(Z, target)
            for line, heights in zip(lines, (loss.value, loss.pull), strict=True):
                line.set_data(Z, heights)
        for name, (*_, x, y, where) in zip(self._names, WORDS, strict=True):
            # the picture for target 0 is the mirror image of that for target 1
            name.set(x=x if target else -x, y=y, ha=where if target else MIRRORED[where])
        return True

    def describe(self, result):
        little = ", but little is left to learn here" if result.missing < 0.05 else ""
        z = f"{result.z:.4g}".replace("-", "−")
        return (
            f"z = {z}, target {result.target}: the model says {_chance(result.z)} and is "
            f"{_manner(result.missing)}. Squared error pulls with {_decimals(result.squared.pull)}, cross-entropy "
            f"with {_decimals(result.entropy.pull)}: {_rounded(result.ratio)} times as hard{little}."
        )


def _bars(several):
    """A bar from pull to pull for each of `several`: on the logarithmic axis its length is the ratio."""
    heights = [height for pulls in several for height in (pulls.squared.pull, pulls.entropy.pull, np.nan)]
    return np.repeat([pulls.z for pulls in several], 3), heights


def _manner(missing):
    """How a model does that gives the truth the probability 1 − `missing`."""
    if missing > 0.5:
        return "confidently wrong" if missing > 0.95 else "wrong"
    return "undecided" if missing == 0.5 else "right" if missing > 0.05 else "confidently right"


def _chance(z):
    """The probability σ(z) in words; close to 1, what it lacks is told."""
    return f"1 − {_decimals(sigmoid(-z))}" if z > 5 else _decimals(sigmoid(z))


def _decimals(value):
    """Two digits, written out down to 0.00001."""
    return style.number(value) if value < 1e-5 else np.format_float_positional(float(f"{value:.2g}"), trim="-")


def _rounded(ratio):
    return f"{float(f'{ratio:.2g}'):,.{0 if ratio >= 10 else 1}f}"
