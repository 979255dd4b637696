"""Lesson 01's still pictures say what they show."""

import numpy as np
import pytest

from dlcore.explore.activations import FUNCTIONS
from dlcore.explore.gallery import UNNAMED, X, all_functions, reliability, unnamed_slopes


@pytest.mark.parametrize(
    "picture",
    [lambda: all_functions(), lambda: all_functions(slopes=False), unnamed_slopes],
    ids=["all", "values", "4"],
)
def test_a_picture_with_words(picture):
    bundle, metadata = picture()._repr_mimebundle_()
    assert bundle["image/png"].startswith(b"\x89PNG")
    assert metadata["image/png"]["alt"].endswith(".")


def test_slopes_are_told_only_where_they_are_drawn():
    assert "slope" in all_functions().sentence
    assert "slope" not in all_functions(slopes=False).sentence


def test_the_unnamed_are_four_of_them_and_zero_is_among_the_inputs():
    assert set(UNNAMED.values()) <= set(FUNCTIONS)
    assert 0 in X
    assert not any(name in unnamed_slopes().sentence for name in UNNAMED.values())


def test_reliability_tells_the_largest_gaps():
    claimed = np.array([0.1, 0.5, 0.9])
    picture = reliability((claimed, claimed + [0.2, 0, -0.3]), (claimed, claimed - [0, 0.02, 0]))  # noqa: RUF005
    assert "differ by up to 30.0 %" in picture.sentence
    assert "at most 2.0 %" in picture.sentence
