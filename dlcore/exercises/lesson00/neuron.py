"""Exercise 0.1, one neuron, and its variant, a layer of them."""

import numpy as np

from dlcore.exercises.exercise import Exercise

X = np.array([[1.0, 2.0, 0.5], [0.0, -1.0, 2.0]])
SQUARE = np.array([[1.0, 2.0], [-1.0, 0.5]])

one = Exercise(
    "0.1",
    "one neuron",
    task=(
        "Write `neuron(x, w, b)`: σ(Σᵢ wᵢ xᵢ + b) with σ(z) = 1 / (1 + e^−z). "
        "x has shape (N, D), one example a row; w has shape (D,); b is a number. Return shape (N,)."
    ),
    inputs=[
        (np.array([[1.0, 2.0]]), np.array([0.5, -1.0]), 1.0),
        (SQUARE, np.array([0.5, -1.0]), 0.25),
        (X, np.array([1.0, -0.5, 2.0]), -0.5),
    ],
    hints=(
        "Each row of x is multiplied by w, entry by entry, and the products are added. One operator does both.",
        "`x @ w` has shape (N,): one sum for each example. Then add b.",
        "The whole sum goes into σ: `1 / (1 + np.exp(-z))` with z = x @ w + b.",
    ),
)


@one.reference
def neuron(x, w, b):
    z = x @ w + b  # (N,)
    return 1 / (1 + np.exp(-z))


@one.wrong("the sum without σ", look="The sum can be any number. What does f do with it?")
def _sum(x, w, b):
    return x @ w + b


@one.wrong("a neuron without its bias", look="Where does b enter?")
def _no_bias(x, w, b):
    return neuron(x, w, 0.0)


@one.wrong("the bias added after σ", look="b belongs to the sum: σ is applied last.")
def _late_bias(x, w, b):
    return neuron(x, w, 0.0) + b


@one.wrong("σ of minus the sum", look="e^−z: is there a minus too few, or one too many?")
def _minus(x, w, b):
    return 1 / (1 + np.exp(x @ w + b))


@one.wrong(
    "one neuron for each input, not added up", look="x * w keeps every product. The neuron adds them: one z a row."
)
def _products(x, w, b):
    return 1 / (1 + np.exp(-(x * w + b)))


@one.wrong("a sum over the examples, not over the inputs", look="Each example has its own answer. Sum along its row.")
def _columns(x, w, b):
    return 1 / (1 + np.exp(-((x * w).sum(axis=0) + b)))


@one.notice
def _far(student):
    far = student(np.array([[10.0], [20.0]]), np.array([1.0]), 0.0)
    return f"at z = 10 your neuron says {far[0]:.6f}, at z = 20 {far[1]:.9f}. Far out it hardly moves: it saturates."


several = Exercise(
    "0.1v",
    "a layer of neurons",
    task=(
        "Write `layer(x, W, b)`: several neurons on the same inputs, each σ(Σᵢ wᵢ xᵢ + b). x has shape (N, D); W has "
        "shape (H, D), the weights of one neuron a row; b has shape (H,). Return shape (N, H)."
    ),
    inputs=[
        (np.array([[1.0, 2.0]]), np.array([[0.5, -1.0]]), np.array([1.0])),
        (SQUARE, np.array([[0.5, -1.0], [2.0, 1.5]]), np.array([0.25, -1.0])),
        (X, np.array([[1.0, -0.5, 2.0], [0.0, 1.0, 1.0]]), np.array([-0.5, 0.75])),
    ],
    hints=(
        "Column j of the answer is exercise 0.1 with the weights W[j] and the bias b[j].",
        "`x @ W.T` has shape (N, D) times (D, H), which is (N, H).",
        "b has shape (H,) and is added to every row. Then σ of everything.",
    ),
)


@several.reference
def layer(x, W, b):
    z = x @ W.T + b  # (N, H)
    return 1 / (1 + np.exp(-z))


@several.wrong("sums without σ", look="Apply σ to every sum.")
def _sums(x, W, b):
    return x @ W.T + b


@several.wrong("neurons without their biases", look="Where does b enter?")
def _no_biases(x, W, b):
    return layer(x, W, 0.0)


@several.wrong("W where Wᵀ is meant", look="Which axis of W goes with the inputs? Write the shapes side by side.")
def _not_transposed(x, W, b):
    return 1 / (1 + np.exp(-(x @ W + b)))


@several.wrong("the answer transposed", look="Examples are rows: shape (N, H).")
def _transposed(x, W, b):
    return layer(x, W, b).T


@several.notice
def _one_row(student):
    y = student(X, np.ones((4, 3)), np.arange(4.0))
    return (
        f"four neurons and two examples gave shape {y.shape}, with one product `x @ W.T`. `nn.Linear` holds just that."
    )
