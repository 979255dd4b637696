"""Data for the lessons: toy shapes drawn on request, real series and digits that ship with the package.

Every toy shape is a function `(n, noise, generator) -> (x, y)` with points x (n, 2) and classes y (n,).
What is made of data is here too: splits, folds, and more images from those there are.
"""

from dlcore.datasets.augment import augmented, rotate, scale, shift
from dlcore.datasets.co2 import CO2, co2
from dlcore.datasets.mnist import MNIST, Digits, mnist
from dlcore.datasets.splits import Examples, k_fold, split
from dlcore.datasets.toy import SHAPES, blobs, circles, moons, spiral, xor

__all__ = [
    "CO2",
    "MNIST",
    "SHAPES",
    "Digits",
    "Examples",
    "augmented",
    "blobs",
    "circles",
    "co2",
    "k_fold",
    "mnist",
    "moons",
    "rotate",
    "scale",
    "shift",
    "spiral",
    "split",
    "xor",
]
