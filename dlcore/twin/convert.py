"""Models between dlcore and PyTorch: built again by their recipe, weights by `state_dict`.

Gradients stay behind; parameters, buffers, their dtype, train or eval mode and `requires_grad` travel.
"""

import inspect
from collections import OrderedDict
from contextlib import contextmanager

import numpy as np
import torch

from dlcore import nn, random


def to_torch(model, device=None, dtype=None):
    """The PyTorch twin of a dlcore model or loss: modules of `torch.nn` with the same names and weights.

    A subclass of a dlcore layer becomes the torch layer of the same kind. A Module of your own is built again
    by the function that made it, where that is marked `models.architecture`.
    `dtype` is torch's; None: the model's own. `device` None: the CPU.
    """
    _expect(model, nn.Module, "to_torch: got", "expected a dlcore.nn.Module")
    with _random_numbers_untouched():
        twin = _build_torch(model)
    state = {name: torch.tensor(array) for name, array in model.state_dict().items()}
    if dtype is None:
        dtype = next((tensor.dtype for tensor in state.values() if tensor.is_floating_point()), None)
    twin.to(device=device, dtype=dtype)
    twin.load_state_dict(state)
    return _same_modes(model, twin)


def from_torch(module):
    """The dlcore twin of a PyTorch model or loss: the way back from `to_torch`.

    It takes Sequential, the layers and losses that `dlcore.nn` has, and what an architecture built with
    `torch.nn`; arguments that `dlcore.nn` does not support are refused by name.
    float64 stays; any other floating-point type becomes float32.
    """
    _expect(module, torch.nn.Module, "from_torch: got", "expected a torch.nn.Module")
    with _random_numbers_untouched():
        twin = _build_dlcore(module)
    state = {name: _array(tensor) for name, tensor in module.state_dict().items()}
    if any(array.dtype == np.float64 for array in state.values()):
        twin.double()
    twin.load_state_dict(state)
    return _same_modes(module, twin)


def _expect(module, kind, got, expected):
    if not isinstance(module, kind):
        cls = type(module)
        raise TypeError(f"{got} a {cls.__module__}.{cls.__qualname__}, {expected}")


def _build_torch(module):
    """The module built again with torch.nn, its weights still those of a new one."""
    kind = next(cls for cls in type(module).__mro__ if getattr(nn, cls.__name__, None) is cls)
    if kind is nn.Sequential:
        parts = OrderedDict((name, _build_torch(part)) for name, part in module.named_children())
        return torch.nn.Sequential(parts)
    if kind is nn.Module:
        return _build_architecture(module, torch.nn, "to_torch: torch.nn")
    arguments = {name: _tensor(value) for name, value in module.recipe.kwargs.items()}
    try:
        return getattr(torch.nn, kind.__name__)(**arguments)
    except TypeError as error:
        raise TypeError(
            f"to_torch: {type(module).__name__} has arguments of its own, which torch.nn.{kind.__name__} "
            f"does not take; leave its __init__ to dlcore.nn.{kind.__name__} ({error})"
        ) from error


def _build_dlcore(module):
    """The module built again with dlcore.nn, its weights still those of a new one."""
    name = type(module).__name__
    if type(module) is torch.nn.Sequential:
        return nn.Sequential({name: _build_dlcore(part) for name, part in module.named_children()})
    if type(module) is not getattr(torch.nn, name, None) or not hasattr(nn, name):
        return _build_architecture(module, nn, "from_torch: dlcore.nn")
    return getattr(nn, name)(**_arguments(module))


def _build_architecture(module, namespace, where):
    if not hasattr(module, "architecture"):
        raise TypeError(
            f"{where} has no {type(module).__name__}; build a Module of your own in a function f(nn, ...) "
            f"marked @dlcore.models.architecture, which can build it again"
        )
    build, arguments = module.architecture
    return build(namespace, **arguments)


def _arguments(module):
    """The constructor's arguments of a torch module, read from the attributes of the same names."""
    arguments = {}
    for name in inspect.signature(getattr(nn, type(module).__name__)).parameters:
        if name in module._parameters:  # bias=True makes a Parameter, bias=False None
            arguments[name] = module._parameters[name] is not None
        elif hasattr(module, name):  # device and dtype are none: the weights show them
            value = getattr(module, name)
            arguments[name] = _array(value) if isinstance(value, torch.Tensor) else value
    return arguments


def _same_modes(model, twin):
    modules, parameters = dict(twin.named_modules()), dict(twin.named_parameters())
    for name, module in model.named_modules():
        modules[name].training = module.training
    for name, parameter in model.named_parameters():
        parameters[name].requires_grad = parameter.requires_grad
    return twin


@contextmanager
def _random_numbers_untouched():
    """Building draws initial weights that are then overwritten: no later random number may depend on that."""
    with random.untouched(), torch.random.fork_rng(devices=[]):
        yield


def _tensor(value):
    return torch.tensor(value) if isinstance(value, np.ndarray) else value


def _array(tensor):
    tensor = tensor.detach().cpu()
    is_half = tensor.is_floating_point() and tensor.dtype != torch.float64
    return (tensor.float() if is_half else tensor).numpy()
