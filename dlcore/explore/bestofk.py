"""Lesson 05, generalisation: choose the best of many models that know nothing."""

from dataclasses import dataclass

import numpy as np

from dlcore import score
from dlcore.explore import Challenge, Explorer, controls, style

MODELS = (1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300, 500, 1000)
TESTED = (10, 20, 50, 100, 200, 500, 1000)
LAW = {"linewidth": 1.6, "color": style.MUTED, "linestyle": "-"}
NEW = {"linestyle": "none", "marker": "D", "markersize": 7, "markerfacecolor": "white", "markeredgewidth": 1.5}
BEST = {"linestyle": "none", "marker": "s", "markersize": 8}
DOTTED = {"linestyle": (0, (1, 1.4))}
SMALL = {"markersize": 5, "markeredgewidth": 1.2}


def law_of_best(tested, p):
    """For each k of MODELS: the 5 % quantile, the mean and the 95 % quantile of the best score, in per cent."""
    shares, rows = 100 * np.arange(tested + 1) / tested, []
    for models in MODELS:
        law = score.best_of(models, tested, p)
        low, high = np.searchsorted(np.cumsum(law), (0.05, 0.95))
        rows.append((shares[low], law @ shares, shares[min(high, tested)]))
    return np.array(rows)


@dataclass(frozen=True)
class Draw:
    """The scores of some models, and how the best of them does on another test."""

    models: int  # k
    tested: int  # n, examples in a test
    p: float  # with which probability each model is right, on each example
    seed: int
    right: np.ndarray  # (k,), how many of the n examples each has right
    again: int  # of n new examples, how many the best has right
    law: np.ndarray | None  # (13, 3), of the best score for each k, where the reader has asked

    @property
    def setting(self):
        return self.tested, self.p

    @property
    def best(self):
        return int(self.right.max())

    @property
    def share(self):
        """Of the best, in per cent."""
        return 100 * self.best / self.tested

    @property
    def share_again(self):
        return 100 * self.again / self.tested


