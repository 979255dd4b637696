"""Exercise 3.6, one step of Adam. All arrays have shape (D,)."""

import numpy as np

from dlcore.exercises.exercise import Exercise

adam = Exercise(
    "3.6",
    "one step of Adam",
    task=(
        "Write `adam_step(w, g, m, v, t, rate, beta1, beta2, eps)`: step number t (the first is 1) of Adam. "
        "m ← β₁ m + (1 − β₁) g and v ← β₂ v + (1 − β₂) g², elementwise; both are corrected for their start at 0, "
        "m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ); then w ← w − η m̂ / (√v̂ + ε). "
        "All arrays have shape (D,). Return the new w, m and v, a tuple of three."
    ),
    inputs=[
        (np.array([1.0]), np.array([2.0]), np.array([0.0]), np.array([0.0]), 1, 0.1, 0.5, 0.75, 0.5),
        (np.array([1.0]), np.array([1.0]), np.array([-0.5]), np.array([2.0]), 2, 0.1, 0.9, 0.96, 0.25),
        (
            np.array([1.0, -1.0]),
            np.array([2.0, -3.0]),
            np.array([1.0, 0.5]),
            np.array([1.0, 4.0]),
            3,
            0.2,
            0.8,
            0.9,
            0.1,
        ),
    ],
    hints=(
        "Five lines, one for each arrow or equality in the task, in the same order.",
        "m and v are kept as they are, uncorrected. The corrected ones get their own names and serve the step alone.",
        "`m_hat = m / (1 - beta1**t)`, `v_hat = v / (1 - beta2**t)`; ε is added after the root has been taken.",
    ),
    returns=3,
)


