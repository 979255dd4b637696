"""Words drawn as shapes: where they stand, and how wide they are."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from dlcore.explore.lettering import Lettering, width_of


def test_lettering_is_centred():
    axes = Figure(figsize=(4, 2)).add_axes((0, 0, 1, 1), xlim=(0, 4), ylim=(0, 2))
    lettering = Lettering(axes)
    lettering.show([(2.0, 1.0, "0", 72)])
    box = lettering._shape.get_path().get_extents()
    assert (box.x0 + box.x1) / 2 == pytest.approx(2, abs=0.02)
    assert (box.y0 + box.y1) / 2 == pytest.approx(1, abs=0.02)
    assert box.height == pytest.approx(0.75, abs=0.03)  # a digit of 72 points is three quarters of an inch
    lettering.show([])
    assert len(lettering._shape.get_path().vertices) == 0


def test_lettering_is_the_same_on_a_page_that_counts_points_downwards():
    figure = Figure(figsize=(4, 2))
    inches = Lettering(figure.add_axes((0, 0, 1, 1), xlim=(0, 4), ylim=(0, 2)))
    points = Lettering(figure.add_axes((0, 0, 1, 1), xlim=(0, 288), ylim=(144, 0)))
    inches.show([(2.0, 1.5, "−7.25", 20)])
    points.show([(144, 36, "−7.25", 20)])
    up, down = (lettering._shape.get_path().vertices for lettering in (inches, points))
    np.testing.assert_allclose(up * (72, -72) + (0, 144), down)
    assert width_of("−7.25", 20) == pytest.approx(20 / 12 * width_of("−7.25", 12))
    assert np.ptp(down[:, 0]) < width_of("−7.25", 20) < 1.15 * np.ptp(down[:, 0])  # with the space at both ends
