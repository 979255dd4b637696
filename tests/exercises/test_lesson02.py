"""Lesson 02: unusual answers to its exercises, and what its exercises claim."""

import math

import numpy as np
import pytest

from dlcore import exercises, nn
from dlcore.exercises import Exercise, Prediction, catalogue
from dlcore.exercises.lesson02.nodes import LADDER, PUBLISHED
from dlcore.gradcheck import gradcheck, numerical_gradient
from dlcore.graph import Value
from dlcore.nn.functional import softmax

EXERCISES = catalogue.entries(2, Exercise)
PREDICTIONS = catalogue.entries(2, Prediction)
ANSWERS = {number: exercise.answer for number, exercise in EXERCISES.items()}


def test_what_is_there():
    assert list(EXERCISES) == [f"2.{place}{variant}" for place in range(1, 8) for variant in ("", "v")]
    assert list(PREDICTIONS) == [f"2.{place}" for place in range(1, 10)]


FUNCTIONS = {
    "2.1": lambda x: math.exp(math.sin(x**2)),
    "2.1v": lambda x: math.sqrt(1 + (3 * x - 1) ** 2),
    "2.3": lambda x: x**2 * math.sin(x),
    "2.3v": lambda x: x / (1 + math.exp(-x)),
}


@pytest.mark.parametrize("number", FUNCTIONS)
def test_slopes_of_one_number(number):
    for (x,) in EXERCISES[number].inputs:
        assert ANSWERS[number](x) == pytest.approx(numerical_gradient(FUNCTIONS[number], x), rel=1e-7, abs=1e-9)


OF_SEVERAL = {
    "2.2": lambda a, b, upstream: upstream * a / b,
    "2.2v": lambda a, b, upstream: upstream * a**b,
    "2.6v": lambda w, v, x, t: (v * math.tanh(w * x) - t) ** 2,
}


@pytest.mark.parametrize("number", OF_SEVERAL)
def test_slopes_of_the_first_two_of_several_numbers(number):
    for arguments in EXERCISES[number].inputs:
        pushed = numerical_gradient(lambda ab, rest=arguments[2:]: OF_SEVERAL[number](*ab, *rest), arguments[:2])
        np.testing.assert_allclose(ANSWERS[number](*arguments), pushed, rtol=1e-6, atol=1e-8)


def test_mended_is_the_slope_of_its_loss():
    def loss(w, x, t):
        return (1 / (1 + np.exp(-(w @ x))) - t) ** 2 + 0.1 * w @ w

    for w, x, t in EXERCISES["2.6"].inputs:
        pushed = numerical_gradient(lambda w, x=x, t=t: loss(w, x, t), w)
        np.testing.assert_allclose(ANSWERS["2.6"](w, x, t), pushed, rtol=1e-8)


def test_softmax_backward_is_a_vector_times_the_jacobian_and_the_layer_s():
    generator = np.random.default_rng(0)
    for layer, number, jacobian in [
        (nn.Softmax(dim=0), "2.7", lambda p: np.diag(p) - np.outer(p, p)),
        (nn.LogSoftmax(dim=0), "2.7v", lambda p: np.eye(len(p)) - p),
    ]:
        z, v = generator.normal(size=(2, 5))
        p = softmax(z, axis=0)
        layer(z)
        np.testing.assert_allclose(ANSWERS[number](p, v), v @ jacobian(p), rtol=1e-12)
        np.testing.assert_allclose(ANSWERS[number](p, v), layer.backward(v), rtol=1e-12)


def listed(result):
    """The graph of a Value as the list of pairs that exercise 2.4 takes, and its nodes."""
    nodes = result.nodes()
    place = {node: i for i, node in enumerate(nodes)}
    return [[(place[x], slope) for x, slope in node.edges()] for node in nodes], nodes


def test_backward_over_a_list_does_what_a_value_does():
    x, y = Value(1.3), Value(-0.4)
    result = ((x * y).sin() + x * x) * (y - x / y).tanh()
    nodes, values = listed(result)
    result.backward()
    np.testing.assert_allclose(ANSWERS["2.4"](nodes), [value.grad for value in values], rtol=1e-12)


