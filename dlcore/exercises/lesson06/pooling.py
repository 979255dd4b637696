"""Exercise 6.6, backward of a max pool, and its variant, one whose windows overlap, on one axis."""

import numpy as np

from dlcore.exercises.exercise import Exercise
from dlcore.exercises.lesson06.grids import whole

pooling = Exercise(
    "6.6",
    "backward of a max pool",
    task=(
        "A max pool has taken the largest number of each 2 × 2 window of x, shape (H, W). The windows stand side by "
        "side, and none is cut: H and W are even. Write `pool_backward(x, dy)`, where dy, shape (H / 2, W / 2), is the "
        "gradient with respect to these maxima. Return dx, shape (H, W). If several numbers of a window are the "
        "largest, the first of them counts, row by row."
    ),
    inputs=[
        (np.array([[1.0, 2.0], [4.0, 3.0]]), np.array([[8.0]])),
        (np.array([[7.0, 7.0], [0.0, 7.0]]), np.array([[6.0]])),
        (np.array([[-1.0, -5.0, 2.0, 3.0], [-3.0, -2.0, 4.0, 9.0]]), np.array([[5.0, 2.0]])),
        (whole(4, 4, seed=9), whole(2, 2, seed=2)),
    ],
    hints=(
        "Push each of the four numbers of a window a little. Which push changes the maximum, and by how much?",
        "The slope is 1 for the largest number and 0 for the others. So dy[p, q] goes to one of four places.",
        "`place = np.argmax(window)` counts the elements of a window row by row from 0, and gives the first largest. "
        "It lies in row `place // 2` and column `place % 2` of the window, which begins at (2p, 2q).",
    ),
)


