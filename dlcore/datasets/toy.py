"""Toy shapes: points in the plane, two or more classes, drawn from a few equations.

All share one form, `shape(n, noise, generator) -> (x, y)`:

    n          number of points; the classes have equal sizes, or sizes that differ by one
    noise      standard deviation of the Gaussian noise on both coordinates; at 0 the equations hold exactly
    generator  a numpy.random.Generator; None: the default one, set by `dlcore.seed`
    x (n, 2)   points, float64 (a layer casts its input to the dtype of its parameters)
    y (n,)     classes 0, 1, …, int64

The points come shuffled.
"""

import numpy as np

from dlcore import random


def moons(n=200, noise=0.1, generator=None):
    """Two half circles that reach into each other.

    Equations, for angles φ spread evenly over [0, π]
        class 0:  x = (cos φ, sin φ)
        class 1:  x = (1 − cos φ, ½ − sin φ)
    Source
        scikit-learn's make_moons has the same geometry.
    """
    upper, lower = _counts("moons", n, noise)
    points = [
        _on_circle(1, np.linspace(0, np.pi, upper)),
        (1, 0.5) - _on_circle(1, np.linspace(0, np.pi, lower)),
    ]
    return _finish(points, noise, random.generator(generator))


def circles(n=200, noise=0.1, generator=None, *, inner=0.5):
    """A circle around a smaller one.

    Equations, for angles φ spread evenly over [0, 2π)
        class 0:  x = (cos φ, sin φ)
        class 1:  x = inner · (cos φ, sin φ)
    """
    if not 0 < inner < 1:
        raise ValueError(f"circles: inner is {inner}, expected a radius between 0 and 1")
    around, within = _counts("circles", n, noise)
    points = [
        _on_circle(1, np.linspace(0, 2 * np.pi, around, endpoint=False)),
        _on_circle(inner, np.linspace(0, 2 * np.pi, within, endpoint=False)),
    ]
    return _finish(points, noise, random.generator(generator))


def spiral(n=200, noise=0.05, generator=None, *, classes=2, turns=1.0):
    """Arms that wind around the origin, one a class.

    Equations, for radii r spread evenly over (0, 1] and class k of K
        φ = 2π (turns · r + k / K)
        x = r · (cos φ, sin φ)
    """
    points = []
    for k, count in enumerate(_counts("spiral", n, noise, classes)):
        radius = np.arange(1, count + 1) / count
        points.append(_on_circle(radius, 2 * np.pi * (turns * radius + k / classes)))
    return _finish(points, noise, random.generator(generator))


def xor(n=200, noise=0.1, generator=None):
    """Four squares like a chessboard: no straight line separates the classes.

    Equations, for u uniform on (0, 1]² and a quadrant's signs s
        x = s · u
        class 0:  s = (+1, +1) or (−1, −1), in turn
        class 1:  s = (−1, +1) or (+1, −1), in turn
    """
    generator = random.generator(generator)
    points = []
    for count, sign in zip(_counts("xor", n, noise), (1, -1), strict=True):
        u = 1 - generator.random((count, 2))
        quadrant = np.where(np.arange(count) % 2 == 0, 1, -1)[:, None] * (sign, 1)
        points.append(quadrant * u)
    return _finish(points, noise, generator)


def blobs(n=200, noise=0.3, generator=None, *, classes=2, radius=1.0):
    """Round clouds whose centres lie evenly on a circle.

    Equations, for class k of K
        x = radius · (cos 2πk/K, sin 2πk/K), to which the noise is added
    """
    points = [
        np.tile(_on_circle(radius, 2 * np.pi * k / classes), (count, 1))
        for k, count in enumerate(_counts("blobs", n, noise, classes))
    ]
    return _finish(points, noise, random.generator(generator))


SHAPES = {shape.__name__: shape for shape in (blobs, moons, circles, xor, spiral)}  # from easy to hard


def _on_circle(radius, angle):
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=-1)


def _counts(shape, n, noise, classes=2):
    """Points of each class: n / classes, the first classes one more where that leaves a rest."""
    for name, value in (("n", n), ("classes", classes)):
        if isinstance(value, bool) or not isinstance(value, int | np.integer):
            raise TypeError(f"{shape}: {name} is {value!r}, expected a whole number")
    if classes < 2:
        raise ValueError(f"{shape}: classes is {classes}, expected 2 or more")
    if n < classes:
        raise ValueError(f"{shape}: n is {n}, expected a point for each of the {classes} classes or more")
    if not (np.isfinite(noise) and noise >= 0):
        raise ValueError(f"{shape}: noise is {noise}, expected a standard deviation of 0 or more")
    return [(n - k + classes - 1) // classes for k in range(classes)]


def _finish(points, noise, generator):
    """Class by class to (x, y): label, add noise, shuffle."""
    y = np.repeat(np.arange(len(points)), [len(p) for p in points])
    x = np.concatenate(points)  # (n, 2)
    x = x + generator.normal(0, noise, x.shape)
    order = generator.permutation(len(y))
    return x[order], y[order].astype(np.int64)
