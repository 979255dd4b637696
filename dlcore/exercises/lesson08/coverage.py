"""Exercise 8.6, how many modes the samples cover, and its variant, the same question for classes of images."""

import numpy as np

from dlcore.exercises.exercise import Exercise

SQUARE = np.array([[2.0, 0.0], [0.0, 2.0], [-2.0, 0.0], [0.0, -2.0]])

coverage = Exercise(
    "8.6",
    "how many modes are covered",
    task=(
        "Write `modes(samples, centres, sigma)`. The data come from K narrow groups with the given centres, (K, 2), "
        "and the standard deviation sigma; samples have shape (N, 2). A sample is good if its nearest centre is "
        "within 3 sigma; a mode is covered if at least one good sample belongs to it. Return the number of covered "
        "modes and the share of good samples."
    ),
    inputs=[
        (np.array([[2.0, 0.5], [0.0, 0.5]]), SQUARE[:2], 0.25),
        (np.array([[2.1, 0.2], [1.8, -0.3], [-1.0, -1.5], [0.2, 1.2]]), SQUARE, 0.5),
        (np.array([[0.1, 1.9], [-2.4, 0.1], [-2.0, 0.8], [-1.4, 0.6], [1.5, 1.6]]), SQUARE, 0.25),
        (np.array([[3.0, 3.0], [0.5, 0.4]]), SQUARE, 0.1),
    ],
    hints=(
        "All distances at once: `samples[:, None] - centres` has shape (N, K, 2).",
        "`distances.argmin(axis=1)` is each sample's nearest centre, `distances.min(axis=1)` how far it is.",
        "Good is `distances.min(axis=1) <= 3 * sigma`; covered are the different values of `nearest[good]`.",
    ),
    returns=2,
)


@coverage.reference
def modes(samples, centres, sigma):
    distances = np.linalg.norm(samples[:, None] - centres, axis=2)  # (N, K)
    nearest = distances.argmin(axis=1)
    good = distances.min(axis=1) <= 3 * sigma
    return len(np.unique(nearest[good])), good.mean()


def _distances(samples, centres):
    return np.linalg.norm(samples[:, None] - centres, axis=2)


def _counted(distances, good):
    return len(np.unique(distances.argmin(axis=1)[good])), good.mean()


@coverage.wrong(
    "modes counted from all samples, good or not",
    look="Every sample has a nearest centre, even one far from all. Only good samples cover a mode.",
)
def _any_sample(samples, centres, sigma):
    distances = _distances(samples, centres)
    return len(np.unique(distances.argmin(axis=1))), (distances.min(axis=1) <= 3 * sigma).mean()


@coverage.wrong("no limit of the distance", look="A sample between the groups is not good: within 3 sigma.")
def _no_limit(samples, centres, sigma):
    distances = _distances(samples, centres)
    return _counted(distances, np.full(len(samples), True))


@coverage.wrong("the squared distance compared with 3 sigma", look="Take its root, or compare with (3 sigma)².")
def _squared(samples, centres, sigma):
    distances = _distances(samples, centres)
    return _counted(distances, distances.min(axis=1) ** 2 <= 3 * sigma)


@coverage.wrong(
    "a limit of one sigma", look="About 99 of 100 points of such a group lie within 3 sigma, 39 within one."
)
def _one_sigma(samples, centres, sigma):
    distances = _distances(samples, centres)
    return _counted(distances, distances.min(axis=1) <= sigma)


@coverage.wrong(
    "a limit for each coordinate alone",
    look="That is a square around the centre. The distance is the root of both squares.",
)
def _box(samples, centres, sigma):
    distances = np.abs(samples[:, None] - centres).max(axis=2)
    return _counted(distances, distances.min(axis=1) <= 3 * sigma)


@coverage.wrong(
    "good samples divided by N·K",
    look="Each sample has one nearest centre: a share of N samples, not of all distances.",
)
def _of_pairs(samples, centres, sigma):
    distances = _distances(samples, centres)
    return modes(samples, centres, sigma)[0], (distances <= 3 * sigma).mean()


@coverage.wrong("the number of good samples, not their share", look="Divide by the number of samples, N.")
def _number(samples, centres, sigma):
    covered, share = modes(samples, centres, sigma)
    return covered, share * len(samples)


@coverage.wrong("the share of covered modes, not their number", look="The first result is a number from 0 to K.")
def _share(samples, centres, sigma):
    covered, share = modes(samples, centres, sigma)
    return covered / len(centres), share


@coverage.wrong("the two numbers in the other order", look="First the number of modes, then the share.")
def _other_order(samples, centres, sigma):
    return modes(samples, centres, sigma)[::-1]


