"""The mathematics of initial weights: sizes as PyTorch's, laws, symmetry."""

from itertools import pairwise

import numpy as np
import pytest
import torch

from dlcore import nn, twin
from dlcore.datasets import moons
from dlcore.explore.initialisation import (
    ACTIVATIONS,
    BATCH,
    LOWEST,
    SCHEMES,
    Initialisation,
    different_rows,
    initialise,
    sizes,
)
from dlcore.optim import SGD
from dlcore.training import numpy_step

SPREAD = {  # standard deviation of a weight (out, in) under each scheme
    "zeros": lambda out, inputs: 0,
    "all equal (0.1)": lambda out, inputs: 0,
    "too small (σ = 0.01)": lambda out, inputs: 0.01,
    "too large (σ = 1)": lambda out, inputs: 1,
    "Glorot": lambda out, inputs: (2 / (out + inputs)) ** 0.5,
    "He": lambda out, inputs: (2 / inputs) ** 0.5,
    "torch's Linear": lambda out, inputs: (1 / inputs) ** 0.5 / 3**0.5,
}


def points():
    return moons(60, 0.1, np.random.default_rng(3))


def net(activation, *widths):
    layers = []
    for inputs, outputs in pairwise(widths):
        layers += [nn.Linear(inputs, outputs).double(), ACTIVATIONS[activation]()]
    return layers[:-1]


@pytest.fixture
def explorer():
    made = Initialisation(*points())
    yield made
    made.close()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_sizes_are_pytorchs(scheme, activation):
    layers = net(activation, 2, 6, 5, 5, 1)
    initialise(layers, scheme, np.random.default_rng(0))
    x, y = points()
    signal, gradient = sizes(layers, x, y[:, None])
    theirs = twin.to_torch(nn.Sequential(*layers))
    a, expected = torch.tensor(x), []
    for layer in theirs:
        a = layer(a)
        if not isinstance(layer, torch.nn.Linear):
            expected.append(a.square().mean().sqrt().item())
    torch.nn.functional.binary_cross_entropy_with_logits(a, torch.tensor(y[:, None], dtype=torch.float64)).backward()
    slopes = [layer.weight.grad.square().mean().sqrt().item() for layer in theirs if hasattr(layer, "weight")]
    np.testing.assert_allclose(signal, expected, rtol=1e-10)
    np.testing.assert_allclose(gradient, slopes, rtol=1e-9, atol=1e-16)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_weights_follow_the_schemes_law(scheme):
    layer = nn.Linear(120, 180)
    initialise([layer], scheme, np.random.default_rng(1))
    assert layer.weight.data.std() == pytest.approx(SPREAD[scheme](180, 120), rel=0.03, abs=1e-7)
    assert not layer.bias.data.any()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_equal_units_stay_equal_and_others_do_not_become_so(scheme, activation):
    """However long it trains: what the explorer shows after two updates holds after 200."""
    layers = net(activation, 2, 8, 1)
    initialise(layers, scheme, np.random.default_rng(0))
    model = nn.Sequential(*layers)
    step = numpy_step(model, nn.BCEWithLogitsLoss(), SGD(model.parameters(), lr=0.1))
    x, y = points()
    before = model[0].weight.data.copy()
    for _ in range(200):
        step(x[:41], y[:41, None])  # 41 points: the classes are not equally large, so zeros get a gradient too
    equal = scheme in ("zeros", "all equal (0.1)")
    assert different_rows(model[0].weight.data) == (1 if equal else 8)
    assert different_rows(before) == (1 if equal else 8)
    if scheme == "all equal (0.1)":
        assert abs(model[0].weight.data - before).max() > 0.01


def test_with_relu_all_layers_vanish_together():
    """A net of ReLUs without biases is homogeneous in each layer's weight: Σ w ∂L/∂w is the same for all."""
    layers = net("ReLU", 2, 7, 7, 7, 1)
    initialise(layers, "Glorot", np.random.default_rng(4))
    x, y = points()
    sizes(layers, x, y[:, None])
    products = [np.sum(layer.weight.data * layer.weight.grad) for layer in layers if isinstance(layer, nn.Linear)]
    np.testing.assert_allclose(products, products[0], rtol=1e-10)


def test_earlier_settings_leave_no_trace(explorer):
    values = {"scheme": "He", "activation": "tanh", "layers": 20, "width": 8, "draw": 2}
    first = explorer.compute(**values)
    explorer.compute(**{**values, "scheme": "too large (σ = 1)", "layers": 50})
    second = explorer.compute(**values)
    for name in ("signal", "gradient", "units", "moved"):
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name))


def test_it_is_the_same_net_as_one_built_for_the_purpose(explorer):
    shown = explorer.set(scheme="He", activation="ReLU", layers=4, width=8, draw=5).result
    layers = net("ReLU", 2, 8, 8, 8, 1)
    initialise(layers, "He", np.random.default_rng(5))
    x, y = points()
    signal, gradient = sizes(layers, x[:BATCH], y[:BATCH, None])
    np.testing.assert_array_equal(shown.signal, signal)
    np.testing.assert_array_equal(shown.gradient, gradient)


def test_updates_move_the_units_of_layer_1(explorer):
    shown = explorer.set(scheme="all equal (0.1)", activation="tanh", layers=2).result
    assert shown.different == 1
    assert np.linalg.norm(shown.moved[0] - shown.units[0]) > 0.01


def test_sentence_reports_every_case(explorer):
    explorer.set(scheme="zeros", activation="ReLU", layers=2, width=4)
    assert "have size 0 in layer 1; the gradient is 0 in every layer." in explorer.sentence
    assert explorer.sentence.endswith("After 2 updates there is 1 different unit among the 4 of layer 1.")
    explorer.set(scheme="too small (σ = 0.01)", activation="sigmoid", layers=50)
    first, last = explorer.result.gradient[[0, -1]]
    assert first < LOWEST < last
    assert "times smaller in layer 1" in explorer.sentence
    assert explorer.sentence.startswith("Too small (σ = 0.01), sigmoid, 50 layers: ")


def test_challenges_can_be_met_and_not_by_any_net(explorer):
    even, explode = explorer.challenges
    deep = {"layers": 50, "width": 32, "draw": 1}
    results = {
        (scheme, activation): explorer.compute(scheme=scheme, activation=activation, **deep)
        for scheme in SCHEMES
        for activation in ACTIVATIONS
    }
    assert {case for case, start in results.items() if even.met(start)} >= {("He", "tanh"), ("Glorot", "tanh")}
    assert {case for case, start in results.items() if explode.met(start)} == {("too large (σ = 1)", "tanh")}
    assert not any(even.met(start) for (_, activation), start in results.items() if activation == "sigmoid")
