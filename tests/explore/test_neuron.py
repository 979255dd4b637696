"""The mathematics of lesson 00's neuron."""

import numpy as np
import pytest

from dlcore import nn
from dlcore.explore.neuron import CORNERS, SHAPES, OneNeuron


@pytest.fixture
def explorer():
    made = OneNeuron()
    yield made
    made.close()


@pytest.mark.parametrize("shape", SHAPES)
def test_outputs_are_those_of_a_layer(explorer, shape):
    explorer.set(w1=1.5, w2=-2.0, b=0.3, shape=shape)
    layer = nn.Linear(2, 1).double()
    layer.load_state_dict({"weight": np.array([[1.5, -2.0]]), "bias": np.array([0.3])})
    activation = {"sigmoid": nn.Sigmoid, "tanh": nn.Tanh, "ReLU": nn.ReLU}[shape]()
    np.testing.assert_allclose(explorer.result.y, activation(layer(CORNERS))[:, 0], rtol=1e-12)
    lower_left, upper_right = explorer.result.field[15, 15], explorer.result.field[45, 45]  # the corners (0,0), (1,1)
    np.testing.assert_allclose([lower_left, upper_right], explorer.result.y[[0, 3]], rtol=1e-12)


@pytest.mark.parametrize(("task", "b", "place"), [("AND", -1.5, 0), ("OR", -0.5, 1)])
def test_challenges_are_met_by_a_right_neuron(explorer, task, b, place):
    assert not any(explorer.met.values())
    explorer.set(w1=1.0, w2=1.0, b=b, task=task)
    assert list(explorer.met.values())[place]
    assert f"4 of 4 corners are right for {task}" in explorer.sentence


def test_no_setting_of_the_sliders_makes_xor(explorer):
    steps = np.linspace(-4, 4, 17)
    best = max(
        explorer.compute(w1=w1, w2=w2, b=b, task="XOR", shape="sigmoid").right.sum()
        for w1 in steps
        for w2 in steps
        for b in steps
    )
    assert best == 3


def test_the_sentence_counts_one_corner_and_writes_no_negative_zero(explorer):
    explorer.set(w1=4.0, w2=4.0, b=-4.0, task="XOR")
    assert "1 of 4 corners is right for XOR" in explorer.sentence
    tiny = explorer.compute(w1=-0.1, w2=0.0, b=0.1 - 1e-3, task="AND", shape="tanh")
    assert tiny.y[2] < 0
    assert "0.00 at (1, 0)" in explorer.describe(tiny)
    assert "−0.00" not in explorer.describe(tiny)


def test_no_weights_no_border(explorer):
    explorer.set(w1=0.0, w2=0.0, b=0.0)
    explorer.wait()
    assert len(explorer._border.get_xdata()) == 0
