"""Conv2d and ConvTranspose2d: shapes, published values, gradient check, torch parity, properties, bad input."""

import itertools
import math
import warnings

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dlcore import nn
from dlcore.gradcheck import gradcheck
from dlcore.twin import same

BOTH = pytest.mark.parametrize("kind", ["Conv2d", "ConvTranspose2d"])
# arguments after (in, out) of a Conv2d: kernel, stride, padding, dilation; each also unequal in height and width
GRID = [
    *itertools.product([1, 3], [1, 2], [0, 1], [1, 2]),
    (2, 1, 0, 1),
    (5, 3, 2, 1),
    ((1, 3), 1, (0, 1), 1),
    ((3, 2), (2, 1), (1, 0), (1, 3)),
    ((2, 4), (1, 3), (3, 2), (2, 1)),
    (3, 1, "same", 1),
    (4, 1, "same", 1),
    ((2, 3), 1, "same", (3, 2)),
    (3, 2, "valid", 1),
]
# kernel, stride, padding, output_padding, dilation of a ConvTranspose2d
TRANSPOSED = [
    (1, 1, 0, 0, 1),
    (3, 1, 0, 0, 1),
    (3, 2, 1, 1, 1),
    (4, 2, 1, 0, 1),
    (2, 3, 0, 2, 1),
    (3, 1, 2, 0, 2),
    (2, 2, 1, 2, 3),
    ((2, 3), (3, 1), (0, 1), (2, 0), (1, 2)),
    ((3, 1), (1, 2), (1, 0), (0, 1), (2, 1)),
]
# Dumoulin & Visin (2016), arXiv:1603.07285, figure 1.1
IMAGE = [[3, 3, 2, 1, 0], [0, 0, 1, 3, 1], [3, 1, 2, 2, 3], [2, 0, 0, 2, 2], [2, 0, 0, 0, 1]]
KERNEL = [[0, 1, 2], [2, 2, 0], [0, 1, 2]]
MAP = [[12, 12, 17], [10, 17, 19], [9, 6, 14]]


def random(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def conv(arguments, channels=(2, 3), **more):
    kernel, stride, padding, dilation = arguments
    return nn.Conv2d(*channels, kernel, stride, padding, dilation, generator=np.random.default_rng(2), **more)


def transposed(arguments, channels=(2, 3), **more):
    kernel, stride, padding, output_padding, dilation = arguments
    generator = np.random.default_rng(2)
    more = {"dilation": dilation, "generator": generator, **more}
    return nn.ConvTranspose2d(*channels, kernel, stride, padding, output_padding, **more)


def same_as_torch(layer, x):
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Using padding='same' with even kernel")
        assert same(layer, x, tolerance=1e-10).ok


# ---- shapes: the eight figures of Dumoulin & Visin's chapter 2, the seven of its chapter 4, and dilation


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "padding", "dilation", "expected"),
    [
        (4, 3, 1, 0, 1, 2),
        (5, 4, 1, 2, 1, 6),
        (5, 3, 1, 1, 1, 5),
        (5, 3, 1, 2, 1, 7),
        (5, 3, 2, 0, 1, 2),
        (5, 3, 2, 1, 1, 3),
        (6, 3, 2, 1, 1, 3),
        (7, 3, 1, 0, 2, 3),
        (28, 4, 1, "same", 3, 28),
        (28, 3, 1, "valid", 1, 26),
    ],
)
def test_published_sizes(size, kernel, stride, padding, dilation, expected):
    layer = nn.Conv2d(1, 2, kernel, stride, padding, dilation)
    assert layer(np.ones((3, 1, size, size))).shape == (3, 2, expected, expected)
    assert layer.backward(np.ones((3, 2, expected, expected))).shape == (3, 1, size, size)


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "padding", "output_padding", "expected"),
    [
        (2, 3, 1, 0, 0, 4),
        (6, 4, 1, 2, 0, 5),
        (5, 3, 1, 1, 0, 5),
        (7, 3, 1, 2, 0, 5),
        (2, 3, 2, 0, 0, 5),
        (3, 3, 2, 1, 0, 5),
        (3, 3, 2, 1, 1, 6),
    ],
)
def test_published_sizes_of_the_way_back(size, kernel, stride, padding, output_padding, expected):
    layer = nn.ConvTranspose2d(1, 2, kernel, stride, padding, output_padding)
    assert layer(np.ones((3, 1, size, size))).shape == (3, 2, expected, expected)


