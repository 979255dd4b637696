"""Lesson 08, generative adversarial networks: exercises and predictions."""

from dlcore.exercises.lesson08.best import back, best
from dlcore.exercises.lesson08.coverage import classes, coverage
from dlcore.exercises.lesson08.cycle import cycle
from dlcore.exercises.lesson08.divergence import divergence, verdicts
from dlcore.exercises.lesson08.forger import forger, squares
from dlcore.exercises.lesson08.judge import judge, soft
from dlcore.exercises.lesson08.predictions import (
    apart,
    balance,
    copies,
    falling,
    hasty,
    letters,
    odds,
    optimum,
    spiral,
    step,
    sure,
)
from dlcore.exercises.lesson08.rounds import rounds

__all__ = [
    "apart",
    "back",
    "balance",
    "best",
    "classes",
    "copies",
    "coverage",
    "cycle",
    "divergence",
    "falling",
    "forger",
    "hasty",
    "judge",
    "letters",
    "odds",
    "optimum",
    "rounds",
    "soft",
    "spiral",
    "squares",
    "step",
    "sure",
    "verdicts",
]
