"""Predictions 3.5 to 3.7: a confident mistake, the two arguments of cross-entropy, the unit of a feature."""

from dlcore.exercises.prediction import Prediction

mistake = Prediction(
    "3.6",
    "A model says z = −10 for an example whose target is 1. σ(−10) = 0.000045: it is sure, and wrong. Cross-entropy "
    "has the slope σ(z) − 1 there, of size 1 nearly. How does the squared error (σ(z) − 1)² pull on z?",
    choices={
        "a": "Twice as hard: the slope of a square is twice the error, and the error is nearly 1.",
        "b": "About 10 times more weakly.",
        "c": "About 100 times more weakly.",
        "d": "About 10,000 times more weakly.",
    },
    answer="d",
    replies={
        "a": "That is the slope with respect to σ(z). The chain rule multiplies it by the slope of σ at −10.",
        "b": "So it is near z = −3. The slope of σ falls by a factor e with every unit of z.",
        "c": "So it is near z = −5. The slope of σ falls by a factor e with every unit of z.",
    },
    explanation=(
        "The slope is 2 (σ − y) σ (1 − σ). The error σ − y is −0.99995, but σ (1 − σ), the slope of the sigmoid, is "
        "0.000045: the product has size 0.000091, 11,000 times less than 1. In cross-entropy the logarithm cancels "
        "that factor. With η = 1, descent on z alone brings z above 0 in 11 steps with cross-entropy, and in 11,034 "
        "with the squared error."
    ),
)

order = Prediction(
    "3.5",
    "The target is y = (1, 0), the model says p = (0.9, 0.1). Cross-entropy, −Σ yᵢ log pᵢ, is −log 0.9 = 0.105. "
    "What comes out with the arguments exchanged, −Σ pᵢ log yᵢ?",
    choices={
        "a": "0.105 again.",
        "b": "0.325, the entropy of p.",
        "c": "No finite number.",
    },
    answer="c",
    replies={
        "a": "That would be a symmetric function. Insert: the logarithms are now those of 1 and of 0.",
        "b": "The entropy of p is −Σ pᵢ log pᵢ. Here the logarithms are those of y, 1 and 0.",
    },
    explanation=(
        "−0.9 log 1 − 0.1 log 0: the second term is infinite. Read −Σ yᵢ log pᵢ as: y says how often class i happens, "
        "−log pᵢ how much the model is surprised by it. A model may be surprised without bound only where it said 0 to "
        "something that happens. Exchanged, a model would be punished without bound for every doubt, 0.1 here, about a "
        "class whose target is 0. So the order matters: the target first, the model inside the logarithm."
    ),
)

decades = Prediction(
    "3.10",
    "Trend and season of the CO₂ series are fitted by gradient descent from 0, with the best fixed rate. With time in "
    "years the condition number is κ = 24 and the descent is good enough after 42 steps. Now time is measured in "
    "decades, and the rate is again the best one for that. Data and model are the same. The descent is good enough "
    "after",
    choices={
        "a": "more steps.",
        "b": "42 steps again.",
        "c": "fewer steps.",
    },
    answer="c",
    replies={
        "a": "So it is beyond 24 years, where the trend has become the flat direction, and in units below a year.",
        "b": "The fit is the same, the steps are not: the slope along a weight depends on the unit of that weight.",
    },
    explanation=(
        "In decades the feature is ten times smaller, so the curvature along its weight is a hundred times smaller: "
        "0.24 where it was 24. Along the season it stays 1. κ falls from 24 to 4.2, and 8 steps are enough. The best "
        "unit is in between: with 5 years the two curvatures are nearly equal, and 2 steps do. It matters little "
        "whether a unit is large or small, and much whether all features have about the same size. That is why "
        "features are scaled before training."
    ),
)
