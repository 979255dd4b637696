"""Lesson 07: what its predictions claim."""

import json
import time
from pathlib import Path

import numpy as np
import pytest

import dlcore
from dlcore import nn, optim
from dlcore.datasets import Vocabulary, histories, names, sunspots
from dlcore.exercises import Exercise, Prediction, catalogue
from dlcore.forecast import naive, rmse, seasonal_naive

PREDICTIONS = catalogue.entries(7, Prediction)
ANSWERS = {number: exercise.answer for number, exercise in catalogue.entries(7, Exercise).items()}
MEASURED = Path(__file__).parents[2] / "measured" / "07_recurrent.json"


def unit(w, u, x):
    """States of hₜ = tanh(w hₜ₋₁ + u xₜ) from 0, (T + 1, N), for x (T, N)."""
    h = [np.zeros(x.shape[1])]
    for x_t in x:
        h.append(np.tanh(w * h[-1] + u * x_t))
    return np.array(h)


def signs(n, generator):
    return generator.choice([-1.0, 1.0], (30, n))


def test_prediction_by_hand_there_are_numbers_that_work():
    x = signs(2000, np.random.default_rng(0))
    assert np.array_equal(np.sign(unit(10.0, 0.5, x)[-1]), x[0])


def test_prediction_by_hand_the_slope_of_the_first_input_is_nearly_0():
    x = signs(2000, np.random.default_rng(0))
    h = unit(0.5, 0.5, x)
    factors = 0.5 * (1 - h[1:] ** 2)  # ∂h₁/∂x₁ has the factor u, all later ones have w: both 0.5
    assert factors.max() <= 0.5
    assert np.prod(factors[1:], axis=0).max() < 2e-9
    assert np.prod(factors, axis=0).max() < 1e-8


def test_prediction_by_hand_descent_ends_at_chance():
    assert PREDICTIONS["7.1"].answer == "b"
    generator, w, u = np.random.default_rng(0), 0.5, 0.5
    for _ in range(1000):
        x = signs(256, generator)
        h, dw, du = unit(w, u, x), 0.0, 0.0
        dh = 2 * (h[-1] - x[0]) / x.shape[1]
        for t in reversed(range(len(x))):
            da = dh * (1 - h[t + 1] ** 2)
            dw, du, dh = dw + da @ h[t], du + da @ x[t], da * w
        w, u = w - 0.1 * dw, u - 0.1 * du
    x = signs(4000, generator)
    assert 0.47 < np.mean(np.sign(unit(w, u, x)[-1]) == x[0]) < 0.53
    assert abs(u) < 0.05
    assert 0 < w < 0.5


def test_prediction_longer():
    assert PREDICTIONS["7.2"].answer == "a"
    rnn = nn.RNN(4, 32)
    before = sum(p.data.size for p in rnn.parameters())
    for steps in (10, 100):
        assert rnn(np.ones((steps, 4)))[0].shape == (steps, 32)
    assert before == sum(p.data.size for p in rnn.parameters()) == 1216
    assert rnn.weight_hh_l0.data.size == 1024
    assert 9 * before == 10_944


def test_prediction_summed():
    """Each step gets a W_hh of its own: the slopes of all of them add up to that of the shared one."""
    assert PREDICTIONS["7.3"].answer == "b"
    generator = np.random.default_rng(0)
    x, W, dy = (generator.normal(size=shape) for shape in ((5, 2), (2, 2), (2,)))

    def loss(weights):
        h = np.zeros(2)
        for x_t, W_t in zip(x, weights, strict=True):
            h = np.tanh(x_t + W_t @ h)
        return dy @ h

    def slope(steps):
        up, down = (loss([W + side * 1e-6 * np.eye(2) if t in steps else W for t in range(5)]) for side in (1, -1))
        return (up - down) / 2e-6

    each = [slope({t}) for t in range(5)]
    assert slope(set(range(5))) == pytest.approx(sum(each), rel=1e-6)
    assert slope(set(range(5))) != pytest.approx(each[-1], rel=0.05)
    assert slope(set(range(5))) != pytest.approx(np.mean(each), rel=0.1)
    ours = ANSWERS["7.3"](np.eye(5)[:, 4:] * dy, ANSWERS["7.1"](x, np.zeros(2), np.eye(2), W, 0, 0), np.zeros(2), W)[0]
    assert np.trace(ours) == pytest.approx(sum(each), rel=1e-6)


def test_prediction_decay():
    dy, h = np.zeros((20, 1)), np.zeros((20, 1))
    dy[-1] = 1.0
    _, dh0 = ANSWERS["7.3"](dy, h, np.zeros(1), np.array([[0.8]]))
    assert PREDICTIONS["7.4"].answer == pytest.approx(100 * dh0[0], abs=0.01)
    assert pytest.approx(0.1, abs=0.01) == 0.8**10
    assert not PREDICTIONS["7.4"].agrees(80)


def test_prediction_shrunk():
    (answer,) = [key for key, words in PREDICTIONS["7.5"].choices.items() if words == "(3, 4)"]
    assert PREDICTIONS["7.5"].answer == answer
    np.testing.assert_allclose(ANSWERS["7.4"]([np.array([30.0]), np.array([40.0])], 5.0), [[3.0], [4.0]])


