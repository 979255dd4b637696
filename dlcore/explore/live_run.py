"""What live trainings share: a copy to look at, batches epoch by epoch, and a past short enough to draw."""

import copy

import numpy as np


class History(list):
    """Rows of every `every`-th step; when there are more than `most`, every second one is dropped."""

    def __init__(self, rows=(), every=1, most=256):
        super().__init__(rows)
        self.every, self.most = every, most

    def due(self, step):
        """Is a row of this step to be kept?"""
        return step % self.every == 0

    def keep(self, row):
        self.append(row)
        if len(self) > self.most:
            self[:], self.every = self[::2], 2 * self.every

    def copy(self):
        return History(self, self.every, self.most)


class LiveRun:
    """A net in training. `update` changes it, so what is shown is a `copy` that nobody trains on.

    A subclass sets `model`, `optimizer` and `history`, and writes `update`.
    """

    updates = 0

    def copy(self):
        """A run that goes on from here by itself; net and optimizer are small, the examples are shared."""
        other = copy.copy(self)
        other.model, other.optimizer = copy.deepcopy((self.model, self.optimizer))
        other.history = self.history.copy()
        return other


class EpochRun(LiveRun):
    """A run by batches, epoch after epoch; a subclass sets `settings` too, with a seed."""

    epochs = next = 0  # next: where the next batch begins in this epoch's order
    lost = False  # has a number overflowed?

    def epoch(self):
        """Updates to the end of this pass over the training examples."""
        epochs = self.epochs
        while self.epochs == epochs and not self.lost:
            self.update()

    def chosen(self, n, size):
        """Which of n training examples come next, in an order drawn anew for each epoch from the seed."""
        if self.next == 0:
            self._order = np.random.default_rng((self.settings.seed, self.epochs)).permutation(n)
        chosen = self._order[self.next : self.next + size]
        self.next += size
        if self.next >= n:
            self.next, self.epochs = 0, self.epochs + 1
        return chosen
