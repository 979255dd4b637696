"""Batch normalisation: each channel gets mean 0 and variance 1 over the batch, then a scale and a shift it learns."""

import numpy as np

from .functional import sum_rows
from .module import Module
from .parameter import Parameter
from .torchlike import Recipe


class _BatchNorm(Module):
    """What both have. Inside, the channels stand last and all other axes are rows, (n, C)."""

    refused = ("device", "dtype")
    axes = {}  # number of axes of an input: their names

    def __init__(
        self,
        num_features,
        eps=1e-5,
        momentum=0.1,
        affine=True,
        track_running_stats=True,
        device=None,
        dtype=None,
        *,
        bias=True,
    ):
        super().__init__()
        name = type(self).__name__
        if not isinstance(num_features, int | np.integer) or num_features < 1:
            raise ValueError(f"{name}: num_features is {num_features!r}, expected a positive integer")
        if not eps > 0:
            raise ValueError(f"{name}: eps is {eps!r}, expected a positive number")
        if momentum is not None and not 0 <= momentum <= 1:
            raise ValueError(f"{name}: momentum is {momentum!r}, expected a number from 0 to 1, or None")
        self.num_features = num_features
        self.eps = eps
        self.momentum = momentum
        self.affine = affine
        self.track_running_stats = track_running_stats
        self.weight = Parameter(np.ones(num_features, np.float32)) if affine else None
        self.bias = Parameter(np.zeros(num_features, np.float32)) if affine and bias else None
        tracked = track_running_stats
        self.register_buffer("running_mean", np.zeros(num_features, np.float32) if tracked else None)
        self.register_buffer("running_var", np.ones(num_features, np.float32) if tracked else None)
        self.register_buffer("num_batches_tracked", np.array(0) if tracked else None)

    def forward(self, x):
        owner = self.running_mean if self.weight is None else self.weight
        x = self.cast(x, None if owner is None else owner.dtype)
        of_batch = self.training or self.running_mean is None
        self.expect(x, of_batch)
        last = np.moveaxis(x, 1, -1)  # (N, *, C)
        rows = last.reshape(-1, self.num_features)  # (n, C)
        n = len(rows)
        mean = sum_rows(rows) / n if of_batch else self.running_mean
        centred = rows - mean
        var = sum_rows(centred * centred) / n if of_batch else self.running_var
        if self.training and self.running_mean is not None:
            self.track(mean, var * n / (n - 1))
        scale = 1 / np.sqrt(var + self.eps)
        normal = y = centred * scale
        if self.weight is not None:
            y = y * self.weight.data
        if self.bias is not None:
            y = y + self.bias.data
        return self.keep(np.moveaxis(y.reshape(last.shape), -1, 1), normal, scale, of_batch)

    def backward(self, dy):
        dy, normal, scale, of_batch = self.consume(dy)
        last = np.moveaxis(dy, 1, -1)
        rows = last.reshape(-1, self.num_features)
        n, sum_dy, sum_dy_normal = len(rows), sum_rows(rows), sum_rows(rows * normal)
        # μ and σ² depend on every x: that takes the mean out of dy, and its share along x̂
        dx = rows - sum_dy / n - normal * (sum_dy_normal / n) if of_batch else rows
        if self.weight is not None:
            self.weight.accumulate(sum_dy_normal)
            scale = scale * self.weight.data
        if self.bias is not None:
            self.bias.accumulate(sum_dy)
        return np.moveaxis((dx * scale).reshape(last.shape), -1, 1)

    def track(self, mean, var):
        """Move the running statistics towards those of this batch."""
        self.num_batches_tracked += 1
        share = 1 / self.num_batches_tracked if self.momentum is None else self.momentum
        for running, new in ((self.running_mean, mean), (self.running_var, var)):
            running[...] = (1 - share) * running + share * new

    def expect(self, x, of_batch):
        """A ValueError unless x has the right axes, and enough numbers for a variance where one is needed."""
        name, wanted = type(self).__name__, " or ".join(self.axes.values())
        if x.ndim not in self.axes or x.shape[1] != self.num_features:
            raise ValueError(
                f"{name}: input has shape {x.shape}, expected axes {wanted} with C = num_features={self.num_features}"
            )
        if of_batch and x.size < 2 * self.num_features:
            raise ValueError(
                f"{name}: input has shape {x.shape}, expected more than one number a channel, axes {wanted}: "
                f"of one alone the variance is 0"
            )

    @property
    def recipe(self):
        """Without bias=True, which is the default and unknown to older releases of torch."""
        name, arguments = super().recipe
        if arguments["bias"] is True:
            del arguments["bias"]
        return Recipe(name, arguments)

    def extra_repr(self):
        names = ("eps", "momentum", "affine", "track_running_stats")
        return f"{self.num_features}, " + ", ".join(f"{name}={getattr(self, name)}" for name in names)


class BatchNorm1d(_BatchNorm):
    """Normalises each feature over the batch.

    Equations, for each channel over its n numbers
        x̂  = (x − μ) / √(σ² + ε)        y = γ x̂ + β        μ = 1/n Σ x,  σ² = 1/n Σ (x − μ)²             (6.8)
        dγ = Σ dy x̂        dβ = Σ dy        dx = γ / √(σ² + ε) (dy − 1/n Σ dy − x̂ · 1/n Σ dy x̂)          (6.9)
    In evaluation mode μ and σ² are the running statistics, and dx = γ / √(σ² + ε) dy. Each training batch moves them:
        running ← (1 − m) running + m batch        m = momentum; the variance with n − 1 in place of n
    Shapes
        x (N, C) or (N, C, L) → y of the same shape, C = num_features
    Parameters
        weight γ (C,): 1, bias β (C,): 0, unless affine is False; bias=False leaves out β
    Buffers
        running_mean (C,): 0, running_var (C,): 1, num_batches_tracked: 0. With track_running_stats=False there are
        none, and evaluation takes the batch too.
    Source
        torch.nn.BatchNorm1d; Ioffe & Szegedy, arXiv:1502.03167

    momentum None makes the running statistics the mean over all batches so far: m = 1 / num_batches_tracked.
    """

    axes = {2: "(N, C)", 3: "(N, C, L)"}


class BatchNorm2d(_BatchNorm):
    """Normalises each channel of images over the batch and all pixels; the equations are those of BatchNorm1d.

    Shapes
        x (N, C, H, W) → y (N, C, H, W), C = num_features, n = N H W
    Source
        torch.nn.BatchNorm2d; Ioffe & Szegedy, arXiv:1502.03167
    """

    axes = {4: "(N, C, H, W)"}
