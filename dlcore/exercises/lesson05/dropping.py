"""Exercise 5.7, dropout forward and backward with a given mask, and its variant, dropout as first published."""

import numpy as np

from dlcore.exercises.exercise import Exercise

ROW = np.array([[1.0, 2.0]])
X = np.array([[2.0, -1.0, 0.5], [4.0, 3.0, -2.0]])
DY = np.array([[1.0, 0.5, -2.0], [0.25, -1.0, 3.0]])
MASK = np.array([[True, False, True], [False, True, True]])

dropping = Exercise(
    "5.7",
    "dropout, forward and backward",
    task=(
        "Write `dropout(x, stays, p, dy)`: the output y of dropout in training mode, and dx, its backward for dy. "
        "`stays` is the mask, drawn for you: True with probability 1 − p. Scale as PyTorch does, so that the mean of y "
        "over many masks is x. x, stays and dy have shape (N, D); return two arrays (N, D)."
    ),
    inputs=[
        (ROW, np.array([[True, False]]), 0.5, np.array([[1.0, 1.0]])),
        (X, MASK, 0.2, DY),
        (X, ~MASK, 0.75, DY),
    ],
    hints=(
        "Forward: what is dropped becomes 0. A share 1 − p stays, so by how much must it be scaled up?",
        "y = x · stays / (1 − p). For this mask that is a multiplication by a fixed number, element by element.",
        "So backward multiplies by the same number: dx = dy · stays / (1 − p).",
    ),
    returns=2,
)


@dropping.reference
def dropout(x, stays, p, dy):
    factor = stays / (1 - p)
    return x * factor, dy * factor


@dropping.wrong("a mask without scaling", look="A share 1 − p stays: the mean of y is then (1 − p) x, not x.")
def _unscaled(x, stays, p, dy):
    return x * stays, dy * stays


@dropping.wrong("a division by p", look="p is the share that is dropped. What stays is scaled up by 1 / (1 − p).")
def _by_p(x, stays, p, dy):
    return x * stays / p, dy * stays / p


@dropping.wrong(
    "a multiplication by 1 − p, where a division belongs", look="Fewer numbers stay, so each must count more."
)
def _times(x, stays, p, dy):
    return x * stays * (1 - p), dy * stays * (1 - p)


@dropping.wrong("a backward without the mask", look="A number that was dropped had no influence on y: its slope is 0.")
def _no_mask_back(x, stays, p, dy):
    return x * stays / (1 - p), dy / (1 - p)


@dropping.wrong("a backward without the scaling", look="y moves 1 / (1 − p) times as much as x does. So must dx.")
def _no_scale_back(x, stays, p, dy):
    return x * stays / (1 - p), dy * stays


@dropping.wrong("a backward that passes dy on as it is", look="Forward multiplied by a number. Backward does the same.")
def _straight_back(x, stays, p, dy):
    return x * stays / (1 - p), dy


@dropping.wrong("the numbers dropped that should stay", look="`stays` is True for what stays.")
def _inverted(x, stays, p, dy):
    return x * ~stays / (1 - p), dy * ~stays / (1 - p)


@dropping.wrong("a backward multiplied by x as well", look="The slope of x · c with respect to x is c.")
def _with_x(x, stays, p, dy):
    return x * stays / (1 - p), dy * x * stays / (1 - p)


@dropping.notice
def _mean(student):
    generator = np.random.default_rng(0)
    x = np.ones((1, 100_000))
    y, _ = student(x, generator.random(x.shape) >= 0.3, 0.3, x)
    return (
        f"100,000 ones, of which 30 % are dropped, have the mean {np.mean(y):.2f} after your function. So nothing has "
        "to be scaled once training is over: in evaluation mode dropout does nothing at all."
    )


first = Exercise(
    "5.7v",
    "dropout as first published",
    task=(
        "Write `early_dropout(x, stays, p)`, as in the article of 2014: in training the mask alone, without scaling; "
        "in evaluation no mask, but every number scaled down so that it has the mean it had in training. x and stays "
        "have shape (N, D); return two arrays (N, D): training, evaluation."
    ),
    inputs=[(ROW, np.array([[True, False]]), 0.5), (X, MASK, 0.2), (X, ~MASK, 0.75)],
    hints=(
        "In training, y = x where `stays` is True, else 0.",
        "The mean of that over masks is (1 − p) x, as a share 1 − p stays.",
        "So in evaluation y = (1 − p) x.",
    ),
    returns=2,
)


@first.reference
def early_dropout(x, stays, p):
    return x * stays, x * (1 - p)


@first.wrong(
    "evaluation without scaling", look="Then the next layer gets numbers 1 / (1 − p) times as large as it knows."
)
def _evaluation_unscaled(x, stays, p):
    return x * stays, x


@first.wrong("PyTorch's dropout, scaled in training", look="That came later. Here the scaling waits for evaluation.")
def _later(x, stays, p):
    return x * stays / (1 - p), x


@first.wrong("evaluation scaled by p", look="A share 1 − p stays.")
def _scaled_by_p(x, stays, p):
    return x * stays, x * p


@first.wrong("both scaled", look="Once is enough: in evaluation alone.")
def _both(x, stays, p):
    return x * stays / (1 - p), x * (1 - p)


@first.wrong("a mask in evaluation as well", look="In evaluation nothing is drawn.")
def _masked(x, stays, p):
    return x * stays, x * stays * (1 - p)


@first.notice
def _ratio(student):
    _, evaluation = student(np.ones((1, 4)), np.ones((1, 4), dtype=bool), 0.5)
    return (
        f"at p = 0.5 your ones become {np.asarray(evaluation)[0, 0]:g} in evaluation. Forget that, and every layer "
        "behind sees numbers twice as large: PyTorch's way leaves nothing to forget but `model.eval()`."
    )
