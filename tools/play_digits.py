"""The generator of digits that ships: two convolutional players on the digits that ship, in NumPy."""

import dataclasses
import time

import numpy as np

from dlcore import models
from dlcore.datasets import mnist
from dlcore.gan.digits import DIGIT_RULES, digit_game, drawn, judged
from dlcore.training import Update, progress

JUDGED = 2000  # images that the classifier judges
TRACE, LAST = 10, 500  # rounds at the start whose losses are kept, and at the end whose mean is kept
PLAYERS = {"g_channels": (64, 32), "d_channels": (32, 64)}


def game(seed=0, rules=DIGIT_RULES, players=PLAYERS):
    """The game before its first round, in float32."""
    return digit_game(mnist().train.images[:, None] / 255, rules, seed, **players)


def play(playing):
    """Play to the end of the rules' length; returns the losses of D and G in each round."""
    losses, began = [], time.perf_counter()

    def rounds():
        for number in range(1, playing.rules.length + 1):
            losses.append(playing.round())
            yield Update(number, losses[-1][1], None, time.perf_counter() - began)

    for _ in progress(rounds(), playing.rules.length):
        pass
    return losses


def digit_generator(seed=0, rules=DIGIT_RULES, players=PLAYERS):
    """(generator, what made it), played to the end."""
    playing = game(seed, rules, players)
    losses = play(playing)
    generator = playing.generator.eval()
    z = np.random.default_rng((seed, 2)).standard_normal((JUDGED, *playing.latent))
    found = judged(models.pretrained("mnist_cnn"), drawn(generator, z))
    return generator, {
        "data": f"mnist(): {len(mnist().train.labels):,} images, pixels / 255",
        "training": "a game with models.digit_discriminator, in float32",
        "players": players,
        "rules": dataclasses.asdict(rules),
        "seed": seed,
        "rounds": len(losses),
        "first_losses": [[float(f"{loss:.6g}") for loss in pair] for pair in losses[:TRACE]],
        "last_losses": np.mean(losses[-LAST:], axis=0).round(3).tolist(),
        "judged": JUDGED,
        "confidence": round(found.confidence, 4),
        "spread": round(found.spread, 4),
        "shares": found.shares.round(4).tolist(),
    }
