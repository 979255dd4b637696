"""Lesson 04, backpropagation: one training step of a small net, matrix by matrix and entry by entry."""

from dataclasses import dataclass, replace

import numpy as np

from dlcore import nn
from dlcore.explore import Challenge, Stepper, controls, style
from dlcore.explore.matrices import Matrices, written
from dlcore.explore.operations import (
    COLUMNS,
    DECIMALS,
    GRADIENTS,
    LAYOUTS,
    OPERATIONS,
    PARAMETERS,
    ROWS,
    index_at,
    place,
    shapes,
    spelled,
    turned,
)
from dlcore.optim import SGD

X = np.array([[1.0, 2.0], [-1.0, 0.5], [1.5, -1.0], [-2.0, -0.5]])  # (4, 2)
Y = np.array([[2.0, -1.0], [-1.0, 1.0], [1.0, 0.0], [0.0, 2.0]])  # (4, 2)
WEIGHTS = {
    "0.weight": [[0.5, -1.0], [1.0, 0.5], [-1.5, 1.0]],  # W₁ (3, 2)
    "0.bias": [0.0, 0.5, -0.5],
    "2.weight": [[1.0, -2.0, 0.5], [-1.5, 1.0, 2.0]],  # W₂ (2, 3)
    "2.bias": [0.5, 0.0],
}
BANDS = {  # the page: bands from above, in them stacks
    ROWS: ("x z a f y", "W₁,b₁ dW₁,db₁ W₂,b₂ dW₂,db₂", "dz da df L"),
    COLUMNS: ("x z a f,y", "W₁,dW₁ b₁,db₁ W₂,dW₂ b₂,db₂", "dz da df L"),
}


def one_step(weights, x, y, rate):
    """Forward, loss, backward and update of Linear, Sigmoid, Linear: all numbers before it, and again after it."""
    hidden, inputs = np.shape(weights["0.weight"])
    model = nn.Sequential(nn.Linear(inputs, hidden), nn.Sigmoid(), nn.Linear(hidden, y.shape[1])).double()
    model.load_state_dict(weights)
    first, sigma, second = model
    criterion = nn.MSELoss()

    def forward():
        z = first(x)
        a = sigma(z)
        f = second(a)
        parameters = dict(zip(PARAMETERS, [p.data.copy() for p in model.parameters()], strict=True))
        return {"x": x, "z": z, "a": a, "f": f, "y": y, "L": criterion(f, y)} | parameters

    before = forward()
    df = criterion.backward()
    da = second.backward(df)
    dz = sigma.backward(da)
    first.backward(dz)
    gradients = dict(zip(GRADIENTS, [p.grad.copy() for p in model.parameters()], strict=True))
    SGD(model.parameters(), lr=rate).step()
    return before | {"df": df, "da": da, "dz": dz} | gradients, forward()


@dataclass(frozen=True)
class Step:
    """How far a training step is gone through, and which entry is looked at."""

    done: int  # operations
    layout: str
    row: int
    column: int
    rate: float
    before: dict  # all numbers by name, up to the gradients
    after: dict  # with the new parameters

    @property
    def operation(self):
        """The last one done; None at the start."""
        return OPERATIONS[self.done - 1] if self.done else None

    @property
    def numbers(self):
        """What is known by now, by name."""
        known = {name: self.before[name] for name in ("x", "y", *PARAMETERS)}
        for operation in OPERATIONS[: self.done]:
            new = self.after if operation.phase in ("update", "forward again") else self.before
            known |= {name: new[name] for name in operation.made()}
        return known

    def spell(self):
        """(entry, sum in symbols, sum in numbers, value, the entry's cell, the cells it is made of)."""
        operation, last = self.operation, self.operation.phase == "forward again"
        at = index_at(operation, self.row, self.column, self.layout, self.before)
        numbers = self.after if last else self.before  # an update starts from the old parameters
        entry, symbols, arithmetic, cells = spelled(operation, at, numbers, self.layout, self.rate)
        index = tuple(at.values())
        value = written(self.numbers[operation.name][index], DECIMALS[operation.name])
        return entry, symbols, arithmetic, value, (operation.name, *place(operation.name, index, self.layout)), cells


