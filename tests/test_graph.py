"""The chain rule, node by node: the slopes of every operation, graphs beside torch's autograd, and what is refused."""

import copy
import operator
from math import inf, nan

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from dlcore import graph
from dlcore.gradcheck import numerical_gradient
from dlcore.graph import Value, apply, zero_grad

UNARY = ("exp", "log", "sin", "cos", "tanh", "sigmoid", "relu", "negate", "square", "from two", "two to", "two over")
BINARY = ("add", "subtract", "multiply", "divide", "power", "max", "min")
CHAIN = 100_000


def unary(name, a):
    """An operation written once for a Value and for a tensor."""
    ours = {
        "negate": lambda: -a,
        "square": lambda: a**2,
        "from two": lambda: 2.0 - a,
        "two to": lambda: 2.0**a,
        "two over": lambda: 2.0 / a,
    }
    return ours[name]() if name in ours else getattr(a, name)()


def binary(name, a, b):
    operators = {
        "add": operator.add,
        "subtract": operator.sub,
        "multiply": operator.mul,
        "divide": operator.truediv,
        "power": lambda a, b: (a * a + 0.1) ** b,  # a slope along the exponent needs a positive base
    }
    return operators[name](a, b) if name in operators else getattr(a, name)(b)


@st.composite
def programs(draw):
    """Leaves, and steps that each take one or two of the numbers there are; later steps find more of them."""
    leaves = draw(st.lists(st.floats(-3, 3).map(lambda x: round(x, 3)), min_size=1, max_size=3))
    steps = []
    for count in range(len(leaves), len(leaves) + draw(st.integers(1, 12))):
        which = st.integers(0, count - 1)
        name = draw(st.sampled_from(UNARY + BINARY))
        steps.append((name, *(draw(which) for _ in range(1 if name in UNARY else 2))))
    return leaves, steps


def run(leaves, steps):
    numbers = list(leaves)
    for name, *which in steps:
        numbers.append((unary if len(which) == 1 else binary)(name, *(numbers[i] for i in which)))
    return numbers[-1]


@given(programs())
def test_torch_computes_the_same(program):
    leaves, steps = program
    ours = [Value(x) for x in leaves]
    try:
        y = run(ours, steps)
        y.backward()
    except FloatingPointError:
        assume(False)
    flows = [1.0, *(slope * node.grad for node in y.nodes() for _, slope in node.edges())]
    assume(max(map(abs, flows)) < 1e8)
    theirs = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in leaves]
    z = run(theirs, steps)
    z.backward()
    assert y.data == pytest.approx(z.item(), rel=1e-10, abs=1e-10)
    for a, b in zip(ours, theirs, strict=True):
        gradient = 0.0 if b.grad is None else b.grad.item()
        # slopes that cancel leave the rounding of the largest of them
        assert abs(a.grad - gradient) <= 1e-10 * max(map(abs, flows))


NUMBERS = {
    graph.log: [(0.3,), (40.0,)],
    graph.relu: [(-2.0,), (3.0,)],
    graph.maximum: [(1.0, 2.0), (2.0, -1.0)],
    graph.minimum: [(1.0, 2.0), (2.0, -1.0)],
    graph.power: [(0.7, 2.5), (3.0, -1.2)],
    **{f: [(0.7, -1.3), (-2.0, 0.4)] for f in (graph.add, graph.subtract, graph.multiply, graph.divide)},
    **{f: [(-1.3,), (0.4,)] for f in (graph.negate, graph.exp, graph.sin, graph.cos, graph.tanh, graph.sigmoid)},
}


@pytest.mark.parametrize("operation", NUMBERS, ids=lambda f: f.__name__)
def test_the_slopes_of_an_operation_are_those_of_its_value(operation):
    for numbers in NUMBERS[operation]:
        _, slopes = graph.evaluate(operation, *numbers)
        assert slopes == pytest.approx(numerical_gradient(lambda x: operation(*x)[0], numbers), rel=1e-8, abs=1e-9)


# ---- conventions: kinks and edges, as torch


