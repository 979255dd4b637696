"""Lesson 03: unusual answers to its exercises, and what its predictions claim."""

import math

import numpy as np
import pytest

from dlcore import exercises
from dlcore.exercises import Exercise, Prediction, catalogue
from dlcore.exercises.lesson03 import descent, saddle, slope, steps
from dlcore.exercises.lesson03.descent import parabola, ravine
from dlcore.optim.surfaces import RAVINE, SADDLE, stability_limit

EXERCISES = catalogue.entries(3, Exercise)
PREDICTIONS = catalogue.entries(3, Prediction)


def test_what_is_there():
    assert list(EXERCISES) == ["3.1", "3.1v", "3.2", "3.2v", "3.3", "3.3v", "3.4", "3.4v", "3.5", "3.5v", "3.6", "3.6v"]
    assert list(PREDICTIONS) == ["3.1", "3.2", "3.3", "3.4", "3.5", "3.6", "3.7", "3.8", "3.9", "3.10"]


def test_recognised_by_behaviour_not_by_text():
    def loops(w, X, y):
        total = [0.0] * len(w)
        for n in range(len(y)):
            for j in range(len(w)):
                total[j] += 2 * X[n, j] * (sum(X[n] * w) - y[n])
        return total

    assert "Looks like the sum over the examples" in repr(exercises.check("3.1", loops))


UNKNOWN = {
    "3.1": [
        lambda w, X, y: w,
        lambda w, X, y: 2 / len(y) * X.T @ (X @ w - y) + 0.1,
        lambda w, X, y: 2 / len(y) * X.T @ (X @ w + y),
        lambda w, X, y: np.abs(2 / len(y) * X.T @ (X @ w - y)),
        lambda w, X, y: 2 / len(y) ** 2 * X.T @ (X @ w - y),
        lambda w, X, y: 3 / len(y) * X.T @ (X @ w - y),
        lambda w, X, y: (2 / len(y) * X.T @ (X @ w - y))[None],
        lambda w, X, y: 2 / len(y) * X.T @ (X @ w[:, None] - y),
    ],
    "3.2": [
        lambda gradient, w, rate, steps: descent.answer(gradient, w, 2 * rate, steps),
        lambda gradient, w, rate, steps: descent.answer(gradient, w, rate, steps)[::-1],
        lambda gradient, w, rate, steps: descent.answer(gradient, w, rate, steps).T,
        lambda gradient, w, rate, steps: descent.answer(gradient, 0 * w, rate, steps),
        lambda gradient, w, rate, steps: np.full((steps + 1, len(w)), np.nan),
        lambda gradient, w, rate, steps: w - gradient,
    ],
    "3.1v": [lambda w, X, y, c: c.sum() * X.T @ (X @ w - y)],
    "3.2v": [lambda gradient, w, rate, small: 7, lambda gradient, w, rate, small: [1]],
}


@pytest.mark.parametrize(("number", "student"), [(n, f) for n, functions in UNKNOWN.items() for f in functions])
def test_wrong_answers_without_a_diagnosis_get_the_evidence(number, student):
    text = repr(exercises.check(number, student))
    assert text.startswith("Not yet")
    assert "Looks like" not in text
    assert f"{EXERCISES[number].call} with" in text
    assert "gave " in text
    assert "should be " in text
    assert "dlcore" not in text


def test_a_factor_nobody_thought_of():
    text = repr(exercises.check("3.1", lambda w, X, y: -slope.answer(w, X, y) / 2))
    assert "Every number you return is -0.5 times the right one" in text


def test_the_path_written_over_itself():
    def descend(gradient, w, rate, steps):
        path = [w]
        for _ in range(steps):
            w -= rate * gradient(w)
            path.append(w)
        return path

    text = repr(exercises.check("3.2", descend))
    assert "Looks like one array appended again and again" in text
    assert "It also changes its argument `w`" in text
    assert "gradient = the gradient of w², which is 2 w" in text


def test_a_right_path_that_changes_the_start():
    def descend(gradient, w, rate, steps):
        path = [w.copy()]
        for _ in range(steps):
            w -= rate * gradient(w)
            path.append(w.copy())
        return path

    assert "The numbers are right, but your function changes its argument `w`" in repr(exercises.check("3.2", descend))


