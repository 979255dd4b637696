"""The table in which a model and its PyTorch twin are compared."""

from dataclasses import dataclass

import numpy as np

from dlcore.gradcheck import Comparison


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


class Report(Comparison):
    """What `same` found."""

    @property
    def sentence(self):
        if self.ok:
            return f"NumPy and PyTorch give the same numbers: no relative difference exceeds {self.tolerance:g}."
        names = ", ".join(row.name for row in self.wrong)
        return f"NumPy and PyTorch differ in {len(self.wrong)} of {len(self.rows)}: {names}."

    def shown(self, row):
        return row.note or super().shown(row)

    def cells(self):
        rows = ((row.name, str(row.shape), f"{row.largest:.4g}", self.shown(row)) for row in self.rows)
        return [("quantity", "shape", "largest value", "relative difference"), *rows]
