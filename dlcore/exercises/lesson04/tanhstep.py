"""Exercise 4.5v, one training step with tanh and squared error: the variant of 4.5, with the same inputs."""

import numpy as np

from dlcore.exercises.exercise import Exercise
from dlcore.exercises.lesson04.step import full_step

tanh_step = Exercise(
    "4.5v",
    "one training step with tanh and squared error",
    task=(
        "Write `tanh_training_step(x, y, W1, b1, W2, b2, rate)`: as in exercise 4.5, but a = tanh(x W₁ᵀ + b₁), and the "
        "loss is the mean squared error 1/N Σₙ (fₙ − yₙ)² of f itself. Return the new W1, b1, W2, b2."
    ),
    inputs=full_step.inputs,
    hints=(
        "Two things change: df, and the slope of the activation.",
        "df = 2 (f − y) / N. The slope of tanh is 1 − a².",
        "`dz = df @ W2 * (1 - a**2)`; all else as in exercise 4.5.",
    ),
    returns=4,
)


@tanh_step.reference
def tanh_training_step(x, y, W1, b1, W2, b2, rate):
    a = np.tanh(x @ W1.T + b1)  # (N, H)
    f = a @ W2.T + b2  # (N, 1)
    df = 2 * (f - y) / len(x)
    dz = df @ W2 * (1 - a**2)
    return (
        W1 - rate * dz.T @ x,
        b1 - rate * dz.sum(axis=0),
        W2 - rate * df.T @ a,
        b2 - rate * df.sum(axis=0),
    )


def _with(back=lambda dz, a: dz * (1 - a**2), loss=lambda f, y: 2 * (f - y) / len(y)):
    """The step with another slope of the activation or of the loss."""

    def step(x, y, W1, b1, W2, b2, rate):
        a = np.tanh(x @ W1.T + b1)
        df = loss(a @ W2.T + b2, y)
        dz = back(df @ W2, a)
        gradients = dz.T @ x, dz.sum(axis=0), df.T @ a, df.sum(axis=0)
        return tuple(p - rate * g for p, g in zip((W1, b1, W2, b2), gradients, strict=True))

    return step


tanh_step.wrong("the slope of the sigmoid, a(1 − a)", look="The slope of tanh is 1 − a².")(
    _with(back=lambda dz, a: dz * a * (1 - a))
)
tanh_step.wrong("the slope of tanh left out", look="Between `a` and the first sums stands tanh: dz = da (1 − a²).")(
    _with(back=lambda dz, a: dz)
)
tanh_step.wrong("tanh of `a` once more", look="`a` is what tanh returned: its slope is 1 − a², with no further tanh.")(
    _with(back=lambda dz, a: dz * (1 - np.tanh(a) ** 2))
)
tanh_step.wrong("a missing factor 2", look="The slope of a square is twice what is squared.")(
    _with(loss=lambda f, y: (f - y) / len(y))
)
tanh_step.wrong("the sum over the examples, not their mean", look="With one example the two are equal. Where is 1/N?")(
    _with(loss=lambda f, y: 2 * (f - y))
)
tanh_step.wrong("the slope of cross-entropy, σ(f) − y", look="The loss is squared error of f itself: 2 (f − y) / N.")(
    _with(loss=lambda f, y: (1 / (1 + np.exp(-f)) - y) / len(y))
)


@tanh_step.notice
def _fits_a_curve(student):
    x = np.linspace(-2, 2, 21)[:, None]
    y = x**2 / 4
    generator = np.random.default_rng(0)
    weights = generator.normal(size=(8, 1)), np.zeros(8), generator.normal(size=(1, 8)) / 3, np.zeros(1)
    for _ in range(3000):
        weights = student(x, y, *weights, 0.1)
    f = np.tanh(x @ weights[0].T + weights[1]) @ weights[2].T + weights[3]
    return (
        "3,000 of your steps with 8 hidden units bend the network into the parabola x²/4 on −2 … 2, "
        f"with an error of at most {np.abs(f - y).max():.2f}."
    )
