"""Numerical gradients, the judge of every backward.

A slope can be found without calculus: move one number by h to either side and see how the result changes.

    ∂f/∂xᵢ ≈ (f(x + h eᵢ) − f(x − h eᵢ)) / 2h          eᵢ: 1 at place i, 0 elsewhere           (2.4)

It takes two evaluations for each number, so it is far too slow to train with, but it needs no backward and
makes no mistake in one. Always in float64: the error of the formula falls with h², that of rounding grows
with 1/h, and near h = 10⁻⁵ both are about 10⁻¹¹ (2.5).
"""

import copy
from dataclasses import dataclass

import numpy as np

from .nn.module import Module
from .random import generator as generator_or_default
from .random import untouched
from .table import Table


def numerical_gradient(f, x, h=1e-5):
    """The gradient of f at x by centred differences: f takes an array like x and returns one number."""
    x = np.array(x, dtype=np.float64)
    return _differences(lambda: _number(f(x.copy())), x, h, np.ndindex(x.shape)).reshape(x.shape)[()]


def gradcheck(
    f,
    *inputs,
    criterion=None,
    target=None,
    gradient=None,
    h=1e-5,
    tolerance=1e-6,
    entries=1000,
    generator=None,
    check=False,
):
    """Compare backward with centred differences; returns a Report, which prints as a table.

        gradcheck(model, x)                                       with a random upstream gradient
        gradcheck(model, x, criterion=criterion, target=target)   of the loss
        gradcheck(criterion, x, target)
        gradcheck(f, x, gradient=df)                              functions: f(x) a number, df(x) its gradient

    Checked are the gradients of all parameters, and of as many inputs as backward returns gradients for;
    inputs of integers have none. Of an array with more than `entries` numbers, that many are drawn at random.
    A difference counts relative to the largest number in either gradient. With check=True, one above the
    tolerance raises a GradcheckError. A copy is checked: f keeps its parameters, gradients, caches and mode.
    A module that draws random numbers, as Dropout does, draws the same ones at every evaluation.
    """
    generator = generator_or_default(generator)
    inputs = _map(_own, inputs)
    if isinstance(f, Module):
        value, checked = _module(f, inputs, criterion, _map(_own, target), generator)
    elif gradient is None:
        raise TypeError("gradcheck: f is a function, so gradient= must give the function of its gradient")
    else:
        gradients = gradient(*_map(np.copy, inputs))
        gradients = gradients if isinstance(gradients, tuple) else (gradients,)
        value, checked = lambda: _number(f(*_map(np.copy, inputs))), _input_rows(inputs, gradients)
    floor = 1e-4 * max(1, abs(value()))  # gradients smaller than this are rounding, relative to the value
    rows = [_compare(name, array, g, value, h, floor, entries, generator) for name, array, g in checked]
    report = Report(tuple(rows), tolerance)
    if check and not report.ok:
        raise GradcheckError(report.sentence)
    return report


class GradcheckError(AssertionError):
    """A backward and the centred differences do not agree."""


@dataclass(frozen=True)
class Row:
    """One gradient, computed twice; both numbers at the place that differs most."""

    name: str
    shape: tuple
    checked: int  # how many entries
    difference: float  # the largest |backward − differences| / the largest of either gradient
    place: tuple
    backward: float
    numerical: float


@dataclass(frozen=True, repr=False)
class Comparison(Table):
    """Quantities computed twice, shown as a table; `ok` where every difference is at most the tolerance.

    The table shows a difference as a number only where it exceeds the tolerance: below it there is rounding,
    which differs from machine to machine. `rows` has the numbers. A subclass says `cells` and `sentence`.
    """

    rows: tuple
    tolerance: float

    @property
    def ok(self):
        return not self.wrong

    @property
    def wrong(self):
        """The rows that differ."""
        return [row for row in self.rows if not row.difference <= self.tolerance]

    def shown(self, row):
        """A difference as the table shows it."""
        return f"< {self.tolerance:g}" if row.difference <= self.tolerance else f"{row.difference:.2g}"


class Report(Comparison):
    """What `gradcheck` found."""

    @property
    def sentence(self):
        if self.ok:
            return f"backward and centred differences agree: no relative difference exceeds {self.tolerance:g}."
        row = self.wrong[0]
        return (
            f"backward and centred differences disagree in {', '.join(row.name for row in self.wrong)}: "
            f"{row.name}[{', '.join(map(str, row.place))}] is {row.backward:.9g} by backward, "
            f"{row.numerical:.9g} by differences."
        )

    def cells(self):
        rows = ((row.name, str(row.shape), str(row.checked), self.shown(row)) for row in self.rows)
        return [("gradient", "shape", "checked", "relative difference"), *rows]