@pooling.reference
def pool_backward(x, dy):
    dx = np.zeros_like(x)
    for p, q in np.ndindex(dy.shape):
        place = np.argmax(x[2 * p : 2 * p + 2, 2 * q : 2 * q + 2])  # of the first largest, row by row
        dx[2 * p + place // 2, 2 * q + place % 2] = dy[p, q]
    return dx


def _shares(x, dy, rule):
    """dx with `rule(window)`, shape (2, 2), times dy[p, q] in each window."""
    dx = np.zeros_like(x)
    for p, q in np.ndindex(dy.shape):
        here = slice(2 * p, 2 * p + 2), slice(2 * q, 2 * q + 2)
        dx[here] = dy[p, q] * rule(x[here])
    return dx


@pooling.wrong(
    "a gradient given to all four", look="Push a number that is not the largest: the maximum does not change."
)
def _all(x, dy):
    return _shares(x, dy, np.ones_like)


@pooling.wrong(
    "a gradient spread evenly, a quarter to each", look="So does a mean. A maximum follows the largest number alone."
)
def _evenly(x, dy):
    return _shares(x, dy, lambda window: np.full((2, 2), 0.25))


@pooling.wrong(
    "a gradient given in full to every largest number", look="If several are the largest, only the first gets it."
)
def _all_largest(x, dy):
    return _shares(x, dy, lambda window: window == window.max())


@pooling.wrong(
    "a gradient split among several largest numbers", look="If several are the largest, the first gets all of it."
)
def _split(x, dy):
    return _shares(x, dy, lambda window: (window == window.max()) / np.sum(window == window.max()))


@pooling.wrong("the last of several largest numbers", look="`>` keeps the first, `>=` takes the last.")
def _last(x, dy):
    def last(window):
        return np.arange(4).reshape(2, 2) == 3 - np.argmax(window[::-1, ::-1])

    return _shares(x, dy, last)


@pooling.wrong("a gradient multiplied by the largest number", look="The maximum is x itself, with slope 1.")
def _times_x(x, dy):
    return pool_backward(x, dy) * x


@pooling.wrong("ones at the largest numbers", look="That is the slope of each maximum. It is multiplied by dy.")
def _mask(x, dy):
    return pool_backward(x, np.ones_like(dy))


@pooling.wrong("the smallest number of each window", look="The pool took the largest: argmax, not argmin.")
def _smallest(x, dy):
    return pool_backward(-x, dy)


@pooling.wrong("windows that move by one pixel", look="They stand side by side: window (p, q) begins at (2p, 2q).")
def _by_one(x, dy):
    dx = np.zeros_like(x)
    for p, q in np.ndindex(dy.shape):
        place = np.argmax(x[p : p + 2, q : q + 2])
        dx[p + place // 2, q + place % 2] = dy[p, q]
    return dx


@pooling.wrong(
    "a largest number that has to be above 0", look="A window of negative numbers has a largest one as well."
)
def _above_zero(x, dy):
    return pool_backward(x, dy) * (x > 0)


@pooling.notice
def _quarter(student):
    x, dy = np.random.default_rng(0).normal(size=(28, 28)), np.ones((14, 14))
    dx = np.asarray(student(x, dy))
    return (
        f"of the {dx.size} numbers of your dx for an image of 28 × 28, {np.sum(dx == 0)} are 0: three of four pixels "
        f"get no gradient. None is lost, though: dy adds up to {dy.sum():g}, and dx to "
        f"{dx.sum():g}."
    )


overlapping = Exercise(
    "6.6v",
    "backward of a max pool with overlapping windows",
    task=(
        "One axis: window p holds the k numbers of x, shape (T,), that begin at s·p, and the pool has taken the "
        "largest of each. Now s may be smaller than k. Write `overlapping_backward(x, dy, k, s)`, where dy, shape "
        "(T',), is the gradient with respect to the maxima. Return dx, shape (T,). Among equals the first counts."
    ),
    inputs=[
        (np.array([1.0, 5.0, 2.0]), np.array([10.0, 3.0]), 2, 1),
        (np.array([-4.0, -4.0, -6.0, -1.0, -1.0]), np.array([2.0, 7.0]), 3, 2),
        (whole(8, seed=5), whole(3, seed=6), 3, 2),
        (whole(7, seed=7), whole(2, seed=8), 2, 3),
    ],
    hints=(
        "A number can be the largest of two windows. What does the sum over paths say of its gradient?",
        "Window p begins at s·p. The place of its first largest number is s·p + argmax.",
        "`dx[s * p + np.argmax(x[s * p : s * p + k])] += dy[p]`.",
    ),
)


@overlapping.reference
def overlapping_backward(x, dy, k, s):
    dx = np.zeros_like(x)
    for p in range(len(dy)):
        dx[s * p + np.argmax(x[s * p : s * p + k])] += dy[p]  # one number may win several windows
    return dx


def _window_shares(x, dy, k, s, rule):
    dx = np.zeros_like(x)
    for p in range(len(dy)):
        dx[s * p : s * p + k] += dy[p] * rule(x[s * p : s * p + k])
    return dx


@overlapping.wrong("shares that overwrite each other", look="A number that wins two windows gets both gradients: `+=`.")
def _overwrites(x, dy, k, s):
    dx = np.zeros_like(x)
    for p in range(len(dy)):
        dx[s * p + np.argmax(x[s * p : s * p + k])] = dy[p]
    return dx


@overlapping.wrong("windows side by side, k numbers apart", look="Window p begins at s·p, not at k·p.")
def _apart(x, dy, k, s):
    dx = np.zeros_like(x)
    for p in range(len(dy)):
        dx[k * p + np.argmax(x[k * p : k * p + k])] += dy[p]
    return dx


@overlapping.wrong("windows one number apart", look="Window p begins at s·p, not at p.")
def _stride_one(x, dy, k, s):
    return overlapping_backward(x, dy, k, 1)


@overlapping.wrong("a gradient given to the whole window", look="Only the largest number of a window gets it.")
def _whole_window(x, dy, k, s):
    return _window_shares(x, dy, k, s, np.ones_like)


@overlapping.wrong("a gradient spread evenly over the window", look="So does a mean. A maximum follows one number.")
def _mean_window(x, dy, k, s):
    return _window_shares(x, dy, k, s, np.ones_like) / k


@overlapping.wrong("a gradient given to every largest number", look="Among equals only the first counts.")
def _equals(x, dy, k, s):
    return _window_shares(x, dy, k, s, lambda window: window == window.max())


@overlapping.wrong("the last of equal numbers", look="`np.argmax` gives the first.")
def _last_equal(x, dy, k, s):
    return _window_shares(x, dy, k, s, lambda window: np.arange(k) == k - 1 - np.argmax(window[::-1]))


@overlapping.notice
def _winner(student):
    x = np.zeros(9)
    x[4] = 1.0
    counts = [float(np.asarray(student(x, np.ones(len(range(0, 10 - k, s))), k, s))[4]) for k, s in ((3, 1), (3, 3))]
    return (
        f"one bright number among nine wins {counts[0]:g} windows of 3 that move by 1: your dx there is the sum "
        f"of {counts[0]:g} gradients of 1. Of windows side by side it wins {counts[1]:g}."
    )
