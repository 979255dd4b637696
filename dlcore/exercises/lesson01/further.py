"""Predictions on numbers that come out: temperature, pixels that saturate, and what a sigmoid claims."""

from dlcore.exercises.prediction import Prediction

colder = Prediction(
    "1.5",
    "Three logits are 2, 1 and 0. At temperature T = 1, softmax makes the first share e = 2.7 times as large as the "
    "second. How many times as large is it at T = 0.5?",
    answer=7.4,
    tolerance=0.5,
    explanation=(
        "The ratio of two shares is e to the power (z₁ − z₂)/T: the sum cancels. At T = 0.5 that is e² = 7.39. Halving "
        "T squares every ratio; the order of the classes stays."
    ),
)

pixels = Prediction(
    "1.8",
    "A layer of sigmoid units with fresh weights, of the usual size 1/√(number of inputs) or less, gets images. "
    "A unit counts as saturated where its slope is below 1/100. What share is saturated when pixels run from 0 to 255, "
    "and when they run from 0 to 1?",
    choices={
        "a": "Few in both cases: fresh weights are small.",
        "b": "Most for 0 to 255, none or nearly none for 0 to 1.",
        "c": "None for 0 to 255, most for 0 to 1.",
        "d": "About half in both cases.",
    },
    answer="b",
    replies={
        "a": "Small weights times large inputs: what counts is the product.",
        "c": "Larger inputs make larger sums, and sigmoids are flat far from 0.",
        "d": "The scale of the inputs is the scale of z, and slopes depend on z.",
    },
    explanation=(
        "z grows with the inputs: pixels 255 times as large make z 255 times as large. A slope below 1/100 means "
        "|z| > 4.6. A unit that is flat for nearly every image hardly learns. Bring inputs to about −1 … 1 first."
    ),
)

claims = Prediction(
    "1.9",
    "A network says σ(z) for class 1, and what it says is right: of all cases with 0.7, 70 % are of class 1. Now all "
    "weights of its last layer are tripled. What happens to its decisions (z > 0) and to σ(z)?",
    choices={
        "a": "Both stay as they were.",
        "b": "The decisions stay; σ(z) claims more than happens.",
        "c": "The decisions change; σ(z) is still a probability, since it lies between 0 and 1.",
    },
    answer="b",
    replies={
        "a": "z is tripled, and σ(3z) is not σ(z).",
        "c": "The sign of z stays. And a number between 0 and 1 is not yet a probability of anything.",
    },
    explanation=(
        "z becomes 3z, with the same sign: as many decisions are right as before. But 0.7 becomes 0.93, where still "
        "only 70 % are of class 1. A sigmoid brings numbers into (0, 1); only comparison with what happens shows "
        "whether they are probabilities."
    ),
)
