"""The mathematics of lesson 03's explorers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from panels import co2_fit

from dlcore.explore.controls import random_value
from dlcore.explore.descent import SURFACES, LearningRate, co2_surface, three_rates
from dlcore.explore.fitting import FitByHand
from dlcore.optim.surfaces import Quadratic, descend, stability_limit


@st.composite
def quadratics(draw):
    generator = np.random.default_rng(draw(st.integers(0, 10**6)))
    size = draw(st.integers(1, 4))
    turn = np.linalg.qr(generator.normal(size=(size, size)))[0]
    curvatures = np.exp(generator.uniform(-3, 3, size))
    return Quadratic(turn @ np.diag(curvatures) @ turn.T, generator.normal(size=size)), generator.normal(size=size)


@given(quadratics())
def test_limit_is_where_descent_really_diverges(case):
    quadratic, start = case
    limit = stability_limit(quadratic.curvatures)
    start = start + quadratic.minimum
    first = quadratic.loss(start)
    below = descend(quadratic.gradient, start, 0.99 * limit, 3000)
    steepest = np.linalg.eigh(quadratic.hessian)[1][:, -1]
    above = descend(quadratic.gradient, quadratic.minimum + steepest, 1.01 * limit, 300)
    assert quadratic.loss(below[-1]) < first
    assert quadratic.loss(above[-1]) > 10 * quadratic.loss(above[0])


@given(quadratics())
def test_gradient_is_the_slope_of_the_loss(case):
    quadratic, w = case
    h = 1e-5
    pushed = [(quadratic.loss(w + h * e) - quadratic.loss(w - h * e)) / (2 * h) for e in np.eye(len(w))]
    np.testing.assert_allclose(quadratic.gradient(w), pushed, rtol=1e-5, atol=1e-5)


def test_no_rate_is_stable_at_a_saddle():
    assert stability_limit([1.0, -1.0]) == 0.0
    assert stability_limit([0.0, 0.0]) == np.inf


def test_least_squares_is_the_mean_squared_error():
    _, x, y = co2_fit()
    quadratic = Quadratic.least_squares(x, y)
    for w in np.random.default_rng(0).normal(size=(5, 3)) * [300, 2, 3]:
        assert quadratic.loss(w) == pytest.approx(np.mean((x @ w - y) ** 2), rel=1e-10)


@pytest.mark.parametrize("name", SURFACES)
def test_sentence_and_path_agree(name):
    explorer = LearningRate(surface=name if name != "saddle" else "ravine")
    generator = np.random.default_rng(1)
    for _ in range(40):
        rate = random_value(explorer.widgets["rate"], generator)
        result = explorer.set(rate=rate, surface=name).result
        grows = result.excess[-1] > result.excess[0]
        assert ("above the limit" in explorer.sentence) == (grows and name != "saddle"), rate
        if result.enough is not None:
            assert f"after {result.enough} steps" in explorer.sentence
    explorer.close()


@pytest.mark.parametrize("surface", ["bowl", "ravine", "CO₂ fit"])
def test_challenges_can_be_met(surface):
    _, x, y = co2_fit()
    explorer = LearningRate({"CO₂ fit": co2_surface(x, y), **SURFACES}, surface=surface)
    slider = explorer.widgets["rate"]
    rates = slider.base ** np.arange(slider.min, slider.max, slider.step)[::2]
    results = [explorer.compute(rate=rate, surface=surface) for rate in rates]
    for challenge in explorer.challenges:
        assert any(challenge.met(result) for result in results), challenge.text
    explorer.close()


def test_fit_descends_to_least_squares():
    t, x, y = co2_fit()
    fit = FitByHand(t, x, y)
    fit.set(rate=0.0795).act("step", times=300)
    np.testing.assert_allclose(fit.state.w, np.linalg.lstsq(x, y, rcond=None)[0], rtol=1e-3)
    assert [fit.values[name] for name in ("level", "trend", "season")] == fit.state.w.tolist()
    assert not any(fit.met.values())  # the challenge is to do it by hand
    fit.set(level=362.0, trend=1.6, season=3.0)
    assert all(fit.met.values())
    fit.close()


def test_fit_above_the_limit_says_so_and_stops():
    t, x, y = co2_fit()
    fit = FitByHand(t, x, y)
    fit.set(rate=fit.limit * 1.2).act("step", times=500)
    assert fit.finished(fit.state)
    assert f"above the limit {fit.limit:.3g}" in fit.sentence
    steps = len(fit.state.history)
    assert len(fit.act("step", times=5).state.history) == steps
    fit.close()


def test_recorded_try_stays():
    t, x, y = co2_fit()
    fit = FitByHand(t, x, y, descend=False)
    fit.set(level=360.0).act("record").set(level=370.0)
    assert fit.state.last[0] == 360.0
    assert fit.state.tries == (0,)
    assert "rate" not in fit.widgets
    fit.close()


def test_first_picture_has_words():
    assert "0.225" in three_rates().sentence
