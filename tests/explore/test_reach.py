"""Lesson 07's explorer (a): the gradient that reaches back is torch's, and a product of slopes."""

import numpy as np
import pytest
import torch

from dlcore import nn
from dlcore.explore.controls import extremes
from dlcore.explore.reach import (
    CELLS,
    INPUTS,
    KEEPING,
    LEFT,
    LONGEST,
    WIDTHS,
    GradientReach,
    Reach,
    drawn,
    reaching_back,
    scaled,
)
from dlcore.nn.functional import sigmoid


@pytest.fixture(scope="module")
def explorer():
    made = GradientReach()
    yield made
    made.close()


def some(steps=7, sequences=3, hidden=5):
    generator = np.random.default_rng(0)
    return generator.standard_normal((steps, sequences, INPUTS)), generator.standard_normal((sequences, hidden))


@pytest.mark.parametrize("cell", CELLS)
def test_it_is_torchs_gradient(cell):
    layer, (x, u) = scaled(cell, 5, seed=1, rho=1.3, bias=0.7), some()
    twin = getattr(torch.nn, cell)(INPUTS, 5, dtype=torch.float64)
    twin.load_state_dict({name: torch.tensor(array) for name, array in layer.state_dict().items()})
    given = torch.tensor(x, requires_grad=True)
    _, state = twin(given)
    h = state[0] if cell == "LSTM" else state
    (h[0] * torch.tensor(u)).sum().backward()
    expected = given.grad.square().sum(dim=2).mean(dim=1).sqrt().flip(0)
    np.testing.assert_allclose(reaching_back(layer, x, u), expected, rtol=1e-10)


def test_in_the_rnn_it_is_a_product_of_slopes_and_weights():
    layer, (x, u) = scaled("RNN", 5, seed=1, rho=1.3, bias=0.0), some()
    weight_ih, weight_hh, bias_ih, bias_hh = layer.state_dict().values()
    states, h = [], np.zeros((3, 5))
    for each in x:
        h = np.tanh(each @ weight_ih.T + bias_ih + h @ weight_hh.T + bias_hh)
        states.append(h)
    sizes, dh = [], u
    for h in reversed(states):
        da = dh * (1 - h**2)
        sizes.append(np.sqrt(np.mean(np.linalg.norm(da @ weight_ih, axis=1) ** 2)))
        dh = da @ weight_hh
    np.testing.assert_allclose(reaching_back(layer, x, u), sizes, rtol=1e-12)


@pytest.mark.parametrize("cell", KEEPING)
def test_without_other_paths_the_gate_is_the_factor_of_a_step(cell):
    layer = scaled(cell, 5, seed=1, rho=1.0, bias=1.5)
    layer.weight_hh_l0.data[:] = 0
    for bias in (layer.bias_ih_l0.data, layer.bias_hh_l0.data):
        bias[: 5 * KEEPING[cell][1]] = bias[5 * (KEEPING[cell][1] + 1) :] = 0
    x, u = some(steps=30)
    sizes = reaching_back(layer, 0 * x, u)  # inputs of 0: gates add up to their biases, the cell stays empty
    np.testing.assert_allclose(sizes / sizes[0], sigmoid(1.5) ** np.arange(30), rtol=1e-10)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("hidden", WIDTHS)
def test_each_block_has_the_radius(cell, hidden):
    layer = scaled(cell, hidden, seed=3, rho=0.8, bias=2.0)
    blocks = layer.weight_hh_l0.data.reshape(-1, hidden, hidden)
    assert len(blocks) == layer.gates
    for block in blocks:
        assert np.abs(np.linalg.eigvals(block)).max() == pytest.approx(0.8)


def test_the_bias_is_that_of_the_gate_that_keeps():
    x, _ = some(steps=1)
    for cell in KEEPING:
        open_, shut = (scaled(cell, 5, 1, rho=1.0, bias=b) for b in (60.0, -60.0))
        state = (np.ones((1, 3, 5)), np.ones((1, 3, 5))) if cell == "LSTM" else np.ones((1, 3, 5))
        kept, lost = (layer(x, state)[1] for layer in (open_, shut))
        if cell == "GRU":
            np.testing.assert_allclose(kept, 1)
            assert np.abs(lost).max() < 1
        else:
            np.testing.assert_allclose(kept[1] - lost[1], 1)  # c = f · 1 + i g


def test_drawing_takes_nothing_from_the_default_generator():
    import dlcore

    dlcore.seed(0)
    first = nn.Linear(2, 2).weight.data.copy()
    dlcore.seed(0)
    drawn.cache_clear()
    GradientReach().close()
    assert np.array_equal(nn.Linear(2, 2).weight.data, first)


def test_steps_are_counted_until_less_than_a_hundredth_is_left():
    shares = {"RNN": np.array([1, 0.5, 0.009, 0.02]), "LSTM": np.ones(4), "GRU": np.array([1, LEFT, LEFT, LEFT])}
    reach = Reach(1.0, 0.0, shares)
    assert [reach.lost(cell) for cell in CELLS] == [2, None, None]
    assert reach.factor("LSTM") == 0.5
    assert reach.steps == 4


def test_a_longer_sequence_ends_as_the_shorter_one(explorer):
    first = explorer.values
    long, short = (explorer.compute(**first | {"steps": steps}) for steps in (LONGEST, 50))
    assert len(short.shares["RNN"]) == 50
    np.testing.assert_allclose(long.shares["RNN"][:20], short.shares["RNN"][:20], rtol=0.05)


def test_nothing_overflows(explorer):
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        for rho in extremes(explorer.widgets["rho"]):
            for bias in extremes(explorer.widgets["bias"]):
                for hidden in (4, 64):
                    result = explorer.compute(rho=rho, bias=bias, steps=LONGEST, hidden=hidden, seed=1)
                    assert all(np.isfinite(shares).all() for shares in result.shares.values())


def test_challenges_can_be_met():
    explorer = GradientReach()
    assert list(explorer.met.values()) == [False, False]
    explorer.set(bias=5.0)
    assert list(explorer.met.values()) == [True, False]
    explorer.set(rho=3.5)
    assert list(explorer.met.values()) == [True, True]
    explorer.close()
