"""Lesson 05: what each remedy against overfitting gains, alone; and the errors by width and training images."""

import numpy as np

from dlcore.datasets import Examples, shift, split
from dlcore.training import EarlyStopping
from tools.summary import rounded, summary
from tools.train_digits import (
    ABOUT,
    UPDATES,
    Setting,
    built,
    digits,
    drawn,
    fit,
    score,
    scored,
    train,
    trained,
)

SEEDS = {100: range(5), 1000: range(5), 10_000: range(3)}  # by training images
PLAIN = Setting()
REMEDIES = {
    "none": [PLAIN],
    "smaller network": [Setting(hidden=(10,))],
    "larger network": [Setting(hidden=(300,))],
    "weight decay": [Setting(decay=decay) for decay in (1e-4, 1e-3, 1e-2)],
    "dropout": [Setting(dropout=p) for p in (0.1, 0.3, 0.5)],
    "augmentation": [Setting(moves=moves) for moves in ((1.0, 5.0, 0.05), (2.0, 10.0, 0.1))],
}
EVERY, PATIENCE = 25, 8  # updates between two looks at the validation loss, and looks without a new best

WIDTHS = (1, 3, 10, 30, 100, 300)
COUNTS = tuple(UPDATES)
SIZE_SEEDS = range(3)

PIXELS = (0, 1, 2, 3, 4, 6)
DIRECTIONS = {"down": (1, 0), "up": (-1, 0), "right": (0, 1), "left": (0, -1)}


def parts(n, seed):
    """80 % of n images to train on while settings are chosen, and the 20 % that choose."""
    return split(*drawn(n, seed), (0.8, 0.2), generator=np.random.default_rng((seed, 3)))


def chosen(settings, n, seed):
    """The setting with the most validation images right, of several the one with the lowest loss on them."""
    if len(settings) == 1:
        return settings[0]
    part, validation = parts(n, seed)

    def merit(setting):
        right, loss = score(trained(part, setting, seed, UPDATES[n]), validation)
        return right, -loss

    return max(settings, key=merit)


def stopped(n, seed):
    """(fit, updates): trained on 80 %, with the parameters that had the lowest loss on the other 20 %."""
    part, validation = parts(n, seed)
    model = built(PLAIN, seed)
    stopping = EarlyStopping(model, PATIENCE)

    def stop(number):
        if number % EVERY == 0:
            stopping.offer(score(model, validation)[1])
        return stopping.over

    made = train(model, part, PLAIN, seed, UPDATES[n], stop)
    stopping.restore()
    return scored(model, part), EVERY * (made // EVERY - stopping.waited)


def stopped_then_all(n, seed, updates):
    """Trained on all n images, by as many updates as the validation loss chose."""
    data, model = drawn(n, seed), built(PLAIN, seed)
    train(model, data, PLAIN, seed, UPDATES[n], lambda number: number == updates)
    return scored(model, data)


def entry(fits, plain, **more):
    """One remedy as it stands in the file; the gain compares runs of the same seed."""
    tests = [found.test for found in fits]
    gains = np.subtract(tests, [found.test for found in plain])
    return {
        "train": rounded(found.train for found in fits),
        "test": rounded(tests),
        **summary(tests),
        "gain": {"mean": round(float(gains.mean()), 4), "spread": round(float(gains.std(ddof=1)), 4)},
        "loss": rounded(found.loss for found in fits),
        **more,
    }


def remedies(n):
    """Every remedy on n images."""
    seeds = SEEDS[n]
    plain = [fit(n, PLAIN, seed) for seed in seeds]
    results = {}
    for name, settings in REMEDIES.items():
        best = [chosen(settings, n, seed) for seed in seeds]
        strengths = [one.decay or one.dropout or (one.moves or [0])[0] for one in best]
        more = {"chosen": strengths} if len(settings) > 1 else {}
        results[name] = entry([fit(n, one, seed) for one, seed in zip(best, seeds, strict=True)], plain, **more)
    fits, updates = zip(*(stopped(n, seed) for seed in seeds), strict=True)
    results["early stopping"] = entry(fits, plain, updates=list(updates))
    again = [stopped_then_all(n, *pair) for pair in zip(seeds, updates, strict=True)]
    results["early stopping, then all images"] = entry(again, plain, updates=list(updates))
    return results


def measure_remedies():
    return {
        "about": (
            f"{ABOUT} Width 100 unless said. Strengths (decay; dropout's p; pixels, with 5 degrees and a zoom of 0.05 "
            "for each) are chosen by a validation split of 20 %, seed by seed, then all images train. Early stopping "
            f"looks at the validation loss every {EVERY} updates, waits {PATIENCE} looks and trains on 80 %. test: "
            "share right of the official 10,000, one number a seed; loss: cross-entropy on them. gain: difference to "
            "none, over seeds; spread: standard deviation; interval: Wilson's 95 % of the mean."
        ),
        "updates": {f"{n:,} images": UPDATES[n] for n in SEEDS},
        "seeds": {f"{n:,} images": len(seeds) for n, seeds in SEEDS.items()},
        **{f"{n:,} images": remedies(n) for n in SEEDS},
    }


def measure_sizes():
    """Errors of networks of each width on each number of training images, without any remedy."""

    def table(error):
        """One row a width: the mean over seeds for each number of images."""
        return [
            [round(float(np.mean([error(fit(n, Setting((width,)), seed)) for seed in SIZE_SEEDS])), 4) for n in COUNTS]
            for width in WIDTHS
        ]

    return {
        "about": f"{ABOUT} Errors are shares wrong, means over seeds: a row a width, a column a number of images.",
        "seeds": list(SIZE_SEEDS),
        "widths": list(WIDTHS),
        "parameters": [784 * width + width + 10 * width + 10 for width in WIDTHS],
        "images": list(COUNTS),
        "updates": list(UPDATES.values()),
        "train_error": table(lambda found: 1 - found.train),
        "test_error": table(lambda found: 1 - found.test),
        "test_loss": table(lambda found: found.loss),
    }


def shifted(model, pixels):
    """The share right on test images moved by so many pixels: the mean over four directions."""
    x, y = digits()[1]
    images = x.reshape(-1, 28, 28)
    moved = (shift(images, pixels * down, pixels * right).reshape(x.shape) for down, right in DIRECTIONS.values())
    return np.mean([score(model, Examples(each, y))[0] for each in moved])


def measure_shifts():
    """The networks trained on 10,000 images, on test images that lie elsewhere."""
    settings = {"none": PLAIN, "augmentation": Setting(moves=(2.0, 10.0, 0.1))}
    results = {
        "about": (
            f"{ABOUT} Width 100, 10,000 training images. Share right of the official test images, moved by so many "
            "pixels down, up, right and left (mean of the four); one number a seed. augmentation: trained on images "
            "moved by up to 2 pixels, turned by up to 10 degrees and scaled by up to 10 %."
        ),
        "seeds": list(SEEDS[10_000]),
        "pixels": list(PIXELS),
    }
    for name, setting in settings.items():
        nets = [fit(10_000, setting, seed).model for seed in SEEDS[10_000]]
        shares = np.array([[shifted(model, pixels) for model in nets] for pixels in PIXELS])
        results[name] = {"test": [rounded(row) for row in shares], "mean": rounded(shares.mean(axis=1))}
    return results
