"""Windows on an image: the geometry that convolution and pooling share.

The layers take and give (N, C, H, W), as torch. Inside, the channels stand last, (N, H, W, C): the C numbers of a
pixel then lie side by side in memory, so that a window is a few long runs. The way there and back moves no number.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import as_strided


class Windows(NamedTuple):
    """A grid of windows: each the size of a `kernel` whose elements lie `dilation` apart, one every `stride` pixels.

    Each field is a pair, for height and width; `padding` holds a pair (before, after) for each of the two.
    """

    kernel: tuple
    stride: tuple
    padding: tuple
    dilation: tuple

    @property
    def span(self):
        """How many pixels a window reaches over: d (k − 1) + 1."""
        return tuple(d * (k - 1) + 1 for k, d in zip(self.kernel, self.dilation, strict=True))

    def count(self, layer, shape):
        """(H', W'): how many windows stand on an image (*, H, W): ⌊(H + padding − span) / stride⌋ + 1 (6.2)."""
        counts = []
        for size, span, s, ends, axis in zip(shape[-2:], self.span, self.stride, self.padding, "HW", strict=True):
            padded = size + sum(ends)
            count = (padded - span) // s + 1
            if count < 1:
                raise ValueError(
                    f"{type(layer).__name__}: input has shape {shape}, {axis} = {size}, and the output would have "
                    f"{axis} = ⌊({size} + {sum(ends)} − {span}) / {s}⌋ + 1 = {count}: a window spans {span} pixels, "
                    f"the image with its padding has {padded}"
                )
            counts.append(count)
        return tuple(counts)

    def padded_shape(self, shape):
        """The shape (N, H, W, C) with the border."""
        n, height, width, channels = shape
        return n, height + sum(self.padding[0]), width + sum(self.padding[1]), channels

    def pad(self, x, fill=0.0):
        """x (N, H, W, C) with a border of `fill`; without padding x itself."""
        if not np.any(self.padding):
            return x
        padded = np.full(self.padded_shape(x.shape), fill, x.dtype)
        self.crop(padded)[...] = x
        return padded

    def crop(self, padded):
        """A view of it without the border."""
        (top, bottom), (left, right) = self.padding
        return padded[:, top : padded.shape[1] - bottom, left : padded.shape[2] - right]

    def under(self, padded, count):
        """For each element (i, j) of the kernel the pixels it meets, one in each window: a view (N, H', W', C)."""
        (sh, sw), (dh, dw), (rows, columns) = self.stride, self.dilation, count
        return [
            padded[:, i * dh : i * dh + sh * (rows - 1) + 1 : sh, j * dw : j * dw + sw * (columns - 1) + 1 : sw]
            for i, j in np.ndindex(*self.kernel)
        ]

    def columns(self, padded, count):
        """Every window as one row: (N·H'·W', kh·kw·C). The windows overlap in one view; this is the only copy."""
        n, h, w, c = padded.strides
        (sh, sw), (dh, dw) = self.stride, self.dilation
        shape = (len(padded), *count, *self.kernel, padded.shape[-1])
        windows = as_strided(padded, shape, (n, sh * h, sw * w, dh * h, dw * w, c), writeable=False)
        return windows.reshape(-1, math.prod(shape[3:]))


def channels_last(x):
    """(N, C, H, W) or (C, H, W) → (N, H, W, C)."""
    return (x if x.ndim == 4 else x[None]).transpose(0, 2, 3, 1)


def channels_first(x, ndim):
    """(N, H, W, C) → (N, C, H, W), or (C, H, W) for ndim 3."""
    x = x.transpose(0, 3, 1, 2)
    return x if ndim == 4 else x[0]


def expect_image(layer, x, channels=None):
    """A ValueError unless x is (N, C, H, W) or (C, H, W) with pixels, and with that many channels."""
    name = type(layer).__name__
    if x.ndim not in (3, 4) or 0 in x.shape[-3:]:
        raise ValueError(
            f"{name}: input has shape {x.shape}, expected axes (N, C, H, W) or (C, H, W), none of them empty"
        )
    if channels is not None and x.shape[-3] != channels:
        raise ValueError(
            f"{name}: input has {x.shape[-3]} channels, expected in_channels={channels} "
            f"(input shape {x.shape}, axes {'N C H W' if x.ndim == 4 else 'C H W'})"
        )


def pair(layer, name, value, least):
    """A number or a pair of them as a pair of integers, none below `least`."""
    both = value if isinstance(value, tuple | list) else (value, value)
    if len(both) != 2 or not all(isinstance(v, int | np.integer) and v >= least for v in both):
        raise ValueError(
            f"{type(layer).__name__}: {name} is {value!r}, expected an integer of at least {least}, or a pair of them"
        )
    return tuple(map(int, both))
