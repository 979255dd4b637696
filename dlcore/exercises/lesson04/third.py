"""Predictions 4.10 and 4.11: digits."""

from dlcore.exercises.prediction import Prediction

raw = Prediction(
    "4.10",
    "The 784-10-10 network with ReLU reads digits with pixels scaled to 0 … 1, and gets nine of ten right. Now it is "
    "trained on the pixels as they are stored, 0 … 255. All else stays: initial weights, Adam at 0.001, five epochs. "
    "What becomes of its test score?",
    choices={
        "a": "It stays: the first layer learns weights 255 times smaller.",
        "b": "It rises: larger inputs give larger gradients.",
        "c": "It falls far, to below five in ten.",
    },
    answer="c",
    replies={
        "a": "In principle it could. But one step of Adam moves a weight by 0.001, and inputs multiply that by 255.",
        "b": "And larger steps. Where does a step end that moves all sums of the first layer by tens?",
    },
    explanation=(
        "A digit has about 100 bright pixels. If each of their weights moves by 0.001, the sum of a hidden unit moves "
        "by 0.001 · 100 · 255 = 25. The first updates throw most units below 0 for nearly all images. There ReLU has "
        "slope 0: no gradient comes through, and they never come back. Such units are called dead. The few that are "
        "left cannot tell ten digits apart. Scaling the inputs costs one division."
    ),
)

floor = Prediction(
    "4.11",
    "Somebody puts a softmax at the end of a network for ten classes and trains it with `CrossEntropyLoss`, which "
    "takes a softmax once more. The network becomes perfect: every p is exactly 1 or 0. What does the loss say?",
    choices={
        "a": "0",
        "b": "0.46",
        "c": "1.46",
        "d": "2.30",
    },
    answer="c",
    replies={
        "a": "That would be −log 1. But the loss takes the softmax of 1, 0, …, 0.",
        "b": "Write it down: −log (e¹ / (e¹ + 9 e⁰)).",
        "d": "That is log 10, the loss of a network that knows nothing.",
    },
    explanation=(
        "−log (e / (e + 9)) = log (1 + 9/e) = 1.461: the loss can never fall below it. As probabilities lie between 0 "
        "and 1, the second softmax gives the true class at most e/(e + 9) = 23 %. The slopes shrink as well, and "
        "training slows down."
    ),
)
