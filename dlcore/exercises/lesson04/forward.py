"""Exercise 4.1, a network of two layers forward, and its variant on one column vector.

Shapes: N examples, D inputs, H hidden units, K outputs; x (N, D), W1 (H, D), b1 (H,), W2 (K, H), b2 (K,).
"""

import numpy as np

from dlcore.exercises.exercise import Exercise
from dlcore.exercises.lesson04.network import numbers, parameters, sigmoid

TINY = tuple(np.array(values) for values in ([[0.5]], [0.1], [[2.0]], [-0.3]))  # 1-1-1

forward_pass = Exercise(
    "4.1",
    "two layers, forward",
    task=(
        "Write `forward(x, W1, b1, W2, b2)`: a linear layer, the sigmoid σ(z) = 1/(1 + e⁻ᶻ) on each hidden unit, and a "
        "second linear layer. x has shape (N, D) with one example a row; W1 (H, D), b1 (H,), W2 (K, H), b2 (K,). "
        "Return the outputs, shape (N, K)."
    ),
    inputs=[
        (np.array([[1.0]]), *TINY),
        (numbers(1, 2, seed=7), *parameters(2, 2, 2, seed=3)),
        (numbers(4, 2, seed=8), *parameters(2, 3, 1, seed=4)),
        (numbers(3, 3, seed=9), *parameters(3, 3, 3, seed=5)),
    ],
    hints=(
        "Three lines: the sums of the first layer, the sigmoid of them, the sums of the second layer.",
        "Rows come in, so each weight matrix stands on the right and is transposed: x W₁ᵀ has shape (N, H).",
        "`a = sigmoid(x @ W1.T + b1)`, shape (N, H). b1 (H,) is added to every row. The second layer has no sigmoid.",
    ),
)


@forward_pass.reference
def forward(x, W1, b1, W2, b2):
    a = 1 / (1 + np.exp(-(x @ W1.T + b1)))  # (N, H)
    return a @ W2.T + b2  # (N, K)


@forward_pass.wrong(
    "two linear layers without a sigmoid between them",
    look="Two linear maps, one after the other, are one linear map. Where does the network bend?",
)
def _linear(x, W1, b1, W2, b2):
    return (x @ W1.T + b1) @ W2.T + b2


@forward_pass.wrong(
    "a sigmoid on the outputs as well",
    look="The outputs are logits here: any number. The loss takes care of the rest.",
)
def _twice(x, W1, b1, W2, b2):
    return sigmoid(forward(x, W1, b1, W2, b2))


@forward_pass.wrong(
    "x W₁ where x W₁ᵀ belongs",
    look="Row i of W1 holds the weights of hidden unit i: shape (H, D). Multiply x (N, D) by its transpose (D, H).",
)
def _first_not_transposed(x, W1, b1, W2, b2):
    return sigmoid(x @ W1 + b1) @ W2.T + b2


@forward_pass.wrong(
    "no transpose, neither of W1 nor of W2",
    look="On rows a layer is x Wᵀ: W has shape (outputs, inputs), and the inner sizes have to meet.",
)
def _not_transposed(x, W1, b1, W2, b2):
    return sigmoid(x @ W1 + b1) @ W2 + b2


@forward_pass.wrong(
    "`a @ W2` where `a @ W2.T` belongs", look="W2 has shape (K, H): multiply `a` (N, H) by its transpose (H, K)."
)
def _second_not_transposed(x, W1, b1, W2, b2):
    return sigmoid(x @ W1.T + b1) @ W2 + b2


@forward_pass.wrong("both biases left out", look="b1 is added before the sigmoid, b2 at the end.")
def _no_biases(x, W1, b1, W2, b2):
    return sigmoid(x @ W1.T) @ W2.T


@forward_pass.wrong("the first bias left out", look="b1 is added to the sums before the sigmoid.")
def _no_first_bias(x, W1, b1, W2, b2):
    return sigmoid(x @ W1.T) @ W2.T + b2


@forward_pass.wrong("the second bias left out", look="b2 is added to the sums of the second layer.")
def _no_second_bias(x, W1, b1, W2, b2):
    return sigmoid(x @ W1.T + b1) @ W2.T


@forward_pass.wrong(
    "the first bias added after the sigmoid",
    look="A bias moves the place at which a unit switches. For that it stands inside the sigmoid.",
)
def _bias_outside(x, W1, b1, W2, b2):
    return (sigmoid(x @ W1.T) + b1) @ W2.T + b2


