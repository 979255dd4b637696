"""Optimizer: what every optimizer is made of. A subclass checks its settings and writes one update."""

import numpy as np

from ..nn.parameter import Parameter
from ..nn.torchlike import TorchLike
from ..nn.tree import Tree


class Optimizer(metaclass=TorchLike):
    """Base of the optimizers, as `torch.optim.Optimizer`.

    `param_groups` is a list of dicts, each with "params" and the settings for them; a scheduler or a slider
    may change a setting at any time. `state` has for each Parameter a dict: what its update remembers.
    """

    torch_home = "torch.optim"

    def __init__(self, params, defaults):
        if isinstance(params, Parameter | Tree | np.ndarray | dict):
            raise TypeError(f"{type(self).__name__}: params is a {type(params).__name__}, expected model.parameters()")
        self.defaults = defaults
        self.param_groups = []
        self.state = {}
        groups = list(params)
        if not groups:
            raise ValueError(f"{type(self).__name__}: got an empty list of parameters")
        for group in groups if isinstance(groups[0], dict) else [{"params": groups}]:
            self.add_param_group(group)

    # ---- for those who write optimizers

    def check(self, group):
        """Raise ValueError if a setting of the group makes no sense."""

    def not_negative(self, group, *names):
        """For `check`: raise ValueError if one of these settings is below 0."""
        for name in names:
            if not group[name] >= 0:
                raise ValueError(
                    f"{type(self).__name__}: {name} is {group[name]!r}, expected a number that is not negative"
                )

    def update(self, parameter, state, group):
        """Change parameter.data in place, from parameter.grad, its own dict `state` and the settings."""
        raise NotImplementedError(f"{type(self).__name__} has no update: write one")

    # ---- as in torch

    def step(self):
        """Update every parameter that has a gradient."""
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    self.update(parameter, self.state.setdefault(parameter, {}), group)

    def zero_grad(self):
        """Forget all gradients: each becomes None."""
        for group in self.param_groups:
            for parameter in group["params"]:
                parameter.grad = None

    def add_param_group(self, group):
        """Add parameters with settings of their own; settings not given are the optimizer's."""
        name = type(self).__name__
        params = group["params"]
        params = [params] if isinstance(params, Parameter) else list(params)
        for parameter in params:
            if not isinstance(parameter, Parameter):
                raise TypeError(f"{name}: params holds a {type(parameter).__name__}, expected nn.Parameter")
        here = [parameter for other in self.param_groups for parameter in other["params"]] + params
        if len(set(here)) < len(here):
            raise ValueError(f"{name}: a parameter is given twice, but can take only one step at a time")
        group = {**self.defaults, **group, "params": params}
        self._accept(group)
        self.param_groups.append(group)

    def _accept(self, group):
        type(self).refuse(group)
        self.check(group)

    def state_dict(self):
        """Settings and memory in torch's format: parameters are numbered in the order of the groups."""
        numbers = {}
        for group in self.param_groups:
            for parameter in group["params"]:
                numbers[parameter] = len(numbers)
        state = {numbers[p]: {k: _copy(v) for k, v in memory.items()} for p, memory in self.state.items() if memory}
        groups = [{**group, "params": [numbers[p] for p in group["params"]]} for group in self.param_groups]
        return {"state": dict(sorted(state.items())), "param_groups": groups}

    def load_state_dict(self, state_dict):
        """Take over settings and memory, from here or from torch; on an error nothing has changed."""
        name, saved = type(self).__name__, state_dict["param_groups"]
        sizes = [len(group["params"]) for group in self.param_groups]
        if [len(group["params"]) for group in saved] != sizes:
            raise ValueError(
                f"{name}.load_state_dict: groups of {[len(group['params']) for group in saved]} parameters, "
                f"expected {sizes}"
            )
        groups, state = [], {}
        for own, group in zip(self.param_groups, saved, strict=True):
            groups.append({**self.defaults, **group, "params": own["params"]})
            self._accept(groups[-1])
            for number, parameter in zip(group["params"], own["params"], strict=True):
                memory = state_dict["state"].get(number, {})
                state[parameter] = {key: self._memory(key, value, parameter) for key, value in memory.items()}
        self.param_groups, self.state = groups, state

    def _memory(self, key, value, parameter):
        """A saved array as this parameter's own copy; a single number, as a step count, stays as it is."""
        array = None if value is None else np.asarray(value).copy()
        if array is None or array.shape == () != parameter.shape:
            return array
        if array.shape != parameter.shape:
            name = type(self).__name__
            raise ValueError(f"{name}.load_state_dict: {key} has shape {array.shape}, expected {parameter.shape}")
        return array.astype(parameter.dtype)

    def __repr__(self):
        text = f"{type(self).__name__} ("
        for number, group in enumerate(self.param_groups):
            settings = [f"    {key}: {group[key]}\n" for key in sorted(group) if key != "params"]
            text += f"\nParameter Group {number}\n" + "".join(settings)
        return text + ")"


def _copy(value):
    return value.copy() if isinstance(value, np.ndarray) else value
