"""Lesson 04, backpropagation: the hidden layer of a 2-2-1 net bends the plane until a straight line separates."""

from dataclasses import dataclass

import numpy as np
from contourpy import contour_generator

from dlcore import nn
from dlcore.explore import Challenge, Explorer, controls, style
from dlcore.explore.curves import joined
from dlcore.explore.hidden import ACTIVATIONS, SHAPES, UPDATES, Training, points, train
from dlcore.nn.functional import sigmoid

STARTS = 20
EDGE, FINE, APART = 2.1, 121, 8  # of the window on the input plane; rows of its field; of those, a grid line every 8th
STEEP = 30  # logits beyond are cut: σ(30) is 1 but for 1e-13


@dataclass(frozen=True)
class Bent:
    """One net of a training, and where it puts the plane."""

    shape: str
    start: int
    update: int
    morph: float  # 0: the input space, to the scale of the hidden one; 1: the hidden space
    training: Training
    grid: np.ndarray  # (lines, FINE, 2), lines of the input plane, moved
    points: np.ndarray  # (N, 2), moved
    field: np.ndarray  # (FINE, FINE), logits over the input plane
    boundary: list  # curves (…, 2) in the input plane
    moved: list  # the same, moved
    wrong: np.ndarray  # (N,)
    loss: float

    @property
    def separates(self):
        return not self.wrong.any()


