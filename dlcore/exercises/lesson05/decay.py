"""Exercise 5.6, a step of gradient descent with weight decay, and its variant with absolute values. w (D,)."""

import numpy as np

from dlcore.exercises.exercise import Exercise

CASES = [
    (np.array([1.0]), np.array([0.0]), 0.5, 0.2),
    (np.array([2.0, -1.0]), np.array([0.5, 0.25]), 0.1, 0.5),
    (np.array([-3.0, 0.5, 4.0]), np.array([1.0, -2.0, 0.5]), 0.2, 0.3),
]

decay = Exercise(
    "5.6",
    "a step with weight decay",
    task=(
        "Complete `decayed(w, slope, rate, weight_decay)`: the weights after one step of gradient descent on L + ½ λ "
        "w·w, where `slope` is ∂L/∂w and λ is `weight_decay`. w and slope have shape (D,); return shape (D,)."
    ),
    inputs=CASES,
    hints=(
        "The sum L + ½ λ w·w has two terms, and slopes of terms add.",
        "The slope of ½ λ w·w is λ w.",
        "w − rate · (slope + weight_decay · w), as a new array.",
    ),
)


@decay.reference
def decayed(w, slope, rate, weight_decay):
    whole = slope + weight_decay * w
    return w - rate * whole


@decay.wrong("a step without the second term", look="λ w belongs to the slope as well.")
def _without(w, slope, rate, weight_decay):
    return w - rate * slope


@decay.wrong("the second term alone", look="The slope of L must still be there.")
def _alone(w, slope, rate, weight_decay):
    return w - rate * weight_decay * w


@decay.wrong("weights that are pushed away from 0", look="Going downhill on ½ λ w·w makes weights smaller.")
def _grows(w, slope, rate, weight_decay):
    return w - rate * (slope - weight_decay * w)


@decay.wrong("2 λ w, the slope of λ w·w", look="There is a ½ in front: its slope is λ w.")
def _double(w, slope, rate, weight_decay):
    return w - rate * (slope + 2 * weight_decay * w)


@decay.wrong("a decay that is not multiplied by the rate", look="Both slopes are multiplied by the rate.")
def _no_rate(w, slope, rate, weight_decay):
    return w - rate * slope - weight_decay * w


@decay.wrong("the penalty itself, where its slope belongs", look="½ λ w·w is one number. Its slope is λ w, (D,).")
def _penalty(w, slope, rate, weight_decay):
    return w - rate * (slope + weight_decay * (w @ w) / 2)


@decay.wrong(
    "the same pull on every weight, λ sign(w)", look="That is the slope of λ Σ|w|. Here large weights are pulled more."
)
def _signs(w, slope, rate, weight_decay):
    return w - rate * (slope + weight_decay * np.sign(w))


@decay.wrong("the slope with its decay, without the step", look="w minus rate times that.")
def _no_step(w, slope, rate, weight_decay):
    return slope + weight_decay * w


@decay.notice
def _half_life(student):
    w, steps = np.array([1.0]), 0
    while w[0] > 0.5 and steps < 10_000:
        w, steps = np.asarray(student(w, np.zeros(1), 0.1, 0.01)), steps + 1
    return (
        f"a weight that the loss does not ask for is halved every {steps} steps at rate 0.1 and λ = 0.01. Only what "
        "the loss keeps paying for stays: hence the name decay."
    )


lasso = Exercise(
    "5.6v",
    "a step with a penalty on absolute values",
    task=(
        "Write `pulled(w, slope, rate, penalty)`: the weights after one step of gradient descent on L + penalty · "
        "Σ|w|, where `slope` is ∂L/∂w. At w = 0 take the slope 0 for |w|. w and slope have shape (D,); return shape "
        "(D,)."
    ),
    inputs=[*CASES, (np.array([0.0, 2.0]), np.array([1.0, -1.0]), 0.5, 0.4)],
    hints=(
        "|w| has the slope 1 above 0 and −1 below.",
        "`np.sign(w)` is that slope, and 0 at 0.",
        "w − rate · (slope + penalty · sign(w)).",
    ),
)


@lasso.reference
def pulled(w, slope, rate, penalty):
    return w - rate * (slope + penalty * np.sign(w))


@lasso.wrong("the slope of the square, w", look="However small a weight is, |w| pulls on it with the same strength.")
def _square(w, slope, rate, penalty):
    return decayed(w, slope, rate, penalty)


@lasso.wrong("|w| where its slope belongs", look="The slope of |w| is 1 or −1.")
def _values(w, slope, rate, penalty):
    return w - rate * (slope + penalty * np.abs(w))


@lasso.wrong("a pull in one direction, whatever the sign of w", look="Below 0 the slope of |w| is −1.")
def _one_way(w, slope, rate, penalty):
    return w - rate * (slope + penalty)


@lasso.wrong("a push away from 0", look="The slope of the penalty is added to that of L.")
def _away(w, slope, rate, penalty):
    return w - rate * (slope - penalty * np.sign(w))


@lasso.wrong("a step without the penalty", look="Add penalty · sign(w) to the slope.")
def _without_penalty(w, slope, rate, penalty):
    return w - rate * slope


@lasso.notice
def _arrives(student):
    w = np.array([1.0, 0.01])
    for _ in range(10):
        w = np.asarray(student(w, np.zeros(2), 0.1, 0.01))
    return (
        f"after ten steps without any slope of L the weights 1 and 0.01 are {w[0]:.2f} and {abs(w[1]):.2g}: both lost "
        "the same amount. This penalty brings small weights to zero; the squared one only near it."
    )
