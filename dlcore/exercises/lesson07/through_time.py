"""Exercise 7.3, backpropagation through time. dy and h (T, H), h0 (H,), W_hh (H, H)."""

import numpy as np

from dlcore.exercises.exercise import Exercise
from dlcore.exercises.lesson07.cases import numbers, states


def _case(steps, h, seed):
    weights = numbers(h, h, seed=seed + 1) / 2
    return numbers(steps, h, seed=seed), states(steps, h, seed=seed), states(h, seed=seed + 2), weights


through_time = Exercise(
    "7.3",
    "backpropagation through time",
    task=(
        "Complete `rnn_backward(dy, h, h0, W_hh)` for an RNN with tanh. Row t of h is the state after step t. Row t of "
        "dy is what the loss sends straight to that state. Both are (T, H). Before the first step the state is h0, "
        "(H,). Return two arrays: the gradient of W_hh, (H, H), and that of h0, (H,)."
    ),
    inputs=[
        (np.array([[1.0]]), np.array([[0.5]]), np.array([-0.5]), np.array([[2.0]])),
        (np.array([[1.0], [2.0]]), np.array([[0.5], [0.8]]), np.array([-0.5]), np.array([[2.0]])),
        _case(3, 2, 3),
        _case(4, 3, 8),
    ],
    hints=(
        "A state has two ways to the loss: its own output, dy[t], and the next state. Go from the last step back.",
        "da = (dy[t] + what came from step t + 1) · (1 − h[t]²). Then `da @ W_hh` is what step t − 1 gets.",
        "W_hh is used in every step: add np.outer(da, state before the step). Before step 0 that state is h0.",
    ),
    returns=2,
)


@through_time.reference
def rnn_backward(dy, h, h0, W_hh):
    dW_hh = np.zeros_like(W_hh)
    dh = np.zeros_like(h0)  # what step t + 1 sends to state t
    for t in reversed(range(len(h))):
        da = (dy[t] + dh) * (1 - h[t] ** 2)
        dW_hh += np.outer(da, h[t - 1] if t > 0 else h0)
        dh = da @ W_hh
    return dW_hh, dh


def _sweep(dy, h, h0, W_hh, slope=lambda h, h_prev, dh: 1 - h**2, before=None, back=None, add=None):
    """The loop back with another slope of tanh, other states before the steps, another way back or another sum."""
    before = np.concatenate([h0[None], h[:-1]]) if before is None else before
    dW_hh, dh = np.zeros_like(W_hh), np.zeros_like(h0)
    for t in reversed(range(len(h))):
        whole = dy[t] + dh
        da = whole * slope(h[t], before[t], whole)
        dW_hh = np.outer(da, before[t]) + (dW_hh if add is None else add * dW_hh)
        dh = W_hh.T @ da if back is None else back(da)
    return dW_hh, dh


@through_time.wrong(
    "a gradient that is overwritten in each step",
    look="W_hh is used T times, so T contributions add up: `dW_hh += …`. Only that of step 0 is left.",
)
def _overwritten(dy, h, h0, W_hh):
    return _sweep(dy, h, h0, W_hh, add=0)


@through_time.wrong(
    "the gradient from later steps forgotten", look="A state acts on all that follows: da begins with dy[t] + dh."
)
def _no_future(dy, h, h0, W_hh):
    dW_hh, _ = _sweep(dy, h, h0, W_hh, back=lambda da: 0 * da)
    return dW_hh, W_hh.T @ (dy[0] * (1 - h[0] ** 2))


@through_time.wrong(
    "the outputs of all steps but the last forgotten", look="Every step has its own dy[t]: add it to what comes back."
)
def _only_last_output(dy, h, h0, W_hh):
    return _sweep(np.concatenate([0 * dy[:-1], dy[-1:]]), h, h0, W_hh)


@through_time.wrong("a slope of tanh from the state before the step", look="Step t made h[t]: its slope is 1 − h[t]².")
def _slope_before(dy, h, h0, W_hh):
    return _sweep(dy, h, h0, W_hh, slope=lambda h, h_prev, dh: 1 - h_prev**2)


@through_time.wrong("a slope of tanh taken from the gradient", look="The slope belongs to the state: 1 − h[t]².")
def _slope_of_gradient(dy, h, h0, W_hh):
    return _sweep(dy, h, h0, W_hh, slope=lambda h, h_prev, dh: 1 - dh**2)


@through_time.wrong(
    "tanh of h once more", look="h is what tanh returned, so its slope is 1 − h², with no further tanh."
)
def _tanh_twice(dy, h, h0, W_hh):
    return _sweep(dy, h, h0, W_hh, slope=lambda h, h_prev, dh: 1 - np.tanh(h) ** 2)


