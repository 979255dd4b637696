"""Exercise 6.4, the gradients of kernels and biases, and its variant, a kernel on one axis with a stride.

Shapes: N examples, C channels of the input x (N, C, H, W), O of the output, whose gradient is dy (N, O, H', W').
"""

import numpy as np

from dlcore.exercises.exercise import Exercise
from dlcore.exercises.lesson06.grids import whole

kernels = Exercise(
    "6.4",
    "the gradients of kernels and biases",
    task=(
        "A convolution with stride 1 and no padding has made y from x, shape (N, C, H, W). Write "
        "`conv_weight_gradients(x, dy, kh, kw)`, where dy, shape (N, O, H', W'), is the gradient of the loss with "
        "respect to y. Return two arrays: dw, shape (O, C, kh, kw), and db, shape (O,)."
    ),
    inputs=[
        (np.array([[[[1.0, 2.0, 4.0]]]]), np.array([[[[3.0, 10.0]]]]), 1, 2),
        (np.array([[[[1.0, 2.0]]], [[[4.0, 3.0]]]]), np.array([[[[5.0]]], [[[10.0]]]]), 1, 2),  # two examples
        (np.array([[[[1.0, 2.0]], [[4.0, 3.0]]]]), np.array([[[[5.0]], [[10.0]]]]), 1, 2),  # two channels
        (whole(2, 2, 3, 3, seed=3), whole(2, 3, 2, 1, seed=4), 2, 3),
    ],
    hints=(
        "The element w[o, c, i, j] has met the pixel x[n, c, p + i, q + j] at every place (p, q) of every example n. "
        "Paths add up.",
        "dw[o, c, i, j] = Σₙ Σ_p Σ_q dy[n, o, p, q] x[n, c, p + i, q + j]. And b[o] went into every place of output o.",
        "For each o, c, i, j: `under = x[:, c, i : i + rows, j : j + columns]` with the rows and columns of dy, and "
        "`np.sum(dy[:, o] * under)`. And `db = dy.sum(axis=(0, 2, 3))`.",
    ),
    returns=2,
)


@kernels.reference
def conv_weight_gradients(x, dy, kh, kw):
    rows, columns = dy.shape[2:]
    dw = np.zeros((dy.shape[1], x.shape[1], kh, kw))
    for o, c, i, j in np.ndindex(dw.shape):
        under = x[:, c, i : i + rows, j : j + columns]  # (N, H', W'): the pixels that w[o, c, i, j] has met
        dw[o, c, i, j] = np.sum(dy[:, o] * under)
    return dw, dy.sum(axis=(0, 2, 3))


@kernels.wrong(
    "the gradients of the first example alone",
    look="All examples of the batch share w and b: sum over n.",
)
def _first(x, dy, kh, kw):
    return conv_weight_gradients(x[:1], dy[:1], kh, kw)


@kernels.wrong(
    "the gradients of the last example alone",
    look="`=` in a loop over the batch forgets the examples before. They are added: `+=`.",
)
def _last(x, dy, kh, kw):
    return conv_weight_gradients(x[-1:], dy[-1:], kh, kw)


@kernels.wrong(
    "a mean over the batch", look="The factor 1/N of a mean loss is already in dy. Here it would come in twice."
)
def _mean(x, dy, kh, kw):
    return conv_weight_gradients(x, dy / len(x), kh, kw)


@kernels.wrong("a dw of the first example alone", look="db is right. dw is shared by all examples too: sum over n.")
def _first_dw(x, dy, kh, kw):
    return conv_weight_gradients(x[:1], dy[:1], kh, kw)[0], dy.sum(axis=(0, 2, 3))


@kernels.wrong("a dw of the last example alone", look="db is right. In dw `=` forgets the examples before: `+=`.")
def _last_dw(x, dy, kh, kw):
    return conv_weight_gradients(x[-1:], dy[-1:], kh, kw)[0], dy.sum(axis=(0, 2, 3))


@kernels.wrong("a dw that is a mean over the batch", look="db is right. In dw as well the examples add up.")
def _mean_dw(x, dy, kh, kw):
    return conv_weight_gradients(x, dy / len(x), kh, kw)[0], dy.sum(axis=(0, 2, 3))


@kernels.wrong(
    "a dw for each example, not yet summed over the batch", look="All examples share w: sum dw over n as well."
)
def _each(x, dy, kh, kw):
    each = [conv_weight_gradients(x[n : n + 1], dy[n : n + 1], kh, kw)[0] for n in range(len(x))]
    return np.array(each), dy.sum(axis=(0, 2, 3))


@kernels.wrong(
    "dw turned by 180 degrees", look="w[i, j] met x[p + i, q + j]: the window of x begins at (i, j), nothing is turned."
)
def _turned(x, dy, kh, kw):
    dw, db = conv_weight_gradients(x, dy, kh, kw)
    return dw[..., ::-1, ::-1], db


@kernels.wrong("dw[c, o], where dw[o, c] belongs", look="A gradient has the order of what it belongs to: w is w[o, c].")
def _swapped(x, dy, kh, kw):
    right, db = conv_weight_gradients(x, dy, kh, kw)
    dw = np.zeros_like(right)
    for o, c in np.ndindex(dw.shape[:2]):
        dw[c, o] = right[o, c]
    return dw, db


