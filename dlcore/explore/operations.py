"""What a training step of the net f = σ(x W₁ᵀ + b₁) W₂ᵀ + b₂ consists of, as equations, and as sums behind entries.

The net has two layers and the mean squared error. Arrays are shaped for examples as rows, as in `dlcore.nn`; the
layout of columns, where a product is W x, turns whatever has one row an example.
"""

import itertools
import re
from typing import NamedTuple

import numpy as np

from dlcore.explore.matrices import written

ROWS, COLUMNS = LAYOUTS = ("rows: x Wᵀ", "columns: W x")  # where an example stands
PARAMETERS = ("W₁", "b₁", "W₂", "b₂")
GRADIENTS = tuple("d" + name for name in PARAMETERS)
EXAMPLES = ("x", "z", "a", "f", "y", "dz", "da", "df")
DECIMALS = dict.fromkeys(("L", *PARAMETERS, *GRADIENTS, *EXAMPLES), 3) | dict.fromkeys("xzafy", 2)
NAMED = re.compile(r"(?<![A-Za-z])(d?[WbxzafyL][₁₂]?)(ᵀ?)(?![A-Za-z\[])")  # dfᵀ
INDEXED = re.compile(r"(d?[WbxzafyL][₁₂]?)\[([nijk,]+)\]")  # W₁[j,i]
BELOW = dict(zip("nijk", "ₙᵢⱼₖ", strict=True))


class Operation(NamedTuple):
    """One operation: its equation in both layouts, and the sum behind one entry of what it makes.

    Indices: n example, i input, j hidden unit, k output. M is the number of elements of f, η the learning rate.
    """

    phase: str
    entry: str
    rows: str
    columns: str
    over: str  # the indices that are summed over
    term: str  # of the sum
    before: str = ""
    after: str = ""

    @property
    def name(self):
        return self.entry.partition("[")[0]

    def equation(self, layout):
        return self.rows if layout == ROWS else self.columns

    def made(self):
        """Names of what it makes."""
        return {"update": PARAMETERS, "forward again": ("z", "a", "f", "L")}.get(self.phase, (self.name,))

    def taken(self):
        """Names of what it is made of."""
        names = [name for name, _ in NAMED.findall(self.rows) if name != self.name]
        return {"update": GRADIENTS, "forward again": ("x", "y", *PARAMETERS)}.get(self.phase, names)


MEAN = ("L = mean of (f − y)²",) * 2 + ("nk", "(f[n,k] − y[n,k])²", "1/M·(", ")")
OPERATIONS = (
    Operation("forward", "z[n,j]", "z = x W₁ᵀ + b₁", "z = W₁ x + b₁", "i", "x[n,i]·W₁[j,i]", after=" + b₁[j]"),
    Operation("forward", "a[n,j]", "a = σ(z)", "a = σ(z)", "", "σ(z[n,j])"),
    Operation("forward", "f[n,k]", "f = a W₂ᵀ + b₂", "f = W₂ a + b₂", "j", "a[n,j]·W₂[k,j]", after=" + b₂[k]"),
    Operation("forward", "L", *MEAN),
    Operation("backward", "df[n,k]", *("df = 2/M · (f − y)",) * 2, "", "2/M·(f[n,k] − y[n,k])"),
    Operation("backward", "dW₂[k,j]", "dW₂ = dfᵀ a", "dW₂ = df aᵀ", "n", "df[n,k]·a[n,j]"),
    Operation("backward", "db₂[k]", "db₂ = sum of rows of df", "db₂ = sum of columns of df", "n", "df[n,k]"),
    Operation("backward", "da[n,j]", "da = df W₂", "da = W₂ᵀ df", "k", "df[n,k]·W₂[k,j]"),
    Operation("backward", "dz[n,j]", *("dz = da ⊙ a ⊙ (1 − a)",) * 2, "", "da[n,j]·a[n,j]·(1 − a[n,j])"),
    Operation("backward", "dW₁[j,i]", "dW₁ = dzᵀ x", "dW₁ = dz xᵀ", "n", "dz[n,j]·x[n,i]"),
    Operation("backward", "db₁[j]", "db₁ = sum of rows of dz", "db₁ = sum of columns of dz", "n", "dz[n,j]"),
    Operation("update", "W₁[j,i]", *("W₁ ← W₁ − η dW₁",) * 2, "", "W₁[j,i] − η·dW₁[j,i]"),
    Operation("forward again", "L", *MEAN),
)


