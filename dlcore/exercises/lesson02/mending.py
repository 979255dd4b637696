"""Exercise 2.6, a backward with two mistakes in it, and its variant. w, x and dw have shape (D,)."""

import numpy as np

from dlcore.exercises.exercise import Exercise

mending = Exercise(
    "2.6",
    "two mistakes in a backward",
    task=(
        "The function `broken` has two mistakes. Write `mended(w, x, t)`, the same without them: dL/dw of "
        "L = (y − t)² + 0.1 w·w with y = σ(w·x). w and x have shape (D,), t is one number; return shape (D,)."
    ),
    inputs=[
        (np.array([1.0]), np.array([2.0]), 0.0),
        (np.array([0.5, -1.0]), np.array([1.0, 2.0]), 1.0),
        (np.array([0.0, 3.0]), np.array([-1.0, 0.5]), 0.25),
    ],
    hints=(
        "L has two terms, so two paths lead from w to L. Set x to zero: what should be left, and what comes out?",
        "One line overwrites what another has collected. And one line has the slope of σ wrong: in terms of what?",
        "dz = dy · y (1 − y), with y where z stands; and dw = dw + dz · x.",
    ),
)


@mending.reference
def mended(w, x, t):
    y = 1 / (1 + np.exp(-(w @ x)))
    dw = 0.2 * w  # from the second term
    dy = 2 * (y - t)
    dz = dy * y * (1 - y)  # through σ
    return dw + dz * x  # and from the first


def _parts(w, x, t):
    z = w @ x
    y = 1 / (1 + np.exp(-z))
    return z, y, 2 * (y - t)


@mending.wrong("the function as it was, with both mistakes", look="Compare it with pushes of 10⁻⁵, with x = 0 first.")
def broken(w, x, t):
    z, _, dy = _parts(w, x, t)
    return dy * z * (1 - z) * x


@mending.wrong(
    "one mistake mended: what 0.1 w·w contributes is still overwritten",
    look="Two paths lead from w to L. The last line forgets the one that came first.",
)
def _overwritten(w, x, t):
    _, y, dy = _parts(w, x, t)
    return dy * y * (1 - y) * x


@mending.wrong(
    "one mistake mended: the slope of σ is still taken from z",
    look="σ′ is σ(z) (1 − σ(z)), and σ(z) is y.",
)
def _from_z(w, x, t):
    z, _, dy = _parts(w, x, t)
    return 0.2 * w + dy * z * (1 - z) * x


@mending.wrong("no slope of σ at all", look="Between z and y stands σ: one factor, y (1 − y), is missing.")
def _no_sigmoid(w, x, t):
    _, _, dy = _parts(w, x, t)
    return 0.2 * w + dy * x


@mending.wrong("the slope of σ taken at y, as if σ came twice", look="y (1 − y) is the slope of σ; y is σ(z) already.")
def _twice(w, x, t):
    _, y, dy = _parts(w, x, t)
    s = 1 / (1 + np.exp(-y))
    return 0.2 * w + dy * s * (1 - s) * x


@mending.wrong("0.1 w for the second term", look="The slope of w·w is 2w: 0.1 · 2 is 0.2. That line was right.")
def _half_penalty(w, x, t):
    _, y, dy = _parts(w, x, t)
    return 0.1 * w + dy * y * (1 - y) * x


@mending.wrong("the two paths multiplied", look="Where two paths meet, they are added.")
def _multiplied(w, x, t):
    _, y, dy = _parts(w, x, t)
    return 0.2 * w * dy * y * (1 - y) * x


@mending.wrong("the slope of the square without its factor 2", look="The slope of r² is 2r. That line was right.")
def _no_two(w, x, t):
    _, y, dy = _parts(w, x, t)
    return 0.2 * w + dy / 2 * y * (1 - y) * x


@mending.wrong("dz without x", look="w reaches z multiplied by x: the local slope is x.")
def _no_x(w, x, t):
    _, y, dy = _parts(w, x, t)
    return 0.2 * w + dy * y * (1 - y)


@mending.notice
def _blind(student):
    w, x, t = np.array([0.0, 0.0]), np.array([1.0, 2.0]), 0.5
    difference = np.abs(np.asarray(student(w, x, t)) - broken(w, x, t)).max()
    return (
        f"at w = 0 with t = ½ your function and the broken one differ by {difference:.1g}: a test at that one place "
        "would have found nothing. Test a backward at a random place, where nothing is 0 by chance."
    )


hidden = Exercise(
    "2.6v",
    "a backward through a hidden unit",
    task=(
        "Write `hidden_slopes(w, v, x, t)`: dL/dw and dL/dv of L = (v · tanh(w x) − t)². All are single numbers; "
        "return two numbers."
    ),
    inputs=[(1.0, 1.0, 1.0, 0.0), (0.5, 2.0, 1.0, 0.0), (0.5, -2.0, 3.0, 1.0), (-1.0, 0.5, 0.25, -2.0)],
    hints=(
        "Name the values: z = w x, a = tanh z, y = v a, L = (y − t)². Then go back line by line.",
        "dy = 2 (y − t). It goes to v with the local slope a, and to a with the local slope v.",
        "dz = dy · v · (1 − a²), and dw = dz · x.",
    ),
    returns=2,
)


@hidden.reference
def hidden_slopes(w, v, x, t):
    a = np.tanh(w * x)
    dy = 2 * (v * a - t)
    dv = dy * a
    dz = dy * v * (1 - a**2)
    return dz * x, dv


@hidden.wrong("the two slopes in the other order", look="First dL/dw, then dL/dv.")
def _swapped(w, v, x, t):
    return hidden_slopes(w, v, x, t)[::-1]


@hidden.wrong("no slope of tanh", look="Between z and a stands tanh: its slope is 1 − a².")
def _no_tanh(w, v, x, t):
    a = np.tanh(w * x)
    dy = 2 * (v * a - t)
    return dy * v * x, dy * a


@hidden.wrong("dL/dw without v", look="a reaches y multiplied by v: the local slope is v.")
def _no_v(w, v, x, t):
    a = np.tanh(w * x)
    dy = 2 * (v * a - t)
    return dy * (1 - a**2) * x, dy * a


@hidden.wrong("dL/dv with v, where a belongs", look="At the product v · a the slope along v is the other factor.")
def _own(w, v, x, t):
    dw, _ = hidden_slopes(w, v, x, t)
    return dw, 2 * (v * np.tanh(w * x) - t) * v


@hidden.wrong("no factor 2", look="The slope of a square is twice what is squared.")
def _half(w, v, x, t):
    dw, dv = hidden_slopes(w, v, x, t)
    return dw / 2, dv / 2


@hidden.wrong("the slope of tanh as 1 − z²", look="It is 1 − a²: in terms of what came out, not of what went in.")
def _from_input(w, v, x, t):
    a = np.tanh(w * x)
    dy = 2 * (v * a - t)
    return dy * v * (1 - (w * x) ** 2) * x, dy * a


@hidden.notice
def _sleeping(student):
    dw, dv = student(0.7, 0.0, 1.0, 1.0)
    return (
        f"with v = 0 your slope of w is {abs(float(dw)):.1g}, that of v has size {abs(float(dv)):.2f}. A weight "
        "behind a zero learns nothing until the zero has moved. Lesson 04 has a whole network in that state."
    )
