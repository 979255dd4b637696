"""Data for the lessons: toy shapes drawn on request, real series and digits that ship with the package.

Every toy shape is a function `(n, noise, generator) -> (x, y)` with points x (n, 2) and classes y (n,).
What is made of data is here too: splits, folds, windows, and more images from those there are.
"""

from dlcore.datasets.augment import augmented, rotate, scale, shift
from dlcore.datasets.co2 import CO2, co2
from dlcore.datasets.memory import adding, first_symbol
from dlcore.datasets.mnist import MNIST, Digits, mnist
from dlcore.datasets.sequences import Piece, histories, in_order, streams, windows
from dlcore.datasets.series import Sunspots, sunspots
from dlcore.datasets.splits import Examples, k_fold, split
from dlcore.datasets.text import Vocabulary, names, names_in_parts, padded, sonnets
from dlcore.datasets.toy import SHAPES, blobs, circles, moons, spiral, xor

__all__ = [
    "CO2",
    "MNIST",
    "SHAPES",
    "Digits",
    "Examples",
    "Piece",
    "Sunspots",
    "Vocabulary",
    "adding",
    "augmented",
    "blobs",
    "circles",
    "co2",
    "first_symbol",
    "histories",
    "in_order",
    "k_fold",
    "mnist",
    "moons",
    "names",
    "names_in_parts",
    "padded",
    "rotate",
    "scale",
    "shift",
    "sonnets",
    "spiral",
    "split",
    "streams",
    "sunspots",
    "windows",
    "xor",
]