def test_forward_and_backward_agree_on_every_leaf():
    for nodes in (PUBLISHED, LADDER):
        gradient = ANSWERS["2.4"](nodes)
        for leaf in (i for i, pairs in enumerate(nodes) if not pairs):
            assert ANSWERS["2.4v"](nodes, leaf)[-1] == gradient[leaf]
    assert ANSWERS["2.4"](PUBLISHED)[[0, 1, 3]].tolist() == [-4, -4, 3]


def test_another_way_through_the_list_is_right_too():
    def backward(nodes):
        speeds = [ANSWERS["2.4v"](nodes, leaf)[-1] for leaf in range(len(nodes))]
        return np.array(speeds)

    assert exercises.check("2.4", backward).word == "Right"


def test_pushes_that_are_put_back_are_right():
    def pushed(f, x, h):
        slopes = np.zeros_like(x)
        for i in range(len(x)):
            x[i] += h
            above = f(x)
            x[i] -= 2 * h
            slopes[i] = (above - f(x)) / (2 * h)
            x[i] += h
        return slopes

    assert exercises.check("2.5", pushed).word == "Right"


UNKNOWN = {
    "2.1": [lambda x: 1.0, lambda x: math.exp(math.sin(x)) * math.cos(x)],
    "2.2": [lambda a, b, upstream: (upstream, upstream), lambda a, b, upstream: upstream / b],
    "2.3": [lambda x: x**2 * math.sin(x), lambda x: ANSWERS["2.3"](x) + 1],
    "2.4": [lambda nodes: np.arange(len(nodes)), lambda nodes: ANSWERS["2.4"](nodes)[::-1]],
    "2.5": [lambda f, x, h: x, lambda f, x, h: 3 * ANSWERS["2.5"](f, x, h)],
    "2.6": [lambda w, x, t: w, lambda w, x, t: np.nan * w],
    "2.7": [lambda p, v: p, lambda p, v: p * v - v],
}


@pytest.mark.parametrize(("number", "student"), [(n, f) for n, functions in UNKNOWN.items() for f in functions])
def test_wrong_answers_without_a_diagnosis_get_the_evidence(number, student):
    text = repr(exercises.check(number, student))
    assert text.startswith("Not yet")
    assert "Looks like" not in text
    assert "should be " in text
    assert "dlcore" not in text


def test_what_is_worth_noticing_is_true():
    noticed = {number: repr(exercises.check(number, answer)) for number, answer in ANSWERS.items()}
    assert "x = 1.2533" in noticed["2.1"]
    assert "2.99998" in noticed["2.1v"]
    assert "1,000,000" in noticed["2.2"]
    assert f"{2**30:,}" in noticed["2.4"]
    assert "−4, −4 and 3" in noticed["2.4v"]
    assert "differ by 0:" in noticed["2.6"]
    assert "2,500,000,000 entries, 20 GB" in noticed["2.7"]
    assert "(0.7, −0.8, 0.1)" in noticed["2.7v"]


def test_what_the_sample_answer_to_the_open_question_says():
    def cubes(x):
        return np.sum(x**3)

    def wrong(x):
        return 3 * x * np.abs(x)

    assert gradcheck(cubes, np.array([1.0, 2.0]), gradient=wrong).ok
    assert not gradcheck(cubes, np.array([-1.0, 2.0]), gradient=wrong).ok
    flat = np.array([30.0])
    assert gradcheck(lambda x: np.sum(1 / (1 + np.exp(-x))), flat, gradient=np.zeros_like).ok
    assert numerical_gradient(lambda x: max(x, 0.0), 0.0) == pytest.approx(0.5)
    w, x, t = np.zeros(2), np.array([1.0, 2.0]), 0.5
    broken = next(wrong.function for wrong in EXERCISES["2.6"].wrongs if "as it was" in wrong.looks)
    np.testing.assert_array_equal(broken(w, x, t), ANSWERS["2.6"](w, x, t))
