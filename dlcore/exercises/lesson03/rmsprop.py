"""Exercise 3.6v, one step of RMSprop. All arrays have shape (D,)."""

import numpy as np

from dlcore.exercises.exercise import Exercise

rmsprop = Exercise(
    "3.6v",
    "one step of RMSprop",
    task=(
        "Write `rmsprop_step(w, g, s, rate, alpha, eps)`: s ← α s + (1 − α) g², elementwise, then "
        "w ← w − η g / (√s + ε). All arrays have shape (D,). Return the new w and s, a tuple of two."
    ),
    inputs=[
        (np.array([1.0]), np.array([2.0]), np.array([0.0]), 0.1, 0.75, 0.5),
        (np.array([1.0, -1.0]), np.array([2.0, -3.0]), np.array([1.0, 4.0]), 0.2, 0.9, 0.1),
    ],
    hints=(
        "Two lines: first the mean square, then the step.",
        "Both lines work element by element; no sum is needed.",
        "`s = alpha * s + (1 - alpha) * g**2`; the root is `np.sqrt(s)`, and ε is added after it.",
    ),
    returns=2,
)


@rmsprop.reference
def rmsprop_step(w, g, s, rate, alpha, eps):
    s = alpha * s + (1 - alpha) * g**2
    return w - rate * g / (np.sqrt(s) + eps), s


@rmsprop.wrong("ε under the root", look="√s + ε, not √(s + ε).")
def _inside(w, g, s, rate, alpha, eps):
    s = alpha * s + (1 - alpha) * g**2
    return w - rate * g / np.sqrt(s + eps), s


@rmsprop.wrong("a division by s without the root", look="s has the unit of g²; its root has that of g.")
def _no_root(w, g, s, rate, alpha, eps):
    s = alpha * s + (1 - alpha) * g**2
    return w - rate * g / (s + eps), s


@rmsprop.wrong("g in s, where g² belongs", look="s is the mean square of the gradient: it has no sign.")
def _not_squared(w, g, s, rate, alpha, eps):
    s = alpha * s + (1 - alpha) * g
    return w - rate * g / (np.sqrt(s) + eps), s


@rmsprop.wrong("a step with the s that came in", look="First g² enters s, then the new s divides the step.")
def _old(w, g, s, rate, alpha, eps):
    return w - rate * g / (np.sqrt(s) + eps), alpha * s + (1 - alpha) * g**2


@rmsprop.wrong("α and 1 − α exchanged", look="α is near 1 and belongs to what is remembered.")
def _exchanged(w, g, s, rate, alpha, eps):
    return rmsprop_step(w, g, s, rate, 1 - alpha, eps)


@rmsprop.wrong(
    "Adagrad: a sum of all squares that never fades",
    look="A sum only grows, so the steps only shrink. RMSprop forgets: α s + (1 − α) g².",
)
def _adagrad(w, g, s, rate, alpha, eps):
    s = s + g**2
    return w - rate * g / (np.sqrt(s) + eps), s


@rmsprop.wrong("a sum that adds g² in full, without 1 − α", look="s is a mean: what comes in is weighted by 1 − α.")
def _sum(w, g, s, rate, alpha, eps):
    s = alpha * s + g**2
    return w - rate * g / (np.sqrt(s) + eps), s


@rmsprop.wrong("ascent: the step goes along the gradient", look="The gradient points uphill.")
def _ascend(w, g, s, rate, alpha, eps):
    return rmsprop_step(w, g, s, -rate, alpha, eps)


@rmsprop.notice
def _first_step(student):
    moved = student(np.zeros(1), np.ones(1), np.zeros(1), 0.01, 0.99, 1e-8)[0][0]
    return (
        f"with η = 0.01 and α = 0.99 your first step from s = 0 moves the weight by {moved:.3g}, ten times η: s holds "
        "only (1 − α) g² by then, and nothing corrects that. Adam's correction takes this first leap away."
    )
