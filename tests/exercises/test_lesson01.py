"""Lesson 01: unusual answers to its exercises, and what its predictions claim."""

import numpy as np
import pytest

from dlcore import exercises, nn
from dlcore.exercises import Exercise, Prediction, catalogue
from dlcore.gradcheck import numerical_gradient
from dlcore.nn.functional import sigmoid

EXERCISES = catalogue.entries(1, Exercise)
PREDICTIONS = catalogue.entries(1, Prediction)


def test_what_is_there():
    assert list(EXERCISES) == ["1.1", "1.1v", "1.2", "1.2v", "1.3", "1.3v", "1.4", "1.4v", "1.5", "1.5v", "1.6", "1.6v"]
    assert list(PREDICTIONS) == [f"1.{place}" for place in range(1, 10)]


def test_gaps_to_complete_count_as_untouched():
    def collapse(W1, b1, W2, b2):
        W = W2 @ W1
        b = ...
        return W, b

    def tanh(x):
        small = np.exp(-2 * np.abs(x))
        size = ...
        assert small is not None
        return np.sign(x) * size

    assert exercises.check("1.1", collapse).word == "Your turn"
    assert exercises.check("1.2", tanh).word == "Your turn"


UNKNOWN = {
    "1.1": [lambda W1, b1, W2, b2: (W2 @ W1, 2 * (W2 @ b1) + b2), lambda W1, b1, W2, b2: (W2 @ W1, b2[0])],
    "1.2": [lambda x: np.tanh(x) ** 2, lambda x: np.zeros_like(x)],
    "1.3": [lambda y: y * (1 - y) ** 2, lambda y: np.full_like(y, 0.25)],
    "1.4": [lambda dy, x, s: dy * s, lambda dy, x, s: dy * x],
    "1.5": [lambda x, T: np.full_like(x, 1 / x.shape[1]), lambda x, T: x / T],
    "1.6": [lambda x: 1 / x.shape[1], lambda x: 0.01],
}


@pytest.mark.parametrize(("number", "student"), [(n, f) for n, functions in UNKNOWN.items() for f in functions])
def test_wrong_answers_without_a_diagnosis_get_the_evidence(number, student):
    text = repr(exercises.check(number, student))
    assert text.startswith("Not yet")
    assert "Looks like" not in text
    assert "gave " in text
    assert "should be " in text


def test_other_ways_to_the_right_answer():
    assert exercises.check("1.2", np.tanh).word == "Right"
    assert "right to the last digits" in repr(exercises.check("1.2", np.tanh))
    assert exercises.check("1.3", lambda y: y - y**2).word == "Right"
    assert exercises.check("1.4", lambda dy, x, s: np.maximum(x > 0, s) * dy).word == "Right"


@pytest.mark.parametrize("number", ["1.1", "1.1v"])
def test_one_layer_does_what_the_stack_does(number):
    for arguments in EXERCISES[number].inputs:
        if number == "1.1":
            W1, b1, W2, b2 = arguments
            layers = [(W1, b1), (W2, b2)]
        else:
            layers = list(zip(*arguments, strict=True))
        x = y = np.arange(1.0, 1 + layers[0][0].shape[1])
        for W, b in layers:
            y = W @ y + b
        W, b = EXERCISES[number].answer(*arguments)
        np.testing.assert_allclose(W @ x + b, y)


@pytest.mark.parametrize("x", [-3.0, -0.4, 0.0, 0.7, 2.5])
def test_slopes_are_slopes(x):
    assert EXERCISES["1.3"].answer(sigmoid(x)) == pytest.approx(numerical_gradient(sigmoid, x), rel=1e-8)
    softplus = EXERCISES["1.2v"].answer
    assert EXERCISES["1.3v"].answer(softplus(x)) == pytest.approx(numerical_gradient(softplus, x), rel=1e-8)


@pytest.mark.parametrize(("number", "layer"), [("1.4", nn.LeakyReLU), ("1.4v", nn.ELU)])
def test_backward_is_that_of_the_layer(number, layer):
    for dy, x, constant in EXERCISES[number].inputs:
        made = layer(constant)
        made(x)
        np.testing.assert_allclose(EXERCISES[number].answer(dy, x, constant), made.backward(dy))


def test_softmax_is_that_of_the_layer():
    for x, T in EXERCISES["1.5"].inputs:
        np.testing.assert_allclose(EXERCISES["1.5"].answer(x, T), nn.Softmax(dim=1)(x / T))
    for a, b, T in EXERCISES["1.5v"].inputs:
        both = EXERCISES["1.5"].answer(np.stack([a, b], axis=1), T)
        np.testing.assert_allclose(EXERCISES["1.5v"].answer(a, b, T), both[:, 0])


def test_scale_brings_the_signal_to_1():
    generator = np.random.default_rng(0)
    x = EXERCISES["1.6"].inputs[-1][0]
    s = EXERCISES["1.6"].answer(x)
    z = x @ generator.normal(0, s, (x.shape[1], 200_000))
    assert z.std() == pytest.approx(1, abs=0.01)


def test_what_is_worth_noticing_is_true():
    assert "602 numbers. Your one layer does the same with 8" in repr(exercises.check("1.1", EXERCISES["1.1"].answer))
    assert "at most 0.95 millionths" in repr(exercises.check("1.3", EXERCISES["1.3"].answer))
    for number in ("1.1v", "1.5", "1.5v", "1.6", "1.6v"):
        assert "nan" not in repr(exercises.check(number, EXERCISES[number].answer))


