"""Exercise 3.2v, gradient descent that knows when to stop. w (D,)."""

import numpy as np

from dlcore.exercises.exercise import Exercise
from dlcore.exercises.lesson03.descent import ditch, parabola, ravine, valley

stopping = Exercise(
    "3.2v",
    "gradient descent that knows when to stop",
    task=(
        "Write `steps_until(gradient, w, rate, small)`: how many steps w ← w − η ∇L(w) it takes from w, "
        "shape (D,), until the length ‖∇L(w)‖ is at most `small`; 0 if it is so at the start. Return one "
        "number."
    ),
    inputs=[
        (parabola, np.array([1.0]), 0.25, 0.6),
        (parabola, np.array([-1.0]), 0.25, 0.3),
        (parabola, np.array([0.0]), 0.25, 0.1),
        (valley, np.array([2.0, -1.0]), 0.2, 1.8),
        (ditch, np.array([-4.0, 0.9]), 0.1, 1.7),
    ],
    hints=(
        "A `while` loop fits: you do not know beforehand how often it runs.",
        "Test first, then step: while the gradient is too long, take a step and count it.",
        "The length of a vector is `np.linalg.norm(gradient(w))`.",
    ),
)


@stopping.reference
def steps_until(gradient, w, rate, small):
    steps = 0
    while np.linalg.norm(gradient(w)) > small:
        w = w - rate * gradient(w)
        steps += 1
    return steps


@stopping.wrong(
    "one step too many",
    look="Test before you step. At a minimum the answer is 0.",
)
def _step_first(gradient, w, rate, small):
    return steps_until(gradient, w, rate, small) + 1


@stopping.wrong(
    "the length of w where that of the gradient is asked for",
    look="You do not know where the minimum is. The gradient tells how flat it is here.",
)
def _length_of_w(gradient, w, rate, small):
    return _count(gradient, w, rate, lambda w: np.linalg.norm(w) <= small)


@stopping.wrong(
    "a test on the sum of the gradient, signs and all",
    look="A large negative entry is no small gradient, and entries may cancel. Use the length.",
)
def _signed(gradient, w, rate, small):
    return _count(gradient, w, rate, lambda w: gradient(w).sum() <= small)


@stopping.wrong(
    "the square of the length, without the root",
    look="‖g‖ is the root of Σ gⱼ².",
)
def _square(gradient, w, rate, small):
    return _count(gradient, w, rate, lambda w: np.sum(gradient(w) ** 2) <= small)


@stopping.wrong("the largest entry of the gradient, not its length", look="All entries count: the root of Σ gⱼ².")
def _largest(gradient, w, rate, small):
    return _count(gradient, w, rate, lambda w: np.abs(gradient(w)).max() <= small)


def _count(gradient, w, rate, done, limit=1000):
    """The steps until `done(w)`, at most `limit`."""
    steps = 0
    while not done(w) and steps < limit:
        w = w - rate * gradient(w)
        steps += 1
    return steps


@stopping.notice
def _rates(student):
    counts = {rate: student(ravine, np.array([-2.6, 0.72]), rate, 1e-3) for rate in (0.02, 0.1, 0.2, 0.22)}
    words = ", ".join(f"{count} at η = {rate}" for rate, count in counts.items())
    return (
        f"on ½ (w₁² + 9 w₂²) from (−2.6, 0.72) to a gradient of 0.001 your function counts {words}. "
        "The fewest are near 0.2, just below the limit 2/9 ≈ 0.222; at the limit itself the loop never ends."
    )
