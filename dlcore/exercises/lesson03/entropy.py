"""Exercise 3.3, cross-entropy from logits.

Shapes: N examples, C classes; logits (N, C), target (N,), the class of each example as a whole number.
"""

import numpy as np

from dlcore.exercises.exercise import Exercise

THREE = np.array([[2.0, 0.0, -1.0], [0.0, 1.0, 3.0]])

entropy = Exercise(
    "3.3",
    "cross-entropy from logits",
    task=(
        "Write `cross_entropy(logits, target)`: the mean over the examples of −log p, where p is the probability "
        "that softmax gives to the true class. logits has shape (N, C); target has shape (N,) and holds the true "
        "class of each example, 0 to C − 1. Return one number, the right one also where logits are ±10,000."
    ),
    inputs=[
        (np.array([[0.0, 1.0]]), np.array([1])),
        (np.array([[1.0, 0.0, -1.0]]), np.array([2])),
        (THREE, np.array([0, 1])),
        (np.array([[10000.0, 9999.0]]), np.array([1])),
        (np.array([[10000.0, 0.0, -10000.0], [1.0, 2.0, 0.5]]), np.array([1, 0])),
    ],
    hints=(
        "Write softmax for one example, take the logarithm by hand and simplify: log (eᵃ / Σ eˣ) = a − log Σ eˣ.",
        "log Σ eˣ does not change if you take the largest logit m of the row out: m + log Σ e^(x − m). "
        "Then every exponential lies between 0 and 1.",
        "`logits[np.arange(len(target)), target]` picks one logit a row, that of the true class: shape (N,).",
    ),
)


@entropy.reference
def cross_entropy(logits, target):
    largest = logits.max(axis=1)  # (N,)
    log_sum = largest + np.log(np.exp(logits - largest[:, None]).sum(axis=1))  # (N,)
    return np.mean(log_sum - logits[np.arange(len(target)), target])


def log_softmax(logits, axis=1):
    """Log-probabilities, to full precision."""
    shifted = logits - logits.max(axis=axis, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))


def softmax(logits, axis=1):
    return np.exp(log_softmax(logits, axis))


def one_hot(logits, target):
    return np.eye(logits.shape[1])[target]


def of_true_class(values, target):
    return values[np.arange(len(target)), target]


@entropy.wrong(
    "the sum over the examples, not their mean",
    look="With one example the two are equal; with two the answer doubles. Where is 1/N?",
)
def _sum(logits, target):
    return len(target) * cross_entropy(logits, target)


@entropy.wrong(
    "one loss for each example, not yet their mean",
    look="The answer is one number: the mean over the N examples.",
)
def _each(logits, target):
    return -of_true_class(log_softmax(logits), target)


@entropy.wrong(
    "the mean log-probability without its minus sign",
    look="The logarithm of a probability is never above 0, and a loss should grow as the model gets worse.",
)
def _no_minus(logits, target):
    return -cross_entropy(logits, target)


@entropy.wrong(
    "cross-entropy in bits: a logarithm to base 2",
    look="Here log is the natural logarithm, `np.log`. A bit is log 2 = 0.693 of it.",
)
def _bits(logits, target):
    return cross_entropy(logits, target) / np.log(2)


@entropy.wrong(
    "a logarithm to base 10",
    look="Here log is the natural logarithm, `np.log`.",
)
def _decades(logits, target):
    return cross_entropy(logits, target) / np.log(10)


@entropy.wrong(
    "a softmax that overflows",
    look="`np.exp(10000)` is inf, and inf / inf is nan. Softmax stays the same if you subtract the largest logit "
    "of the row from all of them first.",
)
def _overflows(logits, target):
    exponentials = np.exp(logits)
    return -np.mean(np.log(of_true_class(exponentials / exponentials.sum(axis=1, keepdims=True), target)))


@entropy.wrong(
    "a log Σ eˣ that overflows",
    look="`np.exp(10000)` is inf. Take the largest logit m of the row out first: m + log Σ e^(x − m).",
)
def _sum_overflows(logits, target):
    return np.mean(np.log(np.exp(logits).sum(axis=1)) - of_true_class(logits, target))


@entropy.wrong(
    "the logarithm of a probability that has become 0",
    look="e^(−10000) is too small for any float, so softmax gives 0 and its logarithm −inf. Do not compute the "
    "probability: take the logarithm by hand, a − log Σ eˣ.",
)
def _underflows(logits, target):
    return -np.mean(np.log(of_true_class(softmax(logits), target)))


