"""Module: what every layer, loss and model is made of.

A layer writes `forward` and, beside it, `backward`. Between the two it keeps one cache:

    def forward(self, x):
        y = ...
        return self.keep(y, x)          # remember x for backward, return y

    def backward(self, dy):
        dy, x = self.consume(dy)        # take it back, once
        ...
"""

import numpy as np

from .torchlike import Recipe
from .tree import Tree


class Module(Tree):
    """Base of layers, losses and models, as `torch.nn.Module`, but nothing is automatic.

    A subclass calls `super().__init__()`, assigns Parameters and Modules as attributes, and writes `forward`
    and `backward`. `layer(x)` runs `forward`. `layer.backward(dy)` takes the gradient of the output, adds to
    each `parameter.grad`, consumes the cache and returns the gradient of the input.
    """

    torch_home = "torch.nn"
    input_gradient = True  # False where nobody asks for dx: a Linear then saves its largest product and returns None
    cache = None  # what forward kept for backward

    def __call__(self, *inputs):
        if not self._children:
            return self.forward(*inputs)
        before = self._caches()
        try:
            return self.forward(*inputs)
        except BaseException:  # a part refused its input: the others go back to what they held
            for module, cache in before:
                vars(module)["cache"] = cache
            raise

    def forward(self, *inputs):
        raise NotImplementedError(f"{type(self).__name__} has no forward: write one")

    def backward(self, dy):
        raise NotImplementedError(f"{type(self).__name__} has no backward: write it beside forward")

    def cast(self, x, dtype=None):
        """`x` as an array of `dtype`; without one, floats keep their dtype and integers become float32."""
        x = np.asarray(x)
        if x.dtype.kind not in "fiub":
            raise TypeError(f"{type(self).__name__}: input has dtype {x.dtype}, expected real numbers")
        if dtype is None:
            dtype = x.dtype if x.dtype.kind == "f" else np.float32
        return x.astype(dtype, copy=False)

    def keep(self, y, *cache):
        """Return the output `y`; keep what backward will need."""
        vars(self)["cache"] = (y.shape, y.dtype, cache)
        return y

    def consume(self, dy):
        """Return (dy, *what forward kept) and forget it; a gradient of the wrong shape leaves it in place."""
        if self.cache is None:
            raise RuntimeError(
                f"{type(self).__name__}.backward has no cache: run forward first, once for each backward"
            )
        shape, dtype, cache = self.cache
        dy = np.asarray(dy, dtype=dtype)
        if dy.shape != shape:
            raise ValueError(f"{type(self).__name__}.backward: gradient has shape {dy.shape}, the output had {shape}")
        vars(self)["cache"] = None
        return dy, *cache

    def _caches(self):
        """[(module, its cache)] of all under this module."""
        found = []
        for child in self._children.values():
            found.append((child, child.cache))
            if child._children:
                found += child._caches()
        return found

    @property
    def recipe(self):
        """(class name, arguments) to build it again. Attributes changed since then count as they are now."""
        arguments = dict(self._arguments)
        for name in arguments:
            now = vars(self).get(name)
            if isinstance(now, int | float | str | tuple):
                arguments[name] = now
        return Recipe(type(self).__name__, arguments)

    def extra_repr(self):
        """What repr shows between the brackets."""
        return ""

    def __repr__(self):
        name, extra = type(self).__name__, self.extra_repr()
        parts = [f"({n}): {child!r}".replace("\n", "\n  ") for n, child in self.named_children()]
        if not parts:
            return f"{name}({extra})"
        return "\n  ".join([f"{name}(", *([extra] if extra else []), *parts]) + "\n)"
