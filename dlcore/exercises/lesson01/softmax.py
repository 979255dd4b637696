"""Exercises 1.5 and 1.5v: softmax with a temperature, mended, and for two classes. x (N, C), T a positive number."""

import numpy as np

from dlcore.exercises.exercise import Exercise

mended = Exercise(
    "1.5",
    "find two bugs in softmax",
    task=(
        "The `softmax(x, T)` printed above has two bugs. Write it right: x has shape (N, C), N rows of C logits, and "
        "the temperature T is a positive number. Each row of the answer, shape (N, C), holds the shares "
        "e^(xᵢ/T) / Σⱼ e^(xⱼ/T) of that row; they are finite also where logits are ±10,000."
    ),
    inputs=[
        (np.array([[1.0, 0.0]]), 2.0),
        (np.array([[1.0, 0.0], [0.0, 2.0]]), 1.0),
        (np.array([[2.0, 1.0, 0.0], [-1.0, 3.0, 0.5]]), 0.5),
        (np.array([[10000.0, 9999.0, 0.0], [-10000.0, -10001.0, -9999.0]]), 1.0),
    ],
    hints=(
        "Try two rows that are equal. Each row has to sum to 1. What does the code make?",
        "The sum runs over the classes of one row: axis 1, kept as a column with keepdims=True. "
        "The other bug shows at logits of 10,000.",
        "Take the largest logit of each row out first: `x - x.max(axis=1, keepdims=True)`. The shares stay the same.",
    ),
)


@mended.reference
def softmax(x, T):
    z = (x - x.max(axis=1, keepdims=True)) / T
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)


def _shares(z, axis=1):
    return np.exp(z) / np.exp(z).sum(axis=axis, keepdims=True)


@mended.wrong("the code as printed", look="Give it two rows: all of them together sum to 1. Give it a logit of 10,000.")
def _printed(x, T):
    e = np.exp(x / T)
    return e / e.sum()


@mended.wrong(
    "one bug mended: each row sums to 1, but large logits overflow",
    look="`np.exp(10000)` is inf, and inf / inf is nan. Take the largest logit of the row out first.",
)
def _overflows(x, T):
    return _shares(x / T)


@mended.wrong(
    "one bug mended: nothing overflows, but all rows together sum to 1",
    look="Each row is a distribution of its own: sum over axis 1.",
)
def _all_rows(x, T):
    e = np.exp((x - x.max()) / T)
    return e / e.sum()


@mended.wrong(
    "the largest logit of all rows taken out, not that of each row",
    look="A row of −10,000 beside one of 10,000 underflows to zeros, and 0 / 0 is nan.",
)
def _one_maximum(x, T):
    return _shares((x - x.max()) / T)


@mended.wrong("shares over the examples, axis 0", look="The classes lie along a row, axis 1.")
def _columns(x, T):
    return _shares((x - x.max(axis=0)) / T, axis=0)


@mended.wrong("logits multiplied by T", look="A high temperature makes the shares more equal: divide by T.")
def _times(x, T):
    return softmax(x, 1 / T)


@mended.wrong("no temperature", look="Where has T gone?")
def _no_temperature(x, T):
    return softmax(x, 1.0)


@mended.wrong("shares divided by T, not logits", look="Then a row no longer sums to 1. T belongs in the exponent.")
def _after(x, T):
    return softmax(x, 1.0) / T


@mended.wrong(
    "the sum of a row without keepdims",
    look="A sum of shape (N,) is laid along the columns. keepdims=True keeps it a column, (N, 1).",
)
def _no_keepdims(x, T):
    e = np.exp((x - x.max(axis=1, keepdims=True)) / T)
    return e / e.sum(axis=1)


@mended.notice
def _limits(student):
    x = np.array([[2.0, 1.0, 0.0]])
    cold, hot = (np.asarray(student(x, T))[0] for T in (0.1, 100.0))
    return (
        f"on logits (2, 1, 0) yours gives the first class {cold[0]:.5f} at T = 0.1 and {hot[0]:.3f} at T = 100. Cold, "
        "softmax picks the largest; hot, it forgets the logits. Their order stays at every temperature."
    )


pair = Exercise(
    "1.5v",
    "softmax of two classes",
    task=(
        "Write `first_of_two(a, b, T)`: the share e^(a/T) / (e^(a/T) + e^(b/T)) of the first of two classes. a and b "
        "have shape (N,) and hold the logits of N examples; T is a positive number. Return shape (N,), finite also "
        "where logits are ±10,000."
    ),
    inputs=[
        (np.array([1.0]), np.array([0.0]), 1.0),
        (np.array([0.5, 2.0]), np.array([1.0, -1.0]), 2.0),
        (np.array([0.0, 1.0, -2.0]), np.array([0.3, -1.0, -2.5]), 0.5),
        (np.array([10000.0, -10000.0, -10000.0]), np.array([9999.0, 10000.0, -10001.0]), 1.0),
    ],
    hints=(
        "Divide numerator and denominator by e^(a/T).",
        "What is left is 1 / (1 + e^((b − a)/T)): a sigmoid of one number.",
        "With z = (a − b) / T it is σ(z). The form e^min(z, 0) / (1 + e^(−|z|)) never overflows.",
    ),
)


@pair.reference
def first_of_two(a, b, T):
    z = (a - b) / T
    return np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))


@pair.wrong("the formula as it stands", look="`np.exp(10000)` is inf, and inf / inf is nan. Only a − b counts.")
def _as_it_stands(a, b, T):
    return np.exp(a / T) / (np.exp(a / T) + np.exp(b / T))


@pair.wrong("the share of the second class", look="A larger a has to give a larger share: σ((a − b) / T).")
def _second(a, b, T):
    return first_of_two(b, a, T)


@pair.wrong("the sigmoid of a alone", look="What does b do? Only where b = 0 is that the same.")
def _alone(a, b, T):
    return first_of_two(a, 0 * b, T)


@pair.wrong("no temperature", look="Where has T gone?")
def _no_temperature(a, b, T):
    return first_of_two(a, b, 1.0)


@pair.wrong("a difference multiplied by T", look="A high temperature makes the shares more equal: divide by T.")
def _times(a, b, T):
    return first_of_two(a, b, 1 / T)


@pair.wrong("a share of the logits, a / (a + b)", look="Logits may be negative. Exponentials make them positive first.")
def _logits(a, b, T):
    return a / (a + b)


@pair.notice
def _sum(student):
    a, b = np.array([3.0]), np.array([1.0])
    both = float(np.asarray(student(a, b, 1.0) + student(b, a, 1.0))[0])
    return (
        f"your shares of (3, 1) and of (1, 3) add up to {both:g}. The sigmoid is the softmax of two classes: that is "
        "why a network needs one output for two classes, not two."
    )