@kernels.wrong("dw with o and c exchanged", look="A gradient has the shape of what it belongs to: w is (O, C, kh, kw).")
def _swapped_axes(x, dy, kh, kw):
    dw, db = conv_weight_gradients(x, dy, kh, kw)
    return dw.swapaxes(0, 1), db


@kernels.wrong(
    "a mean over the places", look="The kernel is shared by all places. Paths add up; nothing divides by their number."
)
def _mean_places(x, dy, kh, kw):
    return conv_weight_gradients(x, dy / dy[0, 0].size, kh, kw)


@kernels.wrong(
    "db summed over the batch alone", look="b[o] was added at every place of output o: sum over p and q too."
)
def _bias_batch(x, dy, kh, kw):
    return conv_weight_gradients(x, dy, kh, kw)[0], dy.sum(axis=0)


@kernels.wrong("db summed over the places alone", look="All examples share b: sum over n too.")
def _bias_places(x, dy, kh, kw):
    return conv_weight_gradients(x, dy, kh, kw)[0], dy.sum(axis=(2, 3))


@kernels.wrong("db as a mean", look="b[o] was added at every place of every example. Paths add up.")
def _bias_mean(x, dy, kh, kw):
    return conv_weight_gradients(x, dy, kh, kw)[0], dy.mean(axis=(0, 2, 3))


@kernels.wrong(
    "the product of two sums", look="A sum of products is no product of sums: multiply place by place, then add."
)
def _sums(x, dy, kh, kw):
    rows, columns = dy.shape[2:]
    dw, db = conv_weight_gradients(x, dy, kh, kw)
    for o, c, i, j in np.ndindex(dw.shape):
        dw[o, c, i, j] = dy[:, o].sum() * x[:, c, i : i + rows, j : j + columns].sum()
    return dw, db


@kernels.wrong("the two in the other order", look="First dw, then db.")
def _order(x, dy, kh, kw):
    return conv_weight_gradients(x, dy, kh, kw)[::-1]


@kernels.notice
def _shared(student):
    x, dy = np.ones((8, 1, 28, 28)), np.ones((8, 1, 26, 26))
    dw, db = student(x, dy, 3, 3)
    return (
        "with ones in x and dy, 8 images of 28 × 28 and a kernel of 3 × 3, each element of your dw is "
        f"{np.asarray(dw)[0, 0, 1, 1]:,.0f}, and db is {np.asarray(db)[0]:,.0f}: one share for each of 26 · 26 "
        "places in 8 images. A weight of a linear layer would get 8. Shared weights learn from every place."
    )


strided = Exercise(
    "6.4v",
    "the gradient of a kernel that moves in steps",
    task=(
        "One axis, one channel, one example: y[p] = Σᵢ w[i] x[s·p + i]. Write `step_weight_gradient(x, dy, k, s)`, "
        "where x has shape (T,), dy, shape (T',), is the gradient with respect to y, the kernel has k elements and "
        "the stride is s. Return dw, shape (k,)."
    ),
    inputs=[
        (np.array([1.0, 2.0, 3.0, 5.0]), np.array([1.0, 10.0]), 2, 2),
        (whole(6, seed=5), whole(2, seed=6), 3, 3),
        (whole(8, seed=7), whole(3, seed=8), 4, 2),
    ],
    hints=(
        "Which y does w[i] touch, and which pixel does it meet there?",
        "It touches every y[p], and there it meets x[s·p + i].",
        "`dw[i] = sum(dy[p] * x[s * p + i] for p in range(len(dy)))`.",
    ),
)


@strided.reference
def step_weight_gradient(x, dy, k, s):
    dw = np.zeros(k)
    for i in range(k):
        for p in range(len(dy)):
            dw[i] += dy[p] * x[s * p + i]
    return dw


@strided.wrong("the stride forgotten", look="At the place p the kernel begins at pixel s·p.")
def _no_stride(x, dy, k, s):
    return step_weight_gradient(x, dy, k, 1)


@strided.wrong(
    "the stride inside the kernel, x[p + s·i]", look="The kernel's elements are neighbours. Its places are s apart."
)
def _inside(x, dy, k, s):
    return np.array([sum(dy[p] * x[p + s * i] for p in range(len(dy))) for i in range(k)])


@strided.wrong("the last place alone", look="`=` in the inner loop forgets the places before. They are added: `+=`.")
def _last_place(x, dy, k, s):
    return dy[-1] * x[s * (len(dy) - 1) :][:k]


@strided.wrong("a kernel gradient in reverse order", look="w[i] meets x[s·p + i]: both indices grow with i.")
def _reversed(x, dy, k, s):
    return step_weight_gradient(x, dy, k, s)[::-1]


@strided.wrong("a mean over the places", look="Paths add up; nothing divides by their number.")
def _mean_step(x, dy, k, s):
    return step_weight_gradient(x, dy, k, s) / len(dy)


@strided.wrong(
    "the gradient multiplied by the stride", look="The stride says where the kernel stands, not how much it counts."
)
def _times(x, dy, k, s):
    return s * step_weight_gradient(x, dy, k, s)


@strided.notice
def _gaps(student):
    x, dy = whole(9, seed=9), whole(4, seed=10)
    spread = np.zeros(7)
    spread[::2] = dy
    same = np.allclose(student(x, dy, 3, 2), student(x, spread, 3, 1))
    return (
        "with s − 1 zeros put between the numbers of dy, the stride of 1 gives "
        f"{'the same' if same else 'another'} gradient. So backward a stride becomes gaps in dy."
    )
