"""Lesson 07, recurrent networks: exercises and predictions, in the order of the lesson."""

from dlcore.exercises.lesson07.reaching import reaching
from dlcore.exercises.lesson07.reading import padded, reading
from dlcore.exercises.lesson07.running_on import running_on
from dlcore.exercises.lesson07.through_time import through_time
from dlcore.exercises.lesson07.unrolling import unrolling

__all__ = [
    "padded",
    "reaching",
    "reading",
    "running_on",
    "through_time",
    "unrolling",
]
