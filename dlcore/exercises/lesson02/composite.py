"""Exercise 2.1, the slope of three functions one inside the other, and its variant. All are single numbers."""

import numpy as np

from dlcore.exercises.exercise import Exercise

composite = Exercise(
    "2.1",
    "three functions, one inside the other",
    task=(
        "Complete `slope(x)`: dy/dx of y = exp(sin(x²)). The forward values u = x² and v = sin(u) are there; "
        "y = exp(v) comes last. x is one number; return one number."
    ),
    inputs=[(1.0,), (0.5,), (-2.0,), (3.0,)],
    hints=(
        "There are three functions, so there are three local slopes. Which is the slope of each, at what came into it?",
        "The square got x, the sine got u, the exponential got v: their slopes are 2x, cos u and exp v.",
        "Multiply the three. Nothing is added, since there is a single way from x to y.",
    ),
)


@composite.reference
def slope(x):
    u = x**2
    v = np.sin(u)
    return np.exp(v) * np.cos(u) * 2 * x


@composite.wrong("the outermost slope alone, exp v", look="It says how y moves with v. How does v move with x?")
def _outer(x):
    return np.exp(np.sin(x**2))


@composite.wrong(
    "the slope with respect to u, exp(v) cos(u)",
    look="One function is left, the square. By how much does u move when x moves by a little?",
)
def _two_of_three(x):
    return np.exp(np.sin(x**2)) * np.cos(x**2)


@composite.wrong(
    "exp(v) · 2x, without the slope of the sine", look="The sine stands between u and v: its slope is cos u."
)
def _no_middle(x):
    return np.exp(np.sin(x**2)) * 2 * x


@composite.wrong("the slope of v, cos(u) · 2x", look="One function is left, the exponential around it.")
def _no_outer(x):
    return np.cos(x**2) * 2 * x


@composite.wrong(
    "the sum of the three local slopes", look="Slopes along one path multiply, as 3 cm a turn times 2 turns a second."
)
def _sum(x):
    return np.exp(np.sin(x**2)) + np.cos(x**2) + 2 * x


@composite.wrong(
    "three slopes that are all taken at x",
    look="The slope of a function is taken at what came into it: the sine got u = x², the exponential got v.",
)
def _all_at_x(x):
    return np.exp(x) * np.cos(x) * 2 * x


@composite.wrong("the slope of the sine taken at x", look="The sine did not get x, it got u = x².")
def _middle_at_x(x):
    return np.exp(np.sin(x**2)) * np.cos(x) * 2 * x


@composite.wrong("the slope of the exponential taken at u", look="The exponential did not get u, it got v = sin(u).")
def _outer_at_u(x):
    return np.exp(x**2) * np.cos(x**2) * 2 * x


@composite.wrong(
    "each function replaced by its slope, exp(cos(2x))",
    look="The local slopes are multiplied, not put into each other.",
)
def _nested(x):
    return np.exp(np.cos(2 * x))


@composite.wrong("a slope of the sine with a minus sign", look="The slope of sin is cos; the slope of cos is −sin.")
def _minus(x):
    return -slope(x)


@composite.wrong("the slope x of a square, without its factor 2", look="x² is x times x: the slope is x + x.")
def _no_two(x):
    return slope(x) / 2


@composite.notice
def _flat(student):
    top = np.sqrt(np.pi / 2)
    return (
        f"at x = {top:.4f}, where u is π/2, your slope is {abs(student(top)):.1g}: there the sine stands at its top. "
        "One factor 0 makes the whole product 0, however steep the other two functions are."
    )


root = Exercise(
    "2.1v",
    "a root of a sum of squares",
    task=(
        "Write `root_slope(x)`: dy/dx of y = √(1 + (3x − 1)²). x is one number; return one number. "
        "Name the values on the way: u = 3x − 1, v = 1 + u², y = √v."
    ),
    inputs=[(0.0,), (1.0,), (0.5,), (-2.0,)],
    hints=(
        "Three local slopes: of 3x − 1, of 1 + u² and of √v.",
        "They are 3, 2u and 1 / (2√v).",
        "Their product is 3 · 2u / (2√v), or 3u / y.",
    ),
)


@root.reference
def root_slope(x):
    u = 3 * x - 1
    v = 1 + u**2
    return 3 * u / np.sqrt(v)


@root.wrong("the slope with respect to u, without the factor 3", look="u moves three times as fast as x.")
def _no_three(x):
    return root_slope(x) / 3


@root.wrong("the slope of the root alone, 1 / (2√v)", look="It says how y moves with v. Two more functions lie inside.")
def _root_alone(x):
    return 0.5 / np.sqrt(1 + (3 * x - 1) ** 2)


@root.wrong("the slope of v, without the root around it", look="y is √v: its local slope is 1 / (2√v).")
def _no_root(x):
    return 6 * (3 * x - 1)


@root.wrong("a slope of √v without its factor ½", look="√v is v to the power ½, and ½ comes down.")
def _no_half(x):
    return 2 * root_slope(x)


@root.wrong("√v as a factor, where 1/√v belongs", look="A root grows ever more slowly: its slope falls as v grows.")
def _times_root(x):
    u = 3 * x - 1
    return 3 * u * np.sqrt(1 + u**2)


@root.wrong("a slope of 1 + u² that keeps the 1", look="A constant that is added does not move: its slope is 0.")
def _keeps_one(x):
    u = 3 * x - 1
    return 3 * (1 + 2 * u) / (2 * np.sqrt(1 + u**2))


@root.notice
def _bounded(student):
    return (
        f"at x = 100 your slope is {student(100.0):.5f}, and at x = −100 it has the same size to 4 digits and a minus. "
        "Far from its lowest point this function is nearly |3x − 1|: it is a smooth relative of the absolute value."
    )
