"""Shuffled labels: the ridge fit, the shuffling, what the net learns from labels that mean nothing."""

import numpy as np
import pytest

from dlcore.datasets import mnist
from dlcore.explore.shuffled import SHARES, Ridge, ShuffledLabels, shuffle


@pytest.fixture(scope="module")
def digits():
    return mnist()


@pytest.fixture(scope="module")
def explorer(digits):
    made = ShuffledLabels(*digits)
    yield made
    made.close()


@pytest.mark.parametrize(("width", "penalty"), [(4, 0.0), (4, 0.3), (30, 0.0), (30, 0.3)])
def test_ridge_is_that_of_the_formulas(width, penalty):
    generator = np.random.default_rng(1)
    features, others = generator.normal(size=(12, width)), generator.normal(size=(5, width))
    targets = generator.normal(size=(12, 3))
    weights = np.linalg.pinv(features) @ targets
    if penalty:
        weights = np.linalg.solve(features.T @ features + penalty * np.eye(width), features.T @ targets)
    said, said_of_others = Ridge(features, others).outputs(targets, penalty)
    np.testing.assert_allclose(said, features @ weights, atol=1e-10)
    np.testing.assert_allclose(said_of_others, others @ weights, atol=1e-10)


def test_shuffling_keeps_what_it_leaves_out(digits):
    labels = digits.train.labels[:500]
    assert np.array_equal(shuffle(labels, 0, np.random.default_rng(0)), labels)
    everything = shuffle(labels, 1, np.random.default_rng(0))
    assert np.array_equal(np.bincount(everything), np.bincount(labels))
    half = shuffle(labels, 0.5, np.random.default_rng(0))
    changed = half != labels
    assert 200 < changed.sum() <= 250
    assert np.array_equal(half[changed], everything[changed])  # a larger share only adds


def test_any_labels_are_learned_and_the_test_falls_to_chance(explorer):
    results = [explorer.compute(share=share, width=2000, penalty=0.0) for share in SHARES]
    assert {r.train for r in results} == {100.0}
    assert all(r.repeated == r.wrong.sum() for r in results)
    assert results[0].test > 80
    assert 7 < results[-1].test < 13
    test = [r.test for r in results]
    assert np.corrcoef(SHARES, test)[0, 1] < -0.98


def test_a_penalty_resists(explorer):
    free, held = (explorer.compute(share=50, width=2000, penalty=penalty) for penalty in (0.0, 1.0))
    assert held.train < 80 < free.train
    assert held.test > free.test + 20
    assert held.repeated < 0.5 * held.wrong.sum()


def test_as_many_units_as_images_are_worst(explorer):
    test = {width: explorer.compute(share=20, width=width, penalty=0.0).test for width in (100, 500, 2000)}
    assert test[500] < 20 < test[100] < test[2000]


def test_challenges_and_words(digits):
    explorer = ShuffledLabels(*digits, width=1000)
    assert list(explorer.met.values()) == [False, False]
    assert explorer.sentence.startswith(
        "No label of 500 shuffled; 1,000 units, λ = 0: the net answers as labelled for 100 %"
    )
    explorer.set(share=100)
    assert list(explorer.met.values()) == [True, False]
    assert "and repeats 438 of the 438 wrong labels; it is right on" in explorer.sentence
    explorer.set(share=50, penalty=1.0)
    assert list(explorer.met.values()) == [True, True]
    explorer.close()


def test_labels_stand_beside_their_images(digits):
    explorer = ShuffledLabels(*digits, width=30, share=50)
    drawn = {}
    for wrong, words in explorer._given.items():
        for digit, word in enumerate(words):
            for x, y in zip(*word.get_data(), strict=True):
                drawn[round((x - 30) / 46), round((y - 15) / 34)] = digit, wrong
    result = explorer.result
    expected = {
        (i % 5, i // 5): (label, wrong)
        for i, (label, wrong) in enumerate(zip(result.labels[:25].tolist(), result.wrong[:25].tolist(), strict=True))
    }
    assert drawn == expected
    explorer.close()
