"""Exercise 6.7, batch normalisation in training, and its variant, the statistics it keeps for evaluation.

Shapes: N examples, C features; x (N, C).
"""

import numpy as np

from dlcore.exercises.exercise import Exercise
from dlcore.exercises.lesson06.grids import whole

normalising = Exercise(
    "6.7",
    "batch normalisation in training",
    task=(
        "Write `batch_norm(x, weight, bias, eps)`. Each feature of x, shape (N, C), is brought to mean 0 and variance "
        "1 over the batch, where eps is added to the variance. Then it is multiplied by its number in weight, and that "
        "in bias is added; both have shape (C,). Return y (N, C), and the mean (C,) and the variance (C,) that you "
        "have used, without eps."
    ),
    inputs=[
        (np.array([[1.0], [5.0]]), np.array([1.0]), np.array([0.0]), 5.0),
        (np.array([[1.0, 8.0], [5.0, 2.0]]), np.array([2.0, 3.0]), np.array([10.0, 20.0]), 0.5),
        (np.array([[1.0, 3.0], [4.0, 3.0], [1.0, 3.0]]), np.array([1.0, 2.0]), np.array([0.5, -1.0]), 0.25),
        (whole(4, 3, seed=1), whole(3, seed=2), whole(3, seed=3), 1.0),
    ],
    hints=(
        "The mean of a feature is taken over the examples: which axis of x has length N?",
        "The variance is the mean of (x − mean)², divided by N. Then x̂ = (x − mean) / √(variance + eps).",
        "`mean = x.mean(axis=0)`, `var = x.var(axis=0)`, and y is `weight * (x - mean) / np.sqrt(var + eps) + bias`.",
    ),
    returns=3,
)


@normalising.reference
def batch_norm(x, weight, bias, eps):
    mean = x.mean(axis=0)  # (C,), over the examples
    var = ((x - mean) ** 2).mean(axis=0)
    y = weight * (x - mean) / np.sqrt(var + eps) + bias
    return y, mean, var


def _normalised(x, weight, bias, deviation):
    """y for another divisor, with the right mean and variance beside it."""
    return weight * (x - x.mean(axis=0)) / deviation + bias, x.mean(axis=0), x.var(axis=0)


@normalising.wrong(
    "each example normalised over its features",
    look="That is layer normalisation. Here a feature is normalised over the examples: axis 0.",
)
def _per_example(x, weight, bias, eps):
    mean, var = x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)
    return weight * (x - mean) / np.sqrt(var + eps) + bias, mean[:, 0], var[:, 0]


@normalising.wrong(
    "`axis=1`, where `axis=0` belongs", look="`x.mean(axis=0)` takes the mean over the examples, one for each feature."
)
def _axis_one(x, weight, bias, eps):
    mean, var = x.mean(axis=1), x.var(axis=1)
    return weight * (x - mean) / np.sqrt(var + eps) + bias, mean, var


@normalising.wrong("one mean and one variance for all features", look="Each feature has its own: axis 0.")
def _all_together(x, weight, bias, eps):
    return weight * (x - x.mean()) / np.sqrt(x.var() + eps) + bias, x.mean(), x.var()


@normalising.wrong(
    "a variance divided by N − 1",
    look="To normalise, divide by N. N − 1 is for the statistics that are kept for evaluation.",
)
def _unbiased(x, weight, bias, eps):
    var = x.var(axis=0, ddof=1)
    return weight * (x - x.mean(axis=0)) / np.sqrt(var + eps) + bias, x.mean(axis=0), var


@normalising.wrong("eps outside the root", look="eps is added to the variance. Then comes the root.")
def _eps_outside(x, weight, bias, eps):
    return _normalised(x, weight, bias, x.std(axis=0) + eps)


@normalising.wrong("eps forgotten", look="A feature that is the same in all examples has variance 0.")
def _no_eps(x, weight, bias, eps):
    return _normalised(x, weight, bias, x.std(axis=0))


@normalising.wrong("a division by the variance", look="Divide by the standard deviation: the root of variance + eps.")
def _no_root(x, weight, bias, eps):
    return _normalised(x, weight, bias, x.var(axis=0) + eps)


@normalising.wrong("features centred, but not divided", look="Divide by the root of variance + eps.")
def _not_divided(x, weight, bias, eps):
    return _normalised(x, weight, bias, 1.0)


@normalising.wrong("features divided, but not centred", look="Take the mean off first.")
def _not_centred(x, weight, bias, eps):
    var = x.var(axis=0)
    return weight * x / np.sqrt(var + eps) + bias, x.mean(axis=0), var


@normalising.wrong("weight and bias forgotten", look="At the end each feature is multiplied by weight, and bias added.")
def _plain(x, weight, bias, eps):
    return batch_norm(x, np.ones_like(weight), np.zeros_like(bias), eps)


@normalising.wrong("weight and bias exchanged", look="Multiply by weight, add bias.")
def _exchanged(x, weight, bias, eps):
    return batch_norm(x, bias, weight, eps)


