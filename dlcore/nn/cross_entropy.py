"""Losses over classes: the target is a class index, an integer, or the probability of each class."""

import numpy as np

from .functional import log_softmax
from .loss import Loss


class _ClassLoss(Loss):
    """What losses over C classes share. The classes are on axis 1, or on axis 0 of a single sample."""

    def __init__(self, weight, ignore_index, reduction):
        super().__init__(reduction)
        self.register_buffer("weight", None if weight is None else self.cast(weight).copy())
        self.ignore_index = ignore_index

    def class_axis(self, x):
        if x.ndim == 0:
            raise ValueError(f"{type(self).__name__}: input is a single number, expected axes (N, C, *) or (C,)")
        return min(x.ndim - 1, 1)

    def class_weights(self, x):
        """The weight of each class, shaped to multiply x; 1 where none was given."""
        if self.weight is None:
            return x.dtype.type(1)
        axis = self.class_axis(x)
        if self.weight.shape != (x.shape[axis],):
            raise ValueError(
                f"{type(self).__name__}: weight has shape {self.weight.shape}, expected ({x.shape[axis]},), "
                f"one for each class of input {x.shape}"
            )
        return self.weight.astype(x.dtype).reshape(-1, *[1] * (x.ndim - 1 - axis))

    def one_hot(self, x, target):
        """Class indices as an array like x: 1 at the class of the target, and nothing where it is ignored."""
        name, axis = type(self).__name__, self.class_axis(x)
        expected, n_classes = x.shape[:axis] + x.shape[axis + 1 :], x.shape[axis]
        if target.dtype.kind not in "iu" or target.shape != expected:
            raise ValueError(
                f"{name}: target has shape {target.shape} and dtype {target.dtype}, expected class indices "
                f"(integers) of shape {expected} for input shape {x.shape}, axes (N, C, *)"
            )
        classes = np.arange(n_classes).reshape(-1, *[1] * (x.ndim - 1 - axis))
        hot = np.expand_dims(target, axis) == classes
        ignored = target == self.ignore_index
        known = hot.any(axis=axis) | ignored
        if not known.all():
            raise ValueError(f"{name}: target holds class {target[~known][0]}, expected 0 to {n_classes - 1}")
        if 0 <= self.ignore_index < n_classes:
            hot &= ~np.expand_dims(ignored, axis)
        return hot.astype(x.dtype)

    def minus_dot(self, target, log_p):
        """−Σ t log p over the classes, where 0 log 0 = 0."""
        products = np.multiply(target, log_p, where=target != 0, out=np.zeros_like(log_p))
        return -products.sum(axis=self.class_axis(log_p))


class NLLLoss(_ClassLoss):
    """Negative log-likelihood: minus the log-probability of the true class.

    Equations
        L   = −Σₙ wₙ xₙ,tₙ / Σₙ wₙ             wₙ = weight of class tₙ, or 0 where tₙ = ignore_index
        dxₙ = −wₙ / Σ wₙ at class tₙ, else 0
    Shapes
        x (N, C, *) or (C,), log-probabilities; target (N, *) or (), class indices; weight (C,)
    Source
        torch.nn.NLLLoss
    """

    def __init__(self, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction="mean"):
        super().__init__(weight, ignore_index, reduction)

    def forward(self, x, target):
        x = self.cast(x)
        target = self.class_weights(x) * self.one_hot(x, np.asarray(target))
        loss, share = self.reduce(self.minus_dot(target, x), target.sum())
        return self.keep(loss, target, share)

    def backward(self, dloss=1.0):
        dloss, target, share = self.consume(dloss)
        if dloss.ndim:
            dloss = np.expand_dims(dloss, 1)  # (N, *) → (N, 1, *): the same for every class
        return -share * dloss * target


class CrossEntropyLoss(_ClassLoss):
    """Cross-entropy of the probabilities softmax(x) relative to a target, from the logits x.

    Equations
        L   = −1/N Σₙ Σ_c q_nc log pₙ_c         log p = x − log Σ eˣ                    (3.9)
        dxₙ = 1/N (pₙ Σ_c q_nc − qₙ)            p − target for weights of 1             (3.11)
        q_nc = w_c [(1 − ε) t_nc + ε/C]         t one-hot or probabilities, w = weight, ε = label_smoothing
    Shapes
        x (N, C, *) or (C,), logits; weight (C,); target (N, *) or (), class indices,
        or probabilities in the shape of x
    Source
        torch.nn.CrossEntropyLoss

    As in torch, with class indices the mean divides by the summed weights of the true classes instead of N,
    and a target equal to ignore_index counts nowhere; where all are, the mean is nan and the gradient 0.
    """

    def __init__(
        self,
        weight=None,
        size_average=None,
        ignore_index=-100,
        reduce=None,
        reduction="mean",
        label_smoothing=0.0,
    ):
        super().__init__(weight, ignore_index, reduction)
        if not 0 <= label_smoothing <= 1:
            raise ValueError(f"CrossEntropyLoss: label_smoothing is {label_smoothing!r}, expected 0 to 1")
        self.label_smoothing = label_smoothing

    def forward(self, x, target):
        x, target = self.cast(x), np.asarray(target)
        axis, w, eps = self.class_axis(x), self.class_weights(x), self.label_smoothing
        if target.dtype.kind == "f" and target.shape == x.shape:
            if self.ignore_index >= 0:
                raise ValueError("CrossEntropyLoss: ignore_index needs class indices, but target holds probabilities")
            q, counted, total = target.astype(x.dtype), 1, x.size // x.shape[axis]
        else:
            q = self.one_hot(x, target)
            counted, total = q.sum(axis=axis, keepdims=True), (w * q).sum()
        if eps:
            q = (1 - eps) * q + eps / x.shape[axis] * counted
        q = w * q
        log_p = log_softmax(x, axis)
        loss, share = self.reduce(self.minus_dot(q, log_p), total)
        return self.keep(loss, log_p, q, share)

    def backward(self, dloss=1.0):
        dloss, log_p, q, share = self.consume(dloss)
        if dloss.ndim:
            dloss = np.expand_dims(dloss, 1)  # (N, *) → (N, 1, *): the same for every class
        return share * dloss * (np.exp(log_p) * q.sum(axis=self.class_axis(q), keepdims=True) - q)
