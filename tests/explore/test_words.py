"""The words of a picture stand clear of each other: titles, labels, ticks, names of lines with their samples."""

import itertools

import pytest
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from panels import EXPLORERS, STEPPERS

from dlcore.explore import style

ALL = EXPLORERS | STEPPERS
CLEAR = 2.0  # pixels of a dense screen by which boxes may lie on each other: a box is larger than its ink


@pytest.fixture(params=ALL)
def figure(request, monkeypatch):
    """The figure of a panel as it begins; `keys` holds the lines that are samples beside the names of lines."""
    samples, key = [], style.key

    def watched(axes, *arguments, **roles):
        before = set(axes.lines)
        key(axes, *arguments, **roles)
        samples.extend(set(axes.lines) - before)

    monkeypatch.setattr(style, "key", watched)
    panel = ALL[request.param]()
    yield panel._canvas.figure, samples
    panel.close()


def ticks(axis):
    """The labels of the ticks in sight."""
    low, high = sorted(axis.get_view_interval())
    for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
        if low <= tick.get_loc() <= high:
            yield tick.label1


def words(figure):
    """Every text that is drawn."""
    yield from figure.texts
    for axes in figure.axes:
        if axes.get_visible():
            yield from (child for child in axes.get_children() if isinstance(child, Text))
            if axes.axison:
                yield from (text for axis in (axes.xaxis, axes.yaxis) for text in (axis.label, *ticks(axis)))


def boxes(figure, samples):
    """(what it says, its box in pixels) of every text and every sample."""
    for text in words(figure):
        if text.get_visible() and text.get_text().strip():
            yield text.get_text(), text.get_window_extent()
    for line in samples:
        yield "(sample)", line.get_path().get_extents(line.get_transform()).padded(4)


def test_no_word_lies_on_another_nor_beyond_the_edge(figure):
    figure, samples = figure
    found = list(boxes(figure, samples))
    for (one, first), (other, second) in itertools.combinations(found, 2):
        both = Bbox.intersection(first, second)
        assert both is None or min(both.width, both.height) <= CLEAR, f"{one!r} lies on {other!r}"
    width, height = figure.bbox.size
    for word, box in found:
        inside = min(box.x0, box.y0, width - box.x1, height - box.y1)
        assert inside >= -CLEAR, f"{word!r} is cut off by {-inside:.0f} pixels"
