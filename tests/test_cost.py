"""What a gradient costs: both ways give the same gradient, and the counts that their prices follow from."""

import numpy as np
import pytest

from dlcore import cost, nn


@pytest.fixture(scope="module")
def problem():
    generator = np.random.default_rng(0)
    data = generator.standard_normal((cost.BATCH, cost.WIDTH)), generator.standard_normal((cost.BATCH, 1))
    return cost.network(2, generator), nn.MSELoss().double(), *data


def test_both_ways_give_the_same_gradient(problem):
    exact, near = cost.by_backward(*problem), cost.by_differences(*problem)
    assert len(exact) == 2 * (16 * 16 + 16) + 17
    np.testing.assert_allclose(near, exact, atol=1e-5 * np.abs(exact).max())
    np.testing.assert_array_equal(cost.by_backward(*problem), exact)  # the parameters are what they were


def test_differences_may_stop_early(problem):
    near, whole = cost.by_differences(*problem, most=2), cost.by_differences(*problem)
    np.testing.assert_array_equal(near[:2], whole[:2])
    assert not near[2:].any()


def test_a_forward_pass_that_keeps_nothing(problem):
    model, criterion, x, y = problem
    assert cost.loss(*problem) == criterion(model(x), y)
    cost.loss(*problem)
    assert all(layer.cache is None for layer in model)


def test_differences_take_a_forward_pass_for_each_parameter(problem, monkeypatch):
    calls, loss = [], cost.loss
    monkeypatch.setattr(cost, "loss", lambda *problem: calls.append(0) or loss(*problem))
    parameters = len(cost.by_differences(*problem))
    assert len(calls) == parameters + 1


def test_costs(monkeypatch):
    monkeypatch.setattr(cost, "LEAST", 0.0)
    small, large = cost.gradient_costs((3, 6), np.random.default_rng(0))
    assert (small.parameters, large.parameters) == (833, 1649)
    assert large.disagreement < 1e-5
    kept = 3 * 8 * cost.BATCH * cost.WIDTH  # of three more layers backward needs the outputs
    assert large.backward.bytes - small.backward.bytes > kept
    assert large.differences.bytes - small.differences.bytes < kept / 2
    for price in (small.forward, small.backward, small.differences):
        assert price.seconds > 0
