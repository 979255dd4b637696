"""Ten probabilities as bars, the winner's in the colour of what moves, and those of the last try as rings."""

import numpy as np

from dlcore.explore import style

RING = {"marker": "o", "markersize": 6, "linestyle": "none", "markerfacecolor": "white"}


class Probabilities:
    """Horizontal bars, one a class from 0 on, on axes of their own."""

    def __init__(self, axes, title, classes=10):
        self._others = style.line(axes, "reference", linestyle="-", linewidth=9, solid_capstyle="butt")
        self._winner = style.line(axes, "moving", linewidth=9, solid_capstyle="butt")
        self._last = style.line(axes, "compared", **RING)
        axes.set(xlim=(-0.02, 1.04), ylim=(classes - 0.4, -0.6), yticks=range(classes), xticks=[0, 0.5, 1])
        axes.set_xlabel("probability (○ last try)")
        style.title(axes, title)

    def show(self, now, last=None):
        """now and last: (classes,)."""
        rows, winner = np.arange(len(now)), now.argmax()
        self._others.set_data(*_pieces(np.delete(rows, winner), np.delete(now, winner)))
        self._winner.set_data([0, now[winner]], [winner, winner])
        self._last.set_data(*(([], []) if last is None else (last, rows)))


def _pieces(rows, lengths):
    """Bars from 0 on as pieces of one line."""
    x = np.stack([np.zeros(len(rows)), lengths, np.full(len(rows), np.nan)], axis=1)
    return x.ravel(), np.repeat(rows, 3)


def percent(share):
    """A share in words; rounding makes it neither 0 nor all."""
    if 0.9995 < share < 1:
        return "more than 99.9 %"
    if 0 < share < 0.0005:
        return "less than 0.1 %"
    return f"{100 * share:.1f} %"