@adam.reference
def adam_step(w, g, m, v, t, rate, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return w - rate * m_hat / (np.sqrt(v_hat) + eps), m, v


def _means(g, m, v, beta1, beta2):
    return beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2


@adam.wrong(
    "Adam without its bias correction",
    look="At t = 1 m is only (1 − β₁) g, and v only (1 − β₂) g². Divide by 1 − β₁ᵗ and 1 − β₂ᵗ.",
)
def _uncorrected(w, g, m, v, t, rate, beta1, beta2, eps):
    m, v = _means(g, m, v, beta1, beta2)
    return w - rate * m / (np.sqrt(v) + eps), m, v


@adam.wrong("a correction of m alone", look="v starts at 0 as well, and is filled more slowly still.")
def _only_m(w, g, m, v, t, rate, beta1, beta2, eps):
    m, v = _means(g, m, v, beta1, beta2)
    return w - rate * m / (1 - beta1**t) / (np.sqrt(v) + eps), m, v


@adam.wrong("a correction of v alone", look="m starts at 0 as well.")
def _only_v(w, g, m, v, t, rate, beta1, beta2, eps):
    m, v = _means(g, m, v, beta1, beta2)
    return w - rate * m / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


@adam.wrong(
    "a division by 1 − β, without the power t",
    look="At t = 1 they are the same. Later more of the mean is filled: 1 − βᵗ comes up to 1.",
)
def _no_power(w, g, m, v, t, rate, beta1, beta2, eps):
    m, v = _means(g, m, v, beta1, beta2)
    return w - rate * m / (1 - beta1) / (np.sqrt(v / (1 - beta2)) + eps), m, v


@adam.wrong("t counted one too far", look="The t that comes in is the number of this step; the first is 1.")
def _next_t(w, g, m, v, t, rate, beta1, beta2, eps):
    return adam_step(w, g, m, v, t + 1, rate, beta1, beta2, eps)


@adam.wrong(
    "corrected means given back as m and v",
    look="The next step would correct them again. Keep m and v uncorrected; m̂ and v̂ serve this step alone.",
)
def _stored(w, g, m, v, t, rate, beta1, beta2, eps):
    w, m, v = adam_step(w, g, m, v, t, rate, beta1, beta2, eps)
    return w, m / (1 - beta1**t), v / (1 - beta2**t)


@adam.wrong("ε under the root", look="√v̂ + ε, not √(v̂ + ε): with v̂ = 0 the two differ most, ε against √ε.")
def _inside(w, g, m, v, t, rate, beta1, beta2, eps):
    m, v = _means(g, m, v, beta1, beta2)
    return w - rate * m / (1 - beta1**t) / np.sqrt(v / (1 - beta2**t) + eps), m, v


@adam.wrong("no ε", look="Where every gradient so far was 0, √v̂ is 0 too: ε keeps 0/0 away.")
def _no_eps(w, g, m, v, t, rate, beta1, beta2, eps):
    return adam_step(w, g, m, v, t, rate, beta1, beta2, 0.0)


@adam.wrong(
    "a division by v̂ without the root",
    look="v̂ has the unit of g². Only its root has that of g, so that the step no longer depends on the unit of L.",
)
def _no_root(w, g, m, v, t, rate, beta1, beta2, eps):
    m, v = _means(g, m, v, beta1, beta2)
    return w - rate * m / (1 - beta1**t) / (v / (1 - beta2**t) + eps), m, v


@adam.wrong(
    "a correction outside the root, √v / (1 − β₂ᵗ)",
    look="It is v that has to be made right: correct it first, then take the root.",
)
def _root_first(w, g, m, v, t, rate, beta1, beta2, eps):
    m, v = _means(g, m, v, beta1, beta2)
    return w - rate * m / (1 - beta1**t) / (np.sqrt(v) / (1 - beta2**t) + eps), m, v


@adam.wrong("g in v, where g² belongs", look="v is the mean square of the gradient: it has no sign.")
def _not_squared(w, g, m, v, t, rate, beta1, beta2, eps):
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g
    with np.errstate(invalid="ignore"):
        return w - rate * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


@adam.wrong(
    "m in v: the square of the mean, not the mean of the squares",
    look="v takes g², the square of this gradient, not that of m.",
)
def _square_of_mean(w, g, m, v, t, rate, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * m**2
    return w - rate * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


@adam.wrong(
    "a step with the m and v that came in",
    look="First g enters m and v, then the new ones make the step.",
)
def _old(w, g, m, v, t, rate, beta1, beta2, eps):
    step = rate * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return w - step, *_means(g, m, v, beta1, beta2)


@adam.wrong("β and 1 − β exchanged", look="β is near 1 and belongs to what is remembered, 1 − β to what is new.")
def _new_counts_most(w, g, m, v, t, rate, beta1, beta2, eps):
    m, v = _means(g, m, v, 1 - beta1, 1 - beta2)
    return w - rate * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


@adam.wrong("β₁ and β₂ exchanged", look="β₁ belongs to m, β₂ to v.")
def _exchanged(w, g, m, v, t, rate, beta1, beta2, eps):
    return adam_step(w, g, m, v, t, rate, beta2, beta1, eps)


@adam.wrong("sums that add g in full, without 1 − β", look="m and v are means: what comes in is weighted by 1 − β.")
def _sums(w, g, m, v, t, rate, beta1, beta2, eps):
    m, v = beta1 * m + g, beta2 * v + g**2
    return w - rate * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


@adam.wrong("g in the step, where m̂ belongs", look="That is RMSprop with a correction. Adam steps along the mean m̂.")
def _no_momentum(w, g, m, v, t, rate, beta1, beta2, eps):
    m, v = _means(g, m, v, beta1, beta2)
    return w - rate * g / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


@adam.wrong("ascent: the step goes along m̂", look="m̂ is a mean of gradients; they point uphill.")
def _ascend(w, g, m, v, t, rate, beta1, beta2, eps):
    return adam_step(w, g, m, v, t, -rate, beta1, beta2, eps)


@adam.wrong("m and v given back in the other order", look="The order is w, m, v.")
def _swapped(w, g, m, v, t, rate, beta1, beta2, eps):
    w, m, v = adam_step(w, g, m, v, t, rate, beta1, beta2, eps)
    return w, v, m


@adam.notice
def _unit_free(student):
    w = student(np.zeros(2), np.array([0.001, 1000.0]), np.zeros(2), np.zeros(2), 1, 0.01, 0.9, 0.999, 1e-8)[0]
    return (
        f"with η = 0.01 your first step moves a weight of slope 0.001 by {w[0]:.3g} and one of slope 1000 by "
        f"{w[1]:.3g}. The first step of Adam is η long in every direction, whatever the size of the slope: only its "
        "sign counts."
    )
