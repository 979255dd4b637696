"""Lesson 06, convolutional networks: exercises and predictions, in the order of the lesson."""

from dlcore.exercises.lesson06.channels import channels, separable
from dlcore.exercises.lesson06.correlate import correlating, striding
from dlcore.exercises.lesson06.field import mending, reaching
from dlcore.exercises.lesson06.norm import normalising, tracking
from dlcore.exercises.lesson06.pooling import overlapping, pooling
from dlcore.exercises.lesson06.sizes import inverse, places
from dlcore.exercises.lesson06.spread import enlarging, spreading
from dlcore.exercises.lesson06.weights import kernels, strided

__all__ = [
    "channels",
    "correlating",
    "enlarging",
    "inverse",
    "kernels",
    "mending",
    "normalising",
    "overlapping",
    "places",
    "pooling",
    "reaching",
    "separable",
    "spreading",
    "strided",
    "striding",
    "tracking",
]
