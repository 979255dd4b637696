"""Lesson 05, generalisation: exercises and predictions, in the order of the lesson."""

from dlcore.exercises.lesson05.bounds import bounds, needed
from dlcore.exercises.lesson05.counts import balanced, counts
from dlcore.exercises.lesson05.decay import decay, lasso
from dlcore.exercises.lesson05.dropping import dropping, first
from dlcore.exercises.lesson05.folds import dealing, whole
from dlcore.exercises.lesson05.leak import filling, leak
from dlcore.exercises.lesson05.lucky import alarm, lucky
from dlcore.exercises.lesson05.predictions import (
    degrees,
    evaluation,
    folds,
    labels,
    luck,
    moved,
    penalty,
    rare,
    selected,
    sizes,
)
from dlcore.exercises.lesson05.stopping import gain, stopping

__all__ = [
    "alarm",
    "balanced",
    "bounds",
    "counts",
    "dealing",
    "decay",
    "degrees",
    "dropping",
    "evaluation",
    "filling",
    "first",
    "folds",
    "gain",
    "labels",
    "lasso",
    "leak",
    "luck",
    "lucky",
    "moved",
    "needed",
    "penalty",
    "rare",
    "selected",
    "sizes",
    "stopping",
    "whole",
]
