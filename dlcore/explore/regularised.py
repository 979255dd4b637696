"""Lesson 05, generalisation: few noisy points, a net that is too large, and what holds it back."""

import numpy as np

from dlcore.explore import Challenge, Stepper, controls, style
from dlcore.explore.boundary import Boundary
from dlcore.explore.overfit import LENGTH, Overfitting, Settings

DECAYS = (0.0, 1e-4, 3e-4, 1e-3, 0.003, 0.01, 0.03, 0.1)
POINTS = (10, 20, 30, 50, 100, 200)
MOST = 40  # ended runs kept
LONG = 1000  # updates after which a run counts as long
LOWEST, HIGHEST = 3e-4, 10.0  # ends of the axis of the losses
VALIDATION = {"linestyle": (0, (1, 1.2)), "linewidth": 1.8}  # beside the loss of the training points
LOW = {"linestyle": "none", "marker": "o", "markersize": 7, "markerfacecolor": "white", "markeredgewidth": 1.6}
END = {"linestyle": "none", "marker": "s", "markersize": 5}
MARKED = {"linestyle": "none", "marker": "o", "markersize": 8, "markerfacecolor": "white", "markeredgewidth": 2}


def _hard(run):
    return run.settings.points <= 30 and run.settings.noise >= 0.3


def _held(run):
    return _hard(run) and run.updates >= LONG and run.now.validation < 0.25


def _stopped(run):
    plain = run.used.decay == run.used.dropout == 0 and run.steady
    return _hard(run) and plain and run.returned and run.now.validation < 0.25


