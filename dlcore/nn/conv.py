"""Conv2d, and ConvTranspose2d, which is its way back.

Both rest on two views of an image. As columns, every window of it is a row, and the convolution is one product of
matrices. As a sum over the k×k elements of the kernel, each meets the image shifted by its place (i, j).
"""

import math

import numpy as np

from ..random import generator as generator_or_default
from .functional import sum_rows
from .module import Module
from .parameter import Parameter
from .windows import Windows, channels_first, channels_last, expect_image, pair


class _Conv(Module):
    """What both have: sizes, a weight and a bias drawn from torch's law, and the weight as a matrix."""

    refused = ("groups", "padding_mode", "device", "dtype")

    def __init__(self, in_channels, out_channels, kernel_size, stride, padding, dilation):
        super().__init__()
        for name, value in {"in_channels": in_channels, "out_channels": out_channels}.items():
            if not isinstance(value, int | np.integer) or value < 1:
                raise ValueError(f"{type(self).__name__}: {name} is {value!r}, expected a positive integer")
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.kernel_size = pair(self, "kernel_size", kernel_size, 1)
        self.stride = pair(self, "stride", stride, 1)
        self.padding = padding if isinstance(padding, str) else pair(self, "padding", padding, 0)
        self.dilation = pair(self, "dilation", dilation, 1)

    def draw(self, shape, bias, generator):
        """Make weight and bias, both U(−b, b) with b = 1/√(axis 1 of the weight · kh · kw)."""
        uniform, bound = generator_or_default(generator).uniform, 1 / math.sqrt(math.prod(shape[1:]))
        self.weight = Parameter(uniform(-bound, bound, shape).astype(np.float32))
        self.bias = Parameter(uniform(-bound, bound, self.out_channels).astype(np.float32)) if bias else None

    def windows(self):
        """Where the kernel stands."""
        pads = self.padding
        if pads == "valid":
            pads = (0, 0)
        elif pads == "same":  # as many windows as pixels; an odd pixel goes behind, as in torch
            total = [d * (k - 1) for k, d in zip(self.kernel_size, self.dilation, strict=True)]
            return Windows(self.kernel_size, self.stride, tuple((t // 2, t - t // 2) for t in total), self.dilation)
        return Windows(self.kernel_size, self.stride, tuple((p, p) for p in pads), self.dilation)

    def matrix(self):
        """The weight (O, C, kh, kw) as a matrix (kh·kw·C, O), its rows in the order of the columns of an image."""
        return self.weight.data.transpose(2, 3, 1, 0).reshape(-1, self.weight.shape[0])

    def accumulate(self, dmatrix, dy):
        """Add the gradients: of the weight from that of the matrix, of the bias from dy (*, out_channels)."""
        o, c, kh, kw = self.weight.shape
        self.weight.accumulate(np.ascontiguousarray(dmatrix.reshape(kh, kw, c, o).transpose(3, 2, 0, 1)))
        if self.bias is not None:
            self.bias.accumulate(sum_rows(dy.reshape(-1, self.out_channels)))  # b was added at every place

    def spread(self, rows, windows, count, shape):
        """The image (N, H, W, C) whose windows were the rows: each row (O,) times the kernel, added to its pixels.

        It goes element by element of the kernel: all rows meet it in one product, and land where it stood.
        """
        padded = np.zeros(windows.padded_shape(shape), rows.dtype)
        kernel = self.matrix().reshape(-1, shape[-1], rows.shape[1])  # (kh·kw, C, O)
        for w, under in zip(kernel, windows.under(padded, count), strict=True):
            under += (rows @ w.T).reshape(under.shape)  # neighbouring windows overlap, so their shares add up
        return windows.crop(padded)

    def extra_repr(self):
        text = f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"
        for name, default in {"padding": (0, 0), "output_padding": (0, 0), "dilation": (1, 1)}.items():
            if getattr(self, name, default) != default:
                text += f", {name}={getattr(self, name)}"
        return text + ", bias=False" * (self.bias is None)


class Conv2d(_Conv):
    """Cross-correlation of images with learned kernels: the same small linear map at every place.

    Equations
        y[o, p, q]  = b[o] + Σ_c Σᵢ Σⱼ w[o, c, i, j] x[c, s p + d i − P, s q + d j − P]      x is 0 outside     (6.3)
        as matrices   y = X W + b          X: each window a row                                              (6.4)
        dW = Xᵀ dy        db = Σ dy                                                                          (6.5)
        dx[c, s p + d i − P, …] += Σₒ w[o, c, i, j] dy[o, p, q]        for each element (i, j) of the kernel (6.6)
    Shapes
        x (N, C, H, W) or (C, H, W) → y (N, O, H', W') or (O, H', W')
        H' = ⌊(H + 2P − d (k − 1) − 1) / s⌋ + 1                                                              (6.2)
    Parameters
        weight (O, C, kh, kw), bias (O,): both U(−1/√(C kh kw), 1/√(C kh kw))
    Arguments
        C = in_channels, O = out_channels; k = kernel_size, s = stride, P = padding, d = dilation: each an integer or
        a pair for height and width. padding "valid" is 0; "same" gives y the size of x, for a stride of 1.
    Source
        torch.nn.Conv2d; Dumoulin & Visin, arXiv:1603.07285
    """

    def __init__(
        self,
        in_channels,
        out_channels,
        kernel_size,
        stride=1,
        padding=0,
        dilation=1,
        groups=1,
        bias=True,
        padding_mode="zeros",
        device=None,
        dtype=None,
        *,
        generator=None,
    ):
        super().__init__(in_channels, out_channels, kernel_size, stride, padding, dilation)
        if isinstance(padding, str) and padding not in ("same", "valid"):
            raise ValueError(f"Conv2d: padding is {padding!r}, expected a number, a pair, 'same' or 'valid'")
        if padding == "same" and self.stride != (1, 1):
            raise ValueError(f"Conv2d: padding is 'same' and stride {stride!r}, expected a stride of 1 with 'same'")
        self.draw((out_channels, in_channels, *self.kernel_size), bias, generator)

    def forward(self, x):
        x = self.cast(x, self.weight.dtype)
        expect_image(self, x, self.in_channels)
        windows = self.windows()
        count = windows.count(self, x.shape)
        image = channels_last(x)
        columns = windows.columns(windows.pad(image), count)
        y = columns @ self.matrix()  # (N·H'·W', kh·kw·C) → (N·H'·W', O)
        if self.bias is not None:
            y += self.bias.data
        y = y.reshape(len(image), *count, self.out_channels)
        return self.keep(channels_first(y, x.ndim), columns, windows, image.shape)

    def backward(self, dy):
        dy, columns, windows, shape = self.consume(dy)
        rows = channels_last(dy).reshape(-1, self.out_channels)  # (N·H'·W', O)
        self.accumulate(columns.T @ rows, rows)
        if not self.input_gradient:
            return None
        return channels_first(self.spread(rows, windows, dy.shape[-2:], shape), dy.ndim)


class ConvTranspose2d(_Conv):
    """The way back of a Conv2d as a layer: each pixel of x puts its multiple of the kernel onto y, s pixels apart.

    What was the gradient of the input is the output here, and the other way round; so a stride enlarges.

    Equations
        y[o, s p + d i − P, s q + d j − P] += Σ_c w[c, o, i, j] x[c, p, q]        for each (i, j); then + b[o]   (6.11)
        dx = X W        dW = Xᵀ x        db = Σ dy        X: each window of dy a row; W: the weight as a matrix
    Shapes
        x (N, C, H, W) or (C, H, W) → y (N, O, H', W') or (O, H', W'),  H' = (H − 1) s − 2P + d (k − 1) + 1 + A
    Parameters
        weight (C, O, kh, kw), bias (O,): both U(−1/√(O kh kw), 1/√(O kh kw))
    Arguments
        as Conv2d; A = output_padding: rows and columns more at the end, because a stride s of a Conv2d makes the
        same size of s different ones. It is smaller than stride or dilation.
    Source
        torch.nn.ConvTranspose2d; Dumoulin & Visin, arXiv:1603.07285, §4
    """

    def __init__(
        self,
        in_channels,
        out_channels,
        kernel_size,
        stride=1,
        padding=0,
        output_padding=0,
        groups=1,
        bias=True,
        dilation=1,
        padding_mode="zeros",
        device=None,
        dtype=None,
        *,
        generator=None,
    ):
        if isinstance(padding, str):
            raise ValueError(f"ConvTranspose2d: padding is {padding!r}, expected a number or a pair")
        super().__init__(in_channels, out_channels, kernel_size, stride, padding, dilation)
        self.output_padding = pair(self, "output_padding", output_padding, 0)
        if any(a >= max(s, d) for a, s, d in zip(self.output_padding, self.stride, self.dilation, strict=True)):
            raise ValueError(
                f"ConvTranspose2d: output_padding is {output_padding!r}, expected less than stride {self.stride} "
                f"or dilation {self.dilation}"
            )
        self.draw((in_channels, out_channels, *self.kernel_size), bias, generator)

    def forward(self, x):
        x = self.cast(x, self.weight.dtype)
        expect_image(self, x, self.in_channels)
        windows = self.windows()
        size = self.size(x.shape, windows)
        image = channels_last(x)
        rows = image.reshape(-1, self.in_channels)  # (N·H·W, C)
        y = self.spread(rows, windows, x.shape[-2:], (len(image), *size, self.out_channels))
        if self.bias is not None:
            y += self.bias.data
        return self.keep(channels_first(y, x.ndim), rows, windows, image.shape)

    def backward(self, dy):
        dy, rows, windows, shape = self.consume(dy)
        dy_last = channels_last(dy)
        columns = windows.columns(windows.pad(dy_last), shape[1:3])  # (N·H·W, kh·kw·O)
        self.accumulate(columns.T @ rows, dy_last)
        if not self.input_gradient:
            return None
        return channels_first((columns @ self.matrix()).reshape(shape), dy.ndim)

    def size(self, shape, windows):
        """(H', W') of the output for an input (*, H, W)."""
        sizes = []
        for axis, n, s, (before, after), span, more in zip(
            "HW", shape[-2:], self.stride, windows.padding, windows.span, self.output_padding, strict=True
        ):
            sizes.append((n - 1) * s - before - after + span + more)
            if sizes[-1] < 1:
                raise ValueError(
                    f"ConvTranspose2d: input has shape {shape}, {axis} = {n}, and the output would have "
                    f"{axis} = ({n} − 1) · {s} − {before + after} + {span} + {more} = {sizes[-1]}: "
                    f"the padding cuts off everything"
                )
        return tuple(sizes)
