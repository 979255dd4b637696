"""Exercise 3.5v, gradient descent with Nesterov's momentum. w (D,)."""

import numpy as np

from dlcore.exercises.exercise import Exercise
from dlcore.exercises.lesson03.descent import parabola
from dlcore.exercises.lesson03.momentum import INPUTS, momentum_descent, walk

nesterov = Exercise(
    "3.5v",
    "gradient descent with Nesterov's momentum",
    task=(
        "Write `nesterov_descent(gradient, w, rate, beta, steps)`: `steps` times g = ∇L(w), b ← β b + g, then "
        "w ← w − η (g + β b) with the new b. The buffer b is 0 before the first step. "
        "Return the start and every point reached, shape (steps + 1, D)."
    ),
    inputs=INPUTS,
    hints=(
        "Only the last line differs from exercise 3.5: the step is along g + β b.",
        "Compute g once in each step and use it twice: in the buffer and in the step.",
        "`g = gradient(w)`, `b = beta * b + g`, `w = w - rate * (g + beta * b)`.",
    ),
)


@nesterov.reference
def nesterov_descent(gradient, w, rate, beta, steps):
    path, b = [w], 0.0
    for _ in range(steps):
        g = gradient(w)
        b = beta * b + g
        w = w - rate * (g + beta * b)
        path.append(w)
    return np.array(path)  # (steps + 1, D)


@nesterov.wrong(
    "heavy ball: a step along b, or along g + β times the old b, which is the same",
    look="The buffer takes g first; β times the new b is what looks ahead.",
)
def _heavy_ball(gradient, w, rate, beta, steps):
    return momentum_descent(gradient, w, rate, beta, steps)


@nesterov.wrong(
    "the form of the textbooks, with the gradient at w − η β b",
    look="It is the same method, told of other points. Here ∇L is taken at w, and the points are those torch keeps.",
)
def _textbook(gradient, w, rate, beta, steps):
    def move(w, b, gradient):
        b = beta * b + gradient(w - rate * beta * b)
        return w - rate * b, b

    return walk(gradient, w, steps, move)


@nesterov.wrong("a step along g + b, without β", look="The new gradient counts once in g and β times in β b.")
def _whole_buffer(gradient, w, rate, beta, steps):
    def move(w, b, gradient):
        b = beta * b + gradient(w)
        return w - rate * (gradient(w) + b), b

    return walk(gradient, w, steps, move)


@nesterov.wrong("a step along β b, without g", look="The step is along g + β b.")
def _without_gradient(gradient, w, rate, beta, steps):
    return momentum_descent(gradient, w, rate * beta, beta, steps)


@nesterov.wrong("a buffer that is not kept", look="From the second step on, b holds the gradients before.")
def _forgets(gradient, w, rate, beta, steps):
    return momentum_descent(gradient, w, rate * (1 + beta), 0.0, steps)


@nesterov.notice
def _damped(student):
    start, path = np.array([1.0]), {}
    for name, function in (("heavy ball", momentum_descent), ("Nesterov", student)):
        path[name] = np.asarray(function(parabola, start, 0.25, 0.9, 20))[:, 0]
    heavy, other = (np.abs(path[name][-5:]).max() for name in path)
    return (
        f"on w² from 1 with η = 0.25 and β = 0.9, heavy ball still swings by {heavy:.2g} in steps 16 to 20, your "
        f"function by {other:.2g}. The step along g + β b uses where the buffer is about to lead, and so brakes sooner."
    )
