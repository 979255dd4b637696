"""Predictions 4.1 to 4.4: a network by hand."""

from dlcore.exercises.prediction import Prediction

straight = Prediction(
    "4.1",
    "Logistic regression draws a straight line through the two moons and stops at about nine of ten points right. "
    "Which change brings it to all of them?",
    choices={
        "a": "Ten times as many updates.",
        "b": "Adam in place of plain descent.",
        "c": "A second linear layer with ten units before the first, and nothing else.",
        "d": "None of these.",
    },
    answer="d",
    replies={
        "a": "The loss of logistic regression has one minimum, and the line is nearly there.",
        "b": "Another optimizer goes another way to the same best line.",
        "c": "W₂(W₁x + b₁) + b₂ = (W₂W₁) x + (W₂b₁ + b₂): that is one linear layer again.",
    },
    explanation=(
        "All three can only find the best straight line, and no straight line separates the moons. Two linear layers "
        "without anything between them are one linear layer with the weight W₂W₁. Something has to bend in between: "
        "an activation."
    ),
)

silent = Prediction(
    "4.2",
    "In a 2-3-1 network with sigmoid units the outgoing weight of hidden unit 2 happens to be exactly 0. One training "
    "step is made. What does it change?",
    choices={
        "a": "Neither the incoming nor the outgoing weights of unit 2: it takes no part.",
        "b": "Its outgoing weight, but not its incoming weights.",
        "c": "Its incoming weights, but not its outgoing weight.",
        "d": "Both.",
    },
    answer="b",
    replies={
        "a": "It takes no part in the output. But what would the loss do if its outgoing weight grew a little?",
        "c": "The gradient comes back through the outgoing weight. What does it become there?",
        "d": "What reaches the incoming weights has been multiplied by the outgoing one.",
    },
    explanation=(
        "The gradient of the outgoing weight is df · a, and `a` is not 0: a sigmoid of a finite number never is. What "
        "goes back into the unit is df · w = df · 0 = 0, so its incoming weights stay for one step. From the next step "
        "on w is no longer 0, and they move as well."
    ),
)


cost = Prediction(
    "4.3",
    "A network for MNIST has 784 inputs, 10 hidden units and 10 outputs: 784 · 10 + 10 + 10 · 10 + 10 = 7,960 "
    "parameters. You want its gradient by centred differences, (L(w + h) − L(w − h)) / 2h, one parameter after the "
    "other. How many forward passes does one single update take?",
    answer=15920,
    example=500,
    tolerance=2,
    explanation=(
        "Two for each parameter: 15,920. Backward gives all 7,960 slopes for the price of about two forward passes. "
        "That factor, thousands here and billions in large models, is why anybody can train a network at all."
    ),
)

early = Prediction(
    "4.4",
    "Four lines of a training step, in this order. (1) `df = (p - y) / N`  (2) `W2 = W2 - rate * df.T @ a`  "
    "(3) `dz = df @ W2 * a * (1 - a)`  (4) `W1 = W1 - rate * dz.T @ x`. Nothing raises, and the loss falls. "
    "Is something wrong?",
    choices={
        "a": "No: the loss falls.",
        "b": "Line 1: the slope of the sigmoid is missing.",
        "c": "Line 3: it uses a W2 that line 2 has changed already.",
        "d": "Line 4: it has to be divided by N.",
    },
    answer="c",
    replies={
        "a": "Many wrong gradients go downhill for a while. Only a gradient check tells.",
        "b": "With cross-entropy it cancels: df = (σ(f) − y) / N is right.",
        "d": "1/N is in df already and comes along through dz.",
    },
    explanation=(
        "The outputs were made by the old W2, so the gradient belongs to the old W2. The new one differs by the rate "
        "times a slope, which is little, so training works nearly as well and nobody notices. A gradient check does. "
        "Section 7 shows a published example whose printed numbers have this very mistake."
    ),
)
