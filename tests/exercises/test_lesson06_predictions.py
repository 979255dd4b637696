"""Lesson 06: what its predictions claim."""

import functools

import numpy as np
import pytest

from dlcore import models, nn, optim, probe, score, training
from dlcore.datasets import mnist, shift
from dlcore.exercises import Prediction, catalogue
from dlcore.nn.functional import softmax
from dlcore.random import seeded
from dlcore.summary import summary

PREDICTIONS = catalogue.entries(6, Prediction)


# ---- bars


def bars(size=8):
    """Every image with one bar of three pixels, (96, 1, 8, 8), and whether it is upright, (96, 1)."""
    images, upright = [], []
    for i, j in np.ndindex(size - 2, size):
        image = np.zeros((1, size, size))
        image[0, i : i + 3, j] = 1
        images += [image, image.transpose(0, 2, 1)]
        upright += [[1.0], [0.0]]
    return np.array(images), np.array(upright)


def taught(model, rate):
    """The shares right in the left and in the right half, after learning the left one."""
    images, upright = bars()
    columns = [np.argwhere(image[0])[:, 1] for image in images]
    halves = [np.array([c.max() < 4 for c in columns]), np.array([c.min() > 3 for c in columns])]
    assert [half.sum() for half in halves] == [40, 40]
    step = training.numpy_step(model, nn.BCEWithLogitsLoss(), optim.Adam(model.parameters(), lr=rate))
    for _ in range(300):
        step(images[halves[0]], upright[halves[0]])
    return [np.mean((model(images[half]) > 0) == upright[half]) for half in halves]


@pytest.mark.parametrize("seed", range(3))
def test_prediction_bars(seed):
    assert PREDICTIONS["6.1"].answer == "b"
    with seeded(seed):
        dense = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 1)).double()
        sliding = nn.Sequential(nn.Conv2d(1, 2, 3, padding=1), nn.MaxPool2d(8), nn.Flatten(), nn.Linear(2, 1)).double()
        before = dense[1].weight.data.copy()
    left, right = taught(dense, 0.01)
    assert left == 1
    assert 0.35 < right < 0.65
    moved = (dense[1].weight.data != before).any(axis=0).reshape(8, 8)
    assert moved[:, :4].all()
    assert not moved[:, 4:].any()
    assert taught(sliding, 0.03) == [1, 1]


# ---- kernels


def test_prediction_nowhere():
    assert PREDICTIONS["6.2"].answer == "c"
    image = np.ones((1, 6, 6))
    with pytest.raises(ValueError, match="a window spans 7 pixels, the image with its padding has 6"):
        nn.Conv2d(1, 1, 3, dilation=3)(image)
    assert nn.Conv2d(1, 1, 3, dilation=3, padding=1)(image).shape == (1, 2, 2)
    assert nn.Conv2d(1, 1, 3)(image).shape == (1, 4, 4)


def filtered(image, kernel):
    layer = nn.Conv2d(1, 1, 3, bias=False).double()
    layer.load_state_dict({"weight": np.array(kernel, dtype=float)[None, None]})
    return layer(np.asarray(image, dtype=float)[None])[0]


def test_prediction_flat():
    assert PREDICTIONS["6.3"].answer == "b"
    kernel = np.random.default_rng(0).normal(size=(3, 3))
    kernel -= kernel.mean()
    for grey in (0.1, 0.9):
        np.testing.assert_allclose(filtered(np.full((5, 5), grey), kernel), 0, atol=1e-12)


def test_prediction_edges():
    assert PREDICTIONS["6.4"].answer == "b"
    kernel = [[-1, -2, -1], [0, 0, 0], [1, 2, 1]]
    below = np.zeros((6, 6))
    below[3:] = 1  # dark above, bright below
    assert filtered(below, kernel)[1:3].min() == 4
    assert filtered(1 - below, kernel)[1:3].max() == -4
    np.testing.assert_array_equal(filtered(below.T, kernel), 0)


# ---- counting


def test_prediction_parameters():
    layer = nn.Conv2d(32, 64, 3)
    assert PREDICTIONS["6.5"].answer == sum(parameter.data.size for parameter in layer.parameters())
    assert not PREDICTIONS["6.5"].agrees(64 * 32 * 9)
    assert layer(np.ones((32, 14, 14))).shape == (64, 12, 12)


def test_prediction_most():
    assert PREDICTIONS["6.6"].answer == "b"
    rows = summary(models.cnn(nn), (1, 1, 28, 28)).rows
    largest = max(rows, key=lambda row: row.parameters)
    busiest = max(rows, key=lambda row: row.multiply_adds)
    assert (largest.layer, largest.parameters, largest.multiply_adds) == ("Linear", 200_768, 200_768)
    assert (busiest.layer, busiest.parameters, busiest.multiply_adds) == ("Conv2d", 18_496, 3_625_216)
    assert busiest.output_shape == (1, 64, 14, 14)


