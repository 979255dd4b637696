"""A chain of sigmoids: the product of its local slopes is its slope, as differences and `Value` say."""

import numpy as np
import pytest

from dlcore.explore.sigmoids import ChainOfSigmoids, chain, local_slopes
from dlcore.graph import Value


@pytest.fixture
def explorer():
    made = ChainOfSigmoids()
    yield made
    made.close()


@pytest.mark.parametrize(("w", "b", "x"), [(1.0, 0.0, 0.5), (-8.0, 3.0, 0.5), (4.0, -2.0, 0.4), (10.0, 6.0, 4.0)])
def test_the_slopes_are_those_of_a_graph(explorer, w, b, x):
    result = explorer.set(links=6, w=w, b=b, x=x).result
    for links in range(1, 7):
        leaf = Value(x)
        y = leaf
        for _ in range(links):
            y = (w * y + b).sigmoid()
        y.backward()
        assert result.values[links] == pytest.approx(y.data, rel=1e-12)
        assert result.slopes[links - 1] == pytest.approx(leaf.grad, rel=1e-9, abs=1e-15)


def test_differences_agree_until_rounding(explorer):
    result = explorer.set(links=30).result
    large = np.abs(result.slopes) > 1e-7
    np.testing.assert_allclose(result.differences[large], result.slopes[large], rtol=1e-3)
    assert np.abs(result.differences[-1]) < 1e-11  # what is left of it is rounding, and no slope
    assert 0 < result.slopes[-1] < 1e-19


def test_no_link_is_steeper_than_a_quarter_of_its_weight():
    for w in (-10.0, 0.5, 7.0):
        values = chain(np.linspace(-4, 4, 81), w, 1.0, 5)
        assert values.shape == (6, 81)
        assert np.all(np.abs(local_slopes(values, w, 1.0)) <= abs(w) / 4)


def test_challenges_can_be_met(explorer):
    assert list(explorer.met.values()) == [False, False]
    explorer.set(links=10, w=4.0, b=-2.0, x=0.5)
    assert explorer.result.slopes[-1] == 1.0
    assert list(explorer.met.values()) == [True, False]
    explorer.set(links=30, w=1.0, b=0.0)
    assert all(explorer.met.values())


def test_a_single_link(explorer):
    explorer.set(links=1)
    assert explorer.sentence == "1 link: the signal ends at 0.62; its slope along x is 0.24, by differences 0.24."
    explorer.set(w=0.0)
    assert "its slope along x is 0, by differences 0." in explorer.sentence
    assert explorer.result.agree


def test_words_where_differences_fail(explorer):
    explorer.set(links=16)
    assert not explorer.result.agree
    assert explorer.sentence.endswith("the two values of the signal share nearly every digit.")
    explorer.set(links=30)
    assert explorer.sentence.endswith("by differences 0. The two values of the signal are equal: every digit is lost.")