def _padded(small):
    """A small number inside the logarithm keeps away inf, and the truth."""

    @entropy.wrong(
        f"a small number inside the logarithm, {small:.0e}",
        look=f"It replaces inf by a wrong number: no loss above −log {small:.0e} = {-np.log(small):.1f} can come out, "
        "and its slope is 0 there. Take the logarithm by hand, a − log Σ eˣ.",
    )
    def add(logits, target):
        return -np.mean(np.log(of_true_class(softmax(logits), target) + small))


for _small in (1e-15, 1e-12, 1e-10, 1e-9, 1e-8):
    _padded(_small)


@entropy.wrong(
    "one largest logit taken out of all rows",
    look="Each row has a largest logit of its own, `logits.max(axis=1, keepdims=True)`. With that of the whole array, "
    "every exponential of a row far below it becomes 0.",
)
def _one_largest(logits, target):
    largest = logits.max()
    return np.mean(largest + np.log(np.exp(logits - largest).sum(axis=1)) - of_true_class(logits, target))


@entropy.wrong(
    "a softmax over the examples, axis 0",
    look="The probabilities of the classes of one example sum to 1: sum along the row, axis 1.",
)
def _axis(logits, target):
    return -np.mean(of_true_class(log_softmax(logits, axis=0), target))


@entropy.wrong(
    "a mean over all N·C numbers",
    look="`np.mean` of an array (N, C) divides by N·C. Sum over the classes first, then take the mean over the N "
    "examples.",
)
def _over_all(logits, target):
    return cross_entropy(logits, target) / logits.shape[1]


@entropy.wrong(
    "cross-entropy with its arguments exchanged, −Σ p log y",
    look="The logarithm belongs to the model's p, not to the target: log 0 of the other classes is −inf.",
)
def _exchanged(logits, target):
    return -np.mean((softmax(logits) * np.log(one_hot(logits, target))).sum(axis=1))


@entropy.wrong(
    "the logarithms of all classes, without the target",
    look="The target picks one class a row; only its probability counts.",
)
def _all_classes(logits, target):
    return -np.mean(log_softmax(logits).sum(axis=1))


@entropy.wrong(
    "the class that the model finds likeliest, where the true one belongs",
    look="Use `target` to pick the probability, not the largest one: a model that is sure and wrong must lose.",
)
def _likeliest(logits, target):
    return -np.mean(log_softmax(logits).max(axis=1))


@entropy.wrong(
    "the target's columns picked from every row",
    look="`logits[:, target]` has shape (N, N): all rows, and the columns in `target`. One number a row is "
    "`logits[np.arange(N), target]`.",
)
def _columns(logits, target):
    return -np.mean(log_softmax(logits)[:, target])


@entropy.wrong(
    "the logit of the true class alone",
    look="What the other classes get counts through the sum below the fraction: log softmax is a − log Σ eˣ.",
)
def _no_sum(logits, target):
    return -np.mean(of_true_class(logits, target))


@entropy.wrong(
    "the probability that is missing, 1 − p",
    look="−log p and 1 − p agree near p = 1 only. Where p is small, −log p grows without bound.",
)
def _missing(logits, target):
    return np.mean(1 - of_true_class(softmax(logits), target))


@entropy.wrong(
    "a binary cross-entropy for every class, added",
    look="Classes that exclude each other need no terms log(1 − p): softmax has already taken the rest away from them.",
)
def _binary(logits, target):
    p, hot = softmax(logits), one_hot(logits, target)
    return -np.mean((hot * np.log(p) + (1 - hot) * np.log(1 - p)).sum(axis=1))


@entropy.wrong(
    "the mean squared error of the probabilities",
    look="That is another loss; it gives a slope near 0 where the model is sure and wrong.",
)
def _squared(logits, target):
    return np.mean((softmax(logits) - one_hot(logits, target)) ** 2)


@entropy.notice
def _level(student):
    undecided = student(np.zeros((4, 10)), np.array([0, 3, 3, 9]))
    moved = student(THREE + 10000, np.array([0, 1])) - student(THREE, np.array([0, 1]))
    same = "leaves your loss as it is" if abs(moved) < 1e-9 else f"changes your loss by {moved:.1g}"
    return (
        f"a model with ten equal logits has, by your function, the loss {undecided:.4g}: log 10, whatever the targets. "
        "Remember it. A network for ten classes that has not learnt anything should begin near this number; if it "
        f"begins far above, its first logits are too large. And adding 10,000 to all logits {same}: softmax sees "
        "differences alone."
    )
