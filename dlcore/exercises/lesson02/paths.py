"""Exercise 2.3, a variable that is used twice, and its variant. All are single numbers."""

import numpy as np

from dlcore.exercises.exercise import Exercise

paths = Exercise(
    "2.3",
    "a variable used twice",
    task=(
        "Complete `slope(x)`: dy/dx of y = u · v with u = x² and v = sin(x). Two paths lead from x to y, one through u "
        "and one through v. x is one number; return one number."
    ),
    inputs=[(1.0,), (2.0,), (-0.5,), (3.0,)],
    hints=(
        "Take one path at a time and multiply along it: x → u → y first.",
        "Through u: 2x to u, then v to y, since the node multiplies u by v. Through v: cos x, then u.",
        "Both paths end in y: add them. 2x · v + cos x · u.",
    ),
)


@paths.reference
def slope(x):
    u = x**2
    v = np.sin(x)
    through_u = 2 * x * v
    through_v = np.cos(x) * u
    return through_u + through_v


@paths.wrong("the path through u alone", look="v moves with x as well. What has come along the other path?")
def _first(x):
    return 2 * x * np.sin(x)


@paths.wrong("the path through v alone", look="u moves with x as well. What has come along the other path?")
def _second(x):
    return np.cos(x) * x**2


@paths.wrong(
    "the product of the slopes of u and v",
    look="The slope of a product is no product of slopes. Move u and hold v, then move v and hold u.",
)
def _product(x):
    return 2 * x * np.cos(x)


@paths.wrong(
    "the sum of the slopes of u and v", look="Along each path one more factor is missing, that of the product."
)
def _no_upstream(x):
    return 2 * x + np.cos(x)


@paths.wrong("the two paths multiplied", look="Along a path slopes multiply; paths that meet again are added.")
def _multiplied(x):
    return 2 * x * np.sin(x) * np.cos(x) * x**2


@paths.wrong("the mean of the two paths", look="Both paths move y in full: their contributions add.")
def _mean(x):
    return slope(x) / 2


@paths.wrong("the difference of the two paths", look="A minus sign belongs to a quotient. Here the two paths add.")
def _difference(x):
    return 2 * x * np.sin(x) - np.cos(x) * x**2


@paths.wrong(
    "each slope with its own value, 2x · u + cos x · v",
    look="At a product the slope along u is the other factor, v.",
)
def _own_value(x):
    return 2 * x * x**2 + np.cos(x) * np.sin(x)


@paths.notice
def _product_rule(student):
    h = 1e-6
    pushed = ((1 + h) ** 2 * np.sin(1 + h) - (1 - h) ** 2 * np.sin(1 - h)) / (2 * h)
    return (
        f"at x = 1 your slope is {student(1.0):.6f}, and a push of 10⁻⁶ to either side gives {pushed:.6f}. "
        "You have just used the product rule of school, u′v + uv′: it is nothing but a sum over two paths."
    )


swish = Exercise(
    "2.3v",
    "x times its own sigmoid",
    task=(
        "Write `silu_slope(x)`: dy/dx of y = x · σ(x) with σ(x) = 1 / (1 + e⁻ˣ), the activation SiLU of lesson 01. "
        "x reaches y directly and through σ. x is one number; return one number."
    ),
    inputs=[(0.0,), (1.0,), (-2.0,), (4.0,)],
    hints=(
        "Two paths again: x as the first factor, and x inside σ, the second factor.",
        "The direct path contributes σ(x). The other one contributes x times the slope of σ.",
        "The slope of σ is σ(x) (1 − σ(x)).",
    ),
)


@swish.reference
def silu_slope(x):
    s = 1 / (1 + np.exp(-x))
    return s + x * s * (1 - s)


def _sigmoid(x):
    return 1 / (1 + np.exp(-x))


@swish.wrong("the direct path alone, σ(x)", look="x stands inside σ as well.")
def _direct(x):
    return _sigmoid(x)


@swish.wrong("the path through σ alone", look="x is the first factor as well: its slope is the other factor.")
def _through(x):
    s = _sigmoid(x)
    return x * s * (1 - s)


@swish.wrong("the slope of σ alone", look="That is the slope of one factor. A product has two paths.")
def _factor(x):
    s = _sigmoid(x)
    return s * (1 - s)


@swish.wrong("σ(x) + x σ(x), with σ in place of its slope", look="The slope of σ is σ(x) (1 − σ(x)).")
def _no_slope(x):
    s = _sigmoid(x)
    return s + x * s


@swish.wrong("a slope of the first factor that is x, where 1 belongs", look="x moves by 1 when x moves by 1.")
def _x_for_one(x):
    s = _sigmoid(x)
    return x * s + x * s * (1 - s)


@swish.wrong("the value y, not its slope", look="x σ(x) is y itself.")
def _value(x):
    return x * _sigmoid(x)


@swish.notice
def _dips(student):
    places = [-4 + i / 100 for i in range(400)]
    slopes = [student(x) for x in places]
    zero = next(x for x, s in zip(places, slopes, strict=True) if s > 0)
    return (
        f"left of about x = −{-zero:.2f} your slope is negative: this activation falls before it rises. At −4 the "
        f"direct path gives {_sigmoid(-4.0):.3f}, the other one takes away {_sigmoid(-4.0) - student(-4.0):.3f}."
    )