def both(function, *numbers):
    """The value and the slopes, by Value and by torch."""
    ours = [Value(x) for x in numbers]
    theirs = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in numbers]
    y, z = function(*ours), function(*theirs)
    y.backward()
    z.backward()
    return (y.data, *(a.grad for a in ours)), (z.item(), *(b.grad.item() for b in theirs))


@pytest.mark.parametrize(
    ("function", "numbers", "slopes"),
    [
        (lambda a: a.relu(), (0.0,), (0.0,)),
        (lambda a, b: a.max(b), (2.0, 2.0), (0.5, 0.5)),
        (lambda a, b: a.min(b), (2.0, 2.0), (0.5, 0.5)),
        (lambda a: a.max(a), (2.0,), (1.0,)),
        (lambda a, b: a**b, (0.0, 0.0), (0.0, 0.0)),
        (lambda a, b: a**b, (0.0, 1.0), (1.0, 0.0)),
        (lambda a, b: a**b, (0.0, 2.0), (0.0, 0.0)),
        (lambda a: a**0.0, (0.0,), (0.0,)),
        (lambda a: a**2, (-3.0,), (-6.0,)),
        (lambda a: a**-1, (-2.0,), (-0.25,)),
        (lambda b: 0.0**b, (2.0,), (0.0,)),
    ],
)
def test_conventions_are_those_of_torch(function, numbers, slopes):
    ours, theirs = both(function, *numbers)
    assert ours == theirs
    assert ours[1:] == slopes


@pytest.mark.parametrize("x", [-1000.0, -700.0, 700.0, 1000.0])
def test_saturated_is_not_overflow(x):
    a = Value(x)
    y = a.sigmoid() + a.tanh()
    y.backward()
    assert y.data == pytest.approx(2.0 if x > 0 else -1.0)
    assert a.grad == pytest.approx(0.0, abs=1e-300)


# ---- graphs


def test_repeated_nodes_add():
    x = Value(3.0, "x")
    y = x * x + x
    y.backward()
    assert (y.data, x.grad) == (12.0, 7.0)
    assert [slope for _, slope in y.inputs[0].edges()] == [3.0, 3.0]


def test_nodes_come_after_their_inputs_and_once():
    x = Value(0.4)
    a, b = x.sin(), x.cos()
    y = a * b + a
    order = y.nodes()
    assert order[-1] is y
    assert len(order) == len(set(order)) == 5
    for i, node in enumerate(order):
        assert all(order.index(parent) < i for parent, _ in node.edges())


def test_plain_numbers_are_no_nodes():
    y = 2 * Value(3.0) + 1
    assert len(y.nodes()) == 3
    assert y.inputs[1] == 1


@pytest.mark.parametrize("number", [2, 2.0, np.float64(2), np.float32(2), np.int64(2)])
def test_numbers_of_every_kind_on_both_sides(number):
    x = Value(3.0)
    found = [f.data for f in (x + number, number + x, x - number, number - x, x * number, number * x)]
    assert found == [5, 5, 1, -1, 6, 6]
    assert [f.data for f in (x / number, number / x, x**number, number**x, -x)] == [1.5, 2 / 3, 9, 8, -3]


def test_numpy_functions_and_arrays_of_values():
    x = Value(0.5)
    assert np.exp(x).operation is graph.exp
    w = np.array([Value(1.0), Value(-2.0)])
    y = w @ np.array([3.0, 4.0])
    y.backward()
    assert (y.data, [v.grad for v in w]) == (-5.0, [3.0, 4.0])


def test_an_operation_of_ones_own():
    def softplus(a):
        return np.logaddexp(0, a), 1 / (1 + np.exp(-a))

    x = Value(0.3)
    y = apply(softplus, x)
    y.backward()
    z = torch.tensor(0.3, dtype=torch.float64, requires_grad=True)
    torch.nn.functional.softplus(z).backward()
    assert x.grad == pytest.approx(z.grad.item(), rel=1e-12)
    assert repr(y) == "Value(0.854355, softplus, grad=1)"


