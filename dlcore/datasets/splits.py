"""Splits: which examples train, which choose, which judge.

    train, validation, test = split(x, y, generator=np.random.default_rng(0))
    model is trained on train.x, train.y; settings are chosen by validation; test is looked at once

    for train, held_out in k_fold(y, k=5, generator=np.random.default_rng(0)):      # indices
        model is trained on x[train], y[train] and scored on x[held_out], y[held_out]

Both shuffle first, and can keep the share of each class in every part, or keep together what belongs together.
"""

from typing import NamedTuple

import numpy as np

from dlcore import random


class Examples(NamedTuple):
    """Inputs and targets: `x, y = train`, or `train.x` and `train.y`."""

    x: np.ndarray
    y: np.ndarray


def split(x, y, shares=(0.6, 0.2, 0.2), *, stratify=True, groups=None, generator=None):
    """Parts of the examples, shuffled: every example in exactly one.

    Arguments
        x (N, …), y (N, …): arrays.
        shares: of each part, in order; together 1.
        stratify: True keeps the share of each class of y (N,) in every part, to within one example a class.
            False draws without looking at y, as where y is a number to predict.
        groups (N,): who or what an example comes from; all of a group land in one part. Then y is not looked at,
            and the shares hold as nearly as whole groups allow.
        generator: a numpy.random.Generator; None: the default one, set by `dlcore.seed`.
    Returns
        a tuple of Examples(x, y), one a share.
    """
    x, y, shares = np.asarray(x), np.asarray(y), np.asarray(shares, float)
    if len(x) != len(y):
        raise ValueError(f"split: x has {len(x)} examples and y has {len(y)}, expected as many targets as examples")
    if shares.ndim != 1 or len(shares) < 2 or not (shares > 0).all() or abs(shares.sum() - 1) > 1e-9:
        raise ValueError(f"split: shares is {shares.tolist()}, expected two positive numbers or more whose sum is 1")
    parts = _parts("split", len(y), shares, y if stratify else None, groups, random.generator(generator))
    return tuple(Examples(x[part], y[part]) for part in parts)


def k_fold(y, k=5, *, stratify=True, groups=None, generator=None):
    """Every example held out once: k pairs of indices (train, held_out).

    Arguments
        y (N,): the classes, or the number N where there are none.
        k: how many folds; their sizes differ by one at most, as do the numbers of each class in them.
        stratify, groups, generator: as for `split`.
    """
    counted = np.ndim(y) == 0
    n = int(y) if counted else len(y)
    if not 2 <= k <= n:
        raise ValueError(f"k_fold: k is {k}, expected from 2 folds to one for each of the {n} examples")
    classes = np.asarray(y) if stratify and not counted else None
    parts = _parts("k_fold", n, np.full(k, 1 / k), classes, groups, random.generator(generator))
    return [(np.concatenate(parts[:i] + parts[i + 1 :]), held_out) for i, held_out in enumerate(parts)]


def _parts(caller, n, shares, classes, groups, generator):
    """The shuffled indices of each part."""
    if groups is not None:
        groups = np.asarray(groups)
        if groups.shape != (n,):
            raise ValueError(f"{caller}: groups has shape {groups.shape}, expected ({n},), one for each example")
        parts = _whole_groups(groups, shares, generator)
    elif classes is not None:
        if classes.shape != (n,) or (classes.dtype.kind == "f" and (classes % 1).any()):
            raise ValueError(f"{caller}: y holds no classes (N,) to keep the shares of; pass stratify=False")
        parts = _class_by_class(classes, shares, generator)
    else:
        parts = _class_by_class(np.zeros(n, int), shares, generator)  # all are of one class
    if not all(map(len, parts)):
        what = f"{n} examples" if groups is None else f"{len(np.unique(groups))} groups"
        raise ValueError(f"{caller}: {what} do not fill {len(shares)} parts of these shares")
    return [generator.permutation(part) for part in parts]


def _class_by_class(classes, shares, generator):
    """Each part gets its share of each class, rounded down or up, whichever leaves the whole part nearer its due."""
    parts, owed = [[] for _ in shares], np.zeros(len(shares))
    for name in np.unique(classes):
        members = generator.permutation(np.flatnonzero(classes == name))
        due = len(members) * shares
        counts = np.floor(due + 1e-9).astype(int)
        owed += due - counts
        may_grow = np.flatnonzero(due - counts > 1e-9)
        rest = len(members) - counts.sum()
        most = may_grow[np.argsort(-owed[may_grow], kind="stable")[:rest]]
        counts[most] += 1
        owed[most] -= 1
        for part, chosen in zip(parts, np.split(members, np.cumsum(counts)[:-1]), strict=True):
            part.append(chosen)
    return [np.concatenate(part) for part in parts]


def _whole_groups(groups, shares, generator):
    """Groups in random order, each to the part that lacks most."""
    names, numbers, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    part_of, lacking = np.empty(len(names), int), len(groups) * shares
    for number in generator.permutation(len(names)):
        part_of[number] = np.argmax(lacking)
        lacking[part_of[number]] -= sizes[number]
    return [np.flatnonzero(part_of[numbers] == part) for part in range(len(shares))]
