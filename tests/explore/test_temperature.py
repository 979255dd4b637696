"""The mathematics of lesson 01's explorer (c): softmax and its temperature."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dlcore.explore.controls import extremes
from dlcore.explore.temperature import CLASSES, GRID, SoftmaxTemperature, entropy, probabilities

logits = arrays(np.float64, CLASSES, elements=st.floats(-5, 5))


@pytest.fixture
def explorer():
    made = SoftmaxTemperature()
    yield made
    made.close()


@given(logits, st.floats(0.02, 100))
def test_it_is_the_textbooks_quotient(z, temperature):
    share = np.exp(z / temperature - np.max(z / temperature))
    np.testing.assert_allclose(probabilities(z, temperature), share / share.sum(), rtol=1e-12)


@given(logits, st.floats(-10, 10), st.floats(0.02, 100))
def test_a_constant_added_to_all_logits_changes_nothing(z, shift, temperature):
    np.testing.assert_allclose(probabilities(z + shift, temperature), probabilities(z, temperature), atol=1e-12)


@given(logits)
def test_hotter_is_more_equal(z):
    assert (np.diff(entropy(probabilities(z, GRID))) > -1e-12).all()


def test_the_two_limits():
    z = np.array([2.0, 1.0, 0.5, -1.0])
    np.testing.assert_allclose(probabilities(z, 1e-3), [1, 0, 0, 0], atol=1e-300)
    np.testing.assert_allclose(probabilities(z, 1e9), 1 / CLASSES, rtol=1e-8)
    np.testing.assert_allclose(probabilities(np.array([3.0, 3.0, 0.0, 0.0]), 1e-3), [0.5, 0.5, 0, 0], atol=1e-300)


def test_entropies():
    assert entropy(np.array([1.0, 0, 0, 0])) == 0
    assert entropy(np.full(4, 0.25)) == pytest.approx(np.log(4), rel=1e-15)
    assert entropy(np.array([[0.5, 0.5, 0, 0], [0.25, 0.25, 0.25, 0.25]])) == pytest.approx([np.log(2), np.log(4)])


def test_challenges_can_be_met(explorer):
    coldest, hottest = extremes(explorer.widgets["temperature"])
    assert list(explorer.met.values()) == [False, False]
    explorer.set(z2=1.6, temperature=coldest)
    assert list(explorer.met.values()) == [True, False]
    explorer.set(z4=-3.0, temperature=hottest)
    assert list(explorer.met.values()) == [True, True]


def test_a_tie_for_the_lead_is_no_lead(explorer):
    explorer.set(z2=2.0, temperature=extremes(explorer.widgets["temperature"])[0])
    assert explorer.result.probabilities.max() == 0.5
    assert not any(explorer.met.values())


def test_sentence(explorer):
    assert explorer.set(shift=-2.5).sentence == (
        "T = 1 with −2.5 added to all logits: the shares are 0.609, 0.224, 0.136, 0.030. Their entropy is 1.014 "
        "nats; the largest for 4 classes is log 4 = 1.386."
    )
    assert "added" not in explorer.set(shift=0.0).sentence