def test_a_long_chain_needs_no_deep_stack():
    x = Value(0.5, "x")
    y = x
    for i in range(CHAIN):
        y = y * 0.999999 if i % 2 else y + 1e-6
    twin = copy.deepcopy(y)
    y.backward()
    assert x.grad == pytest.approx(0.999999 ** (CHAIN // 2), rel=1e-9)
    assert repr(y).startswith("Value(0.5")
    order = twin.nodes()
    assert len(order) == CHAIN + 1
    assert order[0] is not x
    assert (order[0].name, order[0].grad, twin.data) == ("x", 0.0, y.data)


def test_many_paths_take_no_more_time_than_many_nodes():
    """60 times the sum of a node with itself: 2⁶⁰ paths, 61 nodes."""
    x = Value(1.0)
    y = x
    for _ in range(60):
        y = y + y
    y.backward()
    assert x.grad == 2.0**60


def test_a_copy_shares_nothing():
    x = Value(2.0, "x")
    y = x * x
    twin = copy.deepcopy({"y": y, "x": x})
    twin["y"].backward()
    assert (twin["x"].grad, x.grad, y.walked) == (4.0, 0.0, False)


# ---- a second backward, and a second graph


def test_a_second_backward_is_refused_and_changes_nothing():
    x = Value(2.0)
    y = x * x
    y.backward()
    for again in (y, y + 1):  # a graph that has such a part is refused as well
        with pytest.raises(RuntimeError, match="a backward has passed through this graph already; build it again"):
            again.backward()
    assert x.grad == 4.0


def test_a_second_graph_adds_until_the_gradients_are_zeroed():
    w, b = Value(2.0), Value(1.0)
    for _ in range(2):
        (w * 3 + b).backward()
    assert (w.grad, b.grad) == (6.0, 2.0)
    zero_grad(w, b)
    assert (w.grad, b.grad) == (0.0, 0.0)


def test_a_leaf_alone():
    x = Value(2.0)
    x.backward()
    assert x.grad == 1.0


# ---- what is refused


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: Value(0.0).log(), FloatingPointError, r"log\(0\) is -inf, expected a finite number"),
        (lambda: Value(-1.0).log(), FloatingPointError, r"log\(-1\) is nan"),
        (lambda: Value(1000.0).exp(), FloatingPointError, r"exp\(1000\) is inf"),
        (lambda: 1 / Value(0.0), FloatingPointError, r"divide\(1, 0\) is inf"),
        (lambda: Value(-8.0) ** (1 / 3), FloatingPointError, r"power\(-8, 0.333333\) is nan"),
        (lambda: Value(0.0) ** -1, FloatingPointError, r"power\(0, -1\) is inf"),
        (lambda: Value(inf, "w"), FloatingPointError, "Value: w is inf"),
        (lambda: Value(nan), FloatingPointError, "Value: data is nan"),
        (lambda: Value("2"), TypeError, "data has type str, expected one number"),
        (lambda: Value(np.ones(2)), TypeError, "data has type ndarray"),
        (lambda: Value(1.0).max([1.0]), TypeError, "maximum: expected Values and plain numbers, got list"),
        (lambda: Value(1.0) + "1", TypeError, "unsupported operand"),
        (lambda: max(Value(1.0), Value(2.0)), TypeError, "not supported between instances of 'Value' and 'Value'"),
        (lambda: apply(lambda a, b: (a, 1.0), Value(1.0), 2.0), ValueError, "returned 1 local slopes, expected 2"),
    ],
)
def test_misuse_is_a_sentence(make, error, words):
    with pytest.raises(error, match=words):
        make()


def test_a_mistyped_attribute_is_refused():
    with pytest.raises(AttributeError):
        Value(1.0).gard = 0.0


def test_a_gradient_that_is_not_finite_changes_nothing():
    x, w = Value(0.0, "x"), Value(2.0, "w")
    y = w * x**0.5
    with pytest.raises(
        FloatingPointError,
        match=r"gradient of Value\(0, name='x', grad=0\) would be inf: power has the local slope inf and the upstream "
        "slope 2",
    ):
        y.backward()
    assert [node.grad for node in y.nodes()] == [0.0] * 4
    assert not y.walked
