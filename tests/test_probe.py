"""Activations, saliency and attack: PyTorch's numbers, and the model is left as it was."""

import numpy as np
import pytest
import torch

from dlcore import models, nn, probe, twin
from dlcore.datasets import mnist


@pytest.fixture(scope="module")
def case():
    """The shipped network in float64, its PyTorch twin, and 20 test images with their labels."""
    model = models.pretrained("mnist_cnn").double()
    test = mnist().test
    return model, twin.to_torch(model).double(), test.images[:20, None] / 255, test.labels[:20]


def torchs_slope(criterion, x):
    x = torch.tensor(x, requires_grad=True)
    criterion(x).backward()
    return x.grad.numpy()


def test_saliency_is_torchs(case):
    model, theirs, x, _ = case
    expected = torchs_slope(lambda x: theirs(x).max(dim=1).values.sum(), x)
    np.testing.assert_allclose(probe.saliency(model, x), expected, rtol=0, atol=1e-10)
    assert np.abs(expected).max() > 0.1


def test_the_slope_of_the_loss_is_torchs(case):
    model, theirs, x, labels = case
    expected = torchs_slope(lambda x: torch.nn.functional.cross_entropy(theirs(x), torch.tensor(labels)), x)
    np.testing.assert_allclose(probe.loss_slope(model, x, labels), expected, rtol=0, atol=1e-10)


@pytest.mark.parametrize("epsilon", [0.0, 0.05, 0.3])
def test_the_attack_is_torchs(case, epsilon):
    model, theirs, x, labels = case
    slope = torchs_slope(lambda x: torch.nn.functional.cross_entropy(theirs(x), torch.tensor(labels)), x)
    expected = np.clip(x + epsilon * np.sign(slope), 0, 1)
    attacked = probe.attack(model, x, labels, epsilon)
    clear = np.abs(slope) > 1e-12  # rounding may turn the sign of a slope that is 0
    np.testing.assert_allclose(attacked[clear], expected[clear], rtol=0, atol=1e-15)
    assert clear.mean() > 0.5
    assert np.abs(attacked - x).max() <= epsilon + 1e-15


def test_activations_are_the_outputs_of_the_layers(case):
    model, theirs, x, _ = case
    outputs = probe.activations(model, x)
    assert len(outputs) == len(model)
    y = torch.tensor(x)
    for output, layer in zip(outputs, theirs, strict=True):
        y = layer(y)
        np.testing.assert_allclose(output, y.detach().numpy(), rtol=0, atol=1e-10)


@pytest.mark.parametrize("look", [
    lambda model, x: probe.saliency(model, x), lambda model, x: probe.attack(model, x, np.zeros(3, int), 0.1),
    lambda model, x: probe.activations(model, x),
])  # fmt: skip
def test_the_model_is_left_as_it_was(look):
    model = nn.Sequential(nn.Linear(4, 5), nn.ReLU(), nn.Dropout(0.5), nn.Linear(5, 10))
    model[0].input_gradient = False
    model[3].weight.grad = np.ones((10, 5), np.float32)
    x = np.random.default_rng(0).random((3, 4))
    first, again = look(model, x), look(model, x)  # in evaluation mode: Dropout draws nothing
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert all(layer.training for layer in model)
    assert (model[0].input_gradient, model[3].input_gradient) == (False, True)
    assert (model[3].weight.grad == 1).all()
    assert model[0].weight.grad is None
