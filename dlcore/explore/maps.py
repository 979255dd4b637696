"""Images and maps for explorers that look into a network: fields of pixels with a colour for each value."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, ListedColormap

from dlcore.explore import style
from dlcore.explore.pixels import Pixels

LEVELS = 33  # an odd number: the middle one is 0 where there is a sign
_MAPS = {
    "ink": ["white", "#202124"],  # 0 to 1, as on paper
    "grey": ["black", "white"],  # 0 to 1, as light
    "activation": ["#f4f8fc", "#a9cfe6", "#3b7fb5", "#123a5c"],
    "signed": [style.COMPARED, "#9cc7e2", "white", "#f0bf9a", style.MOVING],  # −1 to 1, white at 0
}
LOOKS = {  # one colour more, the last: no pixel at all
    name: ListedColormap([*LinearSegmentedColormap.from_list(name, colours)(np.linspace(0, 1, LEVELS)), (1, 1, 1, 1)])
    for name, colours in _MAPS.items()
}
NOTHING = LEVELS


class Field:
    """An image that changes with every frame, on axes without ticks; its pixels may hold nan, which is nothing."""

    def __init__(self, axes, look, title=None):
        self._low = -1.0 if look == "signed" else 0.0
        self._pixels = Pixels(axes, LOOKS[look])
        axes.set(xlim=(0, 1), ylim=(0, 1), xticks=[], yticks=[])
        for spine in axes.spines.values():
            spine.set_visible(True)
        if title:
            style.title(axes, title)

    def show(self, values):
        """values (rows, columns), the upper row first, from 0 to 1, or −1 to 1 with a sign; None hides the field."""
        if values is None:
            self._pixels.set_data()
            return
        share = (np.clip(values, self._low, 1) - self._low) / (1 - self._low)
        levels = np.where(np.isnan(share), NOTHING, np.rint(np.nan_to_num(share) * (LEVELS - 1)))
        self._pixels.set_data(levels.astype(int)[::-1])


def tiled(maps, columns):
    """Maps (C, H, W) side by side, `columns` in a row, with a pixel of nothing between them."""
    count, height, width = maps.shape
    rows = -(-count // columns)
    sheet = np.full((rows * (height + 1) - 1, columns * (width + 1) - 1), np.nan)
    for i, each in enumerate(maps):
        top, left = i // columns * (height + 1), i % columns * (width + 1)
        sheet[top : top + height, left : left + width] = each
    return sheet


def scaled(values):
    """Values divided by the largest absolute one; all 0 stay 0."""
    largest = np.abs(values).max()
    return values / largest if largest > 0 else np.zeros_like(values)


def squares(figure, count, *wide, left=0.3, right=0.3, bottom=0.25, top=0.42, gap=0.3, labels=0.75):
    """Square axes side by side, as large as they fit, then others with labels, each so many squares wide."""
    width, height = figure.get_size_inches()
    room = width - left - right - gap * (count - 1) - labels * len(wide)
    side = min(height - bottom - top, room / (count + sum(wide)))
    stretch = (room - count * side) / sum(wide) if wide else 0  # where the height is the limit
    axes, x = [], left
    for i, long in enumerate([side] * count + [stretch * share for share in wide]):
        x += 0 if i == 0 else gap if i < count else labels
        axes.append(figure.add_axes((x / width, (height - top - side) / height, long / width, side / height)))
        x += long
    return axes
