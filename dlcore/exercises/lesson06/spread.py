"""Exercise 6.5, the gradient of a convolution's input, and its variant, a convolution that enlarges an image.

One channel, square kernels w (k, k).
"""

import numpy as np

from dlcore.exercises.exercise import Exercise
from dlcore.exercises.lesson06.grids import correlation, whole

spreading = Exercise(
    "6.5",
    "the gradient of a convolution's input",
    task=(
        "A convolution of one channel has put `padding` zeros around x and moved the kernel w, shape (k, k), over it, "
        "with stride 1. Write `conv_input_gradient(dy, w, padding)`, where dy, shape (H', W'), is the gradient of the "
        "loss with respect to its output. Return dx, of the shape that x had without its zeros: "
        "(H' + k − 1 − 2 · padding, W' + k − 1 − 2 · padding)."
    ),
    inputs=[
        (np.array([[2.0, 10.0]]), np.array([[1.0, 2.0], [3.0, 4.0]]), 0),
        (np.array([[1.0, 2.0], [5.0, 10.0]]), np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]), 1),
        (whole(4, 3, seed=1), whole(3, 3, seed=2), 2),
    ],
    hints=(
        "Which pixels went into y[p, q], and with which factors? The same pixels get shares of dy[p, q], with the same "
        "factors.",
        "Make zeros of the size of the padded image. For every (p, q) add dy[p, q] · w to the k × k pixels that begin "
        "at (p, q). Windows overlap, so add.",
        "`padded[p : p + k, q : q + k] += dy[p, q] * w`. At the end cut off `padding` rows and columns at all four "
        "sides: x had no pixels there.",
    ),
)


@spreading.reference
def conv_input_gradient(dy, w, padding):
    k = len(w)
    rows, columns = dy.shape[0] + k - 1, dy.shape[1] + k - 1  # of the padded image
    padded = np.zeros((rows, columns))
    for p, q in np.ndindex(dy.shape):
        padded[p : p + k, q : q + k] += dy[p, q] * w  # windows overlap
    return padded[padding : rows - padding, padding : columns - padding]


@spreading.wrong(
    "the gradient of the padded image",
    look="x had no pixels where the zeros stood: cut off `padding` rows and columns at all four sides.",
)
def _not_cropped(dy, w, padding):
    return conv_input_gradient(dy, w, 0)


@spreading.wrong(
    "zeros at the border, where pixels should be cut off", look="dx has the shape of x, which had no border of zeros."
)
def _blanked(dy, w, padding):
    return np.pad(conv_input_gradient(dy, w, padding), padding)


@spreading.wrong("a border cut off at top and left alone", look="There were zeros at all four sides.")
def _cropped_before(dy, w, padding):
    return conv_input_gradient(dy, w, 0)[padding:, padding:]


@spreading.wrong("a border cut off at bottom and right alone", look="There were zeros at all four sides.")
def _cropped_behind(dy, w, padding):
    padded = conv_input_gradient(dy, w, 0)
    return padded[: len(padded) - padding, : padded.shape[1] - padding]


@spreading.wrong(
    "a slice [p : −p], which is empty if p is 0", look="−0 is 0: write the end as the size minus `padding`."
)
def _empty_slice(dy, w, padding):
    return conv_input_gradient(dy, w, 0)[padding:-padding, padding:-padding]


@spreading.wrong(
    "a kernel turned by 180 degrees where it is put down",
    look="y[p, q] took w[i, j] · x[p + i, q + j]. So the pixel at (p + i, q + j) gets w[i, j] · dy[p, q].",
)
def _turned(dy, w, padding):
    return conv_input_gradient(dy, w[::-1, ::-1], padding)


@spreading.wrong("a transposed kernel", look="The pixel at (p + i, q + j) gets w[i, j] · dy[p, q]: i with p, j with q.")
def _transposed(dy, w, padding):
    return conv_input_gradient(dy, w.T, padding)


@spreading.wrong(
    "shares that overwrite each other",
    look="Windows overlap: a pixel gets a share from each of them. They are added: `+=`.",
)
def _overwritten(dy, w, padding):
    k = len(w)
    padded = np.zeros((dy.shape[0] + k - 1, dy.shape[1] + k - 1))
    for p, q in np.ndindex(dy.shape):
        padded[p : p + k, q : q + k] = dy[p, q] * w
    return padded[padding : len(padded) - padding, padding : padded.shape[1] - padding]


