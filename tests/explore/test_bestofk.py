"""The best of k: the draws agree with the closed form, and luck does not come back."""

import numpy as np
import pytest

from dlcore.explore.bestofk import MODELS, BestOfK, law_of_best


@pytest.fixture
def explorer():
    made = BestOfK()
    yield made
    made.close()


@pytest.fixture(scope="module")
def lawful():
    """One to compute with, whose controls nobody moves."""
    made = BestOfK()
    yield made
    made.close()


def draws(explorer, **values):
    return [explorer.compute(**explorer.values | values | {"seed": seed}) for seed in range(1, 51)]


@pytest.mark.parametrize("models", MODELS)
def test_draws_agree_with_the_closed_form(lawful, models):
    """Within four standard errors; the best of many models varies less than one model."""
    shares = [d.share for d in draws(lawful, models=models)]
    mean = law_of_best(100, 0.5)[MODELS.index(models), 1]
    assert abs(np.mean(shares) - mean) < 4 * np.std(shares) / np.sqrt(50)


def test_the_band_holds_ninety_of_a_hundred():
    generator = np.random.default_rng(0)
    low, mean, high = law_of_best(100, 0.5)[MODELS.index(100)]
    best = generator.binomial(100, 0.5, (4000, 100)).max(axis=1)
    assert mean == pytest.approx(best.mean(), abs=0.2)
    assert np.mean((best >= low) & (best <= high)) > 0.9  # scores come in steps of 1 %, so a little more than 0.9
    assert np.mean((best > low) & (best < high)) < 0.9


def test_luck_does_not_come_back(lawful):
    several = draws(lawful, models=1000)
    assert min(d.share for d in several) > 60
    assert np.mean([d.share_again for d in several]) == pytest.approx(50, abs=2.5)


def test_a_larger_test_leaves_less_to_luck():
    best = [law_of_best(tested, 0.5)[MODELS.index(100), 1] - 50 for tested in (10, 100, 1000)]
    assert best[0] > 2.5 * best[1] > 6 * best[2]


def test_challenges_can_be_met(explorer):
    assert list(explorer.met.values()) == [False, False]
    for index, values in ((0, {"models": 1000}), (1, {"models": 100, "tested": 1000})):
        met = [explorer.challenges[index].met(d) for d in draws(explorer, **values)]
        assert any(met)
        assert not all(met)


def test_words(explorer):
    assert explorer.sentence == (
        "The only model scores 40 % on 100 test examples; its true accuracy is 50 %, and on 100 new ones it "
        "scores 52 %."
    )
    explorer.set(models=100, shown="the law")
    assert explorer.sentence == (
        "The best of 100 models scores 61 % on 100 test examples; its true accuracy is 50 %, and on 100 new ones it "
        "scores 51 %. The law: 62.5 % on average, and 90 of 100 draws from 59 to 66 %."
    )


def test_the_law_is_shown_to_those_who_ask(explorer):
    assert len(explorer._mean.get_xdata()) == len(explorer._expected.get_xdata()) == 0
    explorer.set(shown="the law")
    assert tuple(explorer._mean.get_xdata()) == MODELS
    assert len(explorer._expected.get_xdata()) == 101


def test_bars_count_the_models(explorer):
    explorer.set(models=50)
    places, heights = explorer._bars.get_data()
    counts = np.bincount(explorer.result.right)
    np.testing.assert_allclose(places[1::3], np.flatnonzero(counts))
    np.testing.assert_allclose(heights[1::3], counts[counts > 0] / counts.max())


def test_tries_of_one_setting_stand_together(explorer):
    for models in (10, 100):
        explorer.set(models=models)
    assert list(explorer._tries[0].get_xdata()) == [1, 10]
    explorer.set(tested=200)
    assert len(explorer._tries[0].get_xdata()) == 0
