"""The race of five optimizers."""

import numpy as np
import pytest
from panels import tuned_rates

from dlcore.explore.optimizers import GAP, LOOKS, Optimizers, _spread
from dlcore.optim.terrain import LOST, RIVALS, SOLVED, TERRAINS, draw_starts, ranks


@pytest.fixture(scope="module")
def explorer():
    made = Optimizers(tuned_rates())
    yield made
    made.close()


def test_every_optimizer_looks_different():
    assert list(LOOKS) == list(RIVALS)
    for part in range(4):
        assert len({looks[part] for looks in LOOKS.values()}) == len(RIVALS)


@pytest.mark.parametrize("surface", TERRAINS)
def test_sentence_says_the_order(explorer, surface):
    for w1, w2 in draw_starts(15, np.random.default_rng(3)):
        race = explorer.compute(w1=w1, w2=w2, surface=surface)
        words = explorer.describe(race)
        names = list(RIVALS)
        said = words.split(". ")[0]
        places = [said.index(names[i]) for i in race.order]
        assert places == sorted(places)
        assert ("diverged" in words) == bool((race.losses[:, -1] > 3e2).any() or (race.final == LOST).any())
        assert ("reached the minimum" in words) == (race.final == SOLVED).any()
        assert ("higher valley" in words) == (race.valley == 1).any()
        assert words.endswith("This is one start; the table has the ranks over 50.")


def test_valley_is_where_the_loss_stays(explorer):
    for w1, w2 in draw_starts(15, np.random.default_rng(4)):
        race = explorer.compute(w1=w1, w2=w2, surface="two valleys")
        near = race.final < 0.02
        assert (race.valley[near] == 0).all()
        assert (race.losses[race.valley == 1, -1] > 0.26).all()


def test_challenges_can_be_met_but_not_by_the_first_picture(explorer):
    first = {"w1": 1.0, "w2": 1.2}
    starts = draw_starts(40, np.random.default_rng(5))
    for challenge, surface in zip(explorer.challenges, ("banana", "two valleys"), strict=True):
        assert not challenge.met(explorer.compute(surface=surface, **first))
        races = [explorer.compute(w1=w1, w2=w2, surface=surface) for w1, w2 in starts]
        share = np.mean([challenge.met(race) for race in races])
        assert 0.05 < share < 0.6, challenge.text


def test_earlier_starts_are_marked_by_who_won():
    explorer = Optimizers(tuned_rates())
    first = explorer.result
    explorer.set(w1=-1.5).set(w1=0.3).set(surface="banana").set(surface="ravine")
    marked = {name: len(line.get_xdata()) for name, line in zip(RIVALS, explorer._won, strict=True)}
    assert marked == {name: 3 * (name == "Nesterov") for name in RIVALS}
    assert (ranks(first.final)[first.winner]) == 1
    np.testing.assert_array_equal(np.ravel(explorer._last.get_data()), (0.3, 1.2))
    explorer.close()


@pytest.mark.parametrize(
    "heights", [[0, 0, 0, 0, 0], [1, 1, 1, 1, 1], [0.5, 0.51, 0.5, 0.2, 0.9], [0.99, 0.3, 0.97, 0.31, 1]]
)
def test_labels_stay_apart_in_order_and_inside(heights):
    apart = _spread(np.array(heights, dtype=float))
    order = np.argsort(heights, kind="stable")
    assert (np.diff(apart[order]) >= GAP - 1e-12).all()
    assert apart.min() >= 0
    assert apart.max() <= 1


def test_each_optimizer_gets_its_own_rate():
    rates = {name: dict.fromkeys(RIVALS, 1e-4) for name in TERRAINS}
    rates["ravine"]["SGD"] = 0.03
    explorer = Optimizers(rates)
    moved = np.abs(np.diff(explorer.result.paths, axis=1)).sum(axis=(1, 2))
    assert moved[0] > 2 * moved[1]
    explorer.close()
