"""BatchNorm1d and BatchNorm2d: gradient check, torch parity with running statistics, properties, bad input."""

import copy
import inspect

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from dlcore import nn
from dlcore.gradcheck import gradcheck
from dlcore.twin import from_torch, same, to_torch

CASES = {
    "1d": (lambda nn, **more: nn.BatchNorm1d(3, **more), (5, 3)),
    "1d of two": (lambda nn, **more: nn.BatchNorm1d(3, **more), (2, 3)),
    "1d with a length": (lambda nn, **more: nn.BatchNorm1d(3, **more), (4, 3, 6)),
    "2d": (lambda nn, **more: nn.BatchNorm2d(3, **more), (4, 3, 5, 2)),
    "2d, one image": (lambda nn, **more: nn.BatchNorm2d(3, **more), (1, 3, 2, 2)),
}
SETTINGS = {
    "default": {},
    "momentum": {"momentum": 0.7},
    "momentum 0": {"momentum": 0.0},
    "momentum 1": {"momentum": 1},
    "cumulative": {"momentum": None},
    "eps": {"eps": 0.1},
    "plain": {"affine": False},
    "untracked": {"track_running_stats": False},
    "plain and untracked": {"affine": False, "track_running_stats": False},
}
if "bias" in inspect.signature(torch.nn.BatchNorm1d).parameters:  # not so in older releases
    SETTINGS["without bias"] = {"bias": False}
cases = pytest.mark.parametrize(("build", "shape"), CASES.values(), ids=CASES)
settings = pytest.mark.parametrize("more", SETTINGS.values(), ids=SETTINGS)


def random(*shape, seed=0):
    return 2 + 3 * np.random.default_rng(seed).normal(size=shape)


def made(build, more):
    """A layer in float64 whose weights are not those of a new one."""
    layer = build(nn, **more).double()
    for parameter in layer.parameters():
        parameter.data[...] = np.random.default_rng(5).normal(size=parameter.shape)
    return layer


# ---- gradient check


@cases
@settings
@pytest.mark.parametrize("training", [True, False])
def test_gradients(build, shape, more, training):
    layer = made(build, more)
    if layer.running_mean is not None:
        layer(random(*shape, seed=4))
    gradcheck(layer.train(training), random(*shape), generator=np.random.default_rng(1), check=True)


# ---- the same as torch


@cases
@settings
def test_same_as_torch_through_training_and_evaluation(build, shape, more):
    """Three batches move the running statistics; then evaluation. Every number on the way is compared."""
    ours = made(build, more)
    theirs = to_torch(ours)
    for seed, training in [(0, True), (1, True), (2, True), (3, False), (4, True), (5, False)]:
        ours.train(training)
        theirs.train(training)
        x, dy = random(*shape, seed=seed), np.random.default_rng(seed).normal(size=shape)
        tx = torch.tensor(x, requires_grad=True)
        ours.zero_grad()
        theirs.zero_grad()
        y, ty = ours(x), theirs(tx)
        dx = ours.backward(dy)
        ty.backward(torch.tensor(dy))
        pairs = [(y, ty.detach()), (dx, tx.grad)]
        pairs += [(p.grad, t.grad) for p, t in zip(ours.parameters(), theirs.parameters(), strict=True)]
        state = theirs.state_dict()
        assert list(ours.state_dict()) == list(state)
        for mine, other in [*pairs, *((array, state[name]) for name, array in ours.state_dict().items())]:
            np.testing.assert_allclose(mine, other, rtol=1e-10, atol=1e-10)


@cases
def test_same_as_torch_in_float32(build, shape):
    ours = build(nn)
    theirs = to_torch(ours)
    for seed in range(3):
        x = random(*shape, seed=seed).astype(np.float32)
        y = ours(x)
        np.testing.assert_allclose(y, theirs(torch.tensor(x)).detach(), rtol=1e-5, atol=2e-5)
        assert y.dtype == ours.backward(y).dtype == np.float32
    state = theirs.state_dict()
    for name, array in ours.state_dict().items():
        assert array.dtype == state[name].numpy().dtype
        np.testing.assert_allclose(array, state[name], rtol=1e-5)


@cases
@pytest.mark.parametrize(("mean", "size"), [(1e6, 1.0), (0.0, 1e-12), (-1e3, 1e150), (5.0, 0.0)])
def test_extremes(build, shape, mean, size):
    """Far from zero, tiny, huge, constant: the same as torch, and finite."""
    layer, x = made(build, {}), mean + size * np.random.default_rng(0).normal(size=shape)
    assert np.isfinite(layer(x)).all()
    assert np.isfinite(layer.backward(np.ones(shape))).all()
    # where two numbers lie close together and far from zero, their own rounding stands in x̂
    assert same(layer, x, tolerance=1e-8).ok


def test_a_large_mean_costs_float32_no_more_than_its_rounding():
    x = (1000 + np.random.default_rng(0).normal(size=(50_000, 4))).astype(np.float32)
    y = nn.BatchNorm1d(4)(x)
    exact = x.astype(np.float64)
    exact = (exact - exact.mean(0)) / np.sqrt(exact.var(0) + 1e-5)
    assert np.abs(y - exact).max() < 0.01


# ---- properties


@given(st.integers(0, 1000), st.floats(-50, 50), st.floats(0.1, 50))
def test_shift_and_scale_of_the_input_do_not_matter(seed, shift, factor):
    layer, x = nn.BatchNorm1d(3, eps=1e-12).double(), random(8, 3, seed=seed)
    np.testing.assert_allclose(layer(shift + factor * x), layer(x), atol=1e-8)


