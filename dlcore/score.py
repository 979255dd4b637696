"""How good a classifier is, and how well that is known.

table = confusion(model(x), labels)         # (C, C), row: the true class, column: the class found
recall(table), precision(table), f1(table)  # (C,) each
macro(f1(table))                            # their mean over classes
interval(accuracy(model(x), labels), len(labels))
"""

import math

import numpy as np


def found_classes(outputs):
    """The classes that outputs stand for; (N,).

    Arguments
        outputs: floats (N, C), a logit a class: the largest counts. Floats (N,) or (N, 1), one logit: class 1 where
            positive. Whole numbers or truths, (N,) or (N, 1): classes already, they stay as they are.
    """
    outputs = np.asarray(outputs)
    if outputs.ndim == 2 and outputs.shape[1] > 1:
        return outputs.argmax(axis=1)
    outputs = outputs.reshape(-1)
    return (outputs > 0 if outputs.dtype.kind == "f" else outputs).astype(np.int64)


def accuracy(outputs, labels):
    """The share of examples whose class is right.

    Arguments
        outputs (N, C), (N, 1) or (N,): logits, or classes, as `found_classes` takes them.
        labels: classes; (N,), or (N, 1) beside outputs of that shape.
    """
    found, labels = _pairs("accuracy", outputs, labels)
    return float(np.mean(found == labels))


def confusion(outputs, labels, classes=None):
    """How many examples of each class were taken for which.

    Arguments
        outputs, labels: as for `accuracy`.
        classes: how many there are; None: as many as there are logits, or as occur.
    Returns
        table (classes, classes), integers: table[i, j] examples of class i were found to be of class j.
        Its diagonal holds what is right; row i sums to the examples of class i, column j to what was called j.
    """
    found, labels = _pairs("confusion", outputs, labels)
    highest = int(max(found.max(initial=0), labels.max(initial=0)))
    if classes is None:
        classes = max(highest + 1, 2, *np.shape(outputs)[1:])
    if highest >= classes or min(found.min(initial=0), labels.min(initial=0)) < 0:
        raise ValueError(f"confusion: classes is {classes}, expected labels and classes found from 0 to {classes - 1}")
    return np.bincount(classes * labels + found, minlength=classes**2).reshape(classes, classes)


def precision(table):
    """Of what was found to be of class j, the share that is; (C,), from a table of `confusion` (5.3).

    nan where no example was found to be of class j: 0 of 0 is no share, neither good nor bad.
    """
    table = np.asarray(table)
    return _shares(table.diagonal(), table.sum(axis=0))


def recall(table):
    """Of the examples of class i, the share that was found; (C,), from a table of `confusion` (5.3).

    nan where class i has no example.
    """
    table = np.asarray(table)
    return _shares(table.diagonal(), table.sum(axis=1))


def f1(table):
    """The harmonic mean of precision and recall; (C,), from a table of `confusion` (5.3).

    Equations, for a class with t right, f found and n examples: precision t/f, recall t/n
        F₁ = 2 / (f/t + n/t) = 2t / (f + n)
    0 where t is 0 though the class was found or has examples; nan where neither is so.
    """
    table = np.asarray(table)
    return _shares(2 * table.diagonal(), table.sum(axis=0) + table.sum(axis=1))


def macro(values):
    """The mean over classes, each counting the same, large or small. What is nan, and so not known, is left out."""
    values = np.asarray(values)
    return float(np.mean(values[~np.isnan(values)])) if np.isfinite(values).any() else math.nan


def interval(share, n, z=1.96):
    """Between which shares the true one lies, where `share` of n independent examples were right.

    Equations, for the share p
        centre = (p + z²/2n) / (1 + z²/n)
        half   = z √(p(1 − p)/n + z²/4n²) / (1 + z²/n)                                 (5.5)
    z = 1.96 covers the true share in 95 of 100 such tests. The interval stays inside 0 to 1, also where none or
    all were right. It knows nothing of how much training with another seed would change the share.
    Returns
        (lowest, highest)
    Source
        E. B. Wilson (1927), Probable inference, the law of succession, and statistical inference,
        Journal of the American Statistical Association 22, 209–212
    """
    if not (0 <= share <= 1 and n >= 1):
        raise ValueError(f"interval: share is {share} and n is {n}, expected a share from 0 to 1 of at least one")
    centre = share + z**2 / (2 * n)
    half = z * math.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    scale = 1 + z**2 / n
    return max(0.0, (centre - half) / scale), min(1.0, (centre + half) / scale)


def binomial(n, p=0.5):
    """The law of the number right, where n independent examples are right with probability p each; (n + 1,).

    Equations
        P(j) = n! / (j! (n − j)!) · pʲ (1 − p)ⁿ⁻ʲ        j = 0 … n
    """
    if not (n >= 1 and 0 <= p <= 1):
        raise ValueError(f"binomial: n is {n} and p is {p}, expected an example or more and a probability")
    j = np.arange(n + 1)
    if p in (0, 1):
        return (j == p * n).astype(float)
    logs = np.concatenate([[0], np.cumsum(np.log(np.arange(1, n + 1)))])  # of 0!, 1!, …, n!
    law = np.exp(logs[n] - logs - logs[::-1] + j * math.log(p) + (n - j) * math.log1p(-p))
    return law / law.sum()  # 1 but for the rounding of large logarithms


def best_of(k, n, p=0.5):
    """The law of the best number right among k independent models, tested on the same n examples; (n + 1,).

    Equations, for the law P of one model, `binomial(n, p)`
        P(all k have at most j right) = (P(0) + … + P(j))ᵏ                             (5.6)
        P(the best has j right)       = that at j − that at j − 1
    So the best of k coins has a share `best_of(k, n) @ np.arange(n + 1) / n` right, on average.
    """
    if k < 1:
        raise ValueError(f"best_of: k is {k}, expected one model or more")
    at_most = np.minimum(np.cumsum(binomial(n, p)), 1)
    return np.diff(at_most**k, prepend=0)


def _pairs(caller, outputs, labels):
    """The classes found and the labels, (N,) each and integers."""
    outputs, labels = np.asarray(outputs), np.asarray(labels)
    found = found_classes(outputs)
    if outputs.ndim < 2 or outputs.shape[1] == 1:
        labels = labels.reshape(-1)
    if found.shape != labels.shape:
        raise ValueError(
            f"{caller}: outputs have shape {outputs.shape} and labels {labels.shape}, expected one label an output"
        )
    classes = labels.astype(np.int64)
    if not np.array_equal(classes, labels):
        raise ValueError(f"{caller}: labels are not all whole numbers, expected classes 0, 1, 2, …")
    return found, classes


def _shares(part, whole):
    """part / whole, nan where whole is 0."""
    return np.where(whole > 0, part / np.maximum(whole, 1), np.nan)
