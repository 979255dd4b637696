"""Lesson 07's explorer (d): errors by hand, and a choice of starts that no forecast has seen."""

from functools import partial

import numpy as np
import pytest

from dlcore.explore.forecast import Forecast
from dlcore.forecast import at_starts, naive, seasonal_naive

TIME = np.arange(1900, 1960)
VALUES = 10 + 5 * np.sin(2 * np.pi * np.arange(60) / 10) + np.random.default_rng(0).normal(size=60)


def wave(values, starts, horizon):
    """The wave without its noise."""
    return 10 + 5 * np.sin(2 * np.pi * (np.asarray(starts)[:, None] + np.arange(horizon)) / 10)


FORECASTS = {
    "wave": wave,
    "naive": at_starts(naive, 12),
    "seasonal naive": at_starts(partial(seasonal_naive, season=10), 12),
}


@pytest.fixture
def explorer():
    made = Forecast(TIME, VALUES, FORECASTS, first=1930, horizon=6, unit="spots", step="year")
    yield made
    made.close()


def test_starts_are_those_that_leave_a_horizon(explorer):
    slider = explorer.widgets["start"]
    assert (slider.min, slider.max, slider.step, slider.value) == (1930, 1954, 1, 1942)


def test_what_is_shown_is_the_forecast_from_that_start(explorer):
    result = explorer.set(start=1940, steps=4).result
    np.testing.assert_array_equal(result.truth, VALUES[40:44])
    np.testing.assert_array_equal(result.history, VALUES[4:40])
    np.testing.assert_array_equal(result.said["naive"], [VALUES[39]] * 4)
    np.testing.assert_array_equal(result.said["seasonal naive"], VALUES[30:34])
    np.testing.assert_array_equal(result.said["wave"], wave(VALUES, [40], 4)[0])


def test_errors(explorer):
    result = explorer.set(start=1940, steps=4).result
    assert result.miss("naive") == pytest.approx(np.sqrt(np.mean((VALUES[39] - VALUES[40:44]) ** 2)))
    four_ahead = [VALUES[start + 3] - VALUES[start - 1] for start in range(30, 55)]
    assert result.typical["naive"] == pytest.approx(np.sqrt(np.mean(np.square(four_ahead))))
    assert result.best == [min(result.typical, key=result.typical.get)] == ["wave"]


def test_the_future_is_not_looked_at(explorer):
    changed = VALUES.copy()
    changed[40:] += 100
    other = Forecast(TIME, changed, FORECASTS, first=1930, horizon=6)
    for name in FORECASTS:
        np.testing.assert_array_equal(
            other.set(start=1940).result.said[name], explorer.set(start=1940).result.said[name]
        )
    other.close()


def test_the_sentence_says_who_is_best(explorer):
    assert explorer.sentence.endswith("; wave has the least.")
    assert explorer.set(start=1940, steps=1).sentence.startswith("From 1940 on, over 1 year, the ")


def test_both_challenges_can_be_met():
    explorer = Forecast(TIME, VALUES, {"wave": wave, "naive": FORECASTS["naive"]}, first=1930, horizon=6)
    explorer.set(start=1940)
    for start in range(1930, 1955):
        explorer.set(start=start)
    assert list(explorer.met.values()) == [True, False]
    explorer.close()
    explorer = Forecast(TIME, VALUES, {"naive": FORECASTS["naive"], "wave": wave}, first=1930, horizon=6)
    for start in range(1930, 1955):
        explorer.set(start=start)
    assert list(explorer.met.values()) == [False, True]
    explorer.close()


@pytest.mark.parametrize(("forecasts", "first", "message"), [
    ({"wave": wave}, 1930, "there are 1 forecasts, expected 2 to 4"),
    (FORECASTS, 1954, "first=1954 and horizon=6 leave fewer than two starts"),
])  # fmt: skip
def test_what_cannot_be_shown_is_refused(forecasts, first, message):
    with pytest.raises(ValueError, match=message):
        Forecast(TIME, VALUES, forecasts, first=first, horizon=6)


def test_times_between_years():
    explorer = Forecast(TIME + 0.25, VALUES, FORECASTS, first=1930, horizon=6, step="month")
    assert explorer.values["start"] == 1942.25
    explorer.set(start=1940.25)
    np.testing.assert_array_equal(explorer.result.truth, VALUES[40:46])
    assert explorer.sentence.startswith("From 1940.25 on, over 6 months, ")
    assert "months ahead" in explorer.sentence
    explorer.close()


def test_forecasts_that_say_the_same_are_best_together():
    explorer = Forecast(TIME, VALUES, {"one": wave, "other": wave}, first=1930, horizon=6)
    assert explorer.sentence.endswith("; one and other have the least.")
    explorer.close()


def test_each_month_of_a_long_series_has_its_place():
    time = 1958.25 + np.arange(525) / 12
    explorer = Forecast(time, np.arange(525.0), {"one": wave, "other": wave}, first=1993.0, horizon=24, step="month")
    for at in (417, 418, 460, 501):
        explorer.set(start=explorer.widgets["start"].min + (at - 417) * explorer.widgets["start"].step)
        assert explorer.result.start == at
    assert explorer.widgets["start"].max == pytest.approx(time[501])
    explorer.close()