@cases
def test_each_channel_gets_mean_0_and_variance_1(build, shape):
    y = build(nn, eps=1e-12).double()(random(*shape))
    axes = tuple(axis for axis in range(len(shape)) if axis != 1)
    np.testing.assert_allclose(y.mean(axis=axes), 0, atol=1e-12)
    np.testing.assert_allclose(y.var(axis=axes), 1, rtol=1e-8)


def test_the_running_variance_is_unbiased():
    layer = nn.BatchNorm1d(1, momentum=1).double()
    layer([[1.0], [3.0]])
    assert (layer.running_mean, layer.running_var, layer.num_batches_tracked) == (2, 2, 1)


def test_momentum_none_is_the_mean_over_all_batches():
    layer, batches = nn.BatchNorm1d(2, momentum=None).double(), [random(4, 2, seed=seed) for seed in range(5)]
    for x in batches:
        layer(x)
    np.testing.assert_allclose(layer.running_mean, np.mean(batches, axis=(0, 1)))
    np.testing.assert_allclose(layer.running_var, np.mean([x.var(axis=0, ddof=1) for x in batches], axis=0))


def test_evaluation_looks_at_no_other_example_and_moves_nothing():
    layer, x = nn.BatchNorm1d(3).double(), random(6, 3)
    layer(x)
    layer.eval()
    before = layer.state_dict()
    np.testing.assert_allclose(layer(x)[:1], layer(x[:1]), rtol=1e-14)
    assert all(np.array_equal(array, before[name]) for name, array in layer.state_dict().items())


# ---- buffers


def test_buffers_travel_with_the_state():
    layer, other = nn.BatchNorm2d(3), nn.BatchNorm2d(3)
    for seed in range(2):
        layer(random(2, 3, 4, 4, seed=seed))
    assert [name for name, _ in layer.named_buffers()] == ["running_mean", "running_var", "num_batches_tracked"]
    other.load_state_dict(layer.state_dict())
    x = random(2, 3, 4, 4, seed=7)
    np.testing.assert_array_equal(other.eval()(x), layer.eval()(x))
    assert other.num_batches_tracked == 2
    layer.train()(x)
    assert other.num_batches_tracked == 2  # copies, not the same arrays
    torch_layer = to_torch(layer)
    assert torch_layer.num_batches_tracked.item() == 3
    back = from_torch(torch_layer)
    assert back.num_batches_tracked.dtype == np.int64
    np.testing.assert_array_equal(back.eval()(x), layer.eval()(x))


def test_double_and_float_take_the_buffers_along():
    layer = nn.BatchNorm1d(3).double()
    assert [buffer.dtype for buffer in layer.buffers()] == [np.float64, np.float64, np.int64]
    assert [buffer.dtype for buffer in layer.float().buffers()] == [np.float32, np.float32, np.int64]


@pytest.mark.parametrize("affine", [True, False])
def test_parameters_or_else_buffers_decide_the_dtype(affine):
    assert nn.BatchNorm1d(3, affine=affine)(random(4, 3)).dtype == np.float32
    assert nn.BatchNorm1d(3, affine=affine).double()(np.ones((4, 3), np.float32)).dtype == np.float64
    free = nn.BatchNorm1d(3, affine=False, track_running_stats=False)
    assert free(random(4, 3)).dtype == np.float64


def test_a_check_moves_no_running_statistics():
    layer = nn.BatchNorm1d(3)
    before = copy.deepcopy(layer.state_dict())
    gradcheck(layer, random(4, 3))
    same(layer, random(4, 3))
    assert all(np.array_equal(array, before[name]) for name, array in layer.state_dict().items())


# ---- bad input


@pytest.mark.parametrize(
    ("build", "shape", "words"),
    [
        (
            lambda: nn.BatchNorm1d(3),
            (4, 5),
            r"BatchNorm1d: input has shape \(4, 5\), expected axes \(N, C\) or \(N, C, L\)",
        ),
        (lambda: nn.BatchNorm1d(3), (4, 3, 2, 2), "with C = num_features=3"),
        (lambda: nn.BatchNorm2d(3), (3, 2, 2), r"BatchNorm2d: .*, expected axes \(N, C, H, W\) with C"),
        (lambda: nn.BatchNorm1d(3), (), r"input has shape \(\)"),
        (lambda: nn.BatchNorm1d(3), (1, 3), "expected more than one number a channel"),
        (lambda: nn.BatchNorm2d(3), (1, 3, 1, 1), "of one alone the variance is 0"),
        (lambda: nn.BatchNorm1d(3, track_running_stats=False).eval(), (1, 3), "more than one number"),
    ],
)
def test_an_input_that_does_not_fit_is_a_sentence_and_changes_nothing(unchanged, build, shape, words):
    layer = build()
    before = layer.state_dict()
    with unchanged(layer), pytest.raises(ValueError, match=words):
        layer(np.ones(shape))
    assert all(np.array_equal(array, before[name]) for name, array in layer.state_dict().items())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"num_features": 0}, "num_features is 0, expected a positive integer"),
        ({"eps": 0}, "eps is 0, expected a positive number"),
        ({"momentum": 1.5}, "momentum is 1.5, expected a number from 0 to 1, or None"),
    ],
)
def test_bad_arguments_are_a_sentence(arguments, words):
    with pytest.raises(ValueError, match=words):
        nn.BatchNorm2d(**{"num_features": 3} | arguments)
