"""Exercise 5.1, folds that keep the shares of the classes, and its variant, folds that keep groups whole."""

import numpy as np

from dlcore.exercises.exercise import Exercise

dealing = Exercise(
    "5.1",
    "folds that keep the shares of the classes",
    task=(
        "Complete `deal(y, k)`: the fold of every example, a whole number from 0 to k − 1. The examples of a class are "
        "dealt out in their order like cards: 0, 1, …, k − 1, 0, 1, … Each class begins at 0 again. y holds classes, "
        "shape (N,); return shape (N,)."
    ),
    inputs=[
        (np.array([0, 1, 0, 1]), 2),
        (np.array([1, 0, 0, 1, 0, 0, 1]), 2),
        (np.array([2, 0, 0, 2, 0, 0, 1, 0, 1, 2, 0, 1, 1]), 3),
    ],
    hints=(
        "Look at one class alone: its first example goes to fold 0, its second to fold 1. And its number k?",
        "With m members they are numbered `np.arange(m)`. The remainder of a division by k begins at 0 again and "
        "again.",
        "In the loop: `fold[members] = np.arange(len(members)) % k`.",
    ),
)


@dealing.reference
def deal(y, k):
    fold = np.zeros(len(y), dtype=int)
    for c in np.unique(y):
        members = np.flatnonzero(y == c)  # their places, in order
        fold[members] = np.arange(len(members)) % k
    return fold


def _by_class(y, rule):
    """`rule(places)` put at the places of every class."""
    fold = np.zeros(len(y), dtype=int)
    for c in np.unique(y):
        members = np.flatnonzero(y == c)
        fold[members] = rule(members)
    return fold


@dealing.wrong(
    "all examples dealt out, whatever their class",
    look="Number the members of each class anew, from 0: `members` are places among all examples.",
)
def _all(y, k):
    return np.arange(len(y)) % k


@dealing.wrong("blocks of neighbours, not cards dealt out", look="The second example of a class goes to fold 1.")
def _blocks(y, k):
    return _by_class(y, lambda members: np.arange(len(members)) * k // len(members))


@dealing.wrong("a division by k where its remainder belongs", look="`//` counts rounds. The place in a round is `%`.")
def _rounds(y, k):
    return _by_class(y, lambda members: np.arange(len(members)) // k)


@dealing.wrong("folds counted from 1", look="The folds are 0 to k − 1.")
def _from_one(y, k):
    return deal(y, k) + 1


@dealing.wrong(
    "the class as the fold", look="Then each fold lacks all other classes. Spread each class over all folds."
)
def _classes(y, k):
    return y % k


@dealing.wrong(
    "one deal that goes on from class to class",
    look="That keeps the shares as well, and the folds equally large. But here each class begins at fold 0.",
)
def _goes_on(y, k):
    fold = np.zeros(len(y), dtype=int)
    fold[np.argsort(y, kind="stable")] = np.arange(len(y)) % k
    return fold


@dealing.notice
def _rare(student):
    y = np.r_[np.zeros(90, dtype=int), np.ones(10, dtype=int)]
    rare = " ".join(str(np.sum(np.asarray(student(y, 5))[y == 1] == fold)) for fold in range(5))
    return (
        f"of 100 sorted examples, the last 10 of class 1, your five folds hold {rare} of that class. Five blocks of "
        "neighbours would hold 0 0 0 0 10: four models tested on none of it, and one trained on none of it."
    )


whole = Exercise(
    "5.1v",
    "folds that keep groups whole",
    task=(
        "Write `deal_writers(writer, k)`: the fold of every image, so that all images of one writer are in one fold. "
        "The writers, in the order of their numbers, are dealt out: 0, 1, …, k − 1, 0, 1, … `writer` holds the number "
        "of who wrote each image, shape (N,); return shape (N,)."
    ),
    inputs=[
        (np.array([3, 3, 7, 7]), 2),
        (np.array([9, 4, 4, 9, 2, 2, 2]), 2),
        (np.array([10, 31, 10, 20, 44, 31, 52, 20]), 3),
    ],
    hints=(
        "Deal out writers, not images: the writer with the smallest number goes to fold 0.",
        "`np.unique(writer, return_inverse=True)` gives the numbers, sorted, and the place of each image's writer in "
        "them.",
        "`place % k` of these places.",
    ),
)


@whole.reference
def deal_writers(writer, k):
    _, place = np.unique(writer, return_inverse=True)
    return place % k


@whole.wrong("the writer's number as its place", look="Numbers have gaps. Which place has this writer among all?")
def _number(writer, k):
    return writer % k


@whole.wrong("the images dealt out, whoever wrote them", look="Then one writer stands on both sides of the border.")
def _images(writer, k):
    return np.arange(len(writer)) % k


@whole.wrong(
    "the images of each writer dealt out over all folds", look="It is the other way round: together, not apart."
)
def _apart(writer, k):
    return deal(writer, k)


@whole.wrong("a division by k where its remainder belongs", look="`//` counts rounds. The place in a round is `%`.")
def _writer_rounds(writer, k):
    return deal_writers(writer, len(writer)) // k


@whole.wrong("folds counted from 1", look="The folds are 0 to k − 1.")
def _writers_from_one(writer, k):
    return deal_writers(writer, k) + 1


@whole.wrong("writers in the order in which they appear", look="Here they are dealt out in the order of their numbers.")
def _appear(writer, k):
    seen = list(dict.fromkeys(writer.tolist()))
    return np.array([seen.index(one) for one in writer]) % k


@whole.notice
def _torn(student):
    writer = np.random.default_rng(0).integers(0, 50, size=1000)
    fold = np.asarray(student(writer, 5))
    torn = sum(len(np.unique(fold[writer == one])) > 1 for one in range(50))
    sizes = np.bincount(fold, minlength=5)
    return (
        f"with 1,000 images of 50 writers in five folds, {torn} writers are torn apart. The price: the folds are no "
        f"longer equally large, from {sizes.min()} to {sizes.max()} images."
    )
