"""Lesson 05, generalisation: how large a model, and how many points to train it on?"""

import functools
from dataclasses import dataclass

import numpy as np

from dlcore.explore import Challenge, Explorer, controls, style

SIZES = (1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 18, 20, 22, 25, 30, 40, 50, 60, 70, 80, 100, 120, 150, 200, 300, 400)
COUNTS = (5, 7, 10, 15, 20, 30, 50, 70, 100)  # training points
TESTED, DRAWN = 1000, 100  # test points; those of them that are drawn
X = np.linspace(0, 1, 401)
LOWEST, HIGHEST = 1e-2, 200.0  # ends of the axes of the errors
SMALL = 1e-6  # a training error below is 0 but for rounding: the curve meets every point


def truth(x):
    return np.sin(2 * np.pi * x)


def waves(x, size):
    """Features of x: a constant, then cos(kπx) / k for k = 1, 2, …; faster waves need larger weights.

    Shapes
        x (N,) → (N, size)
    """
    k = np.arange(size)
    return np.cos(np.pi * np.outer(x, k)) / np.maximum(1, k)


def fit(features, y):
    """The weights with the least mean squared error; where several have it, the smallest of them.

    Shapes
        features (N, p), y (N,) → (p,)
    """
    return np.linalg.lstsq(features, y, rcond=None)[0]


def sample(count, noise, seed):
    """Training points (x, y): spread over [0, 1], each moved by up to one spacing to either side."""
    generator = np.random.default_rng((seed, count))
    x = np.abs((np.arange(count) + 0.5 + generator.uniform(-1, 1, count)) / count)  # beyond an end: mirrored back
    x = np.where(x > 1, 2 - x, x)
    return x, truth(x) + noise * generator.standard_normal(count)


@functools.cache
def _test():
    """Test points, the same for all: x, their noise for a noise of 1, and their features."""
    generator = np.random.default_rng(0)
    x = generator.random(TESTED)
    return x, generator.standard_normal(TESTED), waves(x, SIZES[-1])


@functools.cache
def _curves():
    return waves(X, SIZES[-1])


@functools.lru_cache(4096)
def fitted(size, count, noise, seed):
    """One fit: (weights, training error, test error); the errors are mean squared ones."""
    x, y = sample(count, noise, seed)
    features = waves(x, size)
    weights = fit(features, y)
    test_x, test_noise, test_features = _test()
    train = np.mean((features @ weights - y) ** 2)
    test = np.mean((test_features[:, :size] @ weights - truth(test_x) - noise * test_noise) ** 2)
    return weights, float(train), float(test)


@dataclass(frozen=True)
class Sized:
    """One fit, and what it is worth."""

    size: int  # p, parameters
    count: int  # N, training points
    noise: float
    seed: int
    x: np.ndarray
    y: np.ndarray
    curve: np.ndarray  # (401,)
    train: float
    test: float
    floor: float  # what the true curve would have: the noise of the test points alone
    by_size: np.ndarray | None  # (27, 2): both errors of every size, where the reader has asked
    by_count: np.ndarray | None  # (9, 2)

    @property
    def errors(self):
        return self.train, self.test

    @property
    def exact(self):
        """Does the curve meet every training point?"""
        return self.train < SMALL