class BentSpace(Explorer):
    """Scrub through the training of a net with two hidden units; watch them bend the plane.

    Left, the input plane with the boundary f = 0. Right, the same points and grid at their hidden activations
    (a₁, a₂), where the boundary is the straight line w₂·a + b₂ = 0. Two units cannot enclose a class: along a
    direction in which a₁ stands still, f only rises or only falls, so a side that holds a point goes on for ever.
    """

    size = (9.0, 4.4)
    challenges = (
        Challenge(
            "Find the first update at which the line separates all points.",
            lambda b: b.separates and b.update == b.training.first,
        ),
        Challenge(
            "With ReLU, find a start from which the four clouds are separated before update 10.",
            lambda b: b.separates and b.training.activation == "ReLU" and b.shape == "four clouds" and b.update < 10,
        ),
    )

    def __init__(self, shape="four clouds", **options):
        self._first = shape
        self._trainings = {}  # each is run once, when it is first asked for
        super().__init__(**options)

    def controls(self):
        return {
            "update": controls.slider("update", 0, 0, UPDATES, 1),
            "morph": controls.slider("input 0 … 1 hidden", 1.0, 0.0, 1.0, 0.02),
            "shape": controls.choice("points", list(SHAPES), self._first),
            "activation": controls.choice("activation", list(ACTIVATIONS)),
            "start": controls.slider("start  (first weights)", 4, 1, STARTS, 1),
        }

    def training(self, shape, activation, start):
        """The training with these settings."""
        if (shape, activation, start) not in self._trainings:
            self._trainings[shape, activation, start] = train(*points(shape), activation, start=start)
        return self._trainings[shape, activation, start]

    def compute(self, *, update, morph, shape, activation, start):
        training = self.training(shape, activation, start)
        centre, half = _window(training)

        def moved(x):
            return (1 - morph) * (centre + half / EDGE * x) + morph * training.hidden(x, update)

        field = np.clip(training.logits(_PLANE, update), -STEEP, STEEP)
        boundary = contour_generator(_SIDE, _SIDE, field).lines(0.0)
        logits = training.logits(training.x, update)
        return Bent(
            shape=shape,
            start=start,
            update=update,
            morph=morph,
            training=training,
            grid=moved(_GRID),
            points=moved(training.x),
            field=field,
            boundary=boundary,
            moved=[moved(curve) for curve in boundary],
            wrong=(logits > 0) != training.y,
            loss=float(nn.BCEWithLogitsLoss()(logits, training.y)),
        )

    def stage(self, figure):
        self._input, self._hidden = both = style.row(figure, 1, 1)
        looks = {"cmap": style.PROBABILITY, "vmin": 0, "vmax": 1, "origin": "lower", "extent": (-EDGE, EDGE) * 2}
        self._field = self._input.imshow(
            np.full((FINE, FINE), 0.5), aspect="auto", interpolation="nearest", animated=True, **looks
        )
        thin = {"color": style.REFERENCE, "linewidth": 0.7, "alpha": 0.8}
        self._input.plot(*joined(_GRID), animated=True, **thin)
        self._bent = self._hidden.plot([], [], animated=True, **thin)[0]
        self._curves = [style.line(axes, "moving", linewidth=2.5) for axes in both]
        self._old = style.line(self._input, "compared")
        self._straight = style.line(self._hidden, "moving", linewidth=1)
        points = {"linestyle": "none", "markersize": 5.5, "markeredgecolor": style.INK, "markeredgewidth": 0.6}
        points |= {"animated": True, "zorder": 6}
        self._points = [[axes.plot([], [], marker, color=colour, **points)[0] for colour, marker in style.CLASSES]
                        for axes in both]  # fmt: skip
        ring = {"marker": "o", "markersize": 11, "markerfacecolor": "none", "markeredgewidth": 1.2}
        self._wrong = [axes.plot([], [], color=style.INK, linestyle="none", animated=True, **ring)[0] for axes in both]
        self._input.set(xlim=(-EDGE, EDGE), ylim=(-EDGE, EDGE), xlabel="$x_1$", ylabel="$x_2$")
        self._hidden.set(xlabel="$a_1$, first hidden unit", ylabel="$a_2$, second hidden unit")
        style.title(self._input, "Input space")
        style.title(self._hidden, "Hidden space")
        self._shown = None

    def draw(self, result, tries):
        training = result.training
        self._field.set_data(sigmoid(result.field))
        self._bent.set_data(*joined(result.grid))
        for line, curves in zip(self._curves, (result.boundary, result.moved), strict=True):
            line.set_data(*joined(curves))
        last = [bent for bent in tries if bent.training is training][-1:]
        self._old.set_data(*joined([curve for bent in last for curve in bent.boundary]))
        self._straight.set_data(*(_line(training, result.update) if result.morph == 1 else ([], [])))
        places = (training.x, result.points)
        for where, dots, ring in zip(places, self._points, self._wrong, strict=True):
            for which, line in enumerate(dots):
                line.set_data(*where[training.y == which].T)
            ring.set_data(*where[result.wrong].T)
        if training is self._shown:
            return False
        self._shown = training
        centre, half = _window(training)
        self._hidden.set(xlim=(centre - half, centre + half), ylim=(centre - half, centre + half))
        return True

    def describe(self, result):
        right, all_points = int(np.sum(~result.wrong)), len(result.wrong)
        which = f"{result.training.activation}, start {result.start}"
        words = f"The {result.shape} after {result.update} update{'s' * (result.update != 1)} ({which}): "
        words += f"{right} of {all_points} points are on their side of the boundary; "
        words += f"the loss is {style.number(result.loss)}."
        if result.morph < 1:
            words += f" The grid on the right has gone {round(100 * result.morph)} % of its way to the hidden space."
        return words


_SIDE = np.linspace(-EDGE, EDGE, FINE)
_PLANE = np.stack(np.meshgrid(_SIDE, _SIDE), axis=-1)  # (FINE, FINE, 2)
_GRID = np.concatenate([_PLANE[::APART], _PLANE.transpose(1, 0, 2)[::APART]])  # lines both ways


def _window(training):
    """Centre and half the width of the window on the hidden space, along each axis."""
    if training.activation == "tanh":
        return 0.0, 1.25
    return 0.4 * training.reach, 0.65 * training.reach


def _line(training, update):
    """Two far points of the line w₂·a + b₂ = 0."""
    w, b = training.w2[update, 0], training.b2[update]
    foot, along = -b * w / (w @ w), np.array([-w[1], w[0]]) / np.linalg.norm(w)
    return np.stack([foot - 100 * along, foot + 100 * along], axis=1)
