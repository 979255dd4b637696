"""Exercise 7.9, a symbol drawn at a temperature, and its variant, only the k likeliest symbols. logits (K,)."""

import numpy as np

from dlcore.exercises.exercise import Exercise

LOGITS = np.array([1.0, 3.0, 2.0, -1.0, 2.5])

sampling = Exercise(
    "7.9",
    "a symbol drawn at a temperature",
    task=(
        "Write `sample(logits, temperature, u)`. The probabilities are softmax(logits / temperature), with logits of "
        "shape (K,) and a temperature of 0.01 or more. u is the random number, from 0 to 1, drawn for you. Return the "
        "first symbol k, from 0 to K − 1, for which p₀ + … + pₖ is larger than u."
    ),
    inputs=[
        (np.array([0.0, 0.0]), 1.0, 0.25),
        (np.array([0.0, 0.0]), 1.0, 0.75),
        (np.array([0.0, 1.0]), 2.0, 0.3),
        (np.array([0.0, 1.0]), 0.5, 0.2),
        (np.array([2.0, 0.0, 0.0]), 4.0, 0.7),
        (np.array([2.0, 0.0, 0.0]), 0.5, 0.7),
        (np.array([7.98, 8.0, 0.0]), 0.01, 0.5),
        *((LOGITS, temperature, u) for temperature in (0.5, 1.0, 3.0) for u in (0.05, 0.35, 0.6, 0.97)),
    ],
    hints=(
        "Divide the logits by the temperature first. Then softmax, with the largest taken off before exp.",
        "`np.cumsum(p)` holds p₀, p₀ + p₁, … They divide a ruler from 0 to 1: symbol k has a piece of length pₖ.",
        "Count the sums that are not larger than u: `np.sum(np.cumsum(p)[:-1] <= u)`. That is the symbol.",
    ),
)


@sampling.reference
def sample(logits, temperature, u):
    x = logits / temperature
    p = np.exp(x - x.max())
    p = p / p.sum()
    return np.sum(np.cumsum(p)[:-1] <= u)  # the last sum is 1, but for rounding


def _softmax(x):
    p = np.exp(x - x.max())
    return p / p.sum()


def _pick(p, u):
    return np.sum(np.cumsum(p)[:-1] <= u)


@sampling.wrong(
    "probabilities without a temperature",
    look="Divide the logits. Divided and normalised again, p would stay as it is.",
)
def _cold(logits, temperature, u):
    return sample(logits, 1.0, u)


@sampling.wrong("logits multiplied by the temperature", look="A high temperature flattens, so it divides the logits.")
def _times(logits, temperature, u):
    return sample(logits, 1 / temperature, u)


@sampling.wrong("probabilities divided by the temperature", look="Their sum is not 1 any more. Divide the logits.")
def _probabilities(logits, temperature, u):
    return _pick(_softmax(logits) / temperature, u)


@sampling.wrong("the likeliest symbol, whatever u is", look="u decides: on a ruler from 0 to 1 it falls on one symbol.")
def _likeliest(logits, temperature, u):
    return np.argmax(logits)


@sampling.wrong("a symbol too far", look="u below p₀ means symbol 0. Counting begins at 0.")
def _one_more(logits, temperature, u):
    return sample(logits, temperature, u) + 1


@sampling.wrong("a symbol too early", look="The sum that passes u includes pₖ itself.")
def _one_less(logits, temperature, u):
    return max(sample(logits, temperature, u) - 1, 0)


@sampling.wrong("the first symbol with p above u", look="Compare u with p₀ + … + pₖ, not with pₖ alone.")
def _not_summed(logits, temperature, u):
    return np.argmax(_softmax(logits / temperature) > u)


@sampling.wrong(
    "probabilities added up from the largest", look="It draws as often, but for another u. Add in the order 0, 1, 2, …"
)
def _sorted(logits, temperature, u):
    order = np.argsort(-logits, kind="stable")
    return order[_pick(_softmax(logits / temperature)[order], u)]


@sampling.wrong("probabilities added up from the end", look="It draws as often, but for another u. Begin with p₀.")
def _from_the_end(logits, temperature, u):
    return len(logits) - 1 - sample(logits[::-1], temperature, u)


