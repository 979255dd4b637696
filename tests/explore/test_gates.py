"""Lesson 07's explorer (b): one cell by hand is an LSTM, and its half-life is that of the formula."""

import numpy as np
import pytest

from dlcore import nn
from dlcore.explore.gates import LIMITS, STEPS, WRITTEN, Gates, candidates, half_life, remembered
from dlcore.nn.functional import sigmoid


@pytest.fixture
def gates():
    explorer = Gates()
    yield explorer
    explorer.close()


@pytest.mark.parametrize("bias", [-2.0, 0.0, 1.0, 3.0, 8.0])
def test_after_a_half_life_half_is_left(bias):
    f = sigmoid(bias)
    assert f ** half_life(f) == pytest.approx(0.5)
    i, g = np.zeros(41), np.zeros(41)
    i[0] = g[0] = 1
    c, _ = remembered(i, np.full(41, f), g, np.ones(41))
    assert c[40] == pytest.approx(0.5 ** (40 / half_life(f)))


def test_known_half_lives():
    assert half_life(0.5) == pytest.approx(1)
    assert half_life(sigmoid(3.0)) == pytest.approx(14.27, abs=0.01)


def test_it_is_an_lstm_of_one_unit():
    generator = np.random.default_rng(0)
    i, f, o = generator.uniform(0.05, 0.95, (3, 20))
    g = generator.uniform(-0.9, 0.9, 20)
    layer = nn.LSTM(4, 1).double()  # its four inputs are what the gates add up to
    layer.load_state_dict({
        "weight_ih_l0": np.eye(4), "weight_hh_l0": np.zeros((4, 1)), "bias_ih_l0": np.zeros(4),
        "bias_hh_l0": np.zeros(4),
    })  # fmt: skip
    logits = [np.log(gate / (1 - gate)) for gate in (i, f, o)]
    x = np.stack([logits[0], logits[1], np.arctanh(g), logits[2]], axis=1)  # the order i, f, g, o
    y, (_, c_end) = layer(x)
    c, h = remembered(i, f, g, o)
    np.testing.assert_allclose(h, y[:, 0], rtol=1e-12)
    assert c[-1] == pytest.approx(c_end.item(), rel=1e-12)


def test_a_slider_sets_its_gate(gates):
    memory = gates.set(bias=2.0, i=0.25, at=30, o=0.5, f_at=0.1).result
    others = np.arange(STEPS) != 29
    assert memory.f[29] == 0.1
    np.testing.assert_allclose(memory.f[others], sigmoid(2.0))
    assert memory.i[WRITTEN - 1] == 1
    assert set(np.delete(memory.i, WRITTEN - 1)) == {0.25}
    assert set(memory.o) == {0.5}
    assert candidates()[WRITTEN - 1] == 0.9


def test_an_open_input_gate_disturbs_and_an_open_output_gate_does_not(gates):
    held = gates.set(bias=8.0, i=0.0).result.c
    np.testing.assert_array_equal(gates.set(o=0.2).result.c, held)
    assert np.abs(gates.set(i=0.5).result.c - held).max() > 0.2


def test_challenges(gates):
    assert list(gates.met.values()) == [False, False]
    gates.set(bias=8.0)
    assert list(gates.met.values()) == [False, False]
    gates.set(at=43, f_at=0.0)
    assert list(gates.met.values()) == [True, False]
    gates.set(f_at=1.0, o=0.01)
    assert list(gates.met.values()) == [True, True]


def test_sentence(gates):
    assert gates.set(bias=3.0).sentence.startswith("b = 3.0 gives f = 0.9526, a half-life of 14.3 steps. At step 40")
    assert "a half-life of 1 step." in gates.set(bias=0.0).sentence
    assert "b = −2.0" in gates.set(bias=-2.0).sentence


def test_no_setting_leads_out_of_the_picture_or_empties_what_was_written(gates):
    for bias in np.arange(-2, 8.1, 2):
        for i in (0.0, 0.5, 1.0):
            for at in range(WRITTEN + 1, STEPS + 1, 3):
                for f_at in (0.0, 1.0):
                    c = gates.compute(bias=bias, i=i, at=at, o=1.0, f_at=f_at).c
                    assert LIMITS[0] < c.min() <= c.max() < LIMITS[1]
                    assert c[WRITTEN - 1] > 0.5
