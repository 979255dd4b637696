"""Predictions 3.8 to 3.10: the size of a mini-batch, the limit with momentum, the size of the loss."""

from dlcore.exercises.prediction import Prediction

batch = Prediction(
    "3.7",
    "You train with mini-batches of 64 instead of 16 examples, out of many thousands. How does the noise change, the "
    "typical distance of a mini-batch gradient from that of all examples, and how the number of updates in an epoch?",
    choices={
        "a": "A quarter of the noise, a quarter of the updates.",
        "b": "Half the noise, a quarter of the updates.",
        "c": "Half the noise, the same number of updates.",
        "d": "A quarter of the noise, half the updates.",
    },
    answer="b",
    replies={
        "a": "A mean of four times as many has a quarter of the variance. The distance is its root.",
        "c": "An epoch uses every example once. With more of them in an update, there are fewer updates.",
        "d": "It is the other way round: the root belongs to the noise.",
    },
    explanation=(
        "The gradient of a mini-batch is a mean of B gradients, so its spread falls as 1/√B: √4 = 2 times less. The "
        "updates in an epoch fall as 1/B: 4 times fewer. So larger mini-batches buy little noise for many examples. "
        "What an update costs in seconds is a third matter: until the machine is full, 64 examples take little longer "
        "than 16. Which size is best depends on what you count."
    ),
)

limit = Prediction(
    "3.8",
    "Plain gradient descent is stable for rates below 2/λ, where λ is the largest curvature. With heavy-ball momentum, "
    "b ← β b + g and w ← w − η b, and β = 0.9, the largest stable rate is",
    choices={
        "a": "10 times smaller: the buffer adds up ten gradients.",
        "b": "the same.",
        "c": "1.9 times larger.",
        "d": "10 times larger.",
    },
    answer="c",
    replies={
        "a": "Where the gradient keeps its sign it does add up. At the limit it changes sign in every step.",
        "b": "At 2/λ plain descent jumps from side to side, always equally far. Think what the buffer holds then.",
        "d": "Think what the buffer holds when the gradient changes sign in every step: g − β g + β² g − …",
    },
    explanation=(
        "At the limit w jumps from side to side, and the gradients in the buffer cancel: g (1 − β + β² − …) = "
        "g / (1 + β). So steps are shorter than in plain descent, and the limit is 2 (1 + β)/λ = 3.8/λ. Along the flat "
        "direction the gradients keep their sign and add up to g / (1 − β) = 10 g. Momentum shortens the steps across "
        "the ravine and lengthens those along it. For Nesterov's the limit is (2 + 2β)/((1 + 2β) λ) = 1.36/λ, lower "
        "than that of plain descent."
    ),
)

hundredfold = Prediction(
    "3.9",
    "Somebody sums the loss over 100 examples where you take the mean: the loss and its gradient are 100 times larger. "
    "Start and rate are yours. Which optimizer takes the same path as before?",
    choices={
        "a": "SGD.",
        "b": "SGD with momentum.",
        "c": "Adam, nearly.",
        "d": "None of them.",
    },
    answer="c",
    replies={
        "a": "Its step is η times the gradient: 100 times longer.",
        "b": "Its buffer adds up gradients, and all are 100 times larger.",
        "d": "One of them divides the gradient by its own recent size.",
    },
    explanation=(
        "Adam divides a mean of gradients by the root of a mean of their squares: both are 100 times larger, and the "
        "factor cancels; only ε = 10⁻⁸ does not grow with them. The step of SGD, with or without momentum, grows 100 "
        "times; with a rate of η/100 its path is the old one. So a rate for SGD belongs to one loss. A rate for Adam "
        "is, about, the distance that a weight moves in one update."
    ),
)
