"""Exercise 7.3v, how far a gradient reaches back: the variant of 7.3. dh (H,), h (T, H), W_hh (H, H)."""

import numpy as np

from dlcore.exercises.exercise import Exercise
from dlcore.exercises.lesson07.cases import numbers, states

reaching = Exercise(
    "7.3v",
    "how far a gradient reaches back",
    task=(
        "Write `reach(dh, h, W_hh)`. An RNN with tanh made the states h, (T, H). The loss sends dh, (H,), to the last "
        "of them alone. Return the length of the gradient of every state, shape (T,): the last number is that of dh "
        "itself."
    ),
    inputs=[
        (np.array([2.0]), np.array([[0.5], [0.8]]), np.array([[2.0]])),
        (np.array([3.0, 4.0]), np.array([[0.5, -0.2], [0.8, 0.1]]), np.array([[1.0, 0.5], [-2.0, 0.0]])),
        (numbers(2, seed=1), states(3, 2, seed=1), numbers(2, 2, seed=2) / 2),
        (numbers(3, seed=4), states(4, 3, seed=4), numbers(3, 3, seed=5) / 2),
    ],
    hints=(
        "From state t back to state t − 1: first through tanh, then through W_hh.",
        "The gradient of state t − 1 is `(dh * (1 - h[t] ** 2)) @ W_hh`, with the dh of state t.",
        "Note `np.linalg.norm(dh)`, go back one step, and so on. In the end turn the list round.",
    ),
)


@reaching.reference
def reach(dh, h, W_hh):
    lengths = [np.linalg.norm(dh)]
    for t in range(len(h) - 1, 0, -1):
        dh = (dh * (1 - h[t] ** 2)) @ W_hh
        lengths.append(np.linalg.norm(dh))
    return np.array(lengths[::-1])


def _walk(dh, h, back, length=np.linalg.norm):
    """The lengths where `back` makes the gradient of state t − 1 from that of state t."""
    lengths = [length(dh)]
    for t in range(len(h) - 1, 0, -1):
        dh = back(dh, t)
        lengths.append(length(dh))
    return np.array(lengths[::-1])


@reaching.wrong("the lengths from the last step to the first", look="Number t belongs to state t: turn the list round.")
def _reversed(dh, h, W_hh):
    return reach(dh, h, W_hh)[::-1]


@reaching.wrong("no slope of tanh", look="Each step passes tanh as well: times 1 − h[t]², element by element.")
def _no_slope(dh, h, W_hh):
    return _walk(dh, h, lambda dh, t: W_hh.T @ dh)


@reaching.wrong("a slope of tanh from the state before", look="tanh of step t made h[t]: the slope is 1 − h[t]².")
def _slope_before(dh, h, W_hh):
    return _walk(dh, h, lambda dh, t: W_hh.T @ (dh * (1 - h[t - 1] ** 2)))


@reaching.wrong("W_hh the wrong way round", look="Forward is W_hh h. Backward is W_hhᵀ dh, the same as `dh @ W_hh`.")
def _not_transposed(dh, h, W_hh):
    return _walk(dh, h, lambda dh, t: W_hh @ (dh * (1 - h[t] ** 2)))


@reaching.wrong(
    "first W_hh, then the slope of tanh", look="Forward is W_hh first, tanh last. Backward meets tanh first."
)
def _other_order(dh, h, W_hh):
    return _walk(dh, h, lambda dh, t: (W_hh.T @ dh) * (1 - h[t] ** 2))


@reaching.wrong("squared lengths", look="The length is the root of the sum of squares: `np.linalg.norm`.")
def _squared(dh, h, W_hh):
    return reach(dh, h, W_hh) ** 2


@reaching.wrong("sums of the elements, not lengths", look="Elements of both signs cancel. Square, add, take the root.")
def _sums(dh, h, W_hh):
    return _walk(dh, h, lambda dh, t: W_hh.T @ (dh * (1 - h[t] ** 2)), length=np.sum)


@reaching.wrong("one step back too many", look="The last number is the length of dh itself, with no step back.")
def _one_more(dh, h, W_hh):
    dh = W_hh.T @ (dh * (1 - h[-1] ** 2))
    return reach(dh, np.concatenate([0 * h[:1], h[:-1]]), W_hh)


@reaching.notice
def _half(student):
    generator = np.random.default_rng(0)
    h, weights = 0.5 * generator.uniform(-1, 1, (100, 32)), generator.uniform(-1, 1, (32, 32)) / np.sqrt(32)
    lengths = np.asarray(student(np.ones(32), h, weights))
    back = int(np.argmax(lengths[::-1] < lengths[-1] / 1000))
    return (
        "take 32 units, weights as PyTorch draws them and random states. Of your gradient less than a thousandth is "
        f"left {back} steps back. From what lies before that, such an RNN can hardly learn."
    )
