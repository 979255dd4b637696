"""Exercise 4.2, the gradient of a loss with respect to the outputs, where backward begins, and its variant.

Shapes: N examples, K outputs.
"""

import numpy as np

from dlcore.exercises.exercise import Exercise
from dlcore.exercises.lesson04.network import numbers, sigmoid

logits_gradient = Exercise(
    "4.2",
    "the gradient of the loss with respect to the logits",
    task=(
        "Write `loss_gradient(f, y)`: the gradient of the mean binary cross-entropy with respect to the logits f. "
        "f has shape (N, 1), as a network with one output returns it. y has shape (N,) and holds 0 or 1, as a data set "
        "returns it. Return shape (N, 1)."
    ),
    inputs=[
        (np.array([[0.0]]), np.array([1])),
        (np.array([[0.0], [2.0]]), np.array([1, 0])),
        (np.array([[-1.0], [3.0], [0.5]]), np.array([1, 1, 0])),
    ],
    hints=(
        "Lesson 03: for one example the slope is σ(f) − y, probability minus target.",
        "The loss is a mean over the N examples, so every slope has a factor 1/N.",
        "Look at shapes: (N, 1) minus (N,) is not (N, 1). `y[:, None]` has shape (N, 1).",
    ),
)


@logits_gradient.reference
def loss_gradient(f, y):
    p = 1 / (1 + np.exp(-f))  # (N, 1)
    return (p - y[:, None]) / len(y)


@logits_gradient.wrong(
    "(N, 1) minus (N,), which NumPy makes (N, N)",
    look="Every logit met every target. `y[:, None]` has shape (N, 1), and then row meets row.",
)
def _broadcast(f, y):
    return (sigmoid(f) - y) / len(y)


@logits_gradient.wrong(
    "(N, 1) minus (N,), not yet divided by N",
    look="NumPy has made (N, N) of it: every logit met every target. Use `y[:, None]`. And where is 1/N?",
)
def _broadcast_sum(f, y):
    return sigmoid(f) - y


@logits_gradient.wrong(
    "the gradient of the sum, not of the mean",
    look="With one example the two are equal. Where is 1/N?",
)
def _sum(f, y):
    return sigmoid(f) - y[:, None]


@logits_gradient.wrong(
    "the gradient with its sign turned round, y − σ(f)",
    look="Where y = 1 the loss falls as f grows, so its slope must be negative.",
)
def _minus(f, y):
    return (y[:, None] - sigmoid(f)) / len(y)


@logits_gradient.wrong(
    "logit minus target, without the sigmoid",
    look="The slope is probability minus target, and σ makes the probability of the logit.",
)
def _no_sigmoid(f, y):
    return (f - y[:, None]) / len(y)


@logits_gradient.wrong(
    "(σ − y) σ (1 − σ), as for half the squared error",
    look="The logarithm in cross-entropy cancels the slope of the sigmoid: lesson 03, section 9.",
)
def _squared(f, y):
    p = sigmoid(f)
    return (p - y[:, None]) * p * (1 - p) / len(y)


@logits_gradient.wrong(
    "the slope with respect to the probability, (p − y) / p(1 − p)",
    look="One factor more, the slope of the sigmoid, leads to the logit, and it cancels the denominator.",
)
def _probability(f, y):
    p = sigmoid(f)
    return (p - y[:, None]) / (p * (1 - p)) / len(y)


@logits_gradient.wrong("the probabilities, without the target", look="Probability minus target.")
def _no_target(f, y):
    return sigmoid(f) / len(y)


@logits_gradient.wrong(
    "a gradient of shape (N,)",
    look="The gradient has the shape of what it belongs to: f is (N, 1).",
)
def _flat(f, y):
    return (sigmoid(f[:, 0]) - y) / len(y)


@logits_gradient.wrong("the loss itself, not its gradient", look="One slope for each logit is asked for.")
def _loss(f, y):
    return np.mean(np.log1p(np.exp(f[:, 0])) - y * f[:, 0])


@logits_gradient.notice
def _balance(student):
    f, y = numbers(50, 1, seed=1), np.arange(50) % 2
    slope = np.asarray(student(f, y))
    return (
        f"for 50 examples the largest of your slopes has the size {np.abs(slope).max():.3f}. None can be "
        f"larger than 1/N, here {1 / 50:g}, however wrong the network is: no example rules the batch alone."
    )


mean_squared = Exercise(
    "4.2v",
    "the gradient of a mean over examples and outputs",
    task=(
        "Write `squared_gradient(f, y)`: the gradient of `nn.MSELoss`, the mean of (f − y)² over all N·K numbers. "
        "f and y have shape (N, K); return shape (N, K)."
    ),
    inputs=[
        (np.array([[2.0]]), np.array([[1.0]])),
        (np.array([[2.0, 0.0, 1.0]]), np.array([[1.0, 1.0, -1.0]])),
        (numbers(4, 3, seed=2), numbers(4, 3, seed=3)),
    ],
    hints=(
        "The slope of one square is 2 (f − y).",
        "The mean divides by the count of all numbers, not by the count of examples.",
        "`f.size` is N·K.",
    ),
)


@mean_squared.reference
def squared_gradient(f, y):
    return 2 * (f - y) / f.size


@mean_squared.wrong(
    "a division by N, the number of examples",
    look="`nn.MSELoss` is the mean over all N·K numbers: with K outputs each counts 1/K of what you gave it.",
)
def _by_examples(f, y):
    return 2 * (f - y) / len(f)


@mean_squared.wrong("a division by K, the number of outputs", look="The mean runs over the examples too.")
def _by_outputs(f, y):
    return 2 * (f - y) / f.shape[1]


@mean_squared.wrong("the slope of half the square", look="The loss has no ½ in front, so the 2 stays.")
def _half(f, y):
    return (f - y) / f.size


@mean_squared.wrong("the gradient of the sum", look="A mean divides by N·K.")
def _squared_sum(f, y):
    return 2 * (f - y)


@mean_squared.wrong("the gradient with its sign turned round", look="Where f is above y, raising f raises the loss.")
def _squared_minus(f, y):
    return 2 * (y - f) / f.size


@mean_squared.notice
def _learning_rate(student):
    f, y = numbers(4, 3, seed=2), numbers(4, 3, seed=3)
    one = np.abs(np.asarray(student(f, y))).max()
    ten = np.abs(np.asarray(student(np.tile(f, 10), np.tile(y, 10)))).max()
    return (
        f"copy every output ten times and your largest slope falls from {one:.3f} to {ten:.4f}. A mean over outputs "
        "makes each output's pull weaker the more there are: who changes K, or takes a sum instead, needs another "
        "learning rate."
    )
