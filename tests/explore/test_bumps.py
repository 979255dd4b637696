"""The mathematics of lesson 01's explorer (d): what a few units can draw."""

import numpy as np
import pytest

from dlcore.explore.bumps import (
    FUNCTIONS,
    HIGHEST,
    LINE_ERRORS,
    MOST,
    TARGETS,
    UNITS,
    Drawing,
    DrawWithUnits,
    X,
    fit_heights,
    hidden,
    network,
)


@pytest.fixture
def panel():
    made = DrawWithUnits()
    yield made
    made.close()


def drawing(function="Sigmoid", target="hill", count=MOST):
    return Drawing(np.array(UNITS[:count]), 0.3, function, target)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_it_is_the_network(function):
    one = drawing(function)
    np.testing.assert_allclose(network(one)(X[:, None])[:, 0], one.sum, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(one.parts.sum(axis=0) + 0.3, one.sum)


@pytest.mark.parametrize("target", TARGETS)
def test_fitted_heights_are_least_squares(target):
    fitted = fit_heights(drawing("Tanh", target, count=3))
    features = np.vstack([hidden(fitted.units, "Tanh"), np.ones_like(X)]).T
    residual = TARGETS[target] - fitted.sum
    np.testing.assert_allclose(features.T @ residual, 0, atol=1e-9)
    np.testing.assert_array_equal(fitted.units[:, :2], np.array(UNITS[:3])[:, :2])


def test_fitted_heights_stay_on_their_sliders():
    units = np.array(
        [(0.0, 1.0, 0.0), (0.1, 1.0, 0.0), (0.2, 1.0, 0.0)]
    )  # almost the same: their heights would explode
    features = np.vstack([hidden(units, "Sigmoid"), np.ones_like(X)]).T
    assert np.abs(np.linalg.lstsq(features, TARGETS["hill"])[0]).max() > 10 * HIGHEST
    fitted = fit_heights(Drawing(units, 0.0, "Sigmoid", "hill"))
    assert max(*np.abs(fitted.units[:, 2]), abs(fitted.offset)) <= HIGHEST
    assert fitted.error < LINE_ERRORS["hill"]


@pytest.mark.parametrize("target", TARGETS)
def test_without_a_function_the_sum_is_one_straight_line(panel, target):
    panel.set(function="none", target=target)
    for _ in range(MOST):
        slopes = np.diff(panel.state.sum)
        np.testing.assert_allclose(slopes, slopes[0], atol=1e-12)
        assert panel.state.error >= LINE_ERRORS[target]
        panel.act("add")
    panel.act("fit")
    assert panel.state.error == pytest.approx(LINE_ERRORS[target], rel=1e-9)
    slope = float(f"{(panel.state.sum[-1] - panel.state.sum[0]) / 6:.2f}")
    assert f"whose sum has slope {slope:.2f} everywhere".replace("-", "−" if slope else "") in panel.sentence


def test_sliders_move_the_chosen_unit_alone(panel):
    before = panel.state
    panel.set(place=0.5, height=-2.0)
    np.testing.assert_array_equal(panel.state.units, [(0.5, 3.0, -2.0), UNITS[1]])
    panel.act("next")
    assert [panel.values[name] for name in ("place", "steepness", "height")] == list(UNITS[1])
    panel.set(steepness=-1.0)
    np.testing.assert_array_equal(panel.state.units, [(0.5, 3.0, -2.0), (1.0, -1.0, -0.5)])
    panel.act("next")
    assert panel.values["height"] == -2.0
    np.testing.assert_array_equal(before.units, UNITS[:2])  # an old state is left as it was


def test_units_come_and_go(panel):
    panel.act("add", times=10)
    assert (len(panel.state.units), panel.state.chosen) == (MOST, MOST - 1)
    panel.act("next").act("remove")
    np.testing.assert_array_equal(panel.state.units, UNITS[1:])
    panel.act("remove", times=10)
    np.testing.assert_array_equal(panel.state.units, UNITS[-1:])
    assert panel.sentence.startswith("1 unit of Sigmoid and the hill")


def test_hill_by_hand(panel):
    hill, zigzag = panel.met
    panel.act("fit")
    assert panel.state.error < 0.005
    panel.set(place=0.65, steepness=2.8, height=-1.35).act("next").set(place=-0.65, steepness=2.8, height=1.35)
    panel.set(offset=0.0)
    assert panel.state.error < 0.001
    assert not panel.met[hill]  # the heights were fitted
    panel.reset()
    panel.set(place=0.65, steepness=2.8, height=-1.35).act("next").set(place=-0.65, steepness=2.8, height=1.35)
    assert panel.met == {hill: True, zigzag: False}


def test_zigzag_by_hand(panel):
    panel.set(function="ReLU", target="zigzag", offset=-1.0).act("add")
    for place, steepness, height in ((-3.0, 1.0, 1.0), (-1.0, 1.0, -2.0), (1.0, 1.0, 2.0)):
        panel.act("next").set(place=place, steepness=steepness, height=height)
    assert panel.state.error == pytest.approx(0, abs=1e-25)
    assert list(panel.met.values()) == [False, True]


def test_another_target_is_a_new_task_by_hand(panel):
    assert panel.act("fit").state.fitted
    assert panel.set(height=1.0).state.fitted
    assert not panel.set(target="wave").state.fitted


def test_the_best_error_of_each_number_of_units_stays(panel):
    first = panel.state.error
    panel.set(height=-4.0)
    assert panel.state.best == {("hill", "Sigmoid", 2): first}
    panel.act("add").act("fit")
    assert panel.state.best["hill", "Sigmoid", 3] == panel.state.error
    assert panel._best.get_xdata().tolist() == [2, 3]


def test_without_a_function_the_challenge_is_a_straight_line():
    panel = DrawWithUnits(function="none")
    assert list(panel.met.values()) == [False]
    panel.act("remove").set(height=0.0)
    assert list(panel.met.values()) == [False]
    panel.set(offset=round(20 * TARGETS["hill"].mean()) / 20)
    assert list(panel.met.values()) == [True]
    panel.close()
