"""PNG in two ways: quickly for a frame that lives a thirtieth of a second, small for a picture that is kept.

Matplotlib's own `print_png` draws the figure again before it encodes. Here the pixels are there already.
"""

import io
import struct
import zlib

import numpy as np
from PIL import Image

try:  # five times quicker at the same size; not there for every platform (Pyodide)
    from isal.isal_zlib import compress as quick_compress
except ImportError:
    from zlib import compress as quick_compress

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def quick(pixels):
    """PNG of pixels (height, width, 4), uint8: no row filter, the quickest zlib, the four channels as they lie."""
    height, width, _ = pixels.shape
    rows = np.zeros((height, 1 + 4 * width), np.uint8)  # each row opens with its filter, 0: none
    rows[:, 1:] = pixels.reshape(height, 4 * width)
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)  # 8 bits a channel, RGBA
    return _SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", quick_compress(rows, 1)) + _chunk(b"IEND", b"")


def small(pixels):
    """The same with a palette of the 256 colours that cover it best: a third of the size, no difference to see."""
    palette = Image.fromarray(pixels).convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    file = io.BytesIO()
    palette.save(file, "PNG", optimize=True)
    return file.getvalue()


def _chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(data, zlib.crc32(kind)))
