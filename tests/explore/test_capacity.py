"""Model size against error: the fit, the threshold p = n, what the curves hold."""

import numpy as np
import pytest

from dlcore.explore.capacity import COUNTS, SIZES, Capacity, fit, fitted, sample, truth, waves


@pytest.fixture
def explorer():
    made = Capacity()
    yield made
    made.close()


def test_features_are_cosines():
    x = np.array([0.0, 0.25, 1.0])
    np.testing.assert_allclose(waves(x, 3), [[1, 1, 0.5], [1, np.sqrt(0.5), 0], [1, -1, 0.5]], atol=1e-15)


def test_below_the_threshold_no_other_weights_fit_better():
    x, y = sample(20, 0.3, 1)
    features = waves(x, 6)
    np.testing.assert_allclose(features.T @ (features @ fit(features, y) - y), 0, atol=1e-12)


def test_above_the_threshold_the_weights_are_the_smallest_of_those_that_meet_every_point():
    x, y = sample(10, 0.3, 1)
    features = waves(x, 40)
    weights = fit(features, y)
    np.testing.assert_allclose(features @ weights, y, atol=1e-12)
    nothing = np.linalg.svd(features)[2][10:]  # (30, 40): directions that change no training point
    np.testing.assert_allclose(nothing @ weights, 0, atol=1e-12)


@pytest.mark.parametrize("points", COUNTS)
@pytest.mark.parametrize("seed", range(1, 4))
def test_every_point_is_met_from_p_equals_n_on(points, seed):
    for size in SIZES:
        assert (fitted(size, points, 0.3, seed)[1] < 1e-6) == (size >= points)


def test_training_error_never_rises_with_size():
    train = [fitted(size, 30, 0.3, 2)[1] for size in SIZES]
    assert np.all(np.diff(train) < 1e-12)


def test_double_descent():
    """Averaged over samples the test error falls, rises to its peak at p = n, and falls again."""
    test = np.array([[fitted(size, 20, 0.3, seed)[2] for size in SIZES] for seed in range(1, 11)])
    typical = dict(zip(SIZES, np.median(test, axis=0), strict=True))
    assert typical[5] < 0.5 * typical[1]
    assert typical[20] > 5 * typical[5]
    assert typical[400] < 0.3 * typical[20]


def test_more_points_can_hurt_near_the_threshold():
    typical = [np.median([fitted(20, points, 0.3, seed)[2] for seed in range(1, 11)]) for points in (10, 20, 100)]
    assert typical[1] > 2 * typical[0] > typical[2]


def test_the_test_error_is_that_of_new_points():
    weights, _, test = fitted(8, 20, 0.3, 1)
    x = np.linspace(0, 1, 20_001)
    expected = np.mean((waves(x, 8) @ weights - truth(x)) ** 2) + 0.3**2
    assert test == pytest.approx(expected, rel=0.15)  # 1,000 points know it no better


def test_challenges_can_be_met(explorer):
    assert list(explorer.met.values()) == [False, False]
    assert list(explorer.set(parameters=20).met.values()) == [True, False]
    assert list(explorer.set(points=30, parameters=400).met.values()) == [True, True]


def test_words(explorer):
    assert explorer.sentence.startswith("3 parameters, 20 training points, noise 0.3: the mean squared error is 0.2 on")
    assert explorer.set(parameters=1).sentence.startswith("A constant, 20 training points")
    assert "is 0 on the training points, so the curve meets every point" in explorer.set(parameters=40).sentence


def test_tries_stand_where_they_belong(explorer):
    for parameters in (5, 10, 20):
        explorer.set(parameters=parameters)
    assert list(explorer._sizes._tries[1].get_xdata()) == [3, 5, 10]
    assert len(explorer._counts._tries[1].get_xdata()) == 0
    explorer.set(points=50)
    assert len(explorer._sizes._tries[1].get_xdata()) == 0
    assert list(explorer._counts._tries[1].get_xdata()) == [20]


def test_curves_are_shown_to_those_who_ask(explorer):
    assert len(explorer._sizes._every[1].get_xdata()) == 0
    explorer.set(shown="all sizes")
    assert tuple(explorer._sizes._every[1].get_xdata()) == SIZES
    assert tuple(explorer._counts._every[1].get_xdata()) == COUNTS
