"""Exercise 3.4v, the gradient of cross-entropy at a temperature. logits (N, C), target (N,)."""

import numpy as np

from dlcore.exercises.exercise import Exercise
from dlcore.exercises.lesson03.entropy import THREE, one_hot, softmax
from dlcore.exercises.lesson03.softmax import softmax_gradient, softmax_slope

tempered = Exercise(
    "3.4v",
    "the gradient of cross-entropy at a temperature",
    task=(
        "Write `tempered_slope(logits, target, T)`: the gradient, with respect to every logit, of the mean "
        "cross-entropy of softmax(logits / T). The temperature T is a positive number: above 1 it flattens the "
        "probabilities, below 1 it sharpens them. logits has shape (N, C), target (N,) holds the true classes; "
        "return shape (N, C)."
    ),
    inputs=[
        (*softmax_gradient.inputs[0], 2.0),
        (*softmax_gradient.inputs[1], 0.5),
        (THREE, np.array([0, 1]), 4.0),
        (*softmax_gradient.inputs[3], 0.5),
    ],
    hints=(
        "Call the tempered logits u = x / T. You know the gradient with respect to u.",
        "The chain rule multiplies by the slope of u with respect to x. Which number is it?",
        "The gradient is 1/(N T) (softmax(x / T) − y), with y one-hot.",
    ),
)


@tempered.reference
def tempered_slope(logits, target, T):
    u = logits / T
    p = np.exp(u - u.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)  # (N, C)
    p[np.arange(len(target)), target] -= 1
    return p / (len(target) * T)


@tempered.wrong("temperature 1", look="Where does T enter your answer? It stands at two places.")
def _one(logits, target, T):
    return softmax_slope(logits, target)


@tempered.wrong(
    "a missing inner slope 1/T",
    look="The chain rule: u = x / T moves by 1/T when x moves by 1.",
)
def _no_inner(logits, target, T):
    return softmax_slope(logits / T, target)


@tempered.wrong(
    "the inner slope T where 1/T belongs",
    look="The slope of x / T with respect to x is 1/T.",
)
def _inverse(logits, target, T):
    return T * softmax_slope(logits / T, target)


@tempered.wrong(
    "a softmax without temperature",
    look="The inner slope 1/T is there; the probabilities too are those of logits / T.",
)
def _cold_softmax(logits, target, T):
    return softmax_slope(logits, target) / T


@tempered.wrong(
    "logits multiplied by T",
    look="A high temperature flattens: divide by T, inside softmax and for the inner slope.",
)
def _times(logits, target, T):
    return T * softmax_slope(logits * T, target)


@tempered.wrong(
    "probabilities divided by T, not logits",
    look="p / T does not sum to 1. The temperature acts before softmax.",
)
def _probabilities(logits, target, T):
    return (softmax(logits) / T - one_hot(logits, target)) / len(target)


@tempered.wrong("the gradient of the sum, not of the mean", look="With one example the two are equal. Where is 1/N?")
def _sum(logits, target, T):
    return len(target) * tempered_slope(logits, target, T)


@tempered.wrong(
    "the gradient with its sign turned round",
    look="Raising the logit of the true class lowers the loss: its slope must be negative.",
)
def _minus(logits, target, T):
    return -tempered_slope(logits, target, T)


@tempered.notice
def _hot(student):
    logits, target = np.array([[5.0, 0.0, 0.0]]), np.array([1])
    sizes = {T: np.abs(np.asarray(student(logits, target, T))).max() for T in (1.0, 10.0, 100.0)}
    words = ", ".join(f"{size:.2g} at T = {T:g}" for T, size in sizes.items())
    return (
        f"on logits (5, 0, 0) with true class 1 your largest slope is {words}. At a high temperature the probabilities "
        "are nearly equal and the slopes shrink as 1/T: the same learning rate then moves the logits less."
    )