@BOTH
def test_an_image_without_a_batch_is_a_batch_of_one(kind):
    layer, x = getattr(nn, kind)(2, 3, 3).double(), random(2, 6, 5)
    y = layer(x[None])
    dx = layer.backward(y)
    np.testing.assert_array_equal(layer(x), y[0])
    np.testing.assert_array_equal(layer.backward(y[0]), dx[0])


@BOTH
def test_an_empty_batch_passes(kind):
    layer = getattr(nn, kind)(2, 3, 3)
    y = layer(np.ones((0, 2, 5, 5)))
    assert y.shape == getattr(torch.nn, kind)(2, 3, 3)(torch.ones(0, 2, 5, 5)).shape
    assert layer.backward(y).shape == (0, 2, 5, 5)
    assert not layer.weight.grad.any()


# ---- published values


def test_published_map():
    layer = nn.Conv2d(1, 1, 3, bias=False)
    layer.load_state_dict({"weight": [[KERNEL]]})
    np.testing.assert_array_equal(layer(np.array([IMAGE])), [MAP])


def test_it_is_the_definition():
    """Seven loops: the sum of the docstring, term by term, with unequal stride, padding and dilation."""
    layer, x = conv(((3, 2), (2, 1), (1, 2), (1, 3))).double(), random(2, 2, 6, 7)
    w, b = layer.weight.data, layer.bias.data
    y = layer(x)
    for n, o, p, q in np.ndindex(y.shape):
        total = b[o]
        for c, i, j in np.ndindex(w.shape[1:]):
            h, v = 2 * p + i - 1, q + 3 * j - 2
            if 0 <= h < 6 and 0 <= v < 7:
                total += w[o, c, i, j] * x[n, c, h, v]
        assert y[n, o, p, q] == pytest.approx(total, abs=1e-12)


# ---- gradient check


@pytest.mark.parametrize("arguments", GRID, ids=repr)
def test_gradients(arguments):
    gradcheck(conv(arguments), random(2, 2, 7, 6), generator=np.random.default_rng(1), check=True)


@pytest.mark.parametrize("arguments", TRANSPOSED, ids=repr)
def test_gradients_of_the_way_back(arguments):
    gradcheck(transposed(arguments), random(2, 2, 4, 3), generator=np.random.default_rng(1), check=True)


# ---- the same as torch


@pytest.mark.parametrize("shape", [(2, 2, 7, 6), (1, 2, 9, 5), (2, 8, 8)], ids=repr)
@pytest.mark.parametrize("arguments", GRID, ids=repr)
def test_same_as_torch(arguments, shape):
    same_as_torch(conv(arguments), random(*shape))


@pytest.mark.parametrize("shape", [(2, 2, 4, 3), (1, 2, 1, 6), (2, 5, 5)], ids=repr)
@pytest.mark.parametrize("arguments", TRANSPOSED, ids=repr)
def test_the_way_back_is_the_same_as_torch(arguments, shape):
    same_as_torch(transposed(arguments), random(*shape))


@BOTH
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("channels", [(1, 1), (1, 4), (5, 1)])
def test_same_as_torch_for_few_channels(kind, channels, bias):
    same_as_torch(getattr(nn, kind)(*channels, 3, 2, 1, bias=bias), random(3, channels[0], 8, 9))