@through_time.wrong("a slope of tanh from the sum inside it", look="In terms of the output h it is 1 − h².")
def _slope_of_sum(dy, h, h0, W_hh):
    return _sweep(dy, h, h0, W_hh, slope=lambda h, h_prev, dh: 1 - np.arctanh(h) ** 2)


@through_time.wrong("no slope of tanh at all", look="Between the sum and h[t] stands tanh: one factor is missing.")
def _no_slope(dy, h, h0, W_hh):
    return _sweep(dy, h, h0, W_hh, slope=lambda h, h_prev, dh: 1.0)


@through_time.wrong("the slope of the sigmoid, h(1 − h)", look="The slope of tanh is 1 − h².")
def _sigmoid_slope(dy, h, h0, W_hh):
    return _sweep(dy, h, h0, W_hh, slope=lambda h, h_prev, dh: h * (1 - h))


@through_time.wrong(
    "the state after the step, where the one before belongs",
    look="In step t, W_hh was multiplied by h[t − 1], in step 0 by h0.",
)
def _state_after(dy, h, h0, W_hh):
    return _right_dh(dy, h, h0, W_hh, h)


@through_time.wrong(
    "the last state taken for the one before the first step",
    look="At t = 0, `h[t - 1]` is `h[-1]`, the last row. There h0 belongs.",
)
def _wraps(dy, h, h0, W_hh):
    return _right_dh(dy, h, h0, W_hh, np.concatenate([h[-1:], h[:-1]]))


@through_time.wrong("zeros taken for the state before the first step", look="Before step 0 the state was h0.")
def _from_zero(dy, h, h0, W_hh):
    return _right_dh(dy, h, h0, W_hh, np.concatenate([0 * h0[None], h[:-1]]))


def _right_dh(dy, h, h0, W_hh, before):
    return _sweep(dy, h, h0, W_hh, before=before)


@through_time.wrong(
    "steps that are walked forward", look="What state t gets depends on step t + 1: begin with the last, `reversed`."
)
def _forward(dy, h, h0, W_hh):
    dW_hh, dh = np.zeros_like(W_hh), np.zeros_like(h0)
    for t in range(len(h)):
        da = (dy[t] + dh) * (1 - h[t] ** 2)
        dW_hh += np.outer(da, h[t - 1] if t > 0 else h0)
        dh = W_hh.T @ da
    return dW_hh, dh


@through_time.wrong(
    "W_hh the wrong way round", look="Forward is W_hh h. Backward is W_hhᵀ da, the same as `da @ W_hh`."
)
def _not_transposed(dy, h, h0, W_hh):
    return _sweep(dy, h, h0, W_hh, back=lambda da: W_hh @ da)


@through_time.wrong("the gradient of W_hh transposed", look="Row i of W_hh makes unit i: `np.outer(da, h_prev)`.")
def _outer_turned(dy, h, h0, W_hh):
    dW_hh, dh = rnn_backward(dy, h, h0, W_hh)
    return dW_hh.T, dh


@through_time.wrong(
    "a gradient of h0 that did not pass W_hh", look="The sum of step 0 holds W_hh h0: one `@ W_hh` more."
)
def _no_last_product(dy, h, h0, W_hh):
    dh = np.zeros_like(h0)
    for t in reversed(range(len(h))):
        da = (dy[t] + dh) * (1 - h[t] ** 2)
        dh = W_hh.T @ da
    return rnn_backward(dy, h, h0, W_hh)[0], da


@through_time.wrong("the mean over the steps", look="The contributions of the steps add up; nothing divides by T.")
def _mean(dy, h, h0, W_hh):
    dW_hh, dh = rnn_backward(dy, h, h0, W_hh)
    return dW_hh / len(h), dh


@through_time.notice
def _vanish_and_explode(student):
    turn = np.array([[0.6, -0.8], [0.8, 0.6]])  # keeps the length of every vector
    dy = np.zeros((50, 2))
    dy[-1, 0] = 1.0
    sizes = [np.linalg.norm(student(dy, 0 * dy, np.zeros(2), scale * turn)[1]) for scale in (0.8, 1.0, 1.25)]
    return (
        "a gradient of 1 goes 50 steps back, at h = 0, where tanh lets everything through. A W_hh that shrinks "
        f"lengths to 0.8 leaves {sizes[0]:.1g} of it, one that keeps lengths leaves {sizes[1]:.3g}. One that stretches "
        f"them by 1.25 makes {sizes[2]:,.0f} of it."
    )
