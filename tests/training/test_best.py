"""The best parameters of a run, and when to stop it."""

import numpy as np
import pytest

from dlcore import nn, optim
from dlcore.training import Best, EarlyStopping, batches, numpy_step, run


def test_the_best_parameters_come_back():
    model = nn.Linear(1, 1)
    best = Best(model)
    for value, loss in [(1.0, 5.0), (2.0, 3.0), (3.0, 4.0), (4.0, float("nan"))]:
        model.weight.data[:] = value
        assert best.offer(loss) == (loss in (5.0, 3.0))
    assert model.weight.data[0, 0] == 4.0
    best.restore()
    assert model.weight.data[0, 0] == 2.0
    assert best.value == 3.0


def test_nothing_to_restore_is_a_sentence():
    model = nn.Linear(1, 1)
    best = Best(model)
    best.offer(float("nan"))
    with pytest.raises(RuntimeError, match="Best: nothing to restore"):
        best.restore()


@pytest.mark.parametrize(
    ("patience", "losses", "offers", "best"),
    [
        (2, [5, 3, 4, 2, 6, 7, 1], 6, 2),  # 3 and 4 are not in a row
        (1, [5, 5, 1], 2, 5),  # as good as the best is not better
        (3, [5, 4, 3, 2, 1], None, 1),
        (2, [5, float("nan"), float("nan"), 1], 3, 5),
    ],
)
def test_early_stopping_waits_and_keeps_the_best(patience, losses, offers, best):
    model = nn.Linear(1, 1)
    stopping = EarlyStopping(model, patience)
    ended = None
    for number, loss in enumerate(losses, 1):
        model.weight.data[:] = loss
        assert stopping.offer(loss) == (stopping.waited == 0)
        if stopping.over:
            ended = number
            break
    assert ended == offers
    assert stopping.waited == (patience if offers else 0)
    stopping.restore()
    assert model.weight.data[0, 0] == stopping.value == best


def test_early_stopping_in_a_run():
    """Twenty noisy points of a line: fitting their noise comes late, and is not kept."""
    random = np.random.default_rng(0)
    x, held_out = random.uniform(-1, 1, (20, 1)), random.uniform(-1, 1, (200, 1))
    model = nn.Sequential(nn.Linear(1, 50, generator=random), nn.Tanh(), nn.Linear(50, 1, generator=random)).double()
    criterion = nn.MSELoss()
    step = numpy_step(model, criterion, optim.Adam(model.parameters(), lr=0.05))
    stopping = EarlyStopping(model, patience=20)
    seen = []
    for _update in run(step, batches(x, x + random.normal(0, 0.3, x.shape), epochs=1000)):
        seen.append(criterion(model(held_out), held_out))
        stopping.offer(seen[-1])
        if stopping.over:
            break
    assert len(seen) < 1000
    assert len(seen) - 1 - int(np.argmin(seen)) == 20
    stopping.restore()
    assert criterion(model(held_out), held_out) == min(seen) == stopping.value


def test_patience_is_an_offer_or_more():
    with pytest.raises(ValueError, match="EarlyStopping: patience is 0, expected 1 offer or more"):
        EarlyStopping(nn.Linear(1, 1), 0)
