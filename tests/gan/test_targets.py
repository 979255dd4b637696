"""What there is to learn: its points, and what counts as a good sample of it."""

import numpy as np
import pytest

from dlcore.gan import TARGETS, grid, ring

targets = pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)


@targets
def test_the_data_themselves_cover_everything(target):
    x = target.draw(2000, np.random.default_rng(0))
    assert x.shape == (2000, 2)
    assert np.abs(x).max() < 3
    found = target.coverage(x)
    assert found.covered == target.pieces == len(found.counts)
    assert found.good > 0.97
    assert found.counts.min() > 0.6 * 2000 / target.pieces
    np.testing.assert_array_equal(x, target.draw(2000, np.random.default_rng(0)))


@targets
@pytest.mark.parametrize("n", [1, 2, 7])
def test_few_points(target, n):
    assert target.draw(n, np.random.default_rng(0)).shape == (n, 2)


@targets
def test_one_place_covers_one_piece(target):
    x = np.tile(target.centres[len(target.centres) // 2], (50, 1))
    assert target.coverage(x)[:2] == (1, 1)
    assert target.coverage(x + 6)[:2] == (0, 0)


def test_a_share_of_the_samples_is_needed():
    target = TARGETS["ring"]
    x = np.repeat(target.centres[:2], [990, 9], axis=0)
    assert target.coverage(x).covered == 1
    assert target.coverage(x, least=0.005).covered == 2


def test_the_ring_has_8_gaussians_on_a_circle_of_radius_2():
    target = TARGETS["ring"]
    assert target.pieces == 8
    np.testing.assert_allclose(np.hypot(*target.centres.T), 2)
    assert np.round(target.centres[0], 12).tolist() == [2, 0]


def test_shares_and_sizes():
    x = ring(4, 1.0, 0.01, first=0.7).draw(4000, np.random.default_rng(0))
    assert np.mean(x[:, 0] > 0.9) == pytest.approx(0.7, abs=0.03)
    assert ring(1, first=0.5).draw(10, np.random.default_rng(0)).shape == (10, 2)
    assert grid(3).pieces == 9
    assert np.abs(grid(5).centres).max() == 2


def test_pieces_of_a_curve_lie_together():
    for name in ("moons", "spiral"):
        target = TARGETS[name]
        pieces = target.centres.reshape(target.pieces, -1, 2)
        steps = np.linalg.norm(np.diff(pieces, axis=1), axis=2)
        assert steps.max() < 6 * target.sigma, name  # every sample close to the curve is close to a place
