"""Predictions 8.1 to 8.11."""

from dlcore.exercises.prediction import Prediction

odds = Prediction(
    "8.1",
    "At one place real samples are three times as frequent as fake ones. Half of all samples are fake. "
    "What probability of “real”, in per cent, does the best discriminator give there?",
    answer=75,
    tolerance=1,
    explanation=(
        "Of four samples that come from this place, three are real. The best answer is p / (p + q) = 3/4, not 1: D "
        "gains most by saying how sure one can be. Where both are equally frequent it is 1/2."
    ),
)

optimum = Prediction(
    "8.2",
    "G makes samples exactly as frequent as the data, everywhere, and D is the best there is. "
    "What is V = E log D(real) + E log(1 − D(fake)), with natural logarithms?",
    answer=-1.386,
    tolerance=0.02,
    explanation=(
        "No place speaks for real or fake, so D is 1/2 everywhere, and V = log ½ + log ½ = −log 4 = −1.386. It is the "
        "lowest value that G can force: for any other G the best D has a larger one."
    ),
)

apart = Prediction(
    "8.3",
    "Real samples make a bell around 0 with the standard deviation 1, fake ones the same bell around m. You move m "
    "from 8 to 16. What happens to the Jensen–Shannon divergence?",
    choices={
        "a": "It doubles, as the distance does.",
        "b": "It grows by the square, four times.",
        "c": "It stays where it was, at log 2.",
        "d": "It goes to infinity, as the bells have no place in common.",
    },
    answer="c",
    replies={
        "a": "It compares heights, place by place. It does not know how far apart two places are.",
        "b": "So does the Kullback–Leibler divergence of two such bells. Here both are compared with their mean.",
        "d": "Both are compared with their mean m = ½ (p + q). p/m is never larger than 2: no term grows without end.",
    },
    explanation=(
        "Once the bells hardly overlap, D can tell them apart without a mistake, and there is nothing to gain beyond "
        "that: log 2 = 0.693. A flat function has the slope 0. So JS cannot say in which direction to come closer."
    ),
)

sure = Prediction(
    "8.4",
    "D gives a fake sample the probability 0.001 of being real. What slope does G get there with respect to the logit, "
    "from log(1 − D), which it makes small, and from −log D, which it makes small?",
    choices={
        "a": "About −0.001 from the first, about −1 from the second.",
        "b": "About −1 from the first, about −0.001 from the second.",
        "c": "About −1 from both: they want the same.",
        "d": "About −0.001 from both: D is sure, so nothing is left to learn.",
    },
    answer="a",
    replies={
        "b": "The slope of log(1 − σ(f)) is −σ(f), and σ(f) is 0.001 here.",
        "c": "They want the same, a larger f. But they do not pull with the same force.",
        "d": "−log D is the cross-entropy with the label 1, and it is far from that label: σ(f) − 1.",
    },
    explanation=(
        "The slopes are −σ(f) = −0.001 and σ(f) − 1 = −0.999. The first loss is flat where G is worst, which is where "
        "every G begins. So in practice G minimises −log D, the non-saturating loss."
    ),
)

balance = Prediction(
    "8.5",
    "Training goes well: fake samples have become as the data are, and D is as good as one can be. "
    "Where are the two losses, D's with both halves and G's −log D?",
    choices={
        "a": "Both at 0.",
        "b": "D's at 2 ln 2 = 1.386 and G's at ln 2 = 0.693.",
        "c": "D's at 0 and G's large.",
        "d": "G's at 0 and D's large.",
    },
    answer="b",
    replies={
        "a": "Both cannot be 0: G's is 0 only where D takes fake samples for real without a doubt.",
        "c": "Then D tells them apart without a mistake: G is losing.",
        "d": "Then D takes all fake samples for real. A good D would have noticed that there are as many of each.",
    },
    explanation=(
        "D can only guess, D = ½: each half of its loss is ln 2, and so is G's. Losses that go to 0 are a sign of a "
        "game that one side has won. And D = ½ alone proves nothing: a D that has learnt nothing says so too."
    ),
)

spiral = Prediction(
    "8.6",
    "The game V = x y: x takes steps of gradient descent on V, y steps of gradient ascent, both at once, with the rate "
    "0.1. They begin at x = 1, y = 0. Where do they end?",
    choices={
        "a": "At (0, 0), where neither can gain anything.",
        "b": "On a circle around (0, 0).",
        "c": "Nowhere: they spiral outwards.",
    },
    answer="c",
    replies={
        "a": "It is the balance. But does any step point to it? At (1, 0) only y has a slope.",
        "b": "So they would if the steps were endlessly short. Each real step goes straight ahead, off the circle.",
    },
    explanation=(
        "The step (−0.1 y, 0.1 x) is at a right angle to (x, y). Each makes the distance √(1 + 0.1²) times as large. "
        "In a descent of one player the gradient is the slope of one surface, and such circles cannot be."
    ),
)

