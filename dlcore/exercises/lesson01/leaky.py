"""Exercises 1.4 and 1.4v: backward of LeakyReLU and of ELU. All arrays have shape (N,)."""

import numpy as np

from dlcore.exercises.exercise import Exercise

leaky = Exercise(
    "1.4",
    "backward of LeakyReLU",
    task=(
        "Write `leaky_backward(dy, x, s)`: dy times the slope of LeakyReLU at x, element by element. x is what went "
        "in and dy the slope of everything that comes after, both of shape (N,); s is the small slope on the left, and "
        "it holds at x = 0 too. Return shape (N,)."
    ),
    inputs=[
        (np.array([1.0]), np.array([-2.0]), 0.1),
        (np.array([3.0, -1.0]), np.array([0.5, -0.5]), 0.25),
        (np.array([-2.0, 4.0, 5.0, 0.5]), np.array([2.0, 0.0, -3.0, -0.1]), 0.01),
    ],
    hints=(
        "LeakyReLU has two slopes: 1 where x > 0, and s elsewhere.",
        "`np.where(condition, a, b)` takes a where the condition holds and b elsewhere.",
        "`dy * np.where(x > 0, ..., ...)`, with the two slopes in place of the dots.",
    ),
)


@leaky.reference
def leaky_backward(dy, x, s):
    return dy * np.where(x > 0, 1.0, s)


@leaky.wrong("the backward of ReLU, 0 on the left", look="LeakyReLU lets the share s through where x is not positive.")
def _relu(dy, x, s):
    return dy * (x > 0)


@leaky.wrong("the sign of dy where that of x decides", look="Which branch was taken was decided by x, on the way in.")
def _by_dy(dy, x, s):
    return np.where(dy > 0, dy, s * dy)


@leaky.wrong("the slope alone, without dy", look="What comes after has a slope as well: the two are multiplied.")
def _no_dy(dy, x, s):
    return np.where(x > 0, 1.0, s)


@leaky.wrong("the value of LeakyReLU, not its slope", look="On the right the value is x, its slope is 1.")
def _value(dy, x, s):
    return np.where(x > 0, x, s * x)


@leaky.wrong("dy times the value, not times the slope", look="On the right the value is x, its slope is 1.")
def _times_value(dy, x, s):
    return dy * np.where(x > 0, x, s * x)


@leaky.wrong("the slope 1 at x = 0", look="The convention, here and in PyTorch: at 0 the slope is that on the left.")
def _at_zero(dy, x, s):
    return dy * np.where(x >= 0, 1.0, s)


@leaky.wrong("the two sides exchanged", look="On the right, where x > 0, everything passes.")
def _exchanged(dy, x, s):
    return dy * np.where(x > 0, s, 1.0)


@leaky.wrong("a slope of −s on the left", look="LeakyReLU rises on both sides: s x with s > 0.")
def _minus(dy, x, s):
    return dy * np.where(x > 0, 1.0, -s)


@leaky.notice
def _never_dead(student):
    x = np.array([-5.0, -1.0, -0.01])
    leak, none = (np.asarray(student(np.ones(3), x, s)) for s in (0.01, 0.0))
    return (
        f"a unit whose inputs are all negative still passes {leak.max():g} of each slope with s = 0.01, and "
        f"{none.max():g} with s = 0, which is ReLU. Where the slope is 0 for every example a unit cannot learn: it is "
        "called dead."
    )


elu = Exercise(
    "1.4v",
    "backward of ELU",
    task=(
        "Write `elu_backward(dy, x, alpha)`: dy times the slope of ELU at x, element by element. ELU is x where x > 0 "
        "and α (eˣ − 1) elsewhere; x and dy have shape (N,). Return shape (N,), finite also where x is ±10,000."
    ),
    inputs=[
        (np.array([1.0]), np.array([-1.0]), 1.0),
        (np.array([2.0, -1.0]), np.array([-0.5, 3.0]), 0.5),
        (np.array([1.0, 4.0, -3.0]), np.array([0.0, -2.0, 1.0]), 2.0),
        (np.array([1.0, 2.0]), np.array([10000.0, -10000.0]), 1.5),
    ],
    hints=(
        "On the right the slope is 1. Differentiate α (eˣ − 1) for the left.",
        "The slope on the left is α eˣ; at 0 take the left one.",
        "`np.exp(np.minimum(x, 0))` is eˣ on the left and harmless on the right.",
    ),
)


@elu.reference
def elu_backward(dy, x, alpha):
    return dy * np.where(x > 0, 1.0, alpha * np.exp(np.minimum(x, 0)))


@elu.wrong("α (eˣ − 1), the value on the left", look="The −1 is constant: it has no slope.")
def _value(dy, x, alpha):
    return dy * np.where(x > 0, 1.0, alpha * (np.exp(np.minimum(x, 0)) - 1))


@elu.wrong("a slope eˣ without α", look="The factor α stays when you differentiate.")
def _no_alpha(dy, x, alpha):
    return dy * np.where(x > 0, 1.0, np.exp(np.minimum(x, 0)))


@elu.wrong("the slope alone, without dy", look="What comes after has a slope as well: the two are multiplied.")
def _no_dy(dy, x, alpha):
    return elu_backward(np.ones_like(dy), x, alpha)


@elu.wrong("the backward of ReLU, 0 on the left", look="ELU levels off slowly: its slope on the left is α eˣ.")
def _relu(dy, x, alpha):
    return dy * (x > 0)


@elu.wrong("the slope 1 at x = 0", look="The convention, here and in PyTorch: at 0 the slope is that on the left, α.")
def _at_zero(dy, x, alpha):
    return dy * np.where(x >= 0, 1.0, alpha * np.exp(np.minimum(x, 0)))


@elu.wrong(
    "an overflow multiplied by 0",
    look="`np.exp(10000)` is inf, and 0 times inf is nan. `np.where` chooses; a product with a mask does not.",
)
def _mask(dy, x, alpha):
    return dy * ((x > 0) + (x <= 0) * alpha * np.exp(x))


@elu.notice
def _corner(student):
    left = [float(np.asarray(student(np.ones(1), np.array([-1e-9]), alpha))[0]) for alpha in (1.0, 0.5)]
    return (
        f"just left of 0 your slope is {left[0]:.3g} for α = 1 and {left[1]:.3g} for α = 0.5; just right it is 1. "
        "Only α = 1 makes ELU smooth at 0."
    )
