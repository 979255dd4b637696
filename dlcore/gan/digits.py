"""Digits drawn by a generator: the game for images, and three ways to judge what it draws.

    game = digit_game(train.images[:, None] / 255, rules=DIGIT_RULES)
    judged(classifier, game.sample(1000)).confidence
    nearest(game.sample(10), known)

Images are (N, 1, H, W) from 0 to 1.
"""

from typing import NamedTuple

import numpy as np

from dlcore import models, nn, random
from dlcore.gan.game import Game, Rules, without_trace
from dlcore.nn.functional import softmax

DIGIT_RULES = Rules(d_rate=1e-3, g_rate=1e-3, batch=64, noise=0.0, length=3000)


class Judged(NamedTuple):
    """What a classifier says of many images."""

    confidence: float  # mean of the largest probability: 1 where each image is surely some digit
    spread: float  # entropy of the classes found, in nats: log 10 where all ten are as frequent, 0 where there is one
    shares: np.ndarray  # (10,), of the classes found


class Nearest(NamedTuple):
    """For each image the nearest of some known ones."""

    index: np.ndarray  # (N,)
    distance: np.ndarray  # (N,), the root of the sum of squared differences of pixels


def digit_game(images, rules=DIGIT_RULES, seed=0, latent=16, g_channels=(32, 16), d_channels=(16, 32)):
    """A game about images (M, 1, size, size): two small convolutional networks, in float32."""
    images = np.asarray(images, np.float32)
    size = images.shape[-1]
    with random.seeded(seed):
        generator = models.digit_generator(nn, latent, g_channels, size)
        discriminator = models.digit_discriminator(nn, d_channels, size)

    def draw(n, generator):
        return images[generator.integers(len(images), size=n)]

    return Game(generator, discriminator, draw, latent, rules, np.random.default_rng((seed, 1)))


def drawn(generator, z, size=100):
    """Images of latent points z (N, latent) in evaluation mode, computed in parts; the generator is left as it was."""
    mode = generator.training
    generator.eval()
    parts = [without_trace(generator, z[first : first + size]) for first in range(0, len(z), size)]
    generator.train(mode)
    return np.concatenate(parts)


def enlarged(images, size=28):
    """Each pixel repeated: (N, 1, H, W) → (N, 1, size, size), for what reads larger images; size a multiple of H."""
    times = _times("enlarged", size, images.shape[-1], images)
    return images.repeat(times, axis=-2).repeat(times, axis=-1)


def shrunk(images, size=14):
    """The mean of blocks of pixels: (N, 1, H, W) → (N, 1, size, size); H a multiple of size."""
    n, channels, height, _ = images.shape
    times = _times("shrunk", height, size, images)
    return images.reshape(n, channels, size, times, size, times).mean(axis=(3, 5))


def probabilities(classifier, images, size=100):
    """What a classifier of images (N, 1, 28, 28) says, (N, 10), in parts."""
    parts = [without_trace(classifier, enlarged(images[i : i + size])) for i in range(0, len(images), size)]
    return softmax(np.concatenate(parts).astype(float), axis=1)


def judged(classifier, images):
    """Are the images digits, in the eyes of a classifier, and are all digits among them?

    Equations
        confidence = 1/N Σ max p        spread = −Σ r log r (8.13)        r: the shares of the classes found
    Both have their limits: a classifier may be sure of noise, and neither notices a copy of a training image.
    """
    p = probabilities(classifier, images)
    shares = np.bincount(p.argmax(axis=1), minlength=p.shape[1]) / len(p)
    there = shares[shares > 0]
    spread = abs(float(np.sum(there * np.log(there))))  # the sum is ≤ 0; of one class 0.0 and not −0.0
    return Judged(float(p.max(axis=1).mean()), spread, shares)


def nearest(images, known):
    """For each image (N, …) the nearest of the known ones (M, …), by the root of the sum of squared differences."""
    images, known = (each.reshape(len(each), -1) for each in (images, known))

    def norms(rows):
        return np.einsum("nd,nd->n", rows, rows)

    # one product of matrices, and no second array as large as all that is known
    squares = norms(images)[:, None] - 2 * images @ known.T + norms(known)  # (N, M)
    index = squares.argmin(axis=1)
    return Nearest(index, np.linalg.norm(images - known[index], axis=1))


def _times(caller, large, small, images):
    if large % small:
        height = images.shape[-1]
        raise ValueError(f"{caller}: images are {height} pixels high, expected {large} to be a multiple of {small}")
    return large // small
