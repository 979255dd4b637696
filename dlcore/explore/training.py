"""Lesson 04, backpropagation: watch a net learn, and change its learning rate while it does."""

import math
from dataclasses import asdict

import numpy as np

from dlcore.datasets import SHAPES
from dlcore.explore import Challenge, Stepper, controls, style
from dlcore.explore.boundary import Boundary
from dlcore.explore.run import TRAIN, Run, Settings
from dlcore.optim.terrain import RIVALS

FIRST = asdict(Settings())
STAGES = (
    ("data", "rate", "width", "depth"),
    ("activation", "batch", "optimizer", "speed"),
    ("decay", "noise", "seed"),
)
MOST = "most"
GUESS = np.log(2)  # the loss of a net that says ½ everywhere
SLOPES = 1e-8, 10.0  # ends of their axis
TEST = {"linestyle": (0, (1, 1.2)), "linewidth": 1.6}  # the loss of the test points, beside that of the others


def _tamed(run):
    """Has the loss been high, and is it low now, with nothing changed but the rate?"""
    return run.ever[1] > 2 and run.measures.loss < 0.1 and {name for _, name, _ in run.changes} == {"rate"}


def _untangled(run):
    few = run.settings.width * run.settings.depth <= 12
    return few and run.settings.data == "spiral" and run.settings.noise >= 0.1 and run.measures.test_right >= 0.95


def _deep(run):
    four = run.settings.depth >= 4 and run.settings.activation == "Sigmoid"
    return four and run.settings.data == "moons" and run.measures.test_right >= 0.98


