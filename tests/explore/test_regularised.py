"""L2, dropout and early stopping on a live fit: the run under it, and what holds a net back."""

import numpy as np
import pytest

from dlcore import nn
from dlcore.explore.overfit import EVERY, LENGTH, VALIDATION, Overfitting, Settings
from dlcore.explore.regularised import Regularised


@pytest.fixture
def panel():
    made = Regularised()
    yield made
    made.close()


def trained(updates, **settings):
    run = Overfitting(Settings(**settings))
    for _ in range(updates):
        run.update()
    return run


def weights(run):
    return np.concatenate([array.ravel() for array in run.model.state_dict().values()])


# The run -----------------------------------------------------------------------------------------------------


def test_measures_are_those_of_the_formulas():
    run = trained(50)
    logits, seen = run.logits(run.x), run.now
    losses, right = np.log1p(np.exp(logits)) - run.y * logits, (logits > 0) == (run.y == 1)
    assert len(losses) == 30 + VALIDATION
    assert (seen.train, seen.validation) == pytest.approx((losses[:30].mean(), losses[30:].mean()))
    assert (seen.train_right, seen.validation_right) == (right[:30].mean(), right[30:].mean())


def test_weight_decay_is_l2():
    """The first update differs by rate · λ · weights from that without: the gradient of λ ‖w‖² / 2."""
    first, free, held = trained(0), trained(1), trained(1, decay=0.1)
    np.testing.assert_allclose(weights(free) - weights(held), 0.05 * 0.1 * weights(first), atol=1e-14)


def test_dropout_trains_with_noise_and_measures_without():
    run = trained(20, dropout=0.5)
    assert not np.allclose(weights(run), weights(trained(20)))
    assert np.array_equal(run.logits(run.x), run.logits(run.x))
    assert all(layer.training for layer in run.model)
    assert np.array_equal(weights(run), weights(trained(20, dropout=0.5)))


def test_a_copy_goes_on_by_itself():
    run = trained(30, dropout=0.3)
    before = weights(run)
    first, second = run.copy(), run.copy()
    for other in (first, second):
        for _ in range(30):
            other.update()
    assert (run.updates, len(run.history)) == (30, 7)
    assert np.array_equal(weights(run), before)
    assert np.array_equal(weights(first), weights(second))
    assert np.array_equal(weights(first), weights(trained(60, dropout=0.3)))


def test_obeyed_settings_keep_the_parameters():
    run = trained(10)
    before = weights(run)
    run.obey(Settings(decay=0.01, dropout=0.4))
    assert np.array_equal(weights(run), before)
    assert run.optimizer.param_groups[0]["weight_decay"] == 0.01
    assert [layer.p for layer in run.model if isinstance(layer, nn.Dropout)] == [0.4, 0.4]
    assert (run.steady, run.used) == (True, Settings())  # until an update obeys
    run.update()
    assert (run.steady, run.used) == (False, Settings(decay=0.01, dropout=0.4))


def test_the_best_is_the_lowest_and_can_be_taken_up_again():
    run = trained(600)
    losses = [seen.validation for seen in run.history]
    assert run.best.validation == min(losses) == losses[run.best.updates // EVERY]
    assert run.now.validation > 1.5 * run.best.validation
    best = run.best
    run.go_back()
    assert (run.updates, run.now) == (best.updates, best)
    assert np.array_equal(weights(run), weights(trained(best.updates)))
    for _ in range(EVERY):
        run.update()
    assert np.array_equal(weights(run), weights(trained(best.updates + EVERY)))


def test_a_seed_draws_points_and_weights_but_no_validation():
    one, other = trained(0), trained(0, seed=2)
    assert not np.allclose(one.x[:30], other.x[:30])
    assert np.array_equal(one.x[30:], other.x[30:])
    assert not np.allclose(weights(one), weights(other))


@pytest.mark.parametrize("seed", [1, 2])
def test_too_large_a_net_overfits_and_l2_holds_it(seed):
    free, held = trained(800, seed=seed), trained(800, seed=seed, decay=0.01)
    assert free.now.train < 0.03
    assert free.now.validation > 2 * free.best.validation
    assert held.now.validation < 0.5 * free.now.validation
    assert held.now.train > free.now.train


# The panel ---------------------------------------------------------------------------------------------------


def test_controls_restart_or_are_obeyed(panel):
    panel.act(times=10)
    panel.set(decay=0.01, dropout=0.2)
    assert panel.state.updates == 10
    assert panel.state.settings == Settings(decay=0.01, dropout=0.2)
    panel.set(points=50)
    assert (panel.state.updates, panel.state.settings.points) == (0, 50)


def test_the_last_run_stays_dashed(panel):
    assert len(panel._last[1].get_xdata()) == len(panel._edge.get_xdata()) == 0
    panel.act("hundred")
    panel.reset()
    np.testing.assert_array_equal(panel._last[1].get_xdata(), range(0, 101, EVERY))
    assert len(panel._edge.get_xdata()) > 20
    panel.reset()  # a run without an update is none
    assert len(panel.state.before) == 1


def test_finished_runs_stand_against_their_decay(panel):
    for decay, dropout in ((0.0, 0.0), (0.01, 0.0), (0.01, 0.5)):
        panel.set(decay=decay, dropout=dropout)  # after a run's end it counts for the next one
        panel.reset()
        panel.act("hundred", times=10)
    panel.set(dropout=0.0)
    panel.reset()
    assert list(panel._ends.get_xdata()) == [0, 5]
    assert list(panel._others.get_xdata()) == [5]
    low, end = panel._lows.get_ydata(), panel._ends.get_ydata()
    assert end[0] > 1.5 * low[0]
    assert end[1] < 1.2 * low[1]


def test_challenges_can_be_met(panel):
    panel.act("hundred", times=10)
    assert list(panel.met.values()) == [False, False]
    panel.act("back")
    assert list(panel.met.values()) == [False, True]
    panel.set(decay=0.01).reset()
    panel.act("hundred", times=10)
    assert list(panel.met.values()) == [True, True]


def test_words(panel):
    assert panel.sentence.startswith("Before the first update on 30 points, λ = 0 and no dropout: the loss is 0.7 on")
    panel.set(dropout=0.5).act()
    assert panel.sentence.startswith("After 1 update on 30 points, λ = 0 and dropout 0.5: ")
    panel.act("hundred", times=LENGTH // 100)
    assert panel.state.updates == LENGTH
    assert panel.finished(panel.state)
    assert panel.sentence.endswith("The run is over.")
