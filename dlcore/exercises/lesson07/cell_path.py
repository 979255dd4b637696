"""Exercise 7.6, the way back through the cell of an LSTM, and its variant, what is left of an old cell. All (H,)."""

import numpy as np

from dlcore.exercises.exercise import Exercise
from dlcore.exercises.lesson07.cases import numbers, sigmoid


def _case(h, seed):
    dh, dc, c = (numbers(h, seed=seed + i) for i in range(3))
    f, o = (np.round(sigmoid(numbers(h, seed=seed + i)), 2) for i in (3, 4))
    return dh, dc, c, f, o


cell_path = Exercise(
    "7.6",
    "the way back through the cell",
    task=(
        "Write `lstm_cell_gradient(dh, dc, c, f, o)`: the gradient of the old cell. The new cell c is f times the old "
        "cell plus i g, and the new h is o tanh(c). dh is the gradient of the new h. dc is what the next step sends "
        "straight to the new cell. All have shape (H,); return shape (H,)."
    ),
    inputs=[
        tuple(np.array([v]) for v in (1.0, 0.0, 0.5, 0.5, 1.0)),
        tuple(np.array([v]) for v in (0.0, 1.0, 0.5, 0.9, 0.2)),
        _case(1, 5),
        _case(3, 10),
    ],
    hints=(
        "The new cell has two ways to the loss: through h, and through the next cell. Slopes over two ways add up.",
        "Through h comes dh · o · (1 − tanh²(c)). So the new cell has dc + that.",
        "From the new cell to the old one there is one factor: f. It multiplies the whole sum.",
    ),
)


@cell_path.reference
def lstm_cell_gradient(dh, dc, c, f, o):
    dc = dc + dh * o * (1 - np.tanh(c) ** 2)
    return dc * f


@cell_path.wrong(
    "the cell-state path forgotten",
    look="dc comes from the next step through the cell itself. It is the way on which an LSTM remembers.",
)
def _no_cell_path(dh, dc, c, f, o):
    return lstm_cell_gradient(dh, 0 * dc, c, f, o)


@cell_path.wrong(
    "the way through h forgotten", look="h is made from c as well: dh · o · (1 − tanh²(c)) is added to dc."
)
def _no_h_path(dh, dc, c, f, o):
    return dc * f


@cell_path.wrong("the gradient of the new cell, not of the old", look="From the new cell back to the old: times f.")
def _no_f(dh, dc, c, f, o):
    return dc + dh * o * (1 - np.tanh(c) ** 2)


@cell_path.wrong("f on the cell path alone", look="Both ways meet at the new cell. Then f multiplies their sum.")
def _f_on_one(dh, dc, c, f, o):
    return dc * f + dh * o * (1 - np.tanh(c) ** 2)


@cell_path.wrong("f on the way through h alone", look="Both ways meet at the new cell. Then f multiplies their sum.")
def _f_on_other(dh, dc, c, f, o):
    return dc + dh * o * (1 - np.tanh(c) ** 2) * f


@cell_path.wrong("1 − f where f belongs", look="The new cell is f times the old one: the slope is f.")
def _forgets(dh, dc, c, f, o):
    return lstm_cell_gradient(dh, dc, c, 1 - f, o)


@cell_path.wrong("no output gate", look="h is o tanh(c): the way through h has the factor o.")
def _no_o(dh, dc, c, f, o):
    return lstm_cell_gradient(dh, dc, c, f, 1.0)


@cell_path.wrong("no slope of tanh", look="h is o tanh(c): between c and h stands tanh, with the slope 1 − tanh²(c).")
def _no_slope(dh, dc, c, f, o):
    return (dc + dh * o) * f


@cell_path.wrong("1 − c² for the slope of tanh", look="c goes into tanh, it did not come out: 1 − tanh²(c).")
def _slope_of_c(dh, dc, c, f, o):
    return (dc + dh * o * (1 - c**2)) * f


@cell_path.wrong("1 − h² for the slope of tanh", look="h is o tanh(c), not tanh(c). Take tanh(c) without the gate.")
def _slope_of_h(dh, dc, c, f, o):
    return (dc + dh * o * (1 - (o * np.tanh(c)) ** 2)) * f


