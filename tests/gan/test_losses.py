"""The players' losses: shapes, published values, gradient check, torch parity, properties, bad input."""

import math

import numpy as np
import pytest
import torch
from torch.nn.functional import binary_cross_entropy_with_logits as bce
from torch.nn.functional import mse_loss

from dlcore.gan import LOSSES, discriminator_loss, least_squares_loss, minimax_loss, non_saturating_loss
from dlcore.gradcheck import gradcheck

RANDOM = np.random.default_rng(0)
REAL, FAKE = RANDOM.normal(size=(7, 1)), 3 * RANDOM.normal(size=(5, 1))
EXTREME = np.array([-1e4, -800.0, -40.0, -1e-9, 0.0, 1e-9, 40.0, 800.0, 1e4])
names = pytest.mark.parametrize("name", LOSSES)


def torch_discriminator(name, real, fake, smoothing):
    one, zero = torch.full_like(real, 1 - smoothing), torch.zeros_like(fake)
    if name == "least squares":
        return (mse_loss(real, one) + mse_loss(fake, zero)) / 2
    return bce(real, one) + bce(fake, zero)


def torch_generator(name, fake):
    if name == "least squares":
        return mse_loss(fake, torch.ones_like(fake)) / 2
    if name == "minimax":
        return -bce(fake, torch.zeros_like(fake))
    return bce(fake, torch.ones_like(fake))


def compare(ours, tensors, loss):
    """Loss and gradients, relative to the largest of each."""
    loss.backward()
    for our, their in zip(ours, (loss.detach(), *(tensor.grad for tensor in tensors)), strict=True):
        scale = max(1, float(their.abs().max()))
        assert np.shape(our) == tuple(their.shape)
        np.testing.assert_allclose(our / scale, their.numpy() / scale, rtol=0, atol=1e-10)


@names
@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize(("real", "fake"), [(REAL, FAKE), (EXTREME, EXTREME[::-1].copy()), (REAL[:1], FAKE[0])])
def test_the_discriminator_loss_is_torchs(name, smoothing, real, fake):
    tensors = torch.tensor(real, requires_grad=True), torch.tensor(fake, requires_grad=True)
    compare(LOSSES[name].discriminator(real, fake, smoothing), tensors, torch_discriminator(name, *tensors, smoothing))


@names
@pytest.mark.parametrize("fake", [FAKE, EXTREME, FAKE[0]])
def test_the_generator_loss_is_torchs(name, fake):
    tensor = torch.tensor(fake, requires_grad=True)
    compare(LOSSES[name].generator(fake), [tensor], torch_generator(name, tensor))


@names
def test_gradients_by_differences(name):
    both = LOSSES[name]
    generator = gradcheck(lambda f: both.generator(f)[0], FAKE, gradient=lambda f: both.generator(f)[1])
    assert generator.ok, generator
    for smoothing in (0.0, 0.2):
        discriminator = gradcheck(
            lambda r, f: both.discriminator(r, f, smoothing)[0],  # noqa: B023
            REAL,
            FAKE,
            gradient=lambda r, f: both.discriminator(r, f, smoothing)[1:],  # noqa: B023
        )
        assert discriminator.ok, discriminator


@names
def test_each_half_is_a_mean_of_its_own(name):
    loss, dreal, dfake = LOSSES[name].discriminator(REAL, FAKE)
    again = LOSSES[name].discriminator(np.tile(REAL, (3, 1)), FAKE)
    assert again[0] == pytest.approx(loss, rel=1e-14)
    np.testing.assert_allclose(again[1], np.tile(dreal, (3, 1)) / 3)
    np.testing.assert_array_equal(again[2], dfake)


def test_published_values():
    """Goodfellow et al. (2014): a D that says ½ everywhere has a loss of log 4, and G one of log 2."""
    zeros = np.zeros(6)
    assert discriminator_loss(zeros, zeros)[0] == pytest.approx(math.log(4), rel=1e-15)
    assert non_saturating_loss(zeros)[0] == pytest.approx(math.log(2), rel=1e-15)
    assert minimax_loss(zeros)[0] == pytest.approx(-math.log(2), rel=1e-15)
    assert least_squares_loss(zeros)[0] == 0.5


def test_minimax_is_the_fake_half_of_d_with_the_other_sign():
    loss, gradient = minimax_loss(FAKE)
    half, _, dfake = discriminator_loss(np.full(1, 1e4), FAKE)  # the real half is 0 there
    assert loss == pytest.approx(-half, rel=1e-14)
    np.testing.assert_array_equal(gradient, -dfake)


def test_where_d_is_sure_only_one_gradient_survives():
    fake = np.array([-40.0])
    assert abs(minimax_loss(fake)[1][0]) < 1e-17
    assert non_saturating_loss(fake)[1][0] == -1
    assert np.sign(minimax_loss(FAKE)[1]).tolist() == np.sign(non_saturating_loss(FAKE)[1]).tolist()


@names
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_extreme_logits_stay_finite_in_their_dtype(name, dtype):
    with np.errstate(all="raise", under="ignore"):
        results = (*LOSSES[name].discriminator(*2 * [EXTREME.astype(dtype)], 0.1), *LOSSES[name].generator(EXTREME))
        for values in results[:3]:
            assert values.dtype == dtype
        assert all(np.isfinite(values).all() for values in results)


def test_smoothing_moves_the_best_answer_for_real_samples():
    """The real half is then least where σ(r) = 1 − s, not at r = ∞."""
    best = np.array([math.log(0.9 / 0.1)])
    assert discriminator_loss(best, best, 0.1)[1] == pytest.approx(0, abs=1e-16)
    assert discriminator_loss(best, best, 0.0)[1] < -0.05


def test_whole_numbers_and_nothing():
    assert discriminator_loss([1, 2], [0])[0] == discriminator_loss(np.array([1.0, 2.0]), np.zeros(1))[0]
    for function in (discriminator_loss, LOSSES["least squares"].discriminator):
        with pytest.raises(ValueError, match=r"got logits of shape \(0, 1\), expected one or more"):
            function(np.zeros((0, 1)), FAKE)
    with pytest.raises(ValueError, match="non_saturating_loss: got logits of shape"):
        non_saturating_loss([])
