"""Exercise 5.3, precision, recall and F₁ from counts, and its variant, balanced accuracy from classes."""

import numpy as np

from dlcore.exercises.exercise import Exercise

counts = Exercise(
    "5.3",
    "precision, recall and F₁",
    task=(
        "Complete `scores(hits, false_alarms, misses)`: precision, recall and F₁, the harmonic mean of the two. All "
        "three arguments are counts, and hits is at least 1; return three numbers."
    ),
    inputs=[(1, 1, 0), (8, 2, 8), (45, 5, 55), (3, 9, 1)],
    hints=(
        "Precision: of what was called positive. Recall: of what is positive. Which counts belong to each?",
        "Called positive were hits and false alarms; positive are hits and misses.",
        "F₁ is 2PR / (P + R) for the precision P and the recall R.",
    ),
    returns=3,
)


@counts.reference
def scores(hits, false_alarms, misses):
    precision = hits / (hits + false_alarms)
    recall = hits / (hits + misses)
    f1 = 2 * precision * recall / (precision + recall)
    return precision, recall, f1


@counts.wrong("precision and recall exchanged", look="Precision suffers from false alarms, recall from misses.")
def _exchanged(hits, false_alarms, misses):
    precision, recall, f1 = scores(hits, false_alarms, misses)
    return recall, precision, f1


@counts.wrong("the plain mean in place of F₁", look="The harmonic mean lies nearer to the smaller one: 2PR / (P + R).")
def _mean(hits, false_alarms, misses):
    precision, recall, _ = scores(hits, false_alarms, misses)
    return precision, recall, (precision + recall) / 2


@counts.wrong("F₁ without its factor 2", look="If both are 1, F₁ must be 1.")
def _half(hits, false_alarms, misses):
    precision, recall, f1 = scores(hits, false_alarms, misses)
    return precision, recall, f1 / 2


@counts.wrong("the geometric mean in place of F₁", look="The harmonic mean has no root: 2PR / (P + R).")
def _geometric(hits, false_alarms, misses):
    precision, recall, _ = scores(hits, false_alarms, misses)
    return precision, recall, np.sqrt(precision * recall)


@counts.wrong("the product in place of F₁", look="Divide 2PR by P + R.")
def _product(hits, false_alarms, misses):
    precision, recall, _ = scores(hits, false_alarms, misses)
    return precision, recall, precision * recall


@counts.wrong("hits over false alarms, and hits over misses", look="The whole holds the hits too: hits + false alarms.")
def _odds(hits, false_alarms, misses):
    precision, recall = (float(np.divide(hits, part)) for part in (false_alarms, misses))
    return precision, recall, 2 * precision * recall / (precision + recall)


@counts.wrong("hits over everything counted", look="False alarms lower precision alone, misses recall alone.")
def _everything(hits, false_alarms, misses):
    share = hits / (hits + false_alarms + misses)
    return share, share, share


@counts.notice
def _shout(student):
    precision, recall, f1 = student(10, 990, 0)
    return (
        f"who calls all of 1,000 examples positive, where 10 are, has recall {recall:.0%} and precision "
        f"{precision:.0%}: a plain mean of {(precision + recall) / 2:.1%}, but F₁ {f1:.1%}. F₁ is not fooled so easily."
    )


balanced = Exercise(
    "5.3v",
    "balanced accuracy",
    task=(
        "Write `balanced_accuracy(y, found)`: the mean over classes of the recall of each class. y holds the true "
        "classes and found those that were found, both whole numbers, shape (N,). The classes are those in y; return "
        "one number."
    ),
    inputs=[
        (np.array([0, 0, 1]), np.array([0, 0, 0])),
        (np.array([0, 0, 0, 1, 1]), np.array([0, 1, 0, 1, 0])),
        (np.array([2, 0, 1, 0, 0, 2, 0]), np.array([2, 0, 0, 0, 1, 0, 2])),
    ],
    hints=(
        "The recall of class c is the share found right among the examples with y = c.",
        "For one class: `np.mean(found[y == c] == c)`.",
        "Take the plain mean over `np.unique(y)`: each class counts the same, large or small.",
    ),
)


@balanced.reference
def balanced_accuracy(y, found):
    return np.mean([np.mean(found[y == c] == c) for c in np.unique(y)])


@balanced.wrong("the plain accuracy", look="There a large class outweighs a small one. First a share for each class.")
def _plain(y, found):
    return np.mean(y == found)


@balanced.wrong("the mean of the precisions", look="Condition on the true class, not on the one found.")
def _precisions(y, found):
    return np.mean([np.mean(y[found == c] == c) if np.any(found == c) else 0.0 for c in np.unique(y)])


@balanced.wrong("the sum over classes", look="Divide by the number of classes.")
def _sum(y, found):
    return balanced_accuracy(y, found) * len(np.unique(y))


@balanced.wrong("the worst recall", look="All classes count: take their mean.")
def _worst(y, found):
    return min(np.mean(found[y == c] == c) for c in np.unique(y))


@balanced.wrong("counts where shares belong", look="Divide the number right in each class by the size of the class.")
def _counts(y, found):
    return np.mean([np.sum(found[y == c] == c) for c in np.unique(y)])


@balanced.notice
def _lazy(student):
    y = np.r_[np.zeros(990, dtype=int), np.ones(10, dtype=int)]
    return (
        "a model that always says 0, where 990 of 1,000 are 0, has accuracy 99% and balanced accuracy "
        f"{student(y, np.zeros(1000, dtype=int)):.0%}: that of a coin."
    )