class Regularised(Stepper):
    """Train a 2-50-50-1 net on few noisy moons; L2 and dropout are obeyed as it runs.

    Every keyword of `Settings` says where its control begins: decay, dropout, points, noise, seed.
    """

    size = (9.0, 4.9)
    actions = {"step": "Step", "hundred": "100 updates", "back": "Back to the best"}
    restarts = ("points", "noise", "seed")
    pace = None
    challenges = (
        Challenge(
            f"On at most 30 points of noise 0.3, have a validation loss below 0.25 after {LONG:,} updates or more.",
            _held,
        ),
        Challenge("On such points, with λ = 0 and p = 0, come back to a validation loss below 0.25.", _stopped),
    )

    def __init__(self, *, large=False, **settings):
        self._first_settings = Settings(**settings)
        super().__init__(large=large)

    def controls(self):
        first = self._first_settings
        return {
            "decay": controls.values("λ, weight decay  (L2)", DECAYS, first.decay),
            "dropout": controls.slider("p, dropout", first.dropout, 0.0, 0.9, 0.05),
            "points": controls.values("N, training points", POINTS, first.points),
            "noise": controls.slider("noise", first.noise, 0.0, 0.5, 0.05),
            "seed": controls.slider("sample and weights", first.seed, 1, 20, 1),
        }

    @property
    def values(self):
        """The controls' values by name, with the two digits that are read beside them."""
        values = super().values
        return values | {name: round(values[name], 2) for name in ("dropout", "noise")}

    def start(self, **settings):
        return Overfitting(Settings(**settings))

    def again(self, run, **settings):
        return Overfitting(Settings(**settings), (*run.before, run.ended)[-MOST:] if run.updates else run.before)

    def change(self, run, name, **settings):
        if name in self.restarts:
            return self.again(run, **settings)
        run = run.copy()
        run.obey(Settings(**settings))
        return run

    def fork(self, run):
        return run.copy()

    def step(self, run, action, **settings):
        if action == "back":
            run.go_back()
        for _ in range({"step": 1, "hundred": 100, "back": 0}[action]):
            run.update()
        return run

    def finished(self, run):
        return run.over

    def stage(self, figure):
        plane, self._curves, self._runs = style.one_and_two(figure, left=0.65)
        self._boundary = Boundary(plane)
        self._edge = style.line(plane, "compared", zorder=6)
        plane.set(xlabel="$x_1$    (● class 0, ■ class 1, hollow: validation)", ylabel="$x_2$")
        style.title(plane, "Probability of class 1, line at ½")
        self._stage_losses(self._curves)
        self._stage_runs(self._runs)
        self._compared = None

    def _stage_losses(self, axes):
        self._last = [style.line(axes, "compared", **look) for look in ({"linewidth": 1.1}, {})]
        self._train = style.line(axes, "moving")
        self._validation = style.line(axes, "moving", **VALIDATION)
        self._lowest = style.line(axes, "goal", **MARKED, zorder=7)
        axes.set(xlim=(-0.02 * LENGTH, 1.02 * LENGTH), yscale="log", ylim=(LOWEST, 6 * HIGHEST), xlabel="update")
        axes.set_xticks(range(0, LENGTH + 1, 500), [f"{n:,}" for n in range(0, LENGTH + 1, 500)])
        axes.set_yticks([10, 1, 0.1, 0.01, 0.001], ["10", "1", "0.1", "0.01", "0.001"])
        axes.minorticks_off()
        style.title(axes, "Loss")
        style.key(axes, 0.02, 1.02, moving="training")
        style.key(axes, 0.4, 1.02, moving=("validation", VALIDATION))
        style.key(axes, 0.38, 1.18, compared="last run")
        style.key(axes, 0.72, 1.18, goal=("lowest", MARKED))

    def _stage_runs(self, axes):
        cross = {"linestyle": "none", "marker": "x", "markersize": 6, "linewidth": 1}
        self._others = style.line(axes, "reference", **cross)
        self._lows, self._ends = (style.line(axes, "compared", **look) for look in (LOW, END))
        self._now = [style.line(axes, "moving", **{**look, "markersize": 9}) for look in (LOW, END)]
        axes.set(xlim=(-0.5, len(DECAYS) - 0.5), yscale="log", ylim=(0.1, 15), xlabel="λ, weight decay")
        words = [f"{decay:g}" if decay in (0, 1e-4, 1e-3, 1e-2, 0.1) else "" for decay in DECAYS]
        axes.set_xticks(range(len(DECAYS)), words)
        axes.set_yticks([10, 1, 0.1], ["10", "1", "≤ 0.1"])
        axes.minorticks_off()
        style.title(axes, "Validation loss of your runs")
        style.key(axes, 0.02, 1.02, compared=("lowest", LOW))
        style.key(axes, 0.31, 1.02, compared=("at the end", END))
        style.key(axes, 0.70, 1.02, reference=("other p", cross))

    def draw(self, run):
        last = run.before[-1] if run.before else None
        moved = self._boundary.show("moons", run.x, run.y, run.settings.points, run.logits)
        if last is not self._compared:
            self._compared = last
            self._edge.set_data(*(self._boundary.edge(last.logits) if last else ([], [])))
            for line, which in zip(self._last, ("train", "validation"), strict=True):
                line.set_data(*(_curve(last, which) if last else ([], [])))
        self._train.set_data(*_curve(run, "train"))
        self._validation.set_data(*_curve(run, "validation"))
        self._lowest.set_data([run.best.updates], [run.best.validation])
        self._draw_runs(run)
        return moved

    def _draw_runs(self, run):
        """The runs with the same points that were long and kept to their λ and dropout."""
        known = [r for r in run.before if r.steady and r.updates >= LONG and r.used.task == run.used.task]
        same = [r for r in known if r.used.dropout == run.used.dropout]
        other = [r for r in known if r.used.dropout != run.used.dropout]
        for line, several, low in (
            (self._lows, same, True),
            (self._ends, same, False),
            (self._others, other, False),
            (self._now[0], [run], True),
            (self._now[1], [run], False),
        ):
            losses = [(r.best if low else r.now).validation for r in several]
            line.set_data([DECAYS.index(r.used.decay) for r in several], np.clip(losses, 0.1, HIGHEST))

    def describe(self, run):
        seen, best, size = run.now, run.best, style.number
        when = f"After {run.updates:,} update{'s' * (run.updates != 1)}" if run.updates else "Before the first update"
        held = f"λ = {run.used.decay:g} and {f'dropout {run.used.dropout:g}' if run.used.dropout else 'no dropout'}"
        over = " The run is over." if run.over else ""
        return (
            f"{when} on {run.settings.points} points, {held}: the loss is {size(seen.train)} on the training and "
            f"{size(seen.validation)} on the validation points; {100 * seen.train_right:.3g} % and "
            f"{100 * seen.validation_right:.3g} % of them are on the right side. The validation loss was lowest, "
            f"{size(best.validation)}, at update {best.updates:,}.{over}"
        )


def _curve(run, which):
    """A loss against updates, cut where it leaves the axis."""
    return [m.updates for m in run.history], np.clip([getattr(m, which) for m in run.history], LOWEST, HIGHEST)