@BOTH
def test_same_as_torch_in_float32(kind):
    ours, theirs = getattr(nn, kind)(8, 16, 3, padding=1), getattr(torch.nn, kind)(8, 16, 3, padding=1)
    ours.load_state_dict(theirs.state_dict())
    x = random(4, 8, 12, 12).astype(np.float32)
    tx = torch.tensor(x, requires_grad=True)
    y, ty = ours(x), theirs(tx)
    dx = ours.backward(x.repeat(2, axis=1))
    ty.backward(torch.tensor(x.repeat(2, axis=1)))
    assert y.dtype == dx.dtype == ours.weight.grad.dtype == ours.bias.grad.dtype == np.float32
    pairs = [
        (y, ty.detach()),
        (dx, tx.grad),
        (ours.weight.grad, theirs.weight.grad),
        (ours.bias.grad, theirs.bias.grad),
    ]
    for mine, other in pairs:
        np.testing.assert_allclose(mine, other, rtol=1e-5, atol=1e-5 * float(abs(other).max()))


@BOTH
@pytest.mark.parametrize("order", ["channels first", "channels last", "every second", "reversed"])
def test_any_order_in_memory(kind, order):
    layer, x = getattr(nn, kind)(3, 2, 3, padding=1).double(), random(2, 3, 6, 6)
    views = {
        "channels first": x,
        "channels last": np.ascontiguousarray(x.transpose(0, 2, 3, 1)).transpose(0, 3, 1, 2),
        "every second": x.repeat(2, axis=3)[..., ::2],
        "reversed": x[..., ::-1].copy()[..., ::-1],
    }
    y = layer(x)
    dx, dweight = layer.backward(y), layer.weight.grad
    layer.zero_grad()
    np.testing.assert_allclose(layer(views[order]), y, rtol=1e-13)
    np.testing.assert_allclose(layer.backward(y[..., ::-1].copy()[..., ::-1]), dx, rtol=1e-13)
    np.testing.assert_allclose(layer.weight.grad, dweight, rtol=1e-13)


small = st.integers(1, 3)
pairs_of = st.tuples(small, small)


@settings(max_examples=50)
@given(
    st.integers(0, 2), pairs_of, pairs_of, pairs_of, pairs_of, st.tuples(st.integers(0, 3), st.integers(0, 3)), pairs_of
)
def test_any_sizes_are_torchs_or_refused_by_both(n, channels, size, kernel, stride, padding, dilation):
    layer = conv((kernel, stride, padding, dilation), channels)
    x = random(n, channels[0], size[0] + 2, size[1] + 2)
    theirs = torch.nn.Conv2d(*channels, kernel, stride, padding, dilation)
    try:
        theirs(torch.tensor(x).float())
    except RuntimeError:
        with pytest.raises(ValueError, match=r"Conv2d: input has shape .* the output would have [HW] = ⌊"):
            layer(x)
    else:
        same_as_torch(layer, x)


@settings(max_examples=50)
@given(pairs_of, pairs_of, pairs_of, pairs_of, st.tuples(st.integers(0, 3), st.integers(0, 3)), pairs_of, pairs_of)
def test_any_sizes_of_the_way_back(channels, size, kernel, stride, padding, extra, dilation):
    extra = tuple(e - 1 for e in extra)
    assume(all(e < max(s, d) for e, s, d in zip(extra, stride, dilation, strict=True)))
    layer, x = transposed((kernel, stride, padding, extra, dilation), channels), random(2, channels[0], *size)
    theirs = torch.nn.ConvTranspose2d(*channels, kernel, stride, padding, extra, dilation=dilation)
    try:
        y = theirs(torch.tensor(x).float())
    except RuntimeError:
        y = torch.zeros(0)
    if 0 in y.shape:
        with pytest.raises(ValueError, match=r"ConvTranspose2d: .* the padding cuts off everything"):
            layer(x)
    else:
        same_as_torch(layer, x)


@BOTH
@pytest.mark.parametrize("size", [1e-30, 1e4, 1e30])
def test_extremes(kind, size):
    same_as_torch(getattr(nn, kind)(2, 3, 3, padding=1), size * random(2, 2, 5, 5))


# ---- properties


@given(st.integers(0, 3), st.integers(0, 3))
def test_a_shift_of_the_image_shifts_the_map(down, right):
    layer, x = conv((3, 1, 0, 1)).double(), random(1, 2, 6, 6)
    wide = np.zeros((1, 2, 9, 9))
    wide[..., down : down + 6, right : right + 6] = x
    np.testing.assert_allclose(layer(wide)[..., down : down + 4, right : right + 4], layer(x), atol=1e-13)


