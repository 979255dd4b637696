"""last_symbol and characters: the same on both backends, and they learn what they are for."""

import numpy as np
import pytest
import torch

import dlcore
from dlcore import models, nn, optim
from dlcore.gradcheck import gradcheck
from dlcore.models import characters, last_symbol, open_forget_gates
from dlcore.nn.functional import sigmoid
from dlcore.training import batches, numpy_step, run
from dlcore.twin import from_torch, same, same_descent

RNG = np.random.default_rng
cells = pytest.mark.parametrize("cell", models.CELLS)


@cells
def test_last_symbol_is_the_same_on_both_backends(cell):
    model = last_symbol(nn, 3, 5, 4, cell)
    x, target = RNG(0).normal(size=(6, 7, 3)), RNG(0).integers(0, 4, 6)
    report = same(model, x, nn.CrossEntropyLoss(), target)
    assert report.ok, report
    assert gradcheck(model, x, criterion=nn.CrossEntropyLoss(), target=target, generator=RNG(1)).ok
    optimizer = optim.Adam(model.parameters(), 1e-2)
    assert same_descent(model, nn.CrossEntropyLoss(), optimizer, x, target, steps=10).ok


@cells
@pytest.mark.parametrize("layers", [1, 2])
def test_characters_is_the_same_on_both_backends(cell, layers):
    model = characters(nn, 5, 6, 4, layers, cell)
    x, target = RNG(0).integers(0, 5, (2, 3, 7))
    report = same(model, x, nn.CrossEntropyLoss(), target)
    assert report.ok, report
    assert {"output", "loss", "gradient of embedding.weight", "gradient of head.bias"} < {r.name for r in report.rows}
    assert gradcheck(model, x, criterion=nn.CrossEntropyLoss(), target=target, generator=RNG(1)).ok


@pytest.mark.parametrize(
    "build", [lambda nn: last_symbol(nn, 3, 5, 4, "GRU"), lambda nn: characters(nn, 5, forget_bias=3.0)]
)
def test_they_come_back_from_torch(build):
    theirs = build(torch.nn)
    assert repr(from_torch(theirs)) == repr(build(nn)) == repr(theirs)


def test_reading_goes_on_from_a_state():
    model = characters(nn, 5, 6, 4, 2).double()
    x = RNG(0).integers(0, 5, (3, 8))
    logits = model(x)
    first, state = model.read(x[:, :3])
    rest, _ = model.read(x[:, 3:], state)
    np.testing.assert_allclose(np.concatenate([first, rest], axis=2), logits, atol=1e-14)


def test_nobody_asks_for_the_gradient_of_the_first_input():
    model = last_symbol(nn, 3, 5, 1)
    x = RNG(0).normal(size=(6, 7, 3))
    model(x)
    assert model.backward(np.ones((6, 1))).shape == x.shape
    model.input_gradient = False
    model(x)
    assert model.backward(np.ones((6, 1))) is None


@pytest.mark.parametrize("backend", [nn, torch.nn])
def test_forget_gates_can_be_opened(backend):
    lstm = open_forget_gates(backend.LSTM(2, 3, 2).double(), 3.0)
    hidden = np.zeros((2, 1, 3)) if backend is nn else torch.zeros(2, 1, 3, dtype=torch.float64)
    for layer in range(2):
        biases = [np.asarray(getattr(lstm, f"bias_{kind}_l{layer}").data) for kind in ("ih", "hh")]
        np.testing.assert_array_equal(sum(biases)[3:6], 3.0)
        assert all(np.all(bias[[*range(3), *range(6, 12)]] != 0) for bias in biases)
    _, (_, c) = lstm(np.zeros((1, 1, 2)) if backend is nn else torch.zeros(1, 1, 2).double(), (hidden, hidden + 1))
    assert np.all(np.abs(np.asarray(c.detach() if backend is torch.nn else c)) < 1.5)


def test_an_open_gate_is_sigma_of_its_bias():
    lstm = open_forget_gates(nn.LSTM(1, 2).double(), 3.0)
    for name in ("weight_ih_l0", "weight_hh_l0"):
        getattr(lstm, name).data[...] = 0
    c = np.full((1, 2), 1000.0)
    _, (_, after) = lstm(np.zeros((1, 1)), (np.zeros((1, 2)), c))
    np.testing.assert_allclose(after, c * sigmoid(np.float64(3)), atol=1)  # |i g| < 1 is written on top


def test_an_lstm_remembers_the_first_symbol():
    """20 steps, 4 symbols, one-hot; at chance a quarter would be right."""
    dlcore.seed(0)
    rng = RNG(0)
    classes = rng.integers(0, 4, 64)
    x = np.eye(4)[rng.integers(0, 4, (64, 20))]
    x[:, 0] = np.eye(4)[classes]
    model = last_symbol(nn, 4, 16, 4, forget_bias=3.0)
    step = numpy_step(model, nn.CrossEntropyLoss(), optim.Adam(model.parameters(), lr=1e-2))
    for _ in run(step, batches(x, classes, epochs=60)):
        pass
    assert np.mean(model(x).argmax(axis=1) == classes) > 0.95


def test_characters_learn_an_alphabet():
    dlcore.seed(0)
    x = (np.arange(12) + np.arange(6)[:, None]) % 6
    model = characters(nn, 6, 16, 8, cell="GRU")
    step = numpy_step(model, nn.CrossEntropyLoss(), optim.Adam(model.parameters(), lr=2e-2))
    losses = [update.loss for update in run(step, batches(x, (x + 1) % 6, epochs=60))]
    assert losses[0] == pytest.approx(np.log(6), abs=0.4)
    assert losses[-1] < 0.1


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: last_symbol(nn, 3, 5, 4, "Lstm"), "cell is 'Lstm', expected one of RNN, LSTM, GRU"),
        (lambda: characters(nn, 5, cell="GRU", forget_bias=1.0), "open_forget_gates: got a GRU, expected an LSTM"),
    ],
)
def test_bad_arguments_are_a_sentence(call, message):
    with pytest.raises(ValueError, match=message):
        call()
