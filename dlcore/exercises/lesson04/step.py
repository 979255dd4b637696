"""Exercise 4.5, one full training step.

Shapes: N examples, D inputs, H hidden units; x (N, D), y (N, 1), W1 (H, D), b1 (H,), W2 (1, H), b2 (1,).
"""

import numpy as np

from dlcore.exercises.exercise import Exercise
from dlcore.exercises.lesson04.network import numbers, parameters, sigmoid

TINY = tuple(np.array(values) for values in ([[0.5]], [0.1], [[2.0]], [-0.3]))  # 1-1-1

full_step = Exercise(
    "4.5",
    "one training step of a two-layer network",
    task=(
        "Write `training_step(x, y, W1, b1, W2, b2, rate)`: forward a = σ(x W₁ᵀ + b₁), f = a W₂ᵀ + b₂; backward from "
        "the mean binary cross-entropy of σ(f) and y; then one step of gradient descent. x (N, D), y (N, 1) of 0 and "
        "1, W1 (H, D), b1 (H,), W2 (1, H), b2 (1,). Return the new W1, b1, W2, b2 as new arrays, in this order."
    ),
    inputs=[
        (np.array([[1.0]]), np.array([[1.0]]), *TINY, 0.5),
        (numbers(2, 2, seed=3), np.array([[1.0], [0.0]]), *parameters(2, 2, 1, seed=4), 1.0),
        (numbers(4, 2, seed=8), np.array([[1.0], [0.0], [0.0], [1.0]]), *parameters(2, 3, 1, seed=5), 0.3),
    ],
    hints=(
        "Forward, keeping `a`. Then the slope of the loss: df = (σ(f) − y) / N, shape (N, 1). Then back through one "
        "layer after the other.",
        "dW2 = dfᵀ a, db2 = Σₙ df; da = df W₂ with the old W₂; dz = da · a (1 − a); dW1 = dzᵀ x, db1 = Σₙ dz.",
        "All four gradients first, all four updates after: `W1 - rate * dW1` makes a new array.",
    ),
    returns=4,
)


def forward(x, W1, b1, W2, b2):
    a = sigmoid(x @ W1.T + b1)
    return a, sigmoid(a @ W2.T + b2)


@full_step.reference
def training_step(x, y, W1, b1, W2, b2, rate):
    a = 1 / (1 + np.exp(-(x @ W1.T + b1)))  # (N, H)
    p = 1 / (1 + np.exp(-(a @ W2.T + b2)))  # (N, 1)
    df = (p - y) / len(x)  # (N, 1)
    dz = df @ W2 * a * (1 - a)  # (N, H)
    return (
        W1 - rate * dz.T @ x,
        b1 - rate * dz.sum(axis=0),
        W2 - rate * df.T @ a,
        b2 - rate * df.sum(axis=0),
    )


def _with(back, share=None, rate_of=lambda rate: rate):
    """The step with dz made by `back(df, W2, a, x, W1, b1)`, the rest right."""

    def step(x, y, W1, b1, W2, b2, rate):
        a, p = forward(x, W1, b1, W2, b2)
        df = (p - y) / (len(x) if share is None else share)
        dz = back(df, W2, a, x, W1, b1)
        gradients = dz.T @ x, dz.sum(axis=0), df.T @ a, df.sum(axis=0)
        pairs = zip((W1, b1, W2, b2), gradients, strict=True)
        return tuple(parameter - rate_of(rate) * gradient for parameter, gradient in pairs)

    return step


def _right(df, W2, a, x, W1, b1):
    return df @ W2 * a * (1 - a)


@full_step.wrong(
    "W2 updated first, and the new W2 used on the way back",
    look="The gradient belongs to the parameters that made the outputs. Compute all gradients before any update.",
)
def _updated_first(x, y, W1, b1, W2, b2, rate):
    a, p = forward(x, W1, b1, W2, b2)
    df = (p - y) / len(x)
    new = W2 - rate * df.T @ a
    dz = df @ new * a * (1 - a)
    return W1 - rate * dz.T @ x, b1 - rate * dz.sum(axis=0), new, b2 - rate * df.sum(axis=0)


