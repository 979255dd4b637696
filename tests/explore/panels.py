"""One of each explorer, with its data: the list that the tests of all explorers go through."""

import json
from pathlib import Path

import numpy as np

from dlcore.datasets import co2
from dlcore.explore.batches import BatchSize
from dlcore.explore.confident import ConfidentlyWrong
from dlcore.explore.descent import SURFACES, LearningRate, co2_surface
from dlcore.explore.fitting import FitByHand
from dlcore.explore.optimizers import Optimizers
from dlcore.explore.scaling import FeatureScale


def co2_fit():
    """Time, design matrix and CO₂ as lesson 03 makes them."""
    t, y = co2(start=1990)
    return t, np.column_stack([np.ones_like(t), t - t.mean(), np.cos(2 * np.pi * (t - 0.3))]), y


def _co2_learning_rate():
    _, x, y = co2_fit()
    return LearningRate({"CO₂ fit": co2_surface(x, y), **SURFACES}, surface="CO₂ fit")


def tuned_rates():
    """The rates that `make measure` has found."""
    measured = Path(__file__).resolve().parents[2] / "measured" / "03_gradient_descent.json"
    return json.loads(measured.read_text(encoding="utf-8"))["optimizers"]["rates"]


EXPLORERS = {
    "LearningRate": LearningRate,
    "LearningRate-CO2": _co2_learning_rate,
    "ConfidentlyWrong": ConfidentlyWrong,
    "Optimizers": lambda: Optimizers(tuned_rates()),
    "BatchSize": lambda: BatchSize(*co2_fit()[1:]),
    "FeatureScale": lambda: FeatureScale(*co2_fit()[1:]),
}
STEPPERS = {
    "FitByHand": lambda: FitByHand(*co2_fit()),
    "FitByHand-only": lambda: FitByHand(*co2_fit(), descend=False),
}
