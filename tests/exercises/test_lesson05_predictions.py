"""Lesson 05: what its predictions claim."""

import itertools

import numpy as np
import pytest

from dlcore import models, nn, optim, score
from dlcore.datasets import mnist, shift
from dlcore.exercises import Prediction, catalogue
from dlcore.explore.capacity import fit, sample, truth, waves

PREDICTIONS = catalogue.entries(5, Prediction)


def test_prediction_degrees():
    assert PREDICTIONS["5.1"].answer == "a"
    generator = np.random.default_rng(0)
    x = np.sort(generator.uniform(0, 1, 12))
    y = np.sin(2 * np.pi * x) + generator.normal(0, 0.25, 12)
    fits = [np.polynomial.Polynomial.fit(x, y, degree) for degree in range(12)]
    errors = [np.mean((curve(x) - y) ** 2) for curve in fits]
    assert all(later <= earlier + 1e-12 for earlier, later in itertools.pairwise(errors))
    assert errors[-1] < 1e-12 < errors[-2]


def selected_score(seed, honest):
    generator = np.random.default_rng(seed)
    x, y = generator.normal(size=(50, 5000)), generator.permutation(np.arange(50) % 2)
    train, test = np.split(generator.permutation(50), 2)
    seen = train if honest else np.arange(50)
    best = np.argsort(np.abs((x[seen] - x[seen].mean(axis=0)).T @ (y[seen] - 0.5)))[-20:]
    zero, one = (x[train][y[train] == c][:, best].mean(axis=0) for c in (0, 1))
    found = (x[test][:, best] - (zero + one) / 2) @ (one - zero) > 0
    return np.mean(found == y[test])


def test_prediction_selected():
    assert PREDICTIONS["5.2"].answer == "c"
    assert 0.92 < np.mean([selected_score(seed, honest=False) for seed in range(20)]) < 0.98
    assert 0.42 < np.mean([selected_score(seed, honest=True) for seed in range(20)]) < 0.58


def test_prediction_rare():
    precision = score.precision(np.array([[9405, 495], [10, 90]]))[1]
    assert PREDICTIONS["5.3"].agrees(100 * precision)
    assert not PREDICTIONS["5.3"].agrees(90)
    assert pytest.approx(precision) == 90 / 585


def test_prediction_luck():
    mean = score.best_of(100, 100) @ np.arange(101)
    assert PREDICTIONS["5.4"].answer == pytest.approx(mean, abs=0.05)
    assert not PREDICTIONS["5.4"].agrees(50)
    tosses = np.random.default_rng(0).binomial(100, 0.5, size=(2000, 100)).max(axis=1)
    assert tosses.mean() == pytest.approx(mean, abs=0.2)


@pytest.mark.parametrize("seed", range(1, 6))
def test_prediction_sizes(seed):
    assert PREDICTIONS["5.5"].answer == "b"
    x, y = sample(20, 0.3, seed)
    new = np.linspace(0, 1, 500)
    train, test = [], []
    for size in (3, 20, 400):
        weights = fit(waves(x, size), y)
        train.append(np.mean((waves(x, size) @ weights - y) ** 2))
        test.append(np.mean((waves(new, size) @ weights - truth(new)) ** 2))
    assert train[0] > 0.05
    assert max(train[1:]) < 1e-8
    assert test[1] > 3 * test[0]
    assert test[1] > 3 * test[2]


def test_prediction_labels():
    """Least squares on random features: the network of the explorer."""
    assert PREDICTIONS["5.6"].answer == "b"
    train, test = mnist()
    generator = np.random.default_rng(0)
    chosen = generator.choice(len(train.labels), 500, replace=False)
    given = generator.permutation(train.labels[chosen])
    w = generator.normal(size=(784, 2000)) / 28
    features, others = (
        np.maximum(0, (i.reshape(-1, 784) / 255 - 0.13) @ w) for i in (train.images[chosen], test.images[:2000])
    )
    weights = np.linalg.lstsq(features, np.eye(10)[given], rcond=None)[0]
    assert score.accuracy(features @ weights, given) == 1
    assert 0.05 < score.accuracy(others @ weights, test.labels[:2000]) < 0.16


def test_prediction_penalty():
    """The least loss plus penalty has a higher loss than the least loss, here for logistic regression."""
    assert PREDICTIONS["5.7"].answer == "b"
    generator = np.random.default_rng(0)
    x = generator.normal(size=(30, 2))
    y = (x[:, :1] + generator.normal(size=(30, 1)) > 0).astype(float)
    losses = []
    for weight_decay in (0.0, 0.01):
        model, criterion = nn.Linear(2, 1).double(), nn.BCEWithLogitsLoss()
        model.load_state_dict({"weight": np.zeros((1, 2)), "bias": np.zeros(1)})
        optimizer = optim.SGD(model.parameters(), lr=1.0, weight_decay=weight_decay)
        for _ in range(1000):
            optimizer.zero_grad()
            losses_now = criterion(model(x), y)
            model.backward(criterion.backward())
            optimizer.step()
        losses.append(losses_now)
    assert losses[0] < losses[1]


def test_prediction_evaluation():
    assert PREDICTIONS["5.8"].answer == "a"
    model = models.mlp(nn, [8, 50, 3], dropout=0.5)
    x = np.ones((1, 8))
    assert not np.array_equal(model(x), model(x))
    model.eval()
    np.testing.assert_array_equal(model(x), model(x))


def test_prediction_folds():
    """Estimating draws and trains on its own, and leaves the model that is trained afterwards as it was."""
    assert PREDICTIONS["5.9"].answer == "b"
    generator = np.random.default_rng(0)
    x, y = generator.normal(size=(40, 3)), generator.normal(size=40)
    alone = fit(x, y)
    folds = np.arange(40) % 5
    scores = [np.mean((x[folds == i] @ fit(x[folds != i], y[folds != i]) - y[folds == i]) ** 2) for i in range(5)]
    assert len(set(scores)) == 5
    np.testing.assert_array_equal(fit(x, y), alone)


def test_prediction_moved():
    model, (_, test) = models.pretrained("mnist_mlp"), mnist()
    shares = [score.accuracy(model(shift(test.images, down).reshape(-1, 784) / 255), test.labels) for down in (0, 2, 4)]
    assert shares[0] == pytest.approx(0.908, abs=0.002)
    assert shares[1] == pytest.approx(0.537, abs=0.003)
    assert PREDICTIONS["5.10"].agrees(100 * shares[2])
    assert shares[2] == pytest.approx(0.108, abs=0.003)
