"""Exercise 8.1, the loss of the discriminator with its two gradients, and its variant, one label made soft.

Shapes: N real samples and M fake ones; logits (N, 1) and (M, 1).
"""

import numpy as np

from dlcore.exercises.exercise import Exercise
from dlcore.exercises.lesson08.logits import column, sigmoid, softplus

judge = Exercise(
    "8.1",
    "the loss of the discriminator",
    task=(
        "Write `d_loss(real_logits, fake_logits)`: the mean of −log σ(f) over the real samples, plus the mean of "
        "−log(1 − σ(f)) over the fake ones. The logits have shape (N, 1) and (M, 1). Return three things: the loss, "
        "one number, the right one also where logits are ±1,000; its gradient with respect to the real logits, "
        "(N, 1); and that with respect to the fake logits, (M, 1)."
    ),
    inputs=[
        (column(0.5), column(-1.0)),
        (column(2.0, -1.0), column(0.0, 1.5)),
        (column(2.0, -1.0, 0.5), column(0.25, -1.5)),
        (column(40.0, -1000.0), column(-3.0, 1000.0)),
    ],
    hints=(
        "It is lesson 03's binary cross-entropy, twice: once with target 1 and once with target 0.",
        "−log σ(f) = log(1 + e⁻ᶠ) and −log(1 − σ(f)) = log(1 + eᶠ); `np.logaddexp(0, f)` is log(e⁰ + eᶠ).",
        "Probability minus target, over the number of samples: (σ(f) − 1) / N for the real ones, σ(f) / M for the "
        "fake.",
    ),
    returns=3,
)


@judge.reference
def d_loss(real_logits, fake_logits):
    real = np.logaddexp(0, -real_logits)  # −log σ(f)
    fake = np.logaddexp(0, fake_logits)  # −log(1 − σ(f))
    real_slopes = (np.exp(-real) - 1) / len(real)
    fake_slopes = (1 - np.exp(-fake)) / len(fake)
    return real.mean() + fake.mean(), real_slopes, fake_slopes


def _slopes(real, fake):
    """The gradients of the sum over the samples."""
    return sigmoid(real) - 1, sigmoid(fake)


@judge.wrong(
    "the labels swapped: real samples called fake, and fake ones real",
    look="The loss has to fall as the logits of real samples grow. What sign has your first gradient?",
)
def _swapped(real_logits, fake_logits):
    return d_loss(-real_logits, -fake_logits)[0], *(-g for g in d_loss(-real_logits, -fake_logits)[1:])


@judge.wrong("the sums over the samples, not their means", look="With one sample the two are equal. Where is 1/N?")
def _sums(real_logits, fake_logits):
    loss = softplus(-real_logits).sum() + softplus(fake_logits).sum()
    return loss, *_slopes(real_logits, fake_logits)


@judge.wrong(
    "the mean over axis 1, along which there is one number",
    look="Logits are (N, 1): `mean(axis=1)` averages one number and leaves N losses. `mean()` takes all samples.",
)
def _wrong_axis(real_logits, fake_logits):
    loss = softplus(-real_logits).mean(axis=1) + softplus(fake_logits).mean(axis=1)
    return loss, *_slopes(real_logits, fake_logits)


@judge.wrong("a loss of shape (1,), the mean over axis 0", look="One number is asked for: `mean()` without an axis.")
def _one_axis(real_logits, fake_logits):
    return np.atleast_1d(d_loss(real_logits, fake_logits)[0]), *d_loss(real_logits, fake_logits)[1:]


@judge.wrong(
    "the right loss with gradients that lack their 1/N",
    look="The loss is a mean, so each sample's slope has a factor 1/N, or 1/M.",
)
def _undivided(real_logits, fake_logits):
    return d_loss(real_logits, fake_logits)[0], *_slopes(real_logits, fake_logits)


@judge.wrong(
    "the half of the real samples alone", look="A discriminator that says “real” to everything would be perfect."
)
def _real_alone(real_logits, fake_logits):
    _, real_slopes, fake_slopes = d_loss(real_logits, fake_logits)
    return softplus(-real_logits).mean(), real_slopes, 0 * fake_slopes


@judge.wrong(
    "half of the loss",
    look="Two means are added here; with ½ before them a guessing discriminator would have ln 2, not 2 ln 2.",
)
def _halved(real_logits, fake_logits):
    return tuple(part / 2 for part in d_loss(real_logits, fake_logits))


@judge.wrong(
    "one mean over all N + M samples",
    look="Each half has a mean of its own: 1/N for the real samples, 1/M for the fake ones.",
)
def _one_mean(real_logits, fake_logits):
    count = len(real_logits) + len(fake_logits)
    loss = (softplus(-real_logits).sum() + softplus(fake_logits).sum()) / count
    return loss, *(slopes / count for slopes in _slopes(real_logits, fake_logits))


@judge.wrong(
    "logits taken as probabilities",
    look="A logit is any number, and there is no logarithm of a negative one. The probability is σ(f).",
)
def _no_sigmoid(real_logits, fake_logits):
    loss = -np.log(real_logits).mean() - np.log(1 - fake_logits).mean()
    return loss, -1 / real_logits / len(real_logits), 1 / (1 - fake_logits) / len(fake_logits)


@judge.wrong(
    "logarithms of a sigmoid that has become 0 or 1",
    look="σ(1000) is 1 in a float, and log(1 − 1) is −inf. log(1 + eᶠ) is `np.logaddexp(0, f)`.",
)
def _naive(real_logits, fake_logits):
    p, q = 1 / (1 + np.exp(-real_logits)), 1 / (1 + np.exp(-fake_logits))
    return -np.log(p).mean() - np.log(1 - q).mean(), *d_loss(real_logits, fake_logits)[1:]


