"""Forecasts of a series: the simple ones that a network has to beat, and how far each misses.

A forecast is made from a history (N, L) for `horizon` steps ahead: (N, horizon).

scale = Scale.of(train)                                         from the training part alone
x, y = histories(scale.to(values), length=24, horizon=11)       of dlcore.datasets
rmse(seasonal_naive(x, 11, season=11), y)                       (11,): for one step ahead, two, …
"""

from typing import NamedTuple

import numpy as np


class Scale(NamedTuple):
    """Mean 0 and standard deviation 1, and the way back."""

    mean: float
    std: float

    @classmethod
    def of(cls, values):
        return cls(float(np.mean(values)), float(np.std(values)))

    def to(self, values):
        return (np.asarray(values) - self.mean) / self.std

    def back(self, values):
        return np.asarray(values) * self.std + self.mean


def naive(x, horizon):
    """The last value of a history (N, L), for every step ahead (7.20)."""
    return np.repeat(np.asarray(x)[:, -1:], horizon, axis=1)


def seasonal_naive(x, horizon, season):
    """The value of one season before, or of the last whole season where that lies ahead.

    Equations
        forecast of step k = x[L − season + (k − 1) mod season]         k = 1 … horizon                    (7.20)
    """
    x = np.asarray(x)
    if not 1 <= season <= x.shape[1]:
        raise ValueError(f"seasonal_naive: season is {season}, expected 1 to {x.shape[1]}, the length of a history")
    return x[:, x.shape[1] - season + np.arange(horizon) % season]


class Autoregression:
    """A straight line through the history: each step ahead is a weighted sum of the last L values and a constant.

    Equations
        forecast = x W + b        W, b with the smallest Σ (x W + b − y)² + penalty ‖W‖²
    Shapes
        x (N, L), y (N, horizon) → W (L, horizon), b (horizon,)
    """

    def __init__(self, x, y, penalty=0.0):
        x, y = np.asarray(x, float), np.asarray(y, float)
        if x.ndim != 2 or y.ndim != 2 or len(x) != len(y):
            raise ValueError(f"Autoregression: x has shape {x.shape} and y {y.shape}, expected (N, L) and (N, horizon)")
        centre, level = x.mean(axis=0), y.mean(axis=0)
        away = x - centre
        # the rows below charge for large weights, as weight decay does
        rows = np.concatenate([away, np.sqrt(penalty) * np.eye(x.shape[1])])
        targets = np.concatenate([y - level, np.zeros((x.shape[1], y.shape[1]))])
        self.weight = np.linalg.lstsq(rows, targets, rcond=None)[0]
        self.bias = level - centre @ self.weight

    def __call__(self, x):
        return np.asarray(x) @ self.weight + self.bias


def at_starts(forecast, length):
    """The same forecast, asked for by the place where it starts: a function (values, starts, horizon) → (N, horizon).

    It is told the `length` values before each start, `values[start - length : start]`, and no other.
    """

    def forecast_at(values, starts, horizon):
        starts = np.asarray(starts)
        if starts.size and starts.min() < length:
            raise ValueError(f"at_starts: a start is {starts.min()}, expected {length} or more values before it")
        return forecast(np.asarray(values)[starts[:, None] + np.arange(-length, 0)], horizon)

    return forecast_at


def rmse(forecast, y):
    """The root of the mean squared error at each step ahead: (horizon,), in the unit of y (7.21)."""
    forecast, y = np.asarray(forecast), np.asarray(y)
    if forecast.shape != y.shape:
        raise ValueError(f"rmse: forecast has shape {forecast.shape} and y {y.shape}, expected two of (N, horizon)")
    return np.sqrt(np.mean((forecast - y) ** 2, axis=0))
