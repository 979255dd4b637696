"""Exercise 3.4, the gradient of cross-entropy with respect to the logits.

Shapes: N examples, C classes; logits (N, C), target (N,), the class of each example as a whole number.
"""

import numpy as np

from dlcore.exercises.exercise import Exercise
from dlcore.exercises.lesson03.entropy import THREE, cross_entropy, of_true_class, one_hot, softmax

softmax_gradient = Exercise(
    "3.4",
    "the gradient of cross-entropy",
    task=(
        "Write `softmax_slope(logits, target)`: the gradient of the mean cross-entropy of exercise 3.3 with respect to "
        "every logit. logits has shape (N, C); target has shape (N,) and holds the true class of each example, 0 to "
        "C − 1. Return shape (N, C), finite also where logits are ±10,000."
    ),
    inputs=[
        (np.array([[0.0, 1.0]]), np.array([1])),
        (np.array([[1.0, 0.0, -1.0]]), np.array([2])),
        (THREE, np.array([0, 1])),
        (np.array([[10000.0, 9999.0, 9997.0], [-10000.0, -9999.0, -9998.0]]), np.array([1, 0])),
    ],
    hints=(
        "Differentiate one example's loss, log Σ eˣ − a, where a is the logit of the true class. "
        "What is the slope of log Σ eˣ with respect to one logit?",
        "It is that logit's probability. So the slope is p for every class, and p − 1 for the true one: p − y with y "
        "one-hot. The mean over the examples divides by N.",
        "`p[np.arange(len(target)), target] -= 1` subtracts 1 at one place in each row.",
    ),
)


@softmax_gradient.reference
def softmax_slope(logits, target):
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)  # (N, C)
    p[np.arange(len(target)), target] -= 1
    return p / len(target)


@softmax_gradient.wrong(
    "the gradient of the sum, not of the mean",
    look="With one example the two are equal. Where is 1/N?",
)
def _sum(logits, target):
    return len(target) * softmax_slope(logits, target)


@softmax_gradient.wrong(
    "a division by N·C",
    look="The loss is a mean over the N examples; over the classes it is a sum.",
)
def _over_all(logits, target):
    return softmax_slope(logits, target) / logits.shape[1]


@softmax_gradient.wrong(
    "a division by C, the number of classes",
    look="The loss is a mean over the N examples: `len(target)`, not `logits.shape[1]`.",
)
def _by_classes(logits, target):
    return softmax_slope(logits, target) * len(target) / logits.shape[1]


@softmax_gradient.wrong(
    "the gradient with its sign turned round, y − p",
    look="Raising the logit of the true class lowers the loss: its slope must be negative.",
)
def _minus(logits, target):
    return -softmax_slope(logits, target)


@softmax_gradient.wrong(
    "(p − y) p (1 − p), as for squared error on a sigmoid",
    look="The logarithm in cross-entropy cancels the slope of softmax. That is its point: where the model is sure and "
    "wrong, p (1 − p) would take the slope away.",
)
def _squared(logits, target):
    p = softmax(logits)
    return softmax_slope(logits, target) * p * (1 - p)


@softmax_gradient.wrong(
    "a slope for the true class alone",
    look="Raising another logit takes probability away from the true class. Its slope is its p.",
)
def _true_class(logits, target):
    return softmax_slope(logits, target) * one_hot(logits, target)


@softmax_gradient.wrong(
    "the probabilities, 1/N of them, without the target",
    look="At the true class 1 has to be subtracted: p − y.",
)
def _no_target(logits, target):
    return softmax(logits) / len(target)


@softmax_gradient.wrong("the probabilities themselves", look="They are half of it: subtract the target, divide by N.")
def _probabilities(logits, target):
    return softmax(logits)


@softmax_gradient.wrong(
    "the slope with respect to the log-probabilities, −y/N",
    look="The chain rule goes one step further, through log softmax: each logit moves all of its row.",
)
def _log_probabilities(logits, target):
    return -one_hot(logits, target) / len(target)


@softmax_gradient.wrong(
    "the slope with respect to the probabilities, −y/p",
    look="The chain rule goes one step further, through softmax, which makes p from the logits.",
)
def _over_p(logits, target):
    return -one_hot(logits, target) / softmax(logits) / len(target)


@softmax_gradient.wrong(
    "a softmax over the examples, axis 0",
    look="The probabilities of one example sum to 1: sum along the row, axis 1.",
)
def _axis(logits, target):
    return (softmax(logits, axis=0) - one_hot(logits, target)) / len(target)


@softmax_gradient.wrong(
    "a softmax that overflows",
    look="`np.exp(10000)` is inf, and inf / inf is nan. Subtract the largest logit of the row from all of them first.",
)
def _overflows(logits, target):
    exponentials = np.exp(logits)
    return (exponentials / exponentials.sum(axis=1, keepdims=True) - one_hot(logits, target)) / len(target)


@softmax_gradient.wrong(
    "logits minus target, without softmax",
    look="The slope of log Σ eˣ with respect to a logit is its probability, eˣ / Σ eˣ.",
)
def _no_softmax(logits, target):
    return (logits - one_hot(logits, target)) / len(target)


@softmax_gradient.wrong(
    "1 subtracted from every class",
    look="Only the true class of each row has y = 1.",
)
def _everywhere(logits, target):
    return (softmax(logits) - 1) / len(target)


@softmax_gradient.wrong(
    "1 subtracted in whole columns",
    look="`p[:, target] -= 1` reaches every row of the columns in `target`. One place a row is "
    "`p[np.arange(N), target] -= 1`.",
)
def _columns(logits, target):
    p = softmax(logits)
    p[:, target] -= 1
    return p / len(target)


@softmax_gradient.wrong(
    "the numbers of the classes subtracted, not a one-hot target",
    look="Class 2 is a name, not an amount. Subtract 1 at the place of the true class.",
)
def _names(logits, target):
    return (softmax(logits) - target[:, None]) / len(target)


@softmax_gradient.wrong(
    "the slopes at the true classes, one an example",
    look="Every logit has a slope: the answer has the shape of logits, (N, C).",
)
def _picked(logits, target):
    return of_true_class(softmax_slope(logits, target), target)


@softmax_gradient.wrong(
    "the loss itself, not its gradient",
    look="The loss is one number. Its gradient has one number for each logit.",
)
def _loss(logits, target):
    return cross_entropy(logits, target)


@softmax_gradient.notice
def _rows(student):
    slope = np.asarray(student(THREE, np.array([0, 1])))
    rest = np.abs(slope.sum(axis=1)).max()
    nothing = "0 up to rounding" if rest < 1e-12 else f"as large as {rest:.1g}"
    sure = np.abs(np.asarray(student(np.array([[-10.0, 10.0]]), np.array([0])))).max()
    return (
        f"on the third input the sums of your rows are {nothing}. By what the true class is pulled up, the others "
        "together are pushed down, each by its probability. And on an example that the model gets wrong with a "
        f"probability of 1 − 2·10⁻⁹ your largest slope is {sure:.3g}: nothing is lost on the way through softmax."
    )
