"""Lesson 06, convolutional networks: exercises and predictions, in the order of the lesson."""

from dlcore.exercises.lesson06.channels import channels, separable
from dlcore.exercises.lesson06.correlate import correlating, striding
from dlcore.exercises.lesson06.field import mending, reaching
from dlcore.exercises.lesson06.norm import normalising, tracking
from dlcore.exercises.lesson06.pooling import overlapping, pooling
from dlcore.exercises.lesson06.predictions import (
    attacked,
    bars,
    edges,
    few,
    flat,
    most,
    nowhere,
    parameters,
    shifted,
    stranger,
    undone,
    untrained,
)
from dlcore.exercises.lesson06.sizes import inverse, places
from dlcore.exercises.lesson06.spread import enlarging, spreading
from dlcore.exercises.lesson06.weights import kernels, strided

__all__ = [
    "attacked",
    "bars",
    "channels",
    "correlating",
    "edges",
    "enlarging",
    "few",
    "flat",
    "inverse",
    "kernels",
    "mending",
    "most",
    "normalising",
    "nowhere",
    "overlapping",
    "parameters",
    "places",
    "pooling",
    "reaching",
    "separable",
    "shifted",
    "spreading",
    "stranger",
    "strided",
    "striding",
    "tracking",
    "undone",
    "untrained",
]
