"""Divergences and the best discriminator on bins: closed forms, and that descent arrives at them."""

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dlcore.gan import best_discriminator, discriminator_loss, js, kl, value
from dlcore.nn.functional import sigmoid

P, Q = np.array([0.5, 0.3, 0.2, 0.0]), np.array([0.1, 0.2, 0.3, 0.4])
X = np.linspace(-15, 15, 6001)
TINY = np.array([1, 5e-324, 0, 0, 0]), np.array([0, 0, 0.5, 0.5, 0])  # half of the least float is 0


def gaussian(mean, sigma=1.0):
    density = np.exp(-((X - mean) ** 2) / (2 * sigma**2))
    return density / density.sum()


def shares(bins=5):
    return arrays(float, bins, elements=st.floats(0, 1)).filter(lambda p: p.sum() > 1e-3).map(lambda p: p / p.sum())


@pytest.mark.parametrize(("mean", "sigma"), [(0, 1), (1, 1), (2.5, 0.7), (-3, 2)])
def test_kl_of_two_gaussians(mean, sigma):
    """Closed form: log σ₂/σ₁ + (σ₁² + (μ₁ − μ₂)²) / 2σ₂² − ½."""
    closed = math.log(sigma) + (1 + mean**2) / (2 * sigma**2) - 0.5
    assert kl(gaussian(0), gaussian(mean, sigma)) == pytest.approx(closed, rel=1e-6, abs=1e-12)


def test_empty_bins():
    assert kl(P, P) == 0
    assert kl(Q, P) == np.inf
    assert kl(P, Q) == pytest.approx(0.5 * math.log(5) + 0.3 * math.log(1.5) + 0.2 * math.log(2 / 3))
    assert js(P, Q) < math.log(2)


def test_js_without_overlap_is_log_2_at_any_distance():
    for far in (100, 2000, 5000):
        p, q = np.zeros(6001), np.zeros(6001)
        p[:50] = 0.02
        q[far : far + 50] = 0.02
        assert js(p, q) == pytest.approx(math.log(2), rel=1e-14)


@given(shares(), shares())
@example(*TINY)
def test_js_is_symmetric_and_bounded(p, q):
    assert js(p, q) == pytest.approx(js(q, p), abs=1e-15)
    assert -1e-15 <= js(p, q) <= math.log(2) + 1e-15
    assert js(p, p) == 0
    assert js(p, q) <= (kl(p, q) + kl(q, p)) / 4 + 1e-12  # Lin (1991)


@given(shares(), shares())
@example(*TINY)
def test_the_best_value_is_minus_log_4_plus_twice_js(p, q):
    best = best_discriminator(p, q)
    most = value(p, q)
    assert most == pytest.approx(-math.log(4) + 2 * js(p, q), abs=1e-12)
    assert value(p, q, np.clip(best, 1e-9, 1 - 1e-9)) == pytest.approx(most, abs=1e-6)
    generator = np.random.default_rng(0)
    for other in (np.full(5, 0.5), *generator.uniform(0.001, 0.999, (5, 5)), np.clip(best + 0.01, 0.001, 0.999)):
        assert value(p, q, other) <= most + 1e-12


def test_where_both_are_equal_it_can_only_guess():
    assert best_discriminator(P, P).tolist() == [0.5] * 4
    assert value(P, P, best_discriminator(P, P)) == value(P, P) == pytest.approx(-math.log(4), rel=1e-15)
    assert best_discriminator([0.0, 1.0], [0.0, 1.0]).tolist() == [0.5, 0.5]


def test_certainty():
    assert value([1.0, 0.0], [0.0, 1.0]) == value([1.0, 0.0], [0.0, 1.0], [1.0, 0.0]) == 0
    assert value(P, Q, [1.0, 0.5, 0.5, 0.0]) == -np.inf  # certain, and wrong


@pytest.mark.parametrize(("p", "q"), [(P, Q), (P, P), (Q, np.full(4, 0.25))])
def test_descent_arrives_at_the_best_discriminator(p, q):
    """One free logit a bin, and the players' own loss: what it learns is p / (p + q), and −loss is the value."""
    logits = np.zeros(4)
    for _ in range(20_000):
        logits += sigmoid(-logits) * p - sigmoid(logits) * q  # −dL/dlogit, every bin weighted by its probability
    np.testing.assert_allclose(sigmoid(logits), best_discriminator(p, q), atol=2e-4)
    assert value(p, q, sigmoid(logits)) == pytest.approx(-math.log(4) + 2 * js(p, q), abs=2e-4)
    drawn = [np.repeat(logits, np.rint(10 * part).astype(int)) for part in (p, q)]
    if np.allclose([len(each) for each in drawn], 10):  # samples in these shares have the same loss
        assert discriminator_loss(*drawn)[0] == pytest.approx(-value(p, q, sigmoid(logits)), rel=1e-12)


def test_bins_that_do_not_belong_together():
    for function in (kl, js, best_discriminator, lambda p, q: value(p, q, 0.5)):
        with pytest.raises(ValueError, match=r"p has shape \(4,\) and q \(3,\), expected the same bins"):
            function(P, Q[:3])
