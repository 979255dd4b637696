"""Predictions 4.5 to 4.9: how to begin, how to train, and what the hidden layer does."""

from dlcore.exercises.prediction import Prediction

twins = Prediction(
    "4.5",
    "A 2-10-1 network with sigmoid units starts with all weights and biases at 0. It is trained for 1,000 updates on "
    "moons of which one has twice as many points as the other. How many different hidden units has it then? (Two are "
    "different if any of their weights differ by more than rounding.)",
    answer=1,
    tolerance=0.5,
    explanation=(
        "One, ten times over. Equal units get equal gradients, so they stay equal: the network has the power of a "
        "2-1-1 network. The first update moves only the last layer, by the same amount for every unit, because all "
        "activations are ½; from then on all ten walk together. What breaks the tie is chance: small random weights. "
        "With equally many points in both moons it is worse still: then the slope of the output is 0 on average, and "
        "every gradient is 0 at the start."
    ),
)

deep = Prediction(
    "4.6",
    "A network of 20 linear layers with 16 sigmoid units between each two starts with Glorot's weights. How large is "
    "the gradient of the first layer's weights, compared with that of the last layer's?",
    choices={
        "a": "About the same: that is what Glorot's weights are for.",
        "b": "About 20 times smaller.",
        "c": "About a thousand times smaller.",
        "d": "More than a billion times smaller.",
    },
    answer="d",
    replies={
        "a": "They are, for tanh. How steep is a sigmoid, at most?",
        "b": "Does each layer take something off, or does it divide?",
        "c": "A factor for each of 19 sigmoids. Which one?",
    },
    explanation=(
        "On its way back the gradient passes 19 sigmoids, and none lets more than ¼ of it through: (¼)¹⁹ is 4·10⁻¹². "
        "Glorot's weights neither add nor take much. In 20 draws the first layer's gradient was 10¹¹ to 10¹³ times "
        "smaller. With tanh, whose slope is up to 1, it was about the same. In this way the activation decides how "
        "deep a network can be trained, and why hidden sigmoids went out of use."
    ),
)

updates = Prediction(
    "4.7",
    "A 2-10-1 network is trained on 1,000 points for 100 epochs with η = 0.01: once with all points in each update, "
    "once in batches of 32, once with one point at a time. Each run sees every point 100 times. Which has the lowest "
    "loss?",
    choices={
        "a": "All points at once: its gradient is exact.",
        "b": "All three about equally: they have seen the same.",
        "c": "One point at a time.",
    },
    answer="c",
    replies={
        "a": "Exact, but it is used only 100 times, and each step has a size of about η times the slope.",
        "b": "They have seen the same, but they have not moved equally often.",
    },
    explanation=(
        "Count updates: 100, then 3,200, then 100,000. With the same rate a noisy step goes about as far as an exact "
        "one, so a thousand times as many steps lead a thousand times as far along. 100 steps of size 0.01 hardly "
        "leave the start. Whoever compares batch sizes at equal epochs and equal rate compares numbers of updates."
    ),
)

fences = Prediction(
    "4.8",
    "One class lies on a small circle, the other on a larger one around it. What is the smallest number of hidden tanh "
    "units, in one layer, with which a network can get (nearly) all points right?",
    answer=3,
    tolerance=0.5,
    explanation=(
        "Each unit switches along a straight line: it is a fence. One line encloses nothing. Behind two lines there is "
        "always a way out: walk to where both units push the output further the same way, and no border comes. Three "
        "lines make a triangle. More units round its corners."
    ),
)

folding = Prediction(
    "4.9",
    "The hidden layer of a 2-2-1 network with tanh units moves every point of the plane to (a₁, a₂). Its weight W₁ "
    "has an inverse. Can it fold the plane, so that two different points land on the same place?",
    choices={
        "a": "Yes: that is how it separates what no line separates.",
        "b": "No: it can stretch, turn, mirror and squash, but never fold.",
        "c": "Only after long training.",
    },
    answer="b",
    replies={
        "a": "Which of the two steps folds, the matrix or tanh? Try to undo each.",
        "c": "Training changes the numbers in W₁, not what kind of map it is.",
    },
    explanation=(
        "A matrix with an inverse can be undone, and tanh can be undone for each coordinate, because it only "
        "grows. So the whole map can be undone, and no two points meet. Bending alone suffices to make a line out of "
        "some borders. Folding needs an activation that gives one value twice, such as ReLU, which sends all that is "
        "negative to 0."
    ),
)
