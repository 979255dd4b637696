"""What is said of a number that was measured on several seeds."""

import numpy as np

from dlcore.score import interval


def summary(shares, tested=10_000):
    """Mean and spread over seeds, with Wilson's interval of the mean for that many test examples."""
    mean = float(np.mean(shares))
    return {
        "mean": round(mean, 4),
        "spread": round(float(np.std(shares, ddof=1)), 4),
        "interval": [round(end, 4) for end in interval(mean, tested)],
    }


def rounded(values, digits=4):
    return [round(float(value), digits) for value in values]
