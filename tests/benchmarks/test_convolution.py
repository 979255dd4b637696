"""What dlcore.nn is compared with computes the same: HIPS autograd's network, the four loops; and memory is seen."""

import numpy as np
from autograd import value_and_grad

from benchmarks.convolution import autograd_loss, four_loops
from benchmarks.memory import added
from dlcore import models, nn


def test_autograd_has_the_same_loss_and_gradients():
    model, criterion = models.cnn(nn).double(), nn.CrossEntropyLoss()
    x, y = np.random.default_rng(0).normal(size=(2, 1, 28, 28)), np.array([3, 7])
    loss, gradients = value_and_grad(autograd_loss)(model.state_dict(), x, y)
    assert np.isclose(criterion(model(x), y), loss, rtol=1e-12)
    model.backward(criterion.backward())
    for name, parameter in model.named_parameters():
        np.testing.assert_allclose(parameter.grad, gradients[name], atol=1e-12)


def test_four_loops_are_a_convolution():
    layer, x = nn.Conv2d(2, 3, (3, 2)), np.random.default_rng(0).normal(size=(2, 2, 5, 6))
    np.testing.assert_allclose(four_loops(x, layer.weight.data, layer.bias.data), layer.double()(x), atol=1e-12)


def test_memory_that_is_held_for_a_while_is_seen():
    def hold():
        array = np.ones(50_000_000, np.uint8)
        for _ in range(20):
            array += 1

    assert 45e6 < added(hold) < 100e6
