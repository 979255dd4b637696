"""Exercise 4.4, the gradient of a bias over a batch, and its variant with two leading axes."""

import numpy as np

from dlcore.exercises.exercise import Exercise
from dlcore.exercises.lesson04.network import numbers

bias_sum = Exercise(
    "4.4",
    "the gradient of a bias over the batch",
    task=(
        "A linear layer adds the same bias b (O,) to the row of each of the N examples: y = x Wᵀ + b. Write "
        "`bias_gradient(dy)`: the gradient of the loss with respect to b, from dy, its gradient with respect to y, "
        "shape (N, O). Return shape (O,)."
    ),
    inputs=[
        (np.array([[3.0], [1.0]]),),
        (np.array([[1.0, -2.0], [0.5, 4.0]]),),
        (numbers(4, 3, seed=1),),
    ],
    hints=(
        "One number b is used N times, once in each row. How does the loss answer when b moves by a little?",
        "It answers through every row: the contributions add up. Sum over paths.",
        "`dy.sum(axis=0)` sums over the examples and keeps the outputs.",
    ),
)


@bias_sum.reference
def bias_gradient(dy):
    return dy.sum(axis=0)  # (N, O) → (O,)


@bias_sum.wrong(
    "the mean over the batch",
    look="The factor 1/N of a mean loss is already in dy. A second one makes the bias learn N times too slowly.",
)
def _mean(dy):
    return dy.mean(axis=0)


@bias_sum.wrong(
    "a gradient that is not summed over the batch",
    look="There is one bias for all rows: its gradient has shape (O,), like b itself.",
)
def _not_summed(dy):
    return dy.copy()


@bias_sum.wrong(
    "a sum over the outputs, axis 1",
    look="Every output has a bias of its own. Sum over what shares it: the examples, axis 0.",
)
def _outputs(dy):
    return dy.sum(axis=1)


@bias_sum.wrong("the sum of everything", look="Every output has a bias of its own: keep axis 1.")
def _total(dy):
    return dy.sum()


@bias_sum.wrong("the slope of one example alone, the first", look="Every example's row has used the bias.")
def _first(dy):
    return dy[0].copy()


@bias_sum.wrong("the slope of one example alone, the last", look="Every example's row has used the bias.")
def _last(dy):
    return dy[-1].copy()


@bias_sum.wrong(
    "the number of examples, without dy",
    look="That is how often y moves with b. Each time counts by its own slope dy.",
)
def _count(dy):
    return np.full(dy.shape[1], float(len(dy)))


@bias_sum.wrong("the gradient with its sign turned round", look="y = x Wᵀ + b: the slope of y for b is +1.")
def _minus(dy):
    return -dy.sum(axis=0)


@bias_sum.notice
def _as_ones(student):
    dy = numbers(4, 3, seed=1)
    same = np.allclose(student(dy), np.ones(4) @ dy)
    return (
        "a bias is the weight of an input that is always 1. Put a column of ones into x, and dyᵀ x gives that column: "
        f"1ᵀ dy. On the last input this {'is what you return' if same else 'differs from what you return'}."
    )


wide_bias = Exercise(
    "4.4v",
    "the gradient of a bias that two axes share",
    task=(
        "Now y has shape (N, T, O): T rows for each of N examples, as in a series; the same b (O,) is added to all of "
        "them. Write `shared_bias_gradient(dy)` for dy of shape (N, T, O). Return shape (O,)."
    ),
    inputs=[(numbers(1, 2, 1, seed=4),), (numbers(2, 2, 2, seed=5),), (numbers(3, 4, 2, seed=6),)],
    hints=(
        "Which axes share one bias? Sum over all of them.",
        "Only the last axis has a bias for each place.",
        "`dy.sum(axis=(0, 1))`, or reshape to (N·T, O) and sum over axis 0.",
    ),
)


@wide_bias.reference
def shared_bias_gradient(dy):
    return dy.sum(axis=(0, 1))  # (N, T, O) → (O,)


@wide_bias.wrong("a sum over the examples alone", look="The T rows of an example share the bias too.")
def _examples(dy):
    return dy.sum(axis=0)


@wide_bias.wrong("a sum over the T rows alone", look="The N examples share the bias too.")
def _rows(dy):
    return dy.sum(axis=1)


@wide_bias.wrong("a mean over both axes", look="Paths add up; nothing divides by their number.")
def _both_mean(dy):
    return dy.mean(axis=(0, 1))


@wide_bias.wrong("a mean over the T rows, summed over the examples", look="Paths add up along both axes.")
def _half_mean(dy):
    return dy.mean(axis=1).sum(axis=0)


@wide_bias.wrong("a sum over the last axis", look="The last axis holds the outputs, and each has a bias of its own.")
def _last_axis(dy):
    return dy.sum(axis=-1)


@wide_bias.notice
def _reshape(student):
    dy = numbers(3, 4, 2, seed=6)
    same = np.allclose(student(dy), student(dy.reshape(1, 12, 2)))
    return (
        "read as one example of 12 rows, the last input gives "
        f"{'the same gradient' if same else 'another gradient'}: for a linear layer all leading axes are one batch. "
        "`nn.Linear` reshapes them so."
    )
