"""Exercise 6.8, a receptive field with a bug, and its variant, which pixels an output sees. One axis.

`kernels`, `strides` and `paddings` are lists of whole numbers, one a layer, the first layer first.
"""

import numpy as np

from dlcore.exercises.exercise import Exercise

mending = Exercise(
    "6.8",
    "a receptive field with a bug",
    task=(
        "How many pixels of the input, along one axis, can change one output of a stack of layers? `kernels` and "
        "`strides` are lists of whole numbers, one for each layer, the first layer first. The function `broken` has a "
        "bug. Write `receptive_field(kernels, strides)` without it; return one whole number."
    ),
    inputs=[([3], [1]), ([3], [2]), ([2, 3], [2, 1]), ([3, 2, 3, 2], [1, 2, 1, 2]), ([5, 3, 3], [3, 2, 1])],
    hints=(
        "Draw two layers, kernels of 3 with strides 2 and 1, and count. Neighbouring outputs of layer 1: how far "
        "apart are their windows on the input?",
        "`jump` is how far apart neighbours lie that the layer reads. Its own stride comes behind it: whom does it "
        "move apart, its inputs or its outputs?",
        "A layer's kernel counts with the strides of the layers before it. So first `field += (k - 1) * jump`, and "
        "then `jump *= s`.",
    ),
)


@mending.reference
def receptive_field(kernels, strides):
    field, jump = 1, 1  # one pixel sees itself, and its neighbour is 1 away
    for k, s in zip(kernels, strides, strict=True):
        field += (k - 1) * jump  # k neighbours, with k − 1 gaps between them
        jump *= s  # the outputs of this layer lie further apart
    return field


@mending.wrong("the function as it was", look="Try one layer: kernel 3, stride 2. How many pixels does one output see?")
def broken(kernels, strides):
    field, jump = 1, 1
    for k, s in zip(kernels, strides, strict=True):
        jump *= s
        field += (k - 1) * jump
    return field


@mending.wrong(
    "strides ignored", look="Behind a stride of 2 a kernel reaches twice as far: neighbours lie 2 pixels apart."
)
def _no_strides(kernels, strides):
    return receptive_field(kernels, [1] * len(kernels))


@mending.wrong("a product of the kernels", look="Two kernels of 3 with stride 1 see 5 pixels, not 9: windows overlap.")
def _product(kernels, strides):
    return int(np.prod(kernels))


@mending.wrong("a sum of the kernels", look="The first pixel is there already: each kernel adds k − 1 gaps.")
def _sum(kernels, strides):
    return sum(kernels)


@mending.wrong("k gaps for a kernel of k", look="Between k neighbours there are k − 1 gaps.")
def _gaps(kernels, strides):
    return receptive_field([k + 1 for k in kernels], strides)


@mending.wrong("strides added up", look="A stride of 2 behind one of 2 makes neighbours 4 pixels apart: multiply.")
def _added(kernels, strides):
    field, jump = 1, 1
    for k, s in zip(kernels, strides, strict=True):
        field += (k - 1) * jump
        jump += s
    return field


@mending.wrong("the stride of the layer before alone", look="All strides before a layer count, multiplied.")
def _last_stride(kernels, strides):
    return 1 + sum((k - 1) * s for k, s in zip(kernels, [1, *strides], strict=False))


@mending.wrong(
    "the layers in reverse order", look="The strides that count for a layer are those of the layers before it."
)
def _reversed(kernels, strides):
    return receptive_field(kernels[::-1], strides[::-1])


@mending.wrong("a field that begins at 0", look="Without any layer an output sees one pixel: itself.")
def _from_zero(kernels, strides):
    return receptive_field(kernels, strides) - 1


@mending.notice
def _depth(student):
    fields = [student([3, 2] * n + [3], [1, 2] * n + [1]) for n in range(4)]
    plain = student([3] * 7, [1] * 7)
    return (
        f"convolutions of 3 with pools of 2 between them: the first sees {fields[0]} pixels across, the second "
        f"{fields[1]}, the third {fields[2]}, the fourth {fields[3]}. Seven convolutions without pools see {plain}. "
        "Strides before a kernel are what makes it reach far."
    )


reaching = Exercise(
    "6.8v",
    "the pixels that an output sees",
    task=(
        "Write `pixels_seen(place, kernels, strides, paddings)`: the first and the last pixel of the input, along one "
        "axis, that can change output number `place` of the last layer. Pixels and places are numbered from 0. "
        "`kernels`, `strides` and `paddings` are lists, one number for each layer, the first layer first. Pixels in "
        "the padding count too: they have numbers below 0, or beyond the end. Return two whole numbers."
    ),
    inputs=[
        (2, [3], [1], [0]),
        (2, [3], [2], [1]),
        (1, [3, 2], [1, 2], [1, 0]),
        (3, [3, 2, 5], [1, 2, 3], [1, 0, 2]),
    ],
    hints=(
        "Walk back, from the last layer to the first. At each layer you have the first and the last place that count.",
        "A window at place q begins at s·q − padding and ends k − 1 further on.",
        "`first = s * first - p` and `last = s * last - p + k - 1`, for the layers in reverse.",
    ),
    returns=2,
)


@reaching.reference
def pixels_seen(place, kernels, strides, paddings):
    first = last = place
    for k, s, p in reversed(list(zip(kernels, strides, paddings, strict=True))):
        first = s * first - p
        last = s * last - p + k - 1
    return first, last


@reaching.wrong("the layers from the first to the last", look="Walk back: `place` belongs to the last layer.")
def _forward(place, kernels, strides, paddings):
    return pixels_seen(place, kernels[::-1], strides[::-1], paddings[::-1])


@reaching.wrong("padding forgotten", look="With p zeros before the axis, window 0 begins at pixel −p.")
def _no_paddings(place, kernels, strides, paddings):
    return pixels_seen(place, kernels, strides, [0] * len(paddings))


@reaching.wrong("padding added", look="Zeros stand before pixel 0, so a window begins earlier: minus p.")
def _padding_added(place, kernels, strides, paddings):
    return pixels_seen(place, kernels, strides, [-p for p in paddings])


@reaching.wrong("strides ignored", look="A window at place q begins at s·q.")
def _unstrided(place, kernels, strides, paddings):
    return pixels_seen(place, kernels, [1] * len(strides), paddings)


@reaching.wrong("a last pixel that is the first one not seen", look="A window of k pixels ends k − 1 behind its first.")
def _one_behind(place, kernels, strides, paddings):
    return pixels_seen(place, [k + 1 for k in kernels], strides, paddings)


@reaching.wrong(
    "windows around their own place, as if every padding were half the kernel",
    look="A window begins at s·q − padding, with the padding of its layer.",
)
def _centred(place, kernels, strides, paddings):
    return pixels_seen(place, kernels, strides, [k // 2 for k in kernels])


@reaching.notice
def _corner(student):
    kernels, strides, paddings = [3, 2, 3, 2, 3], [1, 2, 1, 2, 1], [1, 0, 1, 0, 1]
    (a, b), (c, d) = (student(place, kernels, strides, paddings) for place in (0, 3))
    return (
        f"in a network conv – pool – conv – pool – conv, output 0 of 7 sees pixels {a} to {b}, and output 3 sees {c} "
        f"to {d}, of 0 to 27. So {-a} of the {b - a + 1} pixels that output 0 sees are padding: at the border a "
        "network knows from the zeros where it is."
    ).replace(" -", " −")
