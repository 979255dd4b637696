"""Mini-batches, in an order that can be interrupted and taken up again."""

import math

import numpy as np

from dlcore import random


class batches:  # lower case because it is used like a function, as itertools.batched is
    """Mini-batches (x, y), shuffled anew each epoch; the last of an epoch may be smaller.

    Arguments
        x (N, …), y (N, …): arrays, or tensors of torch.
        size: points in a batch; None, or N and more: all of them, in their order, so that nothing is drawn.
        epochs: passes over the data; None: without end.
        generator: a numpy.random.Generator for the order; None: the default one, set by `dlcore.seed`.
    `per_epoch` is the number of updates in an epoch; `len(...)` that of the whole, for a progress bar.
    """

    def __init__(self, x, y, size=None, epochs=1, generator=None):
        if len(x) != len(y):
            raise ValueError(f"batches: x has {len(x)} points and y has {len(y)}, expected as many targets as points")
        if len(x) == 0:
            raise ValueError("batches: x and y are empty")
        for name, value in (("size", size), ("epochs", epochs)):
            if value is not None and not (isinstance(value, int | np.integer) and value >= 1):
                raise ValueError(f"batches: {name} is {value!r}, expected a whole number from 1, or None")
        self.x, self.y, self.epochs, self.generator = x, y, epochs, generator
        self.size = len(x) if size is None else min(size, len(x))
        self.per_epoch = math.ceil(len(x) / self.size)
        self._begun = None

    def __len__(self):
        if self.epochs is None:
            raise TypeError("batches: epochs is None, so there is no last batch to count to")
        return self.epochs * self.per_epoch

    def __iter__(self):
        self._begun = Begun(self._pairs(), self.per_epoch)
        return self._begun

    def rest(self):
        """The batches that have not been given yet, in the order in which they would have come."""
        return iter(self) if self._begun is None else self._begun

    def _pairs(self):
        generator = random.generator(self.generator)
        epoch = 0
        while self.epochs is None or epoch < self.epochs:
            epoch += 1
            if self.per_epoch == 1:
                yield self.x, self.y
                continue
            order = generator.permutation(len(self.x))
            for first in range(0, len(order), self.size):
                chosen = order[first : first + self.size]
                yield self.x[chosen], self.y[chosen]


class Begun:
    """Batches on their way: an iterator that knows how many it has given."""

    def __init__(self, pairs, per_epoch):
        self.per_epoch = per_epoch
        self.given = 0
        self._pairs = pairs

    def __iter__(self):
        return self

    def __next__(self):
        pair = next(self._pairs)
        self.given += 1
        return pair
