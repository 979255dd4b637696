"""Lesson 07, series: forecasts of a real series beside what happened, and the error against how far one looks ahead."""

from dataclasses import dataclass

import numpy as np

from dlcore.explore import Challenge, Explorer, controls, style
from dlcore.forecast import rmse

_SMALL = {"markersize": 4.5, "linewidth": 1.4, "markeredgewidth": 0.8, "markeredgecolor": "white"}
RIVALS = (  # how the forecasts after the first are drawn
    {**_SMALL, "color": style.MUTED, "marker": "s", "linestyle": (0, (1, 1.5))},
    {**_SMALL, "color": style.FIFTH, "marker": "^", "linestyle": (0, (5, 2))},
    {**_SMALL, "color": style.SIXTH, "marker": "D", "linestyle": (0, (3, 1, 1, 1))},
)
TRUTH = {"marker": "o", "markersize": 5}
PAST = 36  # steps before the start that are shown


@dataclass(frozen=True)
class Forecasts:
    """What each method says from one start on, and how far it misses there and over all starts."""

    start: int  # index of the first value that is forecast
    when: str
    history: np.ndarray  # (P,), the values before the start
    truth: np.ndarray  # (K,)
    said: dict  # by method: (K,)
    typical: dict  # by method: the root mean squared error over all starts, K steps ahead

    @property
    def steps(self):
        return len(self.truth)

    def miss(self, method):
        """The root mean square of the errors from this start, over all its steps."""
        return float(np.sqrt(np.mean((self.said[method] - self.truth) ** 2)))

    @property
    def rivals(self):
        return list(self.said)[1:]

    @property
    def best(self):
        """Who misses least, over all starts, as far ahead; several where they say the same."""
        least = min(self.typical.values())
        return [method for method, error in self.typical.items() if np.isclose(error, least, rtol=1e-9)]


