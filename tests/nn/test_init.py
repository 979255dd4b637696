"""Initial weights: the laws of torch.nn.init, and what they are for."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from dlcore import nn
from dlcore.nn import init

SHAPES = [(300, 200), (40, 30, 5, 5), (60, 20, 7)]  # Linear, Conv2d, Conv1d
LAWS = [
    ("uniform_", {"a": -0.3, "b": 0.5}),
    ("normal_", {"mean": 0.2, "std": 0.7}),
    ("xavier_uniform_", {}),
    ("xavier_uniform_", {"gain": 5 / 3}),
    ("xavier_normal_", {"gain": 0.5}),
    ("kaiming_uniform_", {}),
    ("kaiming_uniform_", {"a": 0.2, "mode": "fan_out"}),
    ("kaiming_uniform_", {"nonlinearity": "linear"}),
    ("kaiming_normal_", {"nonlinearity": "relu"}),
    ("kaiming_normal_", {"mode": "fan_out", "nonlinearity": "tanh"}),
]


class Asked:
    """A generator that notes which law it is asked for, and gives zeros."""

    def __init__(self, monkeypatch):
        self.laws = []
        monkeypatch.setattr(init, "generator_or_default", lambda generator: self)

    def uniform(self, low, high, shape):
        self.laws.append(("uniform", low, high, shape))
        return np.zeros(shape)

    def normal(self, mean, std, shape):
        self.laws.append(("normal", mean, std, shape))
        return np.zeros(shape)


def torch_law(monkeypatch, name, shape, settings):
    """The law that torch asks its own generator for."""
    asked = []
    record = {
        "uniform": lambda tensor, low, high, generator=None: asked.append(("uniform", low, high, tuple(tensor.shape))),
        "normal": lambda tensor, mean, std, generator=None: asked.append(("normal", mean, std, tuple(tensor.shape))),
    }
    with monkeypatch.context() as patch:
        for law, note in record.items():
            patch.setattr(torch.Tensor, f"{law}_", note)
            patch.setattr(torch.nn.init, f"_no_grad_{law}_", note)
        getattr(torch.nn.init, name)(torch.empty(shape), **settings)
    return asked


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("name", "settings"), LAWS)
def test_the_law_is_torchs_to_the_last_digits(monkeypatch, name, settings, shape):
    ours = Asked(monkeypatch)
    getattr(init, name)(nn.Parameter(np.ones(shape)), **settings)
    ((kind, first, second, drawn),) = ours.laws
    ((torch_kind, torch_first, torch_second, torch_shape),) = torch_law(monkeypatch, name, shape, settings)
    assert (kind, drawn) == (torch_kind, torch_shape)
    assert (first, second) == pytest.approx((torch_first, torch_second), rel=1e-15)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("name", "settings"), LAWS)
def test_what_is_drawn_has_torchs_moments(name, settings, shape):
    ours = getattr(init, name)(nn.Parameter(np.zeros(shape)), **settings, generator=np.random.default_rng(0)).data
    theirs = torch.empty(shape, dtype=torch.float64)
    getattr(torch.nn.init, name)(theirs, **settings, generator=torch.Generator().manual_seed(0))
    theirs = theirs.numpy()
    spread, error = theirs.std(), theirs.std() / math.sqrt(ours.size)
    assert abs(ours.mean() - theirs.mean()) < 6 * error
    assert ours.std() == pytest.approx(spread, rel=0.03)
    flat = np.mean(((ours - ours.mean()) / ours.std()) ** 4)  # the fourth moment tells the two laws apart
    assert flat == pytest.approx(1.8 if "uniform" in name else 3, rel=0.06)


@pytest.mark.parametrize("param", [None, 0, 1, 0.3])
@pytest.mark.parametrize("name", [*init.LINEAR, "sigmoid", "tanh", "relu", "leaky_relu", "selu"])
def test_gains_are_torchs(name, param):
    assert init.calculate_gain(name, param) == torch.nn.init.calculate_gain(name, param)


@given(st.lists(st.integers(1, 6), min_size=2, max_size=5))
def test_fans_are_torchs(shape):
    expected = torch.nn.init._calculate_fan_in_and_fan_out(torch.empty(shape))
    assert init._calculate_fan_in_and_fan_out(nn.Parameter(np.zeros(shape))) == expected


@pytest.mark.parametrize(("name", "value"), [("zeros_", 0.0), ("ones_", 1.0), ("constant_", 0.3)])
def test_fills_in_place_and_leaves_the_gradient(name, value):
    layer = nn.Linear(3, 2)
    layer(np.ones((4, 3)))
    layer.backward(np.ones((4, 2)))
    array, gradient = layer.weight.data, layer.weight.grad.copy()
    assert getattr(init, name)(layer.weight, *([value] if name == "constant_" else [])) is layer.weight
    assert layer.weight.data is array
    np.testing.assert_array_equal(array, np.full((2, 3), value, np.float32))
    np.testing.assert_array_equal(layer.weight.grad, gradient)  # as torch does


def test_torch_leaves_the_gradient_too():
    weight = torch.nn.Parameter(torch.ones(2, 3))
    weight.sum().backward()
    assert torch.nn.init.zeros_(weight).grad.sum() == 6


@pytest.mark.parametrize("name", ["uniform_", "normal_", "xavier_uniform_", "kaiming_normal_"])
def test_a_seed_repeats_and_the_dtype_stays(name):
    drawn = [getattr(init, name)(np.zeros((3, 2), "f4"), generator=np.random.default_rng(5)) for _ in range(2)]
    assert drawn[0].dtype == np.float32
    assert len(np.unique(drawn[0])) == 6
    np.testing.assert_array_equal(*drawn)


@pytest.mark.parametrize("seed", range(5))
def test_hes_law_keeps_the_size_of_the_signal_through_relu(seed):
    generator = np.random.default_rng(seed)
    x = generator.normal(size=(64, 200))
    sizes = []
    for _ in range(20):
        layer = nn.Linear(200, 200)
        init.kaiming_normal_(layer.weight, nonlinearity="relu", generator=generator)
        init.zeros_(layer.bias)
        x = np.maximum(layer(x), 0)
        sizes.append(np.sqrt(np.mean(x**2)))
    assert 0.3 < sizes[-1] / sizes[0] < 3  # without the gain √2 this would be 2^-9.5, about 0.001


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda w: init.uniform_(w, 1, 0), ValueError, "uniform_: a is 1 and b is 0, expected a ≤ b"),
        (lambda w: init.normal_(w, 0, -1), ValueError, "normal_: std is -1, expected a number that is not"),
        (lambda w: init.normal_(w, 0, math.nan), ValueError, "normal_: std is nan, expected"),
        (lambda w: init.kaiming_normal_(w, mode="in"), ValueError, "mode is 'in', expected 'fan_in' or 'fan_out'"),
        (lambda w: init.calculate_gain("relus"), ValueError, "nonlinearity is 'relus', expected one of linear"),
        (lambda w: init.kaiming_normal_(w, a="x"), ValueError, "param is 'x', expected the slope of leaky_relu"),
        (lambda w: init.xavier_normal_(w.data[0]), ValueError, r"shape \(3,\), expected a weight \(out, in, \*kernel"),
        (lambda w: init.kaiming_uniform_(np.zeros((0, 3))), ValueError, r"shape \(0, 3\), expected a weight"),
        (lambda w: init.zeros_([[1.0]]), TypeError, "tensor is a list, expected nn.Parameter or an array of floats"),
        (lambda w: init.ones_(np.zeros(3, int)), TypeError, "tensor is a ndarray, expected nn.Parameter or an array"),
        (lambda w: init.normal_(w, generator=3), TypeError, "generator is a int, expected a numpy.random.Generator"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(call, error, message):
    weight = nn.Parameter(np.ones((2, 3)))
    with pytest.raises(error, match=message):
        call(weight)
    np.testing.assert_array_equal(weight.data, np.ones((2, 3)))
