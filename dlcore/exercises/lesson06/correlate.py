"""Exercise 6.1, a cross-correlation by loops, and its variant, one that takes larger steps."""

import numpy as np

from dlcore.exercises.exercise import Exercise
from dlcore.exercises.lesson06.grids import correlation, over_windows, whole

correlating = Exercise(
    "6.1",
    "a cross-correlation",
    task=(
        "Write `correlate(x, w)`: put the kernel w, shape (kh, kw), on every place of the image x, shape (H, W), where "
        "it lies wholly inside. Multiply each element of the kernel by the pixel under it, and add up. "
        "Return shape (H − kh + 1, W − kw + 1)."
    ),
    inputs=[
        (np.array([[1.0, 2.0, 0.0], [3.0, 1.0, 4.0], [0.0, 2.0, 5.0]]), np.array([[1.0, 10.0], [100.0, 1000.0]])),
        (whole(3, 5, seed=1), whole(2, 3, seed=2)),
    ],
    hints=(
        "How often does the kernel fit along an axis? Loop over these places, (p, q), and make one number at each.",
        "At the place (p, q) the element w[i, j] lies on the pixel x[p + i, q + j]. Two more loops, or a slice, go "
        "over the elements.",
        "`window = x[p : p + kh, q : q + kw]`, and `y[p, q] = np.sum(window * w)`.",
    ),
)


@correlating.reference
def correlate(x, w):
    kh, kw = w.shape
    y = np.zeros((x.shape[0] - kh + 1, x.shape[1] - kw + 1))
    for p in range(y.shape[0]):
        for q in range(y.shape[1]):
            for i in range(kh):
                for j in range(kw):
                    y[p, q] += x[p + i, q + j] * w[i, j]
    return y


@correlating.wrong(
    "a kernel turned by 180 degrees, as in mathematics",
    look="That is the convolution of mathematics. Here w[i, j] meets x[p + i, q + j]: all indices grow together.",
)
def _turned(x, w):
    return correlate(x, w[::-1, ::-1])


@correlating.wrong("w[j, i], where w[i, j] belongs", look="i counts rows in the kernel as well as in the image.")
def _transposed(x, w):
    kh, kw = w.shape
    return over_windows(x, kh, kw, lambda window: sum(window[i, j] * w[j, i] for i, j in np.ndindex(kh, kw)))


@correlating.wrong(
    "the transposed kernel, w.T", look="Window and kernel have the same shape: multiply them as they stand."
)
def _with_transpose(x, w):
    return over_windows(x, *w.shape, lambda window: np.sum(window * w.T))


@correlating.wrong(
    "one row and one column too few", look="A kernel of 2 fits on an axis of 3 at two places: H − kh + 1, not H − kh."
)
def _too_few(x, w):
    return correlate(x, w)[:-1, :-1]


@correlating.wrong("a mean of the products", look="Add them up; nothing divides by their number.")
def _mean(x, w):
    return correlate(x, w) / w.size


@correlating.wrong(
    "the last product alone", look="`=` in the inner loop forgets the products before. They are added: `+=`."
)
def _last(x, w):
    return over_windows(x, *w.shape, lambda window: window[-1, -1] * w[-1, -1])


@correlating.wrong("a sum that goes on from place to place", look="Each place begins at 0 again.")
def _running(x, w):
    y = correlate(x, w)
    return np.cumsum(y).reshape(y.shape)


@correlating.wrong(
    "a matrix product of window and kernel", look="`*` multiplies element by element. `@` mixes rows with columns."
)
def _product(x, w):
    return over_windows(x, *w.shape, lambda window: np.sum(window @ w))


