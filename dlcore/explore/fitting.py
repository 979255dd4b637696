"""Lesson 03, losses and gradient descent: fit a line with a season by hand, then let it descend."""

from dataclasses import dataclass, replace

import numpy as np

from dlcore.explore import Challenge, Stepper, controls, style
from dlcore.optim.surfaces import Quadratic, stability_limit

LOST = 1e9  # a loss at which a descent has diverged


@dataclass(frozen=True)
class Fit:
    """Where a fit stands, and what has been tried."""

    w: np.ndarray  # (3,): level, trend, season
    loss: float
    history: tuple = ()  # losses of recorded tries and steps, oldest first
    tries: tuple = ()  # the places in the history that are tries by hand
    last: np.ndarray | None = None  # w of the last recorded try
    by_hand: bool = True  # did the last change come from a slider?


class FitByHand(Stepper):
    """Fit level, trend and season of the CO₂ series by hand; with `descend`, let gradient descent take over.

    Shapes
        t (N,): years, for the axis; x (N, 3): ones, years from the middle, season; y (N,): CO₂ in ppm
    """

    size = (9.0, 3.9)
    actions = {"step": "Step", "record": "Record try"}
    challenges = (
        Challenge("By hand, bring the mean squared error below 1.5 ppm².", lambda fit: fit.by_hand and fit.loss < 1.5),
    )

    def __init__(self, t, x, y, descend=True, **options):
        self.t, self.x, self.y = t, x, y
        least = Quadratic.least_squares(x, y)
        self.best, self.limit = least.offset, stability_limit(least.curvatures)
        if not descend:
            self.actions = {"record": "Record try"}
        super().__init__(**options)

    def controls(self):
        hand = {
            "level": controls.slider("level  (ppm)", 356.0, 345.0, 380.0, 0.1, ".1f"),
            "trend": controls.slider("trend  (ppm a year)", 0.0, -1.0, 4.0, 0.02),
            "season": controls.slider("season  (ppm)", 0.0, -2.0, 8.0, 0.05),
        }
        if "step" in self.actions:
            hand["rate"] = controls.log_slider("η, learning rate", 0.01, 0.0005, 0.2, per_decade=100)
        return hand

    def start(self, *, level, trend, season, rate=None):
        w = np.array([level, trend, season])
        return Fit(w, self._loss(w))

    def change(self, state, name, *, level, trend, season, rate=None):
        if name == "rate":  # obeyed from the next step on; the parameters stay
            return state
        w = np.array([level, trend, season])
        return replace(state, w=w, loss=self._loss(w), by_hand=True)

    def step(self, state, action, *, rate=None, **hand):
        if action == "record":
            tries, history = (*state.tries, len(state.history)), (*state.history, state.loss)
            return replace(state, history=history, tries=tries, last=state.w)
        if self.finished(state):
            return state
        gradient = 2 / len(self.y) * self.x.T @ (self.x @ state.w - self.y)
        w = state.w - rate * gradient
        loss = self._loss(w)
        return replace(state, w=w, loss=loss, history=(*state.history, loss), by_hand=False)

    def finished(self, state):
        return state.loss > LOST

    def follow(self, state):
        return dict(zip(("level", "trend", "season"), state.w.tolist(), strict=True))

    def stage(self, figure):
        self._data, self._losses = style.row(figure, 1.7, 1)
        self._data.plot(self.t, self.y, ".", color=style.REFERENCE, markersize=3.5, zorder=1)
        measured = ("measured", {"linestyle": "none", "marker": ".", "markersize": 5})
        style.key(self._data, 0.02, 0.97, reference=measured, moving="your fit", compared="last try")
        self._last = style.line(self._data, "compared", linewidth=1.3)
        self._curve = style.line(self._data, "moving", linewidth=1.8)
        self._data.set(xlim=(self.t[0], self.t[-1]), ylim=(self.y.min() - 6, self.y.max() + 5))
        self._data.set(xlabel="year", ylabel="CO₂ at Mauna Loa  (ppm)")
        style.title(self._data, "The series and the fit")
        self._line = style.line(self._losses, "moving")
        self._tries = style.line(self._losses, "compared", linestyle="none", marker="o", markersize=6)
        self._now = style.line(self._losses, "moving", linestyle="none", marker="s", markersize=8)
        style.line(self._losses, "goal", (0, 1), (self.best, self.best), transform=self._losses.get_yaxis_transform())
        self._losses.text(0.97, self.best * 0.9, f"best possible {self.best:.2f}", color=style.GOAL_WORDS, ha="right",
                          va="top", transform=self._losses.get_yaxis_transform())  # fmt: skip
        self._losses.set(yscale="log", ylim=(self.best / 3, 1e3), xlabel="try or step", ylabel="loss  (ppm²)")
        style.title(self._losses, "Mean squared error")

    def draw(self, state):
        self._curve.set_data(self.t, _inside(self.x @ state.w))
        self._last.set_data(*((self.t, self.x @ state.last) if state.last is not None else ([], [])))
        history, tries = np.array(state.history), np.array(state.tries, dtype=int)
        self._line.set_data(np.arange(len(history)), history)
        self._tries.set_data(tries, history[tries] if len(tries) else [])
        self._now.set_data([len(history) - (not state.by_hand)], [min(state.loss, 9e2)])
        longest = 20 * 2 ** max(0, int(np.ceil(np.log2((len(history) + 1) / 20))))
        if self._losses.get_xlim()[1] == longest:
            return False
        self._losses.set_xlim(-0.02 * longest, longest)
        return True

    def describe(self, state):
        if self.finished(state):
            return (
                f"The loss has passed 10⁹: the rate was above the limit {self.limit:.3g}. Reset and take a smaller one."
            )
        level, trend, season = state.w
        steps = len(state.history) - len(state.tries)
        after = f" after {steps} step{'s' * (steps != 1)}" if steps else ""
        words = (
            f"Level {level:.1f} ppm, trend {trend:.2f} ppm a year, season {season:.2f} ppm{after}: "
            f"the mean squared error is {state.loss:.2f} ppm²; the best possible is {self.best:.2f}."
        )
        return words.replace("-", "−")

    def _loss(self, w):
        return float(np.mean((self.x @ w - self.y) ** 2))


def _inside(values):
    """Values that can be drawn; a fit that has run away is cut."""
    return np.where(np.abs(values) < 1e6, values, np.nan)