@judge.wrong(
    "gradients with respect to the probabilities",
    look="One factor more, σ(f) (1 − σ(f)), leads from the probability to the logit.",
)
def _of_probabilities(real_logits, fake_logits):
    loss, *_ = d_loss(real_logits, fake_logits)
    p, q = 1 / (1 + np.exp(-real_logits)), 1 / (1 + np.exp(-fake_logits))
    return loss, -1 / p / len(real_logits), 1 / (1 - q) / len(fake_logits)


@judge.wrong(
    "gradients with their signs turned round", look="The loss falls as real logits grow: their slope is negative."
)
def _turned(real_logits, fake_logits):
    loss, *slopes = d_loss(real_logits, fake_logits)
    return loss, *(-each for each in slopes)


@judge.notice
def _guess(student):
    guessing, real, fake = student(np.zeros((64, 1)), np.zeros((64, 1)))
    sure = student(np.full((64, 1), 5.0), np.full((64, 1), -5.0))[0]
    return (
        f"with all logits 0 your loss is {float(guessing):.4f}, which is 2 ln 2: that is a discriminator that cannot "
        f"tell. With ±5 on the right sides it is {float(sure):.4f}. So a low loss of D means that G is found out. "
        f"In the first case real and fake slopes add up to {float(np.sum(real) + np.sum(fake)):.1g}: both halves pull "
        "with the same force."
    )


soft = Exercise(
    "8.1v",
    "the discriminator's loss with soft labels for real samples",
    task=(
        "Write `soft_d_loss(real_logits, fake_logits, t)`: binary cross-entropy with the target t for real samples, "
        "such as 0.9, and 0 for fake ones: the mean of log(1 + eᶠ) − t f over the real samples, plus the mean of "
        "log(1 + eᶠ) over the fake ones. Logits (N, 1) and (M, 1). "
        "Return the loss, one number, and its gradients (N, 1) and (M, 1)."
    ),
    inputs=[
        (column(0.5), column(-1.0), 0.75),
        (column(2.0, -1.0), column(0.0, 1.5), 0.9),
        (column(2.0, -1.0, 0.5), column(0.25, -1.5), 0.8),
        (column(40.0, -1000.0), column(-3.0, 1000.0), 0.9),
    ],
    hints=(
        "`np.logaddexp(0, f)` is log(1 + eᶠ). Only the real half knows t.",
        "The slope is probability minus target, over the number of samples.",
        "(σ(f) − t) / N for the real samples, σ(f) / M for the fake ones.",
    ),
    returns=3,
)


@soft.reference
def soft_d_loss(real_logits, fake_logits, t):
    real = np.logaddexp(0, real_logits)  # −log(1 − σ(f))
    fake = np.logaddexp(0, fake_logits)
    real_slopes = (1 - np.exp(-real) - t) / len(real)
    fake_slopes = (1 - np.exp(-fake)) / len(fake)
    return (real - t * real_logits).mean() + fake.mean(), real_slopes, fake_slopes


def _with_targets(real, fake, of_real, of_fake):
    halves = [(softplus(f) - t * f).mean() for f, t in ((real, of_real), (fake, of_fake))]
    return sum(halves), (sigmoid(real) - of_real) / len(real), (sigmoid(fake) - of_fake) / len(fake)


@soft.wrong(
    "both labels made soft",
    look="Only that of real samples: with 1 − t for fake ones, D would learn to call some of them real.",
)
def _both(real_logits, fake_logits, t):
    return _with_targets(real_logits, fake_logits, t, 1 - t)


@soft.wrong("labels of 1 and 0, as without t", look="t takes the place of the 1.")
def _hard(real_logits, fake_logits, t):
    return _with_targets(real_logits, fake_logits, 1.0, 0.0)


@soft.wrong("the fake label made soft, not the real one", look="t is the target of real samples.")
def _other(real_logits, fake_logits, t):
    return _with_targets(real_logits, fake_logits, 1.0, 1 - t)


@soft.wrong("1 − t in place of t", look="Real samples get a target near 1.")
def _complement(real_logits, fake_logits, t):
    return _with_targets(real_logits, fake_logits, 1 - t, 0.0)


@soft.wrong(
    "t as a factor of the loss of the real samples",
    look="A factor makes the half weigh less; its lowest point stays at infinite logits. t is a target.",
)
def _factor(real_logits, fake_logits, t):
    loss, real_slopes, fake_slopes = d_loss(real_logits, fake_logits)
    return loss - (1 - t) * softplus(-real_logits).mean(), t * real_slopes, fake_slopes


@soft.wrong("the sums over the samples, not their means", look="Each half is a mean: 1/N and 1/M.")
def _soft_sums(real_logits, fake_logits, t):
    loss = (softplus(real_logits) - t * real_logits).sum() + softplus(fake_logits).sum()
    return loss, sigmoid(real_logits) - t, sigmoid(fake_logits)


@soft.notice
def _bounded(student):
    logits = np.linspace(-10, 10, 2001)[:, None]
    losses = [float(student(f[None], column(0.0), 0.9)[0]) for f in logits]
    best = float(logits[int(np.argmin(losses)), 0])
    return (
        f"with t = 0.9 your loss of a real sample is lowest at the logit {best:.2f}, which is ln 9; with t = 1 it "
        "falls for ever. D gains nothing any more by being ever surer that a real sample is real."
    )
