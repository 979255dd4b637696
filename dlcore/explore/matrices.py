"""Matrices with their numbers, for explorers that go through a computation entry by entry."""

import numpy as np

from dlcore.explore import style
from dlcore.explore.curves import joined
from dlcore.explore.lettering import Lettering, width_of

WIDTH = 648  # of the page, in points: 9 inches
CELL = {2: 35, 3: 43}  # width of a number with so many decimals
ROW, LABEL, BETWEEN = 15, 17, 16  # heights of a row and a label, space below a band
SIZE = 10  # of the numbers
ENTRY, USED = "#fbd9c3", "#dde3ea"  # behind the entry that is computed, and behind those it is made of


class Matrices:
    """Matrices on a page: `arrange` gives them places, `show` fills them with numbers."""

    def __init__(self, axes, decimals):
        """`axes` span the figure; `decimals` are those of the numbers, by the name of the matrix."""
        self._decimals = decimals
        height = axes.figure.get_figheight()
        axes.set_axis_off()
        axes.set(xlim=(0, WIDTH), ylim=(72 * height, 0))  # down the page
        self._numbers = Lettering(axes, color=style.INK, zorder=6)
        self._labels = {name: style.note(axes, "reference", fontsize=SIZE, va="bottom") for name in decimals}
        self._brackets = axes.plot([], [], color=style.REFERENCE, linewidth=1.2)[0]
        behind = {"animated": True, "zorder": 1, "linewidth": ROW - 1, "solid_capstyle": "butt"}
        self._used, self._entry = (axes.plot([], [], color=color, **behind)[0] for color in (USED, ENTRY))
        self._made = style.line(axes, "moving", linewidth=1.8)
        self._taken = style.line(axes, "reference", color=style.MUTED, linewidth=1.3)

    def arrange(self, bands, shapes, top):
        """Place the matrices: bands from `top` down, each of stacks side by side, each of names from above.

        Shapes are by name, as they are drawn (rows, columns), with words for the label.
        """
        self._boxes = {}  # by name: left, top, rows, columns, width of a cell
        for band in bands:
            widths = [max(self._width(name, shapes) for name in stack) for stack in band]
            gap = min(48, (WIDTH - 24 - sum(widths)) / max(len(band) - 1, 1))
            left = (WIDTH - sum(widths) - gap * (len(band) - 1)) / 2
            below = top
            for stack, width in zip(band, widths, strict=True):
                y = top
                for name in stack:
                    rows, columns, words = shapes[name]
                    self._boxes[name] = left, y + LABEL, rows, columns, CELL[self._decimals[name]]
                    self._labels[name].set(position=(left, y + LABEL - 3), text=words)
                    y += LABEL + rows * ROW + 3
                below = max(below, y)
                left += width + gap
            top = below + BETWEEN
        self._brackets.set_data(*joined([half for name in self._boxes for half in self._bracket(name)]))

    def show(self, numbers, made=(), taken=(), entry=(), used=()):
        """Fill in the numbers, arrays (rows, columns) by name; frame the matrices made and taken.

        `entry` and `used` are cells, (name, row, column), to mark.
        """
        words = []
        for name, array in numbers.items():
            for (row, column), value in np.ndenumerate(array):
                _, right, y = self._cell(name, row, column)
                what = written(value, self._decimals[name])
                words.append((right - 4 - width_of(what, SIZE) / 2, y, what, SIZE))
        self._numbers.show(words)
        self._made.set_data(*joined([self._frame(name) for name in made]))
        self._taken.set_data(*joined([self._frame(name) for name in taken]))
        for line, cells in ((self._entry, entry), (self._used, used)):
            spans = [self._cell(*cell) for cell in cells]
            line.set_data(*joined([[(left, y), (right, y)] for left, right, y in spans]))

    def _width(self, name, shapes):
        return shapes[name][1] * CELL[self._decimals[name]]

    def _cell(self, name, row, column):
        """Left, right and the height of its middle."""
        left, top, _, _, width = self._boxes[name]
        return left + column * width, left + (column + 1) * width, top + (row + 0.5) * ROW

    def _frame(self, name):
        left, top, rows, columns, width = self._boxes[name]
        right, bottom = left + columns * width + 3, top + rows * ROW + 2
        left, top = left - 3, top - 2
        return [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]

    def _bracket(self, name):
        corners = self._frame(name)
        (left, top), (right, bottom) = corners[0], corners[2]
        return [[(x + 5 * inwards, top), (x, top), (x, bottom), (x + 5 * inwards, bottom)]
                for x, inwards in ((left, 1), (right, -1))]  # fmt: skip


def written(value, decimals):
    """A number as it stands in a matrix: with a proper minus, and none before zero."""
    words = f"{value:.{decimals}f}"
    return words.lstrip("-") if float(words) == 0 else words.replace("-", "−")
