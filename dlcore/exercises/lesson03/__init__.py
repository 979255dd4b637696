"""Lesson 03, losses and gradient descent: exercises and predictions of the first sitting."""

from dlcore.exercises.lesson03.descent import descent
from dlcore.exercises.lesson03.gradient import slope, weighted
from dlcore.exercises.lesson03.predictions import fitted, ravine, saddle, steps
from dlcore.exercises.lesson03.stopping import stopping

__all__ = ["descent", "fitted", "ravine", "saddle", "slope", "steps", "stopping", "weighted"]