@cell_path.wrong("tanh(c) where its slope belongs", look="tanh(c) is the slope of h with respect to o. Here c moves.")
def _tanh(dh, dc, c, f, o):
    return (dc + dh * o * np.tanh(c)) * f


@cell_path.wrong("dc sent through tanh as well", look="dc has reached the cell already. Only dh comes through tanh.")
def _both_through_tanh(dh, dc, c, f, o):
    return (dc + dh) * o * (1 - np.tanh(c) ** 2) * f


@cell_path.notice
def _carousel(student):
    def left(f):
        """What is left of a gradient of 1 after 100 steps back through the cell alone."""
        dc, one = np.ones(1), np.ones(1)
        for _ in range(100):
            dc = np.asarray(student(0 * one, dc, one, f * one, one))
        return dc[0]

    return (
        f"100 steps back along the cell, a gradient of 1 becomes {left(0.5):.0e} with f = 0.5 and {left(0.9):.0e} with "
        f"f = 0.9. With f = 0.99 it is {left(0.99):.2f}, and with f = 1 it stays {left(1.0):g}. So gradients can "
        "vanish in an LSTM too; but it can learn to keep its gates open."
    )


leftover = Exercise(
    "7.6v",
    "what is left of an old cell",
    task=(
        "Write `remains(f)`. Row t of f holds the forget gates of step t, shape (T, H). Along the cell alone, how much "
        "does the last cell change for a small change of the cell after step t? Return these numbers for every t, "
        "shape (T, H); the last row is 1."
    ),
    inputs=[
        (np.array([[0.5], [0.25]]),),
        (np.array([[0.5], [0.25], [0.8]]),),
        (np.array([[1.0, 0.5], [0.1, 0.6], [0.9, 1.0], [0.5, 0.2]]),),
    ],
    hints=(
        "From the cell after step t to the next one: which single factor? And to the last one?",
        "The product of the forget gates of all steps after t, not of step t itself: that one acted before.",
        "Begin with a row of ones for the last step, and multiply by f[t + 1] on the way back.",
    ),
)


@leftover.reference
def remains(f):
    left = np.ones_like(f)
    for t in range(len(f) - 2, -1, -1):
        left[t] = left[t + 1] * f[t + 1]
    return left


def _product_from(f):
    """The product of the gates of step t and all later ones."""
    return np.cumprod(f[::-1], axis=0)[::-1]


@leftover.wrong(
    "the gate of step t counted too", look="It made the cell after step t. Only later gates come in between."
)
def _own_gate(f):
    return _product_from(f)


@leftover.wrong("the product of the gates up to step t", look="Look ahead: from step t + 1 to the last.")
def _from_the_front(f):
    return np.cumprod(f, axis=0)


@leftover.wrong("the next gate alone", look="Each later step multiplies once more.")
def _next_gate(f):
    return np.concatenate([f[1:], np.ones_like(f[:1])])


@leftover.wrong("the last gate left out", look="The last step multiplies the cell too: only the last row is 1.")
def _without_last(f):
    return remains(np.concatenate([f[:-1], np.ones_like(f[:1])]))


@leftover.wrong("the last row first", look="Row t belongs to step t, and the last row is 1.")
def _reversed(f):
    return remains(f)[::-1]


@leftover.wrong("a sum of gates", look="Ways one after the other multiply.")
def _sum(f):
    later = np.cumsum(f[::-1], axis=0)[::-1] - f
    return np.where(np.arange(len(f))[:, None] == len(f) - 1, 1.0, later)


@leftover.notice
def _erased(student):
    f = np.full((60, 1), 0.99)
    f[30] = 0.0
    left = np.asarray(student(f))[:, 0]
    return (
        f"take 60 steps with f = 0.99, but 0 in step 31. Of the cell after step 31 then {left[30]:.2f} is left, of the "
        f"one before it {left[29]:g}. A single forget gate of 0 erases all that came before."
    )
