"""What order matters for: splits in time, windows with what comes next, and streams that go on.

train, validation, test = in_order(values)          the future judges what the past has taught
x, y = windows(train, 50)                           y is x, one step later
for x, y, begins in streams(train, batch=32, length=50): …      the state goes on from one to the next
x, y = histories(values, length=24, horizon=11)                 y is what comes after x, 11 steps at once
"""

from typing import NamedTuple

import numpy as np

from dlcore.datasets.splits import Examples


def in_order(values, shares=(0.6, 0.2, 0.2)):
    """Consecutive parts of a series, a text or a list of texts: nothing is shuffled, and the last part comes last.

    A shuffled split of a series would let a model look up the days before and after the one it is asked for.
    `shares` are positive and together 1. Returns a tuple of parts of the same type, slices of `values`.
    """
    shares = np.asarray(shares, float)
    if shares.ndim != 1 or len(shares) < 2 or not (shares > 0).all() or abs(shares.sum() - 1) > 1e-9:
        raise ValueError(f"in_order: shares is {shares.tolist()}, expected two positive numbers or more whose sum is 1")
    ends = np.floor(np.cumsum(shares) * len(values) + 0.5 + 1e-9).astype(int).tolist()
    parts = tuple(values[begin:end] for begin, end in zip([0, *ends], ends, strict=False))
    if not all(map(len, parts)):
        raise ValueError(f"in_order: {len(values)} values do not fill {len(shares)} parts of these shares")
    return parts


def windows(values, length, stride=1, ahead=1):
    """Pieces of a sequence, and the same pieces `ahead` steps later.

    Equations
        x[n, t] = values[stride · n + t]        y[n, t] = values[stride · n + t + ahead]
    Shapes
        values (L, *) → Examples(x (N, length, *), y (N, length, *)), copies; N is as large as fits
    """
    values = np.asarray(values)
    _expect_whole("windows", length=length, stride=stride, ahead=ahead)
    last = len(values) - length - ahead
    if last < 0:
        raise ValueError(
            f"windows: there are {len(values)} values, expected {length + ahead} or more for length={length} "
            f"and ahead={ahead}"
        )
    places = np.arange(0, last + 1, stride)[:, None] + np.arange(length)  # (N, length)
    return Examples(values[places], values[places + ahead])


def histories(values, length, horizon, stride=1):
    """Pieces of a series, and the `horizon` values after each: what a forecast knows, and what it is judged by.

    Equations
        x[n, t] = values[stride · n + t]        y[n, k] = values[stride · n + length + k]
    To forecast a test part, give `length` more values before it, `values[start - length:]`: the past is known.
    Shapes
        values (L,) → Examples(x (N, length), y (N, horizon)), copies; N is as large as fits
    """
    values = np.asarray(values)
    _expect_whole("histories", length=length, horizon=horizon, stride=stride)
    last = len(values) - length - horizon
    if last < 0:
        raise ValueError(
            f"histories: there are {len(values)} values, expected {length + horizon} or more for length={length} "
            f"and horizon={horizon}"
        )
    places = np.arange(0, last + 1, stride)[:, None] + np.arange(length + horizon)  # (N, length + horizon)
    return Examples(*np.split(values[places], [length], axis=1))


class Piece(NamedTuple):
    """A piece of each of N streams: `x, y, begins = piece`."""

    x: np.ndarray  # (N, T, *)
    y: np.ndarray  # (N, T, *): x, one step later
    begins: bool  # whether the streams begin here, so that the state starts at zero


def streams(values, batch, length, epochs=1):
    """A long sequence as `batch` streams side by side, piece by piece, for truncated backpropagation through time.

    Row n of a piece goes on where row n of the piece before ended: hand the final state on as the next initial
    state, and let the gradient end at the border. What does not fill a whole piece of each stream is left out.

        for x, y, begins in streams(numbers, batch=32, length=50, epochs=3):
            logits, state = model.read(x, None if begins else state)

    Shapes
        values (L, *) → pieces x (batch, length, *), y (batch, length, *)
    """
    values = np.asarray(values)
    _expect_whole("streams", batch=batch, length=length, epochs=epochs)
    pieces = (len(values) - 1) // (batch * length)
    if pieces < 1:
        raise ValueError(
            f"streams: there are {len(values)} values, expected {batch * length + 1} or more "
            f"for batch={batch} and length={length}"
        )
    x, y = (values[first : first + pieces * batch * length] for first in (0, 1))
    x, y = (rows.reshape(batch, pieces, length, *values.shape[1:]) for rows in (x, y))
    return (Piece(x[:, k], y[:, k], k == 0) for _ in range(epochs) for k in range(pieces))


def _expect_whole(caller, **settings):
    for name, value in settings.items():
        if not isinstance(value, int | np.integer) or value < 1:
            raise ValueError(f"{caller}: {name} is {value!r}, expected a whole number from 1")
