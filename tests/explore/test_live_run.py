"""What live trainings share: a past that stays short, and batches epoch by epoch."""

from types import SimpleNamespace

import numpy as np

from dlcore.explore.live_run import EpochRun, History


def test_a_history_keeps_every_second_row_when_there_are_too_many():
    history = History(most=4)
    for step in range(13):
        if history.due(step):
            history.keep(step)
    assert history == [0, 4, 8, 12]
    assert history.every == 4


def test_a_copy_of_a_history_goes_on_by_itself():
    history = History([0], every=5, most=2)
    other = history.copy()
    for step in (5, 10):
        other.keep(step)
    assert (history, history.every) == ([0], 5)
    assert (other, other.every) == ([0, 10], 10)


class Seven(EpochRun):
    """Seven examples in batches of three."""

    def __init__(self, seed):
        self.settings, self.model, self.optimizer, self.history = SimpleNamespace(seed=seed), [0.0], None, History()
        self.seen = []

    def update(self):
        self.updates += 1
        self.seen.append(self.chosen(7, 3))


def test_an_epoch_meets_each_example_once_and_each_epoch_in_another_order():
    run = Seven(seed=1)
    run.epoch()
    run.epoch()
    assert (run.updates, run.epochs, run.next) == (6, 2, 0)
    assert [len(part) for part in run.seen] == [3, 3, 1] * 2
    first, second = np.concatenate(run.seen[:3]), np.concatenate(run.seen[3:])
    assert sorted(first) == sorted(second) == list(range(7))
    assert list(first) != list(second)


def test_a_copy_goes_on_with_the_same_examples_and_its_own_model():
    run = Seven(seed=1)
    run.update()
    other = run.copy()
    other.model[0] = 1.0
    other.seen = []
    for each in (run, other):
        each.epoch()
    assert run.model == [0.0]
    assert [list(part) for part in run.seen[1:]] == [list(part) for part in other.seen]
