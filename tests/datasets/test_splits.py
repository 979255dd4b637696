"""Splits and folds: nothing lost, nothing twice, classes in their shares; scikit-learn's folds beside ours."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.model_selection import StratifiedKFold

import dlcore
from dlcore.datasets import Examples, k_fold, split

THIRDS = (0.6, 0.2, 0.2)
LABELS = st.lists(st.integers(0, 4), min_size=30, max_size=200).map(np.array)
SHARES = st.lists(st.integers(1, 9), min_size=2, max_size=5).map(lambda parts: np.array(parts) / sum(parts))


def seeded(seed=0):
    return np.random.default_rng(seed)


# ---- split


def test_the_parts_are_examples_in_the_order_of_the_shares():
    x, y = np.arange(200).reshape(100, 2), np.arange(100) % 4
    parts = split(x, y, generator=seeded())
    assert [len(part.y) for part in parts] == [60, 20, 20]
    for part in parts:
        assert isinstance(part, Examples)
        assert part.x.shape == (len(part.y), 2)
        np.testing.assert_array_equal(part.x[:, 0] // 2 % 4, part.y)


@given(LABELS, SHARES, st.integers(0, 3))
def test_every_example_is_in_one_part_and_each_class_has_its_share(y, shares, seed):
    parts = split(np.arange(len(y)), y, shares, generator=seeded(seed))
    assert sorted(np.concatenate([part.x for part in parts])) == list(range(len(y)))
    for part, share in zip(parts, shares, strict=True):
        np.testing.assert_array_equal(y[part.x], part.y)
        due = share * np.bincount(y, minlength=5)
        assert (np.abs(np.bincount(part.y, minlength=5) - due) < 1).all()
        assert abs(len(part.y) - share * len(y)) < 2


def test_a_rare_class_reaches_every_part():
    y = np.repeat([0, 1], [950, 50])
    assert [np.bincount(part.y).tolist() for part in split(y, y, generator=seeded())] == [
        [570, 30],
        [190, 10],
        [190, 10],
    ]
    chance = [split(y, y, stratify=False, generator=seeded(seed)) for seed in range(200)]
    fewest = min(part.y.sum() for parts in chance for part in parts[1:])
    assert fewest <= 5  # left to chance, a part can get half of its due


def test_each_part_is_shuffled():
    y = np.repeat([0, 1], 500)
    for part in split(np.arange(1000), y, generator=seeded()):
        changes = np.count_nonzero(np.diff(part.y))
        assert 0.35 * len(part.y) < changes < 0.65 * len(part.y)
        assert not np.array_equal(part.x, np.sort(part.x))


def test_the_generator_decides_everything():
    x = np.arange(60)
    first, again, other = (split(x, x % 3, generator=seeded(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first[0].x, again[0].x)
    assert not np.array_equal(first[0].x, other[0].x)
    dlcore.seed(1)
    np.testing.assert_array_equal(split(x, x % 3)[0].x, first[0].x)


def test_numbers_are_split_without_classes():
    y = seeded().normal(size=101)
    parts = split(y, y, (0.5, 0.5), stratify=False, generator=seeded())
    assert sorted(len(part.y) for part in parts) == [50, 51]


def test_classes_may_have_names():
    y = np.array(["cat", "dog"] * 10)
    assert [sorted(part.y).count("dog") for part in split(y, y, (0.5, 0.3, 0.2), generator=seeded())] == [5, 3, 2]


def test_a_group_stays_together():
    groups = seeded().integers(0, 40, 1000)
    parts = split(groups, groups % 2, groups=groups, generator=seeded())
    kinds = [set(part.x) for part in parts]
    assert len(kinds[0] | kinds[1] | kinds[2]) == sum(map(len, kinds)) == len(set(groups))
    np.testing.assert_allclose([len(part.x) / 1000 for part in parts], THIRDS, atol=0.04)


def test_copies_of_a_point_leak_where_they_are_not_kept_together():
    """The nearest training point names the label, though labels are drawn at random: it is a copy."""
    random = seeded()
    points, labels = random.normal(size=(100, 5)), random.integers(0, 2, 100)
    person = np.repeat(np.arange(100), 5)
    x, y = points[person] + 0.01 * random.normal(size=(500, 5)), labels[person]

    def nearest(train, test):
        distance = ((test.x[:, None] - train.x) ** 2).sum(axis=2)
        return np.mean(train.y[distance.argmin(axis=1)] == test.y)

    assert nearest(*split(x, y, (0.5, 0.5), generator=seeded(1))) > 0.95
    assert nearest(*split(x, y, (0.5, 0.5), groups=person, generator=seeded(1))) < 0.65


# ---- k_fold


@pytest.mark.filterwarnings("ignore:The least populated class")
@pytest.mark.parametrize("k", [2, 3, 5, 10])
@pytest.mark.parametrize("n", [30, 97])
def test_folds_are_as_scikit_learns(k, n):
    y = np.sort(seeded(n).integers(0, 3, n) ** 2)
    theirs = StratifiedKFold(k, shuffle=True, random_state=0).split(y, y)
    tables = []
    for folds in (k_fold(y, k, generator=seeded()), theirs):
        held_out = [part for _, part in folds]
        assert sorted(np.concatenate(held_out)) == list(range(n))
        tables.append(np.array([[len(part), *np.bincount(y[part], minlength=5)] for part in held_out]))
    np.testing.assert_array_equal(*(np.sort(table, axis=0) for table in tables))


@given(LABELS, st.integers(2, 10))
def test_sizes_and_counts_differ_by_one_at_most(y, k):
    folds = k_fold(y, k, generator=seeded())
    assert len(folds) == k
    for train, held_out in folds:
        assert sorted([*train, *held_out]) == list(range(len(y)))
    tables = np.array([[len(part), *np.bincount(y[part], minlength=5)] for _, part in folds])
    assert (tables.max(axis=0) - tables.min(axis=0) <= 1).all()


def test_a_number_of_examples_will_do():
    folds = k_fold(10, 10, generator=seeded())  # each one alone
    assert sorted(held_out.item() for _, held_out in folds) == list(range(10))
    assert [held_out.item() for _, held_out in folds] != list(range(10))


def test_folds_of_whole_groups():
    groups = np.repeat(np.arange(20), 3)
    for train, held_out in k_fold(60, 4, groups=groups, generator=seeded()):
        assert len(held_out) == 15
        assert not set(groups[train]) & set(groups[held_out])


# ---- bad input

Y = np.arange(10) % 2


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: split(Y[:9], Y), "split: x has 9 examples and y has 10, expected as many targets"),
        (lambda: split(Y, Y, (0.5, 0.6)), r"split: shares is \[0.5, 0.6\], expected two positive numbers or more"),
        (lambda: split(Y, Y, (1.0, 0.0)), "split: shares is"),
        (lambda: split(Y, Y, (1.0,)), "split: shares is"),
        (lambda: split(Y, Y + 0.5), r"split: y holds no classes \(N,\) to keep the shares of; pass stratify=False"),
        (lambda: split(Y, np.eye(10)), "split: y holds no classes"),
        (lambda: split(Y[:2], Y[:2]), "split: 2 examples do not fill 3 parts of these shares"),
        (lambda: split(Y, Y, groups=Y), "split: 2 groups do not fill 3 parts"),
        (lambda: split(Y, Y, groups=Y[:3]), r"split: groups has shape \(3,\), expected \(10,\), one for each example"),
        (lambda: k_fold(Y, 11), "k_fold: k is 11, expected from 2 folds to one for each of the 10 examples"),
        (lambda: k_fold(Y, 1), "k_fold: k is 1"),
        (lambda: k_fold(Y, 3, groups=Y), "k_fold: 2 groups do not fill 3 parts"),
    ],
)
def test_what_cannot_be_split_is_a_sentence(call, words):
    with pytest.raises(ValueError, match=words):
        call()
