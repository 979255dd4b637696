"""Predictions on curves: a stack of lines, slopes, the last digit, a hump, fifty layers."""

from dlcore.exercises.prediction import Prediction

stack = Prediction(
    "1.1",
    "Ten layers of 100 units each, all linear, with random weights and biases. One number x goes in, one number y "
    "comes out. What does the graph of y against x look like?",
    choices={
        "a": "A straight line.",
        "b": "A line with up to 10 corners, one for each layer.",
        "c": "A line with up to 1,000 corners, one for each unit.",
        "d": "A smooth curve.",
    },
    answer="a",
    replies={
        "b": "A layer W x + b bends nothing: where would a corner come from?",
        "c": "Each unit computes a line. A sum of lines is a line.",
        "d": "Powers of x would bend it. No unit multiplies x by x.",
    },
    explanation=(
        "A line put into a line gives a line: w₂ (w₁ x + b₁) + b₂ = w₂ w₁ x + (w₂ b₁ + b₂). It stays so for matrices "
        "and for any depth. All 1,000 units together can do what one layer without them does."
    ),
)

steepest = Prediction(
    "1.2",
    "The sigmoid 1 / (1 + e⁻ˣ) rises from 0 to 1. How steep is it where it is steepest? Say its largest slope.",
    answer=0.25,
    tolerance=0.02,
    explanation=(
        "At x = 0 the value is ½, and the slope y (1 − y) is ½ · ½ = ¼. To both sides it falls; at x = ±5 it is below "
        "0.007. So every sigmoid on the way makes a slope at least four times smaller."
    ),
)

last_digit = Prediction(
    "1.3",
    "σ(x) comes up to 1 and never gets there. But float32 has about seven digits. From which whole number x on is σ(x) "
    "in float32 exactly 1?",
    answer=17,
    tolerance=2,
    explanation=(
        "The float32 below 1 is 1 − 6·10⁻⁸, so 1 − σ(x) = e⁻ˣ nearly has to be less than half of that, 3·10⁻⁸: "
        "x > 17.3. The sum 1 + e⁻ˣ is rounded more coarsely, and so it happens at 17 already. From there on y (1 − y), "
        "the slope, is exactly 0. In float64 it happens at 37."
    ),
)

whose = Prediction(
    "1.4",
    "The picture shows the slopes of four activations: sigmoid, ReLU, ELU and SiLU, not in this order. Which panel is "
    "the slope of SiLU, x σ(x)?",
    choices={"a": "Panel A.", "b": "Panel B.", "c": "Panel C.", "d": "Panel D."},
    answer="b",
    replies={
        "a": "Panel A is 1 on the right and falls off as eˣ on the left: ELU.",
        "c": "Panel C knows only 0 and 1: ReLU.",
        "d": "Panel D is a hill with the top ¼: the sigmoid.",
    },
    explanation=(
        "SiLU comes down to −0.28 near x = −1.28 before it goes back to 0. There its slope crosses 0, and to the left "
        "of that place it is negative. To the right it must rise faster than x for a while, so its slope exceeds 1. "
        "Only panel B does both."
    ),
)

hump = Prediction(
    "1.6",
    "A hump is 0 on the left, rises to a peak, falls again and is 0 on the right. How many ReLU units does it take at "
    "least? (Each adds v · max(0, w x + b); a constant may be added at the end.)",
    answer=3,
    tolerance=0.5,
    explanation=(
        "A unit makes one corner, and the hump has three: where it begins to rise, at its peak, and where it is down "
        "again. With two corners a function that is 0 on both sides is 0 between them too. With sigmoids two are "
        "enough, one up and one down, if you accept rounded edges."
    ),
)

fifty = Prediction(
    "1.7",
    "Numbers of size 1 (root mean square) enter a stack of 50 ReLU layers of width 256. The weights have mean 0 and "
    "standard deviation 1/√256, so that a linear layer keeps the size. How large are the numbers after the last layer?",
    choices={
        "a": "About 1: that is what 1/√256 is for.",
        "b": "About 1/50: each layer loses a share.",
        "c": "About 3·10⁻⁸.",
        "d": "Exactly 0: all units have died.",
    },
    answer="c",
    replies={
        "a": "For a linear layer it is. ReLU then sets half of the numbers to 0.",
        "b": "Losses multiply from layer to layer; they do not add up.",
        "d": "In each layer about half of the units are above 0 for a given example. None of that is exactly 0.",
    },
    explanation=(
        "z is as often below 0 as above, so ReLU halves the mean square. Fifty halvings make 2⁻⁵⁰, and the root mean "
        "square is 2⁻²⁵ = 3·10⁻⁸. Weights that are √2 times as large make up for it exactly: the mean square doubles, "
        "and ReLU halves it."
    ),
)