@sampling.wrong(
    "u taken as a place among the symbols", look="All symbols would be equally likely: probabilities count."
)
def _even(logits, temperature, u):
    return int(u * len(logits))


@sampling.wrong(
    "exp of numbers that are too large", look="8 / 0.01 is 800, and exp(800) overflows. Take off the largest first."
)
def _overflow(logits, temperature, u):
    p = np.exp(logits / temperature)
    return _pick(p / p.sum(), u)


@sampling.notice
def _share(student):
    logits = -np.log(np.arange(1.0, 28.0))  # the second symbol is half as likely as the first, and so on
    drawn = np.random.default_rng(0).random(2000)
    shares = {T: np.mean([int(student(logits, T, u)) == 0 for u in drawn]) for T in (0.2, 1.0, 5.0)}
    words = ", ".join(f"{share:.0%} at τ = {T:g}" for T, share in shares.items())
    return (
        f"of 27 symbols the kth is 1/k times as likely as the first. Your draws give the first in {words}. "
        "A temperature changes what is written, but not what the model knows."
    )


likeliest = Exercise(
    "7.9v",
    "only the k likeliest symbols",
    task=(
        "Write `top(logits, k)`: the probabilities of a model that may write only its k likeliest symbols. The others "
        "get exactly 0, those k share the rest as softmax of their logits does. logits has shape (K,), all different; "
        "return shape (K,), with the sum 1."
    ),
    inputs=[
        (np.array([1.0, 2.0]), 1),
        (np.array([1.0, -0.5, 2.0]), 2),
        (LOGITS, 3),
        (-LOGITS - 5.0, 2),
        (LOGITS, 5),
    ],
    hints=(
        "Which logits stay? `np.argsort(logits)[-k:]` holds their numbers.",
        "A symbol with the logit −∞ has p = 0: exp(−∞) is 0.",
        "`x = np.full(len(logits), -np.inf)`, then `x[kept] = logits[kept]`, then softmax of x.",
    ),
)


@likeliest.reference
def top(logits, k):
    kept = np.argsort(logits)[-k:]
    p = np.zeros(len(logits))
    p[kept] = np.exp(logits[kept] - logits.max())
    return p / p.sum()


def _only(x, kept, other):
    """x at the places `kept`, `other` elsewhere."""
    y = np.full(len(x), other)
    y[kept] = x[kept]
    return y


@likeliest.wrong(
    "a logit of 0 for the other symbols", look="exp(0) is 1: that gives them a chance, here even a good one. Take −∞."
)
def _zero_logits(logits, k):
    return _softmax(_only(logits, np.argsort(logits)[-k:], 0.0))


@likeliest.wrong("probabilities whose sum is not 1", look="What the others had, the k share: divide by the sum.")
def _not_shared(logits, k):
    return _only(_softmax(logits), np.argsort(logits)[-k:], 0.0)


@likeliest.wrong("the k least likely symbols", look="argsort puts the smallest first: take the last k.")
def _smallest(logits, k):
    return _softmax(_only(logits, np.argsort(logits)[:k], -np.inf))


@likeliest.wrong("equal chances for the k symbols", look="Those that stay keep their ratios: softmax of their logits.")
def _equal(logits, k):
    return _only(np.full(len(logits), 1 / k), np.argsort(logits)[-k:], 0.0)


@likeliest.wrong("one symbol more than k", look="k of them stay: `[-k:]` of the sorted ones.")
def _one_more_kept(logits, k):
    return top(logits, min(k + 1, len(logits)))


@likeliest.wrong("the first k symbols", look="The likeliest are not the first: sort by the logits.")
def _first(logits, k):
    return _softmax(_only(logits, np.arange(k), -np.inf))


@likeliest.wrong("the probabilities of the k symbols alone", look="All K places are asked for, with 0 for the others.")
def _short(logits, k):
    return _softmax(np.sort(logits)[-k:])


@likeliest.notice
def _tail(student):
    logits = np.array([5.0, *np.linspace(0.1, -0.1, 60)])
    all_of_them, five = (np.asarray(student(logits, k)) for k in (61, 5))
    return (
        f"one symbol with the logit 5 and 60 about 0: the 60 are drawn in {1 - all_of_them[0]:.0%} of all cases. With "
        f"k = 5 others than the first are drawn in {1 - five[0]:.0%}. Many unlikely symbols together are not unlikely."
    )
