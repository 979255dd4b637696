"""Embedding: looking up, and the gradient of symbols that occur more than once."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dlcore import nn
from dlcore.gradcheck import gradcheck

RNG = np.random.default_rng
SYMBOLS = arrays(np.int64, st.tuples(st.integers(0, 4), st.integers(1, 5)), elements=st.integers(0, 6))


def twins(padding_idx=None):
    ours = nn.Embedding(7, 3, padding_idx).double()
    theirs = torch.nn.Embedding(7, 3, padding_idx).double()
    theirs.load_state_dict({name: torch.tensor(array) for name, array in ours.state_dict().items()})
    return ours, theirs


@pytest.mark.parametrize("shape", [(), (4,), (2, 5), (2, 3, 2), (0,)])
def test_shapes(shape):
    layer = nn.Embedding(7, 3)
    assert layer(np.zeros(shape, int)).shape == (*shape, 3)
    assert layer.backward(np.ones((*shape, 3))) is None


def test_a_symbol_that_occurs_twice_gets_both_gradients():
    layer = nn.Embedding(4, 2)
    layer([2, 0, 2])
    layer.backward([[1, 2], [3, 4], [5, 6]])
    np.testing.assert_array_equal(layer.weight.grad, [[3, 4], [0, 0], [6, 8], [0, 0]])
    layer([1])
    layer.backward([[1, 1]])
    np.testing.assert_array_equal(layer.weight.grad, [[3, 4], [1, 1], [6, 8], [0, 0]])


@settings(max_examples=40)
@given(SYMBOLS, st.sampled_from([None, 0, 3, -1]))
def test_same_as_torch(x, padding_idx):
    ours, theirs = twins(padding_idx)
    y, ty = ours(x), theirs(torch.tensor(x))
    dy = RNG(0).normal(size=y.shape)
    ours.backward(dy)
    ty.backward(torch.tensor(dy))
    np.testing.assert_array_equal(y, ty.detach())
    np.testing.assert_allclose(ours.weight.grad, theirs.weight.grad, atol=1e-13)


@given(SYMBOLS)
def test_it_is_a_product_with_one_hot_rows(x):
    layer = nn.Embedding(7, 3).double()
    linear = nn.Linear(7, 3, bias=False).double()
    linear.weight.data[...] = layer.weight.T
    y = layer(x)
    np.testing.assert_allclose(y, linear(np.eye(7)[x]), atol=1e-15)
    layer.backward(y)
    linear.backward(y)
    np.testing.assert_allclose(layer.weight.grad, linear.weight.grad.T, atol=1e-13)


def test_gradients():
    x = RNG(0).integers(0, 7, (4, 5))
    report = gradcheck(nn.Embedding(7, 3), x, generator=RNG(1), check=True)
    assert [row.name for row in report.rows] == ["weight"]
    # with padding the gradient of one row is left out on purpose, and only that one
    report = gradcheck(nn.Embedding(7, 3, padding_idx=2), x[x != 2], generator=RNG(1))
    assert report.ok


def test_initial_weights_are_standard_normal_and_the_padding_is_zero():
    layer = nn.Embedding(200, 50, padding_idx=-1, generator=RNG(0))
    assert layer.padding_idx == 199
    values = np.asarray(layer.weight)
    assert values.dtype == np.float32
    assert not values[199].any()
    assert abs(values[:199].mean()) < 0.04
    assert values[:199].var() == pytest.approx(1, rel=0.05)


def test_the_output_does_not_share_memory_with_the_weights():
    layer = nn.Embedding(7, 3)
    before = layer.weight.data.copy()
    layer(np.arange(7))[:] = 0
    np.testing.assert_array_equal(layer.weight.data, before)


def test_a_symbol_changed_after_the_forward_changes_nothing():
    layer, x = nn.Embedding(4, 1), np.array([1, 1])
    layer(x)
    x[:] = 0
    layer.backward(np.ones((2, 1)))
    np.testing.assert_array_equal(layer.weight.grad.ravel(), [0, 2, 0, 0])


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda m: m([0.0, 1.0]), TypeError, "Embedding: input has dtype float64, expected integers"),
        (lambda m: m([True]), TypeError, "Embedding: input has dtype bool"),
        (lambda m: m([3, 7]), ValueError, "Embedding: input has symbols from 3 to 7, expected 0 to 6"),
        (lambda m: m([-1, 2]), ValueError, "Embedding: input has symbols from -1 to 2, expected 0 to 6"),
        (lambda m: m.backward(np.ones((3, 3))), ValueError, r"gradient has shape \(3, 3\), the output had \(2, 3\)"),
    ],
)
def test_bad_input_is_a_sentence_and_changes_nothing(unchanged, call, error, message):
    layer = nn.Embedding(7, 3)
    layer([1, 2])
    with unchanged(layer), pytest.raises(error, match=message):
        call(layer)
    layer.backward(np.ones((2, 3)))


@pytest.mark.parametrize(
    ("build", "error", "message"),
    [
        (lambda: nn.Embedding(0, 3), ValueError, "Embedding: num_embeddings is 0, expected a positive integer"),
        (lambda: nn.Embedding(4, 3, padding_idx=4), ValueError, "Embedding: padding_idx is 4, expected one of 4"),
        (lambda: nn.Embedding(4, 3, max_norm=1.0), NotImplementedError, "max_norm=1.0 is not built here"),
        (lambda: nn.Embedding(4, 3, sparse=True), NotImplementedError, "torch.nn.Embedding has it"),
    ],
)
def test_bad_arguments_are_a_sentence(build, error, message):
    with pytest.raises(error, match=message):
        build()
