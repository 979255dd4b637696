"""Lesson 05: unusual answers to its exercises, and what its exercises claim."""

import numpy as np
import pytest
import torch

from dlcore import exercises, nn, optim, score
from dlcore.datasets import k_fold
from dlcore.exercises import Exercise, Prediction, catalogue
from dlcore.training import EarlyStopping

EXERCISES = catalogue.entries(5, Exercise)
ANSWERS = {number: exercise.answer for number, exercise in EXERCISES.items()}


def test_what_is_there():
    assert list(EXERCISES) == [f"5.{place}{variant}" for place in range(1, 9) for variant in ("", "v")]
    assert list(catalogue.entries(5, Prediction)) == [f"5.{place}" for place in range(1, 11)]


def test_folds_keep_shares_as_k_fold_does():
    y = np.random.default_rng(0).choice(4, size=203, p=[0.6, 0.3, 0.07, 0.03])
    fold = ANSWERS["5.1"](y, 5)
    for c in range(4):
        ours = np.bincount(fold[y == c], minlength=5)
        theirs = [np.sum(y[held_out] == c) for _, held_out in k_fold(y, 5, generator=np.random.default_rng(0))]
        assert np.ptp(ours) <= 1
        assert np.ptp(theirs) <= 1


def test_folds_keep_writers_whole():
    writer = np.random.default_rng(0).integers(0, 12, size=100)
    fold = ANSWERS["5.1v"](writer, 5)
    assert all(len(set(fold[writer == one])) == 1 for one in writer)
    assert set(fold) == set(range(5))


@pytest.mark.parametrize("number", ["5.2", "5.2v"])
def test_nothing_that_trains_depends_on_test_rows(number):
    *data, train, test = EXERCISES[number].inputs[-1]
    x, *y = data
    other = x.copy()
    other[test] = 7.0
    np.testing.assert_array_equal(ANSWERS[number](x, *y, train, test)[0], ANSWERS[number](other, *y, train, test)[0])


def test_the_leaky_pipeline_differs_in_both_leaks():
    leaky = EXERCISES["5.2"].wrongs[0].function
    *_, (x, y, train, test) = EXERCISES["5.2"].inputs
    assert not np.allclose(leaky(x, y, train, test)[0], ANSWERS["5.2"](x, y, train, test)[0])


@pytest.mark.parametrize(("hits", "false_alarms", "misses"), EXERCISES["5.3"].inputs)
def test_scores_are_those_of_dlcore(hits, false_alarms, misses):
    table = np.array([[20, false_alarms], [misses, hits]])
    expected = [part(table)[1] for part in (score.precision, score.recall, score.f1)]
    np.testing.assert_allclose(ANSWERS["5.3"](hits, false_alarms, misses), expected)


def test_balanced_accuracy_is_the_macro_recall():
    for y, found in EXERCISES["5.3v"].inputs:
        table = score.confusion(found, y)
        assert ANSWERS["5.3v"](y, found) == pytest.approx(score.macro(score.recall(table)))


@pytest.mark.parametrize(("right", "n", "z"), EXERCISES["5.4"].inputs)
def test_interval_is_that_of_dlcore_and_solves_its_equation(right, n, z):
    ends = ANSWERS["5.4"](right, n, z)
    np.testing.assert_allclose(ends, score.interval(right / n, n, z), atol=1e-15)
    for end in ends:
        assert (right / n - end) ** 2 == pytest.approx(z**2 * end * (1 - end) / n, abs=1e-12)


def test_needed_examples_are_just_enough():
    for p, half, z in EXERCISES["5.4v"].inputs:
        n = ANSWERS["5.4v"](p, half, z)
        assert z * np.sqrt(p * (1 - p) / n) <= half < z * np.sqrt(p * (1 - p) / (n - 1))


def test_best_is_that_of_dlcore():
    at_most = np.cumsum(score.binomial(50))
    np.testing.assert_allclose(ANSWERS["5.5"](at_most, 20), score.best_of(20, 50), atol=1e-12)
    assert ANSWERS["5.5v"](at_most[30], 20) == pytest.approx(1 - (1 - at_most[30]) ** 20)


