"""Exercise 8.3, the Jensen–Shannon divergence, and its variant, how often the best discriminator is right.

p and q have shape (K,) and each adds up to 1.
"""

import numpy as np

from dlcore.exercises.exercise import Exercise
from dlcore.exercises.lesson08.best import BINS
from dlcore.exercises.lesson08.logits import xlogy

divergence = Exercise(
    "8.3",
    "the Jensen–Shannon divergence",
    task=(
        "Write `js(p, q)`: ½ KL(p‖m) + ½ KL(q‖m) with m = ½ (p + q), where KL(p‖m) = Σ p log(p/m), natural "
        "logarithms. p and q have shape (K,); where p or q is 0, its term is 0. Return one number."
    ),
    inputs=BINS,
    hints=(
        "Lesson 03 has KL. Here both p and q are compared with their mean m.",
        "m is above 0 wherever p or q is, so p/m is never larger than 2.",
        "Sum where there is something to sum: `(p[p > 0] * np.log(p[p > 0] / m[p > 0])).sum()`, and the same with q.",
    ),
)


@divergence.reference
def js(p, q):
    m = (p + q) / 2
    from_p = p[p > 0] * np.log(p[p > 0] / m[p > 0])
    from_q = q[q > 0] * np.log(q[q > 0] / m[q > 0])
    return (from_p.sum() + from_q.sum()) / 2


def _kl(p, m):
    return (xlogy(p, p) - p * np.log(m)).sum()


@divergence.wrong(
    "KL(p‖q) alone",
    look="It is infinite where q is 0 and p is not, and KL(q‖p) is another number. Compare both with m.",
)
def _kl_alone(p, q):
    return _kl(p, q)


@divergence.wrong(
    "the mean of KL(p‖q) and KL(q‖p)",
    look="It treats both alike, but it is infinite where one bin is empty. Compare both with m = ½ (p + q).",
)
def _both_kl(p, q):
    return (_kl(p, q) + _kl(q, p)) / 2


@divergence.wrong("KL(p‖m) alone", look="The other half, ½ KL(q‖m), is missing, and this one needs its ½.")
def _one_half(p, q):
    return _kl(p, (p + q) / 2)


@divergence.wrong(
    "the sum of both, without ½", look="JS is their mean: for p and q with nothing in common it is log 2."
)
def _sum(p, q):
    return 2 * js(p, q)


@divergence.wrong("m as the sum p + q", look="m is itself a distribution, with sum 1: ½ (p + q).")
def _no_half(p, q):
    return (_kl(p, p + q) + _kl(q, p + q)) / 2


@divergence.wrong("logarithms to base 2", look="`np.log` is the natural one; the largest value is log 2 = 0.693 then.")
def _base_two(p, q):
    return js(p, q) / np.log(2)


@divergence.wrong(
    "the square root of it",
    look="The root is the Jensen–Shannon distance, which SciPy's `jensenshannon` returns. Here it is without the root.",
)
def _root(p, q):
    return np.sqrt(js(p, q))


@divergence.wrong("KL(m‖p) and KL(m‖q)", look="p and q are the weights: Σ p log(p/m), not Σ m log(m/p).")
def _turned(p, q):
    m = (p + q) / 2
    return ((m * np.log(m / p)).sum() + (m * np.log(m / q)).sum()) / 2


@divergence.wrong("0 · log 0 where a bin is empty, which is nan", look="Where p is 0 its term is 0: sum over p > 0.")
def _empty(p, q):
    m = (p + q) / 2
    return ((p * np.log(p / m)).sum() + (q * np.log(q / m)).sum()) / 2


@divergence.wrong("a mean over the bins", look="p and q are the weights already: a sum over bins is the mean.")
def _mean(p, q):
    return js(p, q) / len(p)


@divergence.notice
def _flat(student):
    p = np.exp(-(((np.arange(200) - 40) / 8) ** 2) / 2)
    values = [float(student(p / p.sum(), np.roll(p / p.sum(), shift))) for shift in (0, 8, 40, 80, 120)]
    return (
        "for two bells of σ = 8 bins, 0, 8, 40, 80 and 120 bins apart, your JS is "
        f"{', '.join(f'{abs(value):.4f}' for value in values)}. Once they are apart it stays at log 2 = 0.6931: it no "
        "longer says how far, and its slope, which is to tell G where to go, is 0."
    )


verdicts = Exercise(
    "8.3v",
    "how often the best discriminator is right",
    task=(
        "Write `best_accuracy(p, q)`. A sample is real or fake with probability ½ each; in bin k it then falls with "
        "probability p[k] or q[k]. A discriminator says for each bin which is more likely. "
        "Return the share of its verdicts that is right, one number. p and q have shape (K,)."
    ),
    inputs=BINS,
    hints=(
        "In one bin there are ½ p real samples and ½ q fake ones. Which of them get the right verdict?",
        "Those of the more frequent kind: the larger of the two.",
        "`np.maximum(p, q).sum() / 2`.",
    ),
)


@verdicts.reference
def best_accuracy(p, q):
    return np.maximum(p, q).sum() / 2


@verdicts.wrong("the sum of the larger ones, without ½", look="Half of the samples are real and half are fake.")
def _no_share(p, q):
    return np.maximum(p, q).sum()


@verdicts.wrong("the share of wrong verdicts", look="The smaller of p and q gets the wrong verdict.")
def _wrong_ones(p, q):
    return np.minimum(p, q).sum() / 2


@verdicts.wrong(
    "half the sum of |p − q|, the total variation",
    look="It is 0 for p = q, where a guess is right in half of the cases.",
)
def _variation(p, q):
    return np.abs(p - q).sum() / 2


@verdicts.wrong(
    "a verdict drawn with probability D",
    look="Who says “real” in D of the cases is right less often than who always says what is more likely.",
)
def _drawn(p, q):
    return ((p**2 + q**2) / (p + q)).sum() / 2


@verdicts.wrong("the share of bins in which p is larger", look="Bins are not equally frequent: weigh them by p and q.")
def _bins(p, q):
    return np.mean(p > q)


@verdicts.wrong("the real samples alone", look="Half of the samples are fake, and their verdicts count too.")
def _real(p, q):
    return p[p > q].sum()


@verdicts.notice
def _two_ways(student):
    rare = np.array([0.99, 0.01]), np.array([1.0, 0.0])
    right, divergence_of_rare = float(student(*rare)), js(*rare)
    return (
        f"if one real sample in 100 has something that no fake has, your best accuracy is {right:.3f} and JS is "
        f"{divergence_of_rare:.4f}. Both are near those of q = p, ½ and 0. A generator that leaves out a rare kind is "
        "hardly punished."
    )
