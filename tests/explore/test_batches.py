"""Mini-batches: the noise of their gradients, and what the explorer says of a run."""

from itertools import combinations

import numpy as np
import pytest
from panels import co2_fit

from dlcore.explore.batches import SHOWN, SIZES, UPDATES, BatchSize, gradient_noise, standardised, train
from dlcore.optim.surfaces import Quadratic, descend


@pytest.fixture(scope="module")
def explorer():
    _, x, y = co2_fit()
    made = BatchSize(x, y)
    yield made
    made.close()


def run(explorer, batch, rate, axis="updates"):
    return explorer.compute(batch=batch, rate=rate, axis=axis)


def test_noise_is_that_of_all_the_mini_batches_there_are():
    generator = np.random.default_rng(0)
    x, y, w = generator.normal(size=(7, 2)), generator.normal(size=7), generator.normal(size=2)
    full = 2 / 7 * (x @ w - y) @ x
    noise, slope = gradient_noise(x, y, w, np.arange(1, 8))
    assert slope == pytest.approx(np.linalg.norm(full))
    for size in range(1, 8):
        chosen = [list(batch) for batch in combinations(range(7), size)]
        gradients = np.array([2 / size * (x[batch] @ w - y[batch]) @ x[batch] for batch in chosen])
        assert noise[size - 1] == pytest.approx(np.sqrt(np.mean(np.sum((gradients - full) ** 2, axis=1))), abs=1e-12)


def test_noise_falls_as_one_over_the_root():
    generator = np.random.default_rng(1)
    x, y = generator.normal(size=(20_000, 3)), generator.normal(size=20_000)
    noise, _ = gradient_noise(x, y, np.ones(3), np.array([4, 16, 64]))
    np.testing.assert_allclose(noise[:-1] / noise[1:], 2, rtol=2e-3)


def test_all_examples_at_once_is_plain_descent(explorer):
    quadratic = Quadratic.least_squares(explorer.x, explorer.y)
    path, _ = train(explorer.x, explorer.y, explorer.batches["all"], 0.1)
    np.testing.assert_allclose(path, descend(quadratic.gradient, np.zeros(3), 0.1, UPDATES), rtol=1e-10, atol=1e-12)


def test_no_example_twice_in_a_mini_batch(explorer):
    assert list(explorer.batches) == list(SIZES)
    for size, batches in explorer.batches.items():
        assert batches.shape[1] == (len(explorer.y) if size == "all" else size)
        assert all(len(set(batch)) == len(batch) for batch in batches[:50].tolist())


def test_scaling_makes_plain_descent_work_well(explorer):
    np.testing.assert_allclose(explorer.x.mean(axis=0), [1, 0, 0], atol=1e-12)
    np.testing.assert_allclose(explorer.x.std(axis=0), [0, 1, 1])
    assert explorer.quadratic.curvatures == pytest.approx([2, 2, 2], rel=0.1)
    _, x, _ = co2_fit()
    np.testing.assert_array_equal(standardised(x)[:, 0], 1)


def test_the_floor_depends_on_rate_over_batch_alone(explorer):
    """The pattern of the tries: about 3 ppm² times η/B, for rates well below the limit."""
    for batch in (1, 4, 16, 64):
        for rate in (0.03, 0.06):
            floor = run(explorer, batch, rate).floor
            assert floor == pytest.approx(3 * rate / batch, rel=0.5), (batch, rate)


def test_the_floor_is_where_the_run_stays(explorer):
    for batch in (1, 16, 256):
        result = run(explorer, batch, 0.08)
        assert result.excess[0] > 30
        assert result.floor == pytest.approx(result.excess[-100:].mean(), rel=0.7)
        assert "noise floor" in explorer.describe(result)


@pytest.mark.parametrize("axis", SHOWN)
@pytest.mark.parametrize(("batch", "rate"), [(16, 0.003), ("all", 0.01), (64, 0.005)])
def test_a_run_that_still_falls_has_no_floor(explorer, batch, rate, axis):
    result = run(explorer, batch, rate, axis)
    assert result.floor is None
    assert "still falling" in explorer.describe(result)


def test_too_large_a_rate_for_one_example_is_fine_for_all(explorer):
    wild, calm = run(explorer, 1, 0.6), run(explorer, "all", 0.6)
    assert wild.lost
    assert "higher than it began" in explorer.describe(wild)
    assert not calm.lost
    assert calm.excess[-1] < 1e-12


def test_epochs_count_examples(explorer):
    result = run(explorer, 64, 0.05, "epochs")
    assert result.unit("epochs") == pytest.approx(64 / 626)
    assert "after 19 updates (1.94 epochs)" in explorer.describe(result)


def test_time_is_measured_and_said_only_where_it_is_shown(explorer):
    for axis in SHOWN:
        result = run(explorer, 16, 0.05, axis)
        assert 0 < result.seconds < 0.1
        assert ("measured now" in explorer.describe(result)) == (axis == "seconds")


def test_challenges_can_be_met_but_not_by_the_first_picture(explorer):
    quick, quiet = explorer.challenges
    assert not any(explorer.met.values())
    assert quick.met(run(explorer, 64, 0.2))
    assert not quick.met(run(explorer, 64, 0.05))  # too slow
    assert not quick.met(run(explorer, 64, 0.7))  # too noisy
    assert not quick.met(run(explorer, 16, 0.1))
    assert quiet.met(run(explorer, 1, 0.005))
    assert not quiet.met(run(explorer, 1, 0.05))
    assert not quiet.met(run(explorer, 64, 0.05))