def test_prediction_undone():
    assert PREDICTIONS["6.7"].answer == "b"
    generator = np.random.default_rng(0)
    x = generator.normal(size=(4, 2, 8, 8))
    layer = nn.Conv2d(2, 3, 3, generator=generator).double()
    before = nn.BatchNorm2d(3).double()(layer(x))
    layer.load_state_dict({name: 10 * value for name, value in layer.state_dict().items()})
    np.testing.assert_allclose(nn.BatchNorm2d(3).double()(layer(x)), before, atol=1e-3)
    layer.load_state_dict({"weight": layer.weight.data, "bias": np.array([5.0, -7.0, 3.0])})
    np.testing.assert_allclose(nn.BatchNorm2d(3).double()(layer(x)), before, atol=1e-3)


# ---- digits


@functools.cache
def digits():
    """The 200 test images of the explorer, (200, 28, 28) from 0 to 1, and their labels."""
    _, test = mnist()
    chosen = np.linspace(0, len(test.labels) - 1, 200).astype(int)
    return test.images[chosen] / 255, test.labels[chosen]


@pytest.fixture(scope="module")
def model():
    return models.pretrained("mnist_cnn").eval()


def test_prediction_untrained():
    """Far from the stroke every map is flat; at the stroke it is not, and no two channels are alike."""
    assert PREDICTIONS["6.8"].answer == "c"
    _, test = mnist()
    seven = test.images[0] / np.float32(255)
    assert test.labels[0] == 7
    ink = np.pad(seven, 1) > 0
    near = np.array([[ink[p : p + 3, q : q + 3].any() for q in range(28)] for p in range(28)])
    with seeded(0):
        maps = nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), nn.ReLU())(seven[None])
    assert np.ptp(maps[:, ~near], axis=1).max() == 0
    shown = [channel for channel in maps if np.ptp(channel) > 0.1]
    assert len(shown) >= 6
    assert min(np.abs(one - other).max() for i, one in enumerate(shown) for other in shown[:i]) > 0.1


def test_prediction_few():
    """1,000 digits, one seed, a small recipe: less exact than what the lesson prints, and the same answer."""
    assert PREDICTIONS["6.9"].answer == "c"
    train, test = mnist()
    x, labels = train.images[:1000, None] / np.float32(255), train.labels[:1000]
    shares = []
    for make in (lambda: nn.Sequential(nn.Flatten(), *models.mlp(nn, [784, 100, 10])), few_kernels):
        with seeded(1):
            net = make()
            step = training.numpy_step(net, nn.CrossEntropyLoss(), optim.Adam(net.parameters(), lr=0.005))
            for _ in training.run(step, training.batches(x, labels, 32, epochs=8)):
                pass
        shares.append(score.accuracy(net(test.images[:2000, None] / np.float32(255)), test.labels[:2000]))
    assert shares[1] > shares[0] + 0.02


def few_kernels():
    return models.cnn(nn, (8, 16, 16), (10,))


def test_prediction_stranger(model):
    assert PREDICTIONS["6.10"].answer == "b"
    down, across = (abs(grid - 13.5) for grid in np.mgrid[:28, :28])
    box = (down < 10) & (across < 10)
    plus, outline = box & ((down < 2) | (across < 2)), box & ((down > 8) | (across > 8))
    assert plus.sum() == 2 * 4 * 20 - 4 * 4
    probabilities = softmax(model(np.array([plus, outline])[:, None].astype(np.float32)), axis=1)
    assert list(probabilities.argmax(axis=1)) == [4, 2]
    assert probabilities.max(axis=1).min() > 0.998
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)


def test_prediction_attacked(model):
    images, labels = digits()
    x = images[:, None].astype(np.float32)
    assert score.accuracy(model(x), labels) == pytest.approx(0.985, abs=0.003)
    right = score.accuracy(model(probe.attack(model, x, labels, 0.1)), labels)
    assert right == pytest.approx(0.73, abs=0.01)
    assert PREDICTIONS["6.11"].agrees(100 * right)
    assert not PREDICTIONS["6.11"].agrees(98)
    assert score.accuracy(model(probe.attack(model, x, labels, 0.2)), labels) == pytest.approx(0.195, abs=0.01)
    chance = 0.1 * np.random.default_rng(0).choice([-1, 1], size=x.shape).astype(np.float32)
    assert score.accuracy(model(np.clip(x + chance, 0, 1)), labels) > 0.95


def test_prediction_shifted(model):
    images, labels = digits()
    found = {n: score.accuracy(model(shift(images, right=n)[:, None].astype(np.float32)), labels) for n in (0, 2, 4, 6)}
    assert found[2] == pytest.approx(0.935, abs=0.006)
    assert found[4] == pytest.approx(0.55, abs=0.01)
    assert found[6] == pytest.approx(0.195, abs=0.01)
    assert PREDICTIONS["6.12"].agrees(100 * found[4])
    assert not PREDICTIONS["6.12"].agrees(100 * found[0])
