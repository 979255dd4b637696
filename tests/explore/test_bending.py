"""Lesson 04's first picture."""

import numpy as np
import pytest

from dlcore.explore.bending import GRID, bending, moments


@pytest.fixture(scope="module")
def seen():
    return moments()[2]


def test_it_gets_better(seen):
    shares = [right for _, right in seen]
    assert shares == sorted(shares)
    assert 0.8 < shares[0] < 0.92  # hardly better than a straight line can be
    assert shares[-1] == 1


def test_the_border_bends(seen):
    """How far the border x₂(x₁) is from the straight line through it."""
    bends = []
    for logits, _ in seen:
        columns = np.flatnonzero((logits > 0).any(axis=0) & (logits < 0).any(axis=0))
        border = GRID[np.argmin(np.abs(logits), axis=0)[columns], columns, 1]
        line = np.polyval(np.polyfit(columns, border, 1), columns)
        bends.append(np.abs(border - line).max())
    assert bends[0] < 0.1 < 0.3 < bends[-1]


def test_the_sentence_says_the_shares(seen):
    assert f"after 20 updates {100 * seen[0][1]:.0f} %" in bending().sentence
