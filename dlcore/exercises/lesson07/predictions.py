"""Predictions 7.1 to 7.8: one state, its gradient, and a cell that keeps."""

from dlcore.exercises.prediction import Prediction

by_hand = Prediction(
    "7.1",
    "One unit makes hₜ = tanh(w hₜ₋₁ + u xₜ). By hand you have found w and u with which it remembers x₁ for 30 steps. "
    "Gradient descent starts at w = 0.5, u = 0.5 and sees sequences of 30 steps. Does it find numbers that work?",
    choices={
        "a": "Yes, it goes straight there.",
        "b": "No: the slope that x₁ gives is nearly 0, so it has nowhere to go.",
        "c": "No: w grows until the numbers overflow.",
    },
    answer="b",
    replies={
        "a": "Such numbers exist. But it must feel x₁ from 30 steps away, through a factor below ½ in each step.",
        "c": "With a slope of nearly 0 nothing pushes w upward.",
    },
    explanation=(
        "From h₃₀ back to x₁ lead 29 factors w(1 − h²), none of them above 0.5 here. Their product is below "
        "0.000 000 002. The 29 later inputs act far more strongly, and they have nothing to do with the answer. So "
        "gradient descent learns to ignore them: it lowers u towards 0, and the unit is right in half of the cases. "
        "What a network can hold and what it can learn are two questions."
    ),
)

longer = Prediction(
    "7.2",
    "`nn.RNN(4, 32)` has 1,216 parameters. It reads sequences of 10 steps. How many parameters must be added, so that "
    "it can read 100 steps?",
    choices={
        "a": "None.",
        "b": "9 times as many again: 10,944.",
        "c": "1,024 for each new step: another W_hh.",
    },
    answer="a",
    replies={
        "b": "That would be a network with weights of its own for each step. Which weights does step 2 use?",
        "c": "W_hh has 32 · 32 = 1,024 weights. Every step uses the same ones.",
    },
    explanation=(
        "Each step uses the same weights: 32 · 4 for the input, 32 · 32 for the state, and 2 · 32 biases. So one "
        "network reads sequences of any length, and what it learns at one place it can use at all others."
    ),
)

summed = Prediction(
    "7.3",
    "W_hh is used in each of T steps. What is the gradient of the loss with respect to W_hh?",
    choices={
        "a": "That of the last step.",
        "b": "The sum of T contributions, one for each step.",
        "c": "The mean of T contributions, one for each step.",
    },
    answer="b",
    replies={
        "a": "A change of W_hh changes all steps, the early ones too, and with them all that follows.",
        "c": "Change W_hh by a little: every step adds its effect. Does anything divide by T?",
    },
    explanation=(
        "It is the sum over paths of lesson 02. W_hh enters at T places; each place has its contribution, and they add "
        "up. Whoever overwrites in place of adding is left with the contribution of the first step alone."
    ),
)

decay = Prediction(
    "7.4",
    "Going back one step multiplies a gradient by 0.8. How many per cent of it are left 20 steps back?",
    answer=1.15,
    tolerance=0.4,
    explanation=(
        "0.8 · 0.8 · … = 0.8²⁰ = 0.0115. Ten steps more leave a tenth of that, and ten more a tenth again. A factor "
        "that is the same in each step makes an exponential: there is hardly a middle between vanishing and exploding."
    ),
)

shrunk = Prediction(
    "7.5",
    "All gradients together are the two numbers (30, 40). They are clipped to a norm of 5. What are they now?",
    choices={"a": "(3, 4)", "b": "(5, 5)", "c": "(0.6, 0.8)"},
    answer="a",
    replies={
        "b": "That clips each number by itself, and it turns the step. Here both get one factor.",
        "c": "That has the norm 1. The limit is 5.",
    },
    explanation=(
        "The norm is √(30² + 40²) = 50, so the factor is 5/50 = 0.1, for both. The direction stays as it was, and only "
        "the length of the step is bounded."
    ),
)

pieces = Prediction(
    "7.6",
    "A network reads a stream of symbols in pieces of 5 steps. The state is handed on from piece to piece, but the "
    "gradient ends at the border of a piece. At every step it shall name the symbol of 10 steps ago, one of 4. What "
    "happens in training?",
    choices={
        "a": "It learns the task: the state carries the symbol across the border.",
        "b": "It stays at chance, though the state is carried.",
        "c": "It is right in half of the cases.",
    },
    answer="b",
    replies={
        "a": "The state could carry it. Which update would teach it to do so?",
        "c": "Half of which cases? The symbol asked for was shown one or two borders ago, in every case.",
    },
    explanation=(
        "When the answer is wrong, the gradient goes back 4 steps at most. It never reaches the step in which the "
        "symbol was shown, so no update learns to keep it. With pieces of 20 steps the same network learns the task. "
        "A truncated gradient limits what can be learnt, not what can be carried."
    ),
)

kept = Prediction(
    "7.7",
    "In an LSTM the forget gate is 1 and the input gate is 0, for 100 steps. What is in the cell then?",
    choices={
        "a": "Nothing: it was told to forget 100 times.",
        "b": "What was in it before.",
        "c": "The last input.",
    },
    answer="b",
    replies={
        "a": "Look at the equation: f multiplies the old cell. What does a factor of 1 do?",
        "c": "The input gate is 0: nothing new is written.",
    },
    explanation=(
        "c = f c + i g, with f = 1 and i = 0, leaves c as it is. The forget gate keeps what it multiplies by 1 and "
        "erases what it multiplies by 0. 'Keep gate' would have been the better name."
    ),
)

half_life = Prediction(
    "7.8",
    "The sum inside a forget gate is its bias alone, 3, so f = σ(3) = 0.953 in every step. The input gate is closed. "
    "After how many steps is half of the cell left?",
    answer=14.3,
    tolerance=1.6,
    explanation=(
        "fⁿ = ½, so n = −ln 2 / ln f = 0.693 / 0.0486 = 14.3. At a bias of 0 it is one step, at 5 it is 103 steps. "
        "So a forget bias above 0 gives an LSTM a memory before it has learnt anything."
    ),
)
