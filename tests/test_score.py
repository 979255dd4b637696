import warnings

import numpy as np
import pytest
import scipy.stats
import sklearn.metrics
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dlcore.score import (
    accuracy,
    best_of,
    binomial,
    confusion,
    f1,
    found_classes,
    interval,
    macro,
    precision,
    recall,
)

SHARES = st.floats(1e-12, 1 - 1e-12) | st.sampled_from([0, 1])  # scipy's law overflows at 1e-308
CLASSES = arrays(np.int64, st.just(30), elements=st.integers(0, 3))


def test_the_largest_logit_is_the_class():
    outputs = np.array([[0.1, 2.0, -1.0], [5.0, 4.0, 3.0], [-3.0, -2.0, -1.0], [0.0, 1.0, 0.5]])
    assert accuracy(outputs, [1, 0, 2, 0]) == 0.75


@pytest.mark.parametrize("shape", [(4,), (4, 1)])
def test_one_logit_is_class_1_where_positive(shape):
    outputs = np.array([-2.0, 0.5, 3.0, -0.1]).reshape(shape)
    assert accuracy(outputs, np.array([0.0, 1.0, 0.0, 0.0]).reshape(shape)) == 0.75
    assert accuracy(outputs, [0, 1, 1, 0]) == 1


def test_classes_stay_as_they_are():
    found = np.array([3, 0, 2, 2])
    np.testing.assert_array_equal(found_classes(found), found)
    np.testing.assert_array_equal(found_classes(found[:, None].astype(np.uint8)), found)
    np.testing.assert_array_equal(found_classes(found > 0), [1, 0, 1, 1])
    assert accuracy(found, [3, 1, 2, 0]) == 0.5


def test_labels_between_two_classes_are_refused():
    with pytest.raises(ValueError, match="accuracy: labels are not all whole numbers, expected classes 0, 1"):
        accuracy([0.3, -0.2], [0.9, 0.1])


def test_one_column_of_labels_beside_many_logits_is_refused():
    with pytest.raises(ValueError, match=r"accuracy: outputs have shape \(4, 3\) and labels \(4, 1\), expected one"):
        accuracy(np.zeros((4, 3)), np.zeros((4, 1)))


@pytest.mark.parametrize(
    ("right", "n", "expected"),
    [
        # by the formula, with exact fractions: z² = 3.8416
        (5, 10, (0.2366, 0.7634)),
        (0, 10, (0.0, 0.2775)),
        (10, 10, (0.7225, 1.0)),
        (81, 263, (0.2553, 0.3662)),  # R. G. Newcombe (1998), Statistics in Medicine 17, 857–872, Table I
        (15, 148, (0.0624, 0.1605)),
        (1, 29, (0.0061, 0.1718)),
    ],
)
def test_the_interval_is_wilsons(right, n, expected):
    assert interval(right / n, n) == pytest.approx(expected, abs=6e-5)


def test_it_covers_the_truth_in_95_of_100():
    random = np.random.default_rng(0)
    for truth in (0.5, 0.9):
        shares = random.binomial(200, truth, 4000) / 200
        covered = np.mean([low <= truth <= high for low, high in (interval(share, 200) for share in shares)])
        assert 0.93 < covered < 0.97


@pytest.mark.parametrize(("share", "n"), [(1.1, 10), (-0.1, 10), (0.5, 0), (float("nan"), 10)])
def test_what_is_no_share_is_refused(share, n):
    with pytest.raises(ValueError, match="interval: share is"):
        interval(share, n)


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_the_interval_is_scipys(n, share):
    right = round(share * n)
    theirs = scipy.stats.binomtest(right, n).proportion_ci(method="wilson")
    z = scipy.stats.norm.ppf(0.975)
    assert interval(right / n, n, z) == pytest.approx((theirs.low, theirs.high), abs=1e-12)
    assert interval(right / n, n) == pytest.approx((theirs.low, theirs.high), abs=1e-5)  # 1.96 is rounded


# ---- confusion, precision, recall, F1


def test_a_table_by_hand():
    """Ten mails, four of them spam (class 1): three are found, and one good mail is taken for spam."""
    labels = [1, 1, 1, 1, 0, 0, 0, 0, 0, 0]
    found = [1, 1, 1, 0, 1, 0, 0, 0, 0, 0]
    table = confusion(found, labels)
    assert table.tolist() == [[5, 1], [1, 3]]
    assert precision(table).tolist() == [5 / 6, 3 / 4]
    assert recall(table).tolist() == [5 / 6, 3 / 4]
    assert f1(table).tolist() == [5 / 6, 3 / 4]
    assert macro(recall(table)) == (5 / 6 + 3 / 4) / 2


