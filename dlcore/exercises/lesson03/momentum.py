"""Exercise 3.5, gradient descent with momentum. w (D,)."""

import numpy as np

from dlcore.exercises.exercise import Exercise
from dlcore.exercises.lesson03.descent import ditch, parabola, ravine, valley

INPUTS = [
    (parabola, np.array([1.0]), 0.25, 0.5, 1),
    (parabola, np.array([1.0]), 0.2, 0.5, 2),
    (valley, np.array([2.0, 1.0]), 0.1, 0.9, 3),
    (ditch, np.array([-1.0, 2.0]), 0.1, 0.8, 4),
    (parabola, np.array([3.0]), 0.25, 0.9, 0),
]

heavy_ball = Exercise(
    "3.5",
    "gradient descent with momentum",
    task=(
        "Write `momentum_descent(gradient, w, rate, beta, steps)`: `steps` times b ← β b + ∇L(w), then w ← w − η b. "
        "The buffer b is 0 before the first step; η is `rate`, β is `beta`, `gradient(w)` gives ∇L(w), shape (D,). "
        "Return the start and every point reached, shape (steps + 1, D)."
    ),
    inputs=INPUTS,
    hints=(
        "Begin with your gradient descent of exercise 3.2. What has to be remembered from step to step besides w?",
        "Before the loop `b = 0`. In the loop the gradient at w first enters b, then b moves w.",
        "`b = beta * b + gradient(w)`, `w = w - rate * b`, `path.append(w)`: both lines make new arrays.",
    ),
)


@heavy_ball.reference
def momentum_descent(gradient, w, rate, beta, steps):
    path, b = [w], 0.0
    for _ in range(steps):
        b = beta * b + gradient(w)
        w = w - rate * b
        path.append(w)
    return np.array(path)  # (steps + 1, D)


def walk(gradient, w, steps, move):
    """The path of `move(w, b, gradient) → (w, b)`, with b = 0 at first."""
    path, b = [w], np.zeros_like(w)
    for _ in range(steps):
        w, b = move(w, b, gradient)
        path.append(w)
    return np.array(path)


@heavy_ball.wrong(
    "plain gradient descent: the buffer is not kept",
    look="From the second step on, b holds the gradients before. Is it set anew inside your loop?",
)
def _no_buffer(gradient, w, rate, beta, steps):
    return momentum_descent(gradient, w, rate, 0.0, steps)


@heavy_ball.wrong(
    "a buffer that averages, β b + (1 − β) g",
    look="Here the gradient enters in full: b ← β b + g. The average makes every step 1 − β times as long.",
)
def _average(gradient, w, rate, beta, steps):
    return momentum_descent(gradient, w, rate * (1 - beta), beta, steps)


@heavy_ball.wrong(
    "a buffer that begins with the first gradient and then averages, β b + (1 − β) g",
    look="The first step is right. After it the gradient should enter in full: b ← β b + g.",
)
def _average_later(gradient, w, rate, beta, steps):
    def move(w, b, gradient):
        b = beta * b + (1 - beta) * gradient(w) if b.any() else gradient(w)
        return w - rate * b, b

    return walk(gradient, w, steps, move)


@heavy_ball.wrong(
    "a buffer that never fades",
    look="Where does β enter? Each step leaves β of what was in the buffer.",
)
def _sum(gradient, w, rate, beta, steps):
    return momentum_descent(gradient, w, rate, 1.0, steps)


@heavy_ball.wrong(
    "β times all of it, β (b + g)",
    look="β shrinks what is in the buffer, before the new gradient comes in: β b + g.",
)
def _shrinks_both(gradient, w, rate, beta, steps):
    return momentum_descent(gradient, w, rate * beta, beta, steps)


@heavy_ball.wrong("ascent: the step goes along the buffer", look="The buffer adds up gradients; they point uphill.")
def _ascend(gradient, w, rate, beta, steps):
    return momentum_descent(gradient, w, -rate, beta, steps)


@heavy_ball.wrong(
    "Nesterov's momentum, a step along g + β b",
    look="That is the next exercise. Heavy ball steps along the buffer b itself.",
)
def _nesterov(gradient, w, rate, beta, steps):
    def move(w, b, gradient):
        b = beta * b + gradient(w)
        return w - rate * (gradient(w) + beta * b), b

    return walk(gradient, w, steps, move)


@heavy_ball.wrong(
    "a step along the old buffer, before the gradient has entered it",
    look="Your first step goes nowhere. First the gradient enters b, then b moves w.",
)
def _old_buffer(gradient, w, rate, beta, steps):
    return walk(gradient, w, steps, lambda w, b, gradient: (w - rate * b, beta * b + gradient(w)))


@heavy_ball.wrong(
    "β applied to w instead of the buffer",
    look="β w pulls the weights towards 0. What should fade is the memory of earlier gradients.",
)
def _shrinks_w(gradient, w, rate, beta, steps):
    return walk(gradient, w, steps, lambda w, b, gradient: (beta * w - rate * gradient(w), b))


@heavy_ball.wrong("η and β exchanged", look="β belongs to the buffer, η to the step.")
def _exchanged(gradient, w, rate, beta, steps):
    return momentum_descent(gradient, w, beta, rate, steps)


@heavy_ball.wrong(
    "a gradient computed once, at the start",
    look="The slope changes as w moves. Call `gradient(w)` inside the loop.",
)
def _once(gradient, w, rate, beta, steps):
    slope = gradient(w)
    return momentum_descent(lambda _: slope, w, rate, beta, steps)


@heavy_ball.wrong(
    "a path without its start",
    look="The first point is w itself, before any step: steps + 1 points in all.",
)
def _without_start(gradient, w, rate, beta, steps):
    return momentum_descent(gradient, w, rate, beta, steps)[1:]


@heavy_ball.wrong("the last point alone", look="The whole path is asked for: collect each point as you reach it.")
def _last_point(gradient, w, rate, beta, steps):
    return momentum_descent(gradient, w, rate, beta, steps)[-1]


@heavy_ball.wrong(
    "one array appended again and again",
    look="`w -= …` changes the array that is already in the path. `w = w - …` makes a new one.",
)
def _one_array(gradient, w, rate, beta, steps):
    end = momentum_descent(gradient, w, rate, beta, steps)[-1]
    return np.array([end] * (steps + 1))


@heavy_ball.notice
def _faster(student):
    start = np.array([-2.6, 0.72])
    counts = []
    for rate, beta in [(0.2, 0.0), (0.25, 0.25)]:
        path = np.asarray(student(ravine, start, rate, beta, 100))
        loss = 0.5 * (path**2 @ np.array([1.0, 9.0]))
        counts.append(int(np.argmax(loss < 1e-3 * loss[0])))
    return (
        f"on ½ (w₁² + 9 w₂²) from (−2.6, 0.72) a thousandth of the loss is left after {counts[0]} steps with η = 0.2 "
        f"and β = 0, the best rate of plain descent, and after {counts[1]} with η = β = 0.25. The first multiplies "
        "the error by 0.8 a step, the second by about √β = 0.5. For a condition number κ, the number of steps grows "
        "as κ without and as √κ with momentum."
    )
