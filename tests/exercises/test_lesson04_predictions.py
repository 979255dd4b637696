"""Lesson 04: what its predictions claim."""

import numpy as np
import pytest

from dlcore import nn, optim
from dlcore.datasets import circles, mnist, moons
from dlcore.exercises import Prediction, catalogue
from dlcore.exercises.lesson04.step import full_step, training_step
from dlcore.explore.initialisation import Initialisation
from dlcore.models import mlp
from dlcore.nn.functional import sigmoid
from dlcore.random import seed
from dlcore.training import batches, numpy_step, run

PREDICTIONS = catalogue.entries(4, Prediction)


def trained(sizes, activation, points, target, optimizer, **plan):
    model = mlp(nn, sizes, activation).double()
    for _ in run(numpy_step(model, nn.BCEWithLogitsLoss(), optimizer(model)), batches(points, target, **plan)):
        pass
    return model


def share_right(model, points, target):
    return np.mean((model(points) > 0) == target)


def test_prediction_straight():
    """Long training, Adam, and a second linear layer all end at the same line."""
    assert PREDICTIONS["4.1"].answer == "d"
    points, label = moons(n=400, noise=0.1, generator=np.random.default_rng(0))
    target = label[:, None].astype(float)
    seed(0)
    shares = []
    for sizes, optimizer, epochs in [
        ([2, 1], lambda m: optim.SGD(m.parameters(), lr=1.0), 2000),
        ([2, 1], lambda m: optim.Adam(m.parameters(), lr=0.05), 2000),
        ([2, 10, 1], lambda m: optim.Adam(m.parameters(), lr=0.05), 2000),
    ]:
        shares.append(share_right(trained(sizes, "Identity", points, target, optimizer, epochs=epochs), points, target))
    assert 0.85 < min(shares) <= max(shares) < 0.92


def test_prediction_cost():
    model = mlp(nn, [784, 10, 10], "Sigmoid")
    assert PREDICTIONS["4.3"].answer == 2 * sum(p.data.size for p in model.parameters()) == 2 * 7960


def test_prediction_silent():
    assert PREDICTIONS["4.2"].answer == "b"
    x, y, *_ = full_step.inputs[2]
    generator = np.random.default_rng(0)
    W1, b1, W2, b2 = (generator.normal(size=shape) for shape in ((3, 2), (3,), (1, 3), (1,)))
    W2[0, 1] = 0
    after = training_step(x, y, W1, b1, W2, b2, 0.5)
    assert (after[0][1] == W1[1]).all()
    assert after[1][1] == b1[1]
    assert after[2][0, 1] != 0
    assert (training_step(x, y, *after, 0.5)[0][1] != W1[1]).all()


def cross_entropy(x, y, W1, b1, W2, b2):
    return nn.BCEWithLogitsLoss()(sigmoid(x @ W1.T + b1) @ W2.T + b2, y)


def test_prediction_early():
    """Its gradient is wrong, and its loss falls all the same."""
    assert PREDICTIONS["4.4"].answer == "c"
    step = next(wrong.function for wrong in full_step.wrongs if "updated first" in wrong.looks)
    x, y, *parameters, rate = full_step.inputs[2]
    losses = [cross_entropy(x, y, *parameters)]
    for _ in range(50):
        parameters = step(x, y, *parameters, rate)
        losses.append(cross_entropy(x, y, *parameters))
    assert (np.diff(losses) < 0).all()


def zeros_trained_on(points, label):
    """A 2-10-1 network that starts at 0, after each of 1,000 updates."""
    model = mlp(nn, [2, 10, 1], "Sigmoid").double()
    for parameter in model.parameters():
        nn.init.zeros_(parameter)
    step = numpy_step(model, nn.BCEWithLogitsLoss(), optim.SGD(model.parameters(), lr=0.5))
    for update in run(step, batches(points, label[:, None].astype(float), epochs=1000)):
        yield update, model


