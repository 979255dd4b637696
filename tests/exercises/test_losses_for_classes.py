"""Lesson 03, losses for classes: the reference answers against `dlcore.nn`, and what predictions and remarks claim."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dlcore import exercises, nn
from dlcore.datasets import co2
from dlcore.exercises.lesson03 import binary, decades, entropy, mistake, order, softmax_gradient, tempered
from dlcore.optim.surfaces import Quadratic, descend


@pytest.mark.parametrize("arguments", entropy.inputs)
def test_cross_entropy_is_that_of_the_package(arguments):
    assert entropy.answer(*arguments) == pytest.approx(nn.CrossEntropyLoss()(*arguments), rel=1e-14)


@pytest.mark.parametrize("arguments", binary.inputs)
def test_binary_cross_entropy_is_that_of_the_package(arguments):
    assert binary.answer(*arguments) == pytest.approx(nn.BCEWithLogitsLoss()(*arguments), rel=1e-14)


@pytest.mark.parametrize("arguments", [*softmax_gradient.inputs, *entropy.inputs])
def test_softmax_slope_is_the_backward_of_the_package(arguments):
    criterion = nn.CrossEntropyLoss()
    criterion(*arguments)
    assert_allclose(softmax_gradient.answer(*arguments), criterion.backward(), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("arguments", tempered.inputs)
def test_tempered_slope_is_the_slope_of_its_loss(arguments):
    logits, target, T = arguments
    slope = tempered.answer(*arguments)
    for place in np.ndindex(logits.shape):
        h = np.zeros_like(logits)
        h[place] = 1e-4
        pushed = (entropy.answer((logits + h) / T, target) - entropy.answer((logits - h) / T, target)) / 2e-4
        assert slope[place] == pytest.approx(pushed, abs=1e-6)


def with_loops(logits, target):
    total = 0.0
    for x, t in zip(logits.tolist(), target.tolist(), strict=True):
        total += max(x) + np.log(sum(np.exp(a - max(x)) for a in x)) - x[t]
    return total / len(target)


def with_logaddexp(logits, target):
    hot = np.eye(logits.shape[1])[target]
    return np.mean(np.logaddexp.reduce(logits, axis=1) - (logits * hot).sum(axis=1))


RIGHT = {
    "3.3": [with_loops, with_logaddexp],
    "3.3v": [
        lambda z, y: np.mean(np.logaddexp(0, z) - y * z),
        lambda z, y: np.mean(y * np.logaddexp(0, -z) + (1 - y) * np.logaddexp(0, z)),
    ],
    "3.4": [
        lambda logits, target: (
            (np.exp(logits - np.logaddexp.reduce(logits, axis=1)[:, None]) - np.eye(logits.shape[1])[target])
            / len(target)
        )
    ],
    "3.4v": [lambda logits, target, T: softmax_gradient.answer(logits / T, target) / T],
}


@pytest.mark.parametrize(("number", "student"), [(n, f) for n, functions in RIGHT.items() for f in functions])
def test_other_ways_are_right_too(number, student):
    assert exercises.check(number, student).word == "Right"


def plain_softmax(x):
    return np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)


LIKE = {
    "3.3": [
        (lambda x, t: -np.log(plain_softmax(x)[np.arange(len(t)), t]).mean(), "a softmax that overflows"),
        (lambda x, t: np.mean(-x[np.arange(len(t)), t] + np.log(np.exp(x).sum(1))), "a log Σ eˣ that overflows"),
        (lambda x, t: -with_loops(x, t), "the mean log-probability without its minus sign"),
    ],
    "3.3v": [
        (lambda z, y: np.mean(np.log1p(np.exp(z)) - y * z), "an exponential that overflows"),
        (lambda z, y: with_logaddexp(np.stack([z, 0 * z], 1), (y < 0.5).astype(int)), "targets rounded to 0 or 1"),
    ],
    "3.4": [
        (lambda x, t: (plain_softmax(x) - np.eye(x.shape[1])[t]) / len(t), "a softmax that overflows"),
    ],
}


@pytest.mark.parametrize(("number", "student", "looks"), [(n, *case) for n, cases in LIKE.items() for case in cases])
def test_a_student_is_recognised_by_what_comes_out(number, student, looks):
    assert f"Looks like {looks}." in repr(exercises.check(number, student))


def test_an_answer_without_a_diagnosis_gets_the_evidence():
    text = repr(exercises.check("3.3", lambda logits, target: np.float64(7)))
    assert "Looks like" not in text
    assert "should be  0.3133" in text


def sizes_of_pull(z):
    """With target 1: squared error, cross-entropy."""
    p, missing = 1 / (1 + np.exp(-z)), 1 / (1 + np.exp(z))
    return 2 * missing * p * missing, missing


def test_prediction_mistake():
    assert mistake.answer == "d"
    squared, entropy_ = sizes_of_pull(-10.0)
    assert (round(squared, 6), round(entropy_, 5)) == (0.000091, 0.99995)
    assert entropy_ / squared == pytest.approx(11_000, rel=0.01)
    for z, weaker in [(-3.0, 10), (-5.0, 100)]:
        assert sizes_of_pull(z)[1] / sizes_of_pull(z)[0] == pytest.approx(weaker, rel=0.35)


@pytest.mark.parametrize(("which", "steps"), [(1, 11), (0, 11_034)])
def test_prediction_mistake_steps(which, steps):
    z = -10.0
    for _ in range(steps):
        assert z <= 0
        z += sizes_of_pull(z)[which]
    assert z > 0


def test_prediction_order():
    assert order.answer == "c"
    y, p = np.array([1.0, 0.0]), np.array([0.9, 0.1])
    assert -(y * np.log(p)).sum() == pytest.approx(0.105, abs=5e-4)
    assert -(p * np.log(p)).sum() == pytest.approx(0.325, abs=5e-4)
    with np.errstate(divide="ignore"):
        assert -(p * np.log(y)).sum() == np.inf


def test_prediction_decades():
    assert decades.answer == "c"
    t, y = co2(start=1990)

    def fit(unit):
        x = np.column_stack([(t - t.mean()) / unit, np.cos(2 * np.pi * (t - 0.3))])
        quadratic = Quadratic.least_squares(x, y - y.mean())
        flat, steep = quadratic.curvatures
        path = descend(quadratic.gradient, (0, 0), 2 / (flat + steep), 100)
        excess = quadratic.loss(path) - quadratic.offset
        return flat, steep, np.flatnonzero(excess <= 1e-3 * excess[0])[0]

    flat, steep, steps = fit(1)
    assert (round(flat), round(steep), round(steep / flat), steps) == (1, 24, 24, 42)
    flat, steep, steps = fit(10)
    assert (round(flat, 2), round(steep), round(steep / flat, 1), steps) == (0.24, 1, 4.2, 8)
    assert fit(5)[2] == 2
    assert fit(5)[1] / fit(5)[0] < 1.2
    assert fit(23)[2] < 42 < fit(25)[2]  # the reply to "more steps"
    assert fit(0.9)[2] > 42


def test_what_is_worth_noticing_is_true():
    assert "the loss 2.303: log 10" in repr(exercises.check("3.3", entropy.answer))
    assert "leaves your loss as it is" in repr(exercises.check("3.3", entropy.answer))
    assert "10 at −10, 20 at −20 and 10000 at −10,000" in repr(exercises.check("3.3v", binary.answer))
    assert "0 up to rounding" in repr(exercises.check("3.4", softmax_gradient.answer))
    assert "your largest slope is 1:" in repr(exercises.check("3.4", softmax_gradient.answer))
    assert "0.0067 at T = 100" in repr(exercises.check("3.4v", tempered.answer))
