"""Exercise 8.4, the non-saturating loss of the generator, and its variant, least squares. Logits (M, 1)."""

import numpy as np

from dlcore.exercises.exercise import Exercise
from dlcore.exercises.lesson08.logits import column, sigmoid, softplus

forger = Exercise(
    "8.4",
    "the loss of the generator",
    task=(
        "Write `g_loss(fake_logits)`: the non-saturating loss of the generator, the mean of −log σ(f) over the fake "
        "samples. The logits f have shape (M, 1). Return the loss, one number, the right one also where logits are "
        "±1,000, and its gradient with respect to the logits, (M, 1)."
    ),
    inputs=[
        (column(-1.0),),
        (column(2.0, -1.5),),
        (column(0.25, -3.0, 1.0),),
        (column(-1000.0, 40.0),),
    ],
    hints=(
        "G wants D to say “real”: it is binary cross-entropy of the fake samples with the target 1.",
        "−log σ(f) = log(1 + e⁻ᶠ), which is `np.logaddexp(0, -f)`.",
        "Probability minus target, over the number of samples: (σ(f) − 1) / M.",
    ),
    returns=2,
)


@forger.reference
def g_loss(fake_logits):
    losses = np.logaddexp(0, -fake_logits)  # −log σ(f)
    return losses.mean(), (np.exp(-losses) - 1) / len(losses)


@forger.wrong(
    "the loss with the wrong sign, the mean of log σ(f)",
    look="G lowers its loss. With this one it would make D say “fake”: the loss must fall as f grows.",
)
def _sign(fake_logits):
    loss, slopes = g_loss(fake_logits)
    return -loss, -slopes


@forger.wrong(
    "the right loss and a gradient with the wrong sign",
    look="Where the loss falls as f grows, its slope is negative: σ(f) − 1.",
)
def _slope_sign(fake_logits):
    loss, slopes = g_loss(fake_logits)
    return loss, -slopes


@forger.wrong(
    "the minimax loss, the mean of log(1 − σ(f))",
    look="It wants the same, but its slope is −σ(f): nearly 0 where D is sure that a sample is fake. Use −log σ(f).",
)
def _minimax(fake_logits):
    return -softplus(fake_logits).mean(), -sigmoid(fake_logits) / len(fake_logits)


@forger.wrong(
    "the loss of the discriminator: label 0 for fake samples",
    look="That is D's wish. In its own step G gives its samples the label 1.",
)
def _label_zero(fake_logits):
    return softplus(fake_logits).mean(), sigmoid(fake_logits) / len(fake_logits)


@forger.wrong("a gradient without its 1/M", look="The loss is a mean over M samples: each slope has a factor 1/M.")
def _undivided(fake_logits):
    return softplus(-fake_logits).mean(), sigmoid(fake_logits) - 1


@forger.wrong("the sum over the samples, not their mean", look="With one sample the two are equal. Where is 1/M?")
def _sum(fake_logits):
    return softplus(-fake_logits).sum(), sigmoid(fake_logits) - 1


@forger.wrong(
    "the mean over axis 1, along which there is one number",
    look="Logits are (M, 1): `mean(axis=1)` averages one number and leaves M losses. `mean()` takes all samples.",
)
def _wrong_axis(fake_logits):
    return softplus(-fake_logits).mean(axis=1), sigmoid(fake_logits) - 1


@forger.wrong(
    "the logarithm of a sigmoid that has become 0",
    look="σ(−1000) is 0 in a float, and log 0 is −inf. −log σ(f) is `np.logaddexp(0, -f)`.",
)
def _naive(fake_logits):
    return -np.log(1 / (1 + np.exp(-fake_logits))).mean(), g_loss(fake_logits)[1]


@forger.wrong(
    "the gradient with respect to the probability, −1/σ(f)",
    look="One factor more, σ(f) (1 − σ(f)), leads from the probability to the logit.",
)
def _of_probability(fake_logits):
    return g_loss(fake_logits)[0], -(1 + np.exp(-fake_logits)) / len(fake_logits)


