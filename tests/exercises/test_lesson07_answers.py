"""Lesson 07: right answers in other forms, answers nobody foresaw, and what the remarks claim."""

import functools
import itertools

import numpy as np
import pytest

from dlcore import exercises
from dlcore.exercises import Exercise, Prediction, catalogue
from dlcore.exercises.lesson07.gru import broken

EXERCISES = catalogue.entries(7, Exercise)
ANSWERS = {number: exercise.answer for number, exercise in EXERCISES.items()}


def test_what_is_there():
    assert list(EXERCISES) == [f"7.{place}{variant}" for place in range(1, 10) for variant in ("", "v")]
    assert list(catalogue.entries(7, Prediction)) == [f"7.{place}" for place in range(1, 14)]


def rnn_by_rows(x, h, W_ih, W_hh, b_ih, b_hh):
    a, y = x @ W_ih.T + b_ih + b_hh, np.empty((len(x), len(h)))
    for t in range(len(x)):
        y[t] = np.tanh(a[t] + (y[t - 1] if t else h) @ W_hh.T)
    return y


def read_by_accumulation(sequences, step, h0):
    runs = (itertools.accumulate(x, lambda h, x_t: step(x_t, h), initial=h0) for x in sequences)
    return [list(run)[-1] for run in runs]


def rnn_backward_with_one_product(dy, h, h0, W_hh):
    before, da, dh = np.vstack([h0, h[:-1]]), np.empty_like(h), 0.0
    for t in range(len(h) - 1, -1, -1):
        da[t] = (dy[t] + dh) * (1 - h[t] * h[t])
        dh = da[t] @ W_hh
    return da.T @ before, dh


def lstm_step_by_slices(x, h, c, W, b):
    H = len(h)
    a = W[:, : len(x)] @ x + W[:, len(x) :] @ h + b
    gate = 0.5 + 0.5 * np.tanh(a / 2)
    c_new = gate[H : 2 * H] * c + gate[:H] * np.tanh(a[2 * H : 3 * H])
    return [gate[3 * H :] * np.tanh(c_new), c_new]


def clip_flat(gradients, limit):
    norm = np.linalg.norm(np.concatenate([g.ravel() for g in gradients]))
    return tuple(g * min(1.0, limit / norm) for g in gradients)


def perplexity_step_by_step(logits, targets):
    losses = [np.logaddexp.reduce(row) - row[k] for row, k in zip(logits, targets, strict=True)]
    return float(np.exp(sum(losses) / len(losses)))


def sample_by_loop(logits, temperature, u):
    p = np.exp((logits - np.max(logits)) / temperature)
    total = 0.0
    for k, share in enumerate(p / p.sum()):
        total += share
        if total > u:
            return k
    return len(p) - 1


def sample_by_search(logits, temperature, u):
    p = np.exp((logits - np.max(logits)) / temperature)
    return np.searchsorted(np.cumsum(p) / p.sum(), u, side="right")


def gru_step_by_slices(x, h, W_ih, W_hh, b_ih, b_hh):
    H = len(h)
    a, m = W_ih @ x + b_ih, W_hh @ h + b_hh
    r, z = np.split(0.5 + 0.5 * np.tanh((a[: 2 * H] + m[: 2 * H]) / 2), 2)
    n = np.tanh(a[2 * H :] + r * m[2 * H :])
    return n + z * (h - n)


RIGHT = {
    "7.1": [rnn_by_rows],
    "7.2": [read_by_accumulation],
    "7.3": [rnn_backward_with_one_product],
    "7.5": [lstm_step_by_slices],
    "7.6": [lambda dh, dc, c, f, o: f * (dc + o * dh / np.cosh(c) ** 2)],
    "7.4": [clip_flat],
    "7.8": [perplexity_step_by_step],
    "7.9": [sample_by_loop, sample_by_search],
    "7.7": [gru_step_by_slices],
}


@pytest.mark.parametrize(("number", "student"), [(n, f) for n, functions in RIGHT.items() for f in functions])
def test_right_in_other_forms(number, student):
    assert exercises.check(number, student).word == "Right"


@pytest.mark.parametrize("number", EXERCISES)
def test_lists_in_place_of_arrays_are_right_and_noticed(number):
    @functools.wraps(ANSWERS[number])
    def student(*arguments):
        value = ANSWERS[number](*arguments)
        several = isinstance(value, list | tuple)
        return [np.asarray(part).tolist() for part in value] if several else np.asarray(value).tolist()

    text = repr(exercises.check(number, student))
    assert text.startswith("Right")
    assert "could not be computed" not in text


def lstm_cell_as_state(x, h, c, W, b):
    _, c = ANSWERS["7.5"](x, h, c, W, b)
    return c, c


