"""Exercise 7.1, an RNN over a sequence, and its variant, an RNN that reads its own output. x (T, D), h (H,)."""

import numpy as np

from dlcore.exercises.exercise import Exercise
from dlcore.exercises.lesson07.cases import cell, numbers, sigmoid, states

unrolling = Exercise(
    "7.1",
    "an RNN over a sequence",
    task=(
        "Write `rnn(x, h, W_ih, W_hh, b_ih, b_hh)`: all hidden states of an RNN with tanh that reads the T rows of x. "
        "x has shape (T, D), the first state h (H,), W_ih (H, D), W_hh (H, H), both biases (H,). "
        "Return the states after each step, shape (T, H)."
    ),
    inputs=[
        (np.array([[1.0]]), np.array([0.5]), *(np.array(w) for w in ([[0.5]], [[-1.0]], [0.25], [0.5]))),
        (np.array([[1.0], [-2.0]]), np.array([0.5]), *(np.array(w) for w in ([[0.5]], [[-1.0]], [0.25], [0.5]))),
        (numbers(3, 2), states(2), *cell(2, 2)),
        (numbers(4, 3, seed=1), states(2, seed=1), *cell(3, 2, seed=7)),
    ],
    hints=(
        "Write one step first: the new state from the row x[t] and the old state.",
        "h = tanh(W_ih x[t] + b_ih + W_hh h + b_hh), with the old h on the right. `W_ih @ x[t]` is `x[t] @ W_ih.T`.",
        "Loop over the rows of x, give the new state the name h, and append it to a list. `np.array(list)` is (T, H).",
    ),
)


@unrolling.reference
def rnn(x, h, W_ih, W_hh, b_ih, b_hh):
    hs = []
    for x_t in x:
        h = np.tanh(W_ih @ x_t + b_ih + W_hh @ h + b_hh)
        hs.append(h)
    return np.array(hs)


def _loop(x, h, step):
    """All states where `step` makes the next from x[t] and h."""
    hs = []
    for x_t in x:
        h = step(x_t, h)
        hs.append(h)
    return np.array(hs)


@unrolling.wrong("a state that is not handed on", look="The new state must be the old one of the next step.")
def _not_handed_on(x, h, W_ih, W_hh, b_ih, b_hh):
    return np.array([rnn(x_t[None], h, W_ih, W_hh, b_ih, b_hh)[0] for x_t in x])


@unrolling.wrong("W_ih and W_hh exchanged", look="W_ih belongs to the input x, W_hh to the hidden state h.")
def _exchanged(x, h, W_ih, W_hh, b_ih, b_hh):
    return rnn(x, h, W_hh, W_ih, b_ih, b_hh)


@unrolling.wrong("one of the two biases left out, b_hh", look="As in torch there are two: b_ih and b_hh.")
def _no_b_hh(x, h, W_ih, W_hh, b_ih, b_hh):
    return rnn(x, h, W_ih, W_hh, b_ih, 0 * b_hh)


@unrolling.wrong("one of the two biases left out, b_ih", look="As in torch there are two: b_ih and b_hh.")
def _no_b_ih(x, h, W_ih, W_hh, b_ih, b_hh):
    return rnn(x, h, W_ih, W_hh, 0 * b_ih, b_hh)


@unrolling.wrong("sums without tanh", look="Without it, T steps are one single matrix. The state is tanh of the sum.")
def _linear(x, h, W_ih, W_hh, b_ih, b_hh):
    return _loop(x, h, lambda x_t, h: W_ih @ x_t + b_ih + W_hh @ h + b_hh)


@unrolling.wrong("a sigmoid in place of tanh", look="Here the states lie between −1 and 1: tanh.")
def _sigmoid(x, h, W_ih, W_hh, b_ih, b_hh):
    return _loop(x, h, lambda x_t, h: sigmoid(W_ih @ x_t + b_ih + W_hh @ h + b_hh))


@unrolling.wrong(
    "the sum handed on, not its tanh", look="What you return has its tanh. What the next step gets must have it too."
)
def _sum_handed_on(x, h, W_ih, W_hh, b_ih, b_hh):
    return np.tanh(_linear(x, h, W_ih, W_hh, b_ih, b_hh))


@unrolling.wrong(
    "tanh of the two parts, each by itself", look="Add what comes from x and from h first; then one tanh of the sum."
)
def _two_tanhs(x, h, W_ih, W_hh, b_ih, b_hh):
    return _loop(x, h, lambda x_t, h: np.tanh(W_ih @ x_t + b_ih) + np.tanh(W_hh @ h + b_hh))


@unrolling.wrong("W_hh transposed", look="`W_hh @ h`, or `h @ W_hh.T`: each row of W_hh makes one new unit.")
def _transposed(x, h, W_ih, W_hh, b_ih, b_hh):
    return rnn(x, h, W_ih, W_hh.T, b_ih, b_hh)


@unrolling.wrong("the states before each step", look="Append h after the step: the first state given is not returned.")
def _before(x, h, W_ih, W_hh, b_ih, b_hh):
    return np.array([h, *rnn(x, h, W_ih, W_hh, b_ih, b_hh)[:-1]])


@unrolling.wrong("zeros for the first state", look="The first step gets the h that you were given.")
def _zeros(x, h, W_ih, W_hh, b_ih, b_hh):
    return rnn(x, 0 * h, W_ih, W_hh, b_ih, b_hh)


@unrolling.wrong("the last state alone", look="All T states are asked for, shape (T, H).")
def _last(x, h, W_ih, W_hh, b_ih, b_hh):
    return rnn(x, h, W_ih, W_hh, b_ih, b_hh)[-1]


@unrolling.wrong(
    "the last state in every row",
    look="`h[:] = …` writes into one array, which the list then holds T times. Append a copy.",
)
def _one_array(x, h, W_ih, W_hh, b_ih, b_hh):
    return np.tile(rnn(x, h, W_ih, W_hh, b_ih, b_hh)[-1], (len(x), 1))


@unrolling.notice
def _fades(student):
    generator = np.random.default_rng(0)
    x, h = generator.normal(size=(40, 3)), np.zeros(8)
    weights = [generator.uniform(-1, 1, shape) / np.sqrt(8) for shape in ((8, 3), (8, 8), (8,), (8,))]
    other = x.copy()
    other[0] += 1
    apart = np.abs(np.subtract(student(x, h, *weights), student(other, h, *weights))).max(axis=1)
    return (
        f"two sequences differ in their first row alone. Your states are {apart[0]:.2f} apart after step 1, and "
        f"{apart[20]:.1g} apart after step 21. With weights as they are drawn at first, an RNN forgets."
    )
