"""Exercise 5.2, a pipeline in which the test examples leak into training, and its variant, missing values."""

import numpy as np

from dlcore.exercises.exercise import Exercise


def _case(seed, examples, features, training):
    """x, y, train, test: numbers of one decimal, and classes that have nothing to do with them."""
    generator = np.random.default_rng(seed)
    x = np.round(generator.normal(size=(examples, features)) + np.arange(features), 1)
    y = generator.permutation(np.arange(examples) % 2)
    order = generator.permutation(examples)
    return x, y, np.sort(order[:training]), np.sort(order[training:])


leak = Exercise(
    "5.2",
    "find the leak",
    task=(
        "Test examples leak into `leaky`. Write `prepare(x, y, train, test)`, the same without leaks. x has shape (N, "
        "D), y holds the classes 0 and 1, shape (N,); train and test are arrays of row numbers. Return two arrays: the "
        "two chosen columns, standardised, of the training rows and of the test rows."
    ),
    inputs=[_case(1, 6, 3, 4), _case(4, 8, 4, 5), _case(5, 10, 6, 6)],
    hints=(
        "Ask of every line: would its result change if a test example were changed? Which results may?",
        "Mean, standard deviation and the choice of columns are learnt from data. So they may see the training rows "
        "alone.",
        "`x[train].mean(axis=0)`, `x[train].std(axis=0)`, and `z[train].T @ (y[train] - y[train].mean())`; then use "
        "them on all rows.",
    ),
    returns=2,
)


@leak.reference
def prepare(x, y, train, test):
    z = (x - x[train].mean(axis=0)) / x[train].std(axis=0)
    strength = np.abs(z[train].T @ (y[train] - y[train].mean()))
    chosen = np.sort(np.argsort(strength)[-2:])
    return z[train][:, chosen], z[test][:, chosen]


def _choose(z, y, rows):
    strength = np.abs(z[rows].T @ (y[rows] - y[rows].mean()))
    return np.sort(np.argsort(strength)[-2:])


def _scaled(x, rows):
    return (x - x[rows].mean(axis=0)) / x[rows].std(axis=0)


@leak.wrong("the pipeline as it was", look="Two of its lines look at test rows. Find them both.")
def leaky(x, y, train, test):
    z = (x - x.mean(axis=0)) / x.std(axis=0)
    strength = np.abs(z.T @ (y - y.mean()))
    chosen = np.sort(np.argsort(strength)[-2:])
    return z[train][:, chosen], z[test][:, chosen]


@leak.wrong(
    "one leak closed: the columns are still chosen with the test rows", look="The choice sees x and y of all rows."
)
def _choice_leaks(x, y, train, test):
    z = _scaled(x, train)
    chosen = _choose(z, y, np.arange(len(x)))
    return z[train][:, chosen], z[test][:, chosen]


@leak.wrong(
    "one leak closed: mean and standard deviation still see the test rows",
    look="They are learnt from data too: from the training rows alone.",
)
def _scale_leaks(x, y, train, test):
    z = _scaled(x, np.arange(len(x)))
    chosen = _choose(z, y, train)
    return z[train][:, chosen], z[test][:, chosen]


@leak.wrong(
    "test rows standardised with their own mean and standard deviation",
    look="The model has learnt with one scale. A single new example must be put on the same one.",
)
def _own_scale(x, y, train, test):
    z = _scaled(x, train)
    chosen = _choose(z, y, train)
    return z[train][:, chosen], _scaled(x, test)[test][:, chosen]


@leak.wrong("test rows that were not standardised", look="Use the training mean and deviation on them as well.")
def _raw_test(x, y, train, test):
    z = _scaled(x, train)
    chosen = _choose(z, y, train)
    return z[train][:, chosen], x[test][:, chosen]


@leak.wrong("everything learnt from the test rows", look="Learn from the training rows; the test rows only judge.")
def _turned(x, y, train, test):
    z = _scaled(x, test)
    chosen = _choose(z, y, test)
    return z[train][:, chosen], z[test][:, chosen]


