"""Exercise 5.8, where early stopping stops and what it keeps, and its variant with a smallest gain."""

import numpy as np

from dlcore.exercises.exercise import Exercise

CURVES = [
    (np.array([3.0, 2.0, 2.5, 2.6]), 2),
    (np.array([5.0, 4.0, 4.5, 3.0, 3.5, 3.2, 3.1, 2.0, 1.0]), 3),
    (np.array([4.0, 3.0, 3.0, 3.5, 3.4, 2.0]), 2),
    (np.array([4.0, 3.0, 2.0, 1.0]), 2),
    (np.array([3.0, 1.0, 2.0, 1.5, 1.8, 1.6, 0.5, 2.0, 3.0]), 4),
]

stopping = Exercise(
    "5.8",
    "early stopping",
    task=(
        "Write `stop(losses, patience)`. `losses` holds the validation loss after every epoch, shape (E,). Training "
        "stops as soon as `patience` epochs in a row have brought no new lowest loss, or when the losses end. Return "
        "two whole numbers: the index of the lowest loss seen until then, and that of the last epoch trained."
    ),
    inputs=CURVES,
    hints=(
        "Walk through the epochs and remember one index: where the lowest loss so far was.",
        "If the loss is lower than `losses[best]`, this epoch is the new best. Equal is not lower.",
        "`epoch - best` counts the epochs without a new best. Stop when it has reached `patience`.",
    ),
    returns=2,
)


@stopping.reference
def stop(losses, patience):
    best = 0
    for epoch in range(len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        elif epoch - best == patience:
            break
    return best, epoch


def _walk(losses, patience, better=lambda loss, lowest: loss < lowest):
    """Best and last epoch, with another rule for what is a new best."""
    best = 0
    for epoch in range(1, len(losses)):
        if better(losses[epoch], losses[best]):
            best = epoch
        if epoch - best == patience:
            break
    return best, epoch


@stopping.wrong("the lowest loss of the whole curve", look="After the stop nothing is trained: the rest is never seen.")
def _whole(losses, patience):
    return int(np.argmin(losses)), len(losses) - 1


@stopping.wrong("a stop at the first epoch that is no better", look="The curve is noisy: wait for `patience` epochs.")
def _first_rise(losses, patience):
    return _walk(losses, 1)


@stopping.wrong("one epoch too many", look="Stop when `patience` epochs have passed, not when one more has.")
def _one_more(losses, patience):
    return _walk(losses, patience + 1)


@stopping.wrong("the last epoch in place of the best", look="The parameters of the best epoch are kept, not the last.")
def _last(losses, patience):
    epoch = stop(losses, patience)[1]
    return epoch, epoch


@stopping.wrong(
    "a comparison with the epoch before", look="Compare with the lowest loss so far, which may be some epochs ago."
)
def _neighbour(losses, patience):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        best = epoch if losses[epoch] < losses[best] else best
        waited = 0 if losses[epoch] < losses[epoch - 1] else waited + 1
        if waited == patience:
            break
    return best, epoch


@stopping.wrong(
    "epochs without a new best that are counted altogether", look="They must come in a row: a new best resets."
)
def _altogether(losses, patience):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        else:
            waited += 1
        if waited == patience:
            break
    return best, epoch


@stopping.wrong("an equal loss taken for a new best", look="A new best is lower: `<`, not `<=`.")
def _equal(losses, patience):
    return _walk(losses, patience, lambda loss, lowest: loss <= lowest)


@stopping.wrong("the number of epochs, where an index belongs", look="The first epoch has index 0.")
def _number(losses, patience):
    best, last = stop(losses, patience)
    return best, last + 1


@stopping.wrong("the two numbers in the other order", look="First the best, then the last.")
def _turned(losses, patience):
    return stop(losses, patience)[::-1]


@stopping.notice
def _price(student):
    losses = np.r_[np.linspace(2, 1, 20), np.linspace(1.02, 1.3, 80)]
    best, last = student(losses, 5)
    return (
        f"on a curve with its lowest point at epoch 19 your function keeps epoch {best} and stops after epoch {last}, "
        f"of 100. The {last - best} epochs of patience are the price of not stopping at the first accident."
    )


gain = Exercise(
    "5.8v",
    "early stopping with a smallest gain",
    task=(
        "Write `stop_unless(losses, patience, gain)`: as `stop`, but an epoch counts as a new best only if its loss "
        "lies below the best so far by more than `gain`. Return the index of the best, and that of the last epoch "
        "trained."
    ),
    inputs=[
        (np.array([3.0, 2.75, 2.5, 1.0]), 2, 0.5),
        (np.array([10.0, 8.0, 7.75, 7.0, 6.9, 6.8, 6.0]), 2, 0.5),
        (np.array([4.0, 3.0, 3.0, 3.5, 3.4, 2.0]), 2, 0.25),
        (np.array([5.0, 4.0, 3.875, 3.75, 3.5, 3.25, 3.2, 3.1]), 3, 0.25),
    ],
    hints=(
        "Only the comparison changes.",
        "The new loss must be lower than `losses[best] - gain`.",
        "A gain that is too small counts as no gain: the epochs of patience go on.",
    ),
    returns=2,
)


@gain.reference
def stop_unless(losses, patience, gain):
    best = 0
    for epoch in range(len(losses)):
        if losses[epoch] < losses[best] - gain:
            best = epoch
        elif epoch - best == patience:
            break
    return best, epoch


@gain.wrong("any gain taken for enough", look="The loss must be below the best by more than `gain`.")
def _any(losses, patience, gain):
    return stop(losses, patience)


@gain.wrong(
    "the gain added to the best, not taken from it", look="With + even a loss that rises a little is a new best."
)
def _added(losses, patience, gain):
    return _walk(losses, patience, lambda loss, lowest: loss < lowest + gain)


@gain.wrong("the two numbers in the other order", look="First the best, then the last.")
def _gain_turned(losses, patience, gain):
    return stop_unless(losses, patience, gain)[::-1]


@gain.wrong("a stop one epoch later", look="Stop when `patience` epochs have passed.")
def _gain_later(losses, patience, gain):
    return stop_unless(losses, patience + 1, gain)


@gain.wrong("a share of the best loss as the smallest gain", look="`gain` is in the units of the loss.")
def _relative(losses, patience, gain):
    return _walk(losses, patience, lambda loss, lowest: loss < lowest * (1 - gain))


@gain.notice
def _slow(student):
    losses = 1 + 0.99 ** np.arange(1000)
    best, last = student(losses, 3, 0.005)
    return (
        "on a loss that falls by one percent of the rest each epoch, a smallest gain of 0.005 stops you at epoch "
        f"{last} and keeps epoch {best}, at {losses[best]:.2f}, with 1 still to be had. A gain that is too large stops "
        "too soon."
    )