def test_decay_is_that_of_sgd_here_and_in_torch():
    for w, slope, rate, weight_decay in EXERCISES["5.6"].inputs:
        ours, theirs = nn.Parameter(w.copy()), torch.nn.Parameter(torch.tensor(w))
        ours.grad, theirs.grad = slope.copy(), torch.tensor(slope)
        optim.SGD([ours], lr=rate, weight_decay=weight_decay).step()
        torch.optim.SGD([theirs], lr=rate, weight_decay=weight_decay).step()
        expected = ANSWERS["5.6"](w, slope, rate, weight_decay)
        np.testing.assert_allclose(ours.data, expected)
        np.testing.assert_allclose(theirs.detach().numpy(), expected)


class Mask:
    """A generator whose numbers are those of a mask."""

    def __init__(self, stays):
        self.stays = stays

    def random(self, shape):
        assert shape == self.stays.shape
        return np.where(self.stays, 0.999, 0.0)


def test_dropout_is_the_layer_s(monkeypatch):
    for x, stays, p, dy in EXERCISES["5.7"].inputs:
        layer = nn.Dropout(p).double()
        monkeypatch.setattr(layer, "generator", Mask(stays))
        monkeypatch.setattr("dlcore.nn.dropout.generator_or_default", lambda generator: generator)
        y, dx = ANSWERS["5.7"](x, stays, p, dy)
        np.testing.assert_allclose(layer(x), y)
        np.testing.assert_allclose(layer.backward(dy), dx)


def test_early_dropout_has_the_same_mean_in_training_and_evaluation():
    x, p = np.array([[3.0]]), 0.25
    training, evaluation = zip(*(ANSWERS["5.7v"](x, np.array([[s]]), p) for s in (True, False)), strict=True)
    assert (1 - p) * training[0] + p * training[1] == evaluation[0]


def test_stop_is_that_of_early_stopping():
    for losses, patience in EXERCISES["5.8"].inputs:
        stopping, epochs = EarlyStopping(nn.Linear(1, 1), patience), 0
        while epochs < len(losses) and not stopping.over:
            stopping.offer(losses[epochs])
            epochs += 1
        best, last = ANSWERS["5.8"](losses, patience)
        assert (losses[best], last) == (stopping.value, epochs - 1)


UNKNOWN = {
    "5.1": [lambda y, k: np.zeros(len(y), dtype=int), lambda y, k: ANSWERS["5.1"](y, k)[::-1]],
    "5.2": [lambda x, y, train, test: (x[train], x[test]), lambda x, y, train, test: x],
    "5.3": [lambda hits, false_alarms, misses: (1.0, 1.0, 1.0), lambda hits, false_alarms, misses: hits],
    "5.4": [lambda right, n, z: (0.0, 1.0), lambda right, n, z: right / n],
    "5.5": [lambda at_most, k: at_most, lambda at_most, k: ANSWERS["5.5"](at_most, k + 1)],
    "5.6": [lambda w, slope, rate, weight_decay: w, lambda w, slope, rate, weight_decay: np.nan * w],
    "5.7": [lambda x, stays, p, dy: (x, dy), lambda x, stays, p, dy: x * stays / (1 - p)],
    "5.8": [lambda losses, patience: (0, 0), lambda losses, patience: patience],
}


@pytest.mark.parametrize(("number", "student"), [(n, f) for n, functions in UNKNOWN.items() for f in functions])
def test_wrong_answers_without_a_diagnosis_get_the_evidence(number, student):
    text = repr(exercises.check(number, student))
    assert text.startswith("Not yet")
    assert "Looks like" not in text
    assert "dlcore" not in text


def test_what_is_worth_noticing_is_true():
    noticed = {number: repr(exercises.check(number, answer)) for number, answer in ANSWERS.items()}
    assert "hold 2 2 2 2 2 of that class" in noticed["5.1"]
    assert "0 writers are torn apart" in noticed["5.1v"]
    assert "changes by 0." in noticed["5.2"]
    assert "became 2." in noticed["5.2v"]
    assert "F₁ 2.0%" in noticed["5.3"]
    assert "from 96.3% to 100%" in noticed["5.4"]
    assert "one mistake in 30" in noticed["5.4"]
    assert 1 / 30 < 1 - ANSWERS["5.4"](100, 100, 1.96)[0] < 1 / 26
    assert "3,458" in noticed["5.4v"]
    assert "gets 66.1 of 100" in noticed["5.5"]
    assert "probability 64%" in noticed["5.5v"]
    assert "every 693 steps" in noticed["5.6"]
    assert "mean 1.00 " in noticed["5.7"]
    assert "keeps epoch 19 and stops after epoch 24" in noticed["5.8"]