@normalising.wrong("the bias multiplied by the weight too", look="Multiply first, then add bias.")
def _bias_first(x, weight, bias, eps):
    return batch_norm(x, weight, weight * bias, eps)


@normalising.wrong("a variance returned with eps in it", look="Return the variance of x; eps only helps to divide.")
def _with_eps(x, weight, bias, eps):
    y, mean, var = batch_norm(x, weight, bias, eps)
    return y, mean, var + eps


@normalising.wrong("the standard deviation returned for the variance", look="The third value is the variance.")
def _returns_std(x, weight, bias, eps):
    y, mean, var = batch_norm(x, weight, bias, eps)
    return y, mean, np.sqrt(var)


@normalising.notice
def _neighbours(student):
    x, weight, bias = np.array([[1.0], [2.0], [3.0]]), np.ones(1), np.zeros(1)
    other = np.array([[1.0], [2.0], [30.0]])
    here, there = (np.asarray(student(batch, weight, bias, 1e-5)[0])[0, 0] for batch in (x, other))
    alone = np.asarray(student(x[:1], weight, bias, 1e-5)[0])[0, 0]
    return (
        f"the first example of 1, 2, 3 becomes {here:.2f}; of 1, 2, 30 it becomes {there:.2f}, and alone {alone:g}. "
        "In training an example's output depends on who else is in the batch. "
        "So for evaluation fixed statistics take the place of the batch's."
    ).replace("-", "−")


tracking = Exercise(
    "6.7v",
    "the statistics kept for evaluation",
    task=(
        "Write `track(running_mean, running_var, x, momentum)`, what a batch normalisation does at each batch of "
        "training, with torch's momentum: the running values, shape (C,), become a mixture. The share `momentum` of it "
        "is the mean or the variance of the batch x, shape (N, C), and the rest is the old value. This variance is "
        "divided by N − 1. Return two new arrays, (C,) each."
    ),
    inputs=[
        (np.array([0.0, 2.0]), np.array([1.0, 4.0]), np.array([[1.0, 8.0], [5.0, 2.0]]), 0.25),
        (np.array([2.0, -1.0]), np.array([4.0, 1.0]), whole(4, 2, seed=4), 0.1),
    ],
    hints=(
        "With momentum 0 the running values stay; with momentum 1 they become those of the batch.",
        "new = (1 − momentum) · old + momentum · batch.",
        "The batch's mean is `x.mean(axis=0)`, and its variance `x.var(axis=0, ddof=1)`.",
    ),
    returns=2,
)


@tracking.reference
def track(running_mean, running_var, x, momentum):
    mean = (1 - momentum) * running_mean + momentum * x.mean(axis=0)
    var = (1 - momentum) * running_var + momentum * x.var(axis=0, ddof=1)  # divided by N − 1
    return mean, var


@tracking.wrong(
    "momentum as the share of the old value",
    look="Keras defines it so, with 0.99. In torch momentum is the share of the batch, by default 0.1.",
)
def _keras(running_mean, running_var, x, momentum):
    return track(running_mean, running_var, x, 1 - momentum)


@tracking.wrong("a variance divided by N", look="For the running variance divide by N − 1: `ddof=1`.")
def _biased(running_mean, running_var, x, momentum):
    var = (1 - momentum) * running_var + momentum * x.var(axis=0)
    return track(running_mean, running_var, x, momentum)[0], var


@tracking.wrong("a running standard deviation", look="What is tracked is the variance.")
def _deviation(running_mean, running_var, x, momentum):
    var = (1 - momentum) * running_var + momentum * x.std(axis=0, ddof=1)
    return track(running_mean, running_var, x, momentum)[0], var


@tracking.wrong("the values of the last batch alone", look="Only the share `momentum` comes from this batch.")
def _replaced(running_mean, running_var, x, momentum):
    return track(running_mean, running_var, x, 1.0)


@tracking.wrong("a share of the batch added to the whole old value", look="The old value counts 1 − momentum times.")
def _piled_up(running_mean, running_var, x, momentum):
    return running_mean + momentum * x.mean(axis=0), running_var + momentum * x.var(axis=0, ddof=1)


@tracking.wrong("a mean over the features", look="Each feature has its own: over the examples, axis 0.")
def _over_features(running_mean, running_var, x, momentum):
    return track(running_mean, running_var, x.T, momentum)


@tracking.notice
def _memory(student):
    mean, var, x = np.zeros(1), np.ones(1), np.array([[9.0], [11.0]])
    after = {}
    for batch in range(1, 51):
        mean, var = student(mean, var, x, 0.1)
        after[batch] = float(np.asarray(mean)[0])
    return (
        f"with momentum 0.1, and a mean of 10 in every batch, the running mean is {after[1]:.1f} after 1 batch, "
        f"{after[10]:.1f} after 10 and {after[50]:.2f} after 50. Who evaluates after a few batches evaluates with "
        "statistics that have not arrived."
    )
