"""Exercise 7.7, a step of a GRU with two mistakes in it, and its variant, counting parameters."""

import numpy as np

from dlcore.exercises.exercise import Exercise
from dlcore.exercises.lesson07.cases import cell, numbers, sigmoid, states

mending = Exercise(
    "7.7",
    "a GRU that does not agree with torch",
    task=(
        "`broken` shall be a step of torch's GRU, but two of its lines are those of other articles. Write "
        "`gru_step_by_hand(x, h, W_ih, W_hh, b_ih, b_hh)`, as torch has it. x has shape (D,), h (H,), W_ih (3H, D), "
        "W_hh (3H, H), both biases (3H,). Their rows are in the order r, z, n. Return the new h, (H,)."
    ),
    inputs=[
        (np.array([1.0]), np.array([0.5]), *cell(1, 1, gates=3, seed=2)),
        (numbers(1), states(2), *cell(1, 2, gates=3, seed=5)),
        (numbers(2, seed=1), states(2, seed=1), *cell(2, 2, gates=3, seed=9)),
        (numbers(3, seed=2), states(2, seed=2), *cell(3, 2, gates=3, seed=14)),
    ],
    hints=(
        "Write torch's four equations beside the code. Two lines differ: one makes n, the other makes the new h.",
        "In torch, r comes after the product with the weights: r (W_hn h + b_hn). And z is the share that stays.",
        "n = tanh(a_n + r · m_n), where m_n is the last third of W_hh h + b_hh. The new h is (1 − z) n + z h.",
    ),
)


@mending.reference
def gru_step_by_hand(x, h, W_ih, W_hh, b_ih, b_hh):
    a_r, a_z, a_n = np.split(W_ih @ x + b_ih, 3)
    m_r, m_z, m_n = np.split(W_hh @ h + b_hh, 3)
    r = 1 / (1 + np.exp(-(a_r + m_r)))
    z = 1 / (1 + np.exp(-(a_z + m_z)))
    n = np.tanh(a_n + r * m_n)
    return (1 - z) * n + z * h


@mending.wrong(
    "the function as it was, with both mistakes", look="One line differs in where r acts, one in what z does."
)
def broken(x, h, W_ih, W_hh, b_ih, b_hh):
    a_r, a_z, a_n = np.split(W_ih @ x + b_ih, 3)
    m_r, m_z, _ = np.split(W_hh @ h + b_hh, 3)
    r = 1 / (1 + np.exp(-(a_r + m_r)))
    z = 1 / (1 + np.exp(-(a_z + m_z)))
    W_hn, b_hn = W_hh[-len(h) :], b_hh[-len(h) :]
    n = np.tanh(a_n + W_hn @ (r * h) + b_hn)
    return (1 - z) * h + z * n


def _parts(x, h, W_ih, W_hh, b_ih, b_hh):
    """(r, z, a_n, m_n)"""
    a_r, a_z, a_n = np.split(W_ih @ x + b_ih, 3)
    m_r, m_z, m_n = np.split(W_hh @ h + b_hh, 3)
    return sigmoid(a_r + m_r), sigmoid(a_z + m_z), a_n, m_n


def _mix(z, n, h):
    return (1 - z) * n + z * h


@mending.wrong(
    "one mistake mended: r still acts on h, before the product",
    look="So it is in the final version of the first article. In torch r multiplies W_hn h + b_hn.",
)
def _early_reset(x, h, W_ih, W_hh, b_ih, b_hh):
    r, z, a_n, _ = _parts(x, h, W_ih, W_hh, b_ih, b_hh)
    return _mix(z, np.tanh(a_n + W_hh[-len(h) :] @ (r * h) + b_hh[-len(h) :]), h)


@mending.wrong(
    "one mistake mended: z is still the share of the new", look="In torch z = 1 keeps the old h, and z = 0 takes n."
)
def _z_turned(x, h, W_ih, W_hh, b_ih, b_hh):
    r, z, a_n, m_n = _parts(x, h, W_ih, W_hh, b_ih, b_hh)
    return _mix(1 - z, np.tanh(a_n + r * m_n), h)


@mending.wrong("b_hn outside of the product with r", look="In torch r multiplies the whole of W_hn h + b_hn.")
def _bias_outside(x, h, W_ih, W_hh, b_ih, b_hh):
    r, z, a_n, m_n = _parts(x, h, W_ih, W_hh, b_ih, b_hh)
    b_hn = b_hh[-len(h) :]
    return _mix(z, np.tanh(a_n + r * (m_n - b_hn) + b_hn), h)


@mending.wrong("no reset gate", look="Without r, n sees all of the old h: n = tanh(a_n + r · m_n).")
def _no_reset(x, h, W_ih, W_hh, b_ih, b_hh):
    _, z, a_n, m_n = _parts(x, h, W_ih, W_hh, b_ih, b_hh)
    return _mix(z, np.tanh(a_n + m_n), h)


@mending.wrong("r times what comes from x as well", look="r guards the old state alone: it multiplies m_n, not a_n.")
def _reset_all(x, h, W_ih, W_hh, b_ih, b_hh):
    r, z, a_n, m_n = _parts(x, h, W_ih, W_hh, b_ih, b_hh)
    return _mix(z, np.tanh(r * (a_n + m_n)), h)


