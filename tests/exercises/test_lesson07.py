"""Lesson 07: its exercises beside dlcore.nn and PyTorch, unusual answers, and what its remarks claim."""

import numpy as np
import pytest
import torch

from dlcore import nn
from dlcore.exercises import Exercise, catalogue

EXERCISES = catalogue.entries(7, Exercise)
ANSWERS = {number: exercise.answer for number, exercise in EXERCISES.items()}


def inputs(number):
    return [pytest.param(*case, id=f"{number}-{i}") for i, case in enumerate(EXERCISES[number].inputs)]


def loaded(cls, weights, *sizes):
    """A recurrent network or cell of either library, in float64, with weights of these names or in this order."""
    module = cls(*sizes).double()
    names = [name for name, _ in module.named_parameters()]
    assert [name.removesuffix("_l0") for name in names] == ["weight_ih", "weight_hh", "bias_ih", "bias_hh"]
    arrays = weights if isinstance(module, nn.Module) else map(torch.tensor, weights)
    module.load_state_dict(dict(zip(names, arrays, strict=True)))
    return module


@pytest.mark.parametrize(("x", "h", "W_ih", "W_hh", "b_ih", "b_hh"), inputs("7.1"))
def test_rnn_is_that_of_dlcore_and_torch(x, h, W_ih, W_hh, b_ih, b_hh):
    ours, theirs = (loaded(library.RNN, (W_ih, W_hh, b_ih, b_hh), x.shape[1], len(h)) for library in (nn, torch.nn))
    y = ANSWERS["7.1"](x, h, W_ih, W_hh, b_ih, b_hh)
    np.testing.assert_allclose(y, ours(x, h[None])[0], atol=1e-12)
    expected, _ = theirs(torch.tensor(x), torch.tensor(h)[None])
    np.testing.assert_allclose(y, expected.detach(), atol=1e-12)


@pytest.mark.parametrize(("x", "h", "W_ih", "W_hh", "W_out", "steps"), inputs("7.1v"))
def test_run_on_is_torch_s_cell_fed_with_its_output(x, h, W_ih, W_hh, W_out, steps):
    cell = torch.nn.RNNCell(len(x), len(h), bias=False).double()
    cell.load_state_dict({"weight_ih": torch.tensor(W_ih), "weight_hh": torch.tensor(W_hh)})
    outputs = ANSWERS["7.1v"](x, h, W_ih, W_hh, W_out, steps)
    assert len(outputs) == steps
    x, h = torch.tensor(x), torch.tensor(h)
    for output in outputs:
        h = cell(x, h)
        x = torch.tensor(W_out) @ h
        np.testing.assert_allclose(output, x.detach(), atol=1e-12)


def packed(seed, lengths):
    """An RNN of torch with 2 units, sequences of these lengths for it, and `step` that does as it does."""
    generator = np.random.default_rng(seed)
    weights = [generator.normal(size=shape) for shape in ((2, 2), (2, 2), (2,), (2,))]
    rows = [generator.normal(size=(length, 2)) for length in lengths]

    def step(x, h):
        W_ih, W_hh, b_ih, b_hh = weights
        return np.tanh(x @ W_ih.T + b_ih + h @ W_hh.T + b_hh)

    return loaded(torch.nn.RNN, weights, 2, 2), rows, step


def test_reading_one_by_one_and_in_a_batch_is_torch_s_packed_sequence():
    lengths, h0 = [4, 1, 3], np.array([0.5, -0.5])
    rnn, rows, step = packed(0, lengths)
    together = torch.nn.utils.rnn.pack_sequence([torch.tensor(x) for x in rows], enforce_sorted=False)
    _, h = rnn(together, torch.tensor(h0).repeat(1, 3, 1))
    np.testing.assert_allclose(ANSWERS["7.2"](rows, step, h0), h[0].detach(), atol=1e-12)
    padded = torch.nn.utils.rnn.pad_sequence([torch.tensor(x) for x in rows], batch_first=True).numpy()
    np.testing.assert_allclose(ANSWERS["7.2v"](padded, np.array(lengths), step, h0), h[0].detach(), atol=1e-12)


def states_of(seed, steps, hidden, inputs=2):
    """(x, h0, weights, dy) for an RNN, and its states after each step."""
    generator = np.random.default_rng(seed)
    weights = [generator.normal(size=shape) for shape in ((hidden, inputs), (hidden, hidden), (hidden,), (hidden,))]
    x, h0, dy = (generator.normal(size=shape) for shape in ((steps, inputs), (hidden,), (steps, hidden)))
    return x, h0, weights, dy, ANSWERS["7.1"](x, h0, *weights)


@pytest.mark.parametrize(("steps", "hidden"), [(1, 1), (5, 3)])
def test_rnn_backward_is_that_of_dlcore_and_autograd(steps, hidden):
    x, h0, weights, dy, h = states_of(0, steps, hidden)
    dW_hh, dh0 = ANSWERS["7.3"](dy, h, h0, weights[1])
    ours, theirs = (loaded(library.RNN, weights, 2, hidden) for library in (nn, torch.nn))
    ours(x, h0[None])
    np.testing.assert_allclose(dh0, ours.backward(dy)[1][0], atol=1e-12)
    np.testing.assert_allclose(dW_hh, ours.weight_hh_l0.grad, atol=1e-12)
    start = torch.tensor(h0[None], requires_grad=True)
    theirs(torch.tensor(x), start)[0].backward(torch.tensor(dy))
    np.testing.assert_allclose(dh0, start.grad[0], atol=1e-12)
    np.testing.assert_allclose(dW_hh, theirs.weight_hh_l0.grad, atol=1e-12)


def test_reach_is_the_length_of_autograd_s_gradient_of_each_state():
    x, h0, weights, dy, h = states_of(1, 6, 3)
    W_ih, W_hh, b_ih, b_hh = map(torch.tensor, weights)
    hs, state = [], torch.tensor(h0)
    for x_t in torch.tensor(x):
        state = torch.tanh(W_ih @ x_t + b_ih + W_hh @ state + b_hh).requires_grad_()
        state.retain_grad()
        hs.append(state)
    hs[-1].backward(torch.tensor(dy[-1]))
    lengths = ANSWERS["7.3v"](dy[-1], h, weights[1])
    np.testing.assert_allclose(lengths, [state.grad.norm() for state in hs], atol=1e-12)
