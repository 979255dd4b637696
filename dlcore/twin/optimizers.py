"""Optimizers between dlcore and PyTorch: settings and memory travel, so a run can change sides midway.

twin_optimizer = optimizer_to_torch(optimizer, twin_model.parameters())
twin_scheduler = scheduler_to_torch(scheduler, twin_optimizer)
"""

import inspect

import numpy as np
import torch

from dlcore import optim


def optimizer_to_torch(optimizer, parameters):
    """The `torch.optim` twin of a dlcore optimizer, over the twin model's parameters in the same order."""
    return _optimizer_twin(optimizer, list(parameters), optim, torch.optim, torch.tensor)


def optimizer_from_torch(optimizer, parameters):
    """The `dlcore.optim` twin of a torch optimizer, over the dlcore model's parameters in the same order."""
    return _optimizer_twin(optimizer, list(parameters), torch.optim, optim, lambda tensor: tensor.numpy(force=True))


def scheduler_to_torch(scheduler, optimizer):
    """The torch twin of a dlcore scheduler, for the twin of its optimizer."""
    return _scheduler_twin(scheduler, optimizer, optim.lr_scheduler, torch.optim.lr_scheduler)


def scheduler_from_torch(scheduler, optimizer):
    """The dlcore twin of a torch scheduler, for the twin of its optimizer."""
    return _scheduler_twin(scheduler, optimizer, torch.optim.lr_scheduler, optim.lr_scheduler)


def _optimizer_twin(optimizer, parameters, here, there, convert):
    cls = _counterpart(optimizer, here, there)
    saved = optimizer.state_dict()
    sizes = [len(group["params"]) for group in saved["param_groups"]]
    if len(parameters) != sum(sizes):
        raise ValueError(f"{cls.__name__}: its twin got {len(parameters)} parameters, expected {sum(sizes)}")
    ends = np.cumsum(sizes)
    groups = [{"params": parameters[end - size : end]} for end, size in zip(ends, sizes, strict=True)]
    twin = cls(groups)
    twin.load_state_dict({**saved, "state": _converted(saved["state"], convert)})
    twin.defaults.update({name: optimizer.defaults[name] for name in twin.defaults.keys() & optimizer.defaults})
    return twin


def _converted(state, convert):
    arrays = np.ndarray | np.generic | torch.Tensor
    return {
        number: {key: convert(value) if isinstance(value, arrays) else value for key, value in memory.items()}
        for number, memory in state.items()
    }


def _scheduler_twin(scheduler, optimizer, here, there):
    cls = _counterpart(scheduler, here, there)
    ours = getattr(optim.lr_scheduler, cls.__name__)
    names = inspect.signature(ours.__init__).parameters.keys() - {"self", "optimizer", "last_epoch"}
    # An argument is kept under its own name; only LambdaLR keeps its lr_lambda as a list, lr_lambdas.
    settings = {n: getattr(scheduler, "lr_lambdas" if n == "lr_lambda" else n) for n in names}
    rates = [group["lr"] for group in optimizer.param_groups]
    twin = cls(optimizer, **settings)
    twin.load_state_dict(scheduler.state_dict())
    for group, lr in zip(optimizer.param_groups, rates, strict=True):
        group["lr"] = lr  # the new scheduler had set that of epoch 0
    return twin


def _counterpart(thing, here, there):
    """The class of this name on the other side."""
    name = type(thing).__name__
    if getattr(here, name, None) is not type(thing) or not hasattr(there, name):
        raise TypeError(f"{there.__name__} has no {name}")
    return getattr(there, name)
