"""Exercise 7.1v, an RNN that reads its own output: the variant of 7.1. x (D,), h (H,), W_out (D, H)."""

import numpy as np

from dlcore.exercises.exercise import Exercise
from dlcore.exercises.lesson07.cases import numbers, states


def _case(d, h, steps, seed):
    weights = numbers(h, d, seed=seed) / 2, numbers(h, h, seed=seed + 1) / 2, numbers(d, h, seed=seed + 2) / 2
    return numbers(d, seed=seed + 3), states(h, seed=seed), *weights, steps


running_on = Exercise(
    "7.1v",
    "an RNN that reads its own output",
    task=(
        "Write `run_on(x, h, W_ih, W_hh, W_out, steps)`. Each step makes a new state tanh(W_ih x + W_hh h) and the "
        "output W_out times that state; this output is the next x. x has shape (D,), h (H,), W_ih (H, D), W_hh (H, H), "
        "W_out (D, H). Return the outputs of all steps, shape (steps, D)."
    ),
    inputs=[_case(1, 1, 1, 0), _case(1, 1, 2, 1), _case(2, 2, 3, 2), _case(2, 3, 4, 3)],
    hints=(
        "Two things are handed on from step to step. Which?",
        "The new state becomes h, and the output becomes x.",
        "In the loop: h = tanh(W_ih x + W_hh h), then x = W_out h, then append x.",
    ),
)


@running_on.reference
def run_on(x, h, W_ih, W_hh, W_out, steps):
    outputs = []
    for _ in range(steps):
        h = np.tanh(W_ih @ x + W_hh @ h)
        x = W_out @ h
        outputs.append(x)
    return np.array(outputs)


def _loop(x, h, steps, step):
    """All outputs where `step` makes (output, next x, next h) from x and h."""
    outputs = []
    for _ in range(steps):
        output, x, h = step(x, h)
        outputs.append(output)
    return np.array(outputs)


@running_on.wrong("the same x at every step", look="From the second step on, x is the output of the step before.")
def _same_x(x, h, W_ih, W_hh, W_out, steps):
    def step(x, h):
        h = np.tanh(W_ih @ x + W_hh @ h)
        return W_out @ h, x, h

    return _loop(x, h, steps, step)


@running_on.wrong("a state that is not handed on", look="The output alone is not enough: the new state becomes h.")
def _same_h(x, h, W_ih, W_hh, W_out, steps):
    def step(x, _):
        output = W_out @ np.tanh(W_ih @ x + W_hh @ h)
        return output, output, h

    return _loop(x, h, steps, step)


@running_on.wrong("an output of the old state", look="First the new state, then the output of it.")
def _old_state(x, h, W_ih, W_hh, W_out, steps):
    def step(x, h):
        output = W_out @ h
        return output, output, np.tanh(W_ih @ x + W_hh @ h)

    return _loop(x, h, steps, step)


@running_on.wrong("the first x counted as an output", look="Append the output after each step; x itself was given.")
def _first_x(x, h, W_ih, W_hh, W_out, steps):
    return np.array([x, *run_on(x, h, W_ih, W_hh, W_out, steps)[:-1]])


@running_on.wrong("a tanh around the output as well", look="The output is W_out times the state, nothing around it.")
def _squashed(x, h, W_ih, W_hh, W_out, steps):
    def step(x, h):
        h = np.tanh(W_ih @ x + W_hh @ h)
        return np.tanh(W_out @ h), np.tanh(W_out @ h), h

    return _loop(x, h, steps, step)


@running_on.wrong("the state fed back where the output belongs", look="x is the output W_out h, not h.")
def _state_as_x(x, h, W_ih, W_hh, W_out, steps):
    def step(x, h):
        h = np.tanh(W_ih @ x + W_hh @ h)
        return W_out @ h, h, h

    return _loop(x, h, steps, step)


@running_on.notice
def _turns(student):
    angle = 2 * np.pi / 12
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    y = np.asarray(student(np.zeros(2), np.array([0.5, 0.0]), np.zeros((2, 2)), 1.1 * turn, np.eye(2), 240))[:, 0]
    upward = np.flatnonzero((y[:-1] < 0) & (y[1:] >= 0))
    return (
        "here W_hh turns the state by 30° a step and stretches it by 1.1. Your outputs go round once in "
        f"{np.diff(upward).mean():.0f} steps and do not die out: the largest in the last round is "
        f"{np.abs(y[-12:]).max():.2f}. A network that reads its own output can swing without any input."
    )
