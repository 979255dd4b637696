"""The figure of a panel as pixels."""

import io

import numpy as np
from PIL import Image
from smallest import Square


def test_large_is_the_same_picture_enlarged(square):
    large = Square(large=True)
    assert large._canvas.size == tuple(round(1.4 * side) for side in square._canvas.size)
    small, big = (Image.open(io.BytesIO(panel._canvas.render())).convert("L") for panel in (square, large))
    shrunk, seen = (np.asarray(picture.resize((90, 38), Image.Resampling.BOX), float) for picture in (big, small))
    assert np.abs(shrunk - seen).max() < 0.3 * np.ptp(seen)
    large.close()


def test_kept_pictures_are_small_and_look_the_same(square):
    frame, kept = square._canvas.render(2), square._canvas.render(2, small=True)
    assert len(kept) < len(frame) / 2
    seen, stored = (np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int) for png in (frame, kept))
    assert np.abs(seen - stored).max() <= 16  # of 255
