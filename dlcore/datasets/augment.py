"""More images from those there are: moved, turned, made larger or smaller, and still of the same class.

Every function takes images (N, H, W) and returns as many of the same shape and dtype. A new pixel takes its value
from the place in the old image that moves to it, between four old pixels (bilinear). Outside there is 0, the paper.

    x = augmented(images, generator=np.random.default_rng(0))       # each image in a way of its own
"""

import numpy as np

from dlcore import random

AT_ONCE = 1000  # images; more would only need more memory


def shift(images, down=0.0, right=0.0):
    """Moves images by so many pixels, a number or one an image (N,): negative is up, and left."""
    return _moved("shift", images, down=down, right=right)


def rotate(images, degrees):
    """Turns images about their middle, anticlockwise; `degrees` is a number or one an image (N,)."""
    return _moved("rotate", images, degrees=degrees)


def scale(images, factor):
    """Makes what is seen larger (factor above 1) or smaller about the middle; a number or one an image (N,)."""
    return _moved("scale", images, factor=factor)


def augmented(images, pixels=2.0, degrees=10.0, zoom=0.1, generator=None):
    """Each image shifted, turned and scaled a little, by numbers of its own.

    Arguments
        images (N, H, W)
        pixels: it moves down and right by numbers drawn evenly from −pixels to pixels,
        degrees: turns by an angle from −degrees to degrees,
        zoom: and grows by a factor from 1 − zoom to 1 + zoom.
        generator: a numpy.random.Generator; None: the default one, set by `dlcore.seed`.
    How much is right depends on the classes: a 6 turned by 180° is a 9.
    """
    draw, n = random.generator(generator).uniform, len(images)
    if not (pixels >= 0 and degrees >= 0 and 0 <= zoom < 1):
        raise ValueError(
            f"augmented: pixels is {pixels}, degrees {degrees} and zoom {zoom}, expected none below 0 and zoom below 1"
        )
    down, right = draw(-pixels, pixels, (2, n))
    angle, factor = draw(-degrees, degrees, n), draw(1 - zoom, 1 + zoom, n)
    return _moved("augmented", images, down=down, right=right, degrees=angle, factor=factor)


def _moved(caller, images, *, down=0.0, right=0.0, degrees=0.0, factor=1.0):
    """Images scaled and turned about their middle, then shifted.

    Equations, for a new pixel q and the middle m, both (row, column), and an angle φ
        p = m + Aᵀ (q − m − (down, right)) / factor        where in the old image its value comes from
        A = (cos φ, −sin φ; sin φ, cos φ)                  as rows go down, this turns anticlockwise
    """
    images = np.asarray(images)
    if images.ndim != 3 or images.dtype.kind not in "fiu":
        raise ValueError(
            f"{caller}: images have shape {images.shape}, dtype {images.dtype}; expected numbers (N, H, W)"
        )
    n, height, width = images.shape
    down, right, degrees, factor = (
        _one_an_image(caller, name, value, n)
        for name, value in (("down", down), ("right", right), ("degrees", degrees), ("factor", factor))
    )
    if not (factor > 0).all():
        raise ValueError(f"{caller}: factor is {factor.min()}, expected a number above 0")
    cos, sin = (np.round(f(np.deg2rad(degrees)), 15) for f in (np.cos, np.sin))  # a right angle is exact
    y = np.arange(height)[:, None] - (height - 1) / 2 - down[:, None, None]  # (N, H, 1), from the middle
    x = np.arange(width) - (width - 1) / 2 - right[:, None, None]  # (N, 1, W)
    cos, sin, factor = (each[:, None, None] for each in (cos, sin, factor))
    moved = np.empty_like(images)
    for first in range(0, n, AT_ONCE):
        part = slice(first, first + AT_ONCE)
        rows = (cos[part] * y[part] + sin[part] * x[part]) / factor[part] + (height - 1) / 2  # (N, H, W)
        columns = (cos[part] * x[part] - sin[part] * y[part]) / factor[part] + (width - 1) / 2
        values = _bilinear(images[part], rows, columns)
        moved[part] = values if images.dtype.kind == "f" else np.rint(values)
    return moved


def _one_an_image(caller, name, value, n):
    value = np.asarray(value, dtype=float)
    if value.shape not in ((), (n,)):
        raise ValueError(f"{caller}: {name} has shape {value.shape}, expected a number, or one for each of {n} images")
    if not np.isfinite(value).all():
        raise ValueError(f"{caller}: {name} is {value.tolist()}, expected finite numbers")
    return np.broadcast_to(value, n)


def _bilinear(images, rows, columns):
    """The values at places (N, H, W) between pixels: the four around, each weighted by how near it is."""
    n, height, width = images.shape
    framed = np.zeros((n, height + 2, width + 2), images.dtype)  # a frame of zeros: all that lies outside
    framed[:, 1:-1, 1:-1] = images
    rows = np.clip(rows + 1, 0, height + 1)
    columns = np.clip(columns + 1, 0, width + 1)
    top, left = np.minimum(rows.astype(int), height), np.minimum(columns.astype(int), width)
    below, beside = rows - top, columns - left  # in 0 … 1
    corner = (np.arange(n)[:, None, None] * (height + 2) + top) * (width + 2) + left
    pixels = framed.reshape(-1)
    upper = pixels[corner] * (1 - beside) + pixels[corner + 1] * beside
    lower = pixels[corner + width + 2] * (1 - beside) + pixels[corner + width + 3] * beside
    return upper * (1 - below) + lower * below
