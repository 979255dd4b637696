"""Predictions of lesson 00: one before each explorer, and a self-check of the tools."""

from dlcore.exercises.prediction import Prediction

corners = Prediction(
    "0.1",
    "One neuron, two inputs, each 0 or 1. Which of the three can it not do, whatever its weights and bias?",
    choices={
        "a": "AND: yes only where both inputs are 1.",
        "b": "OR: yes where at least one input is 1.",
        "c": "XOR: yes where exactly one input is 1.",
    },
    answer="c",
    replies={
        "a": "w = (1, 1) and b = −1.5 do it: only 1 + 1 − 1.5 is above 0.",
        "b": "w = (1, 1) and b = −0.5 do it: only 0 + 0 − 0.5 is below 0.",
    },
    explanation=(
        "The neuron says yes on one side of the straight line w₁x₁ + w₂x₂ + b = 0. For XOR the two yes corners lie "
        "across from each other, and so do the two no corners: no straight line parts them. A second layer will."
    ),
)

halves = Prediction(
    "0.2",
    "The network below has two moons to tell apart. It starts with random weights. About how many percent of the "
    "points does it get right before any training?",
    answer=50,
    tolerance=20,
    explanation="It knows nothing yet, and the two moons are equally large. So about half is what guessing gives.",
)

entry = Prediction(
    "0.3",
    "A = [[1, 2], [3, 4]] and B = [[5, 6], [7, 8]]. What is the entry of A @ B in the first row, second column?",
    answer=22,
    tolerance=0.1,
    explanation="The first row of A with the second column of B: 1 · 6 + 2 · 8 = 22.",
)

shape = Prediction(
    "0.4",
    "x has shape (100, 3) and b has shape (3,). What is the shape of x + b?",
    choices={"a": "(100, 3)", "b": "(3,)", "c": "None: NumPy raises an error.", "d": "(100, 3, 3)"},
    answer="a",
    replies={
        "b": "Nothing is summed away: every entry of x gets a sum.",
        "c": "Shapes are compared from the right: 3 and 3 agree. b has no second axis, so it is repeated.",
        "d": "Axes are compared from the right. A missing one is added on the left, with length 1.",
    },
    explanation="Broadcasting: b is added to each of the 100 rows. Had b the shape (100,), it would be an error.",
)

partial = Prediction(
    "0.5",
    "f(w, b) = (2w + b)². What is ∂f/∂w at w = 1, b = 1?",
    answer=12,
    tolerance=0.1,
    explanation="Outer slope 2(2w + b) = 6, inner slope 2: together 12. b stands still meanwhile.",
)

surprise = Prediction(
    "0.6",
    "What is −log(1), the natural logarithm? It is the loss of a model that was certain and right.",
    answer=0,
    example=1.5,
    tolerance=0.01,
    explanation="e⁰ = 1, so log(1) = 0: no surprise, no loss. For p = 0.5 it would be 0.69, for p = 0.01, 4.6.",
)

expected = Prediction(
    "0.7",
    "A coin shows heads with probability 0.25. Heads pays 8, tails pays 0. What is the expectation of the payment?",
    answer=2,
    example=5,
    tolerance=0.05,
    explanation="0.25 · 8 + 0.75 · 0 = 2: the mean over very many tosses, though no single toss pays 2.",
)
