"""What a gradient costs: one backward pass against as many forward differences as there are parameters.

A difference needs a forward pass for each parameter; a backward pass gives all slopes at once, but keeps what each
layer has computed. So the one pays with time, the other with memory. Here both are measured.

    for cost in gradient_costs((1, 2, 4, 8)):
        print(cost.parameters, cost.backward.seconds, cost.differences.seconds)
"""

import time
import tracemalloc
from dataclasses import dataclass

import numpy as np

from dlcore import nn
from dlcore.random import generator as generator_or_default

WIDTH, BATCH = 16, 64
H = 1e-7  # of the forward differences: near √ε they are most exact
LEAST = 0.05  # seconds: what takes less is repeated until it has taken so long


@dataclass(frozen=True)
class Price:
    """What one gradient takes."""

    seconds: float  # of CPU time
    bytes: int  # the largest memory in use at once, above what was in use before


@dataclass(frozen=True)
class Cost:
    """One network, its gradient computed in both ways, and one forward pass for comparison."""

    parameters: int
    forward: Price
    backward: Price  # forward, then back
    differences: Price
    disagreement: float  # the largest difference of both gradients, relative to the largest slope


def gradient_costs(depths, generator=None):
    """A Cost for each depth: networks of that many layers, WIDTH wide, with a mean squared error over BATCH points."""
    generator = generator_or_default(generator)
    return [_cost(depth, generator) for depth in depths]


def network(depth, generator=None):
    """A network of `depth` hidden layers in float64."""
    layers = []
    for _ in range(depth):
        layers += [nn.Linear(WIDTH, WIDTH, generator=generator), nn.Tanh()]
    return nn.Sequential(*layers, nn.Linear(WIDTH, 1, generator=generator)).double()


def by_backward(model, criterion, x, y):
    """The gradient of the loss along all parameters, (n,), by one forward and one backward pass."""
    model.zero_grad()
    criterion(model(x), y)
    model.backward(criterion.backward())
    return np.concatenate([parameter.grad.ravel() for parameter in model.parameters()])


def by_differences(model, criterion, x, y, most=None):
    """The same by forward differences: one forward pass, and one more for each parameter, or for `most` of them."""
    gradient = np.zeros(sum(parameter.data.size for parameter in model.parameters()))
    before, i = loss(model, criterion, x, y), 0
    for parameter in model.parameters():
        numbers = parameter.data.reshape(-1)  # a view: what is written here stands in the parameter
        for k, old in enumerate(numbers.copy()):
            if i == most:
                return gradient
            numbers[k] = old + H
            gradient[i] = (loss(model, criterion, x, y) - before) / H
            numbers[k] = old
            i += 1
    return gradient


def loss(model, criterion, x, y):
    """One forward pass that keeps nothing: each layer forgets at once what it kept for a backward."""
    for layer in model:
        x = layer(x)
        layer.cache = None
    value = criterion(x, y)
    criterion.cache = None
    return value


def _cost(depth, generator):
    model, criterion = network(depth, generator), nn.MSELoss().double()
    data = generator.standard_normal((BATCH, WIDTH)), generator.standard_normal((BATCH, 1))
    exact, near = by_backward(model, criterion, *data), by_differences(model, criterion, *data)
    return Cost(
        parameters=len(exact),
        forward=_price(lambda most: loss(model, criterion, *data)),
        backward=_price(lambda most: by_backward(model, criterion, *data)),
        differences=_price(lambda most: by_differences(model, criterion, *data, most)),
        disagreement=float(np.max(np.abs(exact - near)) / np.max(np.abs(exact))),
    )


def _price(compute):
    """The price of `compute(None)`; for the memory it may stop after a few parameters: each takes as much."""
    compute(2)
    begin, runs = time.process_time(), 0
    while runs == 0 or time.process_time() - begin < LEAST:
        compute(None)
        runs += 1
    seconds = (time.process_time() - begin) / runs
    tracemalloc.start()
    try:
        compute(2)
        return Price(seconds, tracemalloc.get_traced_memory()[1])
    finally:
        tracemalloc.stop()
