"""Lesson 08: digits by two convolutional players, in NumPy at 14 × 14 and in PyTorch at 28 × 28, and their judges."""

import dataclasses
import time

import numpy as np

from dlcore import models
from dlcore.datasets import mnist
from dlcore.gan.digits import DIGIT_RULES, digit_game, drawn, judged, nearest, shrunk
from tools.play_digits import LAST, PLAYERS

SEEDS, TORCH_SEEDS = (0, 1, 2), (0, 1)
SMALL = {"g_channels": (32,), "d_channels": (16, 32)}  # 14 × 14
DRAWN, NEIGHBOURS = 1000, 500  # images that a classifier judges; those whose nearest training image is looked for
ABOUT = (
    f"{DIGIT_RULES.length:,} rounds on the 10,000 training images that ship, batches of {DIGIT_RULES.batch}. "
    f"confidence and spread: what mnist_cnn says of {DRAWN:,} images; those of 14 × 14 have each pixel repeated. "
    f"cpu_seconds: one thread, other programs ran beside it. losses: of D and G, means of the last {LAST} rounds."
)


def images(part):
    return part.images[:, None] / 255


def latent(seed):
    """Latent points that no game has seen."""
    return np.random.default_rng((seed, 2)).standard_normal((DRAWN, 16))


def entry(found):
    return {"confidence": round(found.confidence, 4), "spread": round(found.spread, 4)}


def run(playing, rules):
    """(CPU seconds, losses) of a whole game."""
    began = time.process_time()
    losses = [playing.round() for _ in range(rules.length)]
    return time.process_time() - began, np.array([[float(loss) for loss in pair] for pair in losses])


def played(make, seeds, rules=DIGIT_RULES):
    """One game a seed: make(seed, rules) → (game, its generator as a function of the game, for NumPy)."""
    results = {"confidence": [], "spread": [], "losses": [], "cpu_seconds": []}
    for seed in seeds:
        playing, generator = make(seed, rules)
        seconds, losses = run(playing, rules)
        found = judged(models.pretrained("mnist_cnn"), drawn(generator(playing), latent(seed)))
        for name, value in entry(found).items():
            results[name].append(value)
        results["losses"].append(losses[-LAST:].mean(axis=0).round(3).tolist())
        results["cpu_seconds"].append(round(seconds))
    return results


def in_numpy(seed, rules):
    return digit_game(shrunk(images(mnist().train)), rules, seed, **SMALL), lambda game: game.generator


def in_torch(seed, rules):
    """The larger players on the CPU, so that anybody can do it again."""
    import torch

    from dlcore import twin

    torch.set_num_threads(1)
    torch.manual_seed(seed)
    x = images(mnist().train)
    playing = twin.digit_twin(digit_game(x, rules, seed, **PLAYERS), x, "cpu")
    return playing, lambda game: twin.from_torch(game.generator)


def measure_digits_numpy():
    rules = {"rules": dataclasses.asdict(DIGIT_RULES), "players": SMALL, "seeds": list(SEEDS)}
    return {"about": ABOUT, **rules, **played(in_numpy, SEEDS)}


def measure_digits_torch():
    rules = {"rules": dataclasses.asdict(DIGIT_RULES), "players": PLAYERS, "seeds": list(TORCH_SEEDS)}
    return {"about": ABOUT, **rules, **played(in_torch, TORCH_SEEDS)}


def measure_digits_judged():
    """What the judges say of real digits, of noise, of an untrained generator and of the one that ships."""
    classifier, (train, test) = models.pretrained("mnist_cnn"), map(images, mnist())
    untrained = digit_game(train[:1], seed=0, **PLAYERS).generator
    ships = drawn(models.pretrained("digit_generator"), latent(1))
    real, known = test[:DRAWN], train.astype(np.float32)
    judges = {
        "real test digits": real,
        "real test digits at 14 × 14": shrunk(real),
        "uniform noise": np.random.default_rng(0).random(real.shape),
        "untrained generator": drawn(untrained, latent(1)),
        "the generator that ships": ships,
    }
    distances = {"generated": ships, "real test digits": test}
    return {
        "about": f"{DRAWN:,} images each. nearest: median distance of {NEIGHBOURS} to the nearest training image.",
        "judged": {name: entry(judged(classifier, some)) for name, some in judges.items()},
        "nearest": {
            name: round(float(np.median(nearest(some[:NEIGHBOURS].astype(np.float32), known).distance)), 2)
            for name, some in distances.items()
        },
    }
