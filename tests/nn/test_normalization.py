"""LayerNorm: gradient check, torch parity, properties, bad input."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from dlcore import nn
from dlcore.gradcheck import gradcheck
from dlcore.twin import same

SHAPES = [(4, (5, 4)), (4, (4,)), ((4,), (2, 3, 4)), ((3, 4), (2, 3, 4)), ((2, 3, 4), (5, 2, 3, 4)), (1, (6, 1))]
shapes = pytest.mark.parametrize(("normalized", "shape"), SHAPES)
settings = pytest.mark.parametrize("more", [{}, {"eps": 0.1}, {"bias": False}, {"elementwise_affine": False}], ids=repr)


def random(*shape, seed=0):
    return 2 + 3 * np.random.default_rng(seed).normal(size=shape)


def made(normalized, **more):
    """A layer in float64 whose weights are not those of a new one."""
    layer = nn.LayerNorm(normalized, **more).double()
    for parameter in layer.parameters():
        parameter.data[...] = np.random.default_rng(5).normal(size=parameter.shape)
    return layer


@shapes
@settings
def test_gradients(normalized, shape, more):
    gradcheck(made(normalized, **more), random(*shape), generator=np.random.default_rng(1), check=True)


@shapes
@settings
def test_same_as_torch(normalized, shape, more):
    assert same(made(normalized, **more), random(*shape), tolerance=1e-10).ok


@pytest.mark.parametrize(("mean", "size"), [(1e6, 1.0), (0.0, 1e-12), (-1e3, 1e150), (5.0, 0.0)])
def test_extremes(mean, size):
    x = mean + size * np.random.default_rng(0).normal(size=(3, 8))
    assert same(made(8), x, tolerance=1e-9).ok


def test_same_as_torch_in_float32():
    x = random(4, 3, 6).astype(np.float32)
    layer = nn.LayerNorm((3, 6))
    y = layer(x)
    assert y.dtype == layer.backward(y).dtype == layer.weight.grad.dtype == np.float32
    np.testing.assert_allclose(y, torch.nn.LayerNorm((3, 6))(torch.tensor(x)).detach(), rtol=1e-5, atol=1e-5)


@given(st.integers(0, 1000), st.floats(-50, 50), st.floats(0.1, 50))
def test_each_example_gets_mean_0_and_variance_1_whatever_its_shift_and_scale(seed, shift, factor):
    y = nn.LayerNorm(6, eps=1e-12).double()(shift + factor * random(3, 6, seed=seed))
    np.testing.assert_allclose(y.mean(axis=1), 0, atol=1e-10)
    np.testing.assert_allclose(y.var(axis=1), 1, rtol=1e-6)


def test_no_example_depends_on_another():
    layer, x = made(6), random(5, 6)
    np.testing.assert_allclose(layer(x)[1:2], layer(x[1:2]), rtol=1e-13)


def test_an_empty_batch_passes():
    layer = nn.LayerNorm(4)
    assert layer.backward(layer(np.ones((0, 4)))).shape == (0, 4)


@pytest.mark.parametrize("shape", [(4, 5), (3,), ()])
def test_an_input_that_does_not_fit_is_a_sentence_and_changes_nothing(unchanged, shape):
    layer = nn.LayerNorm((3, 4))
    with (
        unchanged(layer),
        pytest.raises(ValueError, match=r"LayerNorm: input has shape .*, expected \(3, 4\) as its last"),
    ):
        layer(np.ones(shape))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (((),), r"normalized_shape is \(\), expected a positive integer or several"),
        ((0,), "normalized_shape is 0"),
        (((3, 2.5),), r"\(3, 2.5\)"),
        ((3, -1), "eps is -1, expected a number that is not negative"),
    ],
)
def test_bad_arguments_are_a_sentence(arguments, words):
    with pytest.raises(ValueError, match=words):
        nn.LayerNorm(*arguments)
