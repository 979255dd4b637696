"""Counting modes."""

import numpy as np
import pytest

from dlcore.gan import modes

CENTRES = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 2.0]])


def test_a_sample_is_good_within_three_sigma_of_its_nearest_centre():
    samples = np.array([[0.0, 0.299], [0.0, 0.301], [1.0, 0.0], [1.2, -0.2], [0.7, 0.0], [0.5, 0.0]])
    found = modes(samples, CENTRES, 0.1)
    assert found.covered == 2
    assert found.counts.tolist() == [1, 3, 0]
    assert found.good == pytest.approx(4 / 6)


def test_a_mode_may_need_several():
    samples = np.repeat(CENTRES, [5, 4, 1], axis=0)
    assert [modes(samples, CENTRES, 0.1, least=least).covered for least in (1, 2, 5, 6)] == [3, 2, 1, 0]


def test_in_any_dimension_and_where_training_diverged():
    assert modes(np.eye(4), np.eye(4)[:2], 0.01)[:2] == (2, 0.5)
    assert modes(np.full((3, 2), np.nan), CENTRES, 0.1)[:2] == (0, 0)
