"""Many words that move, drawn as one shape: 40 of them take a few milliseconds, as texts they take 60."""

from functools import lru_cache

import numpy as np
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.textpath import TextPath

_FONT = FontProperties(family="DejaVu Sans")
_NOTHING = Path(np.zeros((0, 2)))


class Lettering:
    """Words on axes whose limits stay, all in one colour; `show` says anew what stands where."""

    def __init__(self, axes, **looks):
        self._shape = axes.add_patch(PathPatch(_NOTHING, animated=True, linewidth=0, **looks))
        points = 72 * axes.get_position().size * axes.figure.get_size_inches()
        limits = np.array([axes.get_xlim(), axes.get_ylim()])
        self._point = (limits[:, 1] - limits[:, 0]) / points  # in units of the axes; they may count down the page

    def show(self, words):
        """`words`: (x, y, what, size in points) for each; x and y are its middle."""
        vertices, codes = [], []
        for x, y, what, size in words:
            glyphs = [_glyph(letter) for letter in what]
            unit = size * self._point
            start = x - sum(advance for _, _, advance in glyphs) / 2 * unit[0]
            for outline, code, advance in glyphs:
                vertices.append(outline * unit + [start, y - 0.36 * unit[1]])
                codes.append(code)
                start += advance * unit[0]
        self._shape.set_path(Path(np.concatenate(vertices), np.concatenate(codes)) if vertices else _NOTHING)


def width_of(words, size):
    """How wide words are, in points."""
    return size * sum(_glyph(letter)[2] for letter in words)


@lru_cache(maxsize=256)
def _glyph(letter):
    """Outline, codes and width of a letter of size 1."""
    alone, after = (TextPath((0, 0), words, size=1, prop=_FONT) for words in ("|", letter + "|"))
    own = len(after.vertices) - len(alone.vertices)  # the bar behind the letter shows where the next one begins
    return after.vertices[:own], after.codes[:own], after.vertices[own:, 0].min() - alone.vertices[:, 0].min()
