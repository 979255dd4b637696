"""Exercise 5.5, the law of the best of k models, and its variant, the chance that one of k seems to work."""

import numpy as np

from dlcore.exercises.exercise import Exercise

lucky = Exercise(
    "5.5",
    "the best of k models",
    task=(
        "Complete `best(at_most, k)`. Entry j of `at_most` is the probability that one model has at most j examples "
        "right, shape (n + 1,). For the best of k independent models of that kind, return the probability that it has "
        "exactly j right, shape (n + 1,)."
    ),
    inputs=[
        (np.array([0.5, 1.0]), 2),
        (np.array([0.25, 0.75, 1.0]), 3),
        (np.array([0.1, 0.3, 0.7, 0.9, 1.0]), 5),
    ],
    hints=(
        "The best of k has at most j right. What does that say about each of the k?",
        "All k have at most j right. Probabilities of independent events are multiplied.",
        "`all_at_most = at_most**k`. The last line then takes differences: at most j, minus at most j − 1.",
    ),
)


@lucky.reference
def best(at_most, k):
    all_at_most = at_most**k
    return np.diff(all_at_most, prepend=0)


@lucky.wrong("the law of one model", look="k appears nowhere. All k models must have at most j right.")
def _one(at_most, k):
    return np.diff(at_most, prepend=0)


@lucky.wrong("k times the law of one model", look="Probabilities of independent events are multiplied, not added.")
def _times(at_most, k):
    return np.diff(k * at_most, prepend=0)


@lucky.wrong(
    "the law of the worst of k", look="1 − (1 − F)ᵏ says that at least one has at most j right. All must have."
)
def _worst(at_most, k):
    return np.diff(1 - (1 - at_most) ** k, prepend=0)


@lucky.wrong(
    "the probability that all k have exactly j right", look="First the power of “at most j”, then differences."
)
def _power_last(at_most, k):
    return np.diff(at_most, prepend=0) ** k


@lucky.wrong("“at most j” for the best, not “exactly j”", look="Take differences of neighbours, beginning with 0.")
def _at_most(at_most, k):
    return at_most**k


@lucky.wrong("probabilities of more than j", look="At most j, to the power k: all k stay below.")
def _more(at_most, k):
    return (1 - at_most) ** k


@lucky.notice
def _coins(student):
    law = np.ones(1)
    for _ in range(100):
        law = np.convolve(law, [0.5, 0.5])
    right = np.arange(101)
    mean = np.asarray(student(np.cumsum(law), 1000)) @ right
    return (
        f"the best of 1,000 coins gets {mean:.1f} of 100 test examples right on average, and it will get 50 of the "
        "next 100. Nothing was learnt: it was selected."
    )


alarm = Exercise(
    "5.5v",
    "the chance that one of k seems to work",
    task=(
        "Write `any_passes(p, k)`: a useless idea passes a test by luck with probability p. How probable is it that at "
        "least one of k independent useless ideas passes? Both are single numbers; return one number."
    ),
    inputs=[(0.5, 2), (0.05, 1), (0.05, 20), (0.01, 300)],
    hints=(
        "Look at the opposite: none of them passes.",
        "One does not pass with probability 1 − p. All k do not pass with its power k.",
        "`1 - (1 - p)**k`.",
    ),
)


@alarm.reference
def any_passes(p, k):
    return 1 - (1 - p) ** k


@alarm.wrong("the sum k p", look="At k = 300 and p = 0.01 that is 3, and no probability.")
def _sum(p, k):
    return k * p


@alarm.wrong("the sum k p, cut off at 1", look="It is never certain: each may fail. Multiply the chances of failing.")
def _cut(p, k):
    return min(1.0, k * p)


@alarm.wrong("the probability that none passes", look="That is the opposite: take it from 1.")
def _none(p, k):
    return (1 - p) ** k


@alarm.wrong("the probability that all pass", look="One is enough. Look at the opposite: none passes.")
def _all(p, k):
    return p**k


@alarm.wrong("the probability that not all pass", look="The opposite of “at least one passes” is “none passes”.")
def _not_all(p, k):
    return 1 - p**k


@alarm.notice
def _twenty(student):
    return (
        "with 20 useless ideas and a test that each passes with 5%, something “works” with probability "
        f"{student(0.05, 20):.0%}. Who reports only that one idea reports luck."
    )
