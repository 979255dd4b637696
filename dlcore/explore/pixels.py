"""A field of colours that changes with every frame."""

import numpy as np
from matplotlib.artist import Artist


class Pixels(Artist):
    """A field over the whole of an axes: each level, a whole number, has its colour.

    Matplotlib's own image resamples numbers, then alphas, then maps them to colours, which takes longer than
    the rest of a frame. This one looks colours up and repeats them.
    """

    zorder = 1

    def __init__(self, axes, colormap):
        super().__init__()
        self._colours = colormap(np.arange(colormap.N), bytes=True).view(np.uint32)[:, 0]  # R, G, B, A in one number
        self._levels = None
        self.set_animated(True)
        axes.add_artist(self)

    def set_data(self, levels=None):
        """levels (rows, columns), whole numbers, the lowest row first; without them nothing is drawn."""
        self._levels = levels

    def draw(self, renderer):
        if self._levels is None:
            return
        (left, low), (right, high) = np.rint(self.axes.bbox.get_points()).astype(int)
        rows, columns = self._levels.shape
        colours = self._colours[self._levels].take(_spread(high - low, rows), axis=0)
        colours = colours.take(_spread(right - left, columns), axis=1)  # (height, width)
        renderer.draw_image(renderer.new_gc(), left, low, colours.view(np.uint8).reshape(*colours.shape, 4))


def _spread(pixels, cells):
    """For each pixel of a line, the cell that it lies in."""
    return np.arange(pixels) * cells // pixels
