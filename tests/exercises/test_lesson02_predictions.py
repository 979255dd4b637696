"""Lesson 02: what its predictions claim."""

import math

import numpy as np
import pytest

from dlcore.exercises import Exercise, Prediction, catalogue
from dlcore.gradcheck import numerical_gradient
from dlcore.graph import Value
from dlcore.nn.functional import softmax

ANSWERS = {number: exercise.answer for number, exercise in catalogue.entries(2, Exercise).items()}
PREDICTIONS = catalogue.entries(2, Prediction)


def test_prediction_nudge():
    rise = (3 * 2.01) ** 2 - 36
    assert rise == pytest.approx(0.3609)
    assert PREDICTIONS["2.1"].agrees(0.36)
    assert PREDICTIONS["2.1"].agrees(rise)
    assert not PREDICTIONS["2.1"].agrees(0.12)


def test_prediction_gate():
    x, y, z = Value(-2.0), Value(5.0), Value(-4.0)
    f = (x + y) * z
    f.backward()
    assert f.data == -12
    assert PREDICTIONS["2.2"].answer == x.grad == y.grad == -4


def test_prediction_order():
    """Whatever uses a node is computed after it; passing on too early gives another number."""
    assert PREDICTIONS["2.3"].answer == "b"
    a = Value(2.0)
    q = a * 3.0
    r, s = q * 5.0, q.sin()
    result = r * s
    order = result.nodes()
    assert order.index(q) < min(order.index(r), order.index(s))
    result.backward()
    right = a.grad
    through_r_alone = 3 * 5 * s.data
    assert right != pytest.approx(through_r_alone)
    assert right == pytest.approx(numerical_gradient(lambda a: 15 * a * math.sin(3 * a), 2.0))


def relative_error(h, f=np.exp, dtype=np.float64):
    x, h = dtype(1), dtype(h)
    slope = (f(x + h) - f(x - h)) / ((x + h) - (x - h))
    return abs(float(slope) - math.e) / math.e


def test_prediction_valley():
    assert PREDICTIONS["2.4"].answer == "b"
    large, best, small = relative_error(0.1), relative_error(1e-5), relative_error(1e-13)
    assert best < 1e-6 * large
    assert best < 1e-6 * small


def test_prediction_digits():
    """Near 10⁻⁵ the error is about 10⁻¹¹; to one side and in float32 the best is far worse."""
    assert PREDICTIONS["2.5"].answer == "b"
    steps = 10.0 ** np.arange(-5.3, -4.7, 0.02)
    assert 3e-12 < np.median([relative_error(h) for h in steps]) < 3e-11
    one_side = [abs((math.exp(1 + h) - math.e) / h / math.e - 1) for h in 10.0 ** np.arange(-8.2, -7.8, 0.02)]
    assert 1e-9 < np.median(one_side) < 1e-7
    single = [relative_error(h, dtype=np.float32) for h in 10.0 ** np.arange(-2.3, -1.7, 0.02)]
    assert 1e-6 < np.median(single) < 1e-4


def test_prediction_alike():
    assert PREDICTIONS["2.6"].answer == "b"
    for z in np.random.default_rng(1).normal(size=(5, 3)):
        np.testing.assert_allclose(ANSWERS["2.7"](softmax(z, axis=0), np.ones(3)), 0, atol=1e-15)


def test_prediction_price():
    """One multiplication and one addition an edge, whatever the number of weights."""
    assert PREDICTIONS["2.7"].answer == "a"
    for count in (10, 1000):
        weights = [Value(0.1 * i) for i in range(count)]
        total = weights[0].tanh()
        for weight in weights[1:]:
            total = total + weight.tanh()
        edges = sum(len(node.edges()) for node in total.nodes())
        assert edges <= 3 * count


def test_prediction_memory():
    """Every node of a chain is still there when backward starts."""
    assert PREDICTIONS["2.8"].answer == 1000
    y = Value(0.5)
    for _ in range(1000):
        y = y.sin()
    assert len(y.nodes()) == 1001


def chain(x, n):
    slope = 1.0
    for _ in range(n):
        x = 1 / (1 + math.exp(-x))
        slope *= x * (1 - x)
    return x, slope


def test_prediction_squashed():
    assert PREDICTIONS["2.9"].answer == "c"
    ends, slopes = zip(*(chain(x, 20) for x in np.linspace(-20, 20, 2001)), strict=True)
    assert 1e-13 < max(slopes) < 2e-13 < 0.25**20 < 1e-12
    assert max(ends) - min(ends) < 1e-12
