"""Lesson 07: its exercises beside dlcore.nn and PyTorch, unusual answers, and what its remarks claim."""

import numpy as np
import pytest
import torch

from dlcore import exercises, nn
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


def lstm(seed, features, hidden):
    """(x, h, c, W, b) for one step, and a cell of torch with the same weights: W [x; h] + b is what it adds up."""
    generator = np.random.default_rng(seed)
    W, b = generator.normal(size=(4 * hidden, features + hidden)), generator.normal(size=4 * hidden)
    weights = W[:, :features].copy(), W[:, features:].copy(), b, 0 * b
    x, h, c = (generator.normal(size=size) for size in (features, hidden, hidden))
    return (x, h, c, W, b), weights


def test_lstm_step_is_that_of_dlcore_and_torch():
    (x, h, c, W, b), weights = lstm(0, 3, 2)
    step = ANSWERS["7.5"](x, h, c, W, b)
    theirs = loaded(torch.nn.LSTMCell, weights, 3, 2)(torch.tensor(x), (torch.tensor(h), torch.tensor(c)))
    _, ours = loaded(nn.LSTM, weights, 3, 2)(x[None], (h[None], c[None]))
    for state, expected, layer in zip(step, theirs, ours, strict=True):
        np.testing.assert_allclose(state, expected.detach(), atol=1e-12)
        np.testing.assert_allclose(state, layer[0], atol=1e-12)


def test_weights_from_onnx_make_the_same_step():
    (*_, W, b), _ = lstm(1, 3, 2)
    stored_W, stored_b = (np.concatenate([a[:2], a[6:], a[2:4], a[4:6]]) for a in (W, b))  # i, o, f, g
    np.testing.assert_array_equal(ANSWERS["7.5v"](stored_W), W)
    np.testing.assert_array_equal(ANSWERS["7.5v"](stored_b[:, None])[:, 0], b)


@pytest.mark.parametrize(("dh", "dc", "c", "f", "o"), inputs("7.6"))
def test_cell_gradient_is_autograd_s(dh, dc, c, f, o):
    """The old cell is what makes c, with i g = c − f · old."""
    old = torch.ones(len(c), dtype=torch.float64, requires_grad=True)
    new = torch.tensor(f) * old + torch.tensor(c - f)
    torch.autograd.backward([torch.tensor(o) * torch.tanh(new), new], [torch.tensor(dh), torch.tensor(dc)])
    np.testing.assert_allclose(ANSWERS["7.6"](dh, dc, c, f, o), old.grad, atol=1e-12)


def test_cell_gradient_is_that_of_dlcore_s_lstm():
    (x, h, c, W, b), weights = lstm(2, 3, 2)
    layer, generator = loaded(nn.LSTM, weights, 3, 2), np.random.default_rng(3)
    dh, dc = generator.normal(size=(2, 2))
    _, (_, new) = layer(x[None], (h[None], c[None]))
    _, f, _, o = 1 / (1 + np.exp(-(W @ np.concatenate([x, h]) + b).reshape(4, 2)))
    _, (_, dc_prev) = layer.backward(None, (dh[None], dc[None]))
    np.testing.assert_allclose(ANSWERS["7.6"](dh, dc, new[0], f, o), dc_prev[0], atol=1e-12)


@pytest.mark.parametrize("f", inputs("7.6v"))
def test_what_remains_is_the_slope_of_the_last_cell(f):
    cells, cell = [], torch.ones(f.shape[1], dtype=torch.float64, requires_grad=True)
    for gate in torch.tensor(f):
        cell = gate * cell + 0.5
        cell.retain_grad()
        cells.append(cell)
    cell.sum().backward()
    np.testing.assert_allclose(ANSWERS["7.6v"](f), [cell.grad.numpy() for cell in cells], atol=1e-12)


@pytest.mark.parametrize(("gradients", "limit"), inputs("7.4"))
def test_clip_is_that_of_dlcore_and_torch(gradients, limit):
    ours, theirs = (
        [nn.Parameter(0 * g) for g in gradients],
        [torch.nn.Parameter(torch.tensor(0 * g)) for g in gradients],
    )
    for p, q, g in zip(ours, theirs, gradients, strict=True):
        p.grad, q.grad = g.copy(), torch.tensor(g)
    nn.utils.clip_grad_norm_(ours, limit)
    torch.nn.utils.clip_grad_norm_(theirs, limit)
    for p, q, clipped in zip(ours, theirs, ANSWERS["7.4"](gradients, limit), strict=True):
        np.testing.assert_allclose(clipped, p.grad, rtol=1e-5)
        np.testing.assert_allclose(clipped, q.grad, rtol=1e-5)


