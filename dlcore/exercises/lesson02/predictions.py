"""Predictions 2.1 to 2.9, in the order of the lesson."""

from dlcore.exercises.prediction import Prediction

nudge = Prediction(
    "2.1",
    "u = 3x and y = u². x stands at 2 and is raised by 0.01. By how much does y rise, about?",
    answer=0.36,
    tolerance=0.012,
    explanation=(
        "u rises three times as much as x, by 0.03. At u = 6 the square has slope 2u = 12, so y rises by about "
        "12 · 0.03 = 0.36. (Exactly: 6.03² − 36 = 0.3609; the small rest is what the word “about” leaves out.) "
        "Slopes along a chain multiply: 12 · 3 = 36."
    ),
)

gate = Prediction(
    "2.2",
    "f = (x + y) · z with x = −2, y = 5 and z = −4, so that f = −12. What is the slope of f with respect to x?",
    answer=-4,
    tolerance=0.05,
    explanation=(
        "Raise x by a little: the sum q = x + y rises by the same amount, slope 1. f = q · z then moves z times as "
        "much, and z is −4. So ∂f/∂x = −4 · 1 = −4: raising x lowers f. The value of x itself plays no part."
    ),
)

order = Prediction(
    "2.3",
    "The value q goes into two nodes, r and s, which both lead to the result. You walk backward. When may q pass "
    "a slope on to its own inputs?",
    choices={
        "a": "As soon as the slope from r or from s has arrived.",
        "b": "When both slopes have arrived, those from r and from s.",
        "c": "At any time: the order makes no difference.",
    },
    answer="b",
    replies={
        "a": "Then the inputs of q would never hear of the other path, or q would have to be walked twice.",
        "c": "Try it on paper: what q passes on is multiplied by the slope that q has at that moment.",
    },
    explanation=(
        "∂L/∂q is the sum over both paths. What q passes on is a local slope times that sum, so the sum must be "
        "complete. Walking through the nodes in the opposite order of their computation makes sure of it: whatever "
        "uses q was computed after q."
    ),
)

valley = Prediction(
    "2.4",
    "A slope is measured by a centred difference, (f(x + h) − f(x − h)) / 2h, in float64. h falls from 0.1 to 10⁻¹⁵. "
    "What does the error do?",
    choices={
        "a": "It falls all the way: the smaller the step, the better.",
        "b": "It falls, and then it rises again.",
        "c": "It rises all the way.",
        "d": "It falls, and then stays where it is.",
    },
    answer="b",
    replies={
        "a": "On paper, yes. But f is rounded to about 16 digits, and the rounding of a difference is divided by 2h.",
        "c": "For large steps the curve bends between x − h and x + h: there a smaller h helps much.",
        "d": "The rounding of f does not shrink with h, and it is divided by 2h.",
    },
    explanation=(
        "Two errors work against each other. The formula leaves out a term that falls with h². Each value of f is "
        "rounded, by about 10⁻¹⁶ of its size, and that rounding is divided by 2h: it grows with 1/h. On logarithmic "
        "axes the sum is a V, with slope 2 on the right and −1 on the left."
    ),
)

digits = Prediction(
    "2.5",
    "Float64 holds nearly 16 digits. With a well-chosen h, how many digits of the slope of eˣ at x = 1 does a centred "
    "difference get right?",
    choices={"a": "Nearly 16.", "b": "About 11.", "c": "About 8.", "d": "About 5."},
    answer="b",
    replies={
        "a": "Backward gets nearly all of them. A difference of two close numbers loses the digits they share.",
        "c": "So it is with a push to one side: half of the digits. Two sides do better.",
        "d": "So it is in float32, which holds 7 digits.",
    },
    explanation=(
        "The two errors are equally large where h³ is about 10⁻¹⁶, near h = 10⁻⁵. There each is about h²/6 of the "
        "slope, 10⁻¹¹. A centred difference costs a third of the digits, a push to one side costs half of them."
    ),
)

alike = Prediction(
    "2.6",
    "p = softmax(z) for three logits, and L has the same slope along each probability: v = (1, 1, 1). "
    "What is the slope of L with respect to the logits?",
    choices={
        "a": "p itself.",
        "b": "(0, 0, 0).",
        "c": "(1, 1, 1).",
        "d": "p (1 − p), element by element.",
    },
    answer="b",
    replies={
        "a": "That is only the first of two parts. Raising one logit lowers the other probabilities.",
        "c": "That would be so if each probability were its logit.",
        "d": "That is the diagonal of the Jacobian. The entries beside it are not zero.",
    },
    explanation=(
        "L moves as p₁ + p₂ + p₃ does, and that sum is 1 whatever the logits are. In formulas: vⱼ − v·p = 1 − 1 = 0 "
        "for each j. Every row and every column of softmax's Jacobian adds up to 0."
    ),
)

price = Prediction(
    "2.7",
    "A model has 1,000 weights. Evaluating its loss takes 1 ms, so centred differences for all weights take 2,000 "
    "evaluations, 2 s. About how long does one backward pass take for all 1,000 slopes?",
    choices={"a": "A few ms.", "b": "Half a second.", "c": "1 s.", "d": "2 s, but more exactly."},
    answer="a",
    replies={
        "b": "That would be half a millisecond a weight. But the weights share the walk: each edge is walked once.",
        "c": "That is the time for 1,000 pushes to one side.",
        "d": "It is more exact, and also much faster: each edge is walked once, for all weights together.",
    },
    explanation=(
        "Backward walks every edge of the graph once, with one multiplication and one addition. Forward walked "
        "the same edges. So a backward costs about as much as one to three evaluations, whatever the number of "
        "weights. That is why networks with 10⁹ weights can be trained at all."
    ),
)

memory = Prediction(
    "2.8",
    "A chain of 1,000 layers; each output takes 1 MB. To get the result alone, an output can be forgotten once the "
    "next is there: about 2 MB at a time. How many MB of outputs does backward need, about?",
    answer=1000,
    tolerance=50,
    explanation=(
        "The local slope of each layer depends on what went into it, and backward uses the last layer first. So all "
        "outputs must be kept until it comes by: about 1,000 MB. Backward pays with memory, not with time. "
        "(One can keep every 32nd output and compute the others again: more time, less memory.)"
    ),
)

squashed = Prediction(
    "2.9",
    "20 sigmoids in a row, each fed with the output of the one before: y = σ(σ(… σ(x))). How large can the slope "
    "dy/dx be at most, for any x?",
    choices={
        "a": "About 1/4.",
        "b": "About 1/20.",
        "c": "About 10⁻¹².",
        "d": "It depends on how the slope is computed: backpropagation makes it small.",
    },
    answer="c",
    replies={
        "a": "That is the largest slope of one sigmoid. Here 20 of them are multiplied.",
        "b": "Slopes along a chain are multiplied, not shared out.",
        "d": "A slope belongs to the function. Differences know no backward and find the same, down to rounding.",
    },
    explanation=(
        "Each factor σ′ is at most 1/4, so the product is at most (1/4)²⁰ = 9 · 10⁻¹³. In fact it stays below "
        "2 · 10⁻¹³, since only the first sigmoid can be fed with 0. The function itself is that flat: over all "
        "x its result moves by less than 10⁻¹²."
    ),
)
