"""The run under live training: its updates, its copies, what it keeps."""

import numpy as np
import pytest

from dlcore.explore.run import KEPT, TEST, TRAIN, Run, Settings


def trained(updates, **settings):
    run = Run(Settings(**settings))
    for _ in range(updates):
        run.update()
    return run


def weights(run):
    return np.concatenate([array.ravel() for array in run.model.state_dict().values()])


def test_an_update_is_that_of_the_formulas():
    run = Run(Settings(depth=1, batch=TRAIN, rate=0.5, decay=0.01))
    w1, b1, w2, b2 = run.model.state_dict().values()
    x, y = run.x[:TRAIN], run.y[:TRAIN]
    h = np.tanh(x @ w1.T + b1)  # (200, 8)
    dz = (1 / (1 + np.exp(-(h @ w2.T + b2))) - y) / TRAIN  # (200, 1)
    da = dz @ w2 * (1 - h**2)
    steps = (da.T @ x, da.sum(axis=0), dz.T @ h, dz.sum(axis=0))
    run.update()
    for new, old, step in zip(run.model.state_dict().values(), (w1, b1, w2, b2), steps, strict=True):
        np.testing.assert_allclose(new, old - 0.5 * (step + 0.01 * old), rtol=1e-10, atol=1e-14)


def test_measures_are_those_of_the_formulas():
    run = trained(50, rate=0.5)
    logits = run.logits(run.x)
    losses = np.log1p(np.exp(logits)) - run.y * logits
    right = (logits > 0) == (run.y == 1)
    seen = run.measures
    assert (seen.loss, seen.test_loss) == pytest.approx((losses[:TRAIN].mean(), losses[TRAIN:].mean()))
    assert (seen.right, seen.test_right) == (right[:TRAIN].mean(), right[TRAIN:].mean())
    assert len(losses) == TRAIN + TEST


def test_slopes_are_those_of_finite_differences():
    run = trained(50)
    for layer, slope in zip((0, 2, 4), run.measures.slopes, strict=True):
        weight, slopes = run.model[layer].weight.data, []
        for place in np.ndindex(weight.shape):
            ends = []
            for step in (1e-5, -1e-5):
                moved = run.copy()
                vars(moved).pop("measures")
                moved.model[layer].weight.data[place] += step
                ends.append(moved.measures.loss)
            slopes.append((ends[0] - ends[1]) / 2e-5)
        assert slope == pytest.approx(np.sqrt(np.mean(np.square(slopes))), rel=1e-4)


@pytest.mark.parametrize("optimizer", ["SGD", "Adam"])
def test_a_copy_goes_on_by_itself(optimizer):
    run = trained(30, optimizer=optimizer)
    before, losses = weights(run), run.history.copy()
    first, second = run.copy(), run.copy()
    for other in (first, second):
        for _ in range(40):
            other.update()
    assert run.updates == 30
    np.testing.assert_array_equal(weights(run), before)
    assert run.history == losses
    np.testing.assert_array_equal(weights(first), weights(second))
    np.testing.assert_array_equal(weights(first), weights(trained(70, optimizer=optimizer)))


def test_a_seed_draws_weights_and_order_but_no_points():
    one, other = Run(Settings(seed=1)), Run(Settings(seed=2))
    np.testing.assert_array_equal(one.x, other.x)
    assert not np.allclose(weights(one), weights(other))


def test_an_epoch_has_each_training_point_once(monkeypatch):
    run, seen = Run(Settings(batch=20)), []
    monkeypatch.setattr(run, "chosen", lambda *asked: seen.append(Run.chosen(run, *asked)) or seen[-1])
    for _ in range(20):
        run.update()
    orders = np.reshape(seen, (2, TRAIN))
    assert all(sorted(order) == list(range(TRAIN)) for order in orders)
    assert not np.array_equal(*orders)
    run.update()
    run.epoch()
    assert (run.epochs, run.next) == (3, 0)


def test_settings_obeyed_as_it_runs_keep_the_parameters():
    run = trained(25)
    before, settings = weights(run), vars(run.settings)
    run.obey(**settings | {"rate": 0.5, "batch": 50, "optimizer": "Adam", "decay": 0.1})
    np.testing.assert_array_equal(weights(run), before)
    assert run.changes == [(25, "rate", 0.5), (25, "batch", 50), (25, "optimizer", "Adam"), (25, "decay", 0.1)]
    group = run.optimizer.param_groups[0]
    assert (type(run.optimizer).__name__, group["lr"], group["weight_decay"]) == ("Adam", 0.5, 0.1)
    run.update()
    assert not np.allclose(weights(run), before)
    assert run.first == Settings()


def test_history_is_thinned_evenly():
    run = trained(1000, width=2, depth=1)
    when = np.array(run.history)[:, 0]
    assert KEPT / 2 <= len(when) <= KEPT + 1
    assert (when[0], set(np.diff(when))) == (0, {4})