def test_a_loop_that_never_ends_is_stopped(monkeypatch):
    monkeypatch.setattr(EXERCISES["3.2v"], "seconds", 0.3)

    def steps_until(gradient, w, rate, small):
        while np.linalg.norm(gradient(w)) > small:
            step = rate * gradient(w)
        return step

    assert "had not ended" in repr(exercises.check("3.2v", steps_until))


def test_the_reference_gradient_is_the_slope_of_the_loss():
    for w, X, y in slope.inputs:
        for j, direction in enumerate(np.eye(len(w))):
            losses = [np.mean((X @ (w + sign * 1e-6 * direction) - y) ** 2) for sign in (1, -1)]
            assert (losses[0] - losses[1]) / 2e-6 == pytest.approx(slope.answer(w, X, y)[j], rel=1e-6)


def test_the_weighted_gradient_is_the_slope_of_its_loss():
    exercise = EXERCISES["3.1v"]
    for w, X, y, c in exercise.inputs:
        for j, direction in enumerate(np.eye(len(w))):
            losses = [c @ (X @ (w + sign * 1e-6 * direction) - y) ** 2 / c.sum() for sign in (1, -1)]
            assert (losses[0] - losses[1]) / 2e-6 == pytest.approx(exercise.answer(w, X, y, c)[j], rel=1e-6)


def test_prediction_fitted():
    """Where no coordinate alone lowers a mean of squares, nothing does; w₁² + w₂² − 3 w₁ w₂ is different."""
    assert PREDICTIONS["3.1"].answer == "a"
    x, y = (
        np.array([[1.0, -1.0, 0.2], [1.0, 0.0, 0.9], [1.0, 2.0, -0.4], [1.0, 3.0, 0.1]]),
        np.arange(4.0) ** 2,
    )
    w = np.zeros(3)
    for _ in range(2000):
        for j in range(3):  # the best place of one slider, the others held
            w[j] -= (x @ w - y) @ x[:, j] / (x[:, j] @ x[:, j])
    np.testing.assert_allclose(w, np.linalg.lstsq(x, y, rcond=None)[0])
    exception = np.array([[2.0, -3.0], [-3.0, 2.0]])  # the Hessian of w₁² + w₂² − 3 w₁ w₂
    assert (np.diag(exception) > 0).all()
    assert np.linalg.eigvalsh(exception)[0] < 0


def test_prediction_ravine():
    assert PREDICTIONS["3.2"].answer == "b"
    path = descent.answer(RAVINE.gradient, np.array([-2.6, 0.72]), 0.23, 60)
    loss = RAVINE.loss(path)
    assert stability_limit(RAVINE.curvatures) == pytest.approx(2 / 9)
    np.testing.assert_allclose(path[1:, 0] / path[:-1, 0], 0.77)
    np.testing.assert_allclose(path[1:, 1] / path[:-1, 1], -1.07)
    assert loss[1] < loss[0]  # first it falls
    assert loss[-1] > loss[0]


def test_prediction_saddle():
    assert saddle.answer == "c"
    for rate in (0.001, 0.1, 1.0, 1.9, 3.0):
        path = descent.answer(SADDLE.gradient, np.array([-2.6, 0.05]), rate, 5)
        np.testing.assert_allclose(path[1:, 1] / path[:-1, 1], 1 + rate)
    path = descent.answer(SADDLE.gradient, np.array([-2.6, 0.05]), 0.1, 40)
    assert np.flatnonzero(path[:, 1] >= 1)[0] == 32


def test_prediction_steps():
    for rate, count in [(0.1, 44), (0.2, steps.answer)]:
        path = descent.answer(ravine, np.array([1.0, 0.0]), rate, 60)
        assert np.flatnonzero(path[:, 0] <= 0.01)[0] == count == math.ceil(math.log(0.01) / math.log(1 - rate))


def test_what_is_worth_noticing_is_true():
    assert "0 up to rounding" in repr(exercises.check("3.1", slope.answer))
    assert "w₁ by 0.8 and w₂ by -0.8" in repr(exercises.check("3.2", descent.answer))
    count = EXERCISES["3.2v"].answer
    start = np.array([-2.6, 0.72])
    fewest = min(np.arange(0.05, 0.222, 0.005), key=lambda rate: count(ravine, start, rate, 1e-3))
    assert fewest == pytest.approx(0.2, abs=0.01)
    assert count(parabola, np.array([0.0]), 0.25, 0.1) == 0
