"""Predictions 3.1 to 3.4: before the fit by hand, the ravine, the saddle and the number of steps."""

from dlcore.exercises.prediction import Prediction

fitted = Prediction(
    "3.1",
    "Level, trend and season are set by three sliders; the loss is the mean squared error of the curve, and "
    "the curve is a sum of the three. You stop where moving any one slider alone, up or down, raises the "
    "loss. Could moving two sliders together still lower it?",
    choices={
        "a": "No: this is the lowest loss there is.",
        "b": "Yes: two moves together may do what no single one can.",
        "c": "It depends on the data.",
    },
    answer="a",
    replies={
        "b": "That happens for other losses, w₁² + w₂² − 3 w₁ w₂ at the origin for one; not for this one.",
        "c": "The data decide where the lowest place is and how hard to reach, not whether you are there.",
    },
    explanation=(
        "If no slider alone lowers the loss, every partial derivative is 0, and so is the gradient. The "
        "loss is the mean of squares of something linear in the three numbers, hence convex: where its "
        "gradient is 0 it is lowest. Getting there is another matter. Moving one slider shifts the best "
        "place of the others, so you go round many times; and sliders that move in steps stop a little "
        "beside the lowest place."
    ),
)

ravine = Prediction(
    "3.2",
    "The ravine is L = ½ (w₁² + 9 w₂²). Descent starts at (−2.6, 0.72) with η = 0.23, a little above 2/9 ≈ "
    "0.222. What happens?",
    choices={
        "a": "Both w₁ and w₂ approach 0, only more slowly than below 0.222.",
        "b": "w₁ approaches 0; w₂ jumps from side to side, a little further each time.",
        "c": "Both w₁ and w₂ move away from 0.",
        "d": "w₂ jumps from side to side, always equally far.",
    },
    answer="b",
    replies={
        "a": "Slower and slower is what happens as η comes up to the limit; above it, one direction grows.",
        "c": "Each direction has a limit of its own: for w₁ it is 2/1 = 2, far away.",
        "d": "That happens at exactly η = 2/9, where the factor is −1.",
    },
    explanation=(
        "A step multiplies the error along a direction of curvature λ by 1 − ηλ. Along w₁ that is 1 − 0.23 "
        "= 0.77: it shrinks. Along w₂ it is 1 − 0.23 · 9 = −1.07: the sign changes and the size grows by 7 "
        "% a step. At first the loss falls, as w₁ shrinks; then w₂ takes over and the loss grows without "
        "bound. The limit 2/λ belongs to the largest curvature alone."
    ),
)

steps = Prediction(
    "3.3",
    "On the ravine L = ½ (w₁² + 9 w₂²) with η = 0.1, it takes 44 steps until w₁ is a hundredth of what it "
    "was. How many steps does it take with η = 0.2?",
    answer=21,
    tolerance=1.5,
    explanation=(
        "Along w₁ the curvature is 1: each step multiplies w₁ by 1 − η. 0.9ᵏ ≤ 0.01 needs k ≥ ln 0.01 / ln "
        "0.9 = 43.7, so 44 steps; 0.8ᵏ ≤ 0.01 needs 20.6, so 21. Doubling a small rate halves the steps, "
        "nearly. It cannot go on: with η = 0.4 the factor of w₂ is 1 − 0.4 · 9 = −2.6, and descent "
        "diverges. The largest curvature limits the rate, the smallest sets the pace."
    ),
)

saddle = Prediction(
    "3.4",
    "The saddle is L = ½ (w₁² − w₂²); its gradient is 0 at (0, 0). Descent starts at (−2.6, 0.05). "
    "For which learning rates does it come to rest at (0, 0)?",
    choices={
        "a": "For every rate that is small enough.",
        "b": "For rates below the limit 2/1 = 2.",
        "c": "For none.",
    },
    answer="c",
    replies={
        "a": "A smaller rate only makes it leave later: it comes close to (0, 0), slows down, and goes.",
        "b": "That limit belongs to w₁, whose curvature is 1. The curvature along w₂ is −1.",
    },
    explanation=(
        "Along w₂ the curvature is −1, so a step multiplies w₂ by 1 − η · (−1) = 1 + η, more than 1 for "
        "every η > 0. Only a start with w₂ = 0 exactly would come to rest, for η < 2. With η = 0.1, w₂ "
        "grows from 0.05 to 1 in 32 steps. Near a saddle the gradient is small and descent is slow: a small "
        "gradient alone does not tell you that you are at a minimum."
    ),
)
