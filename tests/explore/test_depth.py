"""The mathematics of lesson 01's explorer (b): a signal and a nudge through many layers."""

import numpy as np
import pytest

from dlcore import nn
from dlcore.explore.controls import extremes
from dlcore.explore.depth import (
    BINS,
    DEEPEST,
    FARTHEST,
    FUNCTIONS,
    HIGH,
    LOW,
    WIDTHS,
    Passage,
    SignalThroughDepth,
    histograms,
    normal_weights,
    send,
)


@pytest.fixture(scope="module")
def explorer():
    made = SignalThroughDepth()
    yield made
    made.close()


def small(layers=4, units=6, inputs=5):
    """Weights, inputs and nudges in float64."""
    generator = np.random.default_rng(0)
    return generator.normal(size=(layers, units, units)), *generator.normal(size=(2, inputs, units))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_it_is_the_network_and_its_slope(function):
    weights, x, nudge = small()
    model = nn.Sequential(
        *(layer for _ in weights for layer in (nn.Linear(6, 6, bias=False), FUNCTIONS[function]()))
    ).double()
    for linear, weight in zip(list(model)[::2], weights, strict=True):
        linear.weight.data[:] = 0.7 * weight.T  # torch's layout: y = x Wᵀ
    values, slopes, felt = send(function, weights, 0.7, x, nudge)
    assert (values.shape, slopes.shape, felt.shape) == ((5, 5, 6), (4, 5, 6), (5,))
    np.testing.assert_allclose(values[-1], model(x), rtol=1e-12, atol=1e-13)
    h = 1e-6
    pushed = (model(x + h * nudge) - model(x - h * nudge)) / (2 * h)
    assert felt[-1] == pytest.approx(np.linalg.norm(pushed) / np.linalg.norm(nudge), rel=1e-6)
    np.testing.assert_array_equal(x, values[0])


def test_a_size_below_any_float32_is_kept():
    weights, x, nudge = (array.astype(np.float32) for array in small(layers=50))
    _, _, felt = send("none", weights, np.float32(1e-3), x, nudge)
    doubled = send("none", weights.astype(float), 1e-3, x.astype(float), nudge.astype(float))[2]
    assert 0 < felt[-1] < 1e-50
    np.testing.assert_allclose(felt, doubled, rtol=1e-4)


def test_dead_for_every_input():
    weights, x, nudge = small(layers=2)
    _, slopes, felt = send("ReLU", -np.abs(weights), 1.0, np.abs(x), nudge)
    assert not slopes.any()
    assert felt.tolist() == [1, 0, 0]


def test_histograms_are_numpys():
    values = np.random.default_rng(0).normal(size=(3, 4, 50)) * [[[0.1]], [[1]], [[9]]]
    shares = histograms(values)
    np.testing.assert_allclose(shares.sum(axis=1), 1, rtol=1e-12)
    inside = np.clip(values, -FARTHEST, FARTHEST)
    expected = [np.histogram(layer, BINS, (-FARTHEST, FARTHEST))[0] / 200 for layer in inside]
    np.testing.assert_array_equal(shares, expected)


@pytest.mark.parametrize(("spread", "score"), [([1, 1, 1], 2), ([1, 0.2, 0.09], 1), ([1, 11, 1], 0), ([1, 0, 0], 0)])
def test_the_score_counts_layers_until_it_leaves(spread, score):
    assert Passage("none", 1.0, 2, 16, np.array(spread, float), np.ones(3), None, None).score == score


@pytest.mark.parametrize("function", FUNCTIONS)
def test_nothing_overflows(explorer, function):
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        for gain in extremes(explorer.widgets["gain"]):
            for width in (WIDTHS[0], WIDTHS[-1]):
                result = explorer.compute(gain=gain, function=function, depth=DEEPEST, width=width)
                assert np.isfinite([result.spread, result.felt, result.dead]).all()


def test_without_a_function_the_gain_is_the_factor_of_a_layer(explorer):
    for gain in (0.7, 1.0, 1.5):
        result = explorer.compute(gain=gain, function="none", depth=20, width=256)
        np.testing.assert_allclose(result.spread, gain ** np.arange(21), rtol=0.25)


def test_challenges_are_met_near_the_gains_of_theory(explorer):
    gains = 10 ** (np.arange(-5, 30) / 100)  # slider stops from 0.89 to 1.95
    relu, tanh = explorer.challenges
    kept = [g for g in gains if relu.met(explorer.compute(gain=g, function="ReLU", depth=50, width=256))]
    assert len(kept) > 1
    assert 1.3 < kept[0] < 2**0.5 < kept[-1] < 1.5  # √2, after He et al. (2015)
    kept = [g for g in gains if tanh.met(explorer.compute(gain=g, function="Tanh", depth=50, width=256))]
    assert len(kept) > 1
    assert 1 <= kept[0] < kept[-1] < 1.5
    assert not any(challenge.met(explorer.result) for challenge in explorer.challenges)


def test_a_sigmoid_keeps_its_spread_and_forgets_its_input(explorer):
    result = explorer.compute(gain=2.0, function="Sigmoid", depth=50, width=256)
    assert result.score == 50
    assert result.felt[-1] < 1e-15


def test_sentences(explorer):
    assert explorer.set(function="none", depth=1, gain=1.0).sentence.startswith(
        f"No function, gain 1, 256 units a layer: the signal stays within [{LOW:g}, {HIGH:g}] through 1 layer; its "
    )
    assert "leaves [0.1, 10] in layer 7 of 30; its" in explorer.set(function="ReLU", depth=30).sentence


def test_panels_share_their_weights():
    assert normal_weights(0) is normal_weights(0)
    assert not np.array_equal(normal_weights(0), normal_weights(1))
