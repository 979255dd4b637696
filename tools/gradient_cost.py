"""Lesson 02: one backward pass against n forward differences, for networks too large for a lesson."""

from dataclasses import asdict

import numpy as np

from dlcore.cost import BATCH, WIDTH, gradient_costs

DEPTHS, SEED = (1, 2, 4, 8, 16, 32, 64), 0
ABOUT = (
    f"Networks of {', '.join(map(str, DEPTHS))} hidden tanh layers, {WIDTH} wide, in float64, with a mean squared "
    f"error over {BATCH} points. For each: the gradient along all n parameters by one backward pass (forward "
    "included) and by n forward differences, and one forward pass. Seconds are CPU time; bytes are the largest "
    "memory in use at once, above what was in use before; disagreement is the largest difference of both "
    "gradients, relative to the largest slope."
)


def measure():
    """Both gradients of each network."""
    costs = gradient_costs(DEPTHS, np.random.default_rng(SEED))
    return {"about": ABOUT, "depths": list(DEPTHS), "seed": SEED, "costs": [_rounded(asdict(cost)) for cost in costs]}


def _rounded(entry):
    """Three digits of each float: more are chance."""
    if isinstance(entry, dict):
        return {name: _rounded(value) for name, value in entry.items()}
    return float(f"{entry:.3g}") if isinstance(entry, float) else entry
