"""The functions that layers share."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlcore.nn import functional as F


def test_erf_agrees_with_the_library():
    x = np.concatenate([np.linspace(-7, 7, 20_000), np.geomspace(1e-300, 1, 500), (np.arange(6144) + 0.5) / 1024])
    exact = np.array([math.erf(v) for v in x])
    assert np.abs(F.erf(x) - exact).max() <= 2.3e-16
    np.testing.assert_allclose(F.erf(x), exact, rtol=1e-15)
    np.testing.assert_allclose(
        F.erf(x.astype(np.float32)), [math.erf(v) for v in x.astype(np.float32)], rtol=3e-7, atol=1e-40
    )


def test_erf_published_values():
    """Abramowitz & Stegun (1964), table 7.1."""
    np.testing.assert_allclose(F.erf(np.array([0.5, 1.0, 2.0])), [0.5204998778, 0.8427007929, 0.9953222650], atol=5e-11)


def test_erf_at_the_ends():
    np.testing.assert_array_equal(F.erf(np.array([0.0, 6, 1e300, np.inf, -np.inf])), [0, 1, 1, 1, -1])
    assert np.isnan(F.erf(np.array([np.nan])))


@given(st.floats(-700, 700))
def test_sigmoid_has_full_relative_precision(x):
    exact = 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))
    assert F.sigmoid(np.float64(x)) == pytest.approx(exact, rel=1e-15)


@pytest.mark.parametrize("shift", [0, 1e4, -1e4])
def test_softmax_of_equal_numbers(shift):
    x = np.full((2, 8), shift, np.float64)
    np.testing.assert_allclose(F.log_softmax(x, 1), -math.log(8), rtol=1e-15)
    np.testing.assert_allclose(F.softmax(x, 1), 1 / 8, rtol=1e-15)


@pytest.mark.parametrize("shape", [(0, 3), (1, 1), (7, 4), (10_000, 2)])
def test_sum_rows(shape):
    rows = np.random.default_rng(0).normal(size=shape)
    np.testing.assert_allclose(F.sum_rows(rows), rows.sum(axis=0), rtol=1e-12, atol=1e-12)
    assert F.sum_rows(rows.astype(np.float32)).dtype == np.float32
