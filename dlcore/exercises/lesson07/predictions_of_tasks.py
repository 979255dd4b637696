"""Predictions 7.9 to 7.13: what recurrent networks do, on symbols, names, sunspots and a clock."""

from dlcore.exercises.prediction import Prediction

memory = Prediction(
    "7.9",
    "Which symbol came first of 40? There are 32 hidden units and 500 updates. Three networks try it: a plain RNN, an "
    "LSTM as drawn at first, and an LSTM whose forget bias starts at 3. Which of them learn it?",
    choices={"a": "Both LSTMs.", "b": "Only the LSTM with forget bias 3.", "c": "All three."},
    answer="b",
    replies={
        "a": "As drawn at first, the forget gates are near ½. What is left of a cell after 40 steps?",
        "c": "A plain RNN sends hardly any gradient 40 steps back. An LSTM can, if its forget gates are open.",
    },
    explanation=(
        "In three of three runs only this one reached 99 %. An LSTM as drawn at first halves its cell about once a "
        "step: after 40 steps 10⁻¹² is left, of the cell and of the gradient along it. The gates could learn to "
        "open, but hardly any gradient tells them to. A path from cell to cell is not enough; it must be open from the "
        "start."
    ),
)

uniform = Prediction(
    "7.10",
    "A model knows nothing: it gives each of 27 symbols the same probability. What is its perplexity?",
    answer=27,
    tolerance=0.5,
    explanation=(
        "The cross-entropy is −ln(1/27) = ln 27, and exp of that is 27. A perplexity says among how many equally "
        "likely symbols a model is undecided. A good model has a smaller one; the smallest is 1."
    ),
)

colder = Prediction(
    "7.11",
    "The same trained model writes names at temperature 0.3 and at temperature 1. What differs at 0.3?",
    choices={
        "a": "There are more unusual names, and more misspelt ones.",
        "b": "There are fewer different names, and they are usual ones.",
        "c": "Nothing but the order of the names.",
    },
    answer="b",
    replies={
        "a": "Dividing by 0.3 makes differences between logits larger. Which symbols gain by that?",
        "c": "The temperature changes the probability of every symbol. So some names come more often.",
    },
    explanation=(
        "A temperature below 1 gives the likeliest symbols still more of the probability, at every step. So the model "
        "writes the same safe names again and again. Above 1 it dares more, and makes more mistakes."
    ),
)

ahead = Prediction(
    "7.12",
    "Sunspots come and go in about 11 years. Two simple forecasts repeat a number: that of the last year, or that of "
    "11 years before. Which of them misses by less, one year ahead and two years ahead?",
    choices={
        "a": "That of the last year, both times.",
        "b": "That of 11 years before, both times.",
        "c": "One year ahead that of the last year, two years ahead that of 11 years before.",
    },
    answer="c",
    replies={
        "a": "Within a cycle the numbers rise and fall far. How old may a number be before that matters?",
        "b": "Cycles differ in height and in length. From one year to the next less changes than from cycle to cycle.",
    },
    explanation=(
        "On the years from 1947 on, one year ahead the last year misses by 35, and 11 years before by 40. Two years "
        "ahead it is 61 against 39, five years ahead 101 against 39. Which forecast is the one to beat depends on how "
        "far you look: so a network has to be compared with both."
    ),
)

waiting = Prediction(
    "7.13",
    "A plain RNN reads 1,000 steps. A linear layer makes as many multiplications in one product. Why is the RNN "
    "slower?",
    choices={
        "a": "It has more parameters.",
        "b": "Every step has to wait for the one before.",
        "c": "tanh is expensive.",
    },
    answer="b",
    replies={
        "a": "Both use one matrix of the same size.",
        "c": "A tanh of all 1,000 states at once takes a small part of the time.",
    },
    explanation=(
        "hₜ needs hₜ₋₁, so 1,000 small products must be made one after the other. One large product shares its work "
        "among all units of the processor; on a GPU the difference is larger still. The length alone is not the "
        "reason: a layer without a state reads all steps at the same time."
    ),
)
