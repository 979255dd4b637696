"""Exercises 1.1 and 1.1v, layers without an activation become one. Column vectors: W (out, in), b (out,)."""

import numpy as np

from dlcore.exercises.exercise import Exercise

two_in_one = Exercise(
    "1.1",
    "two linear layers in one",
    task=(
        "Complete `collapse(W1, b1, W2, b2)`: the matrix W and the vector b of the one layer W x + b that does what "
        "W₂ (W₁ x + b₁) + b₂ does, for every x. W1 has shape (H, D), b1 (H,), W2 (O, H), b2 (O,). "
        "Return W, shape (O, D), and b, shape (O,)."
    ),
    inputs=[
        (np.array([[2.0]]), np.array([3.0]), np.array([[5.0]]), np.array([1.0])),
        (np.array([[1.0, 2.0], [0.0, 1.0]]), np.array([1.0, -1.0]), np.array([[0.0, 1.0], [2.0, 3.0]]), np.ones(2)),
        (
            np.array([[1.0, 0.0], [2.0, -1.0], [0.5, 3.0]]),
            np.array([1.0, 0.0, 2.0]),
            np.array([[1.0, -2.0, 4.0]]),
            np.array([0.5]),
        ),
    ],
    hints=(
        "Multiply the bracket out: W₂ (W₁ x + b₁) + b₂. Which parts hold an x?",
        "W₂ W₁ x holds it. What is left is b, and the first layer's bias has gone through W₂ as well.",
        "b = W₂ b₁ + b₂; in NumPy a matrix times a vector is `W2 @ b1`.",
    ),
    returns=2,
)


@two_in_one.reference
def collapse(W1, b1, W2, b2):
    W = W2 @ W1
    b = W2 @ b1 + b2
    return W, b


@two_in_one.wrong(
    "the sum of the biases, b₁ + b₂",
    look="b₁ is added before the second layer, so it goes through W₂. (The shapes differ too, unless H = O.)",
)
def _sum(W1, b1, W2, b2):
    return W2 @ W1, b1 + b2


@two_in_one.wrong("the second bias alone", look="Where has b₁ gone? At x = 0 the first layer gives b₁, not 0.")
def _second(W1, b1, W2, b2):
    return W2 @ W1, b2


@two_in_one.wrong("W₂ b₁ alone, without b₂", look="The second layer adds its own bias at the end.")
def _first(W1, b1, W2, b2):
    return W2 @ W1, W2 @ b1


@two_in_one.wrong("b₂ sent through W₂ as well", look="b₂ is added after W₂ has done its work: W₂ b₁ + b₂.")
def _both(W1, b1, W2, b2):
    return W2 @ W1, W2 @ (b1 + b2)


@two_in_one.wrong(
    "the matrices in the order W₁ W₂",
    look="The layer that acts first stands next to x, on the right: W₂ W₁ x.",
)
def _order(W1, b1, W2, b2):
    return W1 @ W2, W2 @ b1 + b2


@two_in_one.wrong(
    "b sent through the whole product W₂ W₁",
    look="b₁ is added after W₁ has acted. Only W₂ is still to come.",
)
def _product(W1, b1, W2, b2):
    return W2 @ W1, W2 @ W1 @ b1 + b2


@two_in_one.wrong("products element by element, `*`", look="A matrix product is `@`; `*` multiplies entry by entry.")
def _elements(W1, b1, W2, b2):
    return W2 * W1, W2 * b1 + b2


@two_in_one.notice
def _two_values(student):
    generator = np.random.default_rng(0)
    W1, b1, W2, b2 = (generator.normal(size=shape) for shape in ((100, 3), (100,), (2, 100), (2,)))
    W, b = student(W1, b1, W2, b2)
    two, one = W1.size + b1.size + W2.size + b2.size, np.size(W) + np.size(b)
    return (
        f"with 3 inputs, 100 units and 2 outputs the two layers have {two} numbers. Your one layer does the same with "
        f"{one}. Without an activation the 100 units in the middle add nothing."
    )


tower = Exercise(
    "1.1v",
    "a tower of linear layers in one",
    task=(
        "Write `collapse_all(W, b)`: W has shape (L, D, D) and b has shape (L, D); layer l maps x to W[l] x + b[l], "
        "and layer 0 acts first. Return the matrix, shape (D, D), and the vector, shape (D,), of the one layer that "
        "does what all L do one after the other."
    ),
    inputs=[
        (np.array([[[2.0]], [[3.0]]]), np.array([[1.0], [4.0]])),
        (np.array([[[1.0, 1.0], [0.0, 1.0]], [[1.0, 0.0], [2.0, 1.0]]]), np.array([[1.0, 0.0], [0.0, -1.0]])),
        (
            np.array([[[0.0, 1.0], [2.0, 0.0]], [[1.0, 1.0], [0.0, 2.0]], [[1.0, 0.0], [3.0, 1.0]]]),
            np.array([[1.0, 2.0], [0.0, 1.0], [-1.0, 0.5]]),
        ),
    ],
    hints=(
        "Begin with the layer that does nothing: the unit matrix `np.eye(D)` and a bias of zeros. Then add one layer "
        "after the other.",
        "Exercise 1.1 says what a further layer does to the matrix and to the bias so far.",
        "In the loop over l: `total = W[l] @ total` and `shift = W[l] @ shift + b[l]`.",
    ),
    returns=2,
)


@tower.reference
def collapse_all(W, b):
    total, shift = np.eye(W.shape[1]), np.zeros(W.shape[1])
    for layer in range(len(W)):
        total = W[layer] @ total
        shift = W[layer] @ shift + b[layer]
    return total, shift


def _with_shift(W, shift):
    return collapse_all(W, np.zeros(W.shape[:2]))[0], shift


@tower.wrong("the sum of all biases", look="b[0] still goes through every later layer.")
def _all_biases(W, b):
    return _with_shift(W, b.sum(axis=0))


@tower.wrong("the last bias alone", look="b[0] is added too; it goes through every later layer.")
def _last_bias(W, b):
    return _with_shift(W, b[-1])


@tower.wrong("the layers in the opposite order", look="Layer 0 acts first, so it stands next to x, on the right.")
def _opposite(W, b):
    return collapse_all(W[::-1], b[::-1])


@tower.wrong("the right bias, but the matrices multiplied in the opposite order", look="Layer 0 stands on the right.")
def _matrices_opposite(W, b):
    return collapse_all(W[::-1], b)[0], collapse_all(W, b)[1]


@tower.wrong("a bias that is added before its layer acts", look="Layer l is W[l] x + b[l]: first W[l], then b[l].")
def _early(W, b):
    total, shift = np.eye(W.shape[1]), np.zeros(W.shape[1])
    for matrix, bias in zip(W, b, strict=True):
        total, shift = matrix @ total, matrix @ (shift + bias)
    return total, shift


@tower.wrong("the last layer left out", look="`range(len(W))` ends at the last layer; nothing has to be taken off.")
def _short(W, b):
    return collapse_all(W[:-1], b[:-1])


@tower.notice
def _ten(student):
    generator = np.random.default_rng(0)
    W, b = generator.normal(0, 10**-0.5, (10, 10, 10)), np.zeros((10, 10))
    largest, *_, smallest = np.linalg.svd(student(W, b)[0], compute_uv=False)
    return (
        f"ten random layers of width 10 became one matrix. It stretches one direction {largest / smallest / 1e6:.0f} "
        "million times as much as another: depth without activations adds nothing, and wears out what was there."
    )