def test_clip_as_torch_does_is_right_and_zeros_stay_zeros():
    def as_torch(gradients, limit):
        norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
        return [g * min(1, limit / (norm + 1e-6)) for g in gradients]

    assert exercises.check("7.4", as_torch).word == "Right"
    zeros = [np.zeros(2), np.zeros((1, 3))]
    for clipped, zero in zip(ANSWERS["7.4"](zeros, 1.0), zeros, strict=True):
        np.testing.assert_array_equal(clipped, zero)


@pytest.mark.parametrize(("gradient", "limit"), inputs("7.4v"))
def test_turned_is_torch_s_cosine(gradient, limit):
    parameter = torch.nn.Parameter(torch.zeros(len(gradient), dtype=torch.float64))
    parameter.grad = torch.tensor(gradient)
    torch.nn.utils.clip_grad_value_([parameter], limit)
    cosine = torch.cosine_similarity(torch.tensor(gradient), parameter.grad, dim=0)
    assert ANSWERS["7.4v"](gradient, limit) == pytest.approx(float(cosine))


@pytest.mark.parametrize(("logits", "targets"), inputs("7.8"))
def test_perplexity_is_that_of_both_losses(logits, targets):
    expected = torch.nn.functional.cross_entropy(torch.tensor(logits), torch.tensor(targets)).exp()
    assert ANSWERS["7.8"](logits, targets) == pytest.approx(float(expected))
    assert ANSWERS["7.8"](logits, targets) == pytest.approx(np.exp(nn.CrossEntropyLoss()(logits, targets)))


def test_bigrams_are_shares_of_what_follows():
    text = np.random.default_rng(0).integers(0, 5, 300)
    p = ANSWERS["7.8v"](text, 6)
    np.testing.assert_allclose(p.sum(axis=1), 1)
    for a in range(6):
        after = text[1:][text[:-1] == a]
        np.testing.assert_allclose(p[a], (np.bincount(after, minlength=6) + 1) / (len(after) + 6))


@pytest.mark.parametrize("temperature", [0.3, 1.0, 4.0])
def test_sample_draws_as_often_as_torch_s_softmax_says(temperature):
    logits = np.array([1.0, 3.0, 2.0, -1.0, 2.5])
    even = (np.arange(10_000) + 0.5) / 10_000
    shares = np.bincount([ANSWERS["7.9"](logits, temperature, u) for u in even], minlength=5) / len(even)
    np.testing.assert_allclose(shares, torch.softmax(torch.tensor(logits) / temperature, 0), atol=2e-4)


def test_sample_never_leaves_the_symbols():
    logits = np.full(7, 0.1)  # 7 times 1/7 add up to less than 1
    assert ANSWERS["7.9"](logits, 1.0, 0.0) == 0
    assert ANSWERS["7.9"](logits, 1.0, np.nextafter(1.0, 0.0)) == 6


@pytest.mark.parametrize(("logits", "k"), inputs("7.9v"))
def test_top_is_softmax_with_the_others_at_minus_infinity(logits, k):
    x = torch.full((len(logits),), -torch.inf, dtype=torch.float64)
    values, places = torch.topk(torch.tensor(logits), k)
    x[places] = values
    np.testing.assert_allclose(ANSWERS["7.9v"](logits, k), torch.softmax(x, 0), atol=1e-15)


@pytest.mark.parametrize(("x", "h", "W_ih", "W_hh", "b_ih", "b_hh"), inputs("7.7"))
def test_gru_step_is_that_of_dlcore_and_torch(x, h, W_ih, W_hh, b_ih, b_hh):
    weights = W_ih, W_hh, b_ih, b_hh
    step = ANSWERS["7.7"](x, h, *weights)
    theirs = loaded(torch.nn.GRUCell, weights, len(x), len(h))(torch.tensor(x), torch.tensor(h))
    np.testing.assert_allclose(step, theirs.detach(), atol=1e-12)
    ours, _ = loaded(nn.GRU, weights, len(x), len(h))(x[None], h[None])
    np.testing.assert_allclose(step, ours[0], atol=1e-12)


@pytest.mark.parametrize("library", [nn, torch.nn])
@pytest.mark.parametrize("cell", ["RNN", "GRU", "LSTM"])
@pytest.mark.parametrize("sizes", [(1, 1, 1), (4, 32, 1), (2, 5, 3)])
def test_count_is_that_of_dlcore_and_torch(library, cell, sizes):
    gates = {"RNN": 1, "GRU": 3, "LSTM": 4}[cell]
    parameters = getattr(library, cell)(*sizes).parameters()
    assert ANSWERS["7.7v"](gates, *sizes) == sum(int(np.prod(tuple(p.shape))) for p in parameters)
