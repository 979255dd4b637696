"""Exercise 3.3v, binary cross-entropy from logits. logits z (N,), target y (N,)."""

import numpy as np

from dlcore.exercises.exercise import Exercise

binary = Exercise(
    "3.3v",
    "binary cross-entropy from logits",
    task=(
        "Write `binary_cross_entropy(z, y)`: the mean over the examples of −y log σ(z) − (1 − y) log(1 − σ(z)). "
        "z has shape (N,) and holds logits, y has shape (N,) and holds numbers from 0 to 1. "
        "Return one number, the right one also where logits are ±10,000."
    ),
    inputs=[
        (np.array([1.0]), np.array([1.0])),
        (np.array([0.5]), np.array([0.0])),
        (np.array([2.0, -1.0, 0.5]), np.array([1.0, 1.0, 0.25])),
        (np.array([40.0, 0.0]), np.array([0.0, 1.0])),
        (np.array([-10000.0, 1.0]), np.array([1.0, 0.0])),
        (np.array([10000.0, -1.0]), np.array([1.0, 0.0])),
    ],
    hints=(
        "Insert σ(z) = 1 / (1 + e⁻ᶻ) and take the logarithms by hand: −log σ(z) = log(1 + e⁻ᶻ) and "
        "−log(1 − σ(z)) = log(1 + eᶻ).",
        "log(1 + e⁻ᶻ) = log(1 + eᶻ) − z, so each example's loss is log(1 + eᶻ) − y z.",
        "log(1 + eᶻ) overflows at z = 10,000. It is max(z, 0) + log(1 + e^(−|z|)), where the exponential is at most 1.",
    ),
)


@binary.reference
def binary_cross_entropy(z, y):
    return np.mean(np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z))) - y * z)


def sigmoid(z):
    return np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))


def _log_sigmoid(z):
    return np.minimum(z, 0) - np.log1p(np.exp(-np.abs(z)))


@binary.wrong(
    "logarithms of a sigmoid that has become 0 or 1",
    look="At z = 40, 1 − σ(z) is 0 in a float, and its logarithm −inf; 0 times −inf is nan. Take the logarithms by "
    "hand: each example's loss is log(1 + eᶻ) − y z.",
)
def _naive(z, y):
    p = 1 / (1 + np.exp(-z))
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


@binary.wrong(
    "an exponential that overflows",
    look="`np.exp(10000)` is inf. log(1 + eᶻ) is max(z, 0) + log(1 + e^(−|z|)).",
)
def _overflows(z, y):
    return np.mean(np.log(1 + np.exp(z)) - y * z)


@binary.wrong(
    "exponentials that overflow, one for each target",
    look="`np.exp(10000)` is inf, and 0 times inf is nan. log(1 + eᶻ) is max(z, 0) + log(1 + e^(−|z|)).",
)
def _both_overflow(z, y):
    return np.mean(y * np.log(1 + np.exp(-z)) + (1 - y) * np.log(1 + np.exp(z)))


def _padded(small):
    """A small number that keeps probabilities away from 0 and 1."""

    @binary.wrong(
        f"probabilities kept {small:.0e} away from 0 and 1",
        look=f"No loss above −log {small:.0e} = {-np.log(small):.1f} can come out, and its slope is 0 there. Each "
        "example's loss is log(1 + eᶻ) − y z: no probability needs to be computed.",
    )
    def clipped(z, y):
        p = np.clip(sigmoid(z), small, 1 - small)
        return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


for _small in (1e-15, 1e-12, 1e-10, 1e-8, 1e-7):
    _padded(_small)


@binary.wrong("the sum over the examples, not their mean", look="With one example the two are equal. Where is 1/N?")
def _sum(z, y):
    return len(y) * binary_cross_entropy(z, y)


@binary.wrong(
    "a loss without its minus sign", look="The logarithm of a probability is never above 0; a loss should be."
)
def _no_minus(z, y):
    return -binary_cross_entropy(z, y)


@binary.wrong(
    "the term for target 1 alone, −y log σ(z)",
    look="Where y = 0 it is 0 whatever the model says. The term (1 − y) log(1 − σ(z)) counts those examples.",
)
def _first_term(z, y):
    return -np.mean(y * _log_sigmoid(z))


@binary.wrong(
    "the two targets exchanged",
    look="A large z speaks for y = 1: the loss for y = 1 has to fall as z grows. Look at the signs of z.",
)
def _exchanged(z, y):
    return binary_cross_entropy(-z, y)


@binary.wrong(
    "targets rounded to 0 or 1",
    look="A target of 0.25 says: this happens in a quarter of the cases. Both terms count then.",
)
def _rounded(z, y):
    return binary_cross_entropy(z, np.round(y))


@binary.wrong(
    "logits taken as probabilities",
    look="z is any number, and log z exists for positive ones alone. The probability is σ(z).",
)
def _no_sigmoid(z, y):
    return -np.mean(y * np.log(z) + (1 - y) * np.log(1 - z))


@binary.wrong(
    "the squared error of the probability",
    look="That is another loss, one that hardly pulls where the model is sure and wrong.",
)
def _squared(z, y):
    return np.mean((sigmoid(z) - y) ** 2)


@binary.notice
def _line(student):
    losses = [student(np.array([z]), np.array([1.0])) for z in (0.0, -10.0, -20.0, -10000.0)]
    return (
        "at target 1 your loss is {:.4g} at z = 0, {:.4g} at −10, {:.4g} at −20 and {:.5g} at −10,000. "
        "Far on the wrong side it is a straight line of slope −1: cross-entropy pulls an example with full force "
        "however far away it is. At z = 0 it is log 2, the loss of a coin."
    ).format(*losses)
