"""Exercise 7.4, clipping by the norm of all gradients, and its variant, how far clipping by value turns a step."""

import numpy as np

from dlcore.exercises.exercise import Exercise
from dlcore.exercises.lesson07.cases import numbers

clipping = Exercise(
    "7.4",
    "clipping by the norm",
    task=(
        "Write `clip(gradients, limit)`. `gradients` is a list of two arrays of any shape: the gradients of two "
        "parameters. Take the norm of all their elements together. If it is above `limit`, shrink both arrays by one "
        "factor that makes it `limit`; else leave them. Return a list of two new arrays."
    ),
    inputs=[
        ([np.array([3.0]), np.array([4.0])], 1.0),
        ([np.array([3.0]), np.array([4.0])], 10.0),
        ([np.array([[1.0, -2.0], [0.5, 0.0]]), np.array([2.0, -1.0])], 2.0),
        ([np.array([0.1, 0.2]), np.array([0.2])], 0.2),
        ([numbers(2, 3), numbers(4, seed=1)], 3.0),
    ],
    hints=(
        "There is only one norm: that of all elements of both arrays. How long are (3) and (4) together?",
        "Add up the squares of all elements, of both arrays, and take the root of that sum.",
        "The factor is limit / norm if the norm is above the limit, else 1. Multiply each array by it.",
    ),
    returns=2,
    tolerance=1e-5,  # torch's 1e-6 beside the norm is right too
)


@clipping.reference
def clip(gradients, limit):
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    factor = limit / norm if norm > limit else 1.0
    return [factor * g for g in gradients]


def _by(norm, gradients, limit):
    return [min(1, limit / norm) * g for g in gradients]


def _norm(gradients):
    return np.sqrt(sum(np.sum(g**2) for g in gradients))


@clipping.wrong("each number clipped by itself", look="That turns the step. One factor for all leaves its direction.")
def _values(gradients, limit):
    return [np.clip(g, -limit, limit) for g in gradients]


@clipping.wrong("each array clipped by its own norm", look="One norm, that of all elements together, and one factor.")
def _each(gradients, limit):
    return [clip([g, 0 * g], limit)[0] for g in gradients]


@clipping.wrong("gradients scaled up where they are small", look="Below the limit nothing changes: the factor is 1.")
def _always(gradients, limit):
    return [limit / _norm(gradients) * g for g in gradients]


@clipping.wrong("a length of 1 where `limit` belongs", look="The factor is limit / norm, not 1 / norm.")
def _unit(gradients, limit):
    norm = _norm(gradients)
    return [g / norm if norm > limit else g for g in gradients]


@clipping.wrong("the squared norm", look="The norm is the root of the sum of squares.")
def _squared(gradients, limit):
    return _by(_norm(gradients) ** 2, gradients, limit)


@clipping.wrong("the sum of the two norms", look="Norms do not add: (3) and (4) together have the norm 5, not 7.")
def _sum_of_norms(gradients, limit):
    return _by(sum(np.linalg.norm(g) for g in gradients), gradients, limit)


@clipping.wrong("the larger of the two norms", look="All elements of both arrays count: add up their squares first.")
def _larger(gradients, limit):
    return _by(max(np.linalg.norm(g) for g in gradients), gradients, limit)


@clipping.wrong("the largest element for the norm", look="The norm is the root of the sum of all squares.")
def _largest(gradients, limit):
    return _by(max(np.abs(g).max() for g in gradients), gradients, limit)


@clipping.wrong("the sum of the absolute values for the norm", look="Square, add, take the root.")
def _absolute(gradients, limit):
    return _by(sum(np.abs(g).sum() for g in gradients), gradients, limit)


@clipping.wrong(
    "the root of the mean of the squares", look="The norm is the root of their sum: nothing divides by a count."
)
def _rms(gradients, limit):
    return _by(_norm(gradients) / np.sqrt(sum(g.size for g in gradients)), gradients, limit)


@clipping.wrong("gradients set to 0 where they are too long", look="Shrink them: the direction is still worth a step.")
def _dropped(gradients, limit):
    return [g * (_norm(gradients) <= limit) for g in gradients]


@clipping.notice
def _cliff(student):
    direction = np.array([3.0, 4.0])
    a, b = (np.concatenate(student([size * direction, np.zeros(1)], 1.0))[:2] for size in (10.0, 1e12))
    return (
        f"clipped to 1, (30, 40) becomes ({a[0]:.1f}, {a[1]:.1f}), and so does (3·10¹², 4·10¹²): ({b[0]:.1f}, "
        f"{b[1]:.1f}). However large a gradient has become, its direction stays and the step has an ordinary length."
    )


turning = Exercise(
    "7.4v",
    "how far clipping by value turns a step",
    task=(
        "Write `turned(gradient, limit)`: the cosine of the angle between a gradient and the same gradient with each "
        "number cut to between −limit and limit. gradient has shape (D,), not all zeros; return one number, 1 where "
        "the direction stays."
    ),
    inputs=[
        (np.array([3.0, 4.0]), 10.0),
        (np.array([3.0, 4.0]), 1.0),
        (np.array([10.0, 1.0, -3.0]), 2.0),
        (np.array([-100.0, 2.0, 1.0]), 1.5),
    ],
    hints=(
        "`np.clip(gradient, -limit, limit)` cuts each number by itself.",
        "The cosine between a and b is a·b / (‖a‖ ‖b‖).",
        "`a @ b / (np.linalg.norm(a) * np.linalg.norm(b))`, where b is the clipped a.",
    ),
)


@turning.reference
def turned(gradient, limit):
    cut = np.clip(gradient, -limit, limit)
    return gradient @ cut / (np.linalg.norm(gradient) * np.linalg.norm(cut))


@turning.wrong("the product without the lengths", look="Divide by both lengths: a cosine is at most 1.")
def _product(gradient, limit):
    return gradient @ np.clip(gradient, -limit, limit)


@turning.wrong("the product divided by one length squared", look="Each of the two vectors has a length of its own.")
def _one_length(gradient, limit):
    return gradient @ np.clip(gradient, -limit, limit) / (gradient @ gradient)


@turning.wrong("the angle, not its cosine", look="Leave out the arccos.")
def _angle(gradient, limit):
    return np.arccos(min(1.0, turned(gradient, limit)))


@turning.wrong("a gradient clipped by its norm", look="That never turns a step. Cut each number: `np.clip`.")
def _by_norm(gradient, limit):
    return turned(gradient, np.inf)


@turning.wrong("numbers cut above only", look="Large negative numbers are cut too, at −limit.")
def _above(gradient, limit):
    cut = np.minimum(gradient, limit)
    return gradient @ cut / (np.linalg.norm(gradient) * np.linalg.norm(cut))


@turning.wrong("signs where clipped numbers belong", look="Numbers smaller than the limit stay as they are.")
def _signs(gradient, limit):
    return turned(gradient, np.abs(gradient)[gradient != 0].min())


@turning.notice
def _far(student):
    cosine = float(student(np.array([100.0, 1.0]), 1.0))
    return (
        f"(100, 1), cut to at most 1, becomes (1, 1): your cosine {cosine:.2f} is an angle of "
        f"{np.degrees(np.arccos(cosine)):.0f}°. Clipping by the norm turns nothing."
    )
