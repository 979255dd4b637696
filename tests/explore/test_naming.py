"""The run under the live character model: torch's updates, its copies, what it writes."""

import math

import numpy as np
import pytest
import torch

from dlcore import twin
from dlcore.explore.naming import (
    CLIPPED,
    EVERY,
    KEPT,
    LETTERS,
    WRITTEN,
    Naming,
    Settings,
    corpus,
    written,
)
from dlcore.models import CELLS

FEW = (("anna", "bob", "carl", "dora", "emil"), ("ann", "carla"))


def trained(updates, names=FEW, **settings):
    run = Naming(Settings(**settings), names)
    for _ in range(updates):
        run.update()
    return run


def weights(run):
    return np.concatenate([array.ravel() for array in run.model.state_dict().values()])


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("clip", [True, False])
def test_updates_are_torchs(cell, clip):
    run = Naming(Settings(cell=cell, hidden=6, rate=3.0, clip=clip), FEW)
    model = twin.to_torch(run.model)
    optimizer, (x, y) = torch.optim.SGD(model.parameters(), lr=3.0), (torch.tensor(part) for part in run.data.train)
    for epoch in range(3):
        order = np.random.default_rng((1, epoch)).permutation(5)  # one batch
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(x[order]), y[order]).backward()
        norm = torch.nn.utils.clip_grad_norm_(model.parameters(), CLIPPED if clip else math.inf)
        optimizer.step()
        run.update()
        assert run.norm == pytest.approx(norm.item(), rel=1e-4)
    expected = np.concatenate([tensor.numpy().ravel() for tensor in model.state_dict().values()])
    np.testing.assert_allclose(weights(run), expected, rtol=1e-3, atol=1e-5)


def test_bits_are_the_mean_over_held_out_symbols():
    run, surprises = trained(20), []
    for name in FEW[1]:
        logits = run.model(LETTERS.encode("\n" + name)[None]).astype(float)[0]  # (V, T)
        told = logits - np.log(np.exp(logits).sum(axis=0))
        surprises += [-told[symbol, t] / math.log(2) for t, symbol in enumerate(LETTERS.encode(name + "\n"))]
    assert len(surprises) == len("ann.carla.")
    assert run.bits == pytest.approx(np.mean(surprises), rel=1e-5)


def test_bits_of_the_bigrams():
    counts = {("n", "n"): 1, ("n", "\n"): 0, ("\n", "a"): 1, ("a", "n"): 1}  # of FEW[0]
    before = {"n": 2, "\n": 5, "a": 4}
    surprise = [-math.log2((counts[pair] + 1) / (before[pair[0]] + 27)) for pair in
                (("\n", "a"), ("a", "n"), ("n", "n"), ("n", "\n"))]  # fmt: skip
    assert corpus(FEW[0], ("ann",)).bigram_bits == pytest.approx(np.mean(surprise))


def test_a_copy_goes_on_by_itself():
    run = trained(15)
    before, history = weights(run), run.history.copy()
    first, second = run.copy(), run.copy()
    for other in (first, second):
        for _ in range(15):
            other.update()
    assert run.updates == 15
    np.testing.assert_array_equal(weights(run), before)
    assert run.history == history
    np.testing.assert_array_equal(weights(first), weights(second))
    np.testing.assert_array_equal(weights(first), weights(trained(30)))
    assert first.history == trained(30).history


def test_rate_and_clipping_are_obeyed_as_it_runs():
    run = trained(5)
    before = weights(run)
    run.obey(0.25, False)
    np.testing.assert_array_equal(weights(run), before)
    assert (run.settings.rate, run.settings.clip, run.optimizer.param_groups[0]["lr"]) == (0.25, False, 0.25)


def test_an_epoch_has_each_name_once(monkeypatch):
    names = tuple(f"{a}{b}" for a in "abcdefgh" for b in "abcdefgh"), ("ab",)
    run, seen = Naming(Settings(), names), []
    monkeypatch.setattr(run, "chosen", lambda *asked: seen.append(Naming.chosen(run, *asked)) or seen[-1])
    run.epoch()
    assert sorted(np.concatenate(seen)) == list(range(64))
    run.epoch()
    assert (run.epochs, run.next, run.updates) == (2, 0, 4)


def test_it_learns_its_names_and_writes_them():
    run = trained(400, hidden=16, rate=1.0)
    assert set(written(run.model, 0.3, seed=0)) <= set(FEW[0])
    assert len(written(run.model, 0.3, seed=0)) == WRITTEN
    assert written(run.model, 0.3, seed=0) == written(run.model, 0.3, seed=0)


def test_a_history_that_grows_is_thinned_evenly():
    run = trained(EVERY * (KEPT + 40), hidden=8)
    when = np.array(run.history)[:, 0]
    assert KEPT / 2 <= len(when) <= KEPT + 1
    assert (when[0], set(np.diff(when))) == (0, {2 * EVERY})


def test_what_overflows_is_lost_and_stays_so():
    run = trained(1)
    run.model.head.weight.data[:] = np.float32(1e38)
    run.update()
    assert run.lost
    updates = run.updates
    run.update(), run.epoch()
    assert run.updates == updates
    assert len(written(run.model, 1.0, seed=0)) == WRITTEN
