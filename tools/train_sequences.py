"""How lesson 07 trains on names, sonnets and series: the splits, and one loop that keeps the best on validation."""

import functools
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

import dlcore
from dlcore import datasets, models, nn, optim
from dlcore.datasets import Examples, Vocabulary, co2, histories, in_order, padded, sonnets, streams, sunspots
from dlcore.forecast import Scale
from dlcore.language import held_out
from dlcore.nn.utils import clip_grad_norm_
from dlcore.training import Best, batches

CLIP = 1.0


class Parts(NamedTuple):
    """What is trained on, what chooses, what judges."""

    train: object
    validation: object
    test: object


def names_in_parts():
    """(vocabulary, Parts of tuples of names)."""
    return Vocabulary("\n" + "".join(datasets.names())), Parts(*datasets.names_in_parts())


@functools.cache
def sonnets_in_parts():
    """(vocabulary, Parts of running texts): whole poems in their order; 80, 10 and 10 of 100."""
    poems = sonnets()
    return Vocabulary("".join(poems)), Parts(*map("\n".join, in_order(poems, (0.8, 0.1, 0.1))))


@dataclass(frozen=True)
class Reading:
    """A character model and how it is trained."""

    cell: str = "LSTM"
    hidden: int = 128
    embedding: int = 32
    rate: float = 3e-3
    epochs: int = 30

    def built(self, symbols, seed):
        dlcore.seed(seed)
        bias = 1.0 if self.cell == "LSTM" else None
        return models.characters(nn, symbols, self.hidden, self.embedding, cell=self.cell, forget_bias=bias).double()


def train(model, step_epoch, loss_of, epochs, rate):
    """`epochs` passes, each `step_epoch(update)`; then the model is as it was after the best of them.

    Returns (the validation loss after each epoch, the best epoch from 1).
    """
    optimizer = optim.Adam(model.parameters(), lr=rate)
    schedule = optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs)

    def update(loss, backward):
        optimizer.zero_grad()
        backward(loss.backward())
        clip_grad_norm_(model.parameters(), CLIP)
        optimizer.step()

    best, losses = Best(model), []
    for _ in range(epochs):
        step_epoch(update)
        schedule.step()
        losses.append(float(loss_of(model)))
        best.offer(losses[-1])
    best.restore()
    return losses, int(np.argmin(losses)) + 1


def learn_rows(model, part, validation, seed, epochs, rate, criterion, size=64):
    """Trains on rows (x, y), a batch of `size` an update, in an order that the seed draws."""
    plan = batches(*part, size=size, epochs=None, generator=np.random.default_rng((seed, 1)))
    rows = iter(plan)

    def epoch(update):
        for _ in range(plan.per_epoch):
            x, y = next(rows)
            criterion(model(x), y)
            update(criterion, model.backward)

    return train(model, epoch, lambda model: type(criterion)()(model(validation.x), validation.y), epochs, rate)


def learn_names(reading, seed):
    """(model, validation losses, best epoch) of a character model of names, one row a name."""
    vocabulary, parts = names_in_parts()
    model = reading.built(len(vocabulary), seed)
    rows = Parts(*(padded(part, vocabulary) for part in parts))
    trained = learn_rows(
        model, rows.train, rows.validation, seed, reading.epochs, reading.rate, nn.CrossEntropyLoss(), size=64
    )
    return model, *trained


def learn_sonnets(reading, seed, batch=16, length=50):
    """(model, validation losses, best epoch) of a character model of the sonnets, by truncated backpropagation."""
    vocabulary, parts = sonnets_in_parts()
    model, criterion = reading.built(len(vocabulary), seed), nn.CrossEntropyLoss()
    numbers, validation = (vocabulary.encode(text) for text in parts[:2])

    def epoch(update):
        state = None
        for x, y, begins in streams(numbers, batch, length):
            logits, state = model.read(x, None if begins else state)
            criterion(logits, y)
            update(criterion, model.backward)

    return model, *train(model, epoch, lambda model: held_out(model, validation), reading.epochs, reading.rate)


@dataclass(frozen=True)
class Series:
    """A series, how far one looks back and ahead, and the length of its season, in its steps."""

    values: np.ndarray
    unit: str
    steps: str
    length: int
    horizon: int
    season: int
    relative: bool = False  # whether values are told as differences from the last one known: a trend leads away

    def parts(self):
        """(Scale, Parts of Examples x (N, L), y (N, horizon) in its unit): in the order of time, 60, 20 and 20 of 100.

        What is forecast lies in one part. What the first forecasts of a part are told lies in the part before.
        """
        values = in_order(self.values, (0.6, 0.2, 0.2))
        pasts = values[0][:0], *(part[-self.length :] for part in values[:-1])
        pieces = (np.concatenate(pair) for pair in zip(pasts, values, strict=True))
        return Scale.of(values[0]), Parts(*(histories(piece, self.length, self.horizon) for piece in pieces))

    def told(self, scale, examples):
        """What a network reads and answers: (x (N, L), y (N, horizon)), and the level to add again (N, 1)."""
        level = examples.x[:, -1:] if self.relative else np.full((len(examples.x), 1), scale.mean)
        return Examples(*((part - level) / scale.std for part in examples)), level

    def forecaster(self, scale, answer):
        """forecast(x (N, L)) → (N, horizon) in the unit of the series, where `answer` works on what it is told."""

        def forecast(x):
            told, level = self.told(scale, Examples(x, x[:, :0]))  # there is nothing to answer yet
            return answer(told.x) * scale.std + level

        return forecast


def all_series():
    return {
        "sunspots": Series(sunspots().number, "sunspot number", "years", length=24, horizon=11, season=11),
        "CO₂": Series(monthly_co2(), "ppm", "months", length=36, horizon=24, season=12, relative=True),
    }


def monthly_co2():
    """The mean of the weeks of each month, April 1958 to December 2001; a month without one lies on a line between."""
    t, ppm = co2()
    month = np.floor(12 * t + 1e-9).astype(int) - int(12 * t[0])
    weeks = np.bincount(month)
    there = np.flatnonzero(weeks)
    means = np.bincount(month, ppm)[there] / weeks[there]
    return np.interp(np.arange(1, month[-1] + 1), there, means)  # the first month is cut: it has one week only


def learn_series(series, cell, seed, hidden=32, epochs=100, rate=3e-3):
    """(forecast, best epoch): a `Series.forecaster` by a network."""
    scale, parts = series.parts()
    dlcore.seed(seed)
    model = models.last_symbol(nn, 1, hidden, series.horizon, cell, 1.0 if cell == "LSTM" else None).double()
    train, validation = (series.told(scale, part)[0] for part in parts[:2])
    rows = (Examples(part.x[..., None], part.y) for part in (train, validation))
    _, best = learn_rows(model, *rows, seed, epochs, rate, nn.MSELoss(), size=32)
    return series.forecaster(scale, lambda x: model(x[..., None])), best
