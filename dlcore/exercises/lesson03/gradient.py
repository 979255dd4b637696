"""Exercise 3.1, the gradient of the mean squared error, and its variant.

Shapes: N examples, D features; X (N, D), w (D,), y (N,).
"""

import numpy as np

from dlcore.exercises.exercise import Exercise

LINE = [[1.0, -1.0], [1.0, 0.0], [1.0, 2.0]]  # a column of ones and one feature: level and trend

slope = Exercise(
    "3.1",
    "the gradient of the mean squared error",
    task=(
        "Write `gradient(w, X, y)`: the gradient of L(w) = 1/N Σₙ (xₙ·w − yₙ)² with respect to w. "
        "X has shape (N, D) with one example xₙ a row, w has shape (D,), y has shape (N,); return shape (D,)."
    ),
    inputs=[
        (np.array([3.0]), np.array([[2.0]]), np.array([5.0])),
        (np.array([3.0]), np.array([[1.0], [2.0]]), np.array([2.0, 1.0])),
        (np.array([1.0, 1.0]), np.array([[1.0, 2.0], [0.0, 1.0]]), np.array([1.0, 3.0])),
        (np.array([0.5, 2.0]), np.array(LINE), np.array([1.0, 0.0, 7.0])),
    ],
    hints=(
        "Start with one example and one weight: L = (x w − y)². The chain rule gives two factors. Which?",
        "Name the residuals: r = X w − y, shape (N,). Then ∂L/∂wⱼ = 2/N Σₙ rₙ Xₙⱼ.",
        "The sum over n in Σₙ rₙ Xₙⱼ is a matrix product, Xᵀ r: shapes (D, N) times (N,) give (D,).",
    ),
)


@slope.reference
def gradient(w, X, y):
    residual = X @ w - y  # (N,)
    return 2 / len(y) * X.T @ residual  # (D,)


@slope.wrong(
    "the sum over the examples, not their mean",
    look="With one example the two are equal; with two the answer doubles. Where is 1/N?",
)
def _sum(w, X, y):
    return 2 * X.T @ (X @ w - y)


@slope.wrong(
    "the slope of ½ r², not of r²",
    look="The slope of r² is 2 r. The factor 2 goes only if the loss has ½ in front, and this one has not.",
)
def _half(w, X, y):
    return X.T @ (X @ w - y) / len(y)


@slope.wrong(
    "Xᵀ(X w − y), without the factor 2/N",
    look="The 2 comes from the square, the 1/N from the mean.",
)
def _bare(w, X, y):
    return X.T @ (X @ w - y)


@slope.wrong(
    "the gradient with its sign turned round",
    look="The inner slope of y − x·w is −x, that of x·w − y is +x. Which residual is in your square?",
)
def _minus(w, X, y):
    return 2 / len(y) * X.T @ (y - X @ w)


@slope.wrong(
    "the slope with respect to the outputs, one number an example",
    look="The chain rule has one more factor: how the output xₙ·w changes with w.",
)
def _outputs(w, X, y):
    return 2 / len(y) * (X @ w - y)


@slope.wrong(
    "twice the mean residual, the same for every weight",
    look="That is the slope for a constant feature, xₙ = 1. Each residual counts xₙ times.",
)
def _no_features(w, X, y):
    return np.full_like(w, 2 * np.mean(X @ w - y))


@slope.wrong(
    "a mean over all N·D numbers of r X",
    look="The mean runs over the examples alone: axis 0. Each weight keeps a slope of its own.",
)
def _mean_of_all(w, X, y):
    return np.mean(2 * (X @ w - y)[:, None] * X)


@slope.wrong(
    "a division by D, the number of weights",
    look="The loss is a mean over the N examples: `len(y)`, not `len(w)`.",
)
def _by_weights(w, X, y):
    return 2 / len(w) * X.T @ (X @ w - y)


@slope.wrong(
    "the mean residual times the mean feature",
    look="A mean of products is no product of means: multiply example by example, then average.",
)
def _means(w, X, y):
    return 2 * np.mean(X @ w - y) * X.mean(axis=0)