@forward_pass.wrong("tanh where the sigmoid belongs", look="σ(z) = 1/(1 + e⁻ᶻ) lies between 0 and 1.")
def _tanh(x, W1, b1, W2, b2):
    return np.tanh(x @ W1.T + b1) @ W2.T + b2


@forward_pass.wrong("ReLU where the sigmoid belongs", look="The task asks for σ(z) = 1/(1 + e⁻ᶻ).")
def _relu(x, W1, b1, W2, b2):
    return np.maximum(x @ W1.T + b1, 0) @ W2.T + b2


@forward_pass.wrong(
    "1/(1 + eᶻ): the sigmoid of −z", look="The exponent has a minus sign: a large z must give nearly 1."
)
def _mirrored(x, W1, b1, W2, b2):
    return sigmoid(-(x @ W1.T + b1)) @ W2.T + b2


@forward_pass.wrong("the hidden layer alone", look="The second layer is missing: a W₂ᵀ + b₂.")
def _hidden(x, W1, b1, W2, b2):
    return sigmoid(x @ W1.T + b1)


@forward_pass.wrong(
    "the outputs as columns, shape (K, N)",
    look="Examples came in as rows and go out as rows: shape (N, K).",
)
def _columns(x, W1, b1, W2, b2):
    return forward(x, W1, b1, W2, b2).T


@forward_pass.notice
def _far_away(student):
    W1, b1, W2, b2 = parameters(2, 3, 1, seed=4)
    near, far = (np.asarray(student(np.array([[r, r]]), W1, b1, W2, b2))[0, 0] for r in (1e3, 1e6))
    same = "the same" if abs(near - far) < 1e-9 else f"and {far:.3f}"
    return (
        f"far out, at (1000, 1000), the network of the third input answers {near:.3f}; at (a million, a million) "
        f"{same}. Every sigmoid is saturated there: outside its data such a network is flat, whatever it has learnt."
    )


column_pass = Exercise(
    "4.1v",
    "two layers on one column vector",
    task=(
        "Write `forward_column(x, W1, b1, W2, b2)`: the same network for a single example as a vector x of shape (D,). "
        "W1 has shape (H, D), b1 (H,), W2 (K, H), b2 (K,). Return shape (K,). This is the layout of most books: W x + "
        "b."
    ),
    inputs=[(x[0], *rest) for x, *rest in forward_pass.inputs],
    hints=(
        "Now the matrix stands on the left, as in the equation W₂ σ(W₁ x + b₁) + b₂.",
        "W₁ x has shape (H,): no transpose.",
        "`a = sigmoid(W1 @ x + b1)`, then `W2 @ a + b2`.",
    ),
)


@column_pass.reference
def forward_column(x, W1, b1, W2, b2):
    a = 1 / (1 + np.exp(-(W1 @ x + b1)))  # (H,)
    return W2 @ a + b2  # (K,)


@column_pass.wrong("x W₁, with the vector on the left", look="On columns the matrix stands on the left: W₁ x.")
def _row(x, W1, b1, W2, b2):
    return W2 @ sigmoid(x @ W1 + b1) + b2


@column_pass.wrong("W₁ᵀ x", look="W1 has shape (H, D) and x has shape (D,): W₁ x needs no transpose.")
def _both(x, W1, b1, W2, b2):
    return W2.T @ sigmoid(W1.T @ x + b1) + b2


@column_pass.wrong("no sigmoid", look="The sigmoid acts on W₁ x + b₁.")
def _column_linear(x, W1, b1, W2, b2):
    return W2 @ (W1 @ x + b1) + b2


@column_pass.wrong("a sigmoid on the outputs as well", look="The outputs are logits: any number.")
def _column_twice(x, W1, b1, W2, b2):
    return sigmoid(forward_column(x, W1, b1, W2, b2))


@column_pass.wrong("the biases left out", look="b1 goes inside the sigmoid, b2 is added at the end.")
def _column_no_biases(x, W1, b1, W2, b2):
    return W2 @ sigmoid(W1 @ x)


@column_pass.notice
def _same_network(student):
    x, *rest = forward_pass.inputs[3]
    rows = forward(x, *rest)
    gap = max(np.abs(np.asarray(student(one, *rest)) - row).max() for one, row in zip(x, rows, strict=True))
    words = "agrees, row for row, with exercise 4.1" if gap < 1e-12 else f"differs from exercise 4.1 by {gap:.1g}"
    return f"on the three examples of its last input your function {words}: two layouts, one network."