class LiveTraining(Stepper):
    """Train a net on points in the plane; rate, weight decay, batch and optimizer are obeyed as it runs.

    `stage` 1, 2 or 3 shows few, more or all controls; `controls` names those to show instead. The other keywords
    are the settings of `Run`, then after how many `updates` to show it, and what was changed on the way, as
    (updates, name, value). So `preset()` is a line that brings back what is on the screen.
    """

    size = (9.0, 4.5)
    actions = {"step": "Step", "epoch": "Epoch"}
    restarts = ("data", "width", "depth", "activation", "noise", "seed")
    challenges = (
        Challenge("Drive the loss above 2, then below 0.1: by the rate alone, and without Reset.", _tamed),
        Challenge("With at most 12 hidden units, get 95 % of the spiral's test points right (noise 0.1).", _untangled),
        Challenge("With four hidden layers of sigmoids, get 98 % of the moons' test points right.", _deep),
    )

    def __init__(self, *, stage=1, controls=None, updates=0, changes=(), large=False, **settings):
        times = [0, *(after for after, _, _ in changes), updates]
        if times != sorted(times) or any(name in self.restarts for _, name, _ in changes):
            raise ValueError(
                f"LiveTraining: changes are {changes!r}, expected (updates, name, value) in order, up to "
                f"updates={updates}, and none of {', '.join(self.restarts)}, which start anew"
            )
        super().__init__(large=large)
        self._stage, self._shown = stage, controls or sum(STAGES[:stage], ())
        try:
            self.reveal(self._shown)
            self.set(**settings)
            for after, name, value in changes:
                self.act(times=after - self.state.updates).set(**{name: value})
            if updates:
                self.act(times=updates - self.state.updates)
        except ValueError:
            self.close()
            raise

    def controls(self):
        return {
            "data": controls.choice("data", list(SHAPES), FIRST["data"]),
            "rate": controls.log_slider("η, learning rate", FIRST["rate"], 0.001, 10.0),
            "width": controls.slider("units in a layer", FIRST["width"], 1, 32, 1),
            "depth": controls.slider("hidden layers", FIRST["depth"], 0, 6, 1),
            "activation": controls.choice("activation", ["Tanh", "ReLU", "Sigmoid", "Identity"], FIRST["activation"]),
            "batch": controls.values("batch size", [1, 2, 5, 10, 20, 50, 100, 200], FIRST["batch"]),
            "optimizer": controls.choice("optimizer", list(RIVALS), FIRST["optimizer"]),
            "speed": controls.values("updates a picture", [1, 10, 100, MOST], MOST),
            "decay": controls.values("λ, weight decay", [0.0, 1e-4, 1e-3, 0.003, 0.01, 0.03, 0.1, 0.3], FIRST["decay"]),
            "noise": controls.slider("noise", FIRST["noise"], 0.0, 0.4, 0.01),
            "seed": controls.slider("seed of the weights", FIRST["seed"], 1, 99, 1),
        }

    @property
    def values(self):
        """The controls' values by name; the rate with the three digits that are read beside its slider."""
        values = super().values
        return values | {"rate": float(f"{values['rate']:.3g}"), "noise": round(values["noise"], 2)}

    @property
    def pace(self):
        speed = self.widgets["speed"].value
        return None if speed == MOST else speed

    def start(self, *, speed, **settings):
        return Run(Settings(**settings))

    def again(self, run, *, speed, **settings):
        return Run(Settings(**settings), last=run.ended())

    def fork(self, run):
        return run.copy()

    def step(self, run, action, *, speed, **settings):
        run.obey(**settings)
        run.epoch() if action == "epoch" else run.update()
        return run

    def finished(self, run):
        return run.lost

    def buttons(self):
        return {"New weights": self.new_weights, "More or fewer controls": self.more, "As code": self.as_code}

    def new_weights(self):
        """Start again from other first weights: the next seed."""
        seed = self.widgets["seed"]
        self.set(seed=seed.value % seed.max + 1)

    def more(self):
        """Show the controls of the next stage; after the last stage those of the first."""
        self._stage = self._stage % len(STAGES) + 1
        self.reveal({*self._shown, *sum(STAGES[: self._stage], ())} if self._stage > 1 else self._shown)

    def as_code(self):
        """Show the line that brings this picture back."""
        self.offer(self.preset())

    def preset(self):
        """A line that brings this picture back: settings, updates, and what was changed on the way."""
        run = self.fork(self.state)
        run.obey(**{name: value for name, value in self.values.items() if name in FIRST})
        words = {name: value for name, value in vars(run.first).items() if value != FIRST[name]}
        words |= {"updates": run.updates} if run.updates else {}
        words |= {"changes": run.changes} if run.changes else {}
        return f"LiveTraining({', '.join(f'{name}={value!r}' for name, value in words.items())})"

    def stage(self, figure):
        axes, self._curves, self._layers = style.one_and_two(figure, left=0.65)
        self._boundary, self._limited = Boundary(axes), None
        axes.set(xlabel="$x_1$    (● class 0, ■ class 1, hollow: test)", ylabel="$x_2$")
        style.title(axes, "Probability of class 1, line at ½")
        self._stage_losses(self._curves)
        self._stage_layers(self._layers)

    def _stage_losses(self, axes):
        across = axes.get_yaxis_transform()
        style.line(axes, "reference", (0, 1), (GUESS, GUESS), transform=across)
        style.note(axes, "reference", 1, 1.2 * GUESS, "0.69: a guess", ha="right", transform=across)
        self._last = style.line(axes, "compared")
        self._test = style.line(axes, "moving", **TEST)
        self._train = style.line(axes, "moving")
        self._changes = style.line(axes, "moving", linestyle="none", **style.DOTS, zorder=6)
        axes.set(yscale="log", xlabel="update")
        axes.locator_params(axis="x", nbins=5)
        style.title(axes, "Loss")
        _key(axes, 1.58, moving="train")
        _key(axes, 0.7, moving=("test", TEST))

    def _stage_layers(self, axes):
        self._before = style.line(axes, "compared", marker="o", markersize=6)
        self._slopes = style.line(axes, "moving", marker="s", markersize=7)
        axes.set(yscale="log", ylim=SLOPES, xlabel="layer, from the input on", ylabel="RMS of ∂L/∂W")
        axes.set_yticks([1, 1e-2, 1e-4, 1e-6, 1e-8])
        style.title(axes, "Gradients")
        _key(axes, 0.9, compared="last try")

    def draw(self, run):
        seen = run.measures
        moved = self._boundary.show(run.settings.data, run.x, run.y, TRAIN, run.logits if seen.finite else None)
        history = np.array([*run.history, (run.updates, seen.loss, seen.test_loss)])
        when, losses = history[:, 0], _inside(history[:, 1:])
        self._train.set_data(when, losses[:, 0])
        self._test.set_data(when, losses[:, 1])
        changes = sorted({after for after, _, _ in run.changes})
        self._changes.set_data(changes, np.interp(changes, when, losses[:, 0]))
        self._slopes.set_data(np.arange(len(seen.slopes)) + 1, np.clip(seen.slopes, *SLOPES))
        last, before = (run.last.losses, run.last.slopes) if run.last else (np.empty((0, 2)), ())
        self._last.set_data(last[:, 0], _inside(last[:, 1]))
        self._before.set_data(np.arange(len(before)) + 1, np.clip(before, *SLOPES))
        return self._limits(run) or moved

    def _limits(self, run):
        """Let the axes grow with the run, by doubling or by decades; True when they have changed."""
        longest = 100 * 2 ** max(0, math.ceil(math.log2(max(run.updates, 1) / 100)))
        low, high = np.clip(run.ever, 1e-6, 1e6)
        lowest, highest = (
            10.0 ** min(-2, math.floor(math.log10(low))),
            2 * 10.0 ** math.ceil(math.log10(max(high, 2) / 2)),
        )
        layers = len(run.settings.sizes) - 1
        if self._limited == (longest, lowest, highest, layers):
            return False
        self._limited = longest, lowest, highest, layers
        self._curves.set(xlim=(-0.02 * longest, 1.02 * longest), ylim=(lowest, highest))
        self._layers.set(xlim=(0.7, layers + 0.3), xticks=range(1, layers + 1))
        return True

    def describe(self, run):
        net = f"the {'-'.join(map(str, run.settings.sizes))} net on {run.settings.data}"
        if not run.measures.finite:
            return f"After {_count(run.updates, 'update')} the numbers of {net} have overflowed: it has diverged."
        seen, size = run.measures, style.number
        epochs = f"{run.epochs + run.next / TRAIN:.4g}"
        when = f"After {_count(run.updates, 'update')} ({epochs} epoch{'s' * (epochs != '1')})"
        when = when if run.updates else "Before the first update"
        return (
            f"{when}, {net} has a loss of {size(seen.loss)} on the training and {size(seen.test_loss)} on the test "
            f"points; {100 * seen.right:.3g} % and {100 * seen.test_right:.3g} % of them are on the right side; "
            f"the gradient is {_by_layer(seen.slopes)}."
        )


def _key(axes, inches, **role):
    """Name a line beside the title, beginning so many inches from the right end."""
    width = axes.get_position().width * axes.figure.get_figwidth()
    style.beside_title(axes, 1 - inches / width, **role)


def _by_layer(slopes):
    """Where the gradient is largest and smallest, in words."""
    if len(slopes) == 1:
        return f"{style.number(slopes[0])} in the only layer"
    most, least = max(slopes), min(slopes)
    if most == least:
        return f"{style.number(most)} in every layer"
    largest, smallest = (f"in layer {slopes.index(slope) + 1} ({style.number(slope)})" for slope in (most, least))
    return f"largest {largest} and smallest {smallest}"


def _count(number, thing):
    return f"{number:,} {thing}{'s' * (number != 1)}"


def _inside(losses):
    """Losses that can be drawn: those beyond the axis leave it at its top, one that has overflowed is left out."""
    return np.where(np.isfinite(losses), np.minimum(losses, 1e9), np.nan)
