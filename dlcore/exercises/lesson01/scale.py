"""Exercises 1.6 and 1.6v: how large weights have to be so that a signal keeps its size. x (N, D), z (N,)."""

import numpy as np

from dlcore.exercises.exercise import Exercise

scale = Exercise(
    "1.6",
    "the scale of weights that keeps a signal alive",
    task=(
        "Write `weight_scale(x)`: x has shape (N, D), N examples of D inputs. A unit computes z = Σⱼ wⱼ xⱼ with "
        "independent random weights of mean 0 and standard deviation s. Return the number s for which the standard "
        "deviation of z, over weights and examples, is 1."
    ),
    inputs=[
        (np.array([[2.0]]),),
        (np.array([[1.0, 3.0]]),),
        (np.array([[1.0, 2.0], [0.0, -2.0], [4.0, 1.0]]),),
    ],
    hints=(
        "The weights have mean 0, so z has too, and its variance is the mean of z². In (Σ wⱼ xⱼ)² the mixed products "
        "average to 0.",
        "Left is Σⱼ s² xⱼ². Averaged over the examples that is D s² times the mean of all x².",
        "Set D s² · mean(x²) = 1 and solve for s. Do not forget the root.",
    ),
)


@scale.reference
def weight_scale(x):
    return 1 / np.sqrt(x.shape[1] * np.mean(x**2))


@scale.wrong(
    "the variance of x where its mean square belongs",
    look="Inputs with a mean, as after ReLU, make z larger too: x² counts, not its distance from the mean.",
)
def _variance(x):
    return 1 / np.sqrt(x.shape[1] * np.var(x))


@scale.wrong(
    "1/√D, as if the mean square of x were 1", look="Larger inputs need smaller weights: look at the size of x."
)
def _unit(x):
    return 1 / np.sqrt(x.shape[1])


@scale.wrong("the variance s², not s", look="A standard deviation is the root of a variance.")
def _squared(x):
    return 1 / (x.shape[1] * np.mean(x**2))


@scale.wrong(
    "the number of examples in place of D", look="The sum runs over the D inputs of one example, `x.shape[1]`."
)
def _examples(x):
    return 1 / np.sqrt(x.shape[0] * np.mean(x**2))


@scale.wrong(
    "no number of inputs", look="A sum of D terms is larger than one of them: its variance is D times as large."
)
def _no_width(x):
    return 1 / np.sqrt(np.mean(x**2))


@scale.wrong("the number by which z is too large, not 1 over it", look="Weights have to shrink where z is too large.")
def _inverse(x):
    return np.sqrt(x.shape[1] * np.mean(x**2))


@scale.wrong("the square of the mean, where the mean of the squares belongs", look="Square first, then take the mean.")
def _mean_first(x):
    return 1 / np.sqrt(x.shape[1]) / np.abs(np.mean(x))


@scale.wrong("the sum over all examples", look="The examples are averaged, only the D inputs are added up.")
def _sum(x):
    return 1 / np.sqrt(np.sum(x**2))


@scale.notice
def _measured(student):
    generator = np.random.default_rng(0)
    x = np.maximum(generator.normal(size=(200, 256)), 0)  # what leaves a ReLU layer
    s = float(student(x))
    z = x @ generator.normal(0, s, (256, 500))
    return (
        f"for 256 inputs from a ReLU layer yours gives s = {s:.4f}, and 500 such units have a standard deviation of "
        f"{z.std():.2f}. √(2/256) = {(2 / 256) ** 0.5:.4f} is known as He's initialisation."
    )


made_up_for = Exercise(
    "1.6v",
    "the gain that makes up for an activation",
    task=(
        "Write `gain(activation, z)`: z has shape (N,) and holds numbers that enter the activation, a function of "
        "arrays. Return the number g by which all outputs have to be multiplied so that their mean square is 1."
    ),
    inputs=[
        (lambda z: z, np.array([2.0])),
        (lambda z: np.maximum(z, 0), np.array([1.0, -3.0])),
        (lambda z: z**2, np.array([1.0, -2.0, 0.5])),
    ],
    hints=(
        "Mean square first: what is it for the outputs activation(z)?",
        "Multiplied by g, every square is g² times as large. So g² · mean(activation(z)²) = 1.",
        "`1 / np.sqrt(np.mean(activation(z) ** 2))`.",
    ),
)
for (_function, _), _words in zip(
    made_up_for.inputs, ("the activation that changes nothing, z", "ReLU, max(z, 0)", "the square, z²"), strict=True
):
    _function.__doc__ = _words


@made_up_for.reference
def gain(activation, z):
    return 1 / np.sqrt(np.mean(activation(z) ** 2))


@made_up_for.wrong(
    "the standard deviation of the outputs",
    look="Outputs with a mean count in full: their mean square, not their variance.",
)
def _deviation(activation, z):
    return 1 / np.std(activation(z))


@made_up_for.wrong(
    "the mean square of what goes in", look="It is the outputs that have to be brought to 1: activation(z)."
)
def _inputs(activation, z):
    return 1 / np.sqrt(np.mean(z**2))


@made_up_for.wrong("g², not g", look="Outputs multiplied by g have squares multiplied by g²: take the root.")
def _no_root(activation, z):
    return 1 / np.mean(activation(z) ** 2)


@made_up_for.wrong("the root mean square itself", look="Outputs that are too large have to be made smaller: 1 over it.")
def _inverse(activation, z):
    return np.sqrt(np.mean(activation(z) ** 2))


@made_up_for.wrong("the ratio of input to output", look="Only the outputs count: they are to have a mean square of 1.")
def _ratio(activation, z):
    return np.sqrt(np.mean(z**2) / np.mean(activation(z) ** 2))


@made_up_for.wrong(
    "the mean of the sizes, not of the squares", look="Square the outputs, take the mean, then the root."
)
def _sizes(activation, z):
    return 1 / np.mean(np.abs(activation(z)))


@made_up_for.notice
def _three(student):
    z = np.random.default_rng(0).normal(size=100_000)
    gains = {
        "ReLU": student(lambda z: np.maximum(z, 0), z),
        "tanh": student(np.tanh, z),
        "sigmoid": student(lambda z: 1 / (1 + np.exp(-z)), z),
    }
    words = ", ".join(f"{float(value):.2f} for {name}" for name, value in gains.items())
    return f"on 100,000 standard normal numbers your gain is {words}. For ReLU the exact value is √2 = 1.41."