@pytest.mark.parametrize("arguments", [(3, 2, 1, 1), ((2, 3), (1, 2), (0, 1), (2, 1))], ids=repr)
def test_the_transposed_layer_is_the_transposed_matrix(arguments):
    """⟨conv(x), y⟩ = ⟨x, convᵀ(y)⟩ with the same weight."""
    kernel, stride, padding, dilation = arguments
    there, x = conv(arguments, bias=False).double(), random(2, 2, 7, 7)
    back = nn.ConvTranspose2d(3, 2, kernel, stride, padding, bias=False, dilation=dilation).double()
    back.load_state_dict(there.state_dict())
    y = random(*there(x).shape, seed=3)
    assert np.sum(there(x) * y) == pytest.approx(np.sum(x * back(y)), rel=1e-12)


def test_a_kernel_of_one_pixel_is_a_linear_layer_at_every_pixel():
    layer, x = nn.Conv2d(4, 3, 1).double(), random(2, 4, 5, 6)
    linear = nn.Linear(4, 3).double()
    linear.load_state_dict({"weight": layer.weight.data[:, :, 0, 0], "bias": layer.bias.data})
    np.testing.assert_allclose(layer(x), np.moveaxis(linear(np.moveaxis(x, 1, -1)), -1, 1), atol=1e-14)


# ---- conventions


@pytest.mark.parametrize(("kind", "fan"), [("Conv2d", 10 * 9), ("ConvTranspose2d", 400 * 9)])
def test_initial_weights_follow_torchs_law(kind, fan):
    """U(−1/√fan, 1/√fan), where fan counts axis 1 of the weight and the kernel: bound, mean 0, variance bound²/3."""
    layer = getattr(nn, kind)(10, 400, 3, generator=np.random.default_rng(0))
    theirs = getattr(torch.nn, kind)(10, 400, 3)
    bound = 1 / math.sqrt(fan)
    for ours, other in zip(layer.parameters(), theirs.parameters(), strict=True):
        values = ours.data
        assert values.shape == other.shape
        assert values.dtype == np.float32
        for array in (values, other.detach().numpy()):
            assert 0.98 * bound < np.abs(array).max() <= bound * 1.000001
            assert abs(array.mean()) < 0.1 * bound
            assert array.var() == pytest.approx(bound**2 / 3, rel=0.25)


def test_backwards_add_up():
    layer, x = nn.Conv2d(2, 3, 3).double(), random(2, 2, 5, 5)
    layer.backward(layer(x))
    once = layer.weight.grad.copy(), layer.bias.grad.copy()
    layer.backward(layer(x))
    np.testing.assert_allclose(layer.weight.grad, 2 * once[0])
    np.testing.assert_allclose(layer.bias.grad, 2 * once[1])


@BOTH
def test_a_first_layer_may_leave_out_the_gradient_of_its_input(kind):
    layer, x = getattr(nn, kind)(2, 3, 3).double(), random(2, 2, 5, 5)
    layer.backward(layer(x))
    weight = layer.weight.grad
    layer.zero_grad()
    layer.input_gradient = False
    assert layer.backward(layer(x)) is None
    np.testing.assert_array_equal(layer.weight.grad, weight)


def test_a_gradient_is_stored_like_its_weight():
    """Else every update would walk through two arrays in different orders."""
    layer = nn.Conv2d(8, 16, 3)
    layer.backward(layer(random(2, 8, 6, 6)))
    assert layer.weight.grad.flags.c_contiguous


# ---- bad input