@correlating.wrong(
    "windows side by side, as if the kernel jumped by its own size", look="The next place is one pixel further."
)
def _side_by_side(x, w):
    kh, kw = w.shape
    y = np.empty((x.shape[0] // kh, x.shape[1] // kw))
    for p, q in np.ndindex(y.shape):
        y[p, q] = np.sum(x[p * kh : (p + 1) * kh, q * kw : (q + 1) * kw] * w)
    return y


@correlating.wrong("the first window at every place", look="The window moves: x[p + i, q + j], not x[i, j].")
def _stands_still(x, w):
    return over_windows(x, *w.shape, lambda window: np.sum(x[: w.shape[0], : w.shape[1]] * w))


@correlating.notice
def _point(student):
    x = np.zeros((5, 5))
    x[2, 2] = 1.0
    y = np.asarray(student(x, np.arange(1.0, 10.0).reshape(3, 3)))
    rows = " / ".join(" ".join(f"{value:g}" for value in row) for row in y)
    return (
        "an image that is 0 everywhere but at one pixel, with the kernel 1 2 3 / 4 5 6 / 7 8 9, gives you "
        f"{rows}: the kernel turned by 180 degrees. Mathematics turns the kernel beforehand, so that it comes out "
        "upright, and calls that a convolution. Convolutional layers do not turn it; a learnt kernel does not care."
    )


striding = Exercise(
    "6.1v",
    "a cross-correlation with a stride",
    task=(
        "Write `correlate_in_steps(x, w, s)`: now the kernel moves s pixels at a time, down as well as across. "
        "x has shape (H, W), w has shape (kh, kw). Where a step would lead beyond the image there is no place. "
        "Return one number for each place, an array with two axes."
    ),
    inputs=[
        (np.array([[1.0, 2.0, 5.0, 4.0]]), np.array([[1.0, 10.0]]), 2),
        (whole(5, 4, seed=3), whole(2, 2, seed=4), 2),
        (whole(6, 7, seed=5), whole(3, 2, seed=6), 3),
    ],
    hints=(
        "Along one axis the kernel begins at 0, s, 2s, … What is the last pixel at which it may begin?",
        "It may begin at H − kh at the latest. So there are (H − kh) // s + 1 places.",
        "The place (p, q) begins at pixel (s·p, s·q): x[s * p + i, s * q + j] meets w[i, j].",
    ),
)


@striding.reference
def correlate_in_steps(x, w, s):
    kh, kw = w.shape
    y = np.empty(((x.shape[0] - kh) // s + 1, (x.shape[1] - kw) // s + 1))
    for p, q in np.ndindex(y.shape):
        y[p, q] = np.sum(x[s * p : s * p + kh, s * q : s * q + kw] * w)
    return y


@striding.wrong("a kernel that moves by one pixel", look="Its places are s pixels apart.")
def _by_one(x, w, s):
    return correlation(x, w)


@striding.wrong(
    "as many places as there should be, but one pixel apart", look="The place (p, q) begins at pixel (s·p, s·q)."
)
def _size_alone(x, w, s):
    y = correlate_in_steps(x, w, s)
    return correlation(x, w)[: y.shape[0], : y.shape[1]]


@striding.wrong("(H − kh + 1) // s places", look="Divide first, then count the place at 0: (H − kh) // s + 1.")
def _added_early(x, w, s):
    rows, columns = ((n - k + 1) // s for n, k in zip(x.shape, w.shape, strict=True))
    return correlate_in_steps(x, w, s)[:rows, :columns]


@striding.wrong("a stride down alone", look="Across the kernel moves s pixels as well.")
def _down_alone(x, w, s):
    return correlation(x, w)[::s]


@striding.wrong("a stride across alone", look="Down the kernel moves s pixels as well.")
def _across_alone(x, w, s):
    return correlation(x, w)[:, ::s]


@striding.wrong("a kernel turned by 180 degrees, as in mathematics", look="w[i, j] meets x[s·p + i, s·q + j].")
def _turned_in_steps(x, w, s):
    return correlation(x, w[::-1, ::-1], s)


@striding.wrong("places that begin one step late", look="The first place begins at pixel (0, 0).")
def _late(x, w, s):
    return correlate_in_steps(x, w, s)[1:, 1:]


@striding.notice
def _in_vain(student):
    x, w = whole(28, 28, seed=7), whole(3, 3, seed=8)
    some, all_places = np.asarray(student(x, w, 2)), np.asarray(student(x, w, 1))
    same = np.array_equal(some, all_places[::2, ::2])
    return (
        f"on an image of 28 × 28 your function makes {all_places.size} numbers with a stride of 1 and {some.size} with "
        f"2. They {'are' if same else 'are not'} those of every second row and column: a stride saves what would be "
        "thrown away."
    )
