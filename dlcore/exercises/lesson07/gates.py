"""Exercise 7.5, a step of an LSTM, and its variant, weights from a file with another order of gates."""

import numpy as np

from dlcore.exercises.exercise import Exercise
from dlcore.exercises.lesson07.cases import numbers, sigmoid, states


def _case(d, h, seed):
    weights = numbers(4 * h, d + h, seed=seed) / 2, numbers(4 * h, seed=seed + 1) / 2
    return numbers(d, seed=seed + 2), states(h, seed=seed), numbers(h, seed=seed + 3), *weights


gates = Exercise(
    "7.5",
    "a step of an LSTM",
    task=(
        "Write `lstm_step_by_hand(x, h, c, W, b)`: one step of an LSTM. x has shape (D,), the states h and c (H,). All "
        "gates come from W [x; h] + b: W has shape (4H, D + H), b (4H,), and their rows are in torch's order i, f, g, "
        "o. Return the new h and the new c, both (H,)."
    ),
    inputs=[
        (np.array([1.0]), np.array([0.5]), np.array([2.0]), *_case(1, 1, 0)[3:]),
        _case(1, 2, 4),
        _case(2, 2, 9),
        _case(3, 2, 17),
    ],
    hints=(
        "`np.concatenate([x, h])` is [x; h]. `np.split(a, 4)` cuts the sums a into four parts of H numbers.",
        "i, f and o are gates: a sigmoid keeps them between 0 and 1. g is what may be written: tanh.",
        "The new c is f c + i g, with the old c. The new h is o tanh(c), with the new c.",
    ),
    returns=2,
)


@gates.reference
def lstm_step_by_hand(x, h, c, W, b):
    i, f, g, o = np.split(W @ np.concatenate([x, h]) + b, 4)
    i, f, o = (1 / (1 + np.exp(-a)) for a in (i, f, o))
    c = f * c + i * np.tanh(g)
    return o * np.tanh(c), c


def _parts(x, h, W, b, order="ifgo"):
    """i, f, g, o where the rows of W and b are in this order."""
    sums = dict(zip(order, np.split(W @ np.concatenate([x, h]) + b, 4), strict=True))
    return sigmoid(sums["i"]), sigmoid(sums["f"]), np.tanh(sums["g"]), sigmoid(sums["o"])


def _ordered(order):
    def step(x, h, c, W, b):
        i, f, g, o = _parts(x, h, W, b, order)
        c = f * c + i * g
        return o * np.tanh(c), c

    return step


gates.wrong("gates in the order i, f, o, g", look="Some course notes have this order. In torch g comes before o.")(
    _ordered("ifog")
)
gates.wrong(
    "gates in the order f, i, g, o", look="Many articles name the forget gate first. In torch i comes before f."
)(_ordered("figo"))
gates.wrong("gates in the order i, g, f, o", look="Some libraries have this order. In torch f comes before g.")(
    _ordered("igfo")
)
gates.wrong(
    "gates in the order i, o, f, g", look="Files in the ONNX format have this order. In torch it is i, f, g, o."
)(_ordered("iofg"))


@gates.wrong("a new h without tanh of c", look="The cell can hold any number; h is o tanh(c), between −1 and 1.")
def _no_tanh(x, h, c, W, b):
    _, c = lstm_step_by_hand(x, h, c, W, b)
    return _parts(x, h, W, b)[3] * c, c


@gates.wrong("a new h from the old cell", look="First write the cell, then read it: tanh of the new c.")
def _old_cell(x, h, c, W, b):
    return _parts(x, h, W, b)[3] * np.tanh(c), lstm_step_by_hand(x, h, c, W, b)[1]


@gates.wrong("a forget gate that keeps h, not c", look="f guards the cell: the new c begins with f times the old c.")
def _keeps_h(x, h, c, W, b):
    i, f, g, o = _parts(x, h, W, b)
    c = f * h + i * g
    return o * np.tanh(c), c


@gates.wrong("a forget gate that forgets where it is 1", look="f = 1 keeps all, f = 0 erases: f times the old c.")
def _forgets(x, h, c, W, b):
    i, f, g, o = _parts(x, h, W, b)
    c = (1 - f) * c + i * g
    return o * np.tanh(c), c


@gates.wrong("1 − f for the input gate", look="So it is in a GRU. An LSTM has an input gate of its own, i.")
def _coupled(x, h, c, W, b):
    _, f, g, o = _parts(x, h, W, b)
    c = f * c + (1 - f) * g
    return o * np.tanh(c), c


