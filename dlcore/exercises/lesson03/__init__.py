"""Lesson 03, losses and gradient descent: exercises and predictions, in the order of the lesson."""

from dlcore.exercises.lesson03.adam import adam
from dlcore.exercises.lesson03.binary import binary
from dlcore.exercises.lesson03.classes import decades, mistake, order
from dlcore.exercises.lesson03.descent import descent
from dlcore.exercises.lesson03.entropy import entropy
from dlcore.exercises.lesson03.gradient import slope, weighted
from dlcore.exercises.lesson03.momentum import heavy_ball
from dlcore.exercises.lesson03.nesterov import nesterov
from dlcore.exercises.lesson03.noise import batch, hundredfold, limit
from dlcore.exercises.lesson03.predictions import fitted, ravine, saddle, steps
from dlcore.exercises.lesson03.rmsprop import rmsprop
from dlcore.exercises.lesson03.softmax import softmax_gradient
from dlcore.exercises.lesson03.stopping import stopping
from dlcore.exercises.lesson03.temperature import tempered

__all__ = [
    "adam",
    "batch",
    "binary",
    "decades",
    "descent",
    "entropy",
    "fitted",
    "heavy_ball",
    "hundredfold",
    "limit",
    "mistake",
    "nesterov",
    "order",
    "ravine",
    "rmsprop",
    "saddle",
    "slope",
    "softmax_gradient",
    "steps",
    "stopping",
    "tempered",
    "weighted",
]