class OneTrainingStep(Stepper):
    """Go through one training step of a 2-3-2 net, an operation at a time, and see how each entry is made.

    Shapes
        x (N, inputs), y (N, outputs); weights: the state_dict of Linear, Sigmoid, Linear
    """

    size = (9.0, 5.2)
    actions = {"next": "Step", "back": "Back"}
    challenges = (
        Challenge("Find a learning rate with which the step halves the loss.", lambda s: _ratio(s) <= 0.5),
        Challenge("Find a learning rate with which the step makes the loss larger.", lambda s: _ratio(s) > 1),
    )

    def __init__(self, weights=WEIGHTS, x=X, y=Y, **options):
        self.weights, self.x, self.y = weights, x, y
        super().__init__(**options)

    def controls(self):
        most = max(len(self.x), len(self.weights["0.bias"])) - 1
        return {
            "row": controls.slider("row of the entry", 0, 0, most, 1),
            "column": controls.slider("column", 1, 0, most, 1),
            "rate": controls.log_slider("η, learning rate", 0.1, 0.01, 5.0),
            "layout": controls.choice("examples as", list(LAYOUTS)),
        }

    def start(self, *, row, column, rate, layout):
        return Step(0, layout, row, column, rate, *one_step(self.weights, self.x, self.y, rate))

    def step(self, state, action, **values):
        done = state.done + (1 if action == "next" else -1)
        return replace(state, done=min(max(done, 0), len(OPERATIONS)))

    def change(self, state, name, **values):
        return replace(self.start(**values), done=state.done)

    def stage(self, figure):
        axes = figure.add_axes((0, 0, 1, 1))
        self._matrices = Matrices(axes, DECIMALS)
        self._title = axes.text(14, 22, "", fontsize=13, weight="bold", va="center")
        self._shapes = axes.text(634, 22, "", color=style.MUTED, ha="right", va="center")
        self._shown = None

    def draw(self, state):
        operation, news = state.operation, self._shown != (state.done, state.layout)
        if news:
            self._scenery(state)
        numbers = {name: turned(name, array, state.layout) for name, array in state.numbers.items()}
        if operation is None:
            self._matrices.show(numbers)
        else:
            *_, entry, used = state.spell()
            self._matrices.show(numbers, operation.made(), operation.taken(), [entry], used)
        return news

    def _scenery(self, state):
        """Equation and places: what an entry or a rate does not change."""
        self._shown = state.done, state.layout
        self._title.set_text(_title(state))
        self._shapes.set_text(shapes(_equation(state), state.before, state.layout) if state.done else "")
        bands = [[stack.split(",") for stack in band.split()] for band in BANDS[state.layout]]
        drawn = {name: turned(name, state.before[name], state.layout).shape for name in DECIMALS}
        words = {name: f"{name} {shapes(name, state.before, state.layout)}" for name in DECIMALS} | {"L": "L"}
        self._matrices.arrange(bands, {name: (*drawn[name], words[name]) for name in drawn}, top=40)

    def describe(self, state):
        operation = state.operation
        if operation is None:
            return (
                f"{len(self.x)} examples x with their targets y, and the parameters before the step; "
                f"nothing is computed yet."
            )
        entry, symbols, arithmetic, value, *_ = state.spell()
        words = f"Step {state.done} of {len(OPERATIONS)}, {operation.phase}: {_equation(state)}. "
        words += f"{entry} {'becomes' if operation.phase == 'update' else '='} {symbols} = {arithmetic} ≈ {value}."
        if operation.phase == "forward again":
            words += f" Before the update the loss was {state.before['L']:.3f}."
        elif operation.phase == "update":
            words += " The same is done to b₁, W₂ and b₂."
        return words


def _title(state):
    """What the figure shows."""
    if state.operation is None:
        return "Given: examples, targets, parameters"
    again = "Forward again: " if state.operation.phase == "forward again" else ""
    return again + _equation(state)


def _equation(state):
    return state.operation.equation(state.layout).replace("M", str(state.before["f"].size))


def _ratio(state):
    """The loss after the step over that before it, once it is seen."""
    return state.after["L"] / state.before["L"] if state.done == len(OPERATIONS) else 1.0