def turned(name, array, layout):
    """An array as it is drawn: (rows, columns)."""
    array = np.atleast_2d(array)  # a bias is one row
    return array.T if layout == COLUMNS and (name in EXAMPLES or "b" in name) else array


def place(name, index, layout):
    """The row and column at which an entry is drawn; its own inverse for all but a bias."""
    if name == "L":
        return 0, 0
    row, column = index if len(index) == 2 else (0, *index)
    return (column, row) if layout == COLUMNS and (name in EXAMPLES or "b" in name) else (row, column)


def index_at(operation, row, column, layout, numbers):
    """The entry of what an operation makes at a row and column, or the nearest: {"n": 0, "j": 1}."""
    letters, name = _letters(operation.entry), operation.name
    shape = turned(name, numbers[name], layout).shape
    spot = min(row, shape[0] - 1), min(column, shape[1] - 1)
    spot = place(name, spot, layout) if name != "L" else ()
    return dict(zip(letters, spot[-len(letters) :], strict=True)) if letters else {}


def shapes(equation, numbers, layout):
    """An equation in shapes: (2, 3) = (2, 4)·(4, 3)."""

    def shape(match):
        name, transposed = match.groups()
        if name == "L":
            return "a number"
        size = numbers[name].shape if layout == ROWS else turned(name, numbers[name], layout).shape
        return str(size[::-1] if transposed else size)

    return NAMED.sub(shape, equation).replace(") (", ")·(")


def spelled(operation, at, numbers, layout, rate):
    """The sum behind the entry at an index: in symbols, in numbers, and the cells it is made of."""
    elements, cells = str(numbers["f"].size), []
    sizes = dict(zip("njik", (*numbers["z"].shape, numbers["x"].shape[1], numbers["f"].shape[1]), strict=True))

    def symbols(part):
        def symbol(match):
            name, letters = match[1], [str(at.get(letter, letter)) for letter in _letters(match[0])]
            turn = layout == COLUMNS and name in EXAMPLES
            return f"{name}[{', '.join(letters[::-1] if turn else letters)}]"

        return INDEXED.sub(symbol, part.replace("M", elements))

    def values(part, at=at):
        def value(match):
            name, index = match[1], tuple(at[letter] for letter in _letters(match[0]))
            cells.append((name, *place(name, index, layout)))
            words = written(numbers[name][index], DECIMALS[name])
            inside = match.string[: match.start()].endswith("(")
            return words if words[0] != "−" or inside else f"({words})"

        return INDEXED.sub(value, part.replace("M", elements).replace("η", f"{rate:.3g}"))

    sums = itertools.product(*[range(sizes[letter]) for letter in operation.over])
    terms = [values(operation.term, at | dict(zip(operation.over, indices, strict=True))) for indices in sums]
    if len(terms) > 4:
        terms[2:-1] = ["…"]
    sigma = f"Σ{''.join(BELOW[letter] for letter in operation.over)} " if operation.over else ""
    return (
        symbols(operation.entry),
        symbols(f"{operation.before}{sigma}{operation.term}{operation.after}"),
        values(operation.before) + " + ".join(terms) + values(operation.after),
        cells,
    )


def _letters(entry):
    """The indices of an entry: "nj" for "z[n,j]"."""
    return entry.partition("[")[2].rstrip("]").replace(",", "")
