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
        x, target: arrays; they become float64, but class indices and symbols to look up stay integers.
            A tuple x holds several inputs, as (x, (h, c)) for an LSTM; a state in it is a tuple itself.
        criterion None: the gradients are those of Σ output · dy, with a fixed random dy for each output.
        tolerance: the largest relative difference allowed, max |ours − PyTorch's| / max(1, largest value).
    Returns
        a Report: shown as a table, `ok` True where all agree.
    """
    if (criterion is None) != (target is None):
        raise ValueError("same: criterion and target belong together, expected both or neither")
    _expect_no_random_numbers("same", model)
    model, criterion = copy.deepcopy((model, criterion))
    model.double().zero_grad()
    looks_up = any(isinstance(part, nn.Embedding) for part in model.modules())
    x = _map(_float64 if looks_up else lambda values: np.asarray(values, dtype=np.float64), x)
    if criterion is None:
        ours, theirs = _ours(model, x), _theirs(to_torch(model), x)
    else:
        criterion.double()
        target = _float64(target)
        ours = _ours(model, x, criterion, target)
        theirs = _theirs(to_torch(model), x, to_torch(criterion), target)
    return Report(tuple(Row.of(name, ours.get(name), theirs[name]) for name in theirs), tolerance)


def _ours(model, x, criterion=None, target=None):
    """Every quantity by name, from dlcore."""
    several = isinstance(x, tuple)
    output = model(*x) if several else model(x)
    found = _by_name("output", output)
    if criterion is None:
        upstream = _upstream(output)
    else:
        loss = found["loss"] = criterion(output, target)
        upstream = criterion.backward(np.ones(np.shape(loss)))
    dx = model.backward(*upstream) if isinstance(upstream, tuple) else model.backward(upstream)
    if isinstance(dx, tuple) and not several:  # of an initial state that was not given
        dx = dx[0]
    found |= _by_name("gradient of input" if isinstance(dx, tuple) else "gradient of the input", dx)
    return found | {f"gradient of {name}": p.grad for name, p in model.named_parameters()}


def _theirs(model, x, criterion=None, target=None):
    """The same quantities from PyTorch, whose autograd calls no backward of ours."""
    several = isinstance(x, tuple)
    x = _map(lambda values: torch.tensor(values, requires_grad=values.dtype.kind == "f"), x)
    output = model(*x) if several else model(x)
    found = _by_name("output", output)
    if criterion is None:
        upstream = _by_name("output", _map(torch.tensor, _upstream(output)))
        sum((found[name] * dy).sum() for name, dy in upstream.items()).backward()
    else:
        loss = found["loss"] = criterion(output, torch.tensor(target))
        loss.sum().backward()
    found |= _by_name("gradient of input" if several else "gradient of the input", _map(lambda values: values.grad, x))
    found |= {f"gradient of {name}": p.grad for name, p in model.named_parameters()}
    return {name: value.detach().numpy() for name, value in found.items() if value is not None}


def _map(f, tree):
    return tuple(_map(f, branch) for branch in tree) if isinstance(tree, tuple) else f(tree)


def _by_name(name, tree):
    """The arrays of a tuple of tuples by name: output 0, output 1.0, …; a single one is called `name`."""
    if not isinstance(tree, tuple):
        return {name: tree}
    separator = "." if name[-1].isdigit() else " "
    branches = (_by_name(f"{name}{separator}{i}", branch) for i, branch in enumerate(tree))
    return {name: array for branch in branches for name, array in branch.items()}


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


def _upstream(output):
    """A gradient for each output in which no two numbers are alike, the same at every call."""
    generator = np.random.default_rng(0)
    return _map(lambda y: generator.standard_normal(tuple(y.shape)), output)