hasty = Prediction(
    "8.7",
    "The data are eight narrow groups on a ring. G's learning rate is 20 times that of D. What do you see?",
    choices={
        "a": "All eight groups are found, only sooner.",
        "b": "The samples crowd in one or two places.",
        "c": "The samples spread evenly, far beyond the ring.",
    },
    answer="b",
    replies={
        "a": "G goes wherever D is fooled now. A slow D is fooled at the same place for a long time.",
        "c": "A sample far out is easily told from the data: G has no reason to go there.",
    },
    explanation=(
        "For a D that stands still, G's best answer is one place: where D's logit is largest. All samples go there, "
        "whatever the random numbers are. This is mode collapse. A D that keeps up moves the best place away in time."
    ),
)

copies = Prediction(
    "8.8",
    "For each generated digit you look for the nearest training image, pixel by pixel. "
    "None is near. Does this show that G has copied nothing?",
    choices={
        "a": "Yes: a copy would be near its original.",
        "b": "No: a copy moved by some pixels is far from its original.",
        "c": "Yes, if real test images are no nearer to the training images.",
    },
    answer="b",
    replies={
        "a": "An exact copy would be. A copy that is moved or made bolder by little is not.",
        "c": "That is a good comparison to make, and still a moved copy would not be noticed.",
    },
    explanation=(
        "Move a training image by 3 pixels, and in the sum of squared differences it is farther from itself than an "
        "unseen digit is from its nearest training image. Near neighbours can show that something was copied. Far ones "
        "cannot show that nothing was."
    ),
)

step = Prediction(
    "8.9",
    "A trained generator draws digits. You walk from one latent point to another in 100 equal steps, from a 3 to an 8. "
    "What happens to the picture?",
    choices={
        "a": "At some step it jumps from the 3 to the 8.",
        "b": "It changes a little at each step, at some steps more than at others.",
        "c": "It changes by the same amount at each step.",
        "d": "It is noise on the way: only the two ends were trained.",
    },
    answer="b",
    replies={
        "a": "G is a chain of continuous functions: a short step cannot make a jump.",
        "c": "Continuous does not mean that the slope is the same everywhere.",
        "d": "In training the latent points were drawn anew for each batch, so places like these have come up too.",
    },
    explanation=(
        "A network is a continuous function, so a small latent step makes a small change. How small depends on the "
        "place: where one digit turns into another, a step of the same length changes more. In between there are "
        "pictures that are no digit at all."
    ),
)

falling = Prediction(
    "8.10",
    "In the last minutes of a run the loss of G has fallen from 2.5 to 0.8. What do you know about its samples?",
    choices={
        "a": "They have become better.",
        "b": "Nothing for sure: D may have become worse.",
        "c": "They have become worse: G has collapsed.",
    },
    answer="b",
    replies={
        "a": "The loss says how well G does against the D of this moment. That is another D than before.",
        "c": "It may be so, but the loss does not tell.",
    },
    explanation=(
        "A loss of lesson 04 is measured against data that stay. G's loss is measured against an opponent that "
        "changes. Give the same samples to a D that has learnt nothing, and G's loss is 0.69. So judge samples by "
        "something that stays: a count of modes, a classifier, your eyes."
    ),
)

letters = Prediction(
    "8.11",
    "A generator of text ends in probabilities, from which the next letter is drawn. D reads the letter. "
    "By the chain rule G needs the slope of the letter drawn with respect to the logits. What is it?",
    choices={
        "a": "That of softmax.",
        "b": "0 nearly everywhere.",
        "c": "1, as the letter is passed on as it is.",
    },
    answer="b",
    replies={
        "a": "That is the slope of the probabilities. But D reads the letter that was drawn.",
        "c": "The letter is passed on, but it is not proportional to a logit: it is one of 27, or another.",
    },
    explanation=(
        "Change a logit by little, and the same random number draws the same letter. At a few places it changes to "
        "another one, at a stroke. So no gradient passes from D to G. Pixels can be changed by little, letters cannot: "
        "text needs other ways, such as predicting the next symbol in lesson 07."
    ),
)
