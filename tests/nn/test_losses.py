"""Every loss: shapes, published values, gradient check, torch parity, properties, conventions, bad input."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dlcore import nn
from dlcore.gradcheck import gradcheck

REDUCTIONS = ["mean", "sum", "none"]
ELEMENT_SHAPES = [(4,), (5, 4), (2, 3, 4), (2, 1, 3, 4)]
CLASS_SHAPES = [(4,), (5, 4), (3, 4, 2), (2, 4, 3, 2)]  # 4 classes
W = [0.5, 2.0, 1.0, 0.25]


def rng():
    return np.random.default_rng(0)


def reals(shape):
    return rng().normal(size=shape)


def shares(shape):
    return np.random.default_rng(2).random(shape)


def indices(shape, low=0):
    """Class indices for logits of this shape; low=-1 leaves some out."""
    return np.random.default_rng(3).integers(low, 4, shape[:1] + shape[2:] if len(shape) > 1 else ())


def class_shares(shape):
    p = shares(shape)
    return p / p.sum(axis=min(len(shape) - 1, 1), keepdims=True)


# name: (class, arguments, shapes of x, target of a shape)
LOSSES = {
    "MSELoss": ("MSELoss", {}, ELEMENT_SHAPES, shares),
    "L1Loss": ("L1Loss", {}, ELEMENT_SHAPES, shares),
    "BCEWithLogitsLoss": ("BCEWithLogitsLoss", {}, ELEMENT_SHAPES, shares),
    "BCE weight": ("BCEWithLogitsLoss", {"weight": W}, ELEMENT_SHAPES, shares),
    "BCE pos_weight": ("BCEWithLogitsLoss", {"pos_weight": W}, ELEMENT_SHAPES, shares),
    "BCE both": ("BCEWithLogitsLoss", {"weight": [3.0], "pos_weight": W}, ELEMENT_SHAPES, shares),
    "NLLLoss": ("NLLLoss", {}, CLASS_SHAPES, indices),
    "NLL weight": ("NLLLoss", {"weight": W}, CLASS_SHAPES, indices),
    "NLL ignore": ("NLLLoss", {"ignore_index": 1, "weight": W}, CLASS_SHAPES[1:], indices),
    "CrossEntropyLoss": ("CrossEntropyLoss", {}, CLASS_SHAPES, indices),
    "CE weight": ("CrossEntropyLoss", {"weight": W}, CLASS_SHAPES, indices),
    "CE smooth": ("CrossEntropyLoss", {"label_smoothing": 0.1}, CLASS_SHAPES, indices),
    "CE ignore": ("CrossEntropyLoss", {"ignore_index": -1}, CLASS_SHAPES[1:], lambda s: indices(s, -1)),
    "CE all": (
        "CrossEntropyLoss",
        {"weight": W, "ignore_index": 2, "label_smoothing": 0.3},
        CLASS_SHAPES[1:],
        indices,
    ),
    "CE shares": ("CrossEntropyLoss", {}, CLASS_SHAPES, class_shares),
    "CE shares all": ("CrossEntropyLoss", {"weight": W, "label_smoothing": 0.3}, CLASS_SHAPES, class_shares),
}
CASES = [
    pytest.param(*case[:2], shape, case[3](shape), id=f"{name} {shape}")
    for name, case in LOSSES.items()
    for shape in case[2]
]
cases = pytest.mark.parametrize(("name", "arguments", "shape", "target"), CASES)
reductions = pytest.mark.parametrize("reduction", REDUCTIONS)


def compare(name, arguments, x, target, reduction, dtype, tolerance):
    tensors = {key: torch.tensor(v) if isinstance(v, list) else v for key, v in arguments.items()}
    ours = getattr(nn, name)(**arguments, reduction=reduction)
    theirs = getattr(torch.nn, name)(**tensors, reduction=reduction).to(torch.tensor(np.zeros(0, dtype)).dtype)
    x = x.astype(dtype)
    target = np.asarray(target)
    target = target if target.dtype.kind == "i" else target.astype(dtype)
    loss = ours(x, target)
    upstream = rng().normal(size=loss.shape).astype(dtype)
    dx = ours.backward(upstream)
    tx = torch.tensor(x, requires_grad=True)
    tloss = theirs(tx, torch.tensor(target))
    tloss.backward(torch.tensor(upstream))
    assert loss.shape == tloss.shape
    assert loss.dtype == dx.dtype == dtype
    np.testing.assert_allclose(loss, tloss.detach().numpy(), rtol=tolerance, atol=tolerance)
    np.testing.assert_allclose(dx, tx.grad.numpy(), rtol=tolerance, atol=tolerance)


# ---- shapes


@pytest.mark.parametrize("name", ["MSELoss", "L1Loss", "BCEWithLogitsLoss", "CrossEntropyLoss"])
def test_a_reduced_loss_is_a_numpy_scalar(name):
    x = np.ones((2, 3), np.float32)
    for reduction in ("mean", "sum"):
        criterion = getattr(nn, name)(reduction=reduction)
        assert isinstance(criterion(x, x / 3), np.float32)
        assert criterion.backward().shape == x.shape


# ---- published values


def test_published_cross_entropy():
    """CS231n, notes on linear classification: scores −2.85, 0.86, 0.28, true class 2, loss 1.04."""
    assert nn.CrossEntropyLoss()(np.array([-2.85, 0.86, 0.28]), 2) == pytest.approx(1.04, abs=5e-3)


def test_knowing_nothing_costs_log_c():
    """Goodfellow, Bengio & Courville (2016), §3.13: the entropy of a uniform distribution."""
    assert nn.CrossEntropyLoss()(np.zeros((3, 10)), [0, 5, 9]) == pytest.approx(math.log(10), rel=1e-15)
    assert nn.BCEWithLogitsLoss()(np.zeros(3), [0, 1, 1]) == pytest.approx(math.log(2), rel=1e-15)


def test_a_mean_squared_error_by_hand():
    criterion = nn.MSELoss()
    assert criterion([1.0, 2.0, 4.0], [1.0, 0.0, 1.0]) == pytest.approx(13 / 3)
    np.testing.assert_allclose(criterion.backward(), [0, 4 / 3, 2], rtol=1e-6)


# ---- gradient check


@cases
@reductions
def test_gradients(name, arguments, shape, target, reduction):
    criterion = getattr(nn, name)(**arguments, reduction=reduction)
    gradcheck(criterion, reals(shape), target, generator=rng(), check=True)


# ---- the same as torch


@cases
@reductions
@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-10), (np.float32, 1e-5)])
def test_same_as_torch(name, arguments, shape, target, reduction, dtype, tolerance):
    compare(name, arguments, 3 * reals(shape), target, reduction, dtype, tolerance)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@reductions
def test_safe_on_large_logits(dtype, reduction):
    x = 1e4 * np.array([[1.0, -1, 0.5, 0], [-1, -1, -0.9, -0.95], [-1, 1, 1, 0]])
    tolerance = 1e-10 if dtype == np.float64 else 1e-5
    for target in (np.array([0, 3, 2]), class_shares((3, 4))):
        compare("CrossEntropyLoss", {}, x, target, reduction, dtype, tolerance)
    compare("BCEWithLogitsLoss", {}, x, shares((3, 4)), reduction, dtype, tolerance)
    compare("BCEWithLogitsLoss", {"pos_weight": W}, x, (x > 0).astype(float), reduction, dtype, tolerance)
    compare("MSELoss", {}, x, shares((3, 4)), reduction, dtype, tolerance)


def test_a_confident_answer_costs_its_small_due():
    """−log σ(20) = 2.06e-9 is kept in float32 too: nothing is subtracted that cancels."""
    for x, target in ((20.0, 1.0), (-20.0, 0.0)):
        loss = nn.BCEWithLogitsLoss()(np.float32([x]), [target])
        assert loss == pytest.approx(math.log1p(math.exp(-20)), rel=1e-6)


def test_masked_logits():
    """A logit of −∞ excludes a class: probability 0, loss and gradient finite."""
    criterion = nn.CrossEntropyLoss()
    assert criterion([[0.0, -np.inf, 0.0]], [0]) == pytest.approx(math.log(2))
    np.testing.assert_allclose(criterion.backward(), [[-0.5, 0, 0.5]])


# ---- properties

logits = arrays(np.float64, (3, 4), elements=st.floats(-1e3, 1e3))


@given(logits, st.lists(st.integers(0, 3), min_size=3, max_size=3))
def test_indices_are_one_hot_probabilities(x, target):
    by_index, by_share, by_parts = nn.CrossEntropyLoss(), nn.CrossEntropyLoss(), nn.NLLLoss()
    loss = by_index(x, target)
    assert loss == pytest.approx(by_share(x, np.eye(4)[target]), rel=1e-13, abs=1e-13)
    assert loss == pytest.approx(by_parts(nn.LogSoftmax(1)(x), target), rel=1e-13, abs=1e-13)
    dx = by_index.backward()
    np.testing.assert_allclose(dx, by_share.backward(), atol=1e-15)
    np.testing.assert_allclose(dx, (nn.Softmax(1)(x) - np.eye(4)[target]) / 3, atol=1e-15)


@given(logits, st.floats(0, 1))
def test_binary_cross_entropy_is_that_of_two_classes(x, share):
    x = x.reshape(-1)
    pairs = np.stack([np.zeros_like(x), x], axis=1)
    both = np.tile([1 - share, share], (len(x), 1))
    binary, classes = nn.BCEWithLogitsLoss(), nn.CrossEntropyLoss()
    assert binary(x, np.full_like(x, share)) == pytest.approx(classes(pairs, both), rel=1e-12, abs=1e-12)
    np.testing.assert_allclose(binary.backward(), classes.backward()[:, 1], atol=1e-14)


@given(logits)
def test_an_upstream_gradient_of_none_reduction_gives_that_of_the_sum(x):
    for name, target in (("CrossEntropyLoss", [0, 1, 2]), ("MSELoss", x + 1), ("BCEWithLogitsLoss", x > 0)):
        each, total = getattr(nn, name)(reduction="none"), getattr(nn, name)(reduction="sum")
        losses = each(x, target)
        assert losses.sum() == pytest.approx(total(x, target))
        np.testing.assert_allclose(each.backward(np.ones_like(losses)), total.backward(), atol=1e-12)


# ---- conventions


def test_the_mean_over_nothing_is_nan_and_its_gradient_is_zero():
    for name in ("NLLLoss", "CrossEntropyLoss"):
        criterion, x = getattr(nn, name)(), np.ones((2, 3))
        assert np.isnan(criterion(x, [-100, -100]))
        np.testing.assert_array_equal(criterion.backward(), np.zeros((2, 3)))
    assert np.isnan(nn.MSELoss()(np.zeros((0, 3)), np.zeros((0, 3))))


def test_the_slope_of_l1_at_zero_is_zero():
    criterion = nn.L1Loss(reduction="sum")
    criterion([0.0, 1.0], [0.0, 0.0])
    np.testing.assert_array_equal(criterion.backward(), [0, 1])


def test_weights_are_buffers_and_stay_the_callers():
    weight = np.ones(3, np.float32)
    criterion = nn.CrossEntropyLoss(weight=weight)
    assert list(criterion.state_dict()) == ["weight"]
    criterion.load_state_dict({"weight": [1, 2, 3]})
    np.testing.assert_array_equal(weight, 1)
    assert not nn.CrossEntropyLoss().state_dict()
