"""Exercise 2.5, a gradient by centred differences, and its variant, the slope along a direction. x has shape (D,)."""

import numpy as np

from dlcore.exercises.exercise import Exercise


def cubes(x):
    """the sum of the cubes of x"""
    return np.sum(x**3)


def mixed(x):
    """x₁² x₂ + x₂³"""
    return x[0] ** 2 * x[1] + x[1] ** 3


def pair(x):
    """the two numbers x₁ x₂ and x₁³"""
    return np.array([x[0] * x[1], x[0] ** 3])


differences = Exercise(
    "2.5",
    "a gradient by centred differences",
    task=(
        "Write `pushed(f, x, h)`: the centred difference (f(x + h eᵢ) − f(x − h eᵢ)) / 2h for every entry i of x, "
        "where eᵢ is 1 at place i and 0 elsewhere. x has shape (D,), f takes such an array and returns one number; "
        "return shape (D,)."
    ),
    inputs=[
        (cubes, np.array([2.0]), 0.5),
        (cubes, np.array([1.0, -2.0]), 0.25),
        (mixed, np.array([1.0, 2.0]), 0.5),
    ],
    hints=(
        "One entry moves at a time, so there is a loop over the places: two calls of f for each.",
        "Build a step that is zero but for one place: `step = np.zeros(len(x)); step[i] = h`.",
        "`(f(x + step) - f(x - step)) / (2 * h)` is entry i. `x + step` is a new array: x stays as it was.",
    ),
)


@differences.reference
def pushed(f, x, h):
    slopes = np.zeros(len(x))
    for i in range(len(x)):
        step = np.zeros(len(x))
        step[i] = h
        slopes[i] = (f(x + step) - f(x - step)) / (2 * h)
    return slopes


def _each(f, x, h, rule):
    """`rule(f, x, step, h)` for every place."""
    return np.array([rule(f, x, step, h) for step in h * np.eye(len(x))])


@differences.wrong(
    "forward differences, with a push to one side",
    look="(f(x + h) − f(x)) / h leaves an error that falls with h; to both sides it falls with h².",
)
def _one_side(f, x, h):
    return _each(f, x, h, lambda f, x, step, h: (f(x + step) - f(x)) / h)


@differences.wrong("backward differences, with a push down alone", look="Push to both sides: x + h and x − h.")
def _down(f, x, h):
    return _each(f, x, h, lambda f, x, step, h: (f(x) - f(x - step)) / h)


@differences.wrong("a division by h", look="From x − h to x + h is a distance of 2h.")
def _by_h(f, x, h):
    return 2 * pushed(f, x, h)


@differences.wrong("differences that are not divided", look="A slope is a rise divided by a run, here 2h.")
def _undivided(f, x, h):
    return 2 * h * pushed(f, x, h)


@differences.wrong("a division by 2 without h", look="The run is 2h, not 2.")
def _by_two(f, x, h):
    return h * pushed(f, x, h)


@differences.wrong(
    "`/ 2 * h`, which divides by 2 and multiplies by h", look="Brackets: `/ (2 * h)`. Division comes from the left."
)
def _no_brackets(f, x, h):
    return h * h * pushed(f, x, h)


@differences.wrong("half the step, ±h/2 divided by h", look="That is a centred difference too, but its push is h/2.")
def _half_step(f, x, h):
    return pushed(f, x, h / 2)


@differences.wrong("the two sides in the other order", look="Up minus down: f(x + h) − f(x − h).")
def _turned(f, x, h):
    return -pushed(f, x, h)


@differences.wrong(
    "all entries pushed at once",
    look="`x + h` pushes every entry. The slope along entry i needs a push of entry i alone.",
)
def _all_at_once(f, x, h):
    return np.full(len(x), (f(x + h) - f(x - h)) / (2 * h))


@differences.wrong(
    "entries that are not put back after their push",
    look="Entry 2 is pushed while entry 1 still stands at x − h. Put it back, or push a copy.",
)
def _not_put_back(f, x, h):
    x, slopes = x.copy(), np.zeros(len(x))
    for i in range(len(x)):
        x[i] += h
        above = f(x)
        x[i] -= 2 * h
        slopes[i] = (above - f(x)) / (2 * h)
    return slopes


@differences.wrong("the slopes added up to one number", look="Each entry has a slope of its own: shape (D,).")
def _added(f, x, h):
    return np.sum(pushed(f, x, h))


@differences.notice
def _error(student):
    x = np.array([2.0])
    errors = [float(np.asarray(student(cubes, x, h))[0]) - 12 for h in (0.1, 0.01)]
    return (
        f"the slope of x³ at 2 is 12. With h = 0.1 yours misses it by {errors[0]:.6f}, with h = 0.01 by "
        f"{errors[1]:.6f}: a tenth of the step, a hundredth of the error. How far can this go on?"
    )


directional = Exercise(
    "2.5v",
    "the slope along a direction",
    task=(
        "Write `along(f, x, v, h)`: (f(x + h v) − f(x − h v)) / 2h, how fast f moves when x moves along v. x and v "
        "have shape (D,); f takes an array like x and returns shape (M,); return shape (M,)."
    ),
    inputs=[
        (pair, np.array([1.0, 2.0]), np.array([1.0, 0.0]), 0.5),
        (pair, np.array([1.0, 2.0]), np.array([3.0, -1.0]), 0.25),
        (pair, np.array([2.0, -1.0]), np.array([0.5, 2.0]), 0.5),
    ],
    hints=(
        "There is no loop: all entries move together, along v.",
        "The step is `h * v`, once up and once down.",
        "The length of v is kept: twice as long a v gives twice as large a result, nearly.",
    ),
)


@directional.reference
def along(f, x, v, h):
    return (f(x + h * v) - f(x - h * v)) / (2 * h)


@directional.wrong("a push to one side", look="Push to both sides: x + h v and x − h v, over 2h.")
def _along_one_side(f, x, v, h):
    return (f(x + h * v) - f(x)) / h


@directional.wrong("a division by h", look="From x − h v to x + h v is a distance of 2h, in units of v.")
def _along_by_h(f, x, v, h):
    return 2 * along(f, x, v, h)


@directional.wrong("a direction brought to length 1", look="The length of v belongs to the answer: keep it.")
def _unit(f, x, v, h):
    return along(f, x, v / np.linalg.norm(v), h)


@directional.wrong("every entry pushed by h, whatever v says", look="The step is `h * v`.")
def _no_direction(f, x, v, h):
    return along(f, x, np.ones(len(x)), h)


@directional.wrong("the outputs added up to one number", look="Each output has its own speed: shape (M,).")
def _one_number(f, x, v, h):
    return np.sum(along(f, x, v, h))


@directional.notice
def _jacobian(student):
    x, v, h = np.array([1.0, 2.0]), np.array([3.0, -1.0]), 2.0**-10
    one, two = (np.asarray(student(pair, x, e, h)) for e in np.eye(2))
    both = np.asarray(student(pair, x, v, h))
    return (
        f"along v = (3, −1) your first number is {both[0]:.3f}. Three times that along the first axis minus that "
        f"along the second is {3 * one[0] - two[0]:.3f}. One push along v replaces a push along every axis."
    )