def named_right(piece, updates=500, delay=10, batch=32):
    """How often an RNN is right in the end that reads pieces of a stream and names the symbol of `delay` steps ago."""
    dlcore.seed(0)
    generator = np.random.default_rng(0)
    rnn, head, criterion = nn.RNN(4, 32), nn.Linear(32, 4), nn.CrossEntropyLoss()
    parameters = [*rnn.parameters(), *head.parameters()]
    optimizer = optim.Adam(parameters, lr=5e-3)
    stream, state, right = generator.integers(0, 4, (delay, batch)), None, []
    for _ in range(updates):
        stream = np.concatenate([stream[-delay:], generator.integers(0, 4, (piece, batch))])
        target = stream[:piece]
        y, state = rnn(np.eye(4)[stream[delay:]], state)  # the state goes on, its gradient does not
        logits = head(y)
        criterion(logits.reshape(-1, 4), target.ravel())
        optimizer.zero_grad()
        rnn.backward(head.backward(criterion.backward().reshape(logits.shape)))
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        right.append(np.mean(logits.argmax(axis=-1) == target))
    return np.mean(right[-50:])


def test_prediction_pieces():
    assert PREDICTIONS["7.6"].answer == "b"
    assert 0.22 < named_right(piece=5) < 0.3
    assert named_right(piece=20) > 0.9


def cell_after(steps, forget, write, c):
    """The cell of an LSTM whose gates have only biases, after `steps` steps with an input of 1."""
    W, b = np.zeros((4, 2)), np.array([write, forget, 1.0, 0.0])
    h, c = np.zeros(1), np.array([c])
    for _ in range(steps):
        h, c = ANSWERS["7.5"](np.ones(1), h, c, W, b)
    return c[0]


def test_prediction_kept():
    assert PREDICTIONS["7.7"].answer == "b"
    assert cell_after(100, forget=50.0, write=-50.0, c=0.7) == pytest.approx(0.7, abs=1e-12)
    assert cell_after(100, forget=-50.0, write=-50.0, c=0.7) == pytest.approx(0.0, abs=1e-12)


def test_prediction_half_life():
    left = [cell_after(steps, forget=3.0, write=-50.0, c=1.0) for steps in range(20)]
    assert int(np.argmax(np.array(left) < 0.5)) == 15  # half is left after 14.3 steps
    sigmoid = {bias: 1 / (1 + np.exp(-bias)) for bias in (0.0, 3.0, 5.0)}
    half = {bias: -np.log(2) / np.log(f) for bias, f in sigmoid.items()}
    assert PREDICTIONS["7.8"].answer == pytest.approx(half[3.0], abs=0.05)
    assert half[0.0] == pytest.approx(1)
    assert half[5.0] == pytest.approx(103, abs=0.5)


def test_prediction_memory():
    """Measured over three seeds; a goal is 99 % right."""
    assert PREDICTIONS["7.9"].answer == "b"
    cells = json.loads(MEASURED.read_text(encoding="utf-8"))["first_symbol"]["cells"]
    reached = {cell: [update is not None for update in runs["T = 40"]["updates"]] for cell, runs in cells.items()}
    assert reached["LSTM, forget bias 3"] == [True] * 3
    assert reached["LSTM"] == reached["RNN"] == [False] * 3
    assert pytest.approx(1e-12, rel=0.1) == 0.5**40


def test_prediction_uniform():
    assert PREDICTIONS["7.10"].agrees(ANSWERS["7.8"](np.zeros((6, 27)), np.arange(6)))
    assert not PREDICTIONS["7.10"].agrees(np.log(27))


def test_prediction_colder():
    """Names written by a bigram model: the claim is about softmax, not about the network before it."""
    assert PREDICTIONS["7.11"].answer == "b"
    known, letters = set(names()), Vocabulary("\n" + "\n".join(names()))
    p = ANSWERS["7.8v"](letters.encode("\n" + "\n".join(names()) + "\n"), len(letters))
    written = {}
    for temperature in (0.3, 1.0):
        generator, words = np.random.default_rng(0), []
        while len(words) < 300:
            symbols = [letters.encode("\n")[0]]
            while len(symbols) < 25 and (len(symbols) == 1 or symbols[-1] != symbols[0]):
                symbols.append(ANSWERS["7.9"](np.log(p[symbols[-1]]), temperature, generator.random()))
            words.append(letters.decode(symbols[1:]).strip("\n"))
        written[temperature] = len(set(words)), np.mean([word in known for word in words])
    assert written[0.3][0] < written[1.0][0] / 2
    assert written[0.3][1] > 2 * written[1.0][1]


def test_prediction_ahead():
    assert PREDICTIONS["7.12"].answer == "c"
    year, number = sunspots()
    x, y = histories(number, length=24, horizon=11)
    late = year[24 : 24 + len(x)] >= 1947  # the year of the first forecast
    last = rmse(naive(x[late], 11), y[late])
    cycle = rmse(seasonal_naive(x[late], 11, season=11), y[late])
    assert last[0] < cycle[0]
    assert all(last[1:9] > cycle[1:9])
    np.testing.assert_allclose(np.round([last[[0, 1, 4]], cycle[[0, 1, 4]]]), [[35, 61, 101], [40, 39, 39]])
    early = ~late
    assert rmse(naive(x[early], 11), y[early])[0] < rmse(seasonal_naive(x[early], 11, season=11), y[early])[0]


def seconds(function):
    times = []
    for _ in range(20):
        start = time.process_time()
        function()
        times.append(time.process_time() - start)
    return min(times)


def test_prediction_waiting():
    """1,000 steps of 64 units, one after the other, and the same products at once. Measured: 4 times as long."""
    assert PREDICTIONS["7.13"].answer == "b"
    generator = np.random.default_rng(0)
    x, W = generator.normal(size=(1000, 64)), generator.normal(size=(64, 64)) / 8

    def one_by_one():
        h = np.zeros(64)
        for x_t in x:
            h = np.tanh(x_t + W @ h)

    whole = seconds(one_by_one)
    assert whole > 1.5 * seconds(lambda: np.tanh(x @ W.T))
    assert seconds(lambda: np.tanh(x)) < whole / 4  # tanh is not the reason