class Forecast(Explorer):
    """Choose where a forecast starts and how far it looks ahead; compare methods with what happened.

        Forecast(*sunspots(), {"network": at_starts(network, 24), "naive": at_starts(naive, 24)}, first=1947)

    Arguments
        time (L,), values (L,): the series.
        forecasts: up to four by name, each a function (values, starts, horizon) → (len(starts), horizon) that looks
            at values before its start only. The first is the one in question, the others are its rivals.
        first: the time of the first start; no forecast has been fitted to what comes later.
        horizon: how many steps ahead at most.
    """

    size = (9.0, 4.2)

    def __init__(self, time, values, forecasts, first, horizon=11, unit="value", step="step", **options):
        time, values = np.asarray(time), np.asarray(values, float)
        if not 1 < len(forecasts) <= 1 + len(RIVALS):
            raise ValueError(f"Forecast: there are {len(forecasts)} forecasts, expected 2 to {1 + len(RIVALS)}")
        self._series, self._horizon, self._unit, self._step = values, horizon, unit, step
        self._starts = np.arange(np.searchsorted(time, first), len(values) - horizon + 1)
        if len(self._starts) < 2:
            raise ValueError(f"Forecast: first={first} and horizon={horizon} leave fewer than two starts")
        self._when = time[self._starts]
        self._said = {name: forecast(values, self._starts, horizon) for name, forecast in forecasts.items()}
        truth = values[self._starts[:, None] + np.arange(horizon)]  # (S, horizon)
        self._typical = {name: rmse(said, truth) for name, said in self._said.items()}
        name, least = next(iter(forecasts)), min(5, horizon)
        self.challenges = (
            Challenge(
                f"Over {least} {step}s or more, find a start from which the {name} misses by less than half of what "
                "each rival does.",
                lambda f: f.steps >= least and all(f.miss(name) < 0.5 * f.miss(m) for m in f.rivals),
            ),
            Challenge(
                f"Over {least} {step}s or more, find a start from which a rival misses by less than half of what the "
                f"{name} does.",
                lambda f: f.steps >= least and any(f.miss(m) < 0.5 * f.miss(name) for m in f.rivals),
            ),
        )
        super().__init__(**options)

    def controls(self):
        return {
            "start": controls.slider(f"start, first {self._step}", *self._slider_of_starts()),
            "steps": controls.slider(f"{self._step}s ahead", self._horizon, 1, self._horizon, 1),
        }

    def _slider_of_starts(self):
        """Where the slider of the start begins, its ends, and the step from one time to the next."""
        kind = float if self._when.dtype.kind == "f" else int
        low, high = kind(self._when[0]), kind(self._when[-1])
        step = kind(round((high - low) / (len(self._when) - 1), 9))
        return low + len(self._when) // 2 * step, low, high, step

    def compute(self, *, start, steps):
        which = int(np.argmin(np.abs(self._when - start)))
        at = int(self._starts[which])
        return Forecasts(
            start=at,
            when=f"{start:.2f}" if isinstance(start, float) else f"{start}",
            history=self._series[max(0, at - PAST) : at],
            truth=self._series[at : at + steps],
            said={name: said[which, :steps] for name, said in self._said.items()},
            typical={name: float(errors[steps - 1]) for name, errors in self._typical.items()},
        )

    def stage(self, figure):
        series, errors = style.row(figure, 1.75, 1, gap=0.85)
        self._stage_series(series)
        self._stage_errors(errors)

    def _stage_series(self, axes):
        name, *rivals = self._said
        shown = self._series[max(0, self._starts[0] - PAST) :]
        everything = np.concatenate([shown, *(said.ravel() for said in self._said.values())])
        low, high = everything.min(), everything.max()
        axes.axvline(-0.5, ymax=0.78, color=style.REFERENCE, linewidth=0.8)  # below the names
        self._history = style.line(axes, "reference", linestyle="-", linewidth=1.4)
        self._truth = style.line(axes, "goal", **TRUTH)
        self._last = style.line(axes, "compared")
        self._lines = {name: style.line(axes, "moving", **style.DOTS)}
        self._lines |= {rivals[k]: style.line(axes, "moving", **RIVALS[k]) for k in range(len(rivals))}
        axes.set(xlim=(-PAST - 0.8, self._horizon - 0.2), ylim=(low, high + 0.32 * (high - low)))
        axes.set(xlabel=f"{self._step}s from the start", ylabel=self._unit)
        style.key(axes, 0.02, 1.02, moving=(name, style.DOTS), compared="last try", goal=("what happened", TRUTH))
        line = 0.21 / (axes.get_position().height * axes.figure.get_figheight())
        for k, method in enumerate(rivals):
            style.key(axes, 0.4, 1.02 - k * line, reference=(method, RIVALS[k]))
        style.title(axes, "From one start")

    def _stage_errors(self, axes):
        ahead = np.arange(1, self._horizon + 1)
        highest = max(errors.max() for errors in self._typical.values())
        for k, errors in enumerate(self._typical.values()):
            axes.plot(ahead, errors, **(RIVALS[k - 1] if k else {"color": style.MOVING, **style.DOTS}))
        self._at = style.line(axes, "moving", linewidth=1, linestyle=(0, (2, 3)))
        self._marks = style.line(axes, "moving", linestyle="none", marker="s", markersize=8)
        self._reach = 0, 1.08 * highest
        axes.set(xlim=(0.5, self._horizon + 0.5), ylim=self._reach, xlabel=f"{self._step}s ahead")
        axes.set_ylabel(f"RMS error  ({self._unit})")
        axes.xaxis.get_major_locator().set_params(integer=True)
        style.title(axes, f"Over all {len(self._starts)} starts")

    def draw(self, result, tries):
        ahead = np.arange(result.steps)
        self._history.set_data(np.arange(-len(result.history), 1), [*result.history, result.truth[0]])
        self._truth.set_data(ahead, result.truth)
        for method, line in self._lines.items():
            line.set_data(ahead, result.said[method])
        last = next(iter(tries[-1].said.values())) if tries else np.empty(0)
        self._last.set_data(np.arange(len(last)), last)
        self._at.set_data([result.steps] * 2, self._reach)
        self._marks.set_data([result.steps], [next(iter(result.typical.values()))])

    def describe(self, result):
        number = f"{result.steps} {self._step}{'s' * (result.steps != 1)}"
        here = ", ".join(f"{m} {result.miss(m):.3g}" for m in result.said)
        typical = ", ".join(f"{m} {error:.3g}" for m, error in result.typical.items())
        return (
            f"From {result.when} on, over {number}, the root mean squared errors are: {here}. Over all "
            f"{len(self._starts)} starts, {number} ahead: {typical}; {' and '.join(result.best)} "
            f"{'has' if len(result.best) == 1 else 'have'} the least."
        )
