"""Exercises 1.3 and 1.3v: a slope from the value alone. y (N,)."""

import numpy as np

from dlcore.exercises.exercise import Exercise

slope = Exercise(
    "1.3",
    "the slope of the sigmoid from its value",
    task=(
        "Write `sigmoid_slope(y)`: y has shape (N,) and holds values of the sigmoid, y = σ(x). Return the slope σ′(x) "
        "at the same places, shape (N,). You are given y, not x."
    ),
    inputs=[(np.array([0.5]),), (np.array([0.25, 0.75]),), (np.array([0.9, 0.01, 0.6]),)],
    hints=(
        "Differentiate 1 / (1 + e⁻ˣ): the result is e⁻ˣ / (1 + e⁻ˣ)².",
        "Write that as a product: 1 / (1 + e⁻ˣ) is y. What is the other factor, e⁻ˣ / (1 + e⁻ˣ), in terms of y?",
        "e⁻ˣ / (1 + e⁻ˣ) = 1 − y. The slope is the product of the two.",
    ),
)


@slope.reference
def sigmoid_slope(y):
    return y * (1 - y)


@slope.wrong(
    "the slope at x = y: the sigmoid was applied once more",
    look="y has been through the sigmoid already. Use it as it is.",
)
def _twice(y):
    return 1 / (2 + np.exp(y) + np.exp(-y))


@slope.wrong("1 − y², the slope of tanh", look="For tanh that is right. The sigmoid runs from 0 to 1, and so does y.")
def _tanh(y):
    return 1 - y**2


@slope.wrong("y (y − 1), with the wrong sign", look="The sigmoid rises everywhere: its slope is positive.")
def _negative(y):
    return y * (y - 1)


@slope.wrong("1 − y alone", look="There are two factors; at y = 0.01 the curve is flat.")
def _second(y):
    return 1 - y


@slope.wrong("the values themselves", look="At y = 0.9 the curve is nearly flat: its slope is 0.09.")
def _values(y):
    return y


@slope.wrong("y², not y (1 − y)", look="At y = 0.5 the two are the same. Try y = 0.9, where the curve is flat.")
def _square(y):
    return y**2


@slope.notice
def _largest(student):
    y = np.linspace(0, 1, 101)
    slopes = np.asarray(student(y))
    return (
        f"your largest slope is {slopes.max():g}, at y = {y[slopes.argmax()]:g}. Ten sigmoids in a row multiply ten "
        f"such numbers: at most {1e6 * slopes.max() ** 10:.2f} millionths."
    )


smooth = Exercise(
    "1.3v",
    "the slope of softplus from its value",
    task=(
        "Write `softplus_slope(y)`: y has shape (N,) and holds values of softplus, y = log(1 + eˣ). Return the slope "
        "with respect to x at the same places, shape (N,). You are given y, not x."
    ),
    inputs=[(np.array([1.0]),), (np.array([0.1, 2.0]),), (np.array([0.5, 3.0, 50.0]),)],
    hints=(
        "The slope of log(1 + eˣ) is eˣ / (1 + eˣ): softplus has the slope σ(x).",
        "From y = log(1 + eˣ) follow 1 + eˣ = eʸ and eˣ = eʸ − 1.",
        "So the slope is (eʸ − 1) / eʸ = 1 − e⁻ʸ.",
    ),
)


@smooth.reference
def softplus_slope(y):
    return 1 - np.exp(-y)


@smooth.wrong("the sigmoid of y", look="The slope is σ(x), and x is not y: eˣ = eʸ − 1.")
def _of_y(y):
    return 1 / (1 + np.exp(-y))


@smooth.wrong("y (1 − y), the slope of the sigmoid", look="That rule belongs to y = σ(x). Softplus has no upper end.")
def _rule(y):
    return y * (1 - y)


@smooth.wrong(
    "e⁻ʸ, the part that is missing from 1", look="Far to the right softplus rises as x does: its slope comes up to 1."
)
def _missing(y):
    return np.exp(-y)


@smooth.wrong("eʸ − 1, which is eˣ", look="The slope divides it by 1 + eˣ = eʸ.")
def _exponential(y):
    return np.exp(y) - 1


@smooth.wrong("1 for every y, the slope of ReLU", look="Softplus bends smoothly: where y is near 0 it is nearly flat.")
def _relu(y):
    return (y > 0).astype(float)


@smooth.notice
def _half(student):
    value = float(np.asarray(student(np.array([np.log(2)])))[0])
    return (
        f"at x = 0 softplus is log 2 and your slope is {value:.3g}: half way between the two slopes of ReLU. "
        "Where ReLU has a corner, softplus rounds it off."
    )
