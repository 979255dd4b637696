"""The mathematics of the two players on a line, and what their panel does."""

import numpy as np
import pytest

from dlcore.explore.duel import LOSSES, MEANS, Discriminator, X, best_logits, bins, curves, duel, gradient
from dlcore.explore.two_players import OneDimension
from dlcore.gan import best_discriminator, js, value
from dlcore.gradcheck import numerical_gradient
from dlcore.nn.functional import sigmoid, softplus


@pytest.fixture
def panel():
    made = OneDimension()
    yield made
    made.close()


@pytest.mark.parametrize(("mean", "noise"), [(0.0, 0.0), (2.0, 0.0), (-3.0, 0.0), (10.0, 4.0)])
def test_bins_are_gaussians(mean, noise):
    q = bins(mean, noise)
    assert q.sum() == pytest.approx(1, abs=1e-12)
    assert q @ X == pytest.approx(mean, abs=1e-3)
    assert q @ (X - mean) ** 2 == pytest.approx(1 + noise**2, rel=1e-3)


@pytest.mark.parametrize(("mean", "noise"), [(1.0, 0.0), (-4.0, 0.0), (3.0, 2.0)])
def test_the_best_logits_are_those_of_the_bins(mean, noise):
    logits, slopes = best_logits(mean, noise)
    np.testing.assert_allclose(sigmoid(logits), best_discriminator(bins(0.0, noise), bins(mean, noise)), atol=1e-12)
    np.testing.assert_allclose(np.gradient(logits, X), np.full(len(X), slopes), atol=1e-9)


@pytest.mark.parametrize(("mean", "noise"), [(0.5, 0.0), (2.0, 0.0), (-5.0, 0.0), (6.0, 3.0)])
def test_the_minimax_gradient_is_that_of_twice_the_divergence(mean, noise):
    """The best D changes with m too, but to first order that changes nothing: it is the best."""
    found = duel(mean, noise, "optimal", "minimax", None).gradients["minimax"]
    slope = numerical_gradient(lambda m: 2 * js(bins(0.0, noise), bins(float(m), noise)), mean, h=1e-4)
    assert found == pytest.approx(slope, rel=1e-5, abs=1e-8)


def test_gradients_by_differences_with_a_fixed_discriminator():
    """∂L/∂m with the generator x = m + z moved under a D that stays."""
    net = Discriminator().update(bins(0.0, 0.0), bins(2.0, 0.0), 50)
    logits, slopes = net.logits()
    losses = {"minimax": lambda f: -softplus(f), "non-saturating": lambda f: softplus(-f)}
    for loss, each in losses.items():
        moved = numerical_gradient(lambda m: bins(float(m), 0.0) @ each(logits), 2.0, h=1e-4)  # noqa: B023
        assert gradient(loss, logits, slopes, bins(2.0, 0.0)) == pytest.approx(moved, rel=5e-3)


def test_far_away_only_one_gradient_survives():
    divergences, pulls = curves(0.0)
    assert divergences[0] == pytest.approx(np.log(2), abs=1e-6)
    assert pulls["minimax"][0] < 1e-5
    assert pulls["non-saturating"][0] == pytest.approx(10, rel=1e-3)  # it is m itself where D is sure
    assert MEANS[80] == 0
    assert divergences[80] == pytest.approx(0, abs=1e-15)
    noisy, noisy_pulls = curves(4.0)
    assert noisy[0] < 0.5
    assert noisy_pulls["minimax"][0] > 0.05


def test_a_trained_discriminator_comes_near_the_best():
    p, q = bins(0.0, 0.0), bins(2.0, 0.0)
    net = Discriminator()
    first, trained = net.logits()[0], net.update(p, q, 600)
    np.testing.assert_array_equal(net.logits()[0], first)  # a copy has learnt
    assert value(p, q) - 1e-3 < value(p, q, sigmoid(trained.logits()[0])) <= value(p, q)
    logits, slopes = trained.logits()
    np.testing.assert_allclose(slopes[1:-1], np.gradient(logits, X)[1:-1], atol=5e-3)


def test_steps(panel):
    start = panel.state.m
    panel.act("d")
    assert panel.state.m == start
    gradient = panel.state.gradients["minimax"]
    panel.act("g")
    assert panel.state.m == panel.values["m"] == pytest.approx(start - 0.3 * gradient)
    assert panel.state.last == start
    panel.set(kind="trained", updates=30)
    before = panel.state.estimate
    assert panel.act("d").state.d_updates == 30
    assert before < panel.state.estimate <= panel.state.divergence
    m = panel.state.m
    panel.act("step")
    assert panel.state.d_updates == 60
    assert panel.state.m != m
    panel.reset()
    assert (panel.state.m, panel.state.d_updates, panel.state.g_steps) == (start, 0, 0)


def test_with_the_best_discriminator_both_losses_come_home():
    for loss in LOSSES:
        panel = OneDimension().set(loss=loss, rate=0.5)
        panel.act(times=60)
        assert abs(panel.state.m) < 1e-3, loss
        panel.close()


def test_a_hand_leads_the_generator_away(panel):
    panel.act("g").set(m=7.0)
    assert (panel.state.placed, panel.state.used, panel.state.last) == (7.0, frozenset(), None)
    assert panel.set(m=-7.0).sentence.startswith("The generator stands at −7.00 ")
    assert panel.set(m=-0.001).sentence.startswith("The generator stands at 0.00 ")
    panel.set(m=7.0)
    assert panel.sentence.startswith("The generator stands at 7.00 and the data at 0: JS is 0.692, at most 0.693.")


def test_each_challenge_can_be_met(panel):
    panel.set(m=8.0)
    assert list(panel.met.values()) == [True, False]
    panel.act(times=300)
    assert panel.state.m > 7.5  # flat: nothing moves
    panel.set(m=8.0)
    panel.set(noise=4.0, rate=5.0).act(times=200)
    assert list(panel.met.values()) == [True, True]


def test_the_other_loss_does_not_count(panel):
    panel.set(m=8.0)
    panel.set(loss="non-saturating").act(times=100)
    assert abs(panel.state.m) < 0.1
    assert list(panel.met.values()) == [True, False]