full_step.wrong(
    "the slope of the sigmoid left out on the way back",
    look="Between `a` and the first sums stands a sigmoid: dz = da · a (1 − a).",
)(_with(lambda df, W2, a, x, W1, b1: df @ W2))

full_step.wrong(
    "σ of `a` once more in the slope of the sigmoid",
    look="`a` is what the sigmoid returned, so its slope is a (1 − a), with no further σ.",
)(_with(lambda df, W2, a, x, W1, b1: df @ W2 * sigmoid(a) * (1 - sigmoid(a))))

full_step.wrong(
    "the error of the output sent to every hidden unit alike",
    look="What comes back to unit i is df times its own outgoing weight: da = df W₂.",
)(_with(lambda df, W2, a, x, W1, b1: df * a * (1 - a)))

full_step.wrong(
    "the sum over the examples, not their mean",
    look="The loss is a mean: df has a factor 1/N.",
)(_with(_right, share=1))

full_step.wrong(
    "a step uphill",
    look="The gradient points to where the loss grows. Step the other way: minus.",
)(_with(_right, rate_of=lambda rate: -rate))

full_step.wrong(
    "a step of the whole gradient, without the rate",
    look="Each gradient is multiplied by the learning rate.",
)(_with(_right, rate_of=lambda rate: 1.0))


@full_step.wrong("the gradients, not the new parameters", look="Step: parameter − rate · gradient.")
def _gradients(x, y, W1, b1, W2, b2, rate):
    new = training_step(x, y, W1, b1, W2, b2, 1.0)
    return tuple(old - after for old, after in zip((W1, b1, W2, b2), new, strict=True))


@full_step.wrong("biases that stay where they are", look="b1 and b2 are parameters too: db is the sum of dy over rows.")
def _fixed_biases(x, y, W1, b1, W2, b2, rate):
    new = training_step(x, y, W1, b1, W2, b2, rate)
    return new[0], b1.copy(), new[2], b2.copy()


@full_step.wrong(
    "bias gradients averaged over the batch",
    look="1/N is in df already: the bias gradient is a sum over the examples.",
)
def _mean_biases(x, y, W1, b1, W2, b2, rate):
    new = training_step(x, y, W1, b1, W2, b2, rate)
    return new[0], b1 + (new[1] - b1) / len(x), new[2], b2 + (new[3] - b2) / len(x)


@full_step.wrong("a step of the last layer alone", look="The first layer learns too: da = df W₂ leads back to it.")
def _last_layer(x, y, W1, b1, W2, b2, rate):
    return W1.copy(), b1.copy(), *training_step(x, y, W1, b1, W2, b2, rate)[2:]


@full_step.wrong(
    "the slope of squared error on the sigmoid, (p − y) p (1 − p)",
    look="The loss is cross-entropy: its logarithm cancels p (1 − p), and df = (p − y) / N.",
)
def _squared(x, y, W1, b1, W2, b2, rate):
    a, p = forward(x, W1, b1, W2, b2)
    df = (p - y) * p * (1 - p) / len(x)
    dz = _right(df, W2, a, x, W1, b1)
    return (
        W1 - rate * dz.T @ x,
        b1 - rate * dz.sum(axis=0),
        W2 - rate * df.T @ a,
        b2 - rate * df.sum(axis=0),
    )


@full_step.notice
def _trains(student):
    x = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    y = np.array([[0.0], [1.0], [1.0], [0.0]])
    weights = parameters(2, 4, 1, seed=2)
    for _ in range(2000):
        weights = student(x, y, *weights, 1.0)
    p = forward(x, *weights)[1][:, 0]
    return (
        "2,000 of your steps on the four points of “exclusive or”, which no straight line separates, give the "
        f"probabilities {', '.join(f'{value:.2f}' for value in p)} for (0, 0), (0, 1), (1, 0), (1, 1). "
        "The targets are 0, 1, 1, 0. You have trained a neural network, with nothing but NumPy."
    )
