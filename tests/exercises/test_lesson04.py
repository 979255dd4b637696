"""Lesson 04: its reference answers, unusual answers to its exercises, and what they claim is worth noticing."""

import numpy as np
import pytest

from dlcore import exercises, nn
from dlcore.exercises import Exercise, Prediction, catalogue
from dlcore.exercises.lesson04.step import full_step, training_step
from dlcore.exercises.lesson04.tanhstep import tanh_step
from dlcore.gradcheck import numerical_gradient

EXERCISES = catalogue.entries(4, Exercise)
PREDICTIONS = catalogue.entries(4, Prediction)


def test_what_is_there():
    assert list(EXERCISES) == [f"4.{n}{v}" for n in range(1, 7) for v in ("", "v")]
    assert list(PREDICTIONS) == [f"4.{n}" for n in range(1, 12)]


# ---- the reference answers are right: judged by differences, and by the layers


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def entropy(x, y, W1, b1, W2, b2):
    z = sigmoid(x @ W1.T + b1) @ W2.T + b2
    return np.mean(np.log1p(np.exp(z)) - y * z)


def squares(x, y, W1, b1, W2, b2):
    return np.mean((np.tanh(x @ W1.T + b1) @ W2.T + b2 - y) ** 2)


@pytest.mark.parametrize(("exercise", "loss"), [(full_step, entropy), (tanh_step, squares)])
def test_a_step_goes_against_the_numerical_gradient(exercise, loss):
    for x, y, *parameters, rate in exercise.inputs:
        after = exercise.answer(x, y, *parameters, rate)
        for place, (old, new) in enumerate(zip(parameters, after, strict=True)):

            def moved(value, place=place, x=x, y=y, parameters=parameters):
                return loss(x, y, *parameters[:place], value, *parameters[place + 1 :])

            np.testing.assert_allclose((old - new) / rate, numerical_gradient(moved, old), atol=1e-9)


def test_backward_is_that_of_the_layers():
    for dy, x, W in EXERCISES["4.3"].inputs:
        layer = nn.Linear(W.shape[1], W.shape[0]).double()
        layer.load_state_dict({"weight": W, "bias": np.zeros(len(W))})
        layer(x)
        dx = layer.backward(dy)
        dW, wanted = EXERCISES["4.3"].answer(dy, x, W)
        np.testing.assert_allclose(dx, wanted)
        np.testing.assert_allclose(layer.weight.grad, dW)
        np.testing.assert_allclose(layer.bias.grad, EXERCISES["4.4"].answer(dy))


def test_losses_are_those_of_the_package():
    for z, y in EXERCISES["4.2"].inputs:
        criterion = nn.BCEWithLogitsLoss()
        criterion(z, y[:, None].astype(float))
        np.testing.assert_allclose(criterion.backward(), EXERCISES["4.2"].answer(z, y))
    for z, y in EXERCISES["4.2v"].inputs:
        criterion = nn.MSELoss()
        criterion(z, y)
        np.testing.assert_allclose(criterion.backward(), EXERCISES["4.2v"].answer(z, y))


@pytest.mark.parametrize(("number", "fill"), [("4.6", nn.init.kaiming_normal_), ("4.6v", nn.init.xavier_uniform_)])
def test_scales_are_those_of_the_package(number, fill):
    ours, generator = np.empty((300, 100)), np.random.default_rng(1)
    fill(ours, generator=generator)
    noise = np.random.default_rng(2)
    noise = noise.normal(size=(300, 100)) if number == "4.6" else noise.uniform(-1, 1, (300, 100))
    assert EXERCISES[number].answer(noise).std() == pytest.approx(ours.std(), rel=0.02)


# ---- unusual answers


def test_recognised_by_behaviour_not_by_text():
    def loops(dy, x, W):
        dW, dx = np.zeros_like(W), np.zeros_like(x)
        for n in range(len(x)):
            for o in range(len(W)):
                for i in range(W.shape[1]):
                    dW[o, i] += dy[n, o] * x[n, i] / len(x)
                    dx[n, i] += dy[n, o] * W[o, i]
        return dW, dx

    assert "Looks like a mean over the batch in dW" in repr(exercises.check("4.3", loops))


def test_parameters_updated_in_place_belong_to_the_caller():
    def step(x, y, W1, b1, W2, b2, rate):
        new = training_step(x, y, W1, b1, W2, b2, rate)
        for old, value in zip((W1, b1, W2, b2), new, strict=True):
            old[...] = value
        return W1, b1, W2, b2

    assert "changes its argument `W1` and its argument `b1`" in repr(exercises.check("4.5", step))


def test_three_arrays_instead_of_four():
    text = repr(exercises.check("4.5", lambda x, y, W1, b1, W2, b2, rate: (W1, b1, W2)))
    assert "expected a tuple of 4" in text


def test_an_answer_nobody_thought_of_gets_the_evidence():
    text = repr(exercises.check("4.3", lambda dy, x, W: (dy.T @ x + 1, dy @ W)))
    assert "Looks like" not in text
    assert "should be " in text


# ---- what is worth noticing


def test_what_is_worth_noticing_is_true():
    right = {number: repr(exercises.check(number, exercise.answer)) for number, exercise in EXERCISES.items()}
    assert "a million) the same" in right["4.1"]
    assert "agrees, row for row," in right["4.1v"]
    assert "y dy are equal, here" in right["4.3"]
    assert "0.25 of the gradient" in right["4.3v"]
    assert 0.25**10 < 1e-6
    assert "this is what you return" in right["4.4"]
    assert "the same gradient" in right["4.4v"]
    assert "0.00, 1.00, 0.99, 0.01" in right["4.5"]