@coverage.notice
def _two_ways_to_fail(student):
    generator = np.random.default_rng(0)
    one = SQUARE[0] + 0.05 * generator.normal(size=(1000, 2))
    everywhere = generator.uniform(-2.5, 2.5, (1000, 2))
    (few, good), (all_of_them, bad) = (student(samples, SQUARE, 0.05) for samples in (one, everywhere))
    return (
        f"1,000 samples in one group cover {int(few)} of 4 modes, and {100 * float(good):.0f} % are good; 1,000 spread "
        f"evenly over the square cover {int(all_of_them)}, and {100 * float(bad):.0f} % are good. Either number alone "
        "can be had cheaply. Say both."
    )


classes = Exercise(
    "8.6v",
    "confidence and spread of generated images",
    task=(
        "A classifier has looked at N generated images; `probabilities` (N, C) holds what it says. Write "
        "`judged(probabilities)`. Return two numbers: the mean over the images of the largest probability, and the "
        "entropy −Σ r log r of the shares r of the predicted classes, natural logarithm, where a class that is never "
        "predicted contributes 0."
    ),
    inputs=[
        (np.array([[0.75, 0.25], [0.4, 0.6]]),),
        (np.array([[0.5, 0.3, 0.2], [0.1, 0.8, 0.1], [0.45, 0.35, 0.2], [0.6, 0.1, 0.3]]),),
        (np.array([[0.2, 0.7, 0.1], [0.3, 0.4, 0.3]]),),
    ],
    hints=(
        "`probabilities.max(axis=1)` is the confidence of each image, `probabilities.argmax(axis=1)` its class.",
        "`np.bincount(predicted, minlength=C) / N` are the shares.",
        "Sum over the shares above 0: `-(r[r > 0] * np.log(r[r > 0])).sum()`.",
    ),
    returns=2,
)


@classes.reference
def judged(probabilities):
    count, kinds = probabilities.shape
    shares = np.bincount(probabilities.argmax(axis=1), minlength=kinds) / count
    there = shares[shares > 0]
    return probabilities.max(axis=1).mean(), -(there * np.log(there)).sum()


def _entropy(shares):
    there = np.where(shares > 0, shares, 1.0)
    return -(there * np.log(there)).sum(axis=-1)


@classes.wrong(
    "the mean over the images of each one's entropy",
    look="That says how unsure the classifier is of one image. The spread is the entropy of the predicted classes.",
)
def _each(probabilities):
    return judged(probabilities)[0], _entropy(probabilities).mean()


@classes.wrong(
    "the entropy of the mean probabilities",
    look="Images that are all half a 3 and half an 8 would look like two kinds. Count the predicted classes.",
)
def _of_mean(probabilities):
    return judged(probabilities)[0], _entropy(probabilities.mean(axis=0))


@classes.wrong("the largest probability of each class", look="One for each image: the largest along `axis=1`.")
def _wrong_axis(probabilities):
    return probabilities.max(axis=0).mean(), judged(probabilities)[1]


@classes.wrong("logarithms to base 2", look="`np.log` is the natural one; ten equal shares give 2.303 then.")
def _base_two(probabilities):
    confidence, spread = judged(probabilities)
    return confidence, spread / np.log(2)


@classes.wrong(
    "the number of different classes as the spread", look="A class that comes up once counts as much. Use shares."
)
def _number_of_classes(probabilities):
    return judged(probabilities)[0], len(np.unique(probabilities.argmax(axis=1)))


@classes.wrong("0 · log 0 for a class that is never predicted", look="That is nan. Sum over the shares above 0.")
def _empty(probabilities):
    count, kinds = probabilities.shape
    shares = np.bincount(probabilities.argmax(axis=1), minlength=kinds) / count
    return probabilities.max(axis=1).mean(), -(shares * np.log(shares)).sum()


@classes.notice
def _one_good_image(student):
    copies = np.tile([0.01] * 7 + [0.91] + [0.01] * 2, (1000, 1))
    guesses = np.random.default_rng(0).dirichlet(np.ones(10), 1000)
    (sure, one_kind), (unsure, spread) = (student(each) for each in (copies, guesses))
    return (
        f"one good picture of a 7, a thousand times, has the confidence {float(sure):.2f} and the spread "
        f"{abs(float(one_kind)):.2f}; random answers have {float(unsure):.2f} and {float(spread):.2f}, near log 10 = "
        "2.30. A collapsed generator fails the second, one that leaves the classifier guessing the first. And neither "
        "sees a copy of the training data."
    )
