"""Lesson 01, activations: softmax turns logits into probabilities, a temperature decides how sharply."""

from dataclasses import dataclass

import numpy as np

from dlcore import nn
from dlcore.explore import Challenge, Explorer, controls, style

LOGITS = (2.0, 1.0, 0.5, -1.0)
CLASSES = len(LOGITS)
COLDEST, HOTTEST = 0.02, 100.0
GRID = np.geomspace(COLDEST, HOTTEST, 121)  # the temperatures of the entropy curve
SHIFT = 10  # the greatest constant that can be added to all logits
WIDE = 0.62  # of a bar


@dataclass(frozen=True)
class Shares:
    """Some logits at one temperature, and what softmax makes of them."""

    logits: np.ndarray  # (C,), without the shift
    shift: float
    temperature: float
    probabilities: np.ndarray  # (C,)
    curve: np.ndarray  # entropies at the temperatures GRID

    @property
    def entropy(self):
        return entropy(self.probabilities)

    @property
    def lead(self):
        """How far the largest logit is above the next."""
        second, first = np.sort(self.logits)[-2:]
        return first - second


def probabilities(logits, temperature):
    """softmax(z / T): logits (C,) and temperatures (K,) → (K, C); one temperature → (C,)."""
    return nn.Softmax(dim=-1)(logits / np.asarray(temperature)[..., None])


def entropy(p):
    """−Σ p log p over the last axis, in nats; 0 log 0 counts as 0. All equal, it is log C."""
    return -np.sum(p * np.log(np.where(p > 0, p, 1)), axis=-1)


class SoftmaxTemperature(Explorer):
    """Four logits, a temperature and a shift: bars of probabilities, and their entropy."""

    size = (9.0, 3.9)
    challenges = (
        Challenge(
            "Let the two largest logits differ by less than 0.5. Still give one class more than 0.99.",
            lambda s: 0 < s.lead < 0.5 and s.probabilities.max() > 0.99,
        ),
        Challenge(
            "Let the largest and the smallest logit differ by more than 4. Still bring the entropy above 1.38 nats.",
            lambda s: np.ptp(s.logits) > 4 and s.entropy > 1.38,
        ),
    )

    def __init__(self, logits=LOGITS, temperature=1.0, **options):
        self._first = logits, temperature
        super().__init__(**options)

    def controls(self):
        logits, temperature = self._first
        made = {
            f"z{i}": controls.slider(f"z{'₁₂₃₄'[i - 1]}, logit", z, -5.0, 5.0, 0.05) for i, z in enumerate(logits, 1)
        }
        made["temperature"] = controls.log_slider("T, temperature", temperature, COLDEST, HOTTEST, per_decade=50)
        made["shift"] = controls.slider("c, added to all", 0.0, -float(SHIFT), float(SHIFT), 0.5, ".1f")
        return made

    def compute(self, *, z1, z2, z3, z4, temperature, shift):
        logits = np.array([z1, z2, z3, z4])
        shifted = logits + shift
        curve = entropy(probabilities(shifted, GRID))
        return Shares(logits, shift, temperature, probabilities(shifted, temperature), curve)

    def stage(self, figure):
        self._stage_bars(*style.row(figure, 1, 1, 1.25, gap=0.75))

    def _stage_bars(self, logits, shares, entropies):
        bars = np.arange(1, CLASSES + 1)
        for axes in (logits, shares):
            axes.set(xlim=(0.4, CLASSES + 0.6), xlabel="class", xticks=bars)
        looks = {"color": style.MOVING, "animated": True, "zorder": 3}
        self._logits = logits.bar(bars, 0 * bars, WIDE, **looks)
        self._shares = shares.bar(bars, 0 * bars, WIDE, **looks)
        self._old_logits, self._old_shares = (style.line(axes, "compared", linewidth=1.8) for axes in (logits, shares))
        logits.axhline(0, color=style.REFERENCE, linewidth=0.8)
        logits.set(ylim=(-15.5, 15.5), ylabel="logit z + c", yticks=range(-15, 16, 5))
        style.title(logits, "Logits")
        style.line(shares, "reference", [0, CLASSES + 1], [1 / CLASSES] * 2)
        shares.set(ylim=(0, 1.18), ylabel="share", yticks=(0, 0.25, 0.5, 0.75, 1))
        style.key(shares, 0.05, 1, moving=("now", {"linewidth": 7, "solid_capstyle": "butt"}), compared="last try")
        style.title(shares, "Shares")
        self._old_curve = style.line(entropies, "compared", linewidth=1.3)
        self._curve = style.line(entropies, "moving", linewidth=1.5)
        self._old_point = style.line(entropies, "compared", **style.DOTS)
        self._point = style.line(entropies, "moving", marker="s", markersize=8)
        for level in (0, np.log(CLASSES)):
            style.line(entropies, "reference", GRID[[0, -1]], [level] * 2)
        entropies.set(xscale="log", xlim=(COLDEST / 1.3, HOTTEST * 1.3), ylim=(-0.12, 1.62), xlabel="T, temperature")
        entropies.set(ylabel="entropy  (nats)", xticks=(0.1, 1, 10, 100), xticklabels=("0.1", "1", "10", "100"))
        entropies.set_xticks([], minor=True)
        style.note(entropies, "reference", COLDEST, np.log(CLASSES) + 0.04, f"all equal: log {CLASSES}", va="bottom")
        style.note(entropies, "reference", HOTTEST, 0.04, "one has all: 0", ha="right", va="bottom")
        style.title(entropies, "Entropy")

    def draw(self, result, tries):
        last = tries[-1] if tries else None
        for bars, heights in ((self._logits, result.logits + result.shift), (self._shares, result.probabilities)):
            for bar, height in zip(bars, heights, strict=True):
                bar.set_height(height)
        self._old_logits.set_data(*(_outlines(last.logits + last.shift) if last else ([], [])))
        self._old_shares.set_data(*(_outlines(last.probabilities) if last else ([], [])))
        self._curve.set_data(GRID, result.curve)
        self._point.set_data([result.temperature], [result.entropy])
        self._old_curve.set_data(*((GRID, last.curve) if last else ([], [])))
        self._old_point.set_data(*(([last.temperature], [last.entropy]) if last else ([], [])))
        return False

    def describe(self, result):
        p = ", ".join(f"{share:.3f}" for share in result.probabilities)
        shift = f"{result.shift:+.1f}".replace("-", "−")
        added = f" with {shift} added to all logits" if result.shift else ""
        return (
            f"T = {result.temperature:.3g}{added}: the shares are {p}. Their entropy is {result.entropy:.3f} "
            f"nats; the largest for {CLASSES} classes is log {CLASSES} = {np.log(CLASSES):.3f}."
        )


def _outlines(heights):
    """The bars as one broken line, so that a last try can be dashed."""
    x = np.arange(1, len(heights) + 1)[:, None] + WIDE / 2 * np.array([-1, -1, 1, 1, np.nan])
    return x.ravel(), np.outer(heights, [0, 1, 1, 0, np.nan]).ravel()
