"""Lesson 00, start here: one neuron with two inputs."""

from dataclasses import dataclass

import numpy as np

from dlcore import nn
from dlcore.explore import Challenge, Explorer, controls, style

CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
TASKS = {"AND": (0, 0, 0, 1), "OR": (0, 1, 1, 1), "XOR": (0, 1, 1, 0)}  # the wanted answer at each corner
SHAPES = {"sigmoid": nn.Sigmoid(), "tanh": nn.Tanh(), "ReLU": nn.ReLU()}
LOW, HIGH, GRID = -0.5, 1.5, 61
REACH = 4.0  # of each slider, so a sum is at most 3 REACH
HEIGHT = {"sigmoid": 1.9, "tanh": 1.9, "ReLU": 15.5}  # of the axis of the output


def neuron(x, w, b, f):
    """y = f(Σᵢ wᵢ xᵢ + b) for each row of x: (N, 2), (2,) and a number → the sums z (N,) and the outputs y (N,)."""
    z = x @ w + b
    return z, f(z)


@dataclass(frozen=True)
class Neuron:
    """The outputs of a neuron at the four corners and everywhere between."""

    task: str
    shape: str
    w: np.ndarray  # (2,)
    b: float
    z: np.ndarray  # (4,)
    y: np.ndarray  # (4,)
    field: np.ndarray  # (GRID, GRID), rows along x₂
    curve: np.ndarray  # (2, …), y over z

    @property
    def right(self):
        """(4,), whether the neuron says yes (z > 0) exactly where the task does."""
        return (self.z > 0) == np.array(TASKS[self.task], dtype=bool)


class OneNeuron(Explorer):
    """Set two weights and a bias so that one neuron answers yes where you want it."""

    challenges = (
        Challenge("Make an AND: yes at (1, 1) alone.", lambda n: n.task == "AND" and n.right.all()),
        Challenge("Make an OR: no at (0, 0) alone.", lambda n: n.task == "OR" and n.right.all()),
    )

    def controls(self):
        return {
            "w1": controls.slider("w₁, weight", 2.0, -REACH, REACH, 0.1, ".1f"),
            "w2": controls.slider("w₂, weight", -1.0, -REACH, REACH, 0.1, ".1f"),
            "b": controls.slider("b, bias", -0.5, -REACH, REACH, 0.1, ".1f"),
            "task": controls.choice("wanted", list(TASKS)),
            "shape": controls.choice("f, activation", list(SHAPES)),
        }

    def compute(self, *, w1, w2, b, task, shape):
        w, f = np.array([w1, w2]), SHAPES[shape].forward
        z, y = neuron(CORNERS, w, b, f)
        side = np.linspace(LOW, HIGH, GRID)
        _, field = neuron(np.stack(np.meshgrid(side, side), axis=-1), w, b, f)
        sums = np.linspace(-3 * REACH, 3 * REACH, 241)
        return Neuron(task, shape, w, b, z, y, field, np.array([sums, f(sums)]))

    def stage(self, figure):
        plane, curve = style.row(figure, 1, 1.25)
        side = {"extent": (LOW, HIGH, LOW, HIGH), "origin": "lower", "aspect": "auto"}
        self._field = plane.imshow(np.zeros((GRID, GRID)), cmap=style.FIELD, animated=True, **side)
        self._last = style.line(plane, "compared")
        self._border = style.line(plane, "moving")
        ink = {"color": style.INK, "linestyle": "none", "zorder": 6}
        self._no = style.line(plane, "moving", **ink, marker="o", markersize=10, markerfacecolor="white")
        self._yes = style.line(plane, "moving", **ink, marker="s", markersize=10)
        self._wrong = style.line(plane, "moving", linestyle="none", marker="x", markersize=20, zorder=7)
        plane.set(xlim=(LOW, HIGH), ylim=(LOW, HIGH), xticks=(0, 1), yticks=(0, 1))
        plane.set(xlabel="input $x_1$", ylabel="input $x_2$")
        style.title(plane, "■ wanted yes   ○ wanted no   × wrong")
        style.line(curve, "reference", [0, 0], [-2, 16])
        style.note(curve, "reference", 0.48, 0.93, "no", ha="right", transform=curve.transAxes)
        style.note(curve, "reference", 0.52, 0.93, "yes", transform=curve.transAxes)
        self._curve = style.line(curve, "moving", linewidth=1.5)
        self._at = [style.word(curve, f"({a:.0f}, {b:.0f})", color=style.INK) for a, b in CORNERS]
        self._dots = style.line(curve, "moving", linestyle="none", marker="o", markersize=7, zorder=6)
        curve.set(xlim=(-3 * REACH, 3 * REACH), xlabel="sum  $z = w_1 x_1 + w_2 x_2 + b$")
        curve.set_ylabel("output  $y = f(z)$")
        style.title(curve, "The four corners")
        self._axes, self._shape = curve, None

    def draw(self, result, tries):
        self._field.set_data(result.field)
        self._field.set_clim(-1 if result.shape == "tanh" else 0, 1)
        self._border.set_data(_border(result))
        self._last.set_data(_border(tries[-1]) if tries else ([], []))
        wanted = np.array(TASKS[result.task], dtype=bool)
        self._yes.set_data(*CORNERS[wanted].T)
        self._no.set_data(*CORNERS[~wanted].T)
        self._wrong.set_data(*CORNERS[~result.right].T)
        self._curve.set_data(*result.curve)
        self._dots.set_data(result.z, result.y)
        high = HEIGHT[result.shape]
        left = np.clip(result.z - 2.7, 0.1 - 3 * REACH, None)
        for word, x, y in zip(self._at, left, _stacked(result.z, result.y + 0.09 * high, 0.085 * high), strict=True):
            word.set_data([x], [y])
        if result.shape == self._shape:
            return False
        self._shape = result.shape
        self._axes.set_ylim(-1.3, high)
        return True

    def describe(self, result):
        tidy = np.round(result.y, 2) + 0.0  # no −0.00
        says = ", ".join(f"{y:.2f} at ({a:.0f}, {b:.0f})" for (a, b), y in zip(CORNERS, tidy, strict=True))
        right = int(result.right.sum())
        verb = "is" if right == 1 else "are"
        return f"The outputs are {says}: {right} of 4 corners {verb} right for {result.task}.".replace("-", "−")


def _border(result):
    """Two ends of the line w·x + b = 0, far outside the picture; none where both weights are 0."""
    size = result.w @ result.w
    if size == 0:
        return [], []
    middle = np.array([0.5, 0.5])
    foot = middle - (result.w @ middle + result.b) / size * result.w
    along = 9 * np.array([-result.w[1], result.w[0]]) / np.sqrt(size)
    return np.array([foot - along, foot + along]).T


def _stacked(z, heights, high, wide=2.8):
    """Heights of words, each lifted above those already placed that it would cover."""
    placed = []
    for i in np.argsort(heights, kind="stable"):
        height = heights[i]
        for j, other in placed:
            if abs(z[i] - z[j]) < wide and abs(height - other) < high:
                height = other + high
        placed.append((i, height))
    return [height for _, height in sorted(placed)]
