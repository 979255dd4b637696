"""A graph of numbers: the chain rule, one node at a time.

    x, w = Value(2.0, "x"), Value(-3.0, "w")
    y = (x * w).tanh()          each operation makes a node; it keeps its value and the slope along each input
    y.backward()                from y back to the leaves: local slope times upstream slope, added up (2.3)
    x.grad, w.grad              ∂y/∂x and ∂y/∂w

An operation is a function of numbers that returns its value and then its local slopes, one along each input (2.2).
Write your own in the same way and use it with `apply(operation, x, ...)`. The names are those of torch.Tensor: a
function written with `exp`, `tanh`, `max` and operators takes a tensor too. At kinks the slopes are those of torch.
"""

import copy
import math
from numbers import Real

import numpy as np

# ---- Operations: the value, then the slope along each input -------------------------------------------------------


def add(a, b):
    return a + b, 1.0, 1.0


def subtract(a, b):
    return a - b, 1.0, -1.0


def multiply(a, b):
    return a * b, b, a


def divide(a, b):
    return a / b, 1 / b, -a / b / b


def negate(a):
    return -a, -1.0


def exp(a):
    y = np.exp(a)
    return y, y


def log(a):
    return np.log(a), 1 / a


def sin(a):
    return np.sin(a), np.cos(a)


def cos(a):
    return np.cos(a), -np.sin(a)


def tanh(a):
    y = np.tanh(a)
    return y, 1 - y**2


def sigmoid(a):
    y = 1 / (1 + np.exp(-a))
    return y, y * (1 - y)


def relu(a):
    """A kink at 0: the slope there is taken as 0."""
    return max(a, 0.0), float(a > 0)


def maximum(a, b):
    """A kink where both are equal: each then has half the slope."""
    first = (a > b) + 0.5 * (a == b)
    return max(a, b), first, 1 - first


def minimum(a, b):
    first = (a < b) + 0.5 * (a == b)
    return min(a, b), first, 1 - first


def power(a, b):
    """aᵇ. Along a the slope is 0 for b = 0, along b for a = 0; for a < 0 there is none along b."""
    y = a**b
    return y, b * a ** (b - 1) if b != 0 else 0.0, y * np.log(a) if a != 0 else 0.0


# ---- The graph ----------------------------------------------------------------------------------------------------


def evaluate(operation, *numbers):
    """The value of an operation, which must be finite, and the tuple of its local slopes."""
    with np.errstate(all="ignore"):  # what is not finite is said in words
        value, *slopes = map(float, operation(*map(np.float64, numbers)))
    if not math.isfinite(value):
        inputs = ", ".join(f"{number:g}" for number in numbers)
        raise FloatingPointError(f"{operation.__name__}({inputs}) is {value}, expected a finite number")
    if len(slopes) != len(numbers):
        raise ValueError(f"{operation.__name__} returned {len(slopes)} local slopes, expected {len(numbers)}")
    return value, tuple(slopes)


def apply(operation, *inputs):
    """The Value that an operation makes of Values and plain numbers. A plain number has no gradient."""
    for x in inputs:
        if not isinstance(x, Value | Real):
            raise TypeError(f"{operation.__name__}: expected Values and plain numbers, got {type(x).__name__}")
    value, slopes = evaluate(operation, *(x.data if isinstance(x, Value) else x for x in inputs))
    result = Value(value)
    result.operation, result.inputs, result.slopes = operation, inputs, slopes
    return result


def _operators(operation):
    """The methods of Value for an operator: `x + other`, and `other + x` where other is a plain number."""

    def method(self, other):
        return apply(operation, self, other) if isinstance(other, Value | Real) else NotImplemented

    def reflected(self, other):
        return apply(operation, other, self) if isinstance(other, Real) else NotImplemented

    return method, reflected


class Value:
    """A number that remembers how it was made.

    data        the number
    grad        ∂(output)/∂(this number), added up by `backward`; 0 before
    name        what a drawing calls it
    operation   the function that made it; None for a leaf
    inputs      what that function took: Values and plain numbers
    slopes      its local slopes, one for each input
    """

    __slots__ = ("data", "grad", "inputs", "name", "operation", "slopes", "walked")

    def __init__(self, data, name=""):
        if not isinstance(data, Real):
            raise TypeError(f"Value: data has type {type(data).__name__}, expected one number")
        if not math.isfinite(data):
            raise FloatingPointError(f"Value: {name or 'data'} is {data}, expected a finite number")
        self.data, self.grad, self.name = float(data), 0.0, name
        self.operation, self.inputs, self.slopes = None, (), ()
        self.walked = False  # has a backward passed through this node?

    __add__, __radd__ = _operators(add)
    __sub__, __rsub__ = _operators(subtract)
    __mul__, __rmul__ = _operators(multiply)
    __truediv__, __rtruediv__ = _operators(divide)
    __pow__, __rpow__ = _operators(power)

    def __neg__(self):
        return apply(negate, self)

    def exp(self):
        return apply(exp, self)

    def log(self):
        return apply(log, self)

    def sin(self):
        return apply(sin, self)

    def cos(self):
        return apply(cos, self)

    def tanh(self):
        return apply(tanh, self)

    def sigmoid(self):
        return apply(sigmoid, self)

    def relu(self):
        return apply(relu, self)

    def max(self, other):
        return apply(maximum, self, other)

    def min(self, other):
        return apply(minimum, self, other)

    def edges(self):
        """(input, local slope) for each input that is a Value; an input used twice has two edges."""
        return [(x, slope) for x, slope in zip(self.inputs, self.slopes, strict=True) if isinstance(x, Value)]

    def nodes(self):
        """Every Value that this one is made of, each once and after its inputs; itself last."""
        order, seen, waiting = [], set(), [(self, False)]
        while waiting:  # a list, not recursion: Python's own stack ends near 1000 calls
            node, inputs_done = waiting.pop()
            if inputs_done:
                order.append(node)
            elif node not in seen:
                seen.add(node)
                waiting.append((node, True))
                waiting.extend((x, False) for x, _ in reversed(node.edges()))
        return order

    def backward(self):
        """Add ∂self/∂node to the `grad` of every node of the graph, or change nothing and say why."""
        order = self.nodes()
        if any(node.walked for node in order):
            raise RuntimeError("Value.backward: a backward has passed through this graph already; build it again")
        upstream = dict.fromkeys(order, 0.0)
        upstream[self] = 1.0  # ∂self/∂self
        for node in reversed(order):  # all that a node's result was used for comes before it
            for x, slope in node.edges():
                upstream[x] += slope * upstream[node]
                if not math.isfinite(upstream[x]):
                    raise FloatingPointError(
                        f"Value.backward: the gradient of {x!r} would be {upstream[x]}: {node.operation.__name__} "
                        f"has the local slope {slope:g} and the upstream slope {upstream[node]:g}"
                    )
        for node, slope in upstream.items():
            node.grad += slope
            node.walked = node.operation is not None  # a leaf may belong to the next graph as well

    def __repr__(self):
        kind = f", name={self.name!r}" if self.name else f", {self.operation.__name__}" if self.operation else ""
        return f"Value({self.data:g}{kind}, grad={self.grad:g})"

    def __deepcopy__(self, memo):
        for node in self.nodes():  # again no recursion: a long chain can be copied
            if id(node) not in memo:
                memo[id(node)] = twin = copy.copy(node)
                twin.inputs = tuple(memo.get(id(x), x) for x in node.inputs)
        return memo[id(self)]


def zero_grad(*values):
    """Set each gradient to 0: otherwise those of the next graph are added to them."""
    for value in values:
        value.grad = 0.0
