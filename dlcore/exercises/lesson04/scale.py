"""Exercise 4.6, the scale of initial weights for ReLU after He, and its variant after Glorot.

Shapes: the weight of a layer with I inputs and O outputs has shape (O, I).
"""

import numpy as np

from dlcore.exercises.exercise import Exercise
from dlcore.exercises.lesson04.network import numbers

he_scale = Exercise(
    "4.6",
    "initial weights after He",
    task=(
        "Write `he(noise)`: the initial weight of a layer that is followed by ReLU. noise has the shape (O, I) of the "
        "weight, for I inputs and O outputs, and holds standard normal numbers. Scale them so that sums over many "
        "inputs keep their mean square from layer to layer."
    ),
    inputs=[(numbers(1, 8, seed=1),), (numbers(2, 2, seed=2),), (numbers(4, 3, seed=3),), (numbers(2, 6, seed=4),)],
    hints=(
        "A sum Σᵢ wᵢ xᵢ over I inputs has the mean square I · Var w · E x². What has to be 1?",
        "ReLU sets about half of its inputs to 0: of a mean square of 1, a half is left.",
        "So I · Var w · ½ = 1: a standard deviation of √(2/I). I is the last axis of noise.",
    ),
)


@he_scale.reference
def he(noise):
    inputs = noise.shape[1]
    return noise * np.sqrt(2 / inputs)


@he_scale.wrong(
    "the number of outputs where that of the inputs belongs",
    look="What adds up in one sum are the inputs. The weight is (O, I): its last axis.",
)
def _outputs(noise):
    return noise * np.sqrt(2 / noise.shape[0])


@he_scale.wrong(
    "√(1/I): right without an activation",
    look="ReLU throws away half of the mean square at each layer. The factor 2 makes up for it.",
)
def _no_relu(noise):
    return noise * np.sqrt(1 / noise.shape[1])


@he_scale.wrong(
    "2/I, the variance, where its root belongs",
    look="Numbers are multiplied by a standard deviation: the root of the variance.",
)
def _variance(noise):
    return noise * 2 / noise.shape[1]


@he_scale.wrong("a division by √(2/I)", look="More inputs need smaller weights.")
def _upside_down(noise):
    return noise / np.sqrt(2 / noise.shape[1])


@he_scale.wrong("Glorot's √(2/(I + O))", look="That one is for tanh and sigmoid. He's counts the inputs alone.")
def _glorot(noise):
    return noise * np.sqrt(2 / sum(noise.shape))


@he_scale.wrong(
    "√(6/I), the bound of an even distribution",
    look="√(6/I) is the bound of uniform numbers with this variance; normal ones take √(2/I).",
)
def _bound(noise):
    return noise * np.sqrt(6 / noise.shape[1])


@he_scale.wrong("the count of all weights, O·I", look="Only the I inputs of a unit are summed.")
def _size(noise):
    return noise * np.sqrt(2 / noise.size)


@he_scale.wrong("the noise as it is", look="Unscaled, a sum over I inputs is about √I times as large as one of them.")
def _unscaled(noise):
    return noise.copy()


@he_scale.notice
def _through_layers(student):
    generator = np.random.default_rng(0)
    h = generator.normal(size=(100, 64))
    for _ in range(30):
        h = np.maximum(h @ np.asarray(student(generator.normal(size=(64, 64)))).T, 0)
    kept, lost = np.sqrt(np.mean(h**2)), 2**-15
    return (
        f"after 30 ReLU layers of width 64 with your weights, inputs of size 1 have the size {kept:.2g}. Without the "
        f"factor 2 they would be 2¹⁵ times smaller still, {kept * lost:.1g}. What the layers keep forward, they nearly "
        "keep backward: the first layer gets a gradient."
    )


glorot_scale = Exercise(
    "4.6v",
    "initial weights after Glorot",
    task=(
        "Write `glorot(noise)`, where noise (O, I) holds numbers spread evenly over −1 … 1. Scale them to the variance "
        "2/(I + O), a compromise between what forward wants, 1/I, and what backward wants, 1/O."
    ),
    inputs=he_scale.inputs,
    hints=(
        "Numbers spread evenly over −a … a have the variance a²/3.",
        "a²/3 = 2/(I + O). Solve for a.",
        "a = √(6/(I + O)); multiply noise by it.",
    ),
)


@glorot_scale.reference
def glorot(noise):
    return noise * np.sqrt(6 / sum(noise.shape))


@glorot_scale.wrong(
    "a bound of √(2/(I + O)), the standard deviation",
    look="Numbers spread evenly over −a … a have the standard deviation a/√3.",
)
def _deviation(noise):
    return noise * np.sqrt(2 / sum(noise.shape))


@glorot_scale.wrong("√(6/I)", look="Glorot counts inputs and outputs.")
def _inputs_only(noise):
    return noise * np.sqrt(6 / noise.shape[1])


@glorot_scale.wrong("√(6/O)", look="Glorot counts inputs and outputs.")
def _outputs_only(noise):
    return noise * np.sqrt(6 / noise.shape[0])


@glorot_scale.wrong("6/(I + O), without the root", look="a² = 6/(I + O), so a is its root.")
def _no_root(noise):
    return noise * 6 / sum(noise.shape)


@glorot_scale.wrong("I · O where I + O belongs", look="The compromise is a mean of I and O, not their product.")
def _product(noise):
    return noise * np.sqrt(6 / noise.size)


@glorot_scale.notice
def _mean_of_both(student):
    wide = np.random.default_rng(0).uniform(-1, 1, (400, 100))
    variance = np.asarray(student(wide)).var()
    return (
        f"for 100 inputs and 400 outputs your variance is {variance:.4f}: between 1/I = 0.01, which keeps the signal "
        "going forward, and 1/O = 0.0025, which keeps the gradient going back. It is the default of Keras. "
        "PyTorch's default, U(±1/√I), has the variance 1/(3 I) = 0.0033."
    )
