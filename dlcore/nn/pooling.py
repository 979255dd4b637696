"""Pooling: each window of a channel becomes one number, its maximum or its mean. Nothing is learned."""

import math

import numpy as np

from .module import Module
from .windows import Windows, channels_first, channels_last, expect_image, pair


class _Pool(Module):
    """What both have: the windows, which by default stand side by side, and an image as a list of views.

    A view holds, for one element of the window, the pixels that it meets in all windows.
    """

    dilation = 1

    def __init__(self, kernel_size, stride, padding):
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride
        self.padding = padding

    def windows(self):
        """Where the windows stand."""
        least = {"kernel_size": 1, "stride": 1, "padding": 0, "dilation": 1}
        kernel, stride, padding, dilation = (pair(self, name, getattr(self, name), n) for name, n in least.items())
        if any(2 * p > k for p, k in zip(padding, kernel, strict=True)):
            raise ValueError(
                f"{type(self).__name__}: padding is {self.padding!r}, expected at most half of kernel_size {kernel}: "
                f"else a window could hold nothing but padding"
            )
        return Windows(kernel, stride, tuple((p, p) for p in padding), dilation)

    def look(self, x, fill):
        """(the views (N, H', W', C) of an input, one for each element of a window; windows, shape of the image)"""
        expect_image(self, x)
        windows = self.windows()
        count = windows.count(self, x.shape)
        image = channels_last(x)
        return windows.under(windows.pad(image, fill), count), windows, image.shape

    def back(self, shares, dy, windows, shape):
        """The gradient of the input: each pixel of dy is added to its window, times the share of each element."""
        padded = np.zeros(windows.padded_shape(shape), dy.dtype)
        dy_last = channels_last(dy)
        for share, under in zip(shares, windows.under(padded, dy.shape[-2:]), strict=True):
            under += dy_last * share
        return channels_first(windows.crop(padded), dy.ndim)


class MaxPool2d(_Pool):
    """The largest number of each window.

    Equations
        y[c, p, q] = max over (i, j) of x[c, s p + d i − P, s q + d j − P]        x is −∞ outside              (6.7)
        dx: each dy goes to the place of the maximum; where several are equal, to the first, row by row, as in torch
    Shapes
        x (N, C, H, W) or (C, H, W) → y (N, C, H', W') or (C, H', W'),  H' = ⌊(H + 2P − d (k − 1) − 1) / s⌋ + 1
    Arguments
        k = kernel_size; s = stride, which is k where it is None; P = padding; d = dilation: each an integer or a pair
    Source
        torch.nn.MaxPool2d
    """

    refused = ("return_indices", "ceil_mode")

    def __init__(self, kernel_size, stride=None, padding=0, dilation=1, return_indices=False, ceil_mode=False):
        super().__init__(kernel_size, stride, padding)
        self.dilation = dilation
        self.windows()

    def forward(self, x):
        x = self.cast(x)
        (first, *others), windows, shape = self.look(x, -np.inf)
        y = first.copy(order="K")
        dtype = np.min_scalar_type(len(others))
        winner = np.zeros(y.shape, dtype)  # which element of its window is the maximum
        for k, other in enumerate(others, 1):
            # k grows, so the last to be larger than all before it has the largest k
            np.maximum(winner, (other > y) * dtype.type(k), out=winner)
            np.maximum(y, other, out=y)
        return self.keep(channels_first(y, x.ndim), winner, windows, shape)

    def backward(self, dy):
        dy, winner, windows, shape = self.consume(dy)
        shares = (winner == k for k in range(math.prod(windows.kernel)))
        return self.back(shares, dy, windows, shape)

    def extra_repr(self):
        names = ("kernel_size", "stride", "padding", "dilation")
        return ", ".join(f"{name}={getattr(self, name)}" for name in names)


class AvgPool2d(_Pool):
    """The mean of each window.

    Equations
        y[c, p, q] = 1/n Σᵢ Σⱼ x[c, s p + i − P, s q + j − P]        x is 0 outside
        dx: each dy is divided by n, and all pixels of its window get the same
    Shapes
        x (N, C, H, W) or (C, H, W) → y (N, C, H', W') or (C, H', W'),  H' = ⌊(H + 2P − k) / s⌋ + 1
    Arguments
        k = kernel_size; s = stride, which is k where it is None; P = padding: each an integer or a pair.
        n counts the elements of a window, with count_include_pad=False only those inside the image.
    Source
        torch.nn.AvgPool2d
    """

    refused = ("ceil_mode", "divisor_override")

    def __init__(
        self,
        kernel_size,
        stride=None,
        padding=0,
        ceil_mode=False,
        count_include_pad=True,
        divisor_override=None,
    ):
        super().__init__(kernel_size, stride, padding)
        self.count_include_pad = count_include_pad
        self.windows()

    def forward(self, x):
        x = self.cast(x)
        views, windows, shape = self.look(x, 0)
        n = x.dtype.type(len(views))
        if not self.count_include_pad:
            inside = windows.pad(np.ones((1, *shape[1:3], 1), x.dtype))
            n = sum(windows.under(inside, views[0].shape[1:3]))  # (1, H', W', 1)
        return self.keep(channels_first(sum(views) / n, x.ndim), n, windows, shape)

    def backward(self, dy):
        dy, n, windows, shape = self.consume(dy)
        return self.back([1 / n] * math.prod(windows.kernel), dy, windows, shape)

    def extra_repr(self):
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"
