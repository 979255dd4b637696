"""Losses: how far an output is from its target, as one number, and the slope of that number.

    loss = criterion(x, target)        # a NumPy scalar; with reduction="none" an array, one loss an element
    dx = criterion.backward()          # the gradient of x; with reduction="none" pass the upstream array

The target takes the dtype of x. As in torch, the mean over nothing is nan.
"""

import numpy as np

from .functional import sigmoid
from .module import Module


class Loss(Module):
    """Base of the losses: the reduction of many losses to one."""

    refused = ("size_average", "reduce")

    def __init__(self, reduction="mean"):
        super().__init__()
        if reduction not in ("none", "mean", "sum"):
            raise ValueError(f"{type(self).__name__}: reduction is {reduction!r}, expected 'none', 'mean' or 'sum'")
        self.reduction = reduction

    def backward(self, dloss=1.0):
        """The gradient of x, times the upstream gradient dloss."""
        raise NotImplementedError

    def pair(self, x, target):
        """x and target as arrays of one dtype and one shape."""
        x = self.cast(x)
        target = self.cast(target, x.dtype)
        if x.shape != target.shape:
            name = type(self).__name__
            raise ValueError(
                f"{name}: input has shape {x.shape} and target {target.shape}, expected the same; "
                f"broadcasting would compare elements that do not belong together"
            )
        return x, target

    def reduce(self, losses, weight):
        """(loss, share): the reduced losses, and the factor that one of them has in it.

        The mean divides by `weight`, the number of losses or the sum of their weights.
        """
        if self.reduction == "none":
            return losses, 1
        if self.reduction == "sum":
            return losses.sum(), 1
        return losses.sum() / (weight or np.nan), 1 / weight if weight else 0


class MSELoss(Loss):
    """Mean squared error.

    Equations
        L  = 1/n Σ (x − t)²                    over all n elements     (3.2)
        dx = 2/n (x − t)                                               (3.3)
    Shapes
        x and target (*), the same; loss a scalar, or (*) with reduction="none"
    Source
        torch.nn.MSELoss, which broadcasts a target of another shape and warns; here that is a ValueError
    """

    def __init__(self, size_average=None, reduce=None, reduction="mean"):
        super().__init__(reduction)

    def forward(self, x, target):
        x, target = self.pair(x, target)
        difference = x - target
        loss, share = self.reduce(difference * difference, x.size)
        return self.keep(loss, difference, share)

    def backward(self, dloss=1.0):
        dloss, difference, share = self.consume(dloss)
        return 2 * share * dloss * difference


class L1Loss(Loss):
    """Mean absolute error.

    Equations
        L  = 1/n Σ |x − t|
        dx = 1/n sign(x − t)                   sign(0) = 0, as in torch
    Shapes
        as MSELoss
    Source
        torch.nn.L1Loss, which broadcasts a target of another shape and warns; here that is a ValueError
    """

    def __init__(self, size_average=None, reduce=None, reduction="mean"):
        super().__init__(reduction)

    def forward(self, x, target):
        x, target = self.pair(x, target)
        difference = x - target
        loss, share = self.reduce(np.abs(difference), x.size)
        return self.keep(loss, difference, share)

    def backward(self, dloss=1.0):
        dloss, difference, share = self.consume(dloss)
        return share * dloss * np.sign(difference)


class BCEWithLogitsLoss(Loss):
    """Binary cross-entropy of the probability σ(x), from the logit x.

    Equations
        L  = 1/n Σ w [p t softplus(−x) + (1 − t) softplus(x)]          softplus(−x) = −log σ(x)
        dx = w/n [(p t + 1 − t) σ(x) − p t]                            (σ(x) − t)/n where w = p = 1   (3.12)
    Shapes
        x and target (*), the same, target in [0, 1]; weight w and pos_weight p broadcast to (*)
    Source
        torch.nn.BCEWithLogitsLoss
    """

    def __init__(self, weight=None, size_average=None, reduce=None, reduction="mean", pos_weight=None):
        super().__init__(reduction)
        self.register_buffer("weight", None if weight is None else self.cast(weight).copy())
        self.register_buffer("pos_weight", None if pos_weight is None else self.cast(pos_weight).copy())

    def forward(self, x, target):
        x, target = self.pair(x, target)
        positive, both = target, 1
        if self.weight is not None or self.pos_weight is not None:
            positive = self._weighted("weight", self._weighted("pos_weight", target))
            both = positive + self._weighted("weight", 1 - target)
        log = np.log1p(np.exp(-np.abs(x)))  # softplus(x) = max(x, 0) + log, softplus(−x) = softplus(x) − x
        losses = both * np.maximum(x, 0) - positive * x + both * log
        loss, share = self.reduce(losses, x.size)
        return self.keep(loss, x, positive, both, share)

    def backward(self, dloss=1.0):
        dloss, x, positive, both, share = self.consume(dloss)
        return share * dloss * (both * sigmoid(x) - positive)

    def _weighted(self, name, values):
        """values times the buffer `name`, if there is one."""
        factor = getattr(self, name)
        if factor is None:
            return values
        try:
            return values * np.broadcast_to(factor.astype(values.dtype, copy=False), values.shape)
        except ValueError:
            raise ValueError(
                f"BCEWithLogitsLoss: {name} has shape {factor.shape}, expected one that broadcasts to the "
                f"input's {values.shape}"
            ) from None
