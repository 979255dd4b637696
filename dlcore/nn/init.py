"""Initial weights: `torch.nn.init` with the covers off.

Each function fills a Parameter in place, through its array, and returns it; its gradient stays. Biases usually
get `zeros_`. What the laws below keep equal is the size of the signal, from layer to layer:

    y = Σᵢ wᵢ xᵢ over fan_in inputs, all independent, w with mean 0    →    Var y = fan_in · Var w · E x²        (4.8)

So Var w = 1/fan_in keeps the variance on the way forward. On the way back each input gets dx = Σⱼ wⱼ dyⱼ over
fan_out outputs, and Var w = 1/fan_out keeps it (4.9). The gain makes up for what the activation takes away.
"""

import math

import numpy as np

from ..random import generator as generator_or_default
from .parameter import Parameter

LINEAR = ("linear", *(f"conv{d}d" for d in (1, 2, 3)), *(f"conv_transpose{d}d" for d in (1, 2, 3)))


def zeros_(tensor):
    """Fill with 0. Good for biases; where all weights are zero, all units of a hidden layer stay equal."""
    return constant_(tensor, 0.0)


def ones_(tensor):
    """Fill with 1."""
    return constant_(tensor, 1.0)


def constant_(tensor, val):
    """Fill with `val`."""
    _array(tensor)[...] = val
    return tensor


def uniform_(tensor, a=0.0, b=1.0, generator=None):
    """Fill with numbers drawn from U(a, b), which has the standard deviation (b − a)/√12."""
    if not a <= b:
        raise ValueError(f"uniform_: a is {a!r} and b is {b!r}, expected a ≤ b")
    array = _array(tensor)
    array[...] = generator_or_default(generator).uniform(a, b, array.shape)
    return tensor


def normal_(tensor, mean=0.0, std=1.0, generator=None):
    """Fill with numbers drawn from N(mean, std²)."""
    if not std >= 0:
        raise ValueError(f"normal_: std is {std!r}, expected a number that is not negative")
    array = _array(tensor)
    array[...] = generator_or_default(generator).normal(mean, std, array.shape)
    return tensor


def calculate_gain(nonlinearity, param=None):
    """The factor that makes up for what an activation takes from the signal.

    Equations
        linear, convolutions, sigmoid   1      (sigmoid: a convention; its slope is at most ¼)
        tanh                            5/3
        relu                            √2     half of the variance is cut away
        leaky_relu, slope s             √(2/(1 + s²))              s = param, 0.01 where it is None
        selu                            3/4
    Source
        torch.nn.init.calculate_gain; for relu and leaky_relu He et al. (2015), arXiv:1502.01852
    """
    if nonlinearity == "leaky_relu":
        slope = 0.01 if param is None else param
        if isinstance(slope, bool) or not isinstance(slope, int | float):
            raise ValueError(f"calculate_gain: param is {param!r}, expected the slope of leaky_relu, a number")
        return math.sqrt(2 / (1 + slope**2))
    gains = {**dict.fromkeys(LINEAR, 1), "sigmoid": 1, "tanh": 5 / 3, "relu": math.sqrt(2), "selu": 3 / 4}
    if nonlinearity not in gains:
        known = ", ".join([*gains, "leaky_relu"])
        raise ValueError(f"calculate_gain: nonlinearity is {nonlinearity!r}, expected one of {known}")
    return gains[nonlinearity]


def xavier_uniform_(tensor, gain=1.0, generator=None):
    """Glorot's law, uniform: a compromise between the way forward and the way back.

    Equations
        w ~ U(−a, a)          a = gain √(6 / (fan_in + fan_out))
    Source
        torch.nn.init.xavier_uniform_; Glorot & Bengio (2010), AISTATS
    """
    a = math.sqrt(3) * _glorot(tensor, gain)
    return uniform_(tensor, -a, a, generator)


def xavier_normal_(tensor, gain=1.0, generator=None):
    """Glorot's law, normal.

    Equations
        w ~ N(0, s²)          s = gain √(2 / (fan_in + fan_out))          (4.10) for a gain of 1
    Source
        torch.nn.init.xavier_normal_; Glorot & Bengio (2010), AISTATS
    """
    return normal_(tensor, 0.0, _glorot(tensor, gain), generator)


def kaiming_uniform_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    """He's law, uniform. With the defaults, a = 0 and leaky_relu, the gain is that of relu, √2.

    Equations
        w ~ U(−b, b)          b = gain √(3 / fan)        gain = calculate_gain(nonlinearity, a)
    Arguments
        a: the negative slope of leaky_relu
        mode: which fan; "fan_in" keeps the variance on the way forward, "fan_out" on the way back
    Source
        torch.nn.init.kaiming_uniform_; He et al. (2015), arXiv:1502.01852
    """
    bound = math.sqrt(3) * _he(tensor, a, mode, nonlinearity)
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    """He's law, normal.

    Equations
        w ~ N(0, s²)          s = gain / √fan            gain = calculate_gain(nonlinearity, a)        (4.11) for relu
    Arguments
        as kaiming_uniform_
    Source
        torch.nn.init.kaiming_normal_; He et al. (2015), arXiv:1502.01852
    """
    return normal_(tensor, 0.0, _he(tensor, a, mode, nonlinearity), generator)


def _glorot(tensor, gain):
    """The standard deviation of Glorot's law."""
    return gain * math.sqrt(2 / sum(_calculate_fan_in_and_fan_out(tensor)))


def _he(tensor, a, mode, nonlinearity):
    """The standard deviation of He's law."""
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(f"init: mode is {mode!r}, expected 'fan_in' or 'fan_out'")
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    return calculate_gain(nonlinearity, a) / math.sqrt(fan_in if mode == "fan_in" else fan_out)


def _calculate_fan_in_and_fan_out(tensor):
    """(fan_in, fan_out) of a weight (out, in, *kernel): how many inputs an output adds up, and the reverse."""
    shape = _array(tensor).shape
    if len(shape) < 2 or 0 in shape:
        raise ValueError(f"init: tensor has shape {shape}, expected a weight (out, in, *kernel) that is not empty")
    outputs, inputs, *kernel = shape
    return inputs * math.prod(kernel), outputs * math.prod(kernel)


def _array(tensor):
    """The floats to fill: those of a Parameter, or an array itself."""
    array = tensor.data if isinstance(tensor, Parameter) else tensor
    if not (isinstance(array, np.ndarray) and array.dtype.kind == "f"):
        raise TypeError(f"init: tensor is a {type(tensor).__name__}, expected nn.Parameter or an array of floats")
    return array
