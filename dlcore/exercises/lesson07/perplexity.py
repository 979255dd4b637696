"""Exercise 7.8, the perplexity of a model of symbols, and its variant, the bigram model to beat."""

import numpy as np

from dlcore.exercises.exercise import Exercise
from dlcore.exercises.lesson07.cases import numbers

perplexity_of = Exercise(
    "7.8",
    "perplexity",
    task=(
        "Write `perplexity(logits, targets)`: the exponential of the mean cross-entropy of softmax(logits), in nats. "
        "Row t of logits, (T, K), belongs to the symbol targets[t], a number from 0 to K − 1; targets has shape (T,). "
        "Logits may be as large as 1000. Return one number."
    ),
    inputs=[
        (np.array([[0.0, 0.0, 0.0]]), np.array([1])),
        (np.array([[0.0, 1.0], [2.0, 0.0]]), np.array([0, 0])),
        (numbers(4, 3), np.array([2, 0, 0, 1])),
        (np.array([[1000.0, 999.0], [0.0, 1.0], [-1.0, 1.0]]), np.array([0, 1, 0])),
    ],
    hints=(
        "For each step: the probability p of the symbol that came. Then the mean of −log p, then exp.",
        "log softmax is x − max − log Σ exp(x − max), along each row. Without the max, exp(1000) overflows.",
        "`log_p[np.arange(len(targets)), targets]` picks one number a row. Return `np.exp(-np.mean(…))`.",
    ),
)


@perplexity_of.reference
def perplexity(logits, targets):
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))  # (T, K)
    return np.exp(-np.mean(log_p[np.arange(len(targets)), targets]))


def _losses(logits, targets, axis=1):
    """−log p of each symbol that came."""
    shifted = logits - logits.max(axis=axis, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))
    return -log_p[np.arange(len(targets)), targets]


@perplexity_of.wrong("the cross-entropy itself", look="The last step is missing: exp of the mean.")
def _no_exp(logits, targets):
    return np.mean(_losses(logits, targets))


@perplexity_of.wrong("2 to the power of nats", look="Logarithm and power have the same base: np.log goes with np.exp.")
def _two(logits, targets):
    return 2 ** np.mean(_losses(logits, targets))


@perplexity_of.wrong("e to the power of bits", look="Logarithm and power have the same base: np.log goes with np.exp.")
def _bits(logits, targets):
    return np.exp(np.mean(_losses(logits, targets)) / np.log(2))


@perplexity_of.wrong("a missing minus", look="A perplexity is at least 1. Cross-entropy is the mean of minus log p.")
def _no_minus(logits, targets):
    return np.exp(-np.mean(_losses(logits, targets)))


@perplexity_of.wrong("the mean of the exponentials", look="First the mean of −log p, then one exponential of it.")
def _mean_of_exp(logits, targets):
    return np.mean(np.exp(_losses(logits, targets)))


@perplexity_of.wrong("the exponential of the sum", look="The mean: else a longer text has a larger perplexity.")
def _sum(logits, targets):
    return np.exp(np.sum(_losses(logits, targets)))


@perplexity_of.wrong("one over the mean probability", look="Take the mean of the logarithms, not of the probabilities.")
def _inverse_mean(logits, targets):
    return 1 / np.mean(np.exp(-_losses(logits, targets)))


@perplexity_of.wrong("a softmax over the steps", look="At each step the K symbols compete: `axis=1`.")
def _wrong_axis(logits, targets):
    return np.exp(np.mean(_losses(logits, targets, axis=0)))


@perplexity_of.wrong("the most likely symbol, not the one that came", look="targets says which symbol came.")
def _likeliest(logits, targets):
    return np.exp(np.mean(_losses(logits, logits.argmax(axis=1))))


@perplexity_of.wrong("the entropy of the predictions", look="targets says which symbol came: only its p counts.")
def _entropy(logits, targets):
    losses = np.stack([_losses(logits, np.full(len(targets), k)) for k in range(logits.shape[1])])
    return np.exp((losses * np.exp(-losses)).sum(axis=0).mean())


