"""Sequential: a list of layers, each object once."""

import numpy as np
import pytest
import torch

from dlcore import nn


def mlp(nn):
    return nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2))


class Pair(nn.Module):
    def forward(self, x):
        return x, x


X = np.random.default_rng(0).normal(size=(5, 3))


def test_sequential_is_a_list_of_layers():
    model = mlp(nn)
    assert len(model) == 3
    assert [type(layer).__name__ for layer in model] == ["Linear", "Tanh", "Linear"]
    assert model[-1] is model[2] is getattr(model, "2")
    assert [name for name, _ in model[1:].named_children()] == ["1", "2"]
    assert model[1:][-1] is model[2]
    model[1] = nn.ReLU()
    assert model.append(nn.Softmax(1)) is model
    assert repr(model) == repr(
        torch.nn.Sequential(*mlp(torch.nn)[:1], torch.nn.ReLU(), mlp(torch.nn)[2]).append(torch.nn.Softmax(1))
    )


def test_sequential_with_names():
    model = nn.Sequential({"hidden": nn.Linear(3, 4), "act": nn.ReLU()})
    assert list(model.state_dict()) == ["hidden.weight", "hidden.bias"]
    assert model.hidden is model[0]
    assert model(X).shape == (5, 4)


def test_an_empty_sequential_is_the_identity():
    model = nn.Sequential()
    assert model(X) is X
    assert model.backward(X) is X


def test_a_layer_used_twice_is_refused():
    act = nn.Tanh()
    for layers in ([act, nn.Linear(3, 3), act], [nn.Sequential(act), act]):
        with pytest.raises(ValueError, match=r"Sequential: layer \d, a Tanh, is used twice; each place needs"):
            nn.Sequential(*layers)
    model = nn.Sequential(act, nn.ReLU())
    with pytest.raises(ValueError, match="layer 1, a Tanh, is used twice"):
        model[1] = act
    with pytest.raises(ValueError, match="layer 2, a Tanh, is used twice"):
        model.append(act)
    assert repr(model[1]) == "ReLU()"
    model[0] = act


def test_a_layer_that_returns_a_tuple_is_refused():
    model = nn.Sequential(nn.Linear(3, 3), Pair())
    with pytest.raises(TypeError, match="Sequential: layer Pair returned a tuple, expected one array"):
        model(X)
    assert model[0].cache is None


def test_what_is_no_layer_is_refused():
    with pytest.raises(TypeError, match="Sequential: layer 1 is a function, expected a Module"):
        nn.Sequential(nn.Linear(3, 3), lambda x: x)
    with pytest.raises(TypeError, match="Sequential: layer 0 is the class ReLU, expected a Module"):
        nn.Sequential(nn.ReLU)
