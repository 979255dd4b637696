"""Lesson 00: what its predictions claim, and the tables behind its sorting."""

import numpy as np
import pytest

from dlcore.exercises.lesson00 import corners, entry, expected, halves, partial, shape, surprise
from dlcore.exercises.lesson00.sorting import LOSSES, OUTPUTS, loss_for, outputs_for
from dlcore.explore.neuron import CORNERS, TASKS, neuron
from dlcore.explore.training import LiveTraining


@pytest.mark.parametrize(("task", "possible"), [("AND", True), ("OR", True), ("XOR", False)])
def test_what_one_neuron_can_do(task, possible):
    """Every rule on the four corners that a straight line can make appears among many random lines."""
    generator = np.random.default_rng(0)
    wanted = np.array(TASKS[task], dtype=bool)
    rules = [neuron(CORNERS, w[:2], w[2], np.sign)[0] > 0 for w in generator.normal(size=(20_000, 3))]
    assert any((rule == wanted).all() for rule in rules) is possible
    assert corners.answer == "c"


def test_no_line_makes_xor():
    """(0,1) and (1,0) ask for w₁ + w₂ + 2b > 0, the other two corners for the opposite."""
    yes = CORNERS[np.array(TASKS["XOR"], dtype=bool)].sum(axis=0)
    no = CORNERS[~np.array(TASKS["XOR"], dtype=bool)].sum(axis=0)
    np.testing.assert_array_equal(yes, no)


def test_before_training_about_half_is_right():
    panel = LiveTraining()
    measures = panel.state.measures
    panel.close()
    assert halves.agrees(100 * measures.right)
    assert halves.agrees(100 * measures.test_right)


def test_self_check():
    a, b = np.array([[1, 2], [3, 4]]), np.array([[5, 6], [7, 8]])
    assert entry.answer == (a @ b)[0, 1]
    assert shape.choices[shape.answer] == str((np.ones((100, 3)) + np.ones(3)).shape)
    h = 1e-6
    assert partial.agrees(((2 * (1 + h) + 1) ** 2 - (2 * (1 - h) + 1) ** 2) / (2 * h))
    assert surprise.answer == -np.log(1.0)
    assert expected.answer == 0.25 * 8 + 0.75 * 0


def test_the_tables_agree_with_the_references():
    assert {task: loss_for(task) for task in LOSSES} == LOSSES
    assert {task: outputs_for(task) for task in OUTPUTS} == OUTPUTS
    assert set(LOSSES.values()) == {1, 2, 3}
