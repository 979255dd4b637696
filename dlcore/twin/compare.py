"""A model and its PyTorch twin side by side: the same weights, the same input, every number compared.

Always in float64 on the CPU, whatever the model's dtype: there the two differ by rounding alone. The model,
its gradients, caches and mode stay as they were, because a copy is compared.
"""

import copy
from dataclasses import dataclass

import numpy as np
import torch

from dlcore import nn
from dlcore.training import batches, numpy_step, run
from dlcore.twin.convert import to_torch
from dlcore.twin.optimizers import optimizer_to_torch
from dlcore.twin.report import Report, Row
from dlcore.twin.train import torch_step


def same(model, x, criterion=None, target=None, tolerance=1e-10):
    """Compares output, loss, gradient of the input and gradient of every parameter with PyTorch's.

    Arguments
        model, criterion: of dlcore; `to_torch` makes their twins.
        x, target: arrays; they become float64, but class indices stay integers.
        criterion None: the gradients are those of Σ output · dy, with a fixed random dy.
        tolerance: the largest relative difference allowed, max |ours − PyTorch's| / max(1, largest value).
    Returns
        a Report: shown as a table, `ok` True where all agree.
    """
    if (criterion is None) != (target is None):
        raise ValueError("same: criterion and target belong together, expected both or neither")
    _expect_no_random_numbers("same", model)
    model, criterion = copy.deepcopy((model, criterion))
    model.double().zero_grad()
    x = np.asarray(x, dtype=np.float64)
    if criterion is None:
        ours, theirs = _ours(model, x), _theirs(to_torch(model), x)
    else:
        criterion.double()
        target = _float64(target)
        ours = _ours(model, x, criterion, target)
        theirs = _theirs(to_torch(model), x, to_torch(criterion), target)
    return Report(tuple(Row.of(name, ours[name], theirs[name]) for name in theirs), tolerance)


def _ours(model, x, criterion=None, target=None):
    """Every quantity by name, from dlcore."""
    found = {"output": model(x)}
    if criterion is None:
        dy = _upstream(found["output"].shape)
    else:
        loss = found["loss"] = criterion(found["output"], target)
        dy = criterion.backward(np.ones(np.shape(loss)))
    found["gradient of the input"] = model.backward(dy)
    return found | {f"gradient of {name}": p.grad for name, p in model.named_parameters()}


def _theirs(model, x, criterion=None, target=None):
    """The same quantities from PyTorch, whose autograd calls no backward of ours."""
    x = torch.tensor(x, requires_grad=True)
    output = model(x)
    found = {"output": output}
    if criterion is None:
        output.backward(torch.tensor(_upstream(output.shape)))
    else:
        loss = found["loss"] = criterion(output, torch.tensor(target))
        loss.sum().backward()
    found["gradient of the input"] = x.grad
    found |= {f"gradient of {name}": p.grad for name, p in model.named_parameters()}
    return {name: value.detach().numpy() for name, value in found.items() if value is not None}


@dataclass(frozen=True, repr=False)
class DescentReport(Report):
    """What `same_descent` found, with the loss before each update from both sides."""

    ours: np.ndarray  # (steps,)
    theirs: np.ndarray  # (steps,)


def same_descent(model, criterion, optimizer, x, y, steps=100, tolerance=1e-10):
    """Makes the same full-batch descent with NumPy and with PyTorch, from the same weights.

    `optimizer` is one of dlcore over `model.parameters()`; copies of model and optimizer make the steps.
    Returns
        a report on the loss at every update and each parameter after the last; `report.ours` and
        `report.theirs` are the two loss curves.
    """
    _expect_no_random_numbers("same_descent", model)
    model, criterion, optimizer = copy.deepcopy((model, criterion, optimizer))
    model.double()
    criterion.double()
    optimizer.load_state_dict(optimizer.state_dict())  # its memory becomes float64 too
    x, y = np.asarray(x, dtype=np.float64), _float64(y)
    twin = to_torch(model)
    twin_step = torch_step(twin, to_torch(criterion), optimizer_to_torch(optimizer, twin.parameters()))
    ours = _losses(numpy_step(model, criterion, optimizer), x, y, steps)
    theirs = _losses(twin_step, torch.tensor(x), torch.tensor(y), steps)
    rows = [Row.of(f"loss, updates 1 to {len(theirs)}", ours, theirs)]
    state = twin.state_dict()
    rows += [
        Row.of(f"{name} after update {len(theirs)}", array, state[name]) for name, array in model.state_dict().items()
    ]
    return DescentReport(tuple(rows), tolerance, ours, theirs)


def _expect_no_random_numbers(caller, model):
    for name, part in model.named_modules():
        if isinstance(part, nn.Dropout) and part.training and part.p > 0:
            raise ValueError(
                f"{caller}: {name or 'the model'} is a Dropout in training mode, and PyTorch draws other masks; "
                f"call model.eval() first"
            )


def _losses(step, x, y, steps):
    return np.array([update.loss for update in run(step, batches(x, y, epochs=steps))])


def _float64(values):
    values = np.asarray(values)
    return values.astype(np.float64) if values.dtype.kind == "f" else values


def _upstream(shape):
    """A gradient of the output in which no two elements are alike, the same at every call."""
    return np.random.default_rng(0).standard_normal(tuple(shape))
