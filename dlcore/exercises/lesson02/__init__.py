"""Lesson 02, the chain rule: exercises and predictions, in the order of the lesson."""

from dlcore.exercises.lesson02.composite import composite, root
from dlcore.exercises.lesson02.differences import differences, directional
from dlcore.exercises.lesson02.mending import hidden, mending
from dlcore.exercises.lesson02.nodes import backward_pass, forward_pass
from dlcore.exercises.lesson02.paths import paths, swish
from dlcore.exercises.lesson02.predictions import (
    alike,
    digits,
    gate,
    memory,
    nudge,
    order,
    price,
    squashed,
    valley,
)
from dlcore.exercises.lesson02.quotient import power, quotient
from dlcore.exercises.lesson02.softmax import log_product, product

__all__ = [
    "alike",
    "backward_pass",
    "composite",
    "differences",
    "digits",
    "directional",
    "forward_pass",
    "gate",
    "hidden",
    "log_product",
    "memory",
    "mending",
    "nudge",
    "order",
    "paths",
    "power",
    "price",
    "product",
    "quotient",
    "root",
    "squashed",
    "swish",
    "valley",
]
