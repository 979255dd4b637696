"""The three terrains: gradients, minima, and the optimizers on them."""

from functools import partial

import numpy as np
import pytest

from dlcore.optim import SGD
from dlcore.optim.terrain import (
    LAST,
    LOST,
    RIVALS,
    SOLVED,
    TERRAINS,
    UPDATES,
    WINDOW,
    draw_starts,
    final_loss,
    follow,
    ranks,
)


@pytest.fixture(params=TERRAINS)
def terrain(request):
    return TERRAINS[request.param]


def test_gradient_is_the_slope_of_the_loss(terrain):
    w, h = draw_starts(50, np.random.default_rng(0)), 1e-6
    pushed = [(terrain.loss(w + h * e) - terrain.loss(w - h * e)) / (2 * h) for e in np.eye(2)]
    np.testing.assert_allclose(terrain.gradient(w), np.stack(pushed, axis=-1), rtol=1e-6, atol=1e-6)


def test_shapes(terrain):
    for shape in [(2,), (5, 2), (4, 3, 2)]:
        w = np.random.default_rng(1).normal(size=shape)
        assert terrain.loss(w).shape == shape[:-1]
        assert terrain.gradient(w).shape == shape


def test_minima(terrain):
    """At each the gradient is 0 and both curvatures are positive; the first is the lowest place, with loss 0."""
    minima, h = np.array(terrain.minima), 1e-5
    np.testing.assert_allclose(terrain.gradient(minima), 0, atol=1e-14)
    for minimum in minima:
        hessian = [(terrain.gradient(minimum + h * e) - terrain.gradient(minimum - h * e)) / (2 * h) for e in np.eye(2)]
        assert np.linalg.eigvalsh(hessian)[0] > 0.1
    left, right, bottom, top = WINDOW
    grid = np.stack(np.meshgrid(np.linspace(left, right, 201), np.linspace(bottom, top, 201)), axis=-1)
    assert terrain.loss(minima[0]) == pytest.approx(0, abs=1e-15)
    assert terrain.loss(grid).min() >= -1e-12


def test_the_second_valley_is_higher_and_a_saddle_lies_between():
    terrain = TERRAINS["two valleys"]
    assert terrain.loss(np.array(terrain.minima[1])) == pytest.approx(8 * 0.1 / 3)
    saddle, h = np.array([0.1, 0.05]), 1e-5
    np.testing.assert_allclose(terrain.gradient(saddle), 0, atol=1e-14)
    hessian = [(terrain.gradient(saddle + h * e) - terrain.gradient(saddle - h * e)) / (2 * h) for e in np.eye(2)]
    low, high = np.linalg.eigvalsh(hessian)
    assert low < 0 < high


@pytest.mark.parametrize("name", RIVALS)
def test_many_starts_at_once_are_the_same_as_one_by_one(terrain, name):
    optimizer, starts = partial(RIVALS[name], lr=0.01), draw_starts(3, np.random.default_rng(2))
    together = follow(optimizer, terrain, starts)
    for i, start in enumerate(starts):
        np.testing.assert_allclose(follow(optimizer, terrain, start), together[:, i], rtol=1e-12, atol=1e-12)


def test_follow_is_descent_and_leaves_the_start_alone(terrain):
    start = np.array([0.5, -0.5])
    path = follow(partial(SGD, lr=0.01), terrain, start)
    np.testing.assert_array_equal(start, [0.5, -0.5])
    np.testing.assert_allclose(path[1:], path[:-1] - 0.01 * terrain.gradient(path[:-1]), rtol=1e-14)


def test_final_loss_is_held():
    terrain = TERRAINS["ravine"]
    ends = np.array([[[0.0, 0.0], [1.0, 0.0], [np.nan, 0.0], [1e9, 0.0]]])
    losses = final_loss(terrain, ends)
    assert losses[0] == SOLVED
    assert losses[1] == terrain.loss(ends[0, 1])
    assert list(losses[2:]) == [LOST, LOST]


def test_what_counts_is_the_highest_of_the_last_losses():
    terrain, path = TERRAINS["ravine"], np.zeros((UPDATES + 1, 2))
    path[:-LAST] = 1.0
    assert final_loss(terrain, path) == SOLVED
    path[-LAST] = [0.4, 0.3]
    assert final_loss(terrain, path) == pytest.approx(0.125)


def test_ranks_share_ties():
    losses = np.array([[1.0, 2.0], [3.0, 2.0], [0.0, 5.0]])
    np.testing.assert_array_equal(ranks(losses), [[2, 1.5], [3, 1.5], [1, 3]])
