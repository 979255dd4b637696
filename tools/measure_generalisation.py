"""Lesson 05: shuffled labels, double descent, and what k-fold cross-validation estimates."""

import numpy as np

from dlcore.datasets import Examples, k_fold, split
from dlcore.score import accuracy
from tools.summary import rounded, summary
from tools.train_digits import ABOUT, Setting, built, digits, drawn, score, scored, train, trained

SHARES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)  # of the labels that are shuffled
LABELLED, MOST = 1000, 20_000  # images, and updates at most
LABEL_SEEDS = tuple(range(10))

FEATURES = (10, 30, 100, 200, 250, 280, 300, 320, 350, 400, 500, 700, 1000, 2000, 3000)
REGRESSED = 300  # images
FEATURE_SEEDS = tuple(range(5))

FOLDS = (2, 5, 10)
SMALL, DRAWS, FEW = 200, 30, 150  # images a draw, draws, and updates


def shuffled(labels, share, generator):
    """The labels, with those of so many examples, drawn at random, exchanged among them."""
    labels = labels.copy()
    some = generator.permutation(len(labels))[: round(share * len(labels))]
    labels[some] = labels[generator.permutation(some)]
    return labels


def memorised(share, seed):
    """(fit, updates, share of labels that are wrong): trained until every label is met."""
    x, y = drawn(LABELLED, seed)
    data = Examples(x, shuffled(y, share, np.random.default_rng((seed, 4))))
    model = built(Setting(), seed)
    updates = train(model, data, Setting(), seed, MOST, lambda n: n % 20 == 0 and score(model, data)[0] == 1)
    return scored(model, data), updates, float(np.mean(data.y != y))


def measure_labels():
    """A network trained on labels part of which, up to all, are shuffled."""
    results = {
        "about": (
            f"{ABOUT} Width 100, {LABELLED:,} images, the labels of a share of them exchanged at random among these. "
            f"Trained until all given labels are met, {MOST:,} updates at most; looked at every 20. train: share of "
            "the given labels that is met; test: share right of the official 10,000; one number a seed."
        ),
        "seeds": LABEL_SEEDS,
        "shares": SHARES,
        "runs": {},
    }
    for share in SHARES:
        fits, updates, wrong = zip(*(memorised(share, seed) for seed in LABEL_SEEDS), strict=True)
        tests = [found.test for found in fits]
        results["runs"][f"{share:g}"] = {
            "wrong_labels": rounded(wrong),
            "updates": updates,
            "train": rounded(found.train for found in fits),
            "test": rounded(tests),
            **summary(tests),
        }
    return results


def random_features(x, count, seed):
    """ReLU units with random weights, never trained; (N, 784) → (N, count). A larger count keeps the first ones.

    0.13 is the mean of all pixels; without it the weights' sum would decide which units are ever positive.
    """
    weights = np.random.default_rng((seed, 5)).normal(0, 1 / 28, (max(FEATURES), 784))[:count]
    return np.maximum((x - 0.13) @ weights.T, 0)


def least_squares(features, targets):
    """The output weights with the least squared error; where many have it, those of smallest norm."""
    return np.linalg.lstsq(features, targets, rcond=None)[0]


def regressions(seed):
    """One row a number of features: training error, test error, share of test images right, norm of the weights."""
    part, test = drawn(REGRESSED, seed), digits()[1]
    features, test_features = (random_features(each.x, max(FEATURES), seed) for each in (part, test))
    targets, test_targets = np.eye(10)[part.y], np.eye(10)[test.y]
    rows = []
    for count in FEATURES:
        weights = least_squares(features[:, :count], targets)
        outputs = test_features[:, :count] @ weights
        errors = np.mean((features[:, :count] @ weights - targets) ** 2), np.mean((outputs - test_targets) ** 2)
        rows.append((*errors, accuracy(outputs, test.y), np.linalg.norm(weights)))
    return rows


def measure_double_descent():
    """Least squares on more and more random features: the test error peaks where they are as many as images."""
    found = np.array([regressions(seed) for seed in FEATURE_SEEDS])  # (seeds, features, 4)
    middle = np.median(found, axis=0)

    def column(i):
        return [float(f"{value:.4g}") for value in middle[:, i]]

    return {
        "about": (
            f"{REGRESSED} images of MNIST; random ReLU features of the 784 pixels, and 10 linear outputs fitted to "
            "one-hot targets by least squares, the solution of smallest norm where there are many. The seed draws "
            "images and features. Mean squared errors on the training images and the official 10,000, share of those "
            "right, norm of the output weights; medians over seeds."
        ),
        "seeds": FEATURE_SEEDS,
        "images": REGRESSED,
        "features": FEATURES,
        "train_error": [value if value > 1e-20 else 0.0 for value in column(0)],
        "test_error": column(1),
        "test": column(2),
        "norm": column(3),
    }


def linear_score(data, held_out, seed):
    """The share of what is held out that softmax regression gets right."""
    return score(trained(data, Setting(hidden=()), seed, FEW), held_out)[0]


def estimates(draw, order):
    """{how: share} for one draw of images: the truth, and what folds and one split say of it."""
    chosen = order[draw * SMALL : (draw + 1) * SMALL]
    x, y = (part[chosen] for part in digits()[0])
    found = {"truth": linear_score(Examples(x, y), digits()[1], draw)}
    most, held_out = split(x, y, (0.8, 0.2), generator=np.random.default_rng((draw, 6)))
    found["one split, 80 to 20"] = linear_score(most, held_out, draw)
    for k in FOLDS:
        folds = k_fold(y, k, generator=np.random.default_rng((draw, 7)))
        shares = [linear_score(Examples(x[part], y[part]), Examples(x[out], y[out]), draw) for part, out in folds]
        found[f"{k} folds"] = float(np.mean(shares))
    return found


def measure_k_fold():
    """Estimates by folds beside the truth, for many draws of a few images."""
    order = np.random.default_rng(0).permutation(len(digits()[0].y))
    draws = [estimates(draw, order) for draw in range(DRAWS)]
    column = {name: np.array([found[name] for found in draws]) for name in draws[0]}
    results = {
        "about": (
            f"Softmax regression (784-10) on {SMALL} images, {FEW} updates as in the other measurements; {DRAWS} draws "
            "that share no image. truth: share right of the official 10,000, trained on all. bias: mean of estimate − "
            "truth over draws; spread: standard deviation of that difference; shares: one number a draw."
        ),
        "draws": DRAWS,
        "images": SMALL,
    }
    for name, shares in column.items():
        misses = shares - column["truth"]
        results[name] = {
            "mean": round(shares.mean(), 4),
            "bias": round(misses.mean(), 4),
            "spread": round(misses.std(ddof=1), 4),
            "shares": rounded(shares),
        }
    return results