def random_stack(activation, generator, layers=10, width=100):
    """y against x of a random network, x (N,)."""

    def function(x):
        y = x[:, None]
        for fan_in, fan_out in zip([1, *[width] * (layers - 1)], [*[width] * (layers - 1), 1], strict=True):
            weights = generator.normal(0, fan_in**-0.5, (fan_in, fan_out))
            y = activation(y @ weights + generator.normal(size=fan_out))
        return y[:, 0]

    return function


def test_prediction_stack():
    assert PREDICTIONS["1.1"].answer == "a"
    x = np.linspace(-1, 1, 201)
    straight, bent = (
        random_stack(activation, np.random.default_rng(0))(x)
        for activation in (lambda z: z, lambda z: np.where(z > 0, z, 0.1 * z))
    )
    np.testing.assert_allclose(np.diff(straight, 2), 0, atol=1e-10)
    assert np.abs(np.diff(bent, 2)).max() > 1e-4


def test_prediction_steepest():
    x = np.linspace(-5, 5, 10_001)
    slopes = np.gradient(sigmoid(x), x)
    assert slopes.max() == pytest.approx(PREDICTIONS["1.2"].answer, abs=1e-6)
    assert slopes[[1, -2]].max() < 0.007


def test_prediction_last_digit():
    for dtype, first in [(np.float32, PREDICTIONS["1.3"].answer), (np.float64, 37)]:
        x = np.arange(1, 60, dtype=dtype)
        y = sigmoid(x)
        assert x[np.argmax(y == 1)] == first
        assert (y * (1 - y) == 0).argmax() == (y == 1).argmax()
    assert 1 - np.nextafter(np.float32(1), np.float32(0)) == pytest.approx(6e-8, rel=0.01)
    assert np.exp(-17.3) < 3.1e-8


def test_prediction_whose():
    from dlcore.explore.gallery import UNNAMED

    answer = PREDICTIONS["1.4"].answer.upper()
    assert UNNAMED == {"A": "ELU", "B": "SiLU", "C": "ReLU", "D": "Sigmoid"}
    assert UNNAMED[answer] == "SiLU"
    x = np.linspace(-5, 5, 1001)
    below, above = {}, {}
    for letter, name in UNNAMED.items():
        layer = getattr(nn, name)()
        y = layer(x)
        slope = layer.backward(np.ones_like(x))
        below[letter], above[letter] = slope.min() < -0.01, slope.max() > 1.01
        if letter == answer:
            assert y.min() == pytest.approx(-0.28, abs=0.005)
            assert x[y.argmin()] == pytest.approx(-1.28, abs=0.005)
    assert (
        [letter for letter in UNNAMED if below[letter]] == [letter for letter in UNNAMED if above[letter]] == [answer]
    )


def test_prediction_colder():
    p = EXERCISES["1.5"].answer(np.array([[2.0, 1.0, 0.0]]), 0.5)[0]
    assert p[0] / p[1] == pytest.approx(PREDICTIONS["1.5"].answer, abs=0.02)


def test_prediction_hump():
    """Three corners make a hump; with two, all that is 0 on both sides is 0 between them."""
    x = np.linspace(-2, 2, 401)
    corners = np.maximum(x[:, None] - np.array([-1.0, 0.0, 1.0]), 0)  # (N, 3)
    np.testing.assert_allclose(corners @ [1, -2, 1], np.maximum(1 - np.abs(x), 0), atol=1e-12)
    assert PREDICTIONS["1.6"].answer == 3
    outside = np.abs(x) > 1
    units = [np.maximum(side * (x - place), 0) for place in (-1, 1) for side in (-1, 1)]
    basis = np.column_stack([*units, np.ones_like(x)])  # every function with corners at −1 and 1 alone
    _, sizes, directions = np.linalg.svd(basis[outside], full_matrices=False)
    zero_outside = directions[sizes < 1e-9]  # what makes them 0 on both sides
    assert len(zero_outside) > 0
    np.testing.assert_allclose(basis @ zero_outside.T, 0, atol=1e-9)


def test_prediction_fifty():
    assert PREDICTIONS["1.7"].answer == "c"
    sizes = {}
    for gain in (1.0, 2**0.5):
        generator = np.random.default_rng(0)
        x = generator.normal(size=(64, 256))
        for _ in range(50):
            x = np.maximum(x @ generator.normal(0, gain / 16, (256, 256)), 0)
        sizes[gain] = np.sqrt(np.mean(x**2))
    assert 1e-8 < sizes[1.0] < 1e-7
    assert 0.3 < sizes[2**0.5] < 3
    assert abs(2**-25 / 3e-8 - 1) < 0.01


def test_prediction_pixels():
    """On numbers as large as pixels; the lesson measures it on images."""
    assert PREDICTIONS["1.8"].answer == "b"
    generator = np.random.default_rng(0)
    pixels = 255 * generator.random((200, 784)) * (generator.random((200, 784)) < 0.2)  # a fifth of each image is ink
    weights = generator.uniform(-1, 1, (784, 300)) / 28
    saturated = []
    for scale in (1, 1 / 255):
        y = sigmoid(scale * pixels @ weights)
        saturated.append(np.mean(y * (1 - y) < 0.01))
    assert saturated[0] > 0.7
    assert saturated[1] == 0
    edge = sigmoid(4.6)
    assert edge * (1 - edge) == pytest.approx(0.01, rel=0.02)


def test_prediction_claims():
    assert PREDICTIONS["1.9"].answer == "b"
    z = np.log(0.7 / 0.3)
    assert sigmoid(z) == pytest.approx(0.7)
    assert sigmoid(3 * z) == pytest.approx(0.93, abs=0.005)
