"""The tree of a model: its modules by name, their parameters and buffers, and their state as arrays."""

from typing import NamedTuple

import numpy as np

from .parameter import Parameter
from .torchlike import TorchLike


class LoadedKeys(NamedTuple):
    """What `load_state_dict(state, strict=False)` could not match, as in torch."""

    missing_keys: list
    unexpected_keys: list


class Tree(metaclass=TorchLike):
    """The half of Module that knows its parts. Names are torch's: "0.weight" is the weight of the part "0".

    An attribute that is a Module is a part, one that is a Parameter is learned; a buffer is registered.
    """

    _buffers = ()  # names of the buffers

    def __init__(self):
        self._children = {}  # the attributes that are Modules
        self.training = True

    def register_buffer(self, name, array):
        """Hold an array that is state but is not learned; None holds nothing, as in torch."""
        setattr(self, name, array)
        if array is not None:
            self._buffers += (name,)

    def __setattr__(self, name, value):
        if isinstance(value, Parameter | Tree) and "_children" not in vars(self):
            raise AttributeError(f"{type(self).__name__}: call super().__init__() before assigning {name}")
        held = vars(self).get(name)
        for kind, word in ((Parameter, "Parameter"), (Tree, "Module")):
            if isinstance(held, kind) and not isinstance(value, kind | None):
                raise TypeError(
                    f"{type(self).__name__}.{name} is a {word} and cannot become a {type(value).__name__}"
                    + f"; to set its numbers write .{name}.data[...] = array" * (kind is Parameter)
                )
        if isinstance(value, Tree):
            self._children[name] = value
        elif isinstance(held, Tree):
            del self._children[name]
        super().__setattr__(name, value)

    def __delattr__(self, name):
        super().__delattr__(name)
        self._children.pop(name, None)

    def named_children(self):
        return list(self._children.items())

    def children(self):
        return list(self._children.values())

    def _walk(self, prefix=""):
        """[(name, module)] of this module and all under it, a module used twice listed twice."""
        found = [(prefix, self)]
        for name, child in self._children.items():
            found += child._walk(f"{prefix}.{name}" if prefix else name)
        return found

    def named_modules(self):
        return _without_repeats(self._walk())

    def modules(self):
        return [module for _, module in self.named_modules()]

    def _state(self, wanted):
        """[(name, Parameter or buffer)] of those for which wanted(module, name, value)."""
        return [
            (f"{prefix}.{name}" if prefix else name, value)
            for prefix, module in self._walk()
            for name, value in vars(module).items()
            if wanted(module, name, value)
        ]

    def named_parameters(self):
        return _without_repeats(self._state(_is_parameter))

    def parameters(self):
        return [parameter for _, parameter in self.named_parameters()]

    def named_buffers(self):
        return _without_repeats(self._state(_is_buffer))

    def buffers(self):
        return [buffer for _, buffer in self.named_buffers()]

    def _arrays(self):
        state = self._state(lambda *member: _is_parameter(*member) or _is_buffer(*member))
        return {name: value.data if isinstance(value, Parameter) else value for name, value in state}

    def state_dict(self):
        """{name: array} of parameters and buffers. These are copies: training on does not change them."""
        return {name: array.copy() for name, array in self._arrays().items()}

    def load_state_dict(self, state, strict=True):
        """Copy arrays (or CPU tensors) by name into parameters and buffers. On an error nothing changes."""
        own, title = self._arrays(), f"{type(self).__name__}.load_state_dict"
        missing = [name for name in own if name not in state]
        unexpected = [name for name in state if name not in own]
        if strict and (missing or unexpected):
            raise RuntimeError(f"{title}: missing keys {missing}, unexpected keys {unexpected}")
        new = {name: np.asarray(state[name], array.dtype).copy() for name, array in own.items() if name in state}
        for name, array in new.items():
            if array.shape != own[name].shape:
                raise ValueError(f"{title}: {name} has shape {array.shape}, expected {own[name].shape}")
        for name, array in new.items():
            own[name][...] = array
        return LoadedKeys(missing, unexpected)

    def zero_grad(self):
        """Forget all gradients: each becomes None."""
        for parameter in self.parameters():
            parameter.grad = None

    def requires_grad_(self, requires_grad=True):
        """Freeze (False) or free (True) all parameters."""
        for parameter in self.parameters():
            parameter.requires_grad = requires_grad
        return self

    def train(self, mode=True):
        """Set training mode, or with False evaluation mode, for this module and all under it."""
        for module in self.modules():
            module.training = bool(mode)
        return self

    def eval(self):
        return self.train(False)

    def float(self):
        return self._to(np.float32)

    def double(self):
        return self._to(np.float64)

    def _to(self, dtype):
        """Parameters, gradients and buffers of floats become `dtype`; caches of the old dtype are dropped."""
        for parameter in self.parameters():
            parameter.cast(dtype)
        for module in self.modules():
            vars(module)["cache"] = None
            for name in module._buffers:
                array = getattr(module, name)
                setattr(module, name, array.astype(dtype) if array.dtype.kind == "f" else array)
        return self


def _is_parameter(module, name, value):
    return isinstance(value, Parameter)


def _is_buffer(module, name, value):
    return name in module._buffers


def _without_repeats(named):
    """Keep the first name of each object, as torch does for shared layers and parameters."""
    first = {}
    for name, item in named:
        first.setdefault(id(item), (name, item))
    return list(first.values())
