"""Lesson 07: characters of names and sonnets, and forecasts of two series, each beside its baselines; three seeds."""

from dataclasses import replace

import numpy as np

from dlcore import nn
from dlcore.datasets import padded
from dlcore.forecast import Autoregression, naive, rmse, seasonal_naive
from dlcore.language import Bigrams, bits, held_out, perplexity, write
from tools.summary import rounded
from tools.train_sequences import (
    CLIP,
    Parts,
    Reading,
    all_series,
    learn_names,
    learn_series,
    learn_sonnets,
    names_in_parts,
    sonnets_in_parts,
)

SEEDS = (0, 1, 2)
CELLS = ("RNN", "GRU", "LSTM")
TEMPERATURES = (0.3, 0.7, 1.0, 1.5)
PENALTIES = (0.0, 0.1, 1.0, 10.0, 100.0)  # of the straight line, in units of the squared series
NAMES, SONNETS = Reading(epochs=16), Reading(epochs=12, rate=0.01)
ABOUT = (
    "One layer of 128 units, embeddings of 32, forget bias 1; Adam, rate {rate:g} falling to 0 along half a cosine, "
    f"gradients clipped to a norm of {CLIP:g}, float64, {{epochs}} epochs; the weights kept are those of the epoch "
    "with the lowest validation loss. Test part: looked at once. "
)


def as_scores(nats):
    """What a mean cross-entropy is, said in three ways."""
    return {"nats": round(nats, 4), "bits": round(bits(nats), 4), "perplexity": round(perplexity(nats), 3)}


def over_seeds(runs):
    """Scores of the mean over seeds; runs are (nats on the test part, best epoch)."""
    nats, epochs = zip(*runs, strict=True)
    return {
        **as_scores(float(np.mean(nats))),
        "spread_bits": round(bits(float(np.std(nats, ddof=1))), 4),
        "runs": rounded(nats),
        "best_epochs": list(epochs),
    }


def rows_loss(model, rows):
    return float(nn.CrossEntropyLoss()(model(rows.x), rows.y))


def measure_names():
    """Names letter by letter: each cell beside the table of pairs, and what the LSTM writes."""
    vocabulary, parts = names_in_parts()
    test = padded(parts.test, vocabulary)
    baseline = Bigrams([vocabulary.encode(f"\n{name}\n") for name in parts.train], len(vocabulary))
    cells, models = {}, {}
    for cell in CELLS:
        runs = []
        for seed in SEEDS:
            model, _, best = learn_names(replace(NAMES, cell=cell), seed)
            runs.append((rows_loss(model, test), best))
            models.setdefault(cell, model)
        cells[cell] = over_seeds(runs)
    known = set(parts.train)
    return {
        "about": ABOUT.format(rate=NAMES.rate, epochs=NAMES.epochs)
        + "Each name by itself, its end counted; batches of 64 names. samples: 200 names by the LSTM of seed 0; "
        "different: how many of the 200; new: how many of the 200 are not among the training names.",
        "seeds": SEEDS,
        "names": [len(part) for part in parts],
        "symbols": int(np.sum(test.y != -100)),
        "bigrams": as_scores(rows_loss(baseline, test)),
        "cells": cells,
        "samples": {f"{t:g}": sampled_names(models["LSTM"], vocabulary, t, known) for t in TEMPERATURES},
        "samples_of_bigrams": sampled_names(baseline, vocabulary, 1.0, known),
    }


def sampled_names(model, vocabulary, temperature, known, count=200):
    generator = np.random.default_rng(0)
    found = [write(model, vocabulary, "\n", 20, temperature, generator, end="\n") for _ in range(count)]
    new = [name for name in found if name not in known]
    return {"first": found[:10], "different": len(set(found)), "new": len(new)}


def measure_sonnets():
    """Sonnets letter by letter: each cell beside the table of pairs, and what the LSTM writes."""
    vocabulary, parts = sonnets_in_parts()
    numbers = Parts(*map(vocabulary.encode, parts))
    baseline = Bigrams([numbers.train], len(vocabulary))
    cells, models = {}, {}
    for cell in CELLS:
        runs = []
        for seed in SEEDS:
            model, _, best = learn_sonnets(replace(SONNETS, cell=cell), seed)
            runs.append((held_out(model, numbers.test), best))
            models.setdefault(cell, model)
        cells[cell] = over_seeds(runs)
    return {
        "about": ABOUT.format(rate=SONNETS.rate, epochs=SONNETS.epochs)
        + "16 streams side by side in pieces of 50 symbols, the state goes on. samples: by the LSTM of seed 0.",
        "seeds": SEEDS,
        "vocabulary": len(vocabulary),
        "symbols": [len(part) for part in numbers],
        "bigrams": as_scores(held_out(baseline, numbers.test)),
        "cells": cells,
        "samples": {
            f"{t:g}": write(models["LSTM"], vocabulary, "\n\n", 160, t, np.random.default_rng(0)) for t in TEMPERATURES
        },
        "samples_of_bigrams": write(baseline, vocabulary, "\n\n", 160, 1.0, np.random.default_rng(0)),
    }


def measure_series():
    """Forecasts of sunspots and CO₂: the error on the last fifth, at each step ahead."""
    return {name: forecasts_of(series) for name, series in all_series().items()}


def forecasts_of(series):
    scale, parts = series.parts()
    ways = {
        "naive": [lambda x: naive(x, series.horizon)],
        "seasonal naive": [lambda x: seasonal_naive(x, series.horizon, series.season)],
        "straight line": [straight_line(series, scale, parts)],
    } | {cell: [learn_series(series, cell, seed)[0] for seed in SEEDS] for cell in ("RNN", "LSTM")}
    errors = {name: [rmse(forecast(parts.test.x), parts.test.y) for forecast in runs] for name, runs in ways.items()}
    chosen_by = {
        name: [rmse(forecast(parts.validation.x), parts.validation.y) for forecast in runs]
        for name, runs in ways.items()
    }
    return {
        "about": f"Root of the mean squared error, in {series.unit}, 1 to {series.horizon} {series.steps} ahead. "
        "Trained on the first 60 % of the series, chosen on the next 20 %, tested on the last 20 %. "
        f"{series.length} {series.steps} in, {series.horizon} out at once; last_symbol with 32 units, Adam, rate 0.003 "
        "falling to 0, 100 epochs of batches of 32, the best on validation kept; straight line: least squares, its "
        "penalty chosen on validation. errors: on the test part, of networks the mean over seeds; mean_error: over all "
        "distances, one number a run."
        + (" Values are told as differences from the last one known." if series.relative else ""),
        "seeds": SEEDS,
        "season": series.season,
        "origins": [len(part.x) for part in parts],
        "largest": [round(float(part.y.max()), 2) for part in parts],
        "errors": {name: rounded(np.mean(runs, axis=0), 3) for name, runs in errors.items()},
        "mean_error": {name: means(runs) for name, runs in errors.items()},
        "mean_error_validation": {name: means(runs) for name, runs in chosen_by.items()},
    }


def means(runs):
    """Of each run, the mean error over all distances."""
    return rounded((np.mean(run) for run in runs), 3)


def straight_line(series, scale, parts):
    """The autoregression whose penalty does best on validation, as a function x → forecast."""

    def fitted(penalty):
        told, _ = series.told(scale, parts.train)
        return series.forecaster(scale, Autoregression(*told, penalty))

    judge = parts.validation
    return min(map(fitted, PENALTIES), key=lambda line: np.mean(rmse(line(judge.x), judge.y) ** 2))
