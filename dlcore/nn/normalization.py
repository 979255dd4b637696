"""Layer normalisation: each example by itself gets mean 0 and variance 1."""

import math

import numpy as np

from .functional import sum_rows
from .module import Module
from .parameter import Parameter


class LayerNorm(Module):
    """Normalises the last axes of each example, then scales and shifts each place.

    Equations, for each example over its D numbers
        x̂  = (x − μ) / √(σ² + ε)        y = γ x̂ + β        μ = 1/D Σ x,  σ² = 1/D Σ (x − μ)²
        dγ = Σₙ dyₙ x̂ₙ      dβ = Σₙ dyₙ      g = γ dy,  dx = 1/√(σ² + ε) (g − 1/D Σ g − x̂ · 1/D Σ g x̂)
    No example depends on another, so training and evaluation are the same.
    Shapes
        x (*, normalized_shape) → y of the same shape; an integer stands for the last axis alone
    Parameters
        weight γ and bias β (normalized_shape): 1 and 0, unless elementwise_affine is False; bias=False leaves out β
    Source
        torch.nn.LayerNorm; Ba, Kiros & Hinton, arXiv:1607.06450
    """

    refused = ("device", "dtype")

    def __init__(
        self,
        normalized_shape,
        eps=1e-5,
        elementwise_affine=True,
        bias=True,
        device=None,
        dtype=None,
    ):
        super().__init__()
        shape = (normalized_shape,) if isinstance(normalized_shape, int | np.integer) else tuple(normalized_shape)
        if not shape or not all(isinstance(n, int | np.integer) and n > 0 for n in shape):
            raise ValueError(
                f"LayerNorm: normalized_shape is {normalized_shape!r}, expected a positive integer or several"
            )
        if not eps >= 0:
            raise ValueError(f"LayerNorm: eps is {eps!r}, expected a number that is not negative")
        self.normalized_shape = shape
        self.eps = eps
        self.elementwise_affine = elementwise_affine
        self.weight = Parameter(np.ones(shape, np.float32)) if elementwise_affine else None
        self.bias = Parameter(np.zeros(shape, np.float32)) if elementwise_affine and bias else None

    def forward(self, x):
        x = self.cast(x, None if self.weight is None else self.weight.dtype)
        shape = self.normalized_shape
        if x.shape[-len(shape) :] != shape:
            raise ValueError(f"LayerNorm: input has shape {x.shape}, expected {shape} as its last axes")
        rows = x.reshape(-1, math.prod(shape))  # (n, D)
        centred = rows - rows.mean(axis=1, keepdims=True)
        var = (centred * centred).mean(axis=1, keepdims=True)
        scale = 1 / np.sqrt(var + self.eps)  # (n, 1)
        normal = y = centred * scale
        if self.weight is not None:
            y = y * self.weight.data.ravel()
        if self.bias is not None:
            y = y + self.bias.data.ravel()
        return self.keep(y.reshape(x.shape), normal, scale)

    def backward(self, dy):
        dy, normal, scale = self.consume(dy)
        rows = dy.reshape(normal.shape)
        if self.bias is not None:
            self.bias.accumulate(sum_rows(rows).reshape(self.normalized_shape))
        if self.weight is not None:
            self.weight.accumulate(sum_rows(rows * normal).reshape(self.normalized_shape))
            rows = rows * self.weight.data.ravel()
        # μ and σ² depend on every x of the example: that takes the mean out of g, and its share along x̂
        share = (rows * normal).mean(axis=1, keepdims=True)
        dx = scale * (rows - rows.mean(axis=1, keepdims=True) - normal * share)
        return dx.reshape(dy.shape)

    def extra_repr(self):
        return f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}"
