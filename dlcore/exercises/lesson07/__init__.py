"""Lesson 07, recurrent networks: exercises and predictions, in the order of the lesson."""

from dlcore.exercises.lesson07.cell_path import cell_path, leftover
from dlcore.exercises.lesson07.clipping import clipping, turning
from dlcore.exercises.lesson07.gates import gates, order
from dlcore.exercises.lesson07.gru import counting_parameters, mending
from dlcore.exercises.lesson07.perplexity import counting, perplexity_of
from dlcore.exercises.lesson07.predictions import by_hand, decay, half_life, kept, longer, pieces, shrunk, summed
from dlcore.exercises.lesson07.predictions_of_tasks import ahead, colder, memory, uniform, waiting
from dlcore.exercises.lesson07.reaching import reaching
from dlcore.exercises.lesson07.reading import padded, reading
from dlcore.exercises.lesson07.running_on import running_on
from dlcore.exercises.lesson07.sampling import likeliest, sampling
from dlcore.exercises.lesson07.through_time import through_time
from dlcore.exercises.lesson07.unrolling import unrolling

__all__ = [
    "ahead",
    "by_hand",
    "cell_path",
    "clipping",
    "colder",
    "counting",
    "counting_parameters",
    "decay",
    "gates",
    "half_life",
    "kept",
    "leftover",
    "likeliest",
    "longer",
    "memory",
    "mending",
    "order",
    "padded",
    "perplexity_of",
    "pieces",
    "reaching",
    "reading",
    "running_on",
    "sampling",
    "shrunk",
    "summed",
    "through_time",
    "turning",
    "uniform",
    "unrolling",
    "waiting",
]