class BestOfK(Explorer):
    """Test k models that toss coins on n examples; choose the best, and test it again.

    `models`, `tested` and `p` are where it begins; `shown` is "your tries" or "the law".
    """

    size = (9.0, 4.3)
    challenges = (
        Challenge(
            "With p = 0.5 and 100 test examples, find a model with a score of 68 % or more.",
            lambda d: d.setting == (100, 0.5) and d.best >= 68,
        ),
        Challenge(
            "With p = 0.5 and 100 models or more, keep the best below 55 %.",
            lambda d: d.p == 0.5 and d.models >= 100 and d.share < 55,
        ),
    )

    def __init__(self, models=1, tested=100, p=0.5, shown="your tries", **options):
        self._first = models, tested, p, shown
        super().__init__(**options)

    def controls(self):
        models, tested, p, shown = self._first
        return {
            "models": controls.values("k, models", MODELS, models),
            "tested": controls.values("n, test examples", TESTED, tested),
            "p": controls.slider("p, true accuracy", p, 0.1, 0.95, 0.05),
            "seed": controls.slider("draw", 1, 1, 50, 1),
            "shown": controls.choice("scores of", ["your tries", "the law"], shown),
        }

    def compute(self, *, models, tested, p, seed, shown):
        p = round(p, 2)
        generator = np.random.default_rng((seed, models, tested))
        right = generator.binomial(tested, p, models)
        return Draw(
            models=models,
            tested=tested,
            p=p,
            seed=seed,
            right=right,
            again=int(generator.binomial(tested, p)),
            law=law_of_best(tested, p) if shown == "the law" else None,
        )

    def stage(self, figure):
        self._counts, self._scores = style.row(figure, 1.1, 1)
        self._stage_counts(self._counts)
        self._stage_scores(self._scores)

    def _stage_counts(self, axes):
        wide = {"color": "#8fb8d8", "linewidth": 3, "solid_capstyle": "butt"}
        self._bars = axes.plot([], [], animated=True, zorder=2, **wide)[0]
        self._expected = style.line(axes, "reference", **LAW)
        self._truth = style.line(axes, "goal", linewidth=1.5)
        self._best = style.line(axes, "moving", clip_on=False, **BEST)
        self._again = style.line(axes, "moving", clip_on=False, **NEW)
        axes.set(xlim=(-2, 102), ylim=(0, 1.32), yticks=(0, 0.5, 1))
        axes.set(xlabel="score on the test  (%)", ylabel="models  (tallest bar = 1)")
        style.key(axes, 0.0, 1.0, moving=("the best", BEST), goal="true accuracy p")
        style.key(axes, 0.5, 1.0, moving=("on a new test", NEW), reference=("expected counts", LAW))
        style.title(axes, "Scores of k models")

    def _stage_scores(self, axes):
        self._p = style.line(axes, "goal", linewidth=1.5)
        self._mean = style.line(axes, "reference", **LAW)
        self._band = style.line(axes, "reference", **{**LAW, **DOTTED})
        self._tries = [style.line(axes, "compared", **{**look, **SMALL}) for look in (BEST, NEW)]
        self._now = [style.line(axes, "moving", **look) for look in (BEST, NEW)]
        axes.set(xscale="log", xlim=(0.8, 1250), ylim=(-2, 132), xlabel="k, models", ylabel="score  (%)")
        axes.set_xticks([1, 10, 100, 1000], ["1", "10", "100", "1,000"])
        axes.set_xticks([], minor=True)
        axes.set_yticks(range(0, 101, 20))
        style.key(axes, 0.03, 1.0, moving=("the best", BEST), compared=("tries, same n and p", {**BEST, **SMALL}))
        style.key(axes, 0.6, 1.0, reference=("mean", LAW))
        style.key(axes, 0.6, 0.93, reference=("90 % of draws", {**LAW, **DOTTED}))
        style.title(axes, "The best against k")

    def draw(self, result, tries):
        shares = 100 * np.arange(result.tested + 1) / result.tested
        counts = np.bincount(result.right, minlength=result.tested + 1)
        tallest, there = counts.max(), counts > 0
        self._bars.set_data(*_bars(shares[there], counts[there] / tallest))
        self._best.set_data([result.share], [counts[result.best] / tallest])
        self._again.set_data([result.share_again], [0])
        law = result.law is not None
        expected = result.models * score.binomial(result.tested, result.p) if law else np.empty(0)
        self._expected.set_data(shares[: len(expected)], expected / tallest)
        self._draw_law(result)
        alike = [t for t in tries if t.setting == result.setting]
        for lines, several in ((self._tries, alike), (self._now, [result])):
            for line, which in zip(lines, ("share", "share_again"), strict=True):
                line.set_data([t.models for t in several], [getattr(t, which) for t in several])

    def _draw_law(self, result):
        """The true accuracy, and how the best score depends on k for those who ask."""
        self._truth.set_data([100 * result.p] * 2, [0, 1.08])
        self._p.set_data([0.1, 1e4], [100 * result.p] * 2)
        low, mean, high = result.law.T if result.law is not None else np.empty((3, 0))
        models = np.array(MODELS[: len(mean)], dtype=float)
        self._mean.set_data(models, mean)
        self._band.set_data(np.concatenate([models, [np.nan], models]), np.concatenate([low, [np.nan], high]))

    def describe(self, result):
        models = f"The best of {result.models:,} models" if result.models > 1 else "The only model"
        examples = f"{result.tested:,} test examples"
        words = (
            f"{models} scores {result.share:.3g} % on {examples}; its true accuracy is {100 * result.p:.3g} %, and "
            f"on {result.tested:,} new ones it scores {result.share_again:.3g} %."
        )
        if result.law is not None:
            low, mean, high = result.law[MODELS.index(result.models)]
            words += f" The law: {mean:.3g} % on average, and 90 of 100 draws from {low:.3g} to {high:.3g} %."
        return words


def _bars(places, heights):
    """Upright bars as one broken line."""
    gap = np.full(len(places), np.nan)
    return np.repeat(places, 3), np.column_stack([np.zeros(len(places)), heights, gap]).ravel()
