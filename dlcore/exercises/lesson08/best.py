"""Exercise 8.2, the best discriminator and its value, and its variant, the way back.

p, q and logits have shape (K,).
"""

import numpy as np

from dlcore.exercises.exercise import Exercise
from dlcore.exercises.lesson08.logits import sigmoid, xlogy

BINS = [
    (np.array([0.75, 0.25]), np.array([0.25, 0.75])),
    (np.array([0.5, 0.3, 0.2]), np.array([0.1, 0.3, 0.6])),
    (np.array([0.6, 0.4, 0.0, 0.0]), np.array([0.0, 0.2, 0.3, 0.5])),
]

best = Exercise(
    "8.2",
    "the best discriminator",
    task=(
        "Real samples fall into K bins with probabilities p (K,), fake ones with probabilities q (K,). "
        "Write `best_discriminator(p, q)`. Return two things: the probability D of “real” for each bin, (K,), that "
        "makes V = Σ p log D + Σ q log(1 − D) largest, and this largest V, one number. Each bin has p or q above 0; "
        "where p or q is 0, its term in V is 0."
    ),
    inputs=BINS,
    hints=(
        "Each bin has a D of its own: find where the derivative of p log D + q log(1 − D) is 0.",
        "p/D = q/(1 − D), so D = p / (p + q).",
        "Sum where there is something to sum: `(p[p > 0] * np.log(D[p > 0])).sum()`, and the same with q and 1 − D.",
    ),
    returns=2,
)


@best.reference
def best_discriminator(p, q):
    D = p / (p + q)
    real = p[p > 0] * np.log(D[p > 0])
    fake = q[q > 0] * np.log(1 - D[q > 0])
    return D, real.sum() + fake.sum()


def _value(p, q, D):
    return xlogy(p, D).sum() + xlogy(q, 1 - D).sum()


@best.wrong(
    "p itself", look="How often a bin comes up does not matter, but which of the two it comes from: p / (p + q)."
)
def _p(p, q):
    return p, _value(p, q, p)


@best.wrong("q / (p + q), the probability of “fake”", look="D is large where real samples are more frequent.")
def _q(p, q):
    return q / (p + q), _value(p, q, q / (p + q))


@best.wrong("p / q, the odds", look="Odds may be larger than 1. The probability is p / (p + q).")
def _odds(p, q):
    return p / q, _value(p, q, p / q)


@best.wrong("log p/q, the logit", look="That is the best logit. σ of it is the probability, p / (p + q).")
def _logit(p, q):
    return np.log(p / q), _value(p, q, np.log(p / q))


@best.wrong(
    "a verdict of 1 or 0, whichever is more frequent",
    look="Where D = 0 and a real sample comes, log D is −∞. Which D between 0 and 1 makes V largest?",
)
def _verdict(p, q):
    D = (p > q).astype(float)
    return D, (p * np.log(D)).sum() + (q * np.log(1 - D)).sum()


@best.wrong(
    "0 · log 0 where a bin is empty, which is nan",
    look="Where p or q is 0 the term is 0: sum over the bins with p > 0, and over those with q > 0.",
)
def _empty(p, q):
    D = p / (p + q)
    return D, (p * np.log(D) + q * np.log(1 - D)).sum()


@best.wrong(
    "the right D, and logarithms to base 2", look="`np.log` is the natural one; with it equal p and q give −log 4."
)
def _base_two(p, q):
    D, value = best_discriminator(p, q)
    return D, value / np.log(2)


@best.wrong("the right D, and the half of the real samples", look="V has a second term, q log(1 − D).")
def _real_alone(p, q):
    D, _ = best_discriminator(p, q)
    return D, xlogy(p, D).sum()


@best.wrong(
    "the right D, and a mean over the bins", look="p and q are the weights already: a sum over bins is the mean."
)
def _mean(p, q):
    D, value = best_discriminator(p, q)
    return D, value / len(p)


@best.wrong("the right D, and the loss −V", look="V is what D makes large. It is never above 0.")
def _loss(p, q):
    D, value = best_discriminator(p, q)
    return D, -value


@best.wrong(
    "the right D, and the Jensen–Shannon divergence in place of V",
    look="V = −log 4 + 2 JS. Return V itself.",
)
def _divergence(p, q):
    D, value = best_discriminator(p, q)
    return D, (value + np.log(4)) / 2


@best.notice
def _equal(student):
    p = np.array([0.1, 0.2, 0.3, 0.4])
    D, value = student(p, p)
    apart = float(student(np.array([1.0, 0.0]), np.array([0.0, 1.0]))[1])
    return (
        f"with q = p your D is {float(np.mean(D)):g} in every bin and V is {float(value):.4f}, which is −log 4. With "
        f"nothing in common V is {abs(apart):g}. So for the best D, V says how far q is from p; G can only make it "
        "smaller."
    ).replace("-", "−")


back = Exercise(
    "8.2v",
    "from a discriminator back to the data",
    task=(
        "Write `data_from(q, logits)`. Fake samples fall into K bins with probabilities q (K,), and the best "
        "discriminator gives the bins these logits f, (K,), so that D = σ(f). "
        "Return the probabilities p of the real samples, (K,)."
    ),
    inputs=[
        (np.array([0.25, 0.75]), np.log([3.0, 1 / 3])),
        (np.array([0.1, 0.3, 0.6]), np.log([5.0, 1.0, 1 / 3])),
        (np.array([0.5, 0.2, 0.2, 0.1]), np.log([0.2, 2.0, 0.5, 4.0])),
    ],
    hints=(
        "Solve D = p / (p + q) for p.",
        "p = q D / (1 − D), and for D = σ(f) the odds D / (1 − D) are a simple function of f.",
        "The odds are eᶠ.",
    ),
)


@back.reference
def data_from(q, logits):
    return q * np.exp(logits)


@back.wrong("q times the probability σ(f)", look="D = p / (p + q), so p = q D / (1 − D): the odds, not D.")
def _times_d(q, logits):
    return q * sigmoid(logits)


@back.wrong("q times e⁻ᶠ", look="A large f speaks for real samples: p is larger than q there.")
def _upside_down(q, logits):
    return q * np.exp(-logits)


@back.wrong("the odds alone, without q", look="The odds are p/q. What is p?")
def _odds_alone(q, logits):
    return np.exp(logits)


@back.wrong("q times the logit", look="The logit is the logarithm of p/q.")
def _times_logit(q, logits):
    return q * logits


@back.wrong("q divided by 1 − D", look="q / (1 − D) is p + q.")
def _sum(q, logits):
    return q / (1 - sigmoid(logits))


@back.wrong("the softmax of the logits", look="Each bin's odds are on their own; what weighs them is q.")
def _softmax(q, logits):
    return np.exp(logits) / np.exp(logits).sum()


@back.notice
def _weights(student):
    x, q = np.arange(4.0), np.array([0.4, 0.3, 0.2, 0.1])
    p = np.asarray(student(q, np.log([0.25, 2 / 3, 1.5, 4.0])))
    return (
        f"the fake samples here have the mean {q @ x:.1f}, and your p has the mean {p @ x:.1f} and the sum "
        f"{p.sum():.1f}. A good discriminator knows the ratio of the two densities: with eᶠ as weights, fake samples "
        "tell the averages of real data. Where q is 0 no weight helps."
    )