@pytest.mark.parametrize(
    ("build", "shape", "words"),
    [
        (
            lambda: nn.Conv2d(1, 8, 3),
            (8, 3, 28, 28),
            "Conv2d: input has 3 channels, expected in_channels=1 (input shape (8, 3, 28, 28), axes N C H W)",
        ),
        (lambda: nn.Conv2d(1, 8, 3), (3, 28, 28), "expected in_channels=1 (input shape (3, 28, 28), axes C H W)"),
        (lambda: nn.Conv2d(1, 8, 3), (28, 28), "(28, 28), expected axes (N, C, H, W) or (C, H, W)"),
        (lambda: nn.Conv2d(1, 8, 3), (1, 1, 0, 9), "(1, 1, 0, 9), expected axes (N, C, H, W) or (C, H, W), none"),
        (
            lambda: nn.Conv2d(1, 8, 5),
            (2, 1, 9, 4),
            "W = 4, and the output would have W = ⌊(4 + 0 − 5) / 1⌋ + 1 = 0: a window spans 5 pixels, "
            "the image with its padding has 4",
        ),
        (lambda: nn.Conv2d(1, 8, 3, 2, 1, 4), (1, 3, 9), "H = ⌊(3 + 2 − 9) / 2⌋ + 1 = -1: a window spans 9 pixels"),
        (
            lambda: nn.ConvTranspose2d(1, 8, 1, padding=3),
            (1, 1, 4, 4),
            "the output would have H = (4 − 1) · 1 − 6 + 1 + 0 = -2: the padding cuts off everything",
        ),
        (
            lambda: nn.ConvTranspose2d(2, 8, 3),
            (1, 4, 4),
            "ConvTranspose2d: input has 1 channels, expected in_channels=2",
        ),
    ],
)
def test_an_input_that_does_not_fit_is_a_sentence_and_changes_nothing(unchanged, build, shape, words):
    layer = build()
    good = np.ones((1, layer.in_channels, 30, 30))
    layer.backward(layer(good))
    layer(good)
    with unchanged(layer), pytest.raises(ValueError, match="input") as caught:
        layer(np.ones(shape))
    assert words in str(caught.value)


@BOTH
def test_a_gradient_that_does_not_fit_changes_nothing(unchanged, kind):
    layer = getattr(nn, kind)(2, 3, 3)
    y = layer(random(2, 2, 6, 6))
    with unchanged(layer), pytest.raises(ValueError, match="gradient has shape"):
        layer.backward(y[:1])
    assert layer.backward(y) is not None
    with pytest.raises(RuntimeError, match="has no cache"):
        layer.backward(y)


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"in_channels": 0}, ValueError, "Conv2d: in_channels is 0, expected a positive integer"),
        ({"out_channels": 2.0}, ValueError, "Conv2d: out_channels is 2.0"),
        ({"kernel_size": 0}, ValueError, "kernel_size is 0, expected an integer of at least 1, or a pair of them"),
        ({"kernel_size": (3, 3, 3)}, ValueError, r"kernel_size is \(3, 3, 3\)"),
        ({"stride": 0}, ValueError, "stride is 0, expected an integer of at least 1"),
        ({"padding": -1}, ValueError, "padding is -1, expected an integer of at least 0"),
        ({"padding": "full"}, ValueError, "padding is 'full', expected a number, a pair, 'same' or 'valid'"),
        ({"padding": "same", "stride": 2}, ValueError, "padding is 'same' and stride 2, expected a stride of 1"),
        ({"dilation": (1, 0)}, ValueError, r"dilation is \(1, 0\)"),
        ({"groups": 2}, NotImplementedError, "Conv2d: groups=2 is not built here; torch.nn.Conv2d has it"),
        ({"padding_mode": "reflect"}, NotImplementedError, "padding_mode='reflect'"),
    ],
)
def test_bad_arguments_are_a_sentence(arguments, error, words):
    with pytest.raises(error, match=words):
        nn.Conv2d(**{"in_channels": 2, "out_channels": 2, "kernel_size": 3} | arguments)


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"padding": "same"}, ValueError, "ConvTranspose2d: padding is 'same', expected a number or a pair"),
        ({"output_padding": 1}, ValueError, r"output_padding is 1, expected less than stride \(1, 1\) or dilation"),
        ({"groups": 2}, NotImplementedError, "torch.nn.ConvTranspose2d has it"),
    ],
)
def test_bad_arguments_of_the_way_back(arguments, error, words):
    with pytest.raises(error, match=words):
        nn.ConvTranspose2d(2, 2, 3, **arguments)
