"""The mathematics of lesson 01's explorer (a): an activation, its slope, and where it goes flat."""

import numpy as np
import pytest

from dlcore.explore.activations import END, FLAT, FUNCTIONS, Activations, flat_sides, limits, value_and_slope

functions = pytest.mark.parametrize("name", FUNCTIONS)


@pytest.fixture
def explorer():
    made = Activations()
    yield made
    made.close()


@functions
def test_the_slope_is_that_of_the_value(name):
    x, h = np.linspace(-END, END, 140), 1e-5  # an even number of points: none at a kink
    pushed = (value_and_slope(name, x + h)[0] - value_and_slope(name, x - h)[0]) / (2 * h)
    np.testing.assert_allclose(value_and_slope(name, x)[1], pushed, rtol=1e-6, atol=1e-9)


@functions
def test_a_flat_side_begins_where_it_is_said(name):
    left, right = flat_sides(name)
    for edge, outwards in ((left, -1), (right, 1)):
        if np.isfinite(edge):
            beyond = edge + outwards * np.geomspace(1e-9, 1e4, 200)
            assert (np.abs(value_and_slope(name, beyond)[1]) < FLAT).all()
            assert abs(value_and_slope(name, np.float64(edge - outwards * 0.02))[1]) >= FLAT
        else:
            assert abs(value_and_slope(name, np.float64(1e4 * outwards))[1]) >= FLAT


def test_the_flat_sides_of_the_sigmoid_by_hand():
    p = (1 - np.sqrt(1 - 4 * FLAT)) / 2  # p (1 − p) = FLAT
    assert flat_sides("Sigmoid") == pytest.approx((-np.log(1 / p - 1), np.log(1 / p - 1)), abs=0.011)
    assert flat_sides("ReLU") == (0, np.inf)
    assert flat_sides("LeakyReLU") == (-np.inf, np.inf)


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [("Sigmoid", 0, 1), ("Tanh", -1, 1), ("ReLU", 0, np.inf), ("LeakyReLU", -np.inf, np.inf), ("ELU", -1, np.inf),
     ("SELU", -1.0507 * 1.67326, np.inf), ("Softplus", 0, np.inf), ("SiLU", -0.27846, np.inf),
     ("GELU", -0.16997, np.inf)],
)  # fmt: skip
def test_limits(name, low, high):
    assert limits(name) == pytest.approx((low, high), abs=1e-5)


def test_which_functions_meet_the_challenges(explorer):
    grid = np.arange(-END, END, 0.1)
    met = [
        {name for name in FUNCTIONS if any(challenge.met(explorer.compute(x=x, function=name)) for x in grid)}
        for challenge in explorer.challenges
    ]
    assert met == [{"SiLU", "GELU"}, {"SELU", "SiLU", "GELU"}]


def test_sentences(explorer):
    assert explorer.sentence == (
        "Sigmoid at x = 2.00: value 0.88, slope 0.10. A small step of x changes f by 0.10 times that step."
    )
    assert explorer.set(x=-6.0, function="GELU").sentence == (
        "GELU at x = −6.00: value 0.00, slope −4·10⁻⁸. From here outwards its size stays below 0.01."
    )
    assert "value 0.00, slope 0." in explorer.set(x=0.0, function="ReLU").sentence


def test_the_last_function_stays_to_compare(explorer):
    explorer.set(function="Tanh")
    x, y = explorer._old_curves[0].get_data()
    np.testing.assert_array_equal(y, value_and_slope("Sigmoid", x)[0])
    explorer.set(x=1.0)
    assert len(explorer._old_curves[0].get_xdata()) == 0  # the same function: one curve


def test_a_jump_of_the_slope_is_a_gap(explorer):
    explorer.set(function="ReLU")
    slopes = explorer._curves[1].get_ydata()
    assert np.isnan(slopes).sum() == 1
    assert set(slopes[~np.isnan(slopes)]) == {0, 1}