class Capacity(Explorer):
    """Choose how many waves a model may add up and how many noisy points it learns from.

    `size` and `count` are where it begins; `shown` is "your tries" or "all sizes".
    """

    size = (9.0, 5.2)
    challenges = (
        Challenge(
            "With noise of 0.3 or more, meet every training point and have a test error above 1.",
            lambda s: s.noise >= 0.3 and s.exact and s.test > 1,
        ),
        Challenge(
            "With noise of 0.3 or more, meet every training point and stay below twice the test error of the truth.",
            lambda s: s.noise >= 0.3 and s.exact and s.test < 2 * s.floor,
        ),
    )

    def __init__(self, parameters=3, points=20, noise=0.3, shown="your tries", **options):
        self._first = parameters, points, noise, shown
        super().__init__(**options)

    def controls(self):
        parameters, points, noise, shown = self._first
        return {
            "parameters": controls.values("p, parameters", SIZES, parameters),
            "points": controls.values("N, training points", COUNTS, points),
            "noise": controls.slider("σ, noise", noise, 0.0, 0.6, 0.05),
            "seed": controls.slider("sample", 1, 1, 20, 1),
            "shown": controls.choice("errors of", ["your tries", "all sizes"], shown),
        }

    def compute(self, *, parameters, points, noise, seed, shown):
        noise = round(noise, 2)
        x, y = sample(points, noise, seed)
        every = shown == "all sizes"
        weights, train, test = fitted(parameters, points, noise, seed)
        return Sized(
            size=parameters,
            count=points,
            noise=noise,
            seed=seed,
            x=x,
            y=y,
            curve=_curves()[:, :parameters] @ weights,
            train=train,
            test=test,
            floor=float(np.mean((noise * _test()[1]) ** 2)),
            by_size=np.array([fitted(p, points, noise, seed)[1:] for p in SIZES]) if every else None,
            by_count=np.array([fitted(parameters, n, noise, seed)[1:] for n in COUNTS]) if every else None,
        )

    def stage(self, figure):
        curve, sizes, counts = style.one_and_two(figure, left=0.7, gap=1.0)
        self._stage_curve(curve)
        self._sizes = _Errors(sizes, SIZES, "p, parameters", "Error by size", "p = N")
        self._counts = _Errors(counts, COUNTS, "N, training points", "Error by points", "N = p")
        test, train = _Errors.looks[1], _Errors.looks[0]
        style.key(sizes, 0.42, 1.15, moving=("test", test))
        style.key(sizes, 0.66, 1.15, moving=("training", train))

    def _stage_curve(self, axes):
        hollow = {"linestyle": "none", "marker": "o", "markersize": 3.5, "markerfacecolor": "none", "alpha": 0.8}
        self._others = style.line(axes, "reference", **hollow)
        self._last = style.line(axes, "compared")
        self._curve = style.line(axes, "moving")
        filled = {"color": style.INK, "linestyle": "none", "marker": "o", "markersize": 5}
        self._points = axes.plot([], [], animated=True, zorder=6, **filled)[0]
        style.line(axes, "goal", X, truth(X), linewidth=1.5)
        axes.set(xlim=(-0.02, 1.02), ylim=(-2.3, 3.5), xlabel="x", ylabel="y", yticks=range(-2, 3))
        style.key(axes, 0.03, 1.0, moving="fit", compared="last try", goal="truth")
        style.key(axes, 0.4, 1.0, reference=(f"{DRAWN} of {TESTED:,} test points", hollow),
                  moving=("training points", filled))  # fmt: skip
        style.title(axes, "The fit")

    def draw(self, result, tries):
        test_x, test_noise, _ = _test()
        shown = slice(DRAWN)
        self._others.set_data(test_x[shown], truth(test_x[shown]) + result.noise * test_noise[shown])
        self._points.set_data(result.x, result.y)
        self._curve.set_data(X, _in_sight(result.curve))
        self._last.set_data(*((X, _in_sight(tries[-1].curve)) if tries else ([], [])))
        alike = [s for s in tries if (s.noise, s.seed) == (result.noise, result.seed)]
        for axes, across, along, every in (
            (self._sizes, "size", "count", result.by_size),
            (self._counts, "count", "size", result.by_count),
        ):
            other = getattr(result, along)
            tried = [(getattr(s, across), s.errors) for s in alike if getattr(s, along) == other]
            axes.show(tried, getattr(result, across), result.errors, other, result.floor, every)

    def describe(self, result):
        waves = "a constant" if result.size == 1 else f"{result.size} parameters"
        meets = ", so the curve meets every point" if result.exact else ""
        train = "0" if result.exact else style.number(result.train)
        return (
            f"{waves[0].upper() + waves[1:]}, {result.count} training points, noise {result.noise:g}: the mean squared "
            f"error is {train} on the training points{meets}, and {style.number(result.test)} on {TESTED:,} test "
            f"points, where the true curve has {style.number(result.floor)}."
        )


def _in_sight(curve):
    """The curve without what would run into the names above."""
    return np.where(np.abs(curve) < 2.5, curve, np.nan)


class _Errors:
    """The artists of one axes: training error (hollow, dotted) and test error (filled) against one of the sizes."""

    looks = tuple({"linestyle": "none", "marker": m, "markersize": s, "markerfacecolor": f, "markeredgewidth": 1.2}
                  for m, s, f in (("v", 5, "white"), ("o", 5, None)))  # fmt: skip
    lines = ({"linestyle": (0, (1, 1.4)), "linewidth": 1.5}, {"linestyle": "-", "linewidth": 1.5})

    def __init__(self, axes, values, label, title, threshold):
        self._values = values
        self._floor = style.line(axes, "goal", linewidth=1.4)
        self._threshold = style.line(axes, "reference")
        self._name = style.word(axes, threshold, color=style.MUTED)
        self._every = [style.line(axes, "reference", color=style.MUTED, **look) for look in self.lines]
        self._tries = [style.line(axes, "compared", **look) for look in self.looks]
        self._now = [style.line(axes, "moving", **{**look, "markersize": 9}) for look in self.looks]
        self._ends = ends = values[0] / 1.18, values[-1] * 1.18
        axes.set(xscale="log", yscale="log", xlim=ends, ylim=(LOWEST / 1.7, 1.7 * HIGHEST), xlabel=label)
        axes.set_ylabel("mean squared error")
        ticks = [value for value in (1, 2, 5, 10, 20, 50, 100, 200, 400) if values[0] <= value <= values[-1]]
        axes.set_xticks(ticks, map(str, ticks))
        axes.set_yticks([HIGHEST, 10, 1, 0.1, LOWEST], [f"≥ {HIGHEST:g}", "10", "1", "0.1", "≤ 0.01"])
        axes.minorticks_off()
        style.title(axes, title)

    def show(self, tried, now, errors, threshold, floor, every):
        """`tried`: sizes and the errors of each; `threshold`: the size at which p = N."""
        self._floor.set_data([0.1, 1e4], [_inside(floor)] * 2)
        self._threshold.set_data([threshold] * 2, [LOWEST / 2, 2 * HIGHEST])
        low, high = self._ends
        beside = (high / low) ** (0.015 if threshold < high / 3 else -0.15)  # its name stays inside
        self._name.set_data(*(([threshold * beside], [HIGHEST / 2]) if low < threshold < high else ([], [])))
        for i in range(2):
            self._tries[i].set_data([size for size, _ in tried], [_inside(both[i]) for _, both in tried])
            self._now[i].set_data([now], [_inside(errors[i])])
            self._every[i].set_data(*((self._values, _inside(every[:, i])) if every is not None else ([], [])))


def _inside(errors):
    """Errors as they are drawn: 0, or what rounding leaves of it, at the lower end of the axis."""
    return np.clip(errors, LOWEST, HIGHEST)
