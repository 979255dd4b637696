"""Forecasts: the simple ones by hand, the straight line against its closed form, and what a test may know."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlcore.datasets import histories, sunspots
from dlcore.forecast import Autoregression, Scale, at_starts, naive, rmse, seasonal_naive

RNG = np.random.default_rng


def test_scale_goes_there_and_back():
    values = RNG(0).normal(3, 7, 500)
    scale = Scale.of(values)
    assert np.mean(scale.to(values)) == pytest.approx(0, abs=1e-12)
    assert np.std(scale.to(values)) == pytest.approx(1)
    np.testing.assert_allclose(scale.back(scale.to(values)), values)


def test_naive_repeats_the_last_value():
    np.testing.assert_array_equal(naive([[1, 2, 3], [4, 5, 6]], 2), [[3, 3], [6, 6]])


def test_seasonal_naive_repeats_the_last_season():
    np.testing.assert_array_equal(seasonal_naive([[9, 1, 2, 3]], 5, season=3), [[1, 2, 3, 1, 2]])


@given(st.integers(1, 6), st.integers(1, 20))
def test_a_season_that_repeats_is_told_exactly(season, horizon):
    values = np.tile(np.arange(season), 40)
    x, y = histories(values, 2 * season, horizon)
    np.testing.assert_array_equal(seasonal_naive(x, horizon, season), y)


def test_histories_are_followed_by_what_comes_next():
    x, y = histories(np.arange(10), length=3, horizon=2, stride=2)
    np.testing.assert_array_equal(x, [[0, 1, 2], [2, 3, 4], [4, 5, 6]])
    np.testing.assert_array_equal(y, [[3, 4], [5, 6], [7, 8]])


def test_histories_take_all_there_is_and_no_less():
    assert len(histories(np.arange(5), 3, 2).x) == 1
    with pytest.raises(ValueError, match="there are 4 values, expected 5 or more for length=3 and horizon=2"):
        histories(np.arange(4), 3, 2)


def test_autoregression_finds_the_rule_of_a_series():
    series = [1.0, 2.0]
    for _ in range(60):
        series.append(1.2 * series[-1] - 0.8 * series[-2] + 0.5)
    x, y = histories(np.array(series), length=2, horizon=1)
    line = Autoregression(x, y)
    np.testing.assert_allclose(line.weight[:, 0], [-0.8, 1.2])
    np.testing.assert_allclose(line.bias, 0.5)
    np.testing.assert_allclose(line(x), y)


def test_the_penalty_is_that_of_ridge_regression():
    x, y = RNG(0).normal(size=(30, 4)), RNG(1).normal(size=(30, 2))
    line = Autoregression(x, y, penalty=3.0)
    away, level = x - x.mean(axis=0), y - y.mean(axis=0)
    np.testing.assert_allclose(line.weight, np.linalg.solve(away.T @ away + 3 * np.eye(4), away.T @ level))
    np.testing.assert_allclose(line(x).mean(axis=0), y.mean(axis=0))


def test_a_start_knows_what_came_before_it_and_no_more():
    values = np.arange(10.0)
    told = at_starts(lambda x, horizon: x[:, :horizon], 3)(values, [3, 7], 2)
    np.testing.assert_array_equal(told, [[0, 1], [4, 5]])
    with pytest.raises(ValueError, match="a start is 2, expected 3 or more"):
        at_starts(naive, 3)(values, [2], 1)


def test_rmse_at_each_step_ahead():
    np.testing.assert_allclose(rmse([[1.0, 0], [3, 0]], [[0.0, 5], [0, 5]]), [np.sqrt(5), 5])


def test_a_year_ahead_last_year_tells_more_than_the_last_cycle():
    x, y = histories(sunspots().number, length=24, horizon=11)
    last, cycle = rmse(naive(x, 11), y), rmse(seasonal_naive(x, 11, 11), y)
    assert last[0] < 0.8 * cycle[0]
    assert last[4] > 1.3 * cycle[4]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: seasonal_naive([[1, 2]], 1, 3), "season is 3, expected 1 to 2"),
        (lambda: rmse([[1, 2]], [[1]]), "expected two of"),
        (lambda: Autoregression([1, 2], [[1], [2]]), r"x has shape \(2,\)"),
    ],
)
def test_bad_input(call, words):
    with pytest.raises(ValueError, match=words):
        call()