def _module(module, inputs, criterion, target, generator):
    """(value, [(name, array, its gradient by backward)]) of a copy of the module in float64."""
    module, criterion = copy.deepcopy((module, criterion))
    module.double().zero_grad()
    drawn_from = [*_generators(module), *_generators(criterion)]
    with untouched(*drawn_from):
        output = module(*inputs)
        if criterion is not None:
            criterion.double()(output, target)
    if criterion is None:
        upstream = _map(lambda y: generator.standard_normal(np.shape(y)), output)
    else:
        upstream = criterion.backward()

    def value():
        with untouched(*drawn_from):
            output = module(*inputs)
            return _dot(output, upstream) if criterion is None else _number(criterion(output, target))

    returned = module.backward(*(upstream if isinstance(upstream, tuple) else (upstream,)))
    checked = _input_rows(inputs, returned if isinstance(returned, tuple) else (returned,))
    checked += [(name, p.data, _or_zero(p.grad, p)) for name, p in module.named_parameters() if p.requires_grad]
    return value, checked


def _generators(module):
    """Those that the parts of a module draw from, where they do not draw from the default one."""
    parts = [] if module is None else module.modules()
    return [held for part in parts for held in vars(part).values() if isinstance(held, np.random.Generator)]


def _input_rows(inputs, gradients, prefix=""):
    """[(name, array, gradient)] of the inputs of floats; a gradient of None is zero, as in backward."""
    rows = []
    for i, (x, gradient) in enumerate(zip(inputs, gradients, strict=False)):  # a target has no gradient
        name = f"{prefix}.{i}" if prefix else f"input {i}" if i else "x"
        if isinstance(x, tuple):
            rows += _input_rows(x, (None,) * len(x) if gradient is None else gradient, name)
        elif x is not None and x.dtype.kind == "f":
            rows.append((name, x, _or_zero(gradient, x)))
    return rows


def _compare(name, array, gradient, value, h, floor, entries, generator):
    if gradient.shape != array.shape:
        raise GradcheckError(f"gradcheck: the gradient of {name} has shape {gradient.shape}, expected {array.shape}")
    places = list(np.ndindex(array.shape))
    if len(places) > entries:
        places = [places[i] for i in np.sort(generator.choice(len(places), entries, replace=False))]
    ours = np.array([gradient[place] for place in places])
    numerical = _differences(value, array, h, places)
    scale = max(floor, np.max(np.abs(ours), initial=0), np.max(np.abs(numerical), initial=0))
    difference = np.nan_to_num(np.abs(ours - numerical) / scale, nan=np.inf)
    if not places:
        return Row(name, array.shape, 0, 0.0, (), 0.0, 0.0)
    worst = int(np.argmax(difference))
    numbers = float(difference[worst]), places[worst], float(ours[worst]), float(numerical[worst])
    return Row(name, array.shape, len(places), *numbers)


def _differences(value, array, h, places):
    """The centred difference of value() for each place of the array, which is moved and put back."""
    slopes = []
    for place in places:
        old = array[place]
        high, low = old + h, old - h
        array[place] = high
        above = value()
        array[place] = low
        below = value()
        array[place] = old
        slopes.append((above - below) / (high - low))  # high − low is 2h, rounded as the arguments were
    return np.array(slopes)


def _own(x):
    """A copy: floats as float64, integers as they are."""
    x = np.array(x)
    return x.astype(np.float64) if x.dtype.kind == "f" else x


def _map(f, tree):
    if isinstance(tree, tuple):
        return tuple(_map(f, branch) for branch in tree)
    return None if tree is None else f(tree)


def _dot(outputs, upstream):
    if isinstance(outputs, tuple):
        return sum(_dot(y, dy) for y, dy in zip(outputs, upstream, strict=True))
    return float(np.sum(outputs * upstream))


def _number(y):
    y = np.asarray(y, dtype=np.float64)
    if y.size != 1:
        raise ValueError(f"gradcheck: the function returned shape {y.shape}, expected one number")
    return y.item()


def _or_zero(gradient, like):
    return np.zeros(like.shape) if gradient is None else np.asarray(gradient, dtype=np.float64)
