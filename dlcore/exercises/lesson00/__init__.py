"""Lesson 00, start here: exercises and predictions, in the order of the lesson."""

from dlcore.exercises.lesson00.neuron import one, several
from dlcore.exercises.lesson00.predictions import corners, entry, expected, halves, partial, shape, surprise
from dlcore.exercises.lesson00.sorting import outputs, sorting

__all__ = [
    "corners",
    "entry",
    "expected",
    "halves",
    "one",
    "outputs",
    "partial",
    "several",
    "shape",
    "sorting",
    "surprise",
]
