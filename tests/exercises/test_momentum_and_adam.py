"""Exercises 3.5 and 3.6 and predictions 3.8 to 3.10: what they claim, and answers that nobody thought of."""

from functools import partial

import numpy as np
import pytest

from dlcore import exercises, optim
from dlcore.exercises.lesson03 import adam, batch, heavy_ball, hundredfold, limit, nesterov, rmsprop
from dlcore.exercises.lesson03.descent import parabola, ravine
from dlcore.nn.parameter import Parameter


def path_of(optimizer, gradient, w, steps):
    parameter = Parameter(np.array(w, dtype=float))
    updates, path = optimizer([parameter]), [parameter.data.copy()]
    for _ in range(steps):
        parameter.grad = gradient(parameter.data)
        updates.step()
        path.append(parameter.data.copy())
    return np.array(path)


@pytest.mark.parametrize(("exercise", "option"), [(heavy_ball, False), (nesterov, True)])
def test_momentum_is_that_of_the_package(exercise, option):
    for gradient, w, rate, beta, steps in exercise.inputs:
        optimizer = partial(optim.SGD, lr=rate, momentum=beta, nesterov=option)
        np.testing.assert_allclose(
            exercise.answer(gradient, w, rate, beta, steps), path_of(optimizer, gradient, w, steps), rtol=1e-13
        )


def test_adam_and_rmsprop_are_those_of_the_package():
    w, m, v, s = np.array([-2.6, 0.72]), 0.0, 0.0, 0.0
    path, other = [w], [w]
    for t in range(1, 11):
        moved, m, v = adam.answer(path[-1], ravine(path[-1]), m, v, t, 0.1, 0.9, 0.999, 1e-8)
        path.append(moved)
        moved, s = rmsprop.answer(other[-1], ravine(other[-1]), s, 0.1, 0.99, 1e-8)
        other.append(moved)
    np.testing.assert_allclose(path, path_of(partial(optim.Adam, lr=0.1), ravine, w, 10), rtol=1e-12)
    np.testing.assert_allclose(other, path_of(partial(optim.RMSprop, lr=0.1), ravine, w, 10), rtol=1e-12)


def test_other_ways_to_write_momentum_are_right():
    def by_differences(gradient, w, rate, beta, steps):
        path = [w, w]
        for _ in range(steps):
            path.append(path[-1] - rate * gradient(path[-1]) + beta * (path[-1] - path[-2]))
        return path[1:]

    def rate_in_the_buffer(gradient, w, rate, beta, steps):
        path, b = [w], None
        for _ in range(steps):
            b = rate * gradient(path[-1]) if b is None else beta * b + rate * gradient(path[-1])
            path.append(path[-1] - b)
        return path

    for student in (by_differences, rate_in_the_buffer):
        assert exercises.check("3.5", student).word == "Right"


def test_adam_written_otherwise_is_right():
    def one_factor(w, g, m, v, t, rate, beta1, beta2, eps):
        m += (1 - beta1) * (g - m)
        v += (1 - beta2) * (g * g - v)
        return w - rate / (1 - beta1**t) * m / ((v / (1 - beta2**t)) ** 0.5 + eps), m, v

    note = exercises.check("3.6", one_factor)
    assert "The numbers are right, but your function changes its argument `m`" in repr(note)
    assert exercises.check("3.6", lambda w, g, m, v, *rest: one_factor(w, g, m.copy(), v.copy(), *rest)).word == "Right"


UNKNOWN = [
    ("3.5", lambda gradient, w, rate, beta, steps: heavy_ball.answer(gradient, w, rate, beta / 2, steps)),
    ("3.5", lambda gradient, w, rate, beta, steps: heavy_ball.answer(gradient, w, rate, beta, steps) + 0.1),
    ("3.5v", lambda gradient, w, rate, beta, steps: heavy_ball.answer(gradient, w, rate, beta**2, steps)),
    ("3.6", lambda w, g, m, v, t, rate, beta1, beta2, eps: (w, m, v)),
    ("3.6", lambda w, g, m, v, t, rate, beta1, beta2, eps: w),
    ("3.6v", lambda w, g, s, rate, alpha, eps: (w, s)),
]


@pytest.mark.parametrize(("number", "student"), UNKNOWN)
def test_wrong_answers_without_a_diagnosis_get_the_evidence(number, student):
    text = repr(exercises.check(number, student))
    assert text.startswith("Not yet")
    assert "Looks like" not in text
    assert "should be " in text


def test_what_is_worth_noticing_is_true():
    text = repr(exercises.check("3.5", heavy_ball.answer))
    counts = []
    for rate, beta in [(0.2, 0.0), (0.25, 0.25)]:
        path = heavy_ball.answer(ravine, np.array([-2.6, 0.72]), rate, beta, 100)
        loss = 0.5 * (path**2 @ [1.0, 9.0])
        counts.append(np.flatnonzero(loss < 1e-3 * loss[0])[0])
    assert f"after {counts[0]} steps with η = 0.2" in text
    assert f"after {counts[1]} with η = β = 0.25" in text
    assert counts[0] > counts[1]
    error = np.linalg.norm(heavy_ball.answer(ravine, np.array([-2.6, 0.72]), 0.25, 0.25, 100), axis=1)
    assert (error[100] / error[50]) ** (1 / 50) == pytest.approx(0.5, abs=0.02)
    assert "by -0.01 and one of slope 1000 by -0.01" in repr(exercises.check("3.6", adam.answer))
    assert "moves the weight by -0.1, ten times η" in repr(exercises.check("3.6v", rmsprop.answer))


def test_nesterov_brakes_sooner():
    swings = [np.abs(e.answer(parabola, np.ones(1), 0.25, 0.9, 20)[-5:]).max() for e in (heavy_ball, nesterov)]
    assert swings[1] < swings[0] / 4
    assert f"still swings by {swings[0]:.2g}" in repr(exercises.check("3.5v", nesterov.answer))


def test_prediction_batch():
    assert batch.answer == "b"
    values, generator = np.random.default_rng(0).normal(size=20_000), np.random.default_rng(1)
    spread = [np.std([generator.choice(values, size).mean() for _ in range(2000)]) for size in (16, 64)]
    assert spread[0] / spread[1] == pytest.approx(2, rel=0.1)
    assert 20_000 / 16 == 4 * (20_000 / 64)


def test_prediction_limit():
    assert limit.answer == "c"
    for exercise, factor in [(heavy_ball, 3.8), (nesterov, 3.8 / 2.8)]:
        edge = factor / 2  # the curvature of w² is 2
        below, above = (
            np.abs(exercise.answer(parabola, np.ones(1), part * edge, 0.9, 2000)[-1]) for part in (0.99, 1.01)
        )
        assert below < 1e-3
        assert above > 1e3


def test_prediction_hundredfold():
    assert hundredfold.answer == "c"
    start = np.array([-2.6, 0.72])
    makes = {
        "SGD": partial(optim.SGD, lr=0.001),
        "momentum": partial(optim.SGD, lr=0.001, momentum=0.9),
        "Adam": partial(optim.Adam, lr=0.1),
    }
    for name, make in makes.items():
        once, often = (path_of(make, lambda w, n=n: n * ravine(w), start, 50) for n in (1, 100))
        assert (np.abs(once - often).max() < 1e-5) == (name == "Adam")
    slower = path_of(partial(optim.SGD, lr=1e-5), lambda w: 100 * ravine(w), start, 50)
    np.testing.assert_allclose(slower, path_of(makes["SGD"], ravine, start, 50))