@slope.wrong(
    "X r where Xᵀ r belongs",
    look="The shapes tell: X is (N, D) and r is (N,), so only Xᵀ r can be formed when N and D differ.",
)
def _transposed(w, X, y):
    return 2 / len(y) * X @ (X @ w - y)


@slope.wrong(
    "the gradient of the mean absolute error",
    look="The slope of |r| is the sign of r. The slope of r² is 2 r: large residuals pull harder.",
)
def _absolute(w, X, y):
    return X.T @ np.sign(X @ w - y) / len(y)


@slope.wrong(
    "the gradient of a loss without y",
    look="The targets have gone. The residual is X w − y.",
)
def _no_targets(w, X, y):
    return 2 / len(y) * X.T @ (X @ w)


@slope.wrong(
    "the loss itself, not its gradient",
    look="The loss is one number. Its gradient has one number for each weight.",
)
def _loss(w, X, y):
    return np.mean((X @ w - y) ** 2)


@slope.notice
def _normal_equations(student):
    X, y = np.array(LINE), np.array([1.0, 0.0, 7.0])
    best = np.linalg.lstsq(X, y, rcond=None)[0]
    size = np.abs(student(best, X, y)).max()
    nothing = "0 up to rounding" if size < 1e-12 else f"{size:.1g}"
    return (
        "on the data of the last input the least-squares fit is level "
        f"{best[0]:.3g} and trend {best[1]:.3g}; your gradient there is {nothing}. "
        "There the residuals are orthogonal to every column of X: Xᵀ(X w − y) = 0, the normal equations."
    )


weighted = Exercise(
    "3.1v",
    "the gradient of a weighted squared error",
    task=(
        "Write `weighted_gradient(w, X, y, c)`: the gradient of L(w) = Σₙ cₙ (xₙ·w − yₙ)² / Σₙ cₙ, in which "
        "example n counts cₙ times. X has shape (N, D), w (D,), y and c (N,); return shape (D,)."
    ),
    inputs=[
        (*slope.inputs[0], np.array([4.0])),
        (*slope.inputs[1], np.array([1.0, 3.0])),
        (*slope.inputs[3], np.array([2.0, 0.0, 0.5])),
    ],
    hints=(
        "The weights cₙ do not depend on w: they stay where they are when you differentiate.",
        "∂L/∂wⱼ = 2 Σₙ cₙ rₙ Xₙⱼ / Σₙ cₙ, with r = X w − y.",
        "Multiply c and r element by element, both (N,), before the matrix product with Xᵀ.",
    ),
)


@weighted.reference
def weighted_gradient(w, X, y, c):
    residual = X @ w - y  # (N,)
    return 2 / c.sum() * X.T @ (c * residual)  # (D,)


@weighted.wrong("all examples counting the same", look="Where does c enter your answer?")
def _unweighted(w, X, y, c):
    return gradient(w, X, y)


@weighted.wrong(
    "a division by N where the sum of the weights belongs",
    look="With every cₙ = 2 the loss must be what it is with every cₙ = 1. Is yours?",
)
def _weighted_mean(w, X, y, c):
    return 2 / len(y) * X.T @ (c * (X @ w - y))


@weighted.wrong("the weighted sum, not yet divided by Σₙ cₙ", look="The loss is a weighted mean.")
def _weighted_sum(w, X, y, c):
    return 2 * X.T @ (c * (X @ w - y))


@weighted.wrong("a missing factor 2", look="The slope of r² is 2 r.")
def _weighted_half(w, X, y, c):
    return X.T @ (c * (X @ w - y)) / c.sum()


@weighted.wrong(
    "weights that are squared",
    look="In cₙ rₙ² only the residual is squared; in (cₙ rₙ)² the weight is squared with it.",
)
def _weights_squared(w, X, y, c):
    return 2 / c.sum() * X.T @ (c**2 * (X @ w - y))


@weighted.notice
def _zero_weight(student):
    w, X, y, c = weighted.inputs[2]
    same = np.allclose(student(w, X, y, c), student(w, X, y + np.array([0.0, 100.0, 0.0]), c))
    return (
        "in the last input the second example has weight 0. "
        f"Moving its target by 100 {'leaves your gradient as it is' if same else 'changes your gradient'}: "
        "weights are how a fit leaves out a gap in a series, or trusts some measurements more than others."
    )
