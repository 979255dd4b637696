"""Parameter: an array that is learned, and its gradient."""

import numpy as np


class Parameter:
    """An array that is learned, with the gradient that `backward` adds up beside it.

    `data` is the array; `grad` has its shape, or is None until the first backward. In formulas a Parameter
    reads as its array: `x @ layer.weight.T + layer.bias`. As in torch, an array of floats is shared, not
    copied; anything else becomes float32. Where `requires_grad` is False, no gradient is added.
    """

    __slots__ = ("data", "grad", "requires_grad")

    def __init__(self, data, requires_grad=True):
        kind = getattr(getattr(data, "dtype", None), "kind", None)
        self.data = np.asarray(data, dtype=None if kind == "f" else np.float32)
        self.grad = None
        self.requires_grad = requires_grad

    def accumulate(self, grad):
        """Add `grad`, a new array of this shape, to the gradient: backwards add up until `zero_grad`."""
        if grad.shape != self.data.shape:
            raise ValueError(f"Parameter: gradient has shape {grad.shape}, expected {self.data.shape}")
        if not self.requires_grad:
            return
        if self.grad is None:
            self.grad = grad
        else:
            self.grad += grad

    def cast(self, dtype):
        """Make data and gradient of this dtype."""
        self.data = self.data.astype(dtype, copy=False)
        self.grad = None if self.grad is None else self.grad.astype(dtype, copy=False)

    def __array__(self, dtype=None, copy=None):
        return np.array(self.data, dtype=dtype, copy=copy)

    @property
    def T(self):
        return self.data.T

    @property
    def shape(self):
        return self.data.shape

    @property
    def dtype(self):
        return self.data.dtype

    @property
    def ndim(self):
        return self.data.ndim

    def numel(self):
        """Number of elements."""
        return self.data.size

    def __repr__(self):
        return f"Parameter containing:\n{self.data!r}"