UNKNOWN = {
    "7.1": [lambda x, h, W_ih, W_hh, b_ih, b_hh: x, lambda x, h, W_ih, W_hh, b_ih, b_hh: np.maximum(x @ W_ih.T, 0)],
    "7.2": [lambda sequences, step, h0: h0, lambda sequences, step, h0: [x.sum(axis=0) for x in sequences]],
    "7.3": [lambda dy, h, h0, W_hh: (W_hh, h0), lambda dy, h, h0, W_hh: ANSWERS["7.3"](dy, h, h0, W_hh)[0]],
    "7.5": [lstm_cell_as_state, lambda x, h, c, W, b: np.array(ANSWERS["7.5"](x, h, c, W, b))],
    "7.6": [lambda dh, dc, c, f, o: dh + dc, lambda dh, dc, c, f, o: np.nan * c],
    "7.4": [lambda gradients, limit: gradients[:1], lambda gradients, limit: [-g for g in gradients]],
    "7.8": [lambda logits, targets: 1.0, lambda logits, targets: np.exp(logits).sum()],
    "7.9": [lambda logits, temperature, u: 0, lambda logits, temperature, u: u],
    "7.7": [lambda x, h, W_ih, W_hh, b_ih, b_hh: h, lambda x, h, W_ih, W_hh, b_ih, b_hh: "h"],
}


@pytest.mark.parametrize(("number", "student"), [(n, f) for n, functions in UNKNOWN.items() for f in functions])
def test_wrong_answers_without_a_diagnosis_get_the_evidence(number, student):
    text = repr(exercises.check(number, student))
    assert text.startswith("Not yet")
    assert "Looks like" not in text
    assert "should be" in text
    assert "dlcore" not in text


def test_clipping_in_place_is_noticed():
    def clip(gradients, limit):
        norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
        for g in gradients:
            g *= min(1, limit / norm)
        return gradients

    text = repr(exercises.check("7.4", clip))
    assert "The numbers are right, but your function changes its argument `gradients`" in text


def test_a_state_written_into_h0_is_carried_to_the_next_sequence():
    def read(sequences, step, h0):
        last = []
        for x in sequences:
            h = h0  # no copy
            for x_t in x:
                h[:] = step(x_t, h)
            last.append(h.copy())
        return last

    text = repr(exercises.check("7.2", read))
    assert "Looks like a state that is not reset between sequences" in text
    assert "It also changes its argument `h0`" in text


def test_one_array_appended_many_times():
    def rnn(x, h, W_ih, W_hh, b_ih, b_hh):
        h, hs = h.copy(), []
        for x_t in x:
            h[:] = np.tanh(W_ih @ x_t + b_ih + W_hh @ h + b_hh)
            hs.append(h)
        return hs

    def read(sequences, step, h0):
        h, last = np.empty_like(h0), []
        for x in sequences:
            h[:] = h0
            for x_t in x:
                h[:] = step(x_t, h)
            last.append(h)
        return last

    assert "Looks like the last state in every row" in repr(exercises.check("7.1", rnn))
    assert "Looks like the state of the last sequence in every row" in repr(exercises.check("7.2", read))


def test_a_loop_that_never_ends_is_stopped():
    def sample(logits, temperature, u):
        k, total = 0, 0.0
        while total <= u:
            k += 0
        return k

    assert "had not ended after 2 seconds and was stopped" in repr(exercises.check("7.9", sample))


def test_the_broken_gru_is_the_first_usual_wrong_answer():
    text = repr(exercises.check("7.7", broken))
    assert "Looks like the function as it was, with both mistakes." in text


def test_what_is_worth_noticing_is_true():
    noticed = {number: repr(exercises.check(number, answer)) for number, answer in ANSWERS.items()}
    assert "0.34 apart after step 1, and 9e-07 apart after step 21" in noticed["7.1"]
    assert "go round once in 12 steps" in noticed["7.1v"]
    assert "states that differ by 0." in noticed["7.2"]
    assert "change your states by 0." in noticed["7.2v"]
    assert "leaves 1e-05 of it" in noticed["7.3"]
    assert "makes 70,065 of it" in noticed["7.3"]
    assert pytest.approx(70_065, abs=1) == 1.25**50
    assert "left 12 steps back" in noticed["7.3v"]
    assert "holds 9e-16 with a forget bias of 0, 0.09 with 3 and 0.9 with 6" in noticed["7.5"]
    assert "makes 0.36 where 0.08 is right" in noticed["7.5v"]
    assert "With f = 0.99 it is 0.37, and with f = 1 it stays 1." in noticed["7.6"]
    assert "then 0.75 is left, of the one before it 0." in noticed["7.6v"]
    assert "becomes (0.6, 0.8), and so does (3·10¹², 4·10¹²): (0.6, 0.8)" in noticed["7.4"]
    assert "0.71 is an angle of 44°" in noticed["7.4v"]
    assert "has perplexity 27:" in noticed["7.8"]
    assert "perplexity 1.92:" in noticed["7.8v"]
    assert "96% at τ = 0.2, 26% at τ = 1, 6% at τ = 5" in noticed["7.9"]
    assert "29% of all cases" in noticed["7.9v"]
    assert "differ by 1.23" in noticed["7.7"]
    assert "20,736 parameters for an RNN, 62,208 for a GRU, 82,944 for an LSTM" in noticed["7.7v"]
