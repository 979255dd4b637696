"""Gradient clipping."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from dlcore import nn
from dlcore.nn.utils import clip_grad_norm_, clip_grad_value_

CASES = {
    "long": [[3.0, -4.0], [12.0]],
    "short": [[0.3, -0.4], [0.1]],
    "at the bound": [[0.6, 0.8], None],
    "zero": [[0.0, 0.0], [0.0]],
    "inf": [[np.inf, 1.0], [2.0]],
    "minus inf": [[-np.inf, 1.0], [2.0]],
    "nan": [[np.nan, 1.0], [2.0]],
    "squares overflow": [[1e200, -1e200], [1e200]],
    "squares vanish": [[1e-200, -1e-200], [1e-200]],
    "none": [None, None],
}


def pair(gradients, dtype="float64"):
    """The same gradients on parameters of both backends."""
    ours, theirs = [], []
    for gradient in gradients:
        values = np.zeros(1) if gradient is None else np.array(gradient, dtype=dtype)
        ours.append(nn.Parameter(np.zeros_like(values)))
        theirs.append(torch.nn.Parameter(torch.zeros(values.shape, dtype=getattr(torch, dtype))))
        if gradient is not None:
            ours[-1].grad, theirs[-1].grad = values, torch.tensor(values)
    return ours, theirs


def assert_same(ours, theirs, rtol=1e-12):
    for here, there in zip(ours, theirs, strict=True):
        assert (here.grad is None) == (there.grad is None)
        if here.grad is not None:
            assert here.grad.dtype == there.grad.numpy().dtype
            np.testing.assert_allclose(here.grad, there.grad, rtol=rtol)


@pytest.mark.parametrize("norm_type", [2.0, 1, 3.5, float("inf")])
@pytest.mark.parametrize("max_norm", [1.0, 0.0, 5])
@pytest.mark.parametrize("case", CASES)
def test_norm_is_clipped_as_in_torch(case, max_norm, norm_type):
    ours, theirs = pair(CASES[case])
    total = clip_grad_norm_(ours, max_norm, norm_type)
    np.testing.assert_allclose(total, torch.nn.utils.clip_grad_norm_(theirs, max_norm, norm_type).numpy(), rtol=1e-12)
    assert_same(ours, theirs)


@pytest.mark.parametrize("clip_value", [0.5, 0.0, 100])
@pytest.mark.parametrize("case", [case for case in CASES if case != "none"])
def test_values_are_clipped_as_in_torch(case, clip_value):
    ours, theirs = pair(CASES[case])
    assert clip_grad_value_(ours, clip_value) is None
    torch.nn.utils.clip_grad_value_(theirs, clip_value)
    assert_same(ours, theirs)


def test_float32_stays_float32():
    ours, theirs = pair(CASES["long"], "float32")
    total = clip_grad_norm_(ours, 1.0)
    assert total.dtype == np.float32
    assert total == pytest.approx(13.0)
    torch.nn.utils.clip_grad_norm_(theirs, 1.0)
    assert_same(ours, theirs, rtol=1e-6)


@settings(deadline=None)
@given(st.integers(0, 10**6), st.floats(1e-3, 1e3))
def test_clipping_shortens_and_does_not_turn(seed, max_norm):
    generator = np.random.default_rng(seed)
    parameters = [nn.Parameter(np.zeros(shape)) for shape in ((3, 2), (5,), ())]
    before = [generator.normal(size=p.shape) * 10.0 ** generator.uniform(-3, 3) for p in parameters]
    for parameter, gradient in zip(parameters, before, strict=True):
        parameter.grad = gradient.copy() if isinstance(gradient, np.ndarray) else gradient
    flat = np.concatenate([np.ravel(gradient) for gradient in before])
    total = clip_grad_norm_(iter(parameters), max_norm)
    after = np.concatenate([np.ravel(parameter.grad) for parameter in parameters])
    assert total == pytest.approx(np.linalg.norm(flat))
    assert np.linalg.norm(after) <= max_norm * (1 + 1e-12)
    np.testing.assert_allclose(after, flat * min(1, max_norm / (total + 1e-6)), rtol=1e-12)


def test_one_parameter_and_its_array_in_place():
    parameter = nn.Parameter(np.zeros(2))
    array = parameter.grad = np.array([30.0, 40.0])
    assert clip_grad_norm_(parameter, 5.0) == 50.0
    np.testing.assert_allclose(array, [3.0, 4.0], rtol=1e-6)


@pytest.mark.parametrize("case", ["inf", "nan"])
def test_what_is_not_finite_is_raised_on_request_and_left_alone(case):
    ours, _ = pair(CASES[case])
    with pytest.raises(RuntimeError, match=rf"clip_grad_norm_: the norm of the gradients is {case}, expected a finite"):
        clip_grad_norm_(ours, 1.0, error_if_nonfinite=True)
    np.testing.assert_array_equal(ours[1].grad, [2.0])


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda p: clip_grad_norm_(p, -1.0), ValueError, "clip_grad_norm_: max_norm is -1.0, expected a number that"),
        (lambda p: clip_grad_value_(p, -1.0), ValueError, "clip_grad_value_: clip_value is -1.0, expected a number"),
        (lambda p: clip_grad_norm_(p, 1.0, foreach=True), NotImplementedError, "torch.nn.utils.clip_grad_norm_ has it"),
        (lambda p: clip_grad_value_([p[0].data], 1.0), TypeError, "parameters holds a ndarray, expected nn.Parameter"),
    ],
)
def test_what_cannot_be_is_said(call, error, message):
    ours, _ = pair(CASES["long"])
    with pytest.raises(error, match=message):
        call(ours)