@mending.wrong("n without tanh", look="n is tanh of its sum: so h stays between −1 and 1. That line had its tanh.")
def _no_tanh(x, h, W_ih, W_hh, b_ih, b_hh):
    r, z, a_n, m_n = _parts(x, h, W_ih, W_hh, b_ih, b_hh)
    return _mix(z, a_n + r * m_n, h)


@mending.wrong("a sigmoid for n", look="n is no gate: it may be negative. It takes tanh.")
def _sigmoid_n(x, h, W_ih, W_hh, b_ih, b_hh):
    r, z, a_n, m_n = _parts(x, h, W_ih, W_hh, b_ih, b_hh)
    return _mix(z, sigmoid(a_n + r * m_n), h)


@mending.wrong("r and z exchanged", look="The first third of the rows is r, the second z. So it was in `broken`.")
def _exchanged(x, h, W_ih, W_hh, b_ih, b_hh):
    z, r, a_n, m_n = _parts(x, h, W_ih, W_hh, b_ih, b_hh)
    return _mix(z, np.tanh(a_n + r * m_n), h)


@mending.wrong("1 − r where r belongs", look="r = 0 hides the old state from n.")
def _r_turned(x, h, W_ih, W_hh, b_ih, b_hh):
    r, z, a_n, m_n = _parts(x, h, W_ih, W_hh, b_ih, b_hh)
    return _mix(z, np.tanh(a_n + (1 - r) * m_n), h)


@mending.wrong("the new state without the old one", look="The new h is a mixture: (1 − z) n + z h.")
def _only_new(x, h, W_ih, W_hh, b_ih, b_hh):
    r, z, a_n, m_n = _parts(x, h, W_ih, W_hh, b_ih, b_hh)
    return (1 - z) * np.tanh(a_n + r * m_n)


@mending.notice
def _apart(student):
    x, h, weights = numbers(40, 3), np.zeros(8), cell(3, 8, gates=3)
    first = second = h
    for x_t in x:
        first, second = np.asarray(student(x_t, first, *weights)), broken(x_t, second, *weights)
    apart = np.abs(first - second).max()
    return (
        f"after 40 steps with the same weights, your state and that of `broken` differ by {apart:.2f}. Trained as it "
        "is, `broken` would be a good network too. But weights fit only the equations they were trained in."
    )


counting_parameters = Exercise(
    "7.7v",
    "how many parameters",
    task=(
        "Write `count(gates, D, H, layers)`: how many parameters a recurrent network has. Its weights have gates · H "
        "rows: gates is 1 for an RNN, 3 for a GRU, 4 for an LSTM. Inputs have D features, states H units, and a layer "
        "above the first reads the states below it. As in torch, each layer has two biases. Return one whole number."
    ),
    inputs=[(1, 1, 1, 1), (1, 4, 32, 1), (4, 3, 5, 1), (3, 2, 4, 2), (4, 7, 3, 3)],
    hints=(
        "One layer has W_ih, W_hh, b_ih and b_hh. What is the shape of each?",
        "In the first layer: gates · H rows, each with D + H weights and 2 biases.",
        "In every layer above: gates · H · (H + H + 2), as its input has H features.",
    ),
)


@counting_parameters.reference
def count(gates, D, H, layers):
    first = gates * H * (D + H + 2)
    above = gates * H * (H + H + 2)
    return first + (layers - 1) * above


@counting_parameters.wrong("one bias a layer", look="As in torch there are two, b_ih and b_hh: + 2.")
def _one_bias(gates, D, H, layers):
    return count(gates, D, H, layers) - gates * H * layers


@counting_parameters.wrong("no biases", look="Each row of weights has two biases: + 2.")
def _no_bias(gates, D, H, layers):
    return count(gates, D, H, layers) - 2 * gates * H * layers


@counting_parameters.wrong(
    "the same D for every layer", look="A layer above the first reads states: H features, not D."
)
def _same_d(gates, D, H, layers):
    return layers * count(gates, D, H, 1)


@counting_parameters.wrong("the first layer alone", look="Each layer has weights of its own.")
def _first_layer(gates, D, H, layers):
    return count(gates, D, H, 1)


@counting_parameters.wrong("one gate alone", look="All weights and biases have gates · H rows.")
def _one_gate(gates, D, H, layers):
    return count(1, D, H, layers)


@counting_parameters.wrong("no weights from state to state", look="W_hh has gates · H rows and H columns.")
def _no_hh(gates, D, H, layers):
    return count(gates, D, H, layers) - gates * H * H * layers


@counting_parameters.notice
def _ratios(student):
    rnn, gru, lstm = (int(student(gates, 32, 128, 1)) for gates in (1, 3, 4))
    return (
        f"32 features and 128 units: {rnn:,} parameters for an RNN, {gru:,} for a GRU, {lstm:,} for an LSTM. "
        "Compare cells at an equal number of parameters as well, not only at equal H. The number of steps is not in it."
    )
