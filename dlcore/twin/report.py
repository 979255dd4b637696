"""The table in which a model and its PyTorch twin are compared."""

import html
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Row:
    """One quantity, computed twice."""

    name: str
    shape: tuple
    largest: float  # the largest |value| of PyTorch's
    difference: float  # the largest |ours − PyTorch's| / max(1, largest)
    note: str = ""  # what makes a comparison impossible, as a wrong shape

    @classmethod
    def of(cls, name, ours, theirs):
        """Compares two arrays; equal infinities and NaN in the same place count as no difference."""
        theirs = np.asarray(theirs, dtype=np.float64)
        largest = float(np.max(np.abs(theirs), initial=0))
        scale = max(1, float(np.max(np.abs(theirs), initial=0, where=np.isfinite(theirs))))
        if ours is None:
            return cls(name, theirs.shape, largest, np.inf, "ours is None")
        ours = np.asarray(ours, dtype=np.float64)
        if ours.shape != theirs.shape:
            return cls(name, theirs.shape, largest, np.inf, f"ours has shape {ours.shape}")
        equal = (ours == theirs) | (np.isnan(ours) & np.isnan(theirs))
        with np.errstate(invalid="ignore"):
            distance = np.where(equal, 0, np.abs(ours - theirs)) / scale
        distance = np.where(np.isnan(distance), np.inf, distance)
        return cls(name, theirs.shape, largest, float(np.max(distance, initial=0)))


@dataclass(frozen=True)
class Report:
    """What `same` found; shown as a table, `ok` where every difference is at most the tolerance.

    The table shows a difference as a number only where it exceeds the tolerance: below it there is rounding,
    which differs from machine to machine. `rows` has the numbers.
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

    @property
    def sentence(self):
        if self.ok:
            return f"NumPy and PyTorch give the same numbers: no relative difference exceeds {self.tolerance:g}."
        names = ", ".join(row.name for row in self.wrong)
        return f"NumPy and PyTorch differ in {len(self.wrong)} of {len(self.rows)}: {names}."

    def _cells(self):
        yield "quantity", "shape", "largest value", "relative difference"
        for row in self.rows:
            if row.difference <= self.tolerance:
                difference = f"< {self.tolerance:g}"
            else:
                difference = row.note or f"{row.difference:.2g}"
            yield row.name, str(row.shape), f"{row.largest:.4g}", difference

    def __repr__(self):
        cells = list(self._cells())
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        lines = ["  ".join(map(str.ljust, line, widths)).rstrip() for line in cells]
        return "\n".join([*lines, self.sentence])

    def _repr_html_(self):
        head, *body = ([html.escape(cell) for cell in line] for line in self._cells())
        rows = ["<tr>" + "".join(f"<td>{cell}</td>" for cell in line) + "</tr>" for line in body]
        head = "<tr>" + "".join(f"<th>{cell}</th>" for cell in head) + "</tr>"
        table = f"<table><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>"
        return f"{table}<p>{html.escape(self.sentence)}</p>"
