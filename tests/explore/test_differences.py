"""Finite differences: the error is what the formula leaves out and what rounding does, and no more."""

import numpy as np
import pytest

from dlcore.explore.differences import (
    FUNCTIONS,
    ORDERS,
    PRECISIONS,
    STEPS,
    FiniteDifference,
    difference,
    rounding,
    rule_of_thumb,
    truncation,
)
from dlcore.gradcheck import numerical_gradient

CASES = [(f, formula, precision) for f in FUNCTIONS for formula in ORDERS for precision in PRECISIONS]


@pytest.fixture
def explorer():
    made = FiniteDifference()
    yield made
    made.close()


def errors(name, formula, precision, steps=STEPS):
    what = FUNCTIONS[name]
    slopes = difference(what.f, what.x, steps, formula, PRECISIONS[precision])[0]
    return np.abs(slopes.astype(float) / what.first - 1)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_derivatives_are_those_of_the_function(name):
    what = FUNCTIONS[name]
    assert numerical_gradient(what.f, what.x) == pytest.approx(what.first, rel=1e-9)
    h = 1e-3
    left, middle, right = (what.f(what.x + k * h) for k in (-1, 0, 1))
    assert (left - 2 * middle + right) / h**2 == pytest.approx(what.second, rel=1e-5)
    far, near = (what.f(what.x + k * h) - what.f(what.x - k * h) for k in (2, 1))
    assert (far - 2 * near) / (2 * h**3) == pytest.approx(what.third, rel=1e-4)


@pytest.mark.parametrize(("name", "formula", "precision"), CASES)
def test_the_error_is_within_both_parts(name, formula, precision):
    """Half as much again: the next terms of the series, and functions that are off by more than ε/2."""
    what, dtype = FUNCTIONS[name], PRECISIONS[precision]
    bound = truncation(what, STEPS, formula) + rounding(what, STEPS, formula, dtype)
    assert np.all(errors(name, formula, precision) <= 1.5 * bound)


@pytest.mark.parametrize(("name", "formula", "precision"), CASES)
def test_the_rule_of_thumb_is_near_the_best(name, formula, precision):
    thumb = rule_of_thumb(formula, PRECISIONS[precision])
    steps = np.logspace(-12, 0, 241)
    found = errors(name, formula, precision, steps)
    typical = np.array([np.median(found[abs(np.log10(steps / h)) < 0.3]) for h in steps])
    near = typical[np.argmin(abs(np.log(steps / thumb)))]
    assert near < 12 * typical.min()
    for far in (thumb / 300, thumb * 300):
        if steps[0] < far < steps[-1]:
            assert typical[np.argmin(abs(np.log(steps / far)))] > 10 * near


def test_the_formula_is_right_for_large_h():
    """The error falls with h, or with h²: ten times smaller h, ten or a hundred times smaller error."""
    for formula, order in ORDERS.items():
        large, small = errors("eˣ at 1", formula, "float64", np.array([1e-2, 1e-3]))
        assert large / small == pytest.approx(10.0**order, rel=0.02)


def test_challenges_can_be_met(explorer):
    assert list(explorer.met.values()) == [False, False]
    slider = explorer.widgets["h"]
    for values, index in (({"formula": "forward"}, 0), ({"formula": "centred", "precision": "float32"}, 1)):
        explorer.set(**values)
        steps = slider.base ** np.arange(slider.min, slider.max, slider.step)
        results = [explorer.compute(**{**explorer.values, "h": h}) for h in steps]
        assert any(explorer.challenges[index].met(result) for result in results)


def test_words(explorer):
    assert explorer.sentence == (
        "f = eˣ at 1, forward, float64, h = 0.1: the slope comes out as 2.858842, the true one is 2.718282; the "
        "relative error is 0.052. The two values of f agree in 1 digit."
    )
    explorer.set(h=1e-16)
    assert "the slope comes out as 0, " in explorer.sentence
    assert explorer.sentence.endswith("The two values of f are equal: every digit is lost.")
    explorer.set(h=1e-6, shown="all h")
    assert "agree in 6 digits. The lowest error of the curve stands at h = " in explorer.sentence


def test_tries_of_one_setting_stand_together(explorer):
    for h in (1e-2, 1e-4, 1e-6):
        explorer.set(h=h)
    assert len(explorer._tries.get_xdata()) == 3  # 0.1, 0.01 and 0.0001; the last is the one that moves
    explorer.set(precision="float32")
    assert len(explorer._tries.get_xdata()) == 0
    explorer.set(precision="float64")
    assert len(explorer._tries.get_xdata()) == 4


def test_the_curve_is_shown_to_those_who_ask(explorer):
    assert len(explorer._every.get_xdata()) == 0
    explorer.set(shown="all h")
    assert explorer._every.get_ydata().min() >= 1e-14
    thumb = explorer._thumb.get_xdata()[0]
    assert thumb == pytest.approx(np.sqrt(2.0**-52))
    explorer.set(shown="your tries")
    assert len(explorer._thumb.get_xdata()) == 0


def test_near_x_small_steps_make_a_staircase(explorer):
    """Of 401 points in the window few different values are left."""
    assert len(np.unique(explorer.set(h=1e-3).result.window)) == 401
    assert len(np.unique(explorer.set(h=1e-15).result.window)) < 40
