"""Exercise 3.2, gradient descent. w (D,); the gradients are those of small quadratic losses."""

import numpy as np

from dlcore.exercises.exercise import Exercise


def parabola(w):
    """the gradient of w², which is 2 w"""
    return 2 * w


def valley(w):
    """the gradient of w₁² + 4 w₂², which is (2 w₁, 8 w₂)"""
    return np.array([2.0, 8.0]) * w


def ravine(w):
    """the gradient of ½ (w₁² + 9 w₂²), which is (w₁, 9 w₂)"""
    return np.array([1.0, 9.0]) * w


def ditch(w):
    """the gradient of ½ (w₁² + 9 (w₂ − 1)²), which is (w₁, 9 (w₂ − 1))"""
    return np.array([1.0, 9.0]) * (w - np.array([0.0, 1.0]))


descent = Exercise(
    "3.2",
    "gradient descent",
    task=(
        "Write `descend(gradient, w, rate, steps)`: start at w, shape (D,), and take `steps` times the step "
        "w ← w − η ∇L(w), where η is `rate` and `gradient(w)` gives ∇L(w), shape (D,). "
        "Return the start and every point reached, shape (steps + 1, D)."
    ),
    inputs=[
        (parabola, np.array([1.0]), 0.25, 1),
        (parabola, np.array([1.0]), 0.25, 2),
        (valley, np.array([2.0, 1.0]), 0.1, 3),
        (ditch, np.array([-1.0, 2.0]), 0.2, 4),
        (parabola, np.array([3.0]), 0.25, 0),
    ],
    hints=(
        "Begin with a list that holds the start: `path = [w]`. How many points are in it after `steps` steps?",
        "In the loop, make a new point from the last one, `w = w - rate * gradient(w)`, and append it.",
        "`np.array(path)` turns the list of (D,) points into an array of shape (steps + 1, D).",
    ),
)


@descent.reference
def descend(gradient, w, rate, steps):
    path = [w]
    for _ in range(steps):
        w = w - rate * gradient(w)  # a new array: those in the path stay as they are
        path.append(w)
    return np.array(path)  # (steps + 1, D)


@descent.wrong(
    "ascent: the step goes along the gradient",
    look="The gradient points to where the loss grows fastest. Which sign leads down?",
)
def _ascend(gradient, w, rate, steps):
    return descend(gradient, w, -rate, steps)


@descent.wrong(
    "a path without its start",
    look="The first point is w itself, before any step: steps + 1 points in all.",
)
def _without_start(gradient, w, rate, steps):
    return descend(gradient, w, rate, steps)[1:]


@descent.wrong(
    "one step too few",
    look="The start is there, but it is no step. How often does your loop run?",
)
def _one_short(gradient, w, rate, steps):
    return descend(gradient, w, rate, max(steps - 1, 0))


@descent.wrong("one step too many", look="How often does your loop run? `range(steps)` runs `steps` times.")
def _one_more(gradient, w, rate, steps):
    return descend(gradient, w, rate, steps + 1)


@descent.wrong(
    "the last point alone",
    look="The whole path is asked for: collect each point as you reach it.",
)
def _last_point(gradient, w, rate, steps):
    return descend(gradient, w, rate, steps)[-1]


@descent.wrong(
    "a gradient computed once, at the start",
    look="The slope changes as w moves. Call `gradient(w)` inside the loop.",
)
def _once(gradient, w, rate, steps):
    slope = gradient(w)
    return descend(lambda _: slope, w, rate, steps)


@descent.wrong(
    "every step taken from the start",
    look="The new point has to become w before the next step: assign it.",
)
def _from_start(gradient, w, rate, steps):
    return np.array([w] + [w - rate * gradient(w)] * steps)


@descent.wrong(
    "one array appended again and again",
    look="`w -= …` changes the array that is already in the path. `w = w - …` makes a new one.",
)
def _one_array(gradient, w, rate, steps):
    path = [w]
    for _ in range(steps):
        w -= rate * gradient(w)
        path.append(w)
    return np.array(path)


@descent.wrong("steps without the learning rate", look="Each step is η times the gradient.")
def _no_rate(gradient, w, rate, steps):
    return descend(gradient, w, 1.0, steps)


@descent.wrong(
    "a rate that shrinks as a power, η, η², η³",
    look="The rate is the same in every step here. Is there a `**` in your loop?",
)
def _powers(gradient, w, rate, steps):
    path = [w]
    for step in range(steps):
        path.append(path[-1] - rate ** (step + 1) * gradient(path[-1]))
    return np.array(path)


@descent.wrong(
    "the rate divided by the number of steps",
    look="The rate is the size of each step, not of all together.",
)
def _shared_rate(gradient, w, rate, steps):
    return descend(gradient, w, rate / max(steps, 1), steps)


@descent.wrong(
    "steps of equal length",
    look="Do not divide the gradient by its length: near a minimum it is small, and so should the step be.",
)
def _equal_steps(gradient, w, rate, steps):
    return descend(lambda w: gradient(w) / np.linalg.norm(gradient(w)), w, rate, steps)


@descent.notice
def _factors(student):
    path = np.asarray(student(ravine, np.array([-2.6, 0.72]), 0.2, 3))
    along, across = path[3] / path[2]
    return (
        f"on ½ (w₁² + 9 w₂²) with η = 0.2 each of your steps multiplies w₁ by {along:.3g} and w₂ by "
        f"{across:.3g}. "
        "These are 1 − ηλ for the curvatures λ = 1 and λ = 9: equal in size, so neither direction waits for "
        "the other. A larger η slows w₂ down, a smaller one w₁."
    )
