"""Digits: two small convolutional players on both backends, and what judges their images."""

import numpy as np
import pytest
import torch

from dlcore import gan, models, nn, random, twin
from dlcore.datasets import mnist
from dlcore.gan.digits import digit_game, drawn, enlarged, judged, nearest, probabilities, shrunk
from dlcore.gradcheck import gradcheck

RNG = np.random.default_rng
needs_gpu = pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA GPU on this machine")
SMALL = {"g_channels": (6, 4), "d_channels": (4, 6), "latent": 5}


@pytest.fixture(scope="module")
def digits():
    """(train, test) as images (N, 1, 28, 28) from 0 to 1 with their labels."""
    return [(part.images[:, None] / 255, part.labels) for part in mnist()]


@pytest.fixture(scope="module")
def classifier():
    return models.pretrained("mnist_cnn")


# ---- the players


@pytest.mark.parametrize(("channels", "size"), [((32, 16), 28), ((8,), 14), ((6, 4, 3), 8)])
def test_the_generator_makes_images(channels, size):
    model = models.digit_generator(nn, 5, channels, size)
    x = model(RNG(0).standard_normal((3, 5)))
    assert x.shape == (3, 1, size, size)
    assert 0 < x.min() < x.max() < 1
    assert repr(models.digit_generator(torch.nn, 5, channels, size)[1]) == repr(model[1])


@pytest.mark.parametrize("size", [8, 14, 28, 31])
def test_the_discriminator_takes_any_size(size):
    assert models.digit_discriminator(nn, (3, 4), size)(np.zeros((5, 1, size, size))).shape == (5, 1)


def test_a_size_that_cannot_be_reached_is_a_sentence():
    with pytest.raises(ValueError, match="digit_generator: size is 30, expected a multiple of 4"):
        models.digit_generator(nn, size=30)


@pytest.mark.parametrize(
    ("build", "shape"),
    [
        (lambda: models.digit_generator(nn, 5, (4, 3), 8), (6, 5)),
        (lambda: models.digit_discriminator(nn, (3, 4), 8), (6, 1, 8, 8)),
    ],
    ids=["generator", "discriminator"],
)
def test_players_are_the_same_on_both_backends(build, shape):
    with random.seeded(0):
        model = build()
    x = RNG(0).standard_normal(shape)
    target = RNG(1).standard_normal(model(x).shape)
    assert twin.same(model, x, nn.MSELoss(), target).ok
    assert gradcheck(model, x, entries=30, generator=RNG(2)).ok


def test_the_game_is_the_same_on_both_backends(digits):
    (images, _), _ = digits
    game = digit_game(shrunk(images[:100]), g_channels=(6,), d_channels=(4, 6), latent=5)
    report = twin.same_game(game, steps=5)
    assert report.ok, report


def test_a_game_can_be_repeated(digits):
    (images, _), _ = digits
    losses = [
        [digit_game(images[:50], seed=seed, rules=gan.Rules(batch=8), **SMALL).round() for _ in range(2)]
        for seed in (0, 0, 1)
    ]
    assert losses[0] == losses[1] != losses[2]


def test_a_short_game_at_14_by_14_makes_ink_and_paper(digits, classifier):
    """After 150 rounds, 1.5 s, the images are more like digits than what an untrained generator draws."""
    (images, _), _ = digits
    game = digit_game(shrunk(images), g_channels=(16,), d_channels=(8, 16))
    z = RNG(0).standard_normal((200, 16))
    before = drawn(game.generator, z)
    for _ in range(150):
        game.round()
    after = drawn(game.generator, z)
    assert judged(classifier, before).spread < 0.5
    assert judged(classifier, after).spread > 1
    real = shrunk(images[:200])
    assert abs(after.mean() - real.mean()) < abs(before.mean() - real.mean()) / 3


@pytest.mark.parametrize("device", ["cpu", pytest.param("cuda", marks=needs_gpu), None])
def test_the_twin_learns_on_its_device(digits, device):
    """None: the fastest there is. After 60 rounds the images have about as much ink as digits."""
    (images, _), _ = digits
    game = digit_game(images, rules=gan.Rules(batch=32, noise=0.0, length=None), **SMALL)
    before = game.generator.state_dict()
    torch.manual_seed(0)
    played = twin.digit_twin(game, images, device)
    first, last = played.sample(50), [float(loss) for _ in range(60) for loss in played.round()]
    assert np.isfinite(last).all()
    assert next(played.generator.parameters()).device.type == (device or twin.device().type)
    assert played.sample(50).shape == (50, 1, 28, 28)
    assert abs(float(played.sample(50).mean()) - images.mean()) < abs(float(first.mean()) - images.mean()) / 2
    back = twin.from_torch(played.generator)
    assert drawn(back, RNG(0).standard_normal((2, 5))).shape == (2, 1, 28, 28)
    assert all(np.array_equal(array, before[name]) for name, array in game.generator.state_dict().items())


# ---- what judges


def test_drawing_is_in_parts_and_leaves_the_generator_as_it_was():
    with random.seeded(0):
        model = models.digit_generator(nn, 5, (4,), 14)
    z, state = RNG(0).standard_normal((7, 5)), model.state_dict()
    np.testing.assert_allclose(drawn(model, z, size=3), drawn(model, z), atol=1e-6)
    assert model.training
    assert all(module.cache is None for module in model.modules())
    assert all(np.array_equal(array, state[name]) for name, array in model.state_dict().items())


def test_small_images_are_means_of_blocks_and_are_enlarged_by_repeating():
    x = RNG(0).random((2, 1, 4, 4))
    small = shrunk(x, 2)
    np.testing.assert_allclose(small[1, 0, 1, 0], x[1, 0, 2:, :2].mean())
    np.testing.assert_allclose(shrunk(enlarged(small, 6), 2), small)
    for change, words in (
        (lambda: enlarged(x, 6), "enlarged: .* 4 pixels high"),
        (lambda: shrunk(x, 3), "shrunk: .* 4"),
    ):
        with pytest.raises(ValueError, match=words):
            change()
    np.testing.assert_array_equal(enlarged(small, 4)[0, 0, :2, :2], np.full((2, 2), small[0, 0, 0, 0]))


def test_real_digits_are_judged_sure_and_spread(digits, classifier):
    _, (images, labels) = digits
    real = judged(classifier, images[:1000])
    assert real.confidence > 0.95
    assert real.spread > 0.98 * np.log(10)
    p = probabilities(classifier, images[:1000])
    assert np.mean(p.argmax(axis=1) == labels[:1000]) > 0.95
    np.testing.assert_allclose(p.sum(axis=1), 1)
    np.testing.assert_allclose(real.shares, np.bincount(p.argmax(axis=1), minlength=10) / 1000)


def test_one_digit_many_times_has_no_spread(digits, classifier):
    _, (images, _) = digits
    found = judged(classifier, np.repeat(images[:1], 50, axis=0))
    assert found.spread == 0
    assert found.shares.max() == 1


def test_a_classifier_can_be_sure_of_noise(classifier):
    found = judged(classifier, RNG(0).random((300, 1, 28, 28)))
    assert found.confidence > 0.7
    assert found.spread < 0.3


def test_nearest_is_what_a_loop_finds():
    images, known = RNG(0).random((5, 1, 3, 3)), RNG(1).random((20, 1, 3, 3))
    found = nearest(images, known)
    for image, index, distance in zip(images, *found, strict=True):
        distances = [np.sqrt(np.sum((image - each) ** 2)) for each in known]
        assert index == np.argmin(distances)
        assert distance == pytest.approx(min(distances))
    assert nearest(known[3:4], known).distance == 0
