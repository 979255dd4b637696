"""RNN, LSTM, GRU: shapes, known values, gradient check, torch parity, properties, conventions, bad input."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from dlcore import nn
from dlcore.gradcheck import gradcheck
from dlcore.nn.functional import sigmoid
from dlcore.nn.gru import gru_slopes, gru_step, gru_step_back
from dlcore.nn.lstm import lstm_slopes, lstm_step, lstm_step_back, parts
from dlcore.nn.rnn import rnn_step, rnn_step_back

BUILT = {
    "RNN": lambda nn, *sizes, **kwargs: nn.RNN(*sizes, **kwargs),
    "RNN relu": lambda nn, *sizes, **kwargs: nn.RNN(*sizes, nonlinearity="relu", **kwargs),
    "LSTM": lambda nn, *sizes, **kwargs: nn.LSTM(*sizes, **kwargs),
    "GRU": lambda nn, *sizes, **kwargs: nn.GRU(*sizes, **kwargs),
}
RNG = np.random.default_rng
cells = pytest.mark.parametrize("build", BUILT.values(), ids=BUILT)
classes = pytest.mark.parametrize("cls", [nn.RNN, nn.LSTM, nn.GRU])


def as_tuple(state):
    return state if isinstance(state, tuple) else (state,)


def as_state(parts):
    return tuple(parts) if len(parts) > 1 else parts[0]


def twins(build, *sizes, dtype=np.float64, **kwargs):
    """The same layer with the same weights on both backends."""
    ours, theirs = build(nn, *sizes, generator=RNG(0), **kwargs), build(torch.nn, *sizes, **kwargs)
    if dtype == np.float64:
        ours, theirs = ours.double(), theirs.double()
    assert list(ours.state_dict()) == list(theirs.state_dict())
    theirs.load_state_dict({name: torch.tensor(array) for name, array in ours.state_dict().items()})
    return ours, theirs


def compare(ours, theirs, x, state, dy, d_state, tolerance):
    """Outputs, final states, and gradients of the input, the initial state and every parameter, by both backends."""
    tx = torch.tensor(x, requires_grad=True)
    states = None if state is None else [torch.tensor(part, requires_grad=True) for part in as_tuple(state)]
    y, final = ours(x, state)
    ty, t_final = theirs(tx, None if states is None else as_state(states))
    dx, d_initial = ours.backward(dy, d_state)
    given = [(ty, dy), *zip(as_tuple(t_final), as_tuple(d_state) if d_state is not None else (), strict=False)]
    sum((t * torch.tensor(d)).sum() for t, d in given if d is not None).backward()
    pairs = [(y, ty), *zip(as_tuple(final), as_tuple(t_final), strict=True), (dx, tx.grad)]
    if states is not None:
        pairs += [(d, s.grad) for d, s in zip(as_tuple(d_initial), states, strict=True)]
    pairs += [(p.grad, t.grad) for p, t in zip(ours.parameters(), theirs.parameters(), strict=True)]
    for mine, other in pairs:
        other = np.zeros(mine.shape) if other is None else other.detach().numpy()
        assert mine.dtype == x.dtype
        assert mine.shape == other.shape
        np.testing.assert_allclose(mine, other, rtol=tolerance, atol=tolerance)


def example(layer, rng, steps=5, batch=3, dtype=np.float64):
    """x, state, dy, d_state of a layer; batch None: one sequence alone."""
    lead = (steps,) if batch is None else (batch, steps) if layer.batch_first else (steps, batch)
    shape = (layer.num_layers, *(() if batch is None else (batch,)), layer.hidden_size)

    def draw(*shape):
        return rng.normal(size=shape).astype(dtype)

    state, d_state = (as_state([draw(*shape) for _ in layer.states]) for _ in range(2))
    return draw(*lead, layer.input_size), state, draw(*lead, layer.hidden_size), d_state


# ---- shapes


@classes
@pytest.mark.parametrize(("batch_first", "lead"), [(False, (5, 2)), (True, (2, 5))])
def test_shapes(cls, batch_first, lead):
    layer = cls(3, 4, num_layers=2, batch_first=batch_first)
    y, state = layer(np.ones((*lead, 3)))
    dx, d_state = layer.backward(np.ones(y.shape))
    assert (y.shape, dx.shape) == ((*lead, 4), (*lead, 3))
    assert {part.shape for part in (*as_tuple(state), *as_tuple(d_state))} == {(2, 2, 4)}
    y, state = layer(np.ones((5, 3)))  # one sequence alone has its steps first in either case
    dx, d_state = layer.backward(None, state)
    assert (y.shape, dx.shape) == ((5, 4), (5, 3))
    assert {part.shape for part in (*as_tuple(state), *as_tuple(d_state))} == {(2, 4)}


@classes
def test_an_empty_batch_passes(cls):
    layer = cls(3, 4, num_layers=2)
    y, state = layer(np.zeros((5, 0, 3)))
    dx, d_state = layer.backward(y, state)
    assert (y.shape, dx.shape) == ((5, 0, 4), (5, 0, 3))
    assert as_tuple(d_state)[0].shape == (2, 0, 4)
    assert not any(p.grad.any() for p in layer.parameters())


# ---- known values


def test_an_rnn_of_relus_and_ones_adds_up():
    """Le, Jaitly & Hinton (2015), arXiv:1504.00941: W_hh = 1 keeps all that came."""
    rnn = nn.RNN(1, 1, nonlinearity="relu", bias=False)
    for parameter in rnn.parameters():
        parameter.data[...] = 1
    x = np.array([[3.0], [1], [4], [1], [5]])
    y, h = rnn(x)
    np.testing.assert_array_equal(y[:, 0], [3, 4, 8, 9, 14])
    np.testing.assert_array_equal(h, [[14]])
    dx, dh = rnn.backward(None, np.ones((1, 1)))
    np.testing.assert_array_equal(dx, np.ones((5, 1)))  # each input counts as it is, however long ago
    np.testing.assert_array_equal(dh, [[1]])


def test_gates_of_a_half_halve_the_state():
    """Without weights every gate is σ(0) = ½ and nothing new is written."""
    lstm, gru = nn.LSTM(2, 3).double(), nn.GRU(2, 3).double()
    for parameter in (*lstm.parameters(), *gru.parameters()):
        parameter.data[...] = 0
    c = np.array([[[8.0, -4.0, 2.0]]])
    _, (h, final) = lstm(np.ones((3, 1, 2)), (c, c))
    np.testing.assert_allclose(final, c / 8, rtol=1e-15)
    np.testing.assert_allclose(h, np.tanh(c / 8) / 2, rtol=1e-15)
    _, h = gru(np.ones((3, 1, 2)), c)
    np.testing.assert_allclose(h, c / 8, rtol=1e-15)


@pytest.mark.parametrize("bias", [0.0, 1.0, 3.0])
def test_the_half_life_follows_from_the_forget_gate(bias):
    """After −ln 2 / ln f steps half of the cell state is left."""
    lstm = nn.LSTM(1, 1, bias=True).double()
    for parameter in lstm.parameters():
        parameter.data[...] = 0
    lstm.bias_ih_l0.data[1] = bias
    steps = 12
    _, (_, c) = lstm(np.zeros((steps, 1)), (np.zeros((1, 1)), np.ones((1, 1))))
    half_life = -np.log(2) / np.log(sigmoid(np.float64(bias)))
    assert c.item() == pytest.approx(0.5 ** (steps / half_life), rel=1e-12)


# ---- the steps are the layers, and stand for themselves


def steps_of(layer, x, state):
    """What a layer computes, by the step function alone."""
    weight_ih, weight_hh, bias_ih, bias_hh = (np.asarray(p) for p in layer.parameters())
    ys = []
    for row in x:
        a = row @ weight_ih.T + bias_ih
        if isinstance(layer, nn.LSTM):
            *state, gates = lstm_step(a + bias_hh, *state, weight_hh)
            assert 0 < parts(gates)[1].min() < parts(gates)[1].max() < 1
        elif isinstance(layer, nn.GRU):
            *state, _, _ = gru_step(a, *state, weight_hh, bias_hh)
        else:
            state = [rnn_step(a + bias_hh, *state, weight_hh)]
        ys.append(state[0])
    return np.stack(ys), state


@classes
def test_the_layer_is_a_loop_over_the_step(cls):
    layer = cls(3, 4).double()
    x, state, _, _ = example(layer, RNG(0))
    y, final = layer(x, state)
    steps, by_steps = steps_of(layer, x, [part[0] for part in as_tuple(state)])
    np.testing.assert_allclose(y, steps, atol=1e-15)
    for part, other in zip(as_tuple(final), by_steps, strict=True):
        np.testing.assert_allclose(part[0], other, atol=1e-15)


def plain_lstm_step(a, h, c, weight_hh):
    i, f, g, o = np.split(a + h @ weight_hh.T, 4, axis=-1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


@settings(max_examples=25)
@given(st.integers(0, 100), st.integers(1, 4), st.integers(1, 5))
def test_steps_back_are_the_slopes_of_the_steps(seed, batch, hidden):
    rng = RNG(seed)
    h, c, dh, dc = rng.normal(size=(4, batch, hidden))
    weight, a = rng.normal(size=(4 * hidden, hidden)), rng.normal(size=(batch, 4 * hidden))
    untouched = [array.copy() for array in (a, h, c, weight)]

    h1, c1, gates = lstm_step(a, h, c, weight)
    np.testing.assert_allclose((h1, c1), plain_lstm_step(a, h, c, weight), atol=1e-14)

    def lstm(a, h, c):
        h, c, _ = lstm_step(a, h, c, weight)
        return np.sum(h * dh) + np.sum(c * dc)

    slopes, slope_h = lstm_slopes(gates, c, c1)
    back = lstm_step_back(dh, dc, parts(gates)[1], slopes, slope_h, weight)
    gradcheck(lstm, a, h, c, gradient=lambda *_: back, generator=rng, check=True)

    w, b, ar = weight[:hidden], weight[: 3 * hidden], a[:, :hidden]
    h1 = rnn_step(ar, h, w)
    back_rnn = rnn_step_back(dh, 1 - h1**2, w)
    gradcheck(lambda a, h: np.sum(rnn_step(a, h, w) * dh), ar, h, gradient=lambda *_: back_rnn, check=True)

    ag = a[:, : 3 * hidden]
    _, gates, m = gru_step(ag, h, b)
    _, back_gru = gru_step_back(dh, gates[:, hidden : 2 * hidden], gru_slopes(gates, m, h)[0], b)
    gradcheck(lambda h: np.sum(gru_step(ag, h, b)[0] * dh), h, gradient=lambda _: back_gru, check=True)
    for array, before in zip((a, h, c, weight), untouched, strict=True):
        np.testing.assert_array_equal(array, before)


# ---- gradient check


@cells
@pytest.mark.parametrize("settings", [{}, {"num_layers": 2, "batch_first": True}, {"bias": False}], ids=str)
def test_gradients(build, settings):
    layer = build(nn, 3, 4, **settings)
    x, state, _, _ = example(layer.double(), RNG(0), steps=4, batch=2)
    report = gradcheck(layer, x, state, generator=RNG(1), check=True)
    parameters = [name for name, _ in layer.named_parameters()]
    states = ["input 1.0", "input 1.1"] if len(layer.states) == 2 else ["input 1"]
    assert [row.name for row in report.rows] == ["x", *states, *parameters]
    gradcheck(layer, x, generator=RNG(1), check=True)


# ---- the same as torch


@cells
@settings(max_examples=60)
@given(data=st.data())
def test_same_as_torch(build, data):
    small = st.integers(1, 5)
    arguments = {
        "num_layers": data.draw(st.integers(1, 3), "layers"),
        "bias": data.draw(st.booleans(), "bias"),
        "batch_first": data.draw(st.booleans(), "batch_first"),
    }
    ours, theirs = twins(build, data.draw(small, "features"), data.draw(small, "hidden"), **arguments)
    steps, batch = data.draw(st.integers(1, 7), "steps"), data.draw(st.none() | st.integers(1, 4), "batch")
    x, state, dy, d_state = example(ours, RNG(data.draw(st.integers(0, 99), "seed")), steps, batch)
    which = data.draw(st.sampled_from(["output and state", "output", "state", "half of the state"]), "gradient")
    if which == "output":
        d_state = None
    elif which != "output and state":
        dy = None
        if which == "half of the state" and len(ours.states) == 2:
            d_state = (d_state[0], None)
    if data.draw(st.booleans(), "state from zero"):
        state = None
    compare(ours, theirs, x, state, dy, d_state, 1e-10)


@cells
def test_same_as_torch_in_float32(build):
    ours, theirs = twins(build, 6, 8, dtype=np.float32, num_layers=2)
    compare(ours, theirs, *example(ours, RNG(0), 20, 4, np.float32), 1e-5)


@cells
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("size", [1e2, 1e4, 1e8])
def test_safe_on_large_inputs(build, dtype, size):
    if "relu" in repr(build(nn, 1, 1)):
        size **= 0.5  # nothing bounds its state
    ours, theirs = twins(build, 3, 4, dtype=dtype, num_layers=2)
    x, state, dy, d_state = example(ours, RNG(0), 6, 3, dtype)
    # a gate near 0 is known to a unit in the last place of 1, and so are the small gradients through it
    compare(ours, theirs, dtype(size) * x, state, dy, d_state, 1e-10 if dtype == np.float64 else 1e-3)


@cells
def test_gradients_of_two_passes_add_up(build):
    ours, theirs = twins(build, 3, 4)
    for seed in range(2):
        x, state, dy, d_state = example(ours, RNG(seed))
        ours(x, state)
        ours.backward(dy, d_state)
        t_y, t_state = theirs(torch.tensor(x), as_state([torch.tensor(part) for part in as_tuple(state)]))
        torch.autograd.backward(
            [t_y, *as_tuple(t_state)], [torch.tensor(dy), *(torch.tensor(d) for d in as_tuple(d_state))]
        )
    for p, t in zip(ours.parameters(), theirs.parameters(), strict=True):
        np.testing.assert_allclose(p.grad, t.grad, atol=1e-12)


# ---- properties


@cells
@settings(max_examples=15)
@given(st.integers(1, 6), st.integers(0, 50))
def test_a_sequence_may_be_read_in_two_parts(build, cut, seed):
    """States go on and gradients come back over the border: nothing is lost there unless it is cut."""
    whole = build(nn, 3, 4, num_layers=2, generator=RNG(0)).double()
    first, second = (build(nn, 3, 4, num_layers=2, generator=RNG(0)).double() for _ in range(2))
    x, state, dy, d_state = example(whole, RNG(seed), steps=7)
    y, final = whole(x, state)
    dx, d_initial = whole.backward(dy, d_state)
    y1, between = first(x[:cut], state)
    y2, end = second(x[cut:], between)
    dx2, d_between = second.backward(dy[cut:], d_state)
    dx1, d_begin = first.backward(dy[:cut], d_between)
    np.testing.assert_allclose(np.concatenate([y1, y2]), y, atol=1e-13)
    np.testing.assert_allclose(np.concatenate([dx1, dx2]), dx, atol=1e-12)
    for mine, other in zip((*as_tuple(end), *as_tuple(d_begin)), (*as_tuple(final), *as_tuple(d_initial)), strict=True):
        np.testing.assert_allclose(mine, other, atol=1e-12)
    for p, q, w in zip(first.parameters(), second.parameters(), whole.parameters(), strict=True):
        np.testing.assert_allclose(p.grad + q.grad, w.grad, atol=1e-12)


@cells
def test_the_future_does_not_reach_back_and_examples_do_not_meet(build):
    layer = build(nn, 3, 4, num_layers=2).double()
    x, state, _, _ = example(layer, RNG(0), steps=6, batch=3)
    y, _ = layer(x, state)
    later = x.copy()
    later[4, 1] += 1
    y_later, _ = layer(later, state)
    np.testing.assert_array_equal(y_later[:4], y[:4])
    np.testing.assert_array_equal(y_later[:, [0, 2]], y[:, [0, 2]])
    assert np.all(np.any(y_later[4:, 1] != y[4:, 1], axis=1))


@cells
def test_nothing_given_is_changed(build):
    layer = build(nn, 3, 4, num_layers=2, batch_first=True).double()
    given = example(layer, RNG(0))
    before = [[part.copy() for part in as_tuple(array)] for array in given]
    x, state, dy, d_state = given
    _, final = layer(x, state)
    kept = [part.copy() for part in as_tuple(final)]
    layer.backward(dy, d_state)
    for array, old in zip(given, before, strict=True):
        assert all(np.array_equal(part, other) for part, other in zip(as_tuple(array), old, strict=True))
    assert all(np.array_equal(part, other) for part, other in zip(as_tuple(final), kept, strict=True))


# ---- conventions


@pytest.mark.parametrize(("cls", "gates"), [(nn.RNN, 1), (nn.LSTM, 4), (nn.GRU, 3)])
def test_initial_weights_follow_torchs_law(cls, gates):
    """All U(−1/√H, 1/√H): bound, mean 0 and variance bound²/3."""
    layer = cls(60, 64, num_layers=2, generator=RNG(0))
    assert layer.weight_ih_l0.shape == (gates * 64, 60)
    assert layer.weight_ih_l1.shape == layer.weight_hh_l1.shape == (gates * 64, 64)
    for parameter in layer.parameters():
        values = np.asarray(parameter)
        assert values.dtype == np.float32
        assert 0.115 < np.abs(values).max() <= 1 / 8
    values = np.concatenate([np.asarray(p).ravel() for p in layer.parameters()])
    assert abs(values.mean()) < 1e-3 * 4
    assert values.var() == pytest.approx(1 / 8**2 / 3, rel=0.05)


def test_the_gates_stand_in_torchs_order():
    """i, f, g, o: opening the second quarter keeps the cell state, and only that."""
    for quarter, kept in enumerate([0.5, 1.0, 0.5, 0.5]):
        lstm = nn.LSTM(1, 2).double()
        for parameter in lstm.parameters():
            parameter.data[...] = 0
        lstm.bias_hh_l0.data[2 * quarter : 2 * quarter + 2] = 50
        _, (_, c) = lstm(np.zeros((1, 1)), (np.zeros((1, 2)), np.ones((1, 2))))
        written = 0.5 if quarter == 2 else 0.0
        np.testing.assert_allclose(c, kept + written)


@classes
def test_a_state_of_none_is_zero(cls):
    layer = cls(3, 4, num_layers=2)
    x, state, dy, _ = example(layer, RNG(0), dtype=np.float32)
    zero = as_state([np.zeros_like(part) for part in as_tuple(state)])
    np.testing.assert_array_equal(layer(x)[0], layer(x, zero)[0])
    nothing = layer.backward(np.zeros_like(dy), zero)
    layer(x)
    for mine, other in zip(layer.backward(None), nothing, strict=True):
        for part, same in zip(as_tuple(mine), as_tuple(other), strict=True):
            assert not part.any()
            np.testing.assert_array_equal(part, same)


def test_a_part_of_the_state_may_be_none():
    lstm = nn.LSTM(3, 4)
    x, (h, c), _, _ = example(lstm, RNG(0))
    np.testing.assert_array_equal(lstm(x, (None, c))[0], lstm(x, (0 * h, c))[0])


@classes
def test_parameters_decide_the_dtype(cls):
    for layer, dtype in [(cls(3, 4), np.float32), (cls(3, 4).double(), np.float64)]:
        for x in (np.ones((2, 1, 3)), np.ones((2, 1, 3), int)):
            y, state = layer(x, as_state([np.zeros((1, 1, 4))] * len(layer.states)))
            dx, d_state = layer.backward(np.ones(y.shape), as_state([np.ones((1, 1, 4))] * len(layer.states)))
            found = [y, dx, *as_tuple(state), *as_tuple(d_state), *(p.grad for p in layer.parameters())]
            assert {array.dtype for array in found} == {np.dtype(dtype)}


@classes
def test_a_first_layer_may_leave_out_the_gradient_of_its_input(cls):
    layer = cls(3, 4, num_layers=2)
    x, _, dy, _ = example(layer, RNG(0), dtype=np.float32)
    layer(x)
    layer.backward(dy)
    expected = [p.grad for p in layer.parameters()]
    layer.zero_grad()
    layer.input_gradient = False
    layer(x)
    dx, d_state = layer.backward(dy)
    assert dx is None
    assert as_tuple(d_state)[0].shape == (2, 3, 4)
    assert all(np.array_equal(p.grad, other) for p, other in zip(layer.parameters(), expected, strict=True))


def test_repr_says_what_is_not_usual():
    assert repr(nn.LSTM(3, 4)) == "LSTM(3, 4)" == repr(torch.nn.LSTM(3, 4))
    arguments = {"num_layers": 2, "bias": False, "batch_first": True}
    assert repr(nn.GRU(3, 4, **arguments)) == repr(torch.nn.GRU(3, 4, **arguments))
    assert repr(nn.RNN(3, 4, nonlinearity="relu")) == "RNN(3, 4, nonlinearity='relu')"


def test_an_explosion_ends_in_numbers_that_are_not_finite():
    rnn = nn.RNN(1, 1, nonlinearity="relu", bias=False)
    for parameter in rnn.parameters():
        parameter.data[...] = 10
    with np.errstate(over="ignore", invalid="ignore"):
        y, _ = rnn(np.ones((60, 1)))
        rnn.backward(np.ones_like(y))
    assert y[-1] == np.inf
    assert not np.isfinite(rnn.weight_hh_l0.grad).all()


# ---- bad input


@pytest.mark.parametrize(
    ("build", "error", "message"),
    [
        (lambda: nn.RNN(0, 4), ValueError, "RNN: input_size is 0, expected a positive integer"),
        (lambda: nn.LSTM(3, 4.0), ValueError, "LSTM: hidden_size is 4.0, expected a positive integer"),
        (lambda: nn.GRU(3, 4, 0), ValueError, "GRU: num_layers is 0, expected a positive integer"),
        (lambda: nn.RNN(3, 4, nonlinearity="sine"), ValueError, "RNN: nonlinearity is 'sine', expected 'tanh' or"),
        (lambda: nn.RNN(3, 4, proj_size=2), TypeError, "RNN: got an unexpected keyword argument 'proj_size'"),
        (
            lambda: nn.LSTM(3, 4, proj_size=2),
            NotImplementedError,
            "proj_size=2 is not built here; torch.nn.LSTM has it",
        ),
        (lambda: nn.GRU(3, 4, bidirectional=True), NotImplementedError, "GRU: bidirectional=True is not built here"),
        (lambda: nn.RNN(3, 4, 2, dropout=0.5), NotImplementedError, "RNN: dropout=0.5 is not built here"),
    ],
)
def test_bad_arguments_are_a_sentence(build, error, message):
    with pytest.raises(error, match=message):
        build()


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda m: m(np.ones((5, 2, 4))), ValueError, r"LSTM: input has shape \(5, 2, 4\), expected axes T N D, or"),
        (lambda m: m(np.ones(3)), ValueError, r"LSTM: input has shape \(3,\), expected .* with input_size=3 on the"),
        (lambda m: m(np.ones((0, 2, 3))), ValueError, r"LSTM: input has shape \(0, 2, 3\), expected one step or more"),
        (lambda m: m(np.array(["a"])), TypeError, "LSTM: input has dtype <U1"),
        (lambda m: m(np.ones((5, 2, 3)), np.ones((2, 2, 4))), TypeError, r"state is a ndarray, expected the tuple \(h"),
        (lambda m: m(np.ones((5, 2, 3)), (1, 2, 3)), TypeError, r"state is 3 arrays, expected the tuple \(h, c\)"),
        (
            lambda m: m(np.ones((5, 2, 3)), (np.ones((2, 2, 4)), np.ones((2, 4)))),
            ValueError,
            r"LSTM: state c has shape \(2, 4\), expected \(2, 2, 4\), axes num_layers N H",
        ),
        (
            lambda m: m(np.ones((5, 3)), (np.ones((2, 1, 4)), np.ones((2, 4)))),
            ValueError,
            r"LSTM: state h has shape \(2, 1, 4\), expected \(2, 4\), axes num_layers H",
        ),
        (
            lambda m: m.backward(np.ones((5, 3, 4))),
            ValueError,
            r"LSTM.backward: gradient has shape \(5, 3, 4\), the output had \(5, 2, 4\)",
        ),
        (
            lambda m: m.backward(None, (np.ones((2, 2, 4)), np.ones((1, 2, 4)))),
            ValueError,
            r"LSTM: gradient of the state c has shape \(1, 2, 4\), expected \(2, 2, 4\)",
        ),
        (lambda m: m.backward(None, np.ones((2, 2, 4))), TypeError, "gradient of the state is a ndarray, expected the"),
    ],
)
def test_bad_input_is_a_sentence_and_changes_nothing(unchanged, call, error, message):
    layer = nn.LSTM(3, 4, 2)
    layer(np.ones((5, 2, 3)))
    layer.backward(np.ones((5, 2, 4)))
    layer(np.ones((5, 2, 3)))
    with unchanged(layer), pytest.raises(error, match=message):
        call(layer)
    layer.backward(np.ones((5, 2, 4)))


@classes
def test_one_backward_for_each_forward(cls):
    layer = cls(3, 4)
    for _ in range(2):
        with pytest.raises(RuntimeError, match=f"{cls.__name__}.backward has no cache: run forward first"):
            layer.backward(None)
        y, _ = layer(np.ones((5, 3)))
        layer.backward(y)


def test_a_chain_refuses_it_with_a_sentence():
    model = nn.Sequential(nn.LSTM(3, 4), nn.Linear(4, 2))
    with pytest.raises(TypeError, match="layer LSTM returned a tuple, expected one array; write a Module whose"):
        model(np.ones((5, 2, 3)))