@leak.wrong("the two results in the other order", look="First the training rows, then the test rows.")
def _swapped(x, y, train, test):
    return prepare(x, y, train, test)[::-1]


@leak.wrong("the two weakest columns", look="`[-2:]` takes the strongest: argsort puts the smallest first.")
def _weakest(x, y, train, test):
    z = _scaled(x, train)
    chosen = np.sort(np.argsort(np.abs(z[train].T @ (y[train] - y[train].mean())))[:2])
    return z[train][:, chosen], z[test][:, chosen]


@leak.notice
def _one_example(student):
    x, y, train, test = _case(0, 40, 200, 30)
    other = x.copy()
    other[test[0]] += 1000
    before, after = (np.asarray(student(rows, y, train, test)[0]) for rows in (x, other))
    changed = np.abs(after - before).max()
    return (
        f"add 1000 to all numbers of one test example, and what your model trains on changes by {changed:.1g}. That is "
        "a test for leaks: change test rows, and see whether anything moves that must not."
    )


def _with_gaps(seed, examples, features, training):
    x, _, train, test = _case(seed, examples, features, training)
    gaps = np.random.default_rng(seed).random(x.shape) < 0.3
    gaps[train[:2]] = False
    return np.where(gaps, np.nan, x), train, test


filling = Exercise(
    "5.2v",
    "missing values, filled without a leak",
    task=(
        "Write `fill(x, train, test)`: every missing value (nan) becomes the mean of the known values of its column "
        "among the training rows. x has shape (N, D), train and test are arrays of row numbers. Return two arrays: the "
        "training rows and the test rows. Leave x as it was."
    ),
    inputs=[
        (np.array([[1.0], [3.0], [np.nan], [8.0], [np.nan]]), np.array([0, 1, 2]), np.array([3, 4])),
        _with_gaps(2, 8, 3, 5),
        _with_gaps(3, 10, 4, 6),
    ],
    hints=(
        "`np.nanmean(a, axis=0)` is the mean of the known values of each column.",
        "The means come from `x[train]`. They fill gaps in both parts.",
        "`np.where(np.isnan(x), mean, x)` fills a copy.",
    ),
    returns=2,
)


@filling.reference
def fill(x, train, test):
    mean = np.nanmean(x[train], axis=0)
    filled = np.where(np.isnan(x), mean, x)
    return filled[train], filled[test]


def _filled(x, train, test, value):
    filled = np.where(np.isnan(x), value, x)
    return filled[train], filled[test]


@filling.wrong("the mean over all rows", look="The test rows leak into it.")
def _all_rows(x, train, test):
    return _filled(x, train, test, np.nanmean(x, axis=0))


@filling.wrong("test gaps filled with the mean of the test rows", look="One new example alone has no mean to offer.")
def _own_mean(x, train, test):
    return fill(x, train, test)[0], _filled(x, train, test, np.nanmean(x[test], axis=0))[1]


@filling.wrong("zeros in the gaps", look="0 is a value like any other, and often a rare one. Take the mean.")
def _zeros(x, train, test):
    return _filled(x, train, test, 0.0)


@filling.wrong("one mean for all columns", look="Columns have units of their own: `axis=0`.")
def _one_mean(x, train, test):
    return _filled(x, train, test, np.nanmean(x[train]))


@filling.wrong("gaps counted as zeros in the mean", look="The mean is that of the known values: `np.nanmean`.")
def _zeros_in_mean(x, train, test):
    return _filled(x, train, test, np.nan_to_num(x[train]).mean(axis=0))


@filling.notice
def _far(student):
    x = np.array([[1.0], [3.0], [np.nan], [1e6]])
    filled = float(np.asarray(student(x, np.array([0, 1, 2]), np.array([3]))[0])[2, 0])
    return f"beside a test value of a million your gap became {filled:g}. The mean over all rows would be 333,335."
