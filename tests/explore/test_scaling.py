"""The mathematics of explorer (f): the unit of a feature, curvatures, limit and steps."""

import numpy as np
import pytest
from panels import co2_fit

from dlcore.explore.descent import co2_surface
from dlcore.explore.scaling import COUNTED, LEVELS, FeatureScale, best_rate
from dlcore.optim.surfaces import Quadratic, descend, stability_limit


@pytest.fixture
def explorer():
    made = FeatureScale(*co2_fit()[1:])
    yield made
    made.close()


def units(explorer):
    slider = explorer.widgets["unit"]
    return slider.base ** np.arange(slider.min, slider.max + slider.step / 2, slider.step)


@pytest.mark.parametrize("unit", [0.7, 1.0, 4.9, 10.0, 35.0])
def test_the_quadratic_is_the_fit_with_time_in_that_unit(explorer, unit):
    _, x, y = co2_fit()
    features = x[:, 1:] / np.array([unit, 1.0])
    direct = Quadratic.least_squares(features, y - y.mean())
    scaled = explorer.compute(unit=unit)
    np.testing.assert_allclose(scaled.quadratic.hessian, 2 / len(y) * features.T @ features, rtol=1e-12)
    np.testing.assert_allclose(scaled.curvatures, np.linalg.eigvalsh(direct.hessian), rtol=1e-10)
    np.testing.assert_allclose(scaled.quadratic.minimum, direct.minimum, rtol=1e-10)
    assert scaled.quadratic.offset == pytest.approx(direct.offset, rel=1e-10)


def test_one_year_is_the_surface_of_the_first_sitting(explorer):
    _, x, y = co2_fit()
    np.testing.assert_allclose(explorer.scaled(1.0).hessian, co2_surface(x, y).quadratic.hessian)


def test_the_sentence_reports_what_numpy_finds(explorer):
    explorer.set(unit=10.0)
    flat, steep = np.linalg.eigvalsh(explorer.result.quadratic.hessian)
    path = descend(explorer.result.quadratic.gradient, (0, 0), 2 / (flat + steep), COUNTED)
    excess = explorer.result.quadratic.loss(path) - explorer.result.quadratic.offset
    steps = np.flatnonzero(excess <= 1e-3 * excess[0])[0]
    for words in (
        "units of 10 years",
        f"curvatures {flat:.3g} and {steep:.3g}",
        f"κ = {steep / flat:.3g}",
        f"the limit is {2 / steep:.3g}",
        f"the best rate, {2 / (flat + steep):.3g}",
        f"after {steps} steps",
    ):
        assert words in explorer.sentence
    assert "units of 1 year:" in explorer.set(unit=1.0).sentence


@pytest.mark.parametrize("unit", [0.8, 2.0, 5.0, 20.0])
def test_each_step_at_the_best_rate_multiplies_the_excess_by_one_number(explorer, unit):
    scaled = explorer.compute(unit=unit)
    factor = ((scaled.condition - 1) / (scaled.condition + 1)) ** 2
    first = scaled.excess[: np.argmax(scaled.excess < 1e-9 * scaled.excess[0]) or None]
    np.testing.assert_allclose(first[1:] / first[:-1], factor, rtol=1e-4)


def test_no_fixed_rate_is_better(explorer):
    """Judged by the slower of the two directions."""
    quadratic = explorer.scaled(2.0)
    curvatures, directions = np.linalg.eigh(quadratic.hessian)
    best, limit = best_rate(curvatures), stability_limit(curvatures)

    def slowest(rate):
        return max(
            np.linalg.norm(descend(quadratic.gradient, quadratic.minimum + start, rate, 20)[-1] - quadratic.minimum)
            for start in directions.T
        )

    assert all(slowest(best) <= slowest(rate) for rate in np.linspace(0.02, 0.999, 60) * limit)


def test_the_best_unit_balances_the_curvatures(explorer):
    results = [explorer.compute(unit=unit) for unit in units(explorer)]
    conditions = np.array([result.condition for result in results])
    best = results[conditions.argmin()]
    assert best.condition < 1.2
    trend, season = np.diag(best.quadratic.hessian)
    assert trend == pytest.approx(season, rel=0.03)
    assert (np.diff(conditions[: conditions.argmin() + 1]) < 0).all()  # worse with a shorter unit
    assert (np.diff(conditions[conditions.argmin() :]) > 0).all()  # and with a longer one
    steps = [result.enough for result in results]
    assert None not in steps
    assert min(steps) == best.enough == 2


def test_challenges_can_be_met_and_are_not_met_everywhere(explorer):
    for challenge in explorer.challenges:
        met = [challenge.met(explorer.compute(unit=unit)) for unit in units(explorer)]
        assert 0 < sum(met) < len(met) / 8, challenge.text
    assert not any(explorer.met.values())


def test_a_descent_that_takes_longer_than_is_counted_says_so():
    _, x, y = co2_fit()
    explorer = FeatureScale(x * [1.0, 40.0, 1.0], y)  # a feature in units of about nine days
    assert explorer.result.enough is None
    assert f"not good enough after {COUNTED} steps" in explorer.sentence
    assert not any(explorer.met.values())
    explorer.close()


def test_the_last_try_is_drawn_as_the_same_fits_in_the_new_unit(explorer):
    explorer.set(unit=units(explorer)[30])
    last, now = explorer.tries[-1], explorer.result
    moved = explorer._moved(last, now).T + now.quadratic.minimum
    np.testing.assert_allclose(now.quadratic.loss(moved), last.quadratic.loss(last.path), rtol=1e-9)
    np.testing.assert_allclose(moved[0], now.path[0], atol=1e-9)


def test_what_is_drawn_are_levels(explorer):
    for unit in units(explorer)[::40]:
        result = explorer.set(unit=unit).result
        for polygon, size in zip(explorer._levels.get_paths(), LEVELS, strict=True):
            weights = polygon.vertices / explorer._zoom(result) + result.quadratic.minimum
            excess = result.quadratic.loss(weights) - result.quadratic.offset
            np.testing.assert_allclose(excess, size**2 * result.excess[0], rtol=1e-9)
