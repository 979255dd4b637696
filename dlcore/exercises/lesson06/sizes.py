"""Exercise 6.2, how many places a kernel has, and its variant, which inputs give so many. One axis, whole numbers."""

import math

from dlcore.exercises.exercise import Exercise

places = Exercise(
    "6.2",
    "how many places a kernel has",
    task=(
        "Write `output_size(n, k, s, p, d)`: at how many places a kernel stands on an axis of n pixels. It has k "
        "elements, d pixels apart (dilation), and moves s pixels at a time (stride). "
        "There are p zeros before the axis and p behind it (padding). "
        "All are whole numbers; return one whole number."
    ),
    inputs=[
        (4, 2, 1, 0, 1),
        (3, 3, 1, 1, 1),
        (6, 3, 2, 0, 1),
        (9, 3, 2, 0, 3),
        (20, 4, 3, 2, 2),
        (28, 5, 4, 1, 1),
    ],
    hints=(
        "How many pixels are there with the padding? And over how many does the kernel reach? 3 elements, 2 apart, "
        "reach over 5.",
        "n + 2p pixels, and a reach of d (k − 1) + 1. Their difference is how far the kernel can move.",
        "Divide this way by s, round down, and add the place where it began: (n + 2p − d (k − 1) − 1) // s + 1.",
    ),
)


@places.reference
def output_size(n, k, s, p, d):
    reach = d * (k - 1) + 1
    return (n + 2 * p - reach) // s + 1


@places.wrong("the + 1 forgotten", look="The kernel begins at a place before its first step: count that one too.")
def _steps(n, k, s, p, d):
    return output_size(n, k, s, p, d) - 1


@places.wrong("padding counted once", look="There are p zeros at both ends: 2p.")
def _once(n, k, s, p, d):
    return (n + p - d * (k - 1) - 1) // s + 1


@places.wrong("padding forgotten", look="Zeros are pixels too: the axis has n + 2p of them.")
def _no_padding(n, k, s, p, d):
    return output_size(n, k, s, 0, d)


@places.wrong("a number rounded up", look="A step that leads beyond the end is not made: round down, `//`.")
def _up(n, k, s, p, d):
    return math.ceil((n + 2 * p - d * (k - 1) - 1) / s) + 1


@places.wrong("a number that is not rounded", look="There is no third of a place: round down, `//`.")
def _not_rounded(n, k, s, p, d):
    return (n + 2 * p - d * (k - 1) - 1) / s + 1


@places.wrong("dilation forgotten", look="k elements, d pixels apart, reach over d (k − 1) + 1 pixels.")
def _no_dilation(n, k, s, p, d):
    return output_size(n, k, s, p, 1)


@places.wrong("a kernel of d·k pixels", look="Between k elements there are k − 1 gaps: it reaches over d (k − 1) + 1.")
def _product(n, k, s, p, d):
    return (n + 2 * p - d * k) // s + 1


@places.wrong("the 1 added before the division", look="Divide the way by s first. Then count the place at its start.")
def _early(n, k, s, p, d):
    return (n + 2 * p - d * (k - 1)) // s


@places.wrong("stride forgotten", look="The kernel moves s pixels at a time, so divide by s.")
def _no_stride(n, k, s, p, d):
    return output_size(n, k, 1, p, d)


@places.wrong("stride and dilation exchanged", look="The stride s is between places, the dilation d inside the kernel.")
def _exchanged(n, k, s, p, d):
    return output_size(n, k, d, p, s)


@places.notice
def _network(student):
    sizes = [28]
    for k, s, p in [(3, 1, 1), (2, 2, 0)] * 3:
        sizes.append(student(sizes[-1], k, s, p, 1))
    axis = " → ".join(map(str, sizes))
    return (
        f"three times a convolution of 3 with padding 1 and a pool of 2: {axis}. The convolutions keep the size, "
        f"because 2p = k − 1. The last pool reads 2 · {sizes[-1]} of {sizes[-2]} rows: what is left over at the end "
        "is seen by no window."
    )


inverse = Exercise(
    "6.2v",
    "which sizes give so many places",
    task=(
        "Write `input_sizes(m, k, s, p)`: the smallest and the largest n on which a kernel of k pixels, stride s and "
        "p zeros at both ends has exactly m places. All are whole numbers; return two whole numbers."
    ),
    inputs=[(1, 2, 1, 0), (3, 2, 2, 0), (4, 3, 1, 1), (5, 3, 3, 2)],
    hints=(
        "Let the kernel stand at its last place. How many pixels are needed up to its end?",
        "m − 1 steps and the kernel itself: (m − 1) s + k pixels, of which 2p are padding.",
        "How many pixels can be left over at the end, without room for one more step? At most s − 1.",
    ),
    returns=2,
)


@inverse.reference
def input_sizes(m, k, s, p):
    smallest = (m - 1) * s + k - 2 * p
    return smallest, smallest + s - 1


@inverse.wrong("m steps, not m − 1", look="Between m places there are m − 1 steps.")
def _a_step_too_many(m, k, s, p):
    smallest, largest = input_sizes(m, k, s, p)
    return smallest + s, largest + s


@inverse.wrong("one size alone, twice", look="The division is rounded down: s different n give the same m.")
def _rounding_forgotten(m, k, s, p):
    smallest, _ = input_sizes(m, k, s, p)
    return smallest, smallest


@inverse.wrong("a largest size with room for one more step", look="s more pixels are one more place. At most s − 1.")
def _one_more(m, k, s, p):
    smallest, _ = input_sizes(m, k, s, p)
    return smallest, smallest + s


@inverse.wrong("padding added to n", look="The zeros are part of what the kernel needs: so n is smaller by 2p.")
def _added(m, k, s, p):
    return tuple(n + 4 * p for n in input_sizes(m, k, s, p))


@inverse.wrong("padding counted once", look="There are p zeros at both ends: 2p.")
def _inverse_once(m, k, s, p):
    return tuple(n + p for n in input_sizes(m, k, s, p))


@inverse.wrong("the largest first", look="First the smallest n, then the largest.")
def _largest_first(m, k, s, p):
    return input_sizes(m, k, s, p)[::-1]


@inverse.notice
def _which(student):
    low, high = student(7, 3, 2, 1)
    return (
        f"with k = 3, s = 2 and p = 1 images of {low} and of {high} rows both become 7. So the way back does not know "
        "where it came from: this is why a transposed convolution has an `output_padding`."
    )
