"""Three ways in which the game on the ring goes, and what each promises."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dlcore.gan.game import Rules, plane_game
from dlcore.gan.targets import TARGETS

EVERY, SCORED = 25, 1000  # rounds between two looks, and samples that a look scores


@dataclass(frozen=True)
class Preset:
    """Rules, after how many rounds they have shown it, and what they promise."""

    rules: Rules
    rounds: int
    promise: str
    kept: Callable  # the looks at a game, each a Coverage → has it kept the promise?


def looks(rules, rounds, seed, **widths):
    """Play on the ring; a `Coverage` of fresh samples after every 25 rounds."""
    ring = TARGETS["ring"]
    game = plane_game(ring, rules, seed, **widths)
    fresh = np.random.default_rng((seed, 3))
    seen = []
    for number in range(1, rounds + 1):
        game.round()
        if number % EVERY == 0:
            seen.append(ring.coverage(game.sample(SCORED, fresh)))
    return seen


def turns(values, size):
    """How often a series turns round: it counts where it has gone back by `size` or more."""
    count, direction, low, high = 0, 0, values[0], values[0]
    for value in values:
        low, high = min(low, value), max(high, value)
        if direction >= 0 and value <= high - size:
            count, direction, low = count + 1, -1, value
        elif direction <= 0 and value >= low + size:
            count, direction, high = count + 1, 1, value
    return count


def _works(seen):
    return seen[-1].covered == 8 and seen[-1].good >= 0.6


def _collapses(seen):
    later = seen[len(seen) // 3 :]
    return np.mean([look.occupied <= 2 for look in later]) >= 0.8 and max(look.covered for look in later) <= 2


def _oscillates(seen):
    return turns([look.covered for look in seen[2 * len(seen) // 3 :]], 2) >= 3


PRESETS = {
    "works": Preset(Rules(), 2500, "At the end all 8 modes are covered and 60 % of the samples are good.", _works),
    "collapses": Preset(
        Rules(d_rate=1e-4, g_rate=2e-3, noise=0.0, length=None),
        1200,
        "After the first third never more than 2 modes are covered, and in 8 of 10 looks at most 2 modes have 5 % of "
        "the samples or more near them.",
        _collapses,
    ),
    "oscillates": Preset(
        Rules(d_rate=5e-3, g_rate=1.6e-2, noise=0.0, length=None),
        2000,
        "In the last third the number of covered modes turns round at least 3 times, by 2 modes or more.",
        _oscillates,
    ),
}
