"""One figure that is drawn once and then only repaired.

Matplotlib spends most of a frame on what never moves: ticks, labels, fields. So a canvas draws those into a
background, keeps a copy, and for every frame lays the copy down and draws the moving artists over it.
Moving artists are those created with `animated=True`, Matplotlib's own mark for them.
"""

import numpy as np
from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from dlcore.explore import png, style

DPI = 100


class Canvas:
    """A figure with a cached background, rendered to PNG.

    `stage(figure)` makes the axes and all artists, once. `zoom` enlarges the whole picture, so that nothing in it
    comes to lie on anything else.
    """

    def __init__(self, width, height, stage, zoom=1.0):
        self._dpi = DPI * zoom
        with rc_context(style.RC):
            self.figure = Figure(figsize=(width, height), dpi=self._dpi)
            self._agg = FigureCanvasAgg(self.figure)  # never pyplot: its figures are global, not thread-safe
            stage(self.figure)
        moving = self.figure.findobj(lambda artist: artist.get_animated())
        self._moving = sorted(dict.fromkeys(moving), key=lambda artist: artist.get_zorder())
        self._backgrounds = {}

    @property
    def size(self):
        """Width and height in CSS pixels."""
        width, height = self.figure.get_size_inches() * self._dpi
        return round(width), round(height)

    def forget(self):
        """Draw the background anew: limits, ticks or an artist that does not move have changed."""
        self._backgrounds.clear()

    def render(self, scale=1, *, small=False):
        """PNG of the figure, `scale` device pixels to a CSS pixel; `small` for a picture that is kept."""
        self.figure.dpi = self._dpi * scale
        if scale not in self._backgrounds:
            self._agg.draw()  # leaves animated artists out
            self._backgrounds[scale] = self._agg.copy_from_bbox(self.figure.bbox)
        self._agg.get_renderer()  # of the size that the scale asks for
        self._agg.restore_region(self._backgrounds[scale])
        for artist in self._moving:
            if artist.axes is None or artist.axes.get_visible():
                artist.draw(self._agg.renderer)
        encode = png.small if small else png.quick
        return encode(np.asarray(self._agg.buffer_rgba()))

    def close(self):
        """Let the figure go."""
        self._backgrounds.clear()
        self._moving = []
        self.figure.clear()
