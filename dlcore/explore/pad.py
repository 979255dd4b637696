"""A sheet to draw on, with mouse, pen, finger or keys: `Pad`, a control; and what a net gets to see of it.

A drawing is a list of marks, in order; x and y are in pixels of a 28 × 28 image, from its upper left corner:

    ["sheet", 3]                      begin with image 3 of those given
    ["ink", x, y, x, y, …]            a line through these points
    ["erase", x, y, x, y, …]          the same in white
"""

from importlib.resources import files

import anywidget
import numpy as np
import traitlets
from ipywidgets import Layout
from PIL import Image, ImageDraw

SIDE = 28  # pixels of an image
FINE = 8  # finer ones to each, to draw on
WIDTH = {"ink": 2.4, "erase": 3.6}  # of a line, in pixels
BOX = 20  # MNIST scales what is drawn into a box of so many pixels


class Pad(anywidget.AnyWidget):
    """The sheet, with Undo and Clear, as a control of a panel: its value is the list of marks."""

    _esm = files("dlcore.explore").joinpath("pad.js").read_text(encoding="utf-8")
    value = traitlets.List().tag(sync=True)
    sheets = traitlets.Bytes().tag(sync=True)  # images to begin with, 784 bytes each
    widths = traitlets.Dict(WIDTH).tag(sync=True)

    def __init__(self, value, sheets, rows, **options):
        """`sheets` (N, 28, 28), uint8; `rows`: how many rows of controls stand beside it."""
        self.first = value
        place = Layout(grid_area=f"1 / 1 / span {rows}", width="auto")  # column 1, all rows
        super().__init__(value=value, sheets=np.ascontiguousarray(sheets).tobytes(), layout=place, **options)

    @property
    def options(self):
        """Some drawings, for whoever tries out what the control can hold: nothing, a sheet, the first, a part of it."""
        return [[], [["sheet", 0]], self.first, [["sheet", 0], ["erase", 0, 0, 28, 28]]]


def drawn(marks, sheets):
    """The drawing in fine pixels, 0 to 255, white on black as MNIST has it: (224, 224)."""
    image = Image.new("L", (SIDE * FINE, SIDE * FINE))
    draw = ImageDraw.Draw(image)
    for kind, *numbers in marks:
        if kind == "sheet":
            image.paste(Image.fromarray(sheets[numbers[0]]).resize(image.size, Image.Resampling.NEAREST))
            continue
        points, radius = np.reshape(numbers, (-1, 2)) * FINE, WIDTH[kind] / 2 * FINE
        colour = 255 if kind == "ink" else 0
        draw.line([tuple(p) for p in points], fill=colour, width=round(2 * radius))
        for x, y in points:  # round ends, and nothing missing at the bends
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
    return np.asarray(image)


def shrunk(fine):
    """Each pixel the mean of its fine ones: (224, 224) → (28, 28), 0 to 255."""
    return fine.reshape(SIDE, FINE, SIDE, FINE).mean(axis=(1, 3))


def normalised(fine):
    """The drawing as MNIST's makers prepared theirs: (224, 224) → (28, 28), 0 to 255.

    What is drawn is scaled, its shape kept, until its longer side is 20 pixels. Then it is moved by whole pixels,
    so that its centre of mass comes nearest to the middle, row 14 and column 14.
    Source
        Y. LeCun, C. Cortes & C. J. C. Burges, The MNIST database of handwritten digits
    """
    image = Image.fromarray(fine)
    around = image.getbbox()  # of all that is not 0
    if around is None:
        return np.zeros((SIDE, SIDE))
    left, top, right, bottom = around
    width, height = (
        max(1, round(BOX * side / max(right - left, bottom - top))) for side in (right - left, bottom - top)
    )
    box = np.asarray(image.crop(around).resize((width, height), Image.Resampling.BOX), float)
    row, column = (np.arange(n) @ box.sum(axis=1 - i) / box.sum() for i, n in enumerate(box.shape))
    top, left = (int(np.clip(round(SIDE / 2 - mass), 0, SIDE - n)) for mass, n in ((row, height), (column, width)))
    result = np.zeros((SIDE, SIDE))
    result[top : top + height, left : left + width] = box
    return result
