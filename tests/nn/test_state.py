"""The tree of a model: names and numbers as torch has them, state, dtype, mode."""

import copy
import inspect
import typing

import numpy as np
import pytest
import torch

from dlcore import nn


def mlp(nn):
    return nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2))


def last_of_two(nn):
    """A model that is no chain, written once for both backends."""

    class LastOfTwo(nn.Module):
        def __init__(self, features):
            super().__init__()
            self.body = nn.Sequential(nn.Linear(features, 4), nn.Tanh())
            self.head = nn.Linear(4, 2)

        def forward(self, x, shift):
            return self.head(self.body(x) + shift)

        def backward(self, dy):
            dh = self.head.backward(dy)
            return self.body.backward(dh), dh

    return LastOfTwo(3)


X = np.random.default_rng(0).normal(size=(5, 3))

# ---- the same names and numbers as torch


@pytest.mark.parametrize("build", [mlp, last_of_two])
def test_names_are_torchs(build):
    ours, theirs = build(nn), build(torch.nn)
    for kind in ("named_parameters", "named_modules", "named_children", "named_buffers"):
        assert [name for name, _ in getattr(ours, kind)()] == [name for name, _ in getattr(theirs, kind)()]
    assert list(ours.state_dict()) == list(theirs.state_dict())
    assert repr(ours) == repr(theirs)
    assert [p.shape for p in ours.parameters()] == [tuple(p.shape) for p in theirs.parameters()]


def test_a_model_written_once_gives_the_same_numbers():
    ours, theirs = last_of_two(nn).double(), last_of_two(torch.nn).double()
    theirs.load_state_dict({name: torch.tensor(v) for name, v in ours.state_dict().items()})
    x, shift = (
        torch.tensor(X, requires_grad=True),
        torch.full((5, 4), 0.3, dtype=torch.double, requires_grad=True),
    )
    np.testing.assert_allclose(ours(X, 0.3), theirs(x, shift).detach(), rtol=1e-12)
    dx, dshift = ours.backward(np.ones((5, 2)))
    theirs(x, shift).sum().backward()
    np.testing.assert_allclose(dx, x.grad, rtol=1e-10)
    np.testing.assert_allclose(dshift, shift.grad, rtol=1e-10)
    for p, t in zip(ours.parameters(), theirs.parameters(), strict=True):
        np.testing.assert_allclose(p.grad, t.grad, rtol=1e-10)


CLASSES = [name for name in nn.__all__ if name not in ("Module", "Parameter", "Sequential")]


@pytest.mark.parametrize("name", CLASSES)
def test_arguments_order_and_defaults_are_torchs(name):
    def arguments(cls):
        init, *_ = [*typing.get_overloads(cls.__init__), cls.__init__]  # torch writes those of RNN, LSTM, GRU so
        parameters = list(inspect.signature(init).parameters.values())[1:]
        named = [p for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD and p.name != "generator"]
        return [(p.name, p.default) for p in named]

    assert arguments(getattr(nn, name)) == arguments(getattr(torch.nn, name))


def test_shared_layers_and_parameters_count_once():
    class Tied(nn.Module):
        def __init__(self):
            super().__init__()
            self.a = nn.Linear(3, 3)
            self.b = nn.Linear(3, 3)
            self.b.weight = self.a.weight
            self.again = self.a

    model = Tied()
    assert [name for name, _ in model.named_parameters()] == ["a.weight", "a.bias", "b.bias"]
    assert [name for name, _ in model.named_modules()] == ["", "a", "b"]
    assert "b.weight" in model.state_dict()


# ---- state


def test_state_dict_is_a_copy_and_goes_back_in():
    model, other = mlp(nn), mlp(nn)
    state = model.state_dict()
    data = [id(p.data) for p in other.parameters()]
    keys = other.load_state_dict(state)
    assert keys == ([], [])
    assert data == [id(p.data) for p in other.parameters()]
    np.testing.assert_array_equal(model(X), other(X))
    model[0].weight.data[...] = 0
    assert state["0.weight"].all()


def test_state_dict_from_torch():
    ours, theirs = mlp(nn), mlp(torch.nn)
    ours.load_state_dict(theirs.state_dict())
    np.testing.assert_allclose(ours(X), theirs(torch.tensor(X).float()).detach(), rtol=1e-5)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (lambda s: s.pop("2.bias"), RuntimeError, "missing keys ['2.bias'], unexpected keys []"),
        (lambda s: s.update(extra=1), RuntimeError, "missing keys [], unexpected keys ['extra']"),
        (lambda s: s.update({"2.bias": np.ones(3)}), ValueError, "2.bias has shape (3,), expected (2,)"),
        (lambda s: s.update({"2.bias": ["a", "b"]}), ValueError, "could not convert string"),
    ],
)
def test_a_state_that_does_not_fit_changes_nothing(unchanged, change, error, words):
    model = mlp(nn)
    state = {name: array + 1 for name, array in model.state_dict().items()}
    change(state)
    with unchanged(model), pytest.raises(error) as caught:
        model.load_state_dict(state)
    assert words in str(caught.value)


def test_a_state_can_be_loaded_in_part():
    model = mlp(nn)
    keys = model.load_state_dict({"2.bias": [7, 7], "extra": 1}, strict=False)
    assert keys.missing_keys == ["0.weight", "0.bias", "2.weight"]
    assert keys.unexpected_keys == ["extra"]
    np.testing.assert_array_equal(model[2].bias, 7)


def test_dtype_and_mode_of_all_parts():
    model = mlp(nn)
    model(X)
    model.backward(np.ones((5, 2)))
    model(X)
    assert model.double() is model
    assert {p.dtype for p in model.parameters()} == {p.grad.dtype for p in model.parameters()} == {np.dtype("f8")}
    assert model[0].cache is None
    assert model.float()(X).dtype == np.float32
    assert model.eval() is model
    assert not any(m.training for m in model.modules())
    assert all(m.training for m in model.train().modules())


def test_a_copy_is_independent():
    model = mlp(nn)
    other = copy.deepcopy(model)
    other[0].weight.data[...] = 0
    assert model[0].weight.data.all()
    assert [name for name, _ in other.named_parameters()] == [name for name, _ in model.named_parameters()]
