"""Linear, Flatten and Unflatten: what they do beyond what every layer does (test_layers.py)."""

import inspect
import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dlcore import nn


@pytest.mark.parametrize(
    ("arguments", "shape", "expected"),
    [
        ((), (2, 3, 4), (2, 12)),
        ((), (5, 4), (5, 4)),
        ((1, 2), (2, 3, 4, 5), (2, 12, 5)),
        ((0, -2), (2, 3, 4), (6, 4)),
    ],
)
def test_flatten_joins_axes(arguments, shape, expected):
    layer, x = nn.Flatten(*arguments), np.arange(math.prod(shape), dtype=float).reshape(shape)
    assert layer(x).shape == expected
    assert layer(x).shape == torch.nn.Flatten(*arguments)(torch.tensor(x)).shape
    np.testing.assert_array_equal(layer.backward(layer(x)), x)


def test_flatten_of_a_number():
    assert nn.Flatten(0)(3.0).shape == torch.nn.Flatten(0)(torch.tensor(3.0)).shape == (1,)


@pytest.mark.parametrize(
    ("arguments", "shape"),
    [
        ((1, (2, 6)), (5, 12)),
        ((1, [2, -1]), (5, 12)),
        ((-1, (3, 2, 2)), (12,)),
        ((0, (1, 4)), (4, 3)),
        ((-2, (-1,)), (2, 3, 4)),
        ((1, (-1, 3)), (0, 3, 2)),
    ],
)
def test_unflatten_splits_an_axis_as_torch_does(arguments, shape):
    layer, x = nn.Unflatten(*arguments), np.random.default_rng(0).normal(size=shape)
    expected = torch.nn.Unflatten(*arguments)(torch.tensor(x)).numpy()
    np.testing.assert_array_equal(layer(x), expected)
    np.testing.assert_array_equal(layer.backward(expected), x)
    assert repr(layer) == repr(torch.nn.Unflatten(arguments[0], tuple(arguments[1])))


@pytest.mark.parametrize("sizes", [6, "ab", (), (2, 3.0), (None, 2)])
def test_unflatten_takes_a_tuple_of_integers(sizes):
    with pytest.raises(TypeError, match="Unflatten: unflattened_size is .*, expected a tuple of integers"):
        nn.Unflatten(1, sizes)


def test_unflatten_undoes_flatten():
    x = np.random.default_rng(0).normal(size=(2, 3, 4, 5))
    np.testing.assert_array_equal(nn.Sequential(nn.Flatten(), nn.Unflatten(1, (3, 4, 5)))(x), x)


def test_an_empty_batch_passes():
    model = nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Flatten())
    assert model(np.zeros((0, 4))).shape == (0, 3)
    assert model.backward(np.zeros((0, 3))).shape == (0, 4)
    assert not model[0].weight.grad.any()


def test_published_training_step():
    """M. Mazur (2015), "A step by step backpropagation example": a 2-2-2 network, one step at rate 0.5."""
    model = nn.Sequential(nn.Linear(2, 2), nn.Sigmoid(), nn.Linear(2, 2), nn.Sigmoid()).double()
    model.load_state_dict(
        {
            "0.weight": [[0.15, 0.20], [0.25, 0.30]],
            "0.bias": [0.35, 0.35],
            "2.weight": [[0.40, 0.45], [0.50, 0.55]],
            "2.bias": [0.60, 0.60],
        }
    )
    criterion = nn.MSELoss(reduction="sum")
    y = model([0.05, 0.10])
    np.testing.assert_allclose(y, [0.75136507, 0.772928465], atol=5e-10)
    assert criterion(y, [0.01, 0.99]) / 2 == pytest.approx(0.298371109, abs=5e-10)
    model.backward(criterion.backward(0.5))  # the example's loss is half the sum
    stepped = [layer.weight.data - 0.5 * layer.weight.grad for layer in (model[0], model[2])]
    np.testing.assert_allclose(stepped[0], [[0.149780716, 0.19956143], [0.24975114, 0.29950229]], atol=6e-9)
    np.testing.assert_allclose(stepped[1], [[0.35891648, 0.408666186], [0.511301270, 0.561370121]], atol=6e-9)


def test_initial_weights_follow_torchs_law():
    """U(−1/√in, 1/√in) for both: its bound, its mean 0 and its variance bound²/3."""
    layer = nn.Linear(25, 4000, generator=np.random.default_rng(0))
    for parameter in (layer.weight, layer.bias):
        values = np.asarray(parameter)
        assert values.dtype == np.float32
        assert 0.19 < np.abs(values).max() <= 0.2
        assert abs(values.mean()) < 0.006
        assert values.var() == pytest.approx(0.2**2 / 3, rel=0.05)


@given(arrays(np.float64, (2, 4), elements=st.floats(-50, 50)), st.floats(-3, 3))
def test_linear_is_linear(x, factor):
    layer = nn.Linear(x.shape[1], 3, bias=False, generator=np.random.default_rng(0)).double()
    np.testing.assert_allclose(layer(factor * x), factor * layer(x), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("dtype", ["f4", "f8", "i8"])
def test_parameters_decide_the_dtype(dtype):
    for layer, expected in [(nn.Linear(4, 3), "f4"), (nn.Linear(4, 3).double(), "f8")]:
        y = layer(np.ones((2, 4), dtype))
        dx = layer.backward(np.ones((2, 3)))
        assert {y.dtype, dx.dtype, layer.weight.grad.dtype, layer.bias.grad.dtype} == {np.dtype(expected)}


def test_help_shows_the_arguments():
    assert str(inspect.signature(nn.Linear)).startswith("(in_features, out_features, bias=True")


def test_a_first_layer_may_leave_out_the_gradient_of_its_input():
    layer = nn.Linear(3, 2)
    layer.input_gradient = False
    layer(np.ones((4, 3)))
    assert layer.backward(np.ones((4, 2))) is None
    np.testing.assert_array_equal(layer.weight.grad, np.full((2, 3), 4))