@forger.wrong(
    "the mean logit, with its sign turned", look="That is the loss of another game. Here −log σ(f) is asked for."
)
def _mean_logit(fake_logits):
    return -fake_logits.mean(), np.full_like(fake_logits, -1 / len(fake_logits))


@forger.notice
def _sure(student):
    f = np.log(1 / 999)  # D gives 1/1000
    ours = abs(float(np.asarray(student(column(f))[1])[0, 0]))
    return (
        f"where D gives a sample the probability 0.001, your slope has the size {ours:.3f}, that of log(1 − σ(f)) "
        f"{sigmoid(f):.3f}. Both losses want the same; yours pulls {ours / sigmoid(f):.0f} times as strongly where G "
        "is losing."
    )


squares = Exercise(
    "8.4v",
    "least squares for both players",
    task=(
        "Write `least_squares(real, fake)`. D's outputs are numbers here, without σ: real has shape (N, 1), fake (M, "
        "1). D wants 1 for real samples and 0 for fake ones: its loss is half the mean of (real − 1)², plus half the "
        "mean of fake². G wants 1 for its samples: half the mean of (fake − 1)². Return D's loss, G's loss, and the "
        "gradient of G's loss with respect to `fake`, (M, 1)."
    ),
    inputs=[
        (column(0.5), column(-1.0)),
        (column(2.0, -1.0), column(0.25, 1.5)),
        (column(2.0, -1.0, 0.5), column(0.25, -1.5)),
    ],
    hints=(
        "`((real - 1) ** 2).mean() / 2` is the first of three such means.",
        "The slope of ½ (f − 1)² is f − 1.",
        "The mean divides by M: the gradient is (fake − 1) / M.",
    ),
    returns=3,
)


@squares.reference
def least_squares(real, fake):
    d = ((real - 1) ** 2).mean() / 2 + (fake**2).mean() / 2
    g = ((fake - 1) ** 2).mean() / 2
    return d, g, (fake - 1) / len(fake)


@squares.wrong("means without their ½", look="Each of the three means has a factor ½, and so the slope has no 2.")
def _no_half(real, fake):
    return tuple(2 * part for part in least_squares(real, fake))


@squares.wrong("losses with ½ and a gradient with 2", look="The slope of ½ (f − 1)² is f − 1.")
def _two(real, fake):
    return *least_squares(real, fake)[:2], 2 * least_squares(real, fake)[2]


@squares.wrong("a σ before the squares", look="D's outputs are taken as they are: no probability is needed here.")
def _sigmoids(real, fake):
    d, g, slopes = least_squares(sigmoid(real), sigmoid(fake))
    return d, g, slopes * sigmoid(fake) * (1 - sigmoid(fake))


@squares.wrong("D's targets exchanged", look="D wants 1 for real samples and 0 for fake ones.")
def _exchanged(real, fake):
    return (real**2).mean() / 2 + ((fake - 1) ** 2).mean() / 2, *least_squares(real, fake)[1:]


@squares.wrong(
    "G's loss as D's with the sign turned",
    look="G wants the number 1 for its samples. −½ fake² would have them run away from 0, in either direction.",
)
def _turned(real, fake):
    d, *_ = least_squares(real, fake)
    return d, -(fake**2).mean() / 2, -fake / len(fake)


@squares.wrong("the gradient of D's loss", look="The third result is for G's step: the slope of ½ (f − 1)².")
def _of_d(real, fake):
    return *least_squares(real, fake)[:2], fake / len(fake)


@squares.wrong("a gradient without its 1/M", look="G's loss is a mean over M samples.")
def _squares_undivided(real, fake):
    return *least_squares(real, fake)[:2], fake - 1


@squares.notice
def _far(student):
    near, far = (float(np.asarray(student(column(1.0), column(f))[2])[0, 0]) for f in (0.9, -9.0))
    cross = sigmoid(9.0)
    return (
        f"at an output of 0.9 your slope is {near:.1f}, at −9 it is {far:.0f}; that of −log σ(f) is never larger "
        f"than 1, at −9 {cross:.4f}. Least squares pull the more, the farther a sample is from what D calls real, also "
        "on the side where D is fooled already: at an output of 3 G is told to come back."
    ).replace("-", "−")