@given(CLASSES, CLASSES)
def test_they_are_scikit_learns(found, labels):
    table = confusion(found, labels, 5)  # class 4 never occurs
    every = {"labels": range(5), "zero_division": np.nan}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a class never occurs is what is tried here
        np.testing.assert_array_equal(table, sklearn.metrics.confusion_matrix(labels, found, labels=range(5)))
        theirs = sklearn.metrics.precision_recall_fscore_support(labels, found, **every)
        means = sklearn.metrics.precision_recall_fscore_support(labels, found, average="macro", **every)
    for function, values, mean in zip((precision, recall, f1), theirs, means, strict=False):
        np.testing.assert_allclose(function(table), values, rtol=1e-14)
        assert macro(function(table)) == pytest.approx(mean, rel=1e-14)


def test_0_of_0_is_not_known_and_left_out_of_the_mean():
    table = confusion([0, 0, 0, 0], [0, 0, 1, 1], classes=3)
    np.testing.assert_array_equal(precision(table), [0.5, np.nan, np.nan])
    np.testing.assert_array_equal(recall(table), [1, 0, np.nan])
    np.testing.assert_array_equal(f1(table), [2 / 3, 0, np.nan])
    assert macro(recall(table)) == 0.5
    assert np.isnan(macro(recall(np.zeros((2, 2), int))))


def test_logits_are_taken_as_for_the_accuracy():
    outputs, labels = np.random.default_rng(0).normal(size=(50, 4)), np.arange(50) % 3
    table = confusion(outputs, labels)
    assert table.shape == (4, 4)
    assert table.trace() / 50 == accuracy(outputs, labels)
    one = outputs[:, :1]
    np.testing.assert_array_equal(confusion(one, labels[:, None] % 2), confusion(one > 0, labels % 2))


@pytest.mark.parametrize(
    ("outputs", "labels", "classes", "words"),
    [
        ([0, 3], [0, 1], 3, "confusion: classes is 3, expected labels and classes found from 0 to 2"),
        ([0, 1], [0, -1], None, "expected labels and classes found from 0 to 1"),
        ([0, 1, 1], [0, 1], None, r"confusion: outputs have shape \(3,\) and labels \(2,\)"),
    ],
)
def test_a_table_that_cannot_be_is_a_sentence(outputs, labels, classes, words):
    with pytest.raises(ValueError, match=words):
        confusion(outputs, labels, classes)


# ---- best of k


@given(st.integers(1, 300), SHARES)
def test_the_binomial_law_is_scipys(n, p):
    np.testing.assert_allclose(binomial(n, p), scipy.stats.binom.pmf(np.arange(n + 1), n, p), rtol=1e-9, atol=1e-13)


@given(st.integers(1, 1000), st.integers(1, 200), SHARES)
def test_the_best_of_k_is_a_power_of_the_distribution(k, n, p):
    law = best_of(k, n, p)
    assert law.shape == (n + 1,)
    assert law.min() >= 0
    np.testing.assert_allclose(np.cumsum(law), scipy.stats.binom.cdf(np.arange(n + 1), n, p) ** k, atol=1e-9)


@pytest.mark.parametrize(("k", "p"), [(1, 0.5), (10, 0.5), (100, 0.5), (20, 0.9)])
def test_the_best_of_k_is_what_a_simulation_finds(k, p):
    n, repeats = 100, 20_000
    best = np.random.default_rng(0).binomial(n, p, (repeats, k)).max(axis=1)
    law, j = best_of(k, n, p), np.arange(n + 1)
    mean = law @ j
    spread = np.sqrt(law @ (j - mean) ** 2)
    assert best.mean() == pytest.approx(mean, abs=4 * spread / np.sqrt(repeats))
    seen = np.bincount(best, minlength=n + 1) / repeats
    np.testing.assert_allclose(seen, law, atol=4 * np.sqrt(0.25 / repeats))


def test_one_model_is_the_binomial_law_and_more_are_better():
    np.testing.assert_allclose(best_of(1, 40, 0.3), binomial(40, 0.3), atol=1e-15)
    means = [best_of(k, 100) @ np.arange(101) for k in (1, 2, 10, 1000, 10**6)]
    assert means[0] == pytest.approx(50, abs=1e-10)
    assert means == sorted(means)
    assert best_of(10**6, 100).sum() == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: best_of(0, 100), "best_of: k is 0, expected one model or more"),
        (lambda: binomial(0), "binomial: n is 0 and p is 0.5, expected an example or more and a probability"),
        (lambda: binomial(5, 1.2), "binomial: n is 5 and p is 1.2"),
    ],
)
def test_what_is_no_draw_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()
