"""Lesson 08: what its predictions claim."""

import numpy as np
import pytest

from dlcore import gan, models
from dlcore.datasets import mnist, shift
from dlcore.exercises import Prediction, catalogue
from dlcore.explore.latent import clearest, way
from dlcore.gan.digits import drawn

PREDICTIONS = catalogue.entries(8, Prediction)


def test_prediction_odds():
    p, q = np.array([0.3, 0.7]), np.array([0.1, 0.9])
    assert PREDICTIONS["8.1"].agrees(100 * gan.best_discriminator(p, q)[0])
    assert not PREDICTIONS["8.1"].agrees(50)


def test_prediction_optimum():
    generator = np.random.default_rng(0)
    p, *others = generator.dirichlet(np.ones(8), 20)
    assert PREDICTIONS["8.2"].answer == pytest.approx(gan.value(p, p), abs=1e-3)
    assert not PREDICTIONS["8.2"].agrees(-0.693)
    assert all(gan.value(p, q) > gan.value(p, p) for q in others)


def bells(apart):
    """Two bells of standard deviation 1, in bins of 0.1."""
    x = np.arange(-10, 30, 0.1)
    heights = [np.exp(-((x - centre) ** 2) / 2) for centre in (0, apart)]
    return [each / each.sum() for each in heights]


def test_prediction_apart():
    assert PREDICTIONS["8.3"].answer == "c"
    near, eight, sixteen = (gan.js(*bells(apart)) for apart in (1, 8, 16))
    assert near < 0.2
    assert eight == pytest.approx(np.log(2), abs=1e-3)
    assert sixteen == pytest.approx(np.log(2), abs=1e-9)
    assert gan.kl(*bells(16)) == pytest.approx(4 * gan.kl(*bells(8)), rel=1e-3)  # the square, as reply b says


def test_prediction_sure():
    assert PREDICTIONS["8.4"].answer == "a"
    logit = np.log([[0.001 / 0.999]])
    for loss, slope in ((gan.minimax_loss, -0.001), (gan.non_saturating_loss, -0.999)):
        assert loss(logit)[1][0, 0] == pytest.approx(slope, rel=1e-6)


def test_prediction_balance():
    assert PREDICTIONS["8.5"].answer == "b"
    p = np.array([0.2, 0.3, 0.5])
    logits = np.log(gan.best_discriminator(p, p) / (1 - gan.best_discriminator(p, p)))
    assert gan.discriminator_loss(logits, logits)[0] == pytest.approx(2 * np.log(2))
    assert gan.non_saturating_loss(logits)[0] == pytest.approx(np.log(2))


def test_prediction_spiral():
    assert PREDICTIONS["8.6"].answer == "c"
    place = np.array([1.0, 0.0])
    for _ in range(100):
        x, y = place
        place = place + 0.1 * np.array([-y, x])
    assert np.linalg.norm(place) == pytest.approx((1 + 0.1**2) ** 50)


@pytest.mark.parametrize("seed", [0, 1])
def test_prediction_hasty(seed):
    """Hardly ever more than two of the eight groups have a tenth of the samples next to them."""
    assert PREDICTIONS["8.7"].answer == "b"
    rules = gan.PRESETS["collapses"].rules
    assert rules.g_rate == pytest.approx(20 * rules.d_rate)
    game = gan.plane_game(rules=rules, seed=seed)
    for _ in range(3):
        for _ in range(200):
            game.round()
        samples = game.sample(500, np.random.default_rng(0))
        away = np.linalg.norm(samples[:, None] - gan.TARGETS["ring"].centres, axis=2)
        assert np.sum(np.bincount(away.argmin(axis=1), minlength=8) >= 50) <= 2


def test_prediction_falling():
    """The same samples cost G much against a discriminator that has learnt, and little against one that has not."""
    assert PREDICTIONS["8.10"].answer == "b"
    game = gan.plane_game(rules=gan.Rules(noise=0.0, length=None), seed=0)
    samples = game.sample(500, np.random.default_rng(0))
    new = gan.non_saturating_loss(game.discriminator(samples))[0]
    for _ in range(100):
        game.d_step()
    taught = gan.non_saturating_loss(game.discriminator(samples))[0]
    assert new == pytest.approx(np.log(2), abs=0.1)
    assert taught > 2.5


def test_prediction_step():
    """From a 3 to an 8 no step makes a tenth of the whole change, and some make twice as much as others."""
    assert PREDICTIONS["8.9"].answer == "b"
    generator, known = models.pretrained("digit_generator"), mnist().train.images[:, None].astype(np.float32) / 255
    points = clearest(generator, models.pretrained("mnist_cnn"), known)
    images = drawn(generator, way(points[3][0], points[8][0], np.linspace(0, 1, 101)))
    changes = np.linalg.norm(np.diff(images, axis=0).reshape(100, -1), axis=1)
    assert changes.max() < 0.1 * np.linalg.norm(images[-1] - images[0])
    assert changes.max() > 2 * changes.min()


def test_prediction_copies():
    """A training image moved by 3 pixels is farther from itself than a test image is from its nearest one."""
    assert PREDICTIONS["8.8"].answer == "b"
    train, test = mnist()
    known = train.images.reshape(-1, 784) / 255
    moved = shift(train.images[:200] / 255, right=3.0).reshape(-1, 784)
    unseen = test.images[:200].reshape(-1, 784) / 255
    from_itself = np.linalg.norm(moved - known[:200], axis=1)
    squares = (unseen**2).sum(axis=1)[:, None] - 2 * unseen @ known.T + (known**2).sum(axis=1)
    nearest = np.sqrt(squares.min(axis=1))
    assert np.median(from_itself) > np.median(nearest)
    assert np.mean(from_itself > np.median(nearest)) > 0.8


def test_prediction_letters():
    assert PREDICTIONS["8.11"].answer == "b"
    generator = np.random.default_rng(0)
    logits, u = generator.normal(size=(1000, 27)), generator.random((1000, 1))

    def letters(logits):
        shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
        return (shares.cumsum(axis=1) < u).sum(axis=1)

    pushed = logits + 1e-6 * np.eye(27)[3]
    assert np.array_equal(letters(pushed), letters(logits))
    assert np.any(letters(logits + np.eye(27)[3]) != letters(logits))