def test_prediction_twins():
    points, label = moons(n=300, noise=0.1, generator=np.random.default_rng(0))
    twice = np.r_[np.flatnonzero(label == 0), np.flatnonzero(label == 1)[:75]]
    for update, model in zeros_trained_on(points[twice], label[twice]):
        if update.number == 1:
            assert np.abs(model[0].weight.data).max() < 1e-12  # only the last layer has moved
            assert np.abs(model[2].weight.data).min() > 0.01
    units = np.column_stack([model[0].weight.data, model[0].bias.data, model[2].weight.data.T])
    assert np.abs(units).max() > 1
    assert len(np.unique(np.round(units, 9), axis=0)) == PREDICTIONS["4.5"].answer

    update, model = next(zeros_trained_on(points, label))  # equally many points: all gradients are 0
    assert max(np.abs(p.grad).max() for p in model.parameters()) < 1e-15


def test_prediction_deep():
    assert PREDICTIONS["4.6"].answer == "d"
    start = Initialisation(*moons(n=32, noise=0.1, generator=np.random.default_rng(0)))
    for activation, low, high in (("sigmoid", 1e11, 1e13), ("tanh", 1 / 10, 10)):
        for draw in range(1, 21):
            slopes = start.compute(scheme="Glorot", activation=activation, layers=20, width=16, draw=draw).gradient
            assert low < slopes[-1] / slopes[0] < high


def test_prediction_updates():
    """A tenth of the epochs shows the order already."""
    assert PREDICTIONS["4.7"].answer == "c"
    points, label = moons(n=1000, noise=0.1, generator=np.random.default_rng(0))
    target, losses = label[:, None].astype(float), []
    for size in (None, 32, 1):
        seed(0)
        model = trained([2, 10, 1], "Sigmoid", points, target, lambda m: optim.SGD(m.parameters(), lr=0.01),
                        size=size, epochs=10, generator=np.random.default_rng(1))  # fmt: skip
        losses.append(nn.BCEWithLogitsLoss()(model(points), target))
    assert losses[0] > losses[1] > losses[2]
    assert losses[2] < 0.5


def test_prediction_fences():
    points, label = circles(n=200, noise=0.05, generator=np.random.default_rng(0))
    target = label[:, None].astype(float)
    for units, seeds in ((2, 3), (3, 1)):
        for number in range(seeds):
            seed(number)
            model = trained([2, units, 1], "Tanh", points, target, lambda m: optim.Adam(m.parameters(), lr=0.05),
                            epochs=1000)  # fmt: skip
            enough = share_right(model, points, target) > 0.98
            assert enough == (units >= PREDICTIONS["4.8"].answer)


def test_prediction_folding():
    """What the hidden layer does can be undone."""
    assert PREDICTIONS["4.9"].answer == "b"
    generator = np.random.default_rng(0)
    weight, bias, x = generator.normal(size=(2, 2)), generator.normal(size=2), generator.normal(size=(50, 2))
    h = np.tanh(x @ weight.T + bias)
    np.testing.assert_allclose((np.arctanh(h) - bias) @ np.linalg.inv(weight).T, x, atol=1e-9)
    relu = np.maximum([[-1.0, -2.0], [-3.0, -1.0]], 0)
    assert (relu[0] == relu[1]).all()


def test_prediction_raw():
    """Most units fall silent within 20 updates, and after one epoch the score is low."""
    assert PREDICTIONS["4.10"].answer == "c"
    train, test = mnist()
    bright = np.count_nonzero(train.images[:1000] > 127) / 1000
    assert 70 < bright < 130
    for scale, most_silent in ((1 / 255, False), (1, True)):
        x = train.images.reshape(-1, 784) * scale
        seed(0)
        model = mlp(nn, [784, 10, 10], "ReLU").double()
        step = numpy_step(model, nn.CrossEntropyLoss(), optim.Adam(model.parameters()))
        plan = batches(x, train.labels, size=32, generator=np.random.default_rng(0))
        for update in run(step, plan):
            if update.number == 20:
                on = np.mean(x[:1000] @ model[0].weight.data.T + model[0].bias.data > 0, axis=0)
                assert (np.mean(on < 0.05) > 0.8) == most_silent
        right = np.mean(model(test.images.reshape(-1, 784) * scale).argmax(axis=1) == test.labels)
        assert (right < 0.5) == most_silent


def test_prediction_floor():
    assert PREDICTIONS["4.11"].answer == "c"
    perfect = np.eye(10)
    assert nn.CrossEntropyLoss()(perfect, np.arange(10)) == pytest.approx(1.461, abs=5e-4)
    assert np.exp(1) / (np.exp(1) + 9) == pytest.approx(0.23, abs=0.005)
