"""Two players in the plane: real and fake samples, what the discriminator says everywhere, and where it pulls."""

import numpy as np
from contourpy import contour_generator

from dlcore.explore import style
from dlcore.explore.arrows import arrows
from dlcore.explore.curves import between, joined
from dlcore.explore.pixels import Pixels

HEIGHT = 6.2  # of the window, around 0
ASKED, DRAWN = 44, 176  # rows and columns of the field: where D is asked, and what is drawn
SHOWN, PULLED = 250, 40  # fake samples, and those of them with an arrow
PULL, LONGEST, HEAD = 0.8, 0.8, 0.13  # length of the arrow of a pull of 1, the longest arrow, its head
LEVELS = 0.1, 0.3, 0.7, 0.9  # of the thin contours
REAL = {"linestyle": "none", "marker": "o", "markersize": 3.4, "markeredgewidth": 0}
FAKE = {"linestyle": "none", "marker": "s", "markersize": 4.2, "markeredgewidth": 0.5, "markeredgecolor": "white"}


class Arena:
    """The artists of one axes."""

    def __init__(self, axes):
        width, height = axes.get_position().size * axes.figure.get_size_inches()
        across = HEIGHT / 2 * width / height
        axes.set(xlim=(-across, across), ylim=(-HEIGHT / 2, HEIGHT / 2), ylabel="$x_2$")
        axes.set_xlabel("$x_1$    (● real, ■ fake, arrow: where G's loss pulls it)")
        self._sides = np.linspace(-across, across, ASKED), np.linspace(-HEIGHT / 2, HEIGHT / 2, ASKED)
        self._points = np.stack(np.meshgrid(*self._sides), axis=-1).reshape(-1, 2)
        self._weights = between(ASKED, DRAWN)
        self._field = Pixels(axes, style.FIELD)
        looks = {"animated": True, "linewidth": 1.0, "color": "white", "zorder": 2}
        self._levels = axes.plot([], [], **looks)[0]
        self._half = axes.plot([], [], **{**looks, "color": style.MUTED, "linewidth": 1.3})[0]
        self._real = style.line(axes, "goal", **REAL)
        self._arrows = style.line(axes, "moving", linewidth=1.1, zorder=4)
        self._fake = style.line(axes, "moving", **FAKE)

    def show(self, watched):
        """A `Watched` game; of one that has overflowed only the data."""
        self._real.set_data(*watched.real.T)
        if watched.game.lost:
            self._field.set_data()
            for line in (self._levels, self._half, self._fake, self._arrows):
                line.set_data([], [])
            return
        said = watched.said(self._points).reshape(ASKED, ASKED)
        colours = self._weights @ said @ self._weights.T * style.FIELD.N
        self._field.set_data(np.minimum(colours.astype(np.intp), style.FIELD.N - 1))
        contours = contour_generator(*self._sides, said)
        self._levels.set_data(*joined([piece for level in LEVELS for piece in contours.lines(level)]))
        self._half.set_data(*joined(contours.lines(0.5)))
        self._fake.set_data(*watched.samples[:SHOWN].T)
        some = watched.samples[:PULLED]
        steps = PULL * watched.game.pull(some)
        lengths = np.maximum(np.hypot(*steps.T), 1e-12)[:, None]
        self._arrows.set_data(*arrows(some, steps * np.minimum(1, LONGEST / lengths), HEAD))
