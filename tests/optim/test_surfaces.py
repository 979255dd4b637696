"""Stability limits: what the curvature says, what the matrix of one step says, and where descents really go."""

import math

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dlcore import nn, optim
from dlcore.optim.surfaces import RAVINE, SADDLE, Quadratic, descend, stability_limit

METHODS = {"plain": (0.0, False), "heavy ball": (None, False), "nesterov": (None, True)}
each_method = pytest.mark.parametrize("method", METHODS)
momenta = st.floats(0.0, 0.95)
seeds = st.integers(0, 10**6)


def choices(method, momentum):
    fixed, nesterov = METHODS[method]
    return {"momentum": momentum if fixed is None else fixed, "nesterov": nesterov}


def random_quadratic(seed):
    generator = np.random.default_rng(seed)
    size = generator.integers(1, 5)
    turn = np.linalg.qr(generator.normal(size=(size, size)))[0]
    curvatures = np.exp(generator.uniform(-2, 2, size))
    return Quadratic(turn @ np.diag(curvatures) @ turn.T, generator.normal(size=size))


def radius(curvature, rate, momentum, nesterov):
    """How much one step of torch's SGD stretches (e, v) at most, in the long run: the spectral radius."""
    velocity = np.array([curvature, momentum])  # v ← λ e + μ v
    used = np.array([curvature, 0]) + momentum * velocity if nesterov else velocity
    step = np.array([np.array([1, 0]) - rate * used, velocity])  # (2, 2)
    return abs(np.linalg.eigvals(step)).max()


def largest_radius(quadratic, rate, **method):
    return max(radius(curvature, rate, **method) for curvature in quadratic.curvatures)


@each_method
@settings(deadline=None)
@given(seeds, momenta, st.floats(0.001, 2.0))
def test_a_rate_is_below_the_limit_exactly_if_all_radii_are_below_one(method, seed, momentum, part):
    assume(abs(part - 1) > 1e-4)
    quadratic, method = random_quadratic(seed), choices(method, momentum)
    rate = part * stability_limit(quadratic.curvatures, **method)
    assert (largest_radius(quadratic, rate, **method) < 1) == (part < 1)


@each_method
@settings(deadline=None)
@given(seeds, momenta)
def test_below_the_limit_the_descent_settles(method, seed, momentum):
    quadratic, method = random_quadratic(seed), choices(method, momentum)
    rate = 0.98 * stability_limit(quadratic.curvatures, **method)
    start = quadratic.minimum + np.random.default_rng(seed).normal(size=len(quadratic.minimum))
    steps = math.ceil(math.log(1e-7) / math.log(largest_radius(quadratic, rate, **method)))
    assume(steps < 3000)
    path = descend(quadratic.gradient, start, rate, steps, **method)
    assert np.linalg.norm(path[-1] - quadratic.minimum) < 1e-3 * np.linalg.norm(start - quadratic.minimum)


@each_method
@settings(deadline=None)
@given(seeds, momenta)
def test_above_the_limit_the_descent_diverges(method, seed, momentum):
    quadratic, method = random_quadratic(seed), choices(method, momentum)
    rate = 1.02 * stability_limit(quadratic.curvatures, **method)
    start = quadratic.minimum + np.linalg.eigh(quadratic.hessian)[1][:, -1]
    steps = math.ceil(math.log(1e4) / math.log(largest_radius(quadratic, rate, **method)))
    path = descend(quadratic.gradient, start, rate, steps, **method)
    assert quadratic.loss(path[-1]) > 100 * quadratic.loss(start)


@each_method
@settings(deadline=None)
@given(momenta, st.floats(0.001, 10.0))
def test_at_a_saddle_every_rate_leads_away(method, momentum, rate):
    method = choices(method, momentum)
    assert stability_limit(SADDLE.curvatures, **method) == 0.0
    assert largest_radius(SADDLE, rate, **method) > 1


@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
def test_limits_of_the_ravine(momentum):
    assert stability_limit([1, 9]) == pytest.approx(2 / 9)
    assert stability_limit([1, 9], momentum) == pytest.approx(2 * (1 + momentum) / 9)
    assert stability_limit([1, 9], momentum, nesterov=True) == pytest.approx(
        (2 + 2 * momentum) / ((1 + 2 * momentum) * 9)
    )


def test_a_flat_direction_is_no_saddle():
    x = np.random.default_rng(0).normal(size=(50, 2))
    twice = Quadratic.least_squares(np.column_stack([x, x[:, 0] + x[:, 1]]), x[:, 0])
    assert abs(twice.curvatures[0]) < 1e-14  # zero but for rounding, of either sign
    assert stability_limit(twice.curvatures) == pytest.approx(2 / twice.curvatures[-1])
    assert stability_limit([-1e-17, 1.0]) == 2.0
    assert stability_limit([-1e-9, 1.0]) == 0.0
    assert stability_limit([0.0, 0.0], 0.9) == np.inf
    assert stability_limit([-2.0, -1.0], 0.9, nesterov=True) == 0.0


@pytest.mark.parametrize("momentum", [-0.1, 1.0, float("nan")])
def test_momentum_is_below_one(momentum):
    with pytest.raises(ValueError, match=f"stability_limit: momentum is {momentum}, expected a number from 0 to below"):
        stability_limit([1.0], momentum)


@pytest.mark.parametrize("method", [{}, {"momentum": 0.9}, {"momentum": 0.9, "nesterov": True}], ids=str)
def test_path_is_that_of_sgd_here_and_in_torch(method):
    path = descend(RAVINE.gradient, (-2.6, 0.72), 0.05, 20, **method)
    ours = nn.Parameter(path[0].copy())
    theirs = torch.nn.Parameter(torch.tensor(path[0]))
    here, there = optim.SGD([ours], lr=0.05, **method), torch.optim.SGD([theirs], lr=0.05, **method)
    for point in path[1:]:
        ours.grad = RAVINE.gradient(ours.data)
        theirs.grad = torch.tensor(RAVINE.gradient(theirs.detach().numpy()))
        here.step()
        there.step()
        np.testing.assert_allclose(ours.data, point, rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(theirs.detach().numpy(), point, rtol=1e-12, atol=1e-12)


def test_path_holds_the_start_and_leaves_it_alone():
    start = np.array([1.0, 2.0])
    path = descend(RAVINE.gradient, start, 0.1, 3, momentum=0.5)
    assert path.shape == (4, 2)
    np.testing.assert_array_equal(path[0], start)
    np.testing.assert_array_equal(start, [1.0, 2.0])
    assert descend(RAVINE.gradient, start, 0.1, 0).shape == (1, 2)