@gates.wrong("no input gate", look="What is written is i g, not g.")
def _no_input_gate(x, h, c, W, b):
    _, f, g, o = _parts(x, h, W, b)
    c = f * c + g
    return o * np.tanh(c), c


@gates.wrong("a sigmoid for g", look="g is no gate: what is written may be negative. It takes tanh.")
def _all_sigmoid(x, h, c, W, b):
    i, f, _, o = _parts(x, h, W, b)
    c = f * c + i * sigmoid(np.split(W @ np.concatenate([x, h]) + b, 4)[2])
    return o * np.tanh(c), c


@gates.wrong("[h; x] where [x; h] belongs", look="The first D columns of W belong to x, the last H to h.")
def _h_first(x, h, c, W, b):
    i, f, g, o = np.split(W @ np.concatenate([h, x]) + b, 4)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


@gates.wrong("sums without b", look="Add b before anything is squashed.")
def _no_bias(x, h, c, W, b):
    return lstm_step_by_hand(x, h, c, W, 0 * b)


@gates.wrong("the two states in the other order", look="First h, then c.")
def _turned(x, h, c, W, b):
    return lstm_step_by_hand(x, h, c, W, b)[::-1]


@gates.notice
def _holds(student):
    def left(bias):
        """What is left of a cell of 1 after 50 steps, where the forget gate has only its bias."""
        W, b = np.zeros((4, 2)), np.array([-50.0, bias, 0.0, 0.0])  # the input gate is closed
        h, c = np.zeros(1), np.ones(1)
        for _ in range(50):
            h, c = (np.asarray(s) for s in student(np.ones(1), h, c, W, b))
        return c[0]

    return (
        f"your cell holds 1, and its input gate is closed. After 50 steps it holds {left(0.0):.0e} with a forget bias "
        f"of 0, {left(3.0):.1g} with 3 and {left(6.0):.1g} with 6. The bias decides how long a cell remembers before "
        "anything is learnt."
    )


order = Exercise(
    "7.5v",
    "weights with another order of gates",
    task=(
        "Files in the ONNX format hold the weights of an LSTM with the gates in the order i, o, f, g. Write "
        "`from_onnx(W)`: the same rows in torch's order i, f, g, o. W has shape (4H, D), and each gate has H rows, one "
        "below the other; return shape (4H, D)."
    ),
    inputs=[
        (np.array([[1.0], [2.0], [3.0], [4.0]]),),
        (np.arange(8.0)[:, None],),
        (numbers(8, 3),),
    ],
    hints=(
        "First cut W into four parts of H rows: `np.split(W, 4)`.",
        "Give the parts the names they have in the file: `i, o, f, g = np.split(W, 4)`.",
        "Put them together as torch has them: `np.concatenate([i, f, g, o])`.",
    ),
)


@order.reference
def from_onnx(W):
    i, o, f, g = np.split(W, 4)
    return np.concatenate([i, f, g, o])


@order.wrong("the rows as they were", look="In the file o is the second gate. In torch it is the last.")
def _as_it_was(W):
    return W


@order.wrong("torch's order turned into that of the file", look="The other way: the file has i, o, f, g.")
def _backwards(W):
    i, f, g, o = np.split(W, 4)
    return np.concatenate([i, o, f, g])


@order.wrong("only f and o exchanged", look="i, f, o, g is not torch's order either: there g comes before o.")
def _exchanged(W):
    i, o, f, g = np.split(W, 4)
    return np.concatenate([i, f, o, g])


@order.wrong("four rows, one for each gate", look="Each gate has H rows, which move together: 4H rows in all.")
def _four_rows(W):
    return W[[0, 2, 3, 1]]


@order.wrong("every fourth row taken for one gate", look="The H rows of one gate lie one below the other.")
def _interleaved(W):
    hidden = len(W) // 4
    return W.reshape(hidden, 4, -1)[:, [0, 2, 3, 1]].reshape(W.shape)


@order.notice
def _silent(student):
    W, b = numbers(8, 4, seed=3) / 2, numbers(8, seed=4) / 2
    arguments = numbers(2), states(2), numbers(2, seed=1)
    unsorted, _ = lstm_step_by_hand(*arguments, W, b)
    h, _ = lstm_step_by_hand(*arguments, np.asarray(student(W)), np.asarray(student(b[:, None]))[:, 0])
    return (
        "an LSTM with rows in the wrong order runs without any complaint: in one step it makes "
        f"{np.asarray(unsorted)[0]:.2f} where {np.asarray(h)[0]:.2f} is right. No shape is wrong, so no shape tells. "
        "Compare numbers with the library that wrote the file."
    )
