"""The walk through a graph: forward as Python computes it, backward as `Value.backward` does."""

import numpy as np
import pytest

from dlcore.explore import Challenge
from dlcore.explore.chain import GraphSteps
from dlcore.explore.graphs import KEY
from dlcore.graph import Value

FUNCTIONS = {
    "neuron": (lambda x, w, b: (x * w + b).tanh(), {"x": 2.0, "w": -0.7, "b": 1.0}),
    "repeated": (lambda x, y: x * x * y + x, {"x": 1.5, "y": -0.5}),
    "constants": (lambda x: 2 / (1 + (-x).exp()) - x**2, {"x": 0.3}),
    "ties": (lambda x, y: x.max(y) * x.relu(), {"x": 1.0, "y": 1.0}),
}


@pytest.fixture(params=FUNCTIONS)
def case(request):
    function, leaves = FUNCTIONS[request.param]
    panel = GraphSteps(function, **leaves)
    yield function, panel
    panel.close()


def by_backward(function, panel):
    leaves = {name: Value(value, name) for name, value in panel.values.items()}
    y = function(**leaves)
    y.backward()
    return y.data, {name: leaf.grad for name, leaf in leaves.items()}


def all_the_way(panel):
    operations = len(panel.numbered.operations)
    return panel.act("forward", times=operations).act("backward", times=operations + 1)


def test_there_and_back_is_backward(case):
    function, panel = case
    all_the_way(panel)
    value, gradients = by_backward(function, panel)
    assert panel.state.complete
    assert panel.state.known.values[-1] == value
    for name, gradient in gradients.items():
        assert panel.state.gradient(name) == pytest.approx(gradient, rel=1e-12)


def test_moving_a_leaf_computes_anew_what_is_known(case):
    function, panel = case
    all_the_way(panel)
    generator = np.random.default_rng(0)
    for _ in range(5):
        panel.set(**{name: float(generator.uniform(-2, 2)) for name in panel.values})
        value, gradients = by_backward(function, panel)
        assert panel.state.known.values[-1] == value
        for name, gradient in gradients.items():
            assert panel.state.gradient(name) == pytest.approx(gradient, rel=1e-12)


def test_each_step_makes_one_thing_known(case):
    _, panel = case
    operations = len(panel.numbered.operations)
    for done in range(1, operations + 1):
        known = panel.act("forward").state.known
        assert sum(value is not None for value in known.values) == len(panel.numbered.leaves) + done
        assert sum(slopes is not None for slopes in known.slopes) == done
        assert f"Forward, {done} of {operations}: " in panel.sentence
    assert panel.act("backward").state.known.gradients[-1] == 1.0
    for done in range(1, operations + 1):
        panel.act("backward")
        assert len(panel.state.known.passed) == done
        assert f"Backward, {done} of {operations}: " in panel.sentence
    assert None not in panel.state.known.gradients


def test_the_last_step_is_the_last(case):
    _, panel = case
    state = all_the_way(panel).state
    assert panel.act("forward").state is panel.act("backward").state is state


def test_what_was_known_stays_known_where_it_was():
    panel = GraphSteps(FUNCTIONS["neuron"][0], x=2.0, w=-0.7, b=1.0)
    panel.act("forward")
    panel.set(x=3.0)
    assert panel.numbered.names == ["x", "w", "v₁", "b", "v₂", "v₃"]
    assert panel.state.known.values == (3.0, -0.7, 3.0 * -0.7, 1.0, None, None)
    panel.close()


def test_backward_waits_for_the_output():
    panel = GraphSteps(FUNCTIONS["neuron"][0], x=2.0, w=-0.7, b=1.0)
    panel.act("forward").act("backward")
    assert panel.sentence == "Backward begins at the output, which is not evaluated yet: step forward (1 of 3)."
    assert panel.state.backward == 0
    panel.act("forward")
    assert panel.sentence == "Forward, 2 of 3: v₂ = v₁ + b = (−1.4) + 1 = −0.4."
    panel.close()


def test_slopes_that_meet_are_added_in_words():
    panel = GraphSteps(lambda x: x * x, x=3.0)
    panel.act("forward").act("backward", times=2)
    assert "3 × 1 = 3 to x and 3 × 1 = 3 to x; all that came to x is 6." in panel.sentence
    panel.close()


def test_what_is_not_finite_stops_the_walk_and_a_leaf_frees_it():
    panel = GraphSteps(lambda x, y: (x / y).log() ** 0.5, x=1.5, y=1.0)
    panel.act("forward", times=3)
    value = panel.state.known.values[-1]
    panel.set(y=0.0)
    assert panel.sentence == "The value is no finite number at v₁: the walk stops there. Move a leaf."
    assert panel.state.known.values[2:] == (None, None, None)
    assert panel.act("forward").state.stopped == 2
    panel.set(y=1.0)
    assert panel.state.known.values[-1] == value
    panel.act("backward", times=2)
    panel.set(x=1.0)  # the root of 0 has no slope
    assert panel.sentence == "The slope that it passes on is no finite number at v₃: the walk stops there. Move a leaf."
    assert not panel.state.complete
    assert panel.state.gradient("x") is None
    panel.close()


def test_ranges_and_challenges_of_the_lesson():
    falls = Challenge("Make the slope along x negative.", lambda walk: walk.complete and walk.gradient("x") < 0)
    panel = GraphSteps(lambda x, b: x * x + b, challenges=[falls], x=(1.0, -4, 4), b=5.5)
    assert (panel.widgets["x"].min, panel.widgets["x"].max) == (-4, 4)
    assert (panel.widgets["b"].min, panel.widgets["b"].max) == (-3, 6)
    assert list(panel.met.values()) == [False, False]
    all_the_way(panel)
    assert list(panel.met.values()) == [True, False]
    panel.set(x=-1.0)
    assert all(panel.met.values())
    panel.close()


def test_a_leaf_made_inside_keeps_its_value():
    panel = GraphSteps(lambda x: x * Value(4.0, "c"), x=2.0)
    assert panel.act("forward").state.known.values[-1] == 8.0
    panel.close()


def test_the_graph_fills_its_page():
    panel = GraphSteps(FUNCTIONS["constants"][0], x=0.3)
    page = panel._canvas.figure.get_size_inches()
    np.testing.assert_allclose(page - (0, KEY), panel.layout.size)
    assert panel._canvas.size[0] == 900
    panel.close()
