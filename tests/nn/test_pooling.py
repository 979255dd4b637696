"""MaxPool2d and AvgPool2d: published values, gradient check, torch parity, ties, bad input."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from dlcore import nn
from dlcore.gradcheck import gradcheck
from dlcore.twin import same

BOTH = pytest.mark.parametrize("kind", ["MaxPool2d", "AvgPool2d"])
# kernel, stride, padding
GRID = [
    (1,),
    (2,),
    (3,),
    (3, 1),
    (3, 2, 1),
    (2, 3),
    (2, 3, 1),
    ((2, 3),),
    ((3, 2), (1, 2), (1, 0)),
    ((1, 4), (2, 1), (0, 2)),
]
# Dumoulin & Visin (2016), arXiv:1603.07285, figures 1.5 and 1.6: windows of 3 × 3, one pixel apart
IMAGE = np.array([[[3, 3, 2, 1, 0], [0, 0, 1, 3, 1], [3, 1, 2, 2, 3], [2, 0, 0, 2, 2], [2, 0, 0, 0, 1]]])
MEANS = [[1.7, 1.7, 1.7], [1.0, 1.2, 1.8], [1.1, 0.8, 1.3]]
MAXIMA = [[3, 3, 3], [3, 3, 3], [3, 2, 3]]


def random(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def same_as_torch(layer, x):
    assert same(layer, x, tolerance=1e-10).ok


# ---- published values


def test_published_maps():
    np.testing.assert_array_equal(nn.MaxPool2d(3, 1)(IMAGE), [MAXIMA])
    np.testing.assert_allclose(nn.AvgPool2d(3, 1)(IMAGE), [MEANS], atol=0.0501)


# ---- gradient check


@BOTH
@pytest.mark.parametrize("arguments", GRID, ids=repr)
def test_gradients(kind, arguments):
    layer = getattr(nn, kind)(*arguments)
    gradcheck(layer, random(2, 3, 7, 6), generator=np.random.default_rng(1), check=True)


def test_gradients_of_the_other_arguments():
    x = random(2, 3, 7, 6)
    for layer in (nn.MaxPool2d(2, 1, 1, 2), nn.AvgPool2d(3, 2, 1, count_include_pad=False)):
        gradcheck(layer, x, generator=np.random.default_rng(1), check=True)


# ---- the same as torch


@BOTH
@pytest.mark.parametrize("shape", [(2, 3, 7, 6), (1, 1, 4, 9), (3, 8, 8)], ids=repr)
@pytest.mark.parametrize("arguments", GRID, ids=repr)
def test_same_as_torch(kind, arguments, shape):
    same_as_torch(getattr(nn, kind)(*arguments), random(*shape))


@pytest.mark.parametrize("arguments", [(2, 1, 0, 2), (4, 2, 2, (2, 3)), ((2, 3), 1, 1, (3, 1))], ids=repr)
def test_dilated_maxima_are_torchs(arguments):
    same_as_torch(nn.MaxPool2d(*arguments), random(2, 3, 9, 8))


@pytest.mark.parametrize("arguments", GRID, ids=repr)
def test_means_that_leave_the_padding_out_are_torchs(arguments):
    same_as_torch(nn.AvgPool2d(*arguments, count_include_pad=False), random(2, 3, 7, 6))


small = st.integers(1, 3)
pairs_of = st.tuples(small, small)


@settings(max_examples=50)
@given(st.integers(0, 2), pairs_of, pairs_of, pairs_of, st.tuples(st.integers(0, 2), st.integers(0, 2)), pairs_of)
def test_any_sizes_are_torchs_or_refused_by_both(n, size, kernel, stride, padding, dilation):
    x = random(n, 2, *size)
    for kind, arguments in (
        ("MaxPool2d", (kernel, stride, padding, dilation)),
        ("AvgPool2d", (kernel, stride, padding)),
    ):
        try:
            getattr(torch.nn, kind)(*arguments)(torch.tensor(x))
        except RuntimeError:
            with pytest.raises(ValueError, match=f"{kind}: (input|padding)"):
                getattr(nn, kind)(*arguments)(x)
        else:
            same_as_torch(getattr(nn, kind)(*arguments), x)


@BOTH
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_float_type_stays(kind, dtype):
    layer, theirs = getattr(nn, kind)(3, 2, 1), getattr(torch.nn, kind)(3, 2, 1)
    x = random(2, 3, 7, 7).astype(dtype)
    y = layer(x)
    assert y.dtype == layer.backward(y).dtype == dtype
    np.testing.assert_allclose(y, theirs(torch.tensor(x)), rtol=1e-6, atol=1e-7)
    assert layer(np.ones((1, 4, 4), np.uint8)).dtype == np.float32


# ---- ties and extremes


@pytest.mark.parametrize("arguments", [*GRID, (3, 1, 1, 2)], ids=repr)
def test_the_first_maximum_wins_as_in_torch(arguments):
    few = np.random.default_rng(0).integers(-1, 2, (4, 2, 8, 7)).astype(float)  # three values: ties everywhere
    for x in (few, np.zeros((2, 2, 8, 7)), np.maximum(few, 0)):
        same_as_torch(nn.MaxPool2d(*arguments), x)


def test_of_equals_the_first_gets_the_gradient():
    layer = nn.MaxPool2d(2)
    layer(np.ones((1, 2, 4)))
    np.testing.assert_array_equal(layer.backward([[[5, 7]]]), [[[5, 0, 7, 0], [0, 0, 0, 0]]])


def test_overlapping_windows_add_up():
    layer = nn.MaxPool2d(2, 1)
    layer([[[0, 9, 0], [0, 0, 0]]])
    np.testing.assert_array_equal(layer.backward([[[5, 7]]]), [[[0, 12, 0], [0, 0, 0]]])


def test_padding_never_wins():
    """It is −∞, so the maximum of negative numbers stays negative."""
    assert (nn.MaxPool2d(3, 1, 1)(-np.ones((1, 4, 4))) == -1).all()
    x = np.full((1, 4, 4), np.finfo(np.float64).min)
    np.testing.assert_array_equal(nn.MaxPool2d(3, 1, 1)(x), x)


@pytest.mark.parametrize("value", [1e308, -1e308, 1e-320, np.inf])
def test_extremes(value):
    x = np.full((1, 2, 4, 4), value)
    x[..., 1, 2] = 1
    same_as_torch(nn.MaxPool2d(2), x)
    assert np.isnan(nn.MaxPool2d(2)(np.full((1, 2, 2), np.nan))).all()


def test_windows_of_more_than_256_elements():
    same_as_torch(nn.MaxPool2d(20, 10), random(1, 2, 30, 30))
    same_as_torch(nn.MaxPool2d(16), random(1, 2, 16, 16))


@BOTH
def test_a_result_is_no_view_of_the_input(kind):
    x = np.ones((1, 1, 3, 3))
    y = getattr(nn, kind)(1)(x)
    y[...] = 5
    assert (x == 1).all()


# ---- properties


@given(st.integers(0, 1000))
def test_a_mean_lies_below_the_maximum(seed):
    x = random(1, 2, 6, 6, seed=seed)
    assert (nn.AvgPool2d(3, 1)(x) <= nn.MaxPool2d(3, 1)(x)).all()


@BOTH
def test_each_gradient_goes_somewhere_once(kind):
    layer, x = getattr(nn, kind)(3, 2), random(2, 3, 9, 9)
    dy = random(2, 3, 4, 4, seed=1)
    layer(x)
    assert layer.backward(dy).sum() == pytest.approx(dy.sum(), rel=1e-12)


def test_the_order_in_memory_stays():
    """A pool between two convolutions copies nothing: channels that stand last in memory still do so after it."""
    layer, x = nn.MaxPool2d(2), random(2, 4, 4, 3).transpose(0, 3, 1, 2)
    y = layer(x)
    assert y.transpose(0, 2, 3, 1).flags.c_contiguous
    assert layer.backward(y).transpose(0, 2, 3, 1).flags.c_contiguous


# ---- bad input


@pytest.mark.parametrize(
    ("build", "shape", "words"),
    [
        (lambda: nn.MaxPool2d(3), (2, 1, 2, 5), "H = ⌊(2 + 0 − 3) / 3⌋ + 1 = 0: a window spans 3 pixels"),
        (lambda: nn.AvgPool2d(5, 1), (1, 9, 4), "AvgPool2d: input has shape (1, 9, 4), W = 4, and the output would"),
        (lambda: nn.MaxPool2d(2), (4, 4), "MaxPool2d: input has shape (4, 4), expected axes (N, C, H, W) or (C, H, W)"),
        (lambda: nn.MaxPool2d(2), (1, 0, 4, 4), "none of them empty"),
    ],
)
def test_an_input_that_does_not_fit_is_a_sentence_and_changes_nothing(unchanged, build, shape, words):
    layer = build()
    layer(np.ones((1, 12, 12)))
    with unchanged(layer), pytest.raises(ValueError, match="input has shape") as caught:
        layer(np.ones(shape))
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("build", "error", "words"),
    [
        (lambda: nn.MaxPool2d(0), ValueError, "MaxPool2d: kernel_size is 0, expected an integer of at least 1"),
        (lambda: nn.MaxPool2d(2, 0), ValueError, "stride is 0"),
        (
            lambda: nn.MaxPool2d(3, padding=2),
            ValueError,
            r"padding is 2, expected at most half of kernel_size \(3, 3\)",
        ),
        (lambda: nn.AvgPool2d(2, padding=(1, 2)), ValueError, r"AvgPool2d: padding is \(1, 2\), expected at most half"),
        (lambda: nn.MaxPool2d(2, dilation=0), ValueError, "dilation is 0"),
        (lambda: nn.MaxPool2d(2, ceil_mode=True), NotImplementedError, "MaxPool2d: ceil_mode=True is not built here"),
        (lambda: nn.MaxPool2d(2, return_indices=True), NotImplementedError, "torch.nn.MaxPool2d has it"),
        (lambda: nn.AvgPool2d(2, divisor_override=3), NotImplementedError, "AvgPool2d: divisor_override=3"),
        (lambda: nn.AvgPool2d(2, ceil_mode=True), NotImplementedError, "torch.nn.AvgPool2d has it"),
    ],
)
def test_bad_arguments_are_a_sentence(build, error, words):
    with pytest.raises(error, match=words):
        build()
