"""Linear, Flatten, which prepares its input, and Unflatten, which makes an image of its output."""

import math

import numpy as np

from ..random import generator as generator_or_default
from .module import Module
from .parameter import Parameter


class Flatten(Module):
    """Joins the axes start_dim … end_dim into one.

    Equations
        y  = x, reshaped
        dx = dy, reshaped back
    Shapes
        x (N, *) → y (N, product of *) with the default axes 1 … −1
    Source
        torch.nn.Flatten
    """

    def __init__(self, start_dim=1, end_dim=-1):
        super().__init__()
        self.start_dim = start_dim
        self.end_dim = end_dim

    def forward(self, x):
        x = self.cast(x)
        n = max(x.ndim, 1)
        start, end = (dim + n if dim < 0 else dim for dim in (self.start_dim, self.end_dim))
        if not 0 <= start <= end < n:
            raise ValueError(f"Flatten: input has shape {x.shape}, expected axes {self.start_dim} to {self.end_dim}")
        y = x.reshape(*x.shape[:start], math.prod(x.shape[start : end + 1]), *x.shape[end + 1 :])
        return self.keep(y, x.shape)

    def backward(self, dy):
        dy, shape = self.consume(dy)
        return dy.reshape(shape)

    def extra_repr(self):
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"


class Unflatten(Module):
    """Splits the axis `dim` into the axes `unflattened_size`: the way back of Flatten.

    Equations
        y  = x, reshaped
        dx = dy, reshaped back
    Shapes
        x (*, S, *) → y (*, U₁, …, Uₙ, *), S = U₁ U₂ … Uₙ; one of the Uᵢ may be −1: it is what is left over
    Source
        torch.nn.Unflatten
    """

    def __init__(self, dim, unflattened_size):
        super().__init__()
        sizes = unflattened_size
        if not isinstance(sizes, tuple | list) or not sizes or not all(isinstance(size, int) for size in sizes):
            raise TypeError(f"Unflatten: unflattened_size is {sizes!r}, expected a tuple of integers")
        if min(sizes) < -1 or list(sizes).count(-1) > 1:
            raise ValueError(f"Unflatten: unflattened_size is {sizes!r}, expected sizes, at most one of them −1")
        self.dim = dim
        self.unflattened_size = tuple(sizes)

    def forward(self, x):
        x = self.cast(x)
        dim = self.dim + x.ndim if self.dim < 0 else self.dim
        if not 0 <= dim < x.ndim:
            raise ValueError(f"Unflatten: input has shape {x.shape}, expected an axis {self.dim}")
        known = math.prod(size for size in self.unflattened_size if size != -1)
        if x.shape[dim] != known and (-1 not in self.unflattened_size or not known or x.shape[dim] % known):
            raise ValueError(
                f"Unflatten: input has shape {x.shape}, expected an axis {self.dim} whose length "
                f"is the product of {self.unflattened_size}"
            )
        sizes = [x.shape[dim] // known if size == -1 else size for size in self.unflattened_size]
        return self.keep(x.reshape(*x.shape[:dim], *sizes, *x.shape[dim + 1 :]), x.shape)

    def backward(self, dy):
        dy, shape = self.consume(dy)
        return dy.reshape(shape)

    def extra_repr(self):
        return f"dim={self.dim}, unflattened_size={self.unflattened_size}"


class Linear(Module):
    """Affine map of the last axis.

    Equations
        y  = x Wᵀ + b                                             (4.4)
        dx = dy W        dW = dyᵀ x        db = Σₙ dyₙ            (4.5)
    Shapes
        x (*, in_features) → y (*, out_features)
    Parameters
        weight (out_features, in_features), bias (out_features,): both U(−1/√in_features, 1/√in_features)
    Source
        torch.nn.Linear; Goodfellow, Bengio & Courville (2016), §6.5
    """

    refused = ("device", "dtype")

    def __init__(self, in_features, out_features, bias=True, device=None, dtype=None, *, generator=None):
        super().__init__()
        for name, value in {"in_features": in_features, "out_features": out_features}.items():
            if not isinstance(value, int | np.integer) or value < 1:
                raise ValueError(f"Linear: {name} is {value!r}, expected a positive integer")
        self.in_features = in_features
        self.out_features = out_features
        draw = generator_or_default(generator).uniform
        bound = 1 / math.sqrt(in_features)
        self.weight = Parameter(draw(-bound, bound, (out_features, in_features)).astype(np.float32))
        self.bias = Parameter(draw(-bound, bound, out_features).astype(np.float32)) if bias else None

    def forward(self, x):
        x = self.cast(x, self.weight.dtype)
        if x.ndim == 0 or x.shape[-1] != self.in_features:
            raise ValueError(
                f"Linear: input has shape {x.shape}, expected in_features={self.in_features} on its last axis"
            )
        y = x @ self.weight.T
        if self.bias is not None:
            y += self.bias.data
        return self.keep(y, x)

    def backward(self, dy):
        dy, x = self.consume(dy)
        rows = dy.reshape(-1, self.out_features)  # all leading axes are one batch
        # rows.T is copied, for the product reads it in order then: the copy is small and saves a tenth
        self.weight.accumulate(rows.T @ x.reshape(-1, self.in_features))
        if self.bias is not None:
            # b was added to every row, so its gradient is the sum over rows: a product with ones is quickest
            self.bias.accumulate(np.ones(len(rows), rows.dtype) @ rows)
        if not self.input_gradient:
            return None
        return np.dot(rows, self.weight.data).reshape(x.shape)  # dot: @ is slow where out_features = 1

    def extra_repr(self):
        return f"in_features={self.in_features}, out_features={self.out_features}, bias={self.bias is not None}"
