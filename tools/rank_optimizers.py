"""Lesson 03: each optimizer with its own best rate on each terrain, and their ranks over fresh starts."""

from functools import partial

import numpy as np

from dlcore.optim.terrain import LAST, LOST, RIVALS, TERRAINS, UPDATES, draw_starts, final_loss, follow, ranks
from tools.environment import Trouble

GRID = [float(f"{10 ** (k / 20):.3g}") for k in range(-60, 11)]  # 0.001 to 3.16, 20 rates to a factor of ten
STARTS = 50
TUNING, RANKING = 1, 2  # seeds: the starts of one are not those of the other
ABOUT = (
    f"The highest loss of the last {LAST} of {UPDATES} updates with the exact gradient, from starts drawn evenly from "
    "the window. The rate of each optimizer is the one of the grid with the lowest geometric mean over the tuning "
    "starts; everything else is torch's default, momentum 0.9. Then all five run from the ranking starts; equal "
    "losses share the mean rank."
)


def losses(terrain, optimizer, rate, seed):
    """The losses that count, (STARTS,), from the starts of that seed."""
    starts = draw_starts(STARTS, np.random.default_rng(seed))
    with np.errstate(over="ignore", invalid="ignore"):  # divergence counts as LOST
        return final_loss(terrain, follow(partial(optimizer, lr=rate), terrain, starts))


def tune(terrain, optimizer):
    """The geometric mean of the losses for each rate of the grid."""
    return [float(np.exp(np.log(losses(terrain, optimizer, rate, TUNING)).mean())) for rate in GRID]


def best_rate(name, scores):
    """The rate with the lowest score; it must lie inside the grid, or a better one may lie beyond."""
    place = int(np.argmin(scores))
    if place in (0, len(GRID) - 1):
        raise Trouble(f"The best rate of {name} is {GRID[place]}, an end of the grid: widen the grid.")
    return GRID[place]


def compare(terrain, rates):
    """Ranks and losses of all optimizers, each with its rate, from the ranking starts."""
    final = np.array([losses(terrain, RIVALS[name], rate, RANKING) for name, rate in rates.items()])
    places = ranks(final)
    return {
        name: {
            "mean_rank": round(float(place.mean()), 2),
            "lowest_or_equal": int(np.sum(loss == final.min(axis=0))),
            "median_loss": float(f"{np.median(loss):.3g}"),
            "worst_loss": float(f"{loss.max():.3g}"),
            "diverged": int(np.sum(loss == LOST)),
        }
        for name, place, loss in zip(rates, places, final, strict=True)
    }


def measure():
    """Tune and rank on every terrain."""
    scores = {
        name: {rival: tune(terrain, make) for rival, make in RIVALS.items()} for name, terrain in TERRAINS.items()
    }
    rates = {
        name: {rival: best_rate(f"{rival} on {name}", score) for rival, score in by_rival.items()}
        for name, by_rival in scores.items()
    }
    return {
        "about": ABOUT,
        "updates": UPDATES,
        "last": LAST,
        "starts": STARTS,
        "seeds": {"tuning": TUNING, "ranking": RANKING},
        "rates": rates,
        "ranks": {name: compare(terrain, rates[name]) for name, terrain in TERRAINS.items()},
        "grid": GRID,
        "geometric_mean_loss": {
            name: {rival: [float(f"{value:.3g}") for value in score] for rival, score in by_rival.items()}
            for name, by_rival in scores.items()
        },
    }