@spreading.wrong(
    "dy with `padding` zeros around it, met by the turned kernel",
    look="That agrees where 2 · padding is k − 1. In general dy needs k − 1 − padding zeros at each side.",
)
def _forward_padding(dy, w, padding):
    return correlation(np.pad(dy, padding), w[::-1, ::-1])


@spreading.notice
def _windows(student):
    ones = np.ones((6, 6))
    bare, padded = (np.asarray(student(ones, np.ones((3, 3)), padding)) for padding in (0, 1))
    return (
        "with ones in dy and in a kernel of 3 × 3 your dx counts windows. Without padding a pixel in the corner of "
        f"the image lies in {bare[0, 0]:g}, one in the middle in {bare[4, 4]:g}. With padding 1 the corner lies in "
        f"{padded[0, 0]:g}. So the border counts less, and padding makes up for some of it."
    )


enlarging = Exercise(
    "6.5v",
    "a convolution that enlarges",
    task=(
        "Write `enlarge(x, w, s)`, a transposed convolution. Every pixel of x, shape (H, W), puts its multiple of the "
        "kernel w, shape (k, k), onto y, s pixels apart: that of x[p, q] begins at (s·p, s·q). "
        "What overlaps adds up. Return y of the shape ((H − 1) s + k, (W − 1) s + k)."
    ),
    inputs=[
        (np.array([[1.0, 10.0]]), np.array([[1.0, 2.0], [3.0, 4.0]]), 2),
        (np.array([[1.0, 2.0], [5.0, 10.0]]), np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]), 2),
        (whole(2, 3, seed=3), whole(2, 2, seed=4), 1),
    ],
    hints=(
        "Begin with zeros of the right shape, and go over the pixels of x.",
        "x[p, q] · w is an array (k, k). Where on y does it begin, and where does it end?",
        "`y[s * p : s * p + k, s * q : s * q + k] += x[p, q] * w`.",
    ),
)


@enlarging.reference
def enlarge(x, w, s):
    k = len(w)
    y = np.zeros(((x.shape[0] - 1) * s + k, (x.shape[1] - 1) * s + k))
    for p, q in np.ndindex(x.shape):
        y[s * p : s * p + k, s * q : s * q + k] += x[p, q] * w
    return y


@enlarging.wrong("kernels that overwrite each other", look="What overlaps adds up: `+=`.")
def _overwrites(x, w, s):
    k, y = len(w), np.zeros_like(enlarge(x, w, s))
    for p, q in np.ndindex(x.shape):
        y[s * p : s * p + k, s * q : s * q + k] = x[p, q] * w
    return y


@enlarging.wrong("kernels one pixel apart", look="That of x[p, q] begins at (s·p, s·q).")
def _no_stride(x, w, s):
    return enlarge(x, w, 1)


@enlarging.wrong("kernels side by side, k pixels apart", look="They are s pixels apart, and overlap if k is larger.")
def _side_by_side(x, w, s):
    return np.kron(x, w)


@enlarging.wrong(
    "pixels repeated s times, without the kernel", look="Every pixel puts a multiple of the whole kernel onto y."
)
def _repeated(x, w, s):
    return np.kron(x, np.ones((s, s)))


@enlarging.wrong("a kernel turned by 180 degrees", look="The kernel is put down as it is: x[p, q] · w.")
def _turned_down(x, w, s):
    return enlarge(x, w[::-1, ::-1], s)


@enlarging.wrong(
    "a border of s more rows and columns at the end", look="Between H pixels there are H − 1 steps: (H − 1) s + k rows."
)
def _too_large(x, w, s):
    return np.pad(enlarge(x, w, s), ((0, s), (0, s)))


@enlarging.notice
def _checkerboard(student):
    three, four = (np.asarray(student(np.ones((5, 5)), np.ones((k, k)), 2)) for k in (3, 4))
    inner = [sorted({float(value) for value in y[4:8, 4:8].ravel()}) for y in (three, four)]
    words = [" or ".join(f"{value:g}" for value in values) for values in inner]
    return (
        f"with ones everywhere and a stride of 2, a kernel of 3 × 3 makes a pixel in the middle {words[0]}: a "
        f"chequered pattern that nobody asked for. A kernel of 4 × 4 makes all of them {words[1]}. So the size of such "
        "a kernel is best a multiple of the stride."
    )
