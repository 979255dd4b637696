"""Lesson 01, activations: exercises and predictions, in the order of the lesson."""

from dlcore.exercises.lesson01.collapse import tower, two_in_one
from dlcore.exercises.lesson01.further import claims, colder, pixels
from dlcore.exercises.lesson01.leaky import elu, leaky
from dlcore.exercises.lesson01.predictions import fifty, hump, last_digit, stack, steepest, whose
from dlcore.exercises.lesson01.scale import made_up_for, scale
from dlcore.exercises.lesson01.slope import slope, smooth
from dlcore.exercises.lesson01.softmax import mended, pair
from dlcore.exercises.lesson01.tanh import stable_softplus, stable_tanh

__all__ = [
    "claims",
    "colder",
    "elu",
    "fifty",
    "hump",
    "last_digit",
    "leaky",
    "made_up_for",
    "mended",
    "pair",
    "pixels",
    "scale",
    "slope",
    "smooth",
    "stable_softplus",
    "stable_tanh",
    "stack",
    "steepest",
    "tower",
    "two_in_one",
    "whose",
]
