"""A small net that learns to write first names, letter by letter: one run, which can be copied and looked at."""

import functools
import math
import string
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from dlcore import models, nn, optim, random
from dlcore.datasets import Examples, Vocabulary, padded
from dlcore.explore.live_run import EpochRun, History
from dlcore.language import Bigrams, bits, sample
from dlcore.nn.utils import clip_grad_norm_

LETTERS = Vocabulary("\n" + string.ascii_lowercase)  # a line break stands before and after each name
EMBEDDING, BATCH = 16, 32
CLIPPED = 0.25  # the norm that gradients are clipped to
WRITTEN = 10  # names that are written to be seen
EVERY = 10  # updates from one record to the next
KEPT = 200  # records kept
GUESS = math.log2(len(LETTERS))  # bits of a symbol where all are equally likely


class Corpus(NamedTuple):
    """Names as rows of numbers, and what a table of pairs makes of them."""

    known: frozenset  # the names to train on
    train: Examples
    held_out: Examples
    bigrams: Bigrams
    bigram_bits: float  # of a held-out symbol


@functools.cache
def corpus(train, held_out):
    """All that is made of names, once for all panels."""
    rows = padded(held_out, LETTERS)
    bigrams = Bigrams([LETTERS.encode(f"\n{name}\n") for name in train], len(LETTERS))
    surprise = nn.CrossEntropyLoss()(bigrams(rows.x), rows.y)
    return Corpus(frozenset(train), padded(train, LETTERS), rows, bigrams, bits(float(surprise)))


def written(model, temperature, seed, longest=14):
    """Names that a model writes, each from a line break to the next: WRITTEN texts, the same dice for all models."""
    generator = np.random.default_rng(seed)
    x, state, drawn = np.zeros((WRITTEN, 1), int), None, []
    with np.errstate(over="ignore", invalid="ignore"):  # of a net that has exploded
        for _ in range(longest):
            logits, state = model.read(x, state)
            x = sample(logits[:, :, -1], temperature, generator)[:, None]
            drawn.append(x[:, 0])
    return tuple(LETTERS.decode(numbers).split("\n")[0] for numbers in np.array(drawn).T)


@dataclass(frozen=True)
class Settings:
    """What decides a run: the same settings give the same numbers."""

    cell: str = "LSTM"
    hidden: int = 32
    rate: float = 3.0
    clip: bool = True
    seed: int = 1  # of the first weights and the order of the names

    def model(self):
        """A character model in float32, drawn from the seed; an LSTM's forget gates begin open."""
        with random.seeded(self.seed):
            forget_bias = 1.0 if self.cell == "LSTM" else None
            return models.characters(nn, len(LETTERS), self.hidden, EMBEDDING, cell=self.cell, forget_bias=forget_bias)


@dataclass(frozen=True)
class Ended:
    """What stays to be seen of a run when another has begun."""

    settings: Settings
    history: np.ndarray  # (n, 3), as in Naming


class Naming(EpochRun):
    """A net that learns to write names, and obeys its rate as it does.

    `history` has rows (updates, bits of the batches since the row before, bits of a held-out symbol).
    """

    criterion = nn.CrossEntropyLoss()

    def __init__(self, settings, names, last=None):
        self.settings, self.last = settings, last
        self.data = corpus(*names)
        self.model = settings.model()
        self.optimizer = optim.SGD(self.model.parameters(), lr=settings.rate, momentum=0.0)
        self.dice = 0
        self.norm = 0.0  # of the gradient of the last update, before clipping
        self.worst = 0.0  # bits of a held-out symbol so far
        self.history, self._losses = History(every=EVERY, most=KEPT), []
        self._record()

    def copy(self):
        other = super().copy()
        other._losses = self._losses.copy()
        return other

    def ended(self):
        """What a next run is compared with: this one if it has made a record, else the one before."""
        return Ended(self.settings, np.array(self.history)) if self.updates >= EVERY else self.last

    def obey(self, rate, clip):
        """Go on with this rate, and with clipping or without; the parameters stay."""
        if (rate, clip) != (self.settings.rate, self.settings.clip):
            self.settings = replace(self.settings, rate=rate, clip=clip)
            self.optimizer.param_groups[0]["lr"] = rate

    def update(self):
        """One update from the next batch; nothing once a number has overflowed."""
        if self.lost:
            return
        vars(self).pop("bits", None)
        x, y = self.data.train
        chosen = self.chosen(len(x), BATCH)
        with np.errstate(over="ignore", invalid="ignore"):
            self.optimizer.zero_grad()
            loss = float(self.criterion(self.model(x[chosen]), y[chosen]))
            self.model.backward(self.criterion.backward())
            self.norm = float(clip_grad_norm_(self.model.parameters(), CLIPPED if self.settings.clip else math.inf))
            self.optimizer.step()
        self.updates += 1
        self.lost = not (math.isfinite(loss) and math.isfinite(self.norm))
        self._losses.append(bits(loss))
        if not self.lost:
            self._record()

    @cached_property
    def bits(self):
        """Of a held-out symbol, as the net is now; nan or inf where it has overflowed."""
        x, y = self.data.held_out
        with np.errstate(over="ignore", invalid="ignore"):
            return bits(float(nn.CrossEntropyLoss()(self.model(x), y)))

    @property
    def exploded(self):
        """Is there a number that has overflowed?"""
        return self.lost or not math.isfinite(self.bits)

    def _record(self):
        """Keep a row of the batches since the last one."""
        if not self.history.due(self.updates):
            return
        batches = np.mean(self._losses) if self._losses else self.bits
        self.history.keep((self.updates, float(batches), self.bits))
        self._losses, self.worst = [], max(self.worst, self.bits)
