"""Every layer: shapes, published values, gradient check, torch parity, properties, conventions, bad input."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dlcore import nn
from dlcore.gradcheck import gradcheck

# name: (how to build it on either backend, axes of the input it takes)
ELEMENTWISE = {
    "Identity": lambda nn: nn.Identity(),
    "Dropout in evaluation": lambda nn: nn.Dropout(0.3).eval(),
    "ReLU": lambda nn: nn.ReLU(),
    "LeakyReLU": lambda nn: nn.LeakyReLU(),
    "LeakyReLU steep": lambda nn: nn.LeakyReLU(0.3),
    "Sigmoid": lambda nn: nn.Sigmoid(),
    "Tanh": lambda nn: nn.Tanh(),
    "ELU": lambda nn: nn.ELU(),
    "ELU low": lambda nn: nn.ELU(alpha=2.5),
    "SELU": lambda nn: nn.SELU(),
    "SiLU": lambda nn: nn.SiLU(),
    "Softplus": lambda nn: nn.Softplus(),
    "Softplus sharp": lambda nn: nn.Softplus(beta=3, threshold=2),
    "GELU": lambda nn: nn.GELU(),
    "GELU tanh": lambda nn: nn.GELU(approximate="tanh"),
    "Softmax": lambda nn: nn.Softmax(dim=-1),
    "Softmax first": lambda nn: nn.Softmax(dim=0),
    "LogSoftmax": lambda nn: nn.LogSoftmax(dim=-1),
    "LogSoftmax first": lambda nn: nn.LogSoftmax(0),
}
LAYERS = ELEMENTWISE | {
    "Linear": lambda nn: nn.Linear(4, 3),
    "Linear single": lambda nn: nn.Linear(4, 1),
    "Linear without bias": lambda nn: nn.Linear(4, 3, bias=False),
    "Flatten all": lambda nn: nn.Flatten(0),
    "Unflatten": lambda nn: nn.Unflatten(-1, (2, 2)),
    "Sequential": lambda nn: nn.Sequential(nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 2), nn.Softplus()),
}
SHAPES = [(4,), (5, 4), (2, 3, 4), (2, 1, 3, 4)]
layers = pytest.mark.parametrize("build", LAYERS.values(), ids=LAYERS)
elementwise = pytest.mark.parametrize("build", ELEMENTWISE.values(), ids=ELEMENTWISE)
numbers = arrays(np.float64, st.tuples(st.integers(1, 4), st.integers(1, 4)), elements=st.floats(-50, 50))


def twins(build, dtype):
    """The same layer with the same weights on both backends."""
    ours, theirs = build(nn), build(torch.nn)
    ours = ours.double() if dtype == np.float64 else ours.float()
    theirs.to(torch.from_numpy(np.zeros(0, dtype)).dtype)
    theirs.load_state_dict({name: torch.tensor(array) for name, array in ours.state_dict().items()})
    return ours, theirs


def compare(build, x, dtype, tolerance):
    """Output, gradient of the input and of every parameter, by both backends."""
    ours, theirs = twins(build, dtype)
    x = x.astype(dtype)
    y = ours(x)
    dy = np.random.default_rng(1).normal(size=y.shape).astype(dtype)
    dx = ours.backward(dy)
    tx = torch.tensor(x, requires_grad=True)
    ty = theirs(tx)
    ty.backward(torch.tensor(dy))
    assert y.dtype == dx.dtype == dtype
    pairs = [(y, ty.detach()), (dx, tx.grad)]
    pairs += [(p.grad, t.grad) for p, t in zip(ours.parameters(), theirs.parameters(), strict=True)]
    for mine, other in pairs:
        np.testing.assert_allclose(mine, other.numpy(), rtol=tolerance, atol=tolerance)


# ---- shapes


@elementwise
@pytest.mark.parametrize("shape", SHAPES)
def test_elementwise_layers_keep_the_shape(build, shape):
    layer = build(nn)
    assert layer(np.ones(shape)).shape == shape
    assert layer.backward(np.ones(shape)).shape == shape


# ---- published values


@pytest.mark.parametrize(
    ("layer", "x", "y"),
    [
        # Abramowitz & Stegun (1964): tables 4.4 (e), 4.15 (tanh), 4.2 (log 2), 26.1 (normal distribution)
        (nn.ELU(), -1.0, 0.36787944117144233 - 1),
        (nn.Tanh(), 1.0, 0.76159415595576489),
        (nn.Softplus(), 0.0, 0.69314718055994531),
        # Klambauer et al. (2017), equation 14: λ, and −λα (1 − e⁻¹)
        (nn.SELU(), 1.0, 1.0507009873554804934),
        (nn.SELU(), -1.0, 1.0507009873554804934 * 1.6732632423543772848 * (0.36787944117144233 - 1)),
        (nn.GELU(), 1.0, 0.84134474606854293),
        (nn.GELU(), -2.0, -2 * (1 - 0.97724986805182079)),
        # of e: 1 / (1 + 1/e)
        (nn.Sigmoid(), 1.0, 1 / (1 + 0.36787944117144233)),
        (nn.SiLU(), 1.0, 1 / (1 + 0.36787944117144233)),
        # Maas, Hannun & Ng (2013): slope 0.01 below zero
        (nn.LeakyReLU(), -3.0, -0.03),
    ],
    ids=repr,
)
def test_published_values(layer, x, y):
    assert layer(np.float64(x)) == pytest.approx(y, rel=1e-14, abs=1e-16)


def test_published_softmax():
    """CS231n, notes on linear classification: scores −2.85, 0.86, 0.28 give 0.016, 0.631, 0.353."""
    np.testing.assert_allclose(nn.Softmax(0)([-2.85, 0.86, 0.28]), [0.016, 0.631, 0.353], atol=6e-4)


# ---- gradient check


@layers
@pytest.mark.parametrize("shape", SHAPES)
def test_gradients(build, shape):
    x = np.random.default_rng(0).normal(size=shape)
    gradcheck(build(nn), x, generator=np.random.default_rng(1), check=True)


# ---- the same as torch


@layers
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-10), (np.float32, 1e-5)])
def test_same_as_torch(build, shape, dtype, tolerance):
    compare(build, 3 * np.random.default_rng(0).normal(size=shape), dtype, tolerance)


@elementwise
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_safe_on_large_inputs(build, dtype):
    large = [-1e4, -710, -100, -90, -20.1, -20, -1e-9, 1e-9, 1, 20, 20.1, 90, 100, 710, 1e4]
    compare(build, np.array(large), dtype, 1e-10 if dtype == np.float64 else 2e-5)


@elementwise
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_finite_on_the_whole_float_range(build, dtype):
    end = np.finfo(dtype).max / 4
    layer, x = build(nn), np.array([-end, -1e18, -1.0, 0, 1e18, end], dtype)
    if "Softplus" in repr(layer):
        x = x / 4  # beta x is a number, too
    assert np.isfinite(layer(x)).all()
    assert np.isfinite(layer.backward(np.ones_like(x))).all()


# ---- properties


@given(numbers)
def test_relu_splits_a_number(x):
    np.testing.assert_array_equal(nn.ReLU()(x) - nn.ReLU()(-x), x)


@given(numbers)
def test_sigmoid_is_symmetric_and_is_the_slope_of_softplus(x):
    np.testing.assert_allclose(nn.Sigmoid()(x) + nn.Sigmoid()(-x), 1, rtol=1e-15)
    softplus = nn.Softplus(threshold=1e3)
    np.testing.assert_allclose(softplus(x) - softplus(-x), x, rtol=1e-13, atol=1e-14)
    softplus(x)
    np.testing.assert_allclose(softplus.backward(np.ones_like(x)), nn.Sigmoid()(x), rtol=1e-14)


@given(numbers)
def test_tanh_is_a_scaled_sigmoid(x):
    np.testing.assert_allclose(nn.Tanh()(x), 2 * nn.Sigmoid()(2 * x) - 1, atol=3e-16)


@given(numbers)
def test_the_gated_activations_differ_from_their_mirror_by_x(x):
    for layer in (nn.SiLU(), nn.GELU(), nn.GELU("tanh")):
        np.testing.assert_allclose(layer(x) - layer(-x), x, rtol=1e-13, atol=1e-15)


def test_selu_keeps_mean_0_and_variance_1_of_a_standard_normal_input():
    """What its two constants are for: the fixed point, by a sum over the normal density."""
    x = np.linspace(-12, 12, 48_001)
    y, share = nn.SELU()(x), np.exp(-x * x / 2) / np.sqrt(2 * np.pi) * (x[1] - x[0])
    assert y @ share == pytest.approx(0, abs=1e-8)  # the kink at 0 costs the sum some 1e-9
    assert y**2 @ share == pytest.approx(1, abs=1e-8)


@given(numbers, st.floats(-1e3, 1e3))
def test_softmax_sums_to_one_and_ignores_a_shift(x, shift):
    y = nn.Softmax(1)(x)
    np.testing.assert_allclose(y.sum(axis=1), 1, rtol=1e-14)
    np.testing.assert_allclose(nn.Softmax(1)(x + shift), y, rtol=1e-11)
    np.testing.assert_allclose(nn.LogSoftmax(1)(x), np.log(y), rtol=1e-12, atol=1e-13)


# ---- conventions


@pytest.mark.parametrize("name", ["ReLU", "LeakyReLU steep", "ELU low", "SELU"])
def test_the_slope_at_a_kink_is_torchs(name):
    compare(ELEMENTWISE[name], np.array([0.0, -0.0]), np.float64, 1e-15)


def test_relu_has_slope_zero_at_zero():
    layer = nn.ReLU()
    layer([0.0])
    assert layer.backward([1.0]) == 0


@elementwise
def test_layers_without_parameters_keep_the_float_type(build):
    layer = build(nn)
    for given_dtype, expected in [("f4", "f4"), ("f8", "f8"), ("i8", "f4"), ("u1", "f4"), ("?", "f4")]:
        y = layer(np.ones((2, 4), given_dtype))
        assert y.dtype == layer.backward(np.ones((2, 4))).dtype == expected


def test_a_nan_stays_a_nan():
    for name in ("ReLU", "LeakyReLU", "Sigmoid", "Tanh", "ELU", "SELU", "SiLU", "Softplus", "GELU", "GELU tanh"):
        assert np.isnan(ELEMENTWISE[name](nn)(np.array([np.nan]))).all(), name


# ---- bad input


@pytest.mark.parametrize(
    ("build", "x", "error", "words"),
    [
        (lambda: nn.Linear(4, 3), np.ones((2, 5)), ValueError, ["(2, 5)", "in_features=4"]),
        (lambda: nn.Linear(4, 3), 1.0, ValueError, ["()", "in_features=4"]),
        (lambda: nn.Linear(1, 3), np.ones((2, 4)), ValueError, ["(2, 4)", "in_features=1"]),
        (lambda: nn.Flatten(), np.ones(4), ValueError, ["(4,)", "1 to -1"]),
        (lambda: nn.Flatten(2, 1), np.ones((2, 3, 4)), ValueError, ["(2, 3, 4)", "2 to 1"]),
        (lambda: nn.Unflatten(1, (2, 2)), np.ones((3, 5)), ValueError, ["(3, 5)", "(2, 2)"]),
        (lambda: nn.Unflatten(1, (-1, 2)), np.ones((3, 5)), ValueError, ["(3, 5)", "(-1, 2)"]),
        (lambda: nn.Unflatten(2, (2, 2)), np.ones((3, 4)), ValueError, ["(3, 4)", "an axis 2"]),
        (lambda: nn.Softmax(2), np.ones((2, 4)), ValueError, ["dim=2", "(2, 4)"]),
        (lambda: nn.LogSoftmax(-3), np.ones((2, 4)), ValueError, ["dim=-3", "(2, 4)"]),
        (lambda: nn.ReLU(), ["a"], TypeError, ["ReLU", "<U1", "real numbers"]),
        (lambda: nn.Linear(1, 1), [1j], TypeError, ["Linear", "complex128"]),
    ],
)
def test_bad_input_is_a_sentence(build, x, error, words):
    layer = build()
    with pytest.raises(error) as caught:
        layer(x)
    assert all(word in str(caught.value) for word in words)
    assert layer.cache is None


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (lambda: nn.Linear(0, 3), ["in_features is 0", "positive integer"]),
        (lambda: nn.Linear(3, 2.5), ["out_features is 2.5"]),
        (lambda: nn.GELU("fast"), ["'fast'", "'tanh'"]),
        (lambda: nn.Softplus(beta=0), ["beta is 0"]),
        (lambda: nn.Unflatten(1, (-1, -1)), ["(-1, -1)", "at most one"]),
    ],
)
def test_bad_arguments_are_a_sentence(build, words):
    with pytest.raises(ValueError, match=words[0]) as caught:
        build()
    assert all(word in str(caught.value) for word in words)
