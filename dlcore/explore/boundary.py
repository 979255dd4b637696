"""Two classes of points in the plane, and what a net says everywhere: its probability, and the line at ½."""

import numpy as np
from contourpy import contour_generator

from dlcore.explore import style
from dlcore.explore.curves import between, joined
from dlcore.explore.pixels import Pixels
from dlcore.nn.functional import sigmoid

ASKED, DRAWN = 48, 168  # rows and columns of the field: where the net is asked, and what is drawn
CENTRE = {"moons": (0.5, 0.25)}  # of the window; (0, 0) for the other shapes
HEIGHT = {"moons": 2.9, "blobs": 3.4, "spiral": 2.8}  # of the window; 3 for the other shapes
STEEP = 30  # logits beyond are cut: σ(30) is 1 but for 1e-13


class Boundary:
    """The artists of one axes: a field, its line at ½, and points, filled for training and hollow for test."""

    def __init__(self, axes):
        self._axes = axes
        self._field = Pixels(axes, style.PROBABILITY)
        self._line = axes.plot([], [], color=style.INK, linewidth=1.8, animated=True, zorder=3)[0]
        self._points = [_dots(axes, *look, filled) for look in style.CLASSES for filled in (True, False)]
        self._shown = None
        self._between = between(ASKED, DRAWN)
        width, height = axes.get_position().size * axes.figure.get_size_inches()
        self._ratio = width / height

    def show(self, data, x, y, train, logits):
        """Points x (N, 2) of the shape `data` with classes y (N, 1), the first `train` to train on.

        `logits` is a function of points, or None where there are none to draw. True when the window has changed.
        """
        changed = self._frame(data)
        for which, dots in enumerate(self._points):
            part = slice(train, None) if which % 2 else slice(train)
            dots.set_data(*x[part][y[part, 0] == which // 2].T)
        if logits is None:
            self._field.set_data()
            self._line.set_data([], [])
            return changed
        z = self._asked(logits)
        probability = sigmoid(self._between @ z @ self._between.T)
        self._field.set_data((probability * style.PROBABILITY.N).astype(np.intp))  # from 0 to N − 1
        self._line.set_data(*self._edge(z))
        return changed

    def edge(self, logits):
        """The line at ½ of another net, in the window shown: one broken curve (2, n)."""
        return self._edge(self._asked(logits))

    def _asked(self, logits):
        return np.clip(np.nan_to_num(logits(self._grid)), -STEEP, STEEP).reshape(ASKED, ASKED)

    def _edge(self, z):
        return joined(contour_generator(*self._sides, z).lines(0.0))

    def _frame(self, data):
        """Look at where this shape lies; True when that is news."""
        if data == self._shown:
            return False
        self._shown = data
        centre, height = np.array(CENTRE.get(data, (0, 0))), HEIGHT.get(data, 3.0)
        low, high = (centre + end * np.array([self._ratio, 1]) * height / 2 for end in (-1, 1))
        self._axes.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))
        self._sides = np.linspace(low, high, ASKED).T  # (2, ASKED)
        self._grid = np.stack(np.meshgrid(*self._sides), axis=-1).reshape(-1, 2)
        return True


def _dots(axes, colour, marker, filled):
    face, edge, width = (colour, style.INK, 0.6) if filled else ("white", colour, 1.5)
    looks = {"markerfacecolor": face, "markeredgecolor": edge, "markeredgewidth": width, "markersize": 5}
    return axes.plot([], [], linestyle="none", marker=marker, animated=True, zorder=5 if filled else 4, **looks)[0]
