"""Exercise 4.3, backward of a linear layer, and its variant with a sigmoid after it.

Shapes: N examples; x (N, I), W (O, I), dy (N, O).
"""

import numpy as np

from dlcore.exercises.exercise import Exercise
from dlcore.exercises.lesson04.network import numbers, sigmoid

linear_pass = Exercise(
    "4.3",
    "backward of a linear layer",
    task=(
        "A linear layer has computed y = x Wᵀ. Write `linear_backward(dy, x, W)`, where dy (N, O) is the gradient of "
        "the loss with respect to y, x has shape (N, I) and W has shape (O, I). Return two arrays, dW (O, I) and dx "
        "(N, I), in this order."
    ),
    inputs=[
        (np.array([[2.0]]), np.array([[3.0]]), np.array([[5.0]])),
        (numbers(2, 2, seed=3), numbers(2, 2, seed=4), numbers(2, 2, seed=5)),
        (numbers(4, 3, seed=6), numbers(4, 2, seed=7), numbers(3, 2, seed=8)),
    ],
    hints=(
        "Write one element: yₙₒ = Σᵢ xₙᵢ Wₒᵢ. Which y does Wₒᵢ touch? Which y does xₙᵢ touch?",
        "dWₒᵢ = Σₙ dyₙₒ xₙᵢ and dxₙᵢ = Σₒ dyₙₒ Wₒᵢ. Both sums are matrix products.",
        "The shapes leave one way: (O, N) (N, I) → (O, I) and (N, O) (O, I) → (N, I).",
    ),
    returns=2,
)


@linear_pass.reference
def linear_backward(dy, x, W):
    dW = dy.T @ x  # (O, N) (N, I) → (O, I): the sum over examples
    dx = dy @ W  # (N, O) (O, I) → (N, I): the sum over outputs
    return dW, dx


@linear_pass.wrong(
    "dW transposed, xᵀ dy",
    look="A gradient has the shape of what it belongs to: W is (O, I), so dW is (O, I).",
)
def _transposed(dy, x, W):
    return x.T @ dy, dy @ W


@linear_pass.wrong(
    "dy Wᵀ where dy W belongs",
    look="Forward went from I to O by Wᵀ; backward goes from O to I by W.",
)
def _forward_again(dy, x, W):
    return dy.T @ x, dy @ W.T


@linear_pass.wrong(
    "both products transposed",
    look="Check both shapes: dW is (O, I) like W, dx is (N, I) like x.",
)
def _both_transposed(dy, x, W):
    return x.T @ dy, dy @ W.T


@linear_pass.wrong("the two in the other order", look="The task asks for dW first, then dx.")
def _swapped(dy, x, W):
    return dy @ W, dy.T @ x


@linear_pass.wrong(
    "a mean over the batch in dW",
    look="The factor 1/N of a mean loss is already in dy. Here it would come in twice.",
)
def _mean(dy, x, W):
    return dy.T @ x / len(x), dy @ W


@linear_pass.wrong(
    "dy passed on as it is",
    look="dx is the gradient with respect to x: each dyₙₒ comes back through the weights Wₒᵢ that carried it.",
)
def _passed_on(dy, x, W):
    return dy.T @ x, dy.copy()


@linear_pass.wrong(
    "dW of the last example alone",
    look="All examples share W: their contributions add up.",
)
def _last(dy, x, W):
    return np.outer(dy[-1], x[-1]), dy @ W


@linear_pass.wrong(
    "a dW for each example, not yet summed",
    look="All examples share W: sum over axis 0.",
)
def _each(dy, x, W):
    return dy[:, :, None] * x[:, None, :], dy @ W


@linear_pass.wrong(
    "the product of two sums over the batch",
    look="A sum of products is no product of sums: multiply example by example, then add.",
)
def _sums(dy, x, W):
    return np.outer(dy.sum(axis=0), x.sum(axis=0)), dy @ W


@linear_pass.wrong("the gradients with their signs turned round", look="y = x Wᵀ has no minus sign.")
def _minus(dy, x, W):
    return -dy.T @ x, -dy @ W


@linear_pass.notice
def _cost(student):
    dy, x, W = linear_pass.inputs[2]
    dW, dx = (np.asarray(part) for part in student(dy, x, W))
    agree = np.isclose(np.sum(dW * W), np.sum(dx * x)) and np.isclose(np.sum(dx * x), np.sum(dy * (x @ W.T)))
    return (
        "forward takes N·O·I products, and each of your two gradients takes N·O·I again: whatever the size of a layer, "
        "backward costs about twice its forward. And Σ W dW, Σ x dx and Σ y dy are "
        f"{'equal' if agree else 'not equal'}, here {np.sum(dW * W):.4g}: x Wᵀ is linear in both."
    )


sigmoid_layer = Exercise(
    "4.3v",
    "backward of a linear layer with a sigmoid",
    task=(
        "Now a sigmoid follows: a = σ(x Wᵀ). Write `sigmoid_layer_backward(da, x, W, a)`, where da (N, O) is the "
        "gradient with respect to a, and `a` (N, O) was kept from forward. Return dW (O, I) and dx (N, I)."
    ),
    inputs=[(dy, x, W, sigmoid(x @ W.T)) for dy, x, W in linear_pass.inputs],
    hints=(
        "Backward runs in reverse: first through the sigmoid, then through the product.",
        "The slope of the sigmoid is σ(1 − σ), and `a` is σ already: dz = da · a (1 − a), element by element.",
        "Then exercise 4.3 with dz in the place of dy.",
    ),
    returns=2,
)


@sigmoid_layer.reference
def sigmoid_layer_backward(da, x, W, a):
    dz = da * a * (1 - a)  # (N, O)
    return dz.T @ x, dz @ W


@sigmoid_layer.wrong(
    "the slope of the sigmoid left out", look="Between `a` and the sums stands the sigmoid, with slope a(1 − a)."
)
def _no_slope(da, x, W, a):
    return da.T @ x, da @ W


@sigmoid_layer.wrong(
    "σ of `a` once more",
    look="`a` is what the sigmoid returned. Its slope is a (1 − a), with no further σ.",
)
def _sigmoid_again(da, x, W, a):
    s = sigmoid(a)
    dz = da * s * (1 - s)
    return dz.T @ x, dz @ W


@sigmoid_layer.wrong("`a` where its slope a(1 − a) belongs", look="A sigmoid near 1 is flat: its slope is small there.")
def _value(da, x, W, a):
    dz = da * a
    return dz.T @ x, dz @ W


@sigmoid_layer.wrong("the slope of tanh, 1 − a²", look="The sigmoid has slope a (1 − a).")
def _tanh(da, x, W, a):
    dz = da * (1 - a**2)
    return dz.T @ x, dz @ W


@sigmoid_layer.wrong(
    "the slope of the sigmoid in dW alone", look="dx goes through the sigmoid as well: use dz for both."
)
def _one_only(da, x, W, a):
    return (da * a * (1 - a)).T @ x, da @ W


@sigmoid_layer.notice
def _shrinks(student):
    x, W, da = np.zeros((1, 4)), numbers(4, 4, seed=2), np.ones((1, 4))
    _, dx = student(da, x, W, sigmoid(x @ W.T))
    share = np.linalg.norm(dx) / np.linalg.norm(da @ W)
    return (
        f"where every sum is 0 the sigmoid is steepest, and even there it lets only {share:.2f} of the gradient "
        "through. Ten such layers multiply by less than a millionth, unless the weights make up for it."
    )
