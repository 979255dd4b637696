"""Exercise 6.3, a convolution of several channels, and its variant, one that goes channel by channel.

Shapes: C channels of the input x (C, H, W), O of the output y (O, H', W').
"""

import numpy as np

from dlcore.exercises.exercise import Exercise
from dlcore.exercises.lesson06.grids import correlation, whole

channels = Exercise(
    "6.3",
    "a convolution of several channels",
    task=(
        "Complete `conv(x, w, b)`. x has shape (C, H, W). For each channel of the output, w holds a kernel for every "
        "channel of the input, shape (O, C, kh, kw), and b holds one number, shape (O,). "
        "The stride is 1, and there is no padding. Return shape (O, H − kh + 1, W − kw + 1)."
    ),
    inputs=[
        (np.array([[[1.0]], [[2.0]]]), np.array([[[[1.0]], [[10.0]]], [[[3.0]], [[20.0]]]]), np.array([100.0, 200.0])),
        (whole(2, 2, 3, seed=1), whole(2, 2, 2, 2, seed=2), np.array([1.0, -2.0])),
        (whole(3, 3, 3, seed=3), whole(2, 3, 2, 3, seed=4), np.array([3.0, 5.0])),
    ],
    hints=(
        "One output channel o: every channel of the input meets its own kernel w[o, c]. What becomes of the C results?",
        "They are added, and then b[o] is added once. So the window and w[o] both have the shape (C, kh, kw).",
        "`y[o, p, q] = np.sum(x[:, p : p + kh, q : q + kw] * w[o]) + b[o]`.",
    ),
)


@channels.reference
def conv(x, w, b):
    kh, kw = w.shape[2:]
    y = np.empty((len(w), x.shape[1] - kh + 1, x.shape[2] - kw + 1))
    for o, p, q in np.ndindex(y.shape):
        window = x[:, p : p + kh, q : q + kw]  # (C, kh, kw), as w[o]
        y[o, p, q] = np.sum(window * w[o]) + b[o]
    return y


def _each(x, w, rule):
    """`rule(o)`, shape (H', W'), for every output channel."""
    return np.array([rule(o) for o in range(len(w))])


@channels.wrong(
    "w[c, o], where w[o, c] belongs",
    look="In w the output channel comes first: w[o, c] leads from channel c of the input to channel o of the output.",
)
def _swapped(x, w, b):
    return _each(x, w, lambda o: sum(correlation(x[c], w[c, o]) for c in range(len(x))) + b[o])


@channels.wrong(
    "w[:, o], where w[o] belongs", look="In w the output channel comes first: all kernels of output o are w[o]."
)
def _swapped_whole(x, w, b):
    return _each(x, w, lambda o: correlation(x, w[:, o]) + b[o])


@channels.wrong("no bias", look="Each output channel has one number b[o] that is added at every place.")
def _no_bias(x, w, b):
    return conv(x, w, 0 * b)


@channels.wrong(
    "the bias added once for each channel of the input", look="Sum over the channels first. Then add b[o], once."
)
def _bias_each_channel(x, w, b):
    return conv(x, w, len(x) * b)


@channels.wrong("the bias inside the sum, added to each product", look="Close the bracket of the sum before + b[o].")
def _bias_each_product(x, w, b):
    return conv(x, w, w[0].size * b)


@channels.wrong("the first channel of the input alone", look="Every channel of the input counts: sum over c.")
def _first(x, w, b):
    return conv(x[:1], w[:, :1], b)


@channels.wrong(
    "the last channel of the input alone", look="`=` in a loop over c forgets the channels before. They are added."
)
def _last(x, w, b):
    return conv(x[-1:], w[:, -1:], b)


@channels.wrong("a mean over the channels of the input", look="The channels are added; nothing divides by C.")
def _mean(x, w, b):
    return conv(x, w / len(x), b)


@channels.wrong("kernels turned by 180 degrees", look="w[o, c, i, j] meets x[c, p + i, q + j]: nothing is turned.")
def _turned(x, w, b):
    return conv(x, w[..., ::-1, ::-1], b)


@channels.wrong(
    "output o made of input channel o alone", look="Each output channel sees all C channels of the input, not one."
)
def _own_channel(x, w, b):
    return _each(x, w, lambda o: correlation(x[o], w[o, o]) + b[o])


@channels.wrong("one kernel for all channels of the input", look="Each channel c has a kernel of its own, w[o, c].")
def _one_kernel(x, w, b):
    return _each(x, w, lambda o: correlation(x.sum(axis=0), w[o, 0]) + b[o])


