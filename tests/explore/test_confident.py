"""The mathematics of explorer (e): the slopes of squared error and cross-entropy with respect to a logit."""

import numpy as np
import pytest

from dlcore import nn
from dlcore.explore.confident import HARDEST, ConfidentlyWrong, cross_entropy, squared_error


@pytest.fixture
def explorer():
    made = ConfidentlyWrong()
    yield made
    made.close()


@pytest.mark.parametrize("target", [0, 1])
def test_both_are_what_the_layers_compute(target):
    z = np.linspace(-12, 12, 97)
    y = np.full_like(z, target)
    sigmoid, squared, entropy = nn.Sigmoid(), nn.MSELoss(reduction="sum"), nn.BCEWithLogitsLoss(reduction="none")
    losses = entropy(z, y)
    np.testing.assert_allclose(cross_entropy(z, target).value, losses, rtol=1e-13, atol=1e-15)
    np.testing.assert_allclose(cross_entropy(z, target).slope, entropy.backward(np.ones_like(z)), atol=1e-15)
    loss = squared(sigmoid(z), y)
    assert squared_error(z, target).value.sum() == pytest.approx(loss, rel=1e-13)
    np.testing.assert_allclose(squared_error(z, target).slope, sigmoid.backward(squared.backward()), atol=1e-15)


@pytest.mark.parametrize("function", [squared_error, cross_entropy])
@pytest.mark.parametrize("target", [0, 1])
def test_the_slope_is_that_of_the_loss(function, target):
    z, h = np.linspace(-12, 12, 49), 1e-4
    pushed = (function(z + h, target).value - function(z - h, target).value) / (2 * h)
    np.testing.assert_allclose(function(z, target).slope, pushed, rtol=1e-5, atol=1e-9)


@pytest.mark.parametrize("target", [0, 1])
def test_extreme_logits_stay_finite(target):
    z = np.array([-1e4, -700.0, 0.0, 700.0, 1e4])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        squared, entropy = squared_error(z, target), cross_entropy(z, target)
    sign = 1 if target else -1
    wrong = np.argmin(sign * z)
    assert (entropy.value[wrong], entropy.slope[wrong]) == (1e4, -sign)  # a full pull, however far away
    assert (squared.value[wrong], squared.slope[wrong]) == (1, 0)  # none at all
    assert np.isfinite([squared.value, squared.slope, entropy.value, entropy.slope]).all()


def test_the_dead_slope_as_a_number(explorer):
    assert explorer.set(z=-10.0).sentence == (
        "z = −10, target 1: the model says 0.000045 and is confidently wrong. Squared error pulls with 0.000091, "
        "cross-entropy with 1: 11,000 times as hard."
    )
    p = 1 / (1 + np.exp(10))
    assert explorer.result.squared.pull == pytest.approx(2 * (1 - p) * p * (1 - p))
    assert explorer.result.ratio == pytest.approx(1 / (2 * p * (1 - p)), rel=1e-9)


@pytest.mark.parametrize(
    ("z", "words"),
    [
        (-3.5, "confidently wrong"),
        (-1.0, "is wrong"),
        (0.0, "undecided"),
        (1.0, "is right"),
        (12.0, "the model says 1 − 6·10⁻⁶ and is confidently right"),
    ],
)
def test_how_the_model_does(explorer, z, words):
    assert words in explorer.set(z=z).sentence
    assert ("little is left" in explorer.sentence) == ("confidently right" in words)


def test_the_targets_are_mirror_images(explorer):
    for z in (-8.0, -0.7, 3.0):
        one, other = explorer.compute(z=z, target=1), explorer.compute(z=-z, target=0)
        assert one.entropy.slope == -other.entropy.slope
        assert one.squared.slope == pytest.approx(-other.squared.slope, rel=1e-14)


def test_cross_entropy_pulls_at_least_twice_as_hard(explorer):
    ratios = [explorer.compute(z=z, target=1).ratio for z in np.linspace(-12, 12, 241)]
    assert min(ratios) == pytest.approx(2, abs=1e-12)
    assert np.argmin(ratios) == 120  # where the model is undecided


def test_where_the_squared_error_pulls_hardest():
    z = np.linspace(-12, 12, 240_001)
    pull = squared_error(z, 1).pull
    assert pull.max() == pytest.approx(HARDEST, rel=1e-8)
    assert z[pull.argmax()] == pytest.approx(-np.log(2), abs=1e-3)  # it gives the truth ⅓


@pytest.mark.parametrize("target", [0, 1])
def test_challenges_can_be_met_and_are_not_met_everywhere(explorer, target):
    slider = explorer.widgets["z"]
    logits = np.arange(round((slider.max - slider.min) / slider.step) + 1) * slider.step + slider.min
    for challenge in explorer.challenges:
        met = [challenge.met(explorer.compute(z=z, target=target)) for z in logits]
        assert 0 < sum(met) < len(met) / 4, challenge.text
        wrong_side = logits[met] < 0 if target else logits[met] > 0
        assert wrong_side.all()
    assert not any(explorer.met.values())


def test_tries_are_those_with_the_same_target(explorer):
    explorer.set(z=-8.0).set(z=-4.0)
    bars = explorer._gaps.get_xdata()
    assert bars.tolist() == [-2.0] * 3 + [-8.0] * 3
    explorer.set(target=0)
    assert len(explorer._gaps.get_xdata()) == 0


def test_a_lesson_may_choose_where_to_begin():
    explorer = ConfidentlyWrong(z=5.0, target=0)
    assert explorer.values == {"z": 5.0, "target": 0}
    explorer.close()
