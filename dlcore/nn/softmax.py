"""Softmax and its logarithm: activations that act on the rows along one axis."""

import numpy as np

from .functional import log_softmax, softmax
from .module import Module


class _AlongAxis(Module):
    """An activation of the rows along one axis. torch guesses the axis when dim is None; here it is named."""

    def __init__(self, dim=None):
        super().__init__()
        if dim is None:
            name = type(self).__name__
            raise NotImplementedError(
                f"{name}: dim=None is not built here; torch.nn.{name} guesses an axis and warns. "
                f"Name it: dim=1 for (N, C)"
            )
        self.dim = dim

    def cast(self, x):
        x = super().cast(x)
        if not -x.ndim <= self.dim < x.ndim:
            raise ValueError(f"{type(self).__name__}: dim={self.dim} is no axis of input shape {x.shape}")
        return x

    def extra_repr(self):
        return f"dim={self.dim}"


class Softmax(_AlongAxis):
    """Positive shares that sum to 1 along the axis dim.

    Equations
        yᵢ  = e^xᵢ / Σⱼ e^xⱼ                                                            (3.7)
        dxᵢ = yᵢ (dyᵢ − Σⱼ dyⱼ yⱼ)
    Source
        torch.nn.Softmax
    """

    def forward(self, x):
        y = softmax(self.cast(x), self.dim)
        return self.keep(y, y)

    def backward(self, dy):
        dy, y = self.consume(dy)
        return y * (dy - (dy * y).sum(axis=self.dim, keepdims=True))


class LogSoftmax(_AlongAxis):
    """The logarithm of softmax along the axis dim, without ever taking the logarithm of 0.

    Equations
        yᵢ  = xᵢ − log Σⱼ e^xⱼ
        dxᵢ = dyᵢ − e^yᵢ Σⱼ dyⱼ
    Source
        torch.nn.LogSoftmax
    """

    def forward(self, x):
        y = log_softmax(self.cast(x), self.dim)
        return self.keep(y, y)

    def backward(self, dy):
        dy, y = self.consume(dy)
        return dy - np.exp(y) * dy.sum(axis=self.dim, keepdims=True)
