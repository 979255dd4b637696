"""Exercises 1.2 and 1.2v: tanh and softplus for every number a float can hold. x (N,)."""

import numpy as np

from dlcore.exercises.exercise import Exercise

stable_tanh = Exercise(
    "1.2",
    "tanh that never overflows",
    task=(
        "Complete `tanh(x)`: (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ) for every element of x, shape (N,). Find its size, |tanh x|, "
        "from `small` = e^(−2|x|) alone. Return shape (N,), the right numbers also where x is ±10,000."
    ),
    inputs=[
        (np.array([1.0]),),
        (np.array([0.0, -0.5]),),
        (np.array([0.25, -2.0, 3.0]),),
        (np.array([10000.0, -10000.0, 1.0]),),
    ],
    hints=(
        "Take x > 0 first. Divide numerator and denominator by eˣ: only e^(−2x) is left.",
        "tanh is odd: tanh(−x) = −tanh x. So its size depends on |x| alone, and np.sign(x) gives the sign.",
        "|tanh x| = (1 − e^(−2|x|)) / (1 + e^(−2|x|)).",
    ),
)


@stable_tanh.reference
def tanh(x):
    small = np.exp(-2 * np.abs(x))
    size = (1 - small) / (1 + small)
    return np.sign(x) * size


@stable_tanh.wrong(
    "the formula as books print it",
    look="`np.exp(10000)` is inf, and inf / inf is nan. `small` lies between 0 and 1 whatever x is.",
)
def _textbook(x):
    return (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))


@stable_tanh.wrong(
    "(1 − small) / (1 + small) with a `small` that grows for negative x",
    look="e^(−2x) overflows at x = −10,000. With |x| in the exponent it does not.",
)
def _one_side(x):
    return (1 - np.exp(-2 * x)) / (1 + np.exp(-2 * x))


@stable_tanh.wrong(
    "the size of tanh, without its sign", look="tanh(−1) is −tanh 1. `np.sign(x)` knows on which side x is."
)
def _no_sign(x):
    return np.abs(np.tanh(x))


@stable_tanh.wrong("1 − small, without the denominator", look="What is left of eˣ + e⁻ˣ after a division by eˣ?")
def _numerator(x):
    return np.sign(x) * (1 - np.exp(-2 * np.abs(x)))


@stable_tanh.wrong(
    "tanh of half of x",
    look="The exponent needs its 2: e⁻ˣ divided by eˣ is e^(−2x).",
)
def _half(x):
    return np.tanh(x / 2)


@stable_tanh.wrong(
    "the fraction upside down", look="tanh never leaves −1 … 1. The smaller one, 1 − small, goes on top."
)
def _upside_down(x):
    small = np.exp(-2 * np.abs(x))
    return np.sign(x) * (1 + small) / (1 - small)


@stable_tanh.wrong("the sigmoid σ(2x)", look="tanh x = 2σ(2x) − 1: it runs from −1 to 1, not from 0 to 1.")
def _sigmoid(x):
    return (1 + np.tanh(x)) / 2


@stable_tanh.wrong("x cut off at −1 and 1", look="tanh bends smoothly: tanh 1 is 0.76.")
def _cut(x):
    return np.clip(x, -1, 1)


@stable_tanh.notice
def _tiny(student):
    x = 1e-9
    off = abs(float(np.asarray(student(np.array([x])))[0]) / np.tanh(x) - 1)
    if off < 1e-12:
        return "yours is right to the last digits even at x = 10⁻⁹, where 1 − e^(−2|x|) alone would lose half of them."
    return (
        f"at x = 10⁻⁹ yours is off by {100 * off:.1g} %. In 1 − e^(−2|x|) two nearly equal numbers are subtracted, and "
        "digits are lost. `-np.expm1(-2 * np.abs(x))` computes the difference without that; `np.tanh` is as careful."
    )


stable_softplus = Exercise(
    "1.2v",
    "softplus that never overflows",
    task=(
        "Write `softplus(x)`: log(1 + eˣ) for every element of x, shape (N,). Return shape (N,), the right numbers "
        "also where x is ±10,000, and at x = −30, where 1 + eˣ keeps only three digits of eˣ."
    ),
    inputs=[
        (np.array([0.0]),),
        (np.array([1.0, -2.0]),),
        (np.array([-30.0]),),
        (np.array([10000.0, -10000.0]),),
    ],
    hints=(
        "For large x, log(1 + eˣ) is nearly x. Take eˣ out of the logarithm: log(1 + eˣ) = x + log(1 + e⁻ˣ).",
        "Use that for x > 0 and the formula as it stands for x < 0. In both, the exponential is e^(−|x|).",
        "`np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))`; log1p(u) is log(1 + u) without rounding 1 + u.",
    ),
)


@stable_softplus.reference
def softplus(x):
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


@stable_softplus.wrong("the formula as it stands", look="`np.exp(10000)` is inf, and so is its logarithm.")
def _as_it_stands(x):
    return np.log(1 + np.exp(x))


@stable_softplus.wrong(
    "log1p of an exponential that overflows", look="log1p mends x = −30. `np.exp(10000)` is still inf."
)
def _overflows(x):
    return np.log1p(np.exp(x))


@stable_softplus.wrong("ReLU", look="Softplus is smooth: at x = 0 it is log 2 = 0.693.")
def _relu(x):
    return np.maximum(x, 0)


@stable_softplus.wrong("log(1 + e⁻ˣ), softplus of −x", look="Softplus grows with x.")
def _mirrored(x):
    return np.maximum(-x, 0) + np.log1p(np.exp(-np.abs(x)))


@stable_softplus.wrong(
    "log(1 + e^(−|x|)) alone", look="For x > 0 an x has been taken out of the logarithm. Add it again."
)
def _no_max(x):
    return np.log1p(np.exp(-np.abs(x)))


@stable_softplus.wrong(
    "1 + e^(−|x|) rounded before its logarithm",
    look="At x = −30 use `np.log1p(u)`: `np.log(1 + u)` rounds 1 + u first.",
)
def _rounded(x):
    return np.maximum(x, 0) + np.log(1 + np.exp(-np.abs(x)))


@stable_softplus.notice
def _difference(student):
    values = np.asarray(student(np.array([3.0, -3.0])))
    return (
        f"yours gives {values[0]:.4f} at 3 and {values[1]:.4f} at −3. Their difference is "
        f"{values[0] - values[1]:.4f}: softplus(x) − softplus(−x) is x, for every x."
    )
