"""Square cells with numbers in them, coloured by value: a small image, a kernel, an output."""

import numpy as np
from matplotlib.colors import ListedColormap, to_rgb

from dlcore.explore import style
from dlcore.explore.pixels import Pixels

GREYS = 12  # colours of the image: outside, padding, ten shades; the same again, under the kernel
HALF = 7  # shades of a positive or a negative number


def _blend(colour, other, share):
    return tuple((1 - share) * np.array(to_rgb(colour)) + share * np.array(to_rgb(other)))


_SHADES = ["white", "#e6eef6", *(_blend("white", "#a3a9b0", x) for x in np.linspace(0.03, 1, 10))]
_PALETTE = ListedColormap([
    *(to_rgb(shade) for shade in _SHADES), *(_blend(shade, style.MOVING, 0.32) for shade in _SHADES),
    *(_blend("white", style.COMPARED, 0.6 * x) for x in np.linspace(1, 0, HALF + 1)[:-1]),
    to_rgb("#f4f4f4"), *(_blend("white", style.SIXTH, 0.75 * x) for x in np.linspace(0, 1, HALF + 1)[1:]),
])  # fmt: skip


def signed(values, largest):
    """Levels of positive and negative numbers; nan is a place that is still empty."""
    shades = np.rint(HALF * np.clip(values / largest, -1, 1))
    return np.where(np.isnan(values), 0, 2 * GREYS + HALF + np.nan_to_num(shades)).astype(int)


def whole(value):
    """A whole number with a proper minus."""
    return f"{int(value)}".replace("-", "−")


class Cells:
    """Square cells on the page: coloured, one part framed, one part marked."""

    def __init__(self, page, left, top, cell, side):
        width, height = page.figure.get_size_inches()
        self.left, self.top, self.cell, self.side = left, top, cell, side
        self.bottom = top - side * cell
        span = side * cell
        axes = page.figure.add_axes((left / width, self.bottom / height, span / width, span / height))
        axes.set_axis_off()
        self._pixels = Pixels(axes, _PALETTE)
        self._frame = style.line(page, "reference", linestyle="-", color=style.MUTED, zorder=4)
        self._mark = style.line(page, "moving", linewidth=2.4)

    def colour(self, levels):
        """levels (rows, columns) from the upper left cell on."""
        full = np.zeros((self.side, self.side), int)
        full[: levels.shape[0], : levels.shape[1]] = levels
        self._pixels.set_data(full[::-1])

    def middle(self, row, column):
        return self.left + (column + 0.5) * self.cell, self.top - (row + 0.5) * self.cell

    def frame(self, row, column, cells):
        self._frame.set_data(*self._square(row, column, cells))

    def mark(self, row, column, cells):
        """A frame round `cells` cells; one that reaches beyond the grid stays open there."""
        x, y = self._square(row, column, min(cells, self.side + 0.6))
        seen = slice(2, None) if cells > self.side else slice(None)
        self._mark.set_data(x[seen], y[seen])

    def _square(self, row, column, cells):
        x, y = np.array([1, 1, 0, 0, 1]), np.array([0, 1, 1, 0, 0])
        return self.left + (column + cells * x) * self.cell, self.top - (row + cells * y) * self.cell
