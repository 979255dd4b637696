"""Data for the lessons: toy shapes drawn on request and real series that ship with the package.

Every toy shape is a function `(n, noise, generator) -> (x, y)` with points x (n, 2) and classes y (n,).
"""

from dlcore.datasets.co2 import CO2, co2
from dlcore.datasets.toy import SHAPES, blobs, circles, moons, spiral, xor

__all__ = ["CO2", "SHAPES", "blobs", "circles", "co2", "moons", "spiral", "xor"]
