"""Gradient clipping: `torch.nn.utils` with the covers off. Call it between the backward and the optimizer's step."""

import numpy as np

from .parameter import Parameter


def clip_grad_norm_(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    """Shrink all gradients by one factor, so that together they are no longer than max_norm.

    The direction of the step stays; only its length is bounded. A norm of inf or nan makes gradients 0 or nan,
    as in torch, also where only the squares overflow; `error_if_nonfinite=True` raises instead and leaves them
    as they are.

    Equations
        g ← g min(1, max_norm / (‖g‖ + 1e-6))      ‖g‖ = (Σ |gᵢ|ᵖ)^(1/p) over all elements of all gradients
        which is (3.21) but for the 1e-6
    Arguments
        parameters: a Parameter or several; those without a gradient are left out. p = norm_type, also inf.
    Returns
        ‖g‖ before clipping; 0.0 where there is no gradient
    Source
        torch.nn.utils.clip_grad_norm_; Pascanu, Mikolov & Bengio, arXiv:1211.5063
    """
    parameters = _with_gradient("clip_grad_norm_", parameters, foreach, max_norm=max_norm)
    if not parameters:
        return 0.0
    with np.errstate(over="ignore", invalid="ignore"):  # the norm tells
        total = np.linalg.norm([np.linalg.norm(p.grad.ravel(), norm_type) for p in parameters], norm_type)
        if error_if_nonfinite and not np.isfinite(total):
            raise RuntimeError(f"clip_grad_norm_: the norm of the gradients is {total}, expected a finite number")
        for parameter in parameters:
            parameter.grad *= np.minimum(max_norm / (total + 1e-6), 1)
    return total


def clip_grad_value_(parameters, clip_value, foreach=None):
    """Clip each element of each gradient by itself to at most clip_value in size; this can turn the step.

    Equations
        g ← max(−c, min(c, g))                     c = clip_value
    Arguments
        parameters: a Parameter or several; those without a gradient are left out
    Source
        torch.nn.utils.clip_grad_value_
    """
    for parameter in _with_gradient("clip_grad_value_", parameters, foreach, clip_value=clip_value):
        parameter.grad = np.clip(parameter.grad, -clip_value, clip_value)


def _with_gradient(name, parameters, foreach, **bound):
    """The parameters that have a gradient, once the arguments make sense."""
    if foreach is not None:
        raise NotImplementedError(f"{name}: foreach={foreach!r} is not built here; torch.nn.utils.{name} has it")
    for argument, value in bound.items():
        if not value >= 0:
            raise ValueError(f"{name}: {argument} is {value!r}, expected a number that is not negative")
    parameters = [parameters] if isinstance(parameters, Parameter) else list(parameters)
    for parameter in parameters:
        if not isinstance(parameter, Parameter):
            raise TypeError(f"{name}: parameters holds a {type(parameter).__name__}, expected nn.Parameter")
    return [parameter for parameter in parameters if parameter.grad is not None]