@perplexity_of.notice
def _chances(student):
    even = student(np.zeros((5, 27)), np.arange(5))
    sure = np.zeros((100, 27))
    sure[:, 0] = 20.0
    targets = np.zeros(100, dtype=int)
    targets[0] = 1
    return (
        f"a model that knows nothing of 27 symbols has perplexity {even:.0f}: it is as unsure as if it chose among "
        f"that many. One that is sure of a symbol and wrong in 1 of 100 cases has {student(sure, targets):.2f} here; "
        f"double its logits, and the same mistake makes it {student(2 * sure, targets):.2f}."
    )


counting = Exercise(
    "7.8v",
    "a bigram model",
    task=(
        "Write `bigrams(text, K)`. text, (T,), holds numbers from 0 to K − 1. Count how often symbol b comes right "
        "after symbol a, add 1 to every count, and make probabilities of them. Return shape (K, K): row a holds the "
        "probabilities of what comes after a, and has the sum 1."
    ),
    inputs=[
        (np.array([0, 1]), 2),
        (np.array([0, 0, 1, 0, 0]), 2),
        (np.array([2, 0, 1, 1, 2, 0, 1]), 4),
    ],
    hints=(
        "The pairs are (text[0], text[1]), (text[1], text[2]) and so on: T − 1 of them.",
        "Begin with `np.ones((K, K))`. For each pair (a, b) add 1 at [a, b].",
        "Divide each row by its sum: `counts / counts.sum(axis=1, keepdims=True)`.",
    ),
)


@counting.reference
def bigrams(text, K):
    counts = np.ones((K, K))
    for t in range(len(text) - 1):
        counts[text[t], text[t + 1]] += 1
    return counts / counts.sum(axis=1, keepdims=True)


def _counts(text, K):
    return _plain(text, K) + 1


def _plain(text, K):
    counts = np.zeros((K, K))
    np.add.at(counts, (text[:-1], text[1:]), 1)
    return counts


@counting.wrong("counts without the 1", look="A pair never seen gets p = 0, and its loss is infinite.")
def _no_one(text, K):
    counts = _plain(text, K)
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)


@counting.wrong(
    "rows divided by their counts without the 1", look="The ones count in the sum as well: a row has the sum 1."
)
def _too_large(text, K):
    return _counts(text, K) / np.maximum(_plain(text, K).sum(axis=1, keepdims=True), 1)


@counting.wrong("columns that have the sum 1", look="Row a is about what comes after a: divide by sums along axis 1.")
def _columns(text, K):
    counts = _counts(text, K)
    return counts / counts.sum(axis=0)


@counting.wrong(
    "what comes before, not what comes after", look="The earlier symbol gives the row, the later the column."
)
def _before(text, K):
    return bigrams(text[::-1], K)


@counting.wrong("all pairs together with the sum 1", look="Each row is a distribution of its own, with the sum 1.")
def _joint(text, K):
    counts = _counts(text, K)
    return counts / counts.sum()


@counting.wrong("a pair of the last symbol and the first", look="The text ends: there are T − 1 pairs.")
def _round(text, K):
    return bigrams(np.append(text, text[0]), K)


@counting.wrong("1 in place of every count", look="A pair that comes twice counts twice: `+= 1`.")
def _once(text, K):
    counts = 1.0 + (_plain(text, K) > 0)
    return counts / counts.sum(axis=1, keepdims=True)


@counting.notice
def _order(student):
    text = np.array(["abcdefgh".index(letter) for letter in "abacadabacad" * 20])
    p = np.asarray(student(text, 8))
    losses = -np.log(p[text[:-1], text[1:]])
    return (
        f"on a text in which every second letter is an a your model has perplexity {np.exp(losses.mean()):.2f}: after "
        "b, c or d it is nearly sure, after a it must guess among three. What came two letters before would tell, but "
        "a bigram model cannot see it. A recurrent network can."
    )