@channels.notice
def _linear(student):
    x, w, b = whole(3, 4, 4, seed=5), whole(2, 3, seed=6), np.array([1.0, 2.0])
    y = np.asarray(student(x, w[:, :, None, None], b))
    layer = np.moveaxis(x, 0, -1) @ w.T + b  # (4, 4, 2): a linear layer on the three numbers of each pixel
    same = np.allclose(np.moveaxis(y, 0, -1), layer)
    return (
        f"with kernels of 1 × 1 your function {'is' if same else 'is not'} a linear layer, x wᵀ + b, applied to the C "
        "numbers of each pixel alone. That is how a network mixes its channels without looking at neighbours."
    )


separable = Exercise(
    "6.3v",
    "a convolution channel by channel, then a mixture",
    task=(
        "Write `separable_conv(x, d, m)`, which works in two steps. First each channel of x, shape (C, H, W), meets "
        "its own kernel in d, shape (C, kh, kw). Then output channel o is the sum of these C results, each times "
        "m[o, c]; m has shape (O, C). No bias, stride 1, no padding. Return shape (O, H − kh + 1, W − kw + 1)."
    ),
    inputs=[
        (np.array([[[1.0]], [[2.0]]]), np.array([[[3.0]], [[5.0]]]), np.array([[1.0, 10.0], [100.0, 1000.0]])),
        (whole(2, 2, 3, seed=7), whole(2, 2, 2, seed=8), whole(2, 2, seed=9)),
        (whole(3, 3, 3, seed=10), whole(3, 2, 3, seed=11), whole(2, 3, seed=12)),
    ],
    hints=(
        "First C images of shape (H', W'): `correlate(x[c], d[c])`, your own of exercise 6.1.",
        "Stack them to z (C, H', W'). Then y[o] = Σ_c m[o, c] z[c].",
        "A loop over o and c adds up `m[o, c] * z[c]`. Or in one call: `np.tensordot(m, z, axes=1)`.",
    ),
)


@separable.reference
def separable_conv(x, d, m):
    kh, kw = d.shape[1:]
    z = np.empty((len(x), x.shape[1] - kh + 1, x.shape[2] - kw + 1))
    for c, p, q in np.ndindex(z.shape):
        z[c, p, q] = np.sum(x[c, p : p + kh, q : q + kw] * d[c])
    return np.tensordot(m, z, axes=1)  # (O, C) (C, H', W') → (O, H', W')


@separable.wrong("m[c, o], where m[o, c] belongs", look="m has the output channel first: m[o, c] leads from c to o.")
def _mixed_backwards(x, d, m):
    return separable_conv(x, d, m.T)


@separable.wrong("the first kernel for every channel", look="Channel c meets d[c].")
def _first_kernel(x, d, m):
    return separable_conv(x, np.array([d[0]] * len(d)), m)


@separable.wrong("every channel met by all kernels", look="Channel c meets d[c], and no other kernel.")
def _all_kernels(x, d, m):
    return separable_conv(x, np.array([d.sum(axis=0)] * len(d)), m)


@separable.wrong("a mixture in which only m[o, o] counts", look="Output o is a sum over all c, each times m[o, c].")
def _unmixed(x, d, m):
    return np.array([m[o, o] * correlation(x[o], d[o]) for o in range(len(m))])


@separable.wrong("a mean over the channels", look="The channels are added; nothing divides by C.")
def _mean_of_channels(x, d, m):
    return separable_conv(x, d, m) / len(x)


@separable.wrong("kernels turned by 180 degrees", look="d[c, i, j] meets x[c, p + i, q + j]: nothing is turned.")
def _turned_kernels(x, d, m):
    return separable_conv(x, d[:, ::-1, ::-1], m)


@separable.wrong("the first step alone", look="Then mix: output o is the sum over c of m[o, c] times result c.")
def _first_step(x, d, m):
    return separable_conv(x, d, np.eye(len(x)))


@separable.notice
def _rank(student):
    x, d, m = separable.inputs[-1]
    w = m[:, :, None, None] * d  # (O, C, kh, kw)
    same = np.allclose(student(x, d, m), conv(x, w, np.zeros(len(m))))
    return (
        f"it {'is' if same else 'is not'} a convolution with the kernels w[o, c] = m[o, c] d[c], so what it can do is "
        f"less. It is also cheaper: from 64 channels to 64 by kernels of 3 × 3 it has {64 * 9 + 64 * 64:,} weights, "
        f"and a full convolution has {64 * 64 * 9:,}."
    )
