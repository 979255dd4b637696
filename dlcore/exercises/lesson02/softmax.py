"""Exercise 2.7, a vector times the Jacobian of softmax, and its variant for log softmax. p and v have shape (C,)."""

import numpy as np

from dlcore.exercises.exercise import Exercise

HALVES = (np.array([0.5, 0.5]), np.array([1.0, 0.0]))
THIRDS = (np.array([0.25, 0.5, 0.25]), np.array([1.0, 2.0, -3.0]))
UNEVEN = (np.array([0.7, 0.2, 0.1]), np.array([-1.0, 0.5, 4.0]))
SURE = (np.array([1.0, 0.0]), np.array([5.0, 7.0]))

product = Exercise(
    "2.7",
    "a vector times the Jacobian of softmax",
    task=(
        "Write `softmax_backward(p, v)`: the vector vᵀJ with Jᵢⱼ = pᵢ (δᵢⱼ − pⱼ), where δᵢⱼ is 1 if i = j, else 0. "
        "p = softmax(z) and v, the slopes ∂L/∂pᵢ, have shape (C,). Return ∂L/∂zⱼ, shape (C,), without building J."
    ),
    inputs=[HALVES, THIRDS, UNEVEN, SURE],
    hints=(
        "Write the sum out: Σᵢ vᵢ pᵢ (δᵢⱼ − pⱼ). It has two parts.",
        "In the first part only i = j is left: vⱼ pⱼ. In the second, pⱼ stands before the sum Σᵢ vᵢ pᵢ.",
        "That sum is one number, `v @ p`. Together: pⱼ (vⱼ − v·p).",
    ),
)


@product.reference
def softmax_backward(p, v):
    return p * (v - v @ p)


@product.wrong(
    "the diagonal of J alone, v p (1 − p)",
    look="Raising one logit takes probability from all the others: the entries of J beside its diagonal are not 0. "
    "(Or is there an elementwise `v * p` where the number `v @ p` belongs?)",
)
def _diagonal(p, v):
    return v * p * (1 - p)


@product.wrong("the first part alone, v p", look="The second part, −pⱼ Σᵢ vᵢ pᵢ, is missing.")
def _first(p, v):
    return v * p


@product.wrong("the second part alone", look="The first part, where i = j, is missing.")
def _second(p, v):
    return -p * (v @ p)


@product.wrong("v minus its mean under p, without the factor p", look="pⱼ stands in front of the whole bracket.")
def _no_p(p, v):
    return v - v @ p


@product.wrong(
    "v minus its plain mean, times p", look="The mean is weighted by the probabilities: Σᵢ vᵢ pᵢ, or `v @ p`."
)
def _plain_mean(p, v):
    return p * (v - v.mean())


@product.wrong("v minus its sum, times p", look="The sum is weighted by the probabilities: Σᵢ vᵢ pᵢ, or `v @ p`.")
def _plain_sum(p, v):
    return p * (v - v.sum())


@product.wrong("the sign turned round", look="Follow the signs in pᵢ (δᵢⱼ − pⱼ).")
def _minus(p, v):
    return -softmax_backward(p, v)


@product.wrong("the Jacobian itself, without v", look="Multiply it by v from the left; better, never build it.")
def _matrix(p, v):
    return np.diag(p) - np.outer(p, p)


@product.wrong(
    "the rule of cross-entropy, p − v", look="That is softmax and the logarithm together. Here it is softmax."
)
def _cross_entropy(p, v):
    return p - v


@product.notice
def _many(student):
    p = np.full(50_000, 1 / 50_000)
    v = np.zeros(50_000)
    v[0] = 1.0
    total = np.sum(np.asarray(student(p, v)))
    rest = "0 up to rounding" if abs(total) < 1e-12 else f"{total:.1g}"
    return (
        f"for 50,000 words in a vocabulary J has {50_000**2:,} entries, {50_000**2 * 8 / 1e9:.0f} GB in float64. Your "
        f"function did it with 50,000. And your slopes add up to {rest}: moving all logits alike changes nothing."
    )


log_product = Exercise(
    "2.7v",
    "a vector times the Jacobian of log softmax",
    task=(
        "Write `log_softmax_backward(p, v)`: the vector vᵀJ with Jᵢⱼ = δᵢⱼ − pⱼ, the Jacobian of log softmax. "
        "p = softmax(z) and v have shape (C,). Return shape (C,), without building J."
    ),
    inputs=[HALVES, THIRDS, UNEVEN, SURE],
    hints=(
        "Write the sum out: Σᵢ vᵢ (δᵢⱼ − pⱼ).",
        "In the first part only i = j is left. In the second pⱼ stands before a sum.",
        "That sum is Σᵢ vᵢ, without weights.",
    ),
)


@log_product.reference
def log_softmax_backward(p, v):
    return v - p * v.sum()


@log_product.wrong("the rule of softmax, p (v − v·p)", look="The logarithm has taken the factor pᵢ away from J.")
def _softmax(p, v):
    return softmax_backward(p, v)


@log_product.wrong("v − p, without the sum of v", look="Each vᵢ takes its share of pⱼ away: Σᵢ vᵢ stands before pⱼ.")
def _no_sum(p, v):
    return v - p


@log_product.wrong("v − p (v·p)", look="The sum has no weights here: Σᵢ vᵢ.")
def _weighted(p, v):
    return v - p * (v @ p)


@log_product.wrong("v − p v, element by element", look="Every vᵢ moves every logit: sum over i first.")
def _each(p, v):
    return v - p * v


@log_product.wrong(
    "J from the wrong side, J v", look="This J is not symmetric: v − v·p is J v. Here v stands on the left."
)
def _right_side(p, v):
    return v - v @ p


@log_product.notice
def _one_hot(student):
    p, target = np.array([0.7, 0.2, 0.1]), np.array([0.0, 1.0, 0.0])
    slopes = ", ".join(f"{s:.1f}" for s in np.asarray(student(p, -target))).replace("-", "−")
    return (
        f"with v = −(0, 1, 0) your slopes are ({slopes}): p minus the target. This is the slope of cross-entropy, and "
        "lesson 03 is built on it."
    )
