"""Lesson 08: the ring of 8 Gaussians, three ways in which the game on it goes, and what helps, over seeds."""

import time
from dataclasses import replace

import numpy as np

from dlcore.gan import PRESETS, Rules, looks, turns
from tools.summary import rounded

SEEDS = range(1, 11)  # those that LiveGAN has too
REMEDY_SEEDS = range(1, 6)
ROUNDS, LAST = 1500, 10  # of the games that compare remedies, and the looks at their end that are averaged
ABOUT = (
    "The ring: 8 Gaussians of width 0.05 on a circle of radius 2. G 2-64-64-2 with ReLU, D 2-64-64-1 with "
    "LeakyReLU(0.2), Adam with β = (0.5, 0.999), float64. Every 25 rounds a look at 1,000 fresh samples. A sample is "
    "good within 3σ of its nearest centre; a mode is covered where 1 % of the samples are good and nearest to it."
)
PLAIN = Rules(noise=0.0, length=None)
BASES = {  # what is to be helped
    "equal rates": PLAIN,
    "G 20 times faster": PRESETS["collapses"].rules,
}
REMEDIES = {  # what is changed, alone
    "none": {},
    "rates fall to 0": {"length": ROUNDS},
    "rates and instance noise fall to 0": {"length": ROUNDS, "noise": 1.0},
    "instance noise 0.3 throughout": {"noise": 0.3},
    "label smoothing 0.1": {"smoothing": 0.1},
    "least squares": {"loss": "least squares"},
    "5 steps of D to one of G": {"d_steps": 5},
    "D at 5 times its rate": {"d_rate": 5},
    "G at a fifth of its rate": {"g_rate": 0.2},
    "both of width 16": {"g_width": 16, "d_width": 16},
    "both of width 128": {"g_width": 128, "d_width": 128},
    "G of width 16, D of width 128": {"g_width": 16, "d_width": 128},
}


def summary(seen):
    """What the last looks at a game show: covered modes, good samples, modes near the samples."""
    last = seen[-LAST:]
    return [float(np.mean(values)) for values in zip(*((s.covered, s.good, s.occupied) for s in last), strict=True)]


def helped(base, change):
    """(rules, widths) of a base with a remedy; rates in it are factors."""
    widths = {name: value for name, value in change.items() if name.endswith("width")}
    chosen = {name: value for name, value in change.items() if name not in widths}
    for name in {"d_rate", "g_rate"} & chosen.keys():
        chosen[name] *= getattr(base, name)
    return replace(base, **chosen), widths


def over_seeds(rules, rounds, **widths):
    """One row of the table: the end of each game, one number a seed."""
    covered, good, near = zip(*(summary(looks(rules, rounds, seed, **widths)) for seed in REMEDY_SEEDS), strict=True)
    return {
        "covered": rounded(covered, 1),
        "good": rounded(good, 3),
        "near": rounded(near, 1),
        "mean_covered": round(float(np.mean(covered)), 2),
        "mean_good": round(float(np.mean(good)), 3),
    }


def remedies(base):
    """The table of one base, a row for each remedy."""
    rows = {}
    for name, change in REMEDIES.items():
        rules, widths = helped(base, change)
        rows[name] = over_seeds(rules, ROUNDS, **widths)
    return rows


def measure_ring():
    """The recipe that works: modes, good samples and CPU seconds at the end of 2,500 rounds."""
    preset, ends, seconds = PRESETS["works"], [], []
    for seed in SEEDS:
        begin = time.process_time()
        ends.append(looks(preset.rules, preset.rounds, seed)[-1])
        seconds.append(time.process_time() - begin)
    return {
        "about": f"{ABOUT} The default rules of dlcore.gan.Rules: non-saturating, batch 128, both rates 2e-3, falling "
        "to 0 over the second half, instance noise from 1 to 0 over the first 70 %. One number a seed, after "
        f"{preset.rounds:,} rounds; seconds of CPU time, the looks among them.",
        "seeds": list(SEEDS),
        "covered": [end.covered for end in ends],
        "good": rounded((end.good for end in ends), 3),
        "seconds": rounded(seconds, 2),
    }


def kept(preset):
    """How a preset goes on each seed."""
    games = [looks(preset.rules, preset.rounds, seed) for seed in SEEDS]
    later = [seen[len(seen) // 3 :] for seen in games]
    last = [seen[2 * len(seen) // 3 :] for seen in games]
    promises = [bool(preset.kept(seen)) for seen in games]
    return {
        "promise": preset.promise,
        "rounds": preset.rounds,
        "kept": promises,
        "share": sum(promises) / len(promises),
        "covered": [seen[-1].covered for seen in games],
        "good": rounded((seen[-1].good for seen in games), 3),
        "turns": [turns([look.covered for look in seen], 2) for seen in last],
        "narrow": rounded((np.mean([look.occupied <= 2 for look in seen]) for seen in later), 3),
        "most_covered": [max(look.covered for look in seen) for seen in later],
    }


def measure_presets():
    """On how many seeds each preset keeps its promise."""
    return {
        "about": f"{ABOUT} kept: is the promise kept, one entry a seed; covered and good: at the end. turns: how often "
        "the number of covered modes turns round by 2 or more in the last third. After the first third: narrow, the "
        "share of looks in which at most 2 modes have 5 % of the samples or more nearest to them, and most_covered.",
        "seeds": list(SEEDS),
        **{name: kept(preset) for name, preset in PRESETS.items()},
    }


def measure_remedies():
    """What helps a game that has no remedy, and one whose generator is too fast."""
    results = {
        "about": f"{ABOUT} Non-saturating, batch 128, no noise, constant rates but where said; {ROUNDS:,} rounds. "
        "equal rates: both 2e-3; G 20 times faster: 2e-3 and 1e-4. covered, good and near, the number of modes with "
        f"5 % of the samples or more nearest to them: means of the last {LAST} looks, one number a seed.",
        "rounds": ROUNDS,
        "seeds": list(REMEDY_SEEDS),
    }
    return results | {title: remedies(base) for title, base in BASES.items()}
