"""How a game is judged over time, and that a preset keeps what it promises on a seed."""

import numpy as np
import pytest

from dlcore.gan import PRESETS, Coverage, Rules, looks, turns


def look(covered, near, good=0.9):
    return Coverage(covered, good, np.zeros(8), np.array(near))


@pytest.mark.parametrize(("values", "size", "expected"), [
    ([0, 8], 4, 1),
    ([3, 3, 3], 1, 0),
    ([0, 1, 2, 3, 4, 3, 4, 3, 4], 2, 1),
    ([0, 4, 0, 4, 0], 4, 4),
    ([8, 7, 6, 5, 4, 5, 6, 7, 8], 4, 2),
    ([0, 3, 1, 4, 0], 4, 2),
])  # fmt: skip
def test_turns(values, size, expected):
    assert turns(values, size) == expected


def test_a_mode_is_occupied_by_a_twentieth_of_the_samples():
    assert look(0, [950, 50, 0, 0, 0, 0, 0, 0]).occupied == 2
    assert look(0, [951, 49, 0, 0, 0, 0, 0, 0]).occupied == 1
    assert look(8, [125] * 8).occupied == 8


def test_promises_tell_the_three_apart():
    narrow = [look(1, [1000, 0, 0, 0, 0, 0, 0, 0])] * 30
    steady = [look(8, [125] * 8)] * 30
    restless = [look(8 if n % 2 else 4, [125] * 8, 0.3) for n in range(30)]
    games = {"works": steady, "collapses": narrow, "oscillates": restless}
    for name, preset in PRESETS.items():
        assert [preset.kept(seen) for seen in games.values()] == [name == other for other in games], name


def test_looks_are_as_many_as_there_was_time_for():
    seen = looks(Rules(batch=4), 60, seed=1, g_width=4, d_width=4)
    assert [one.near.sum() for one in seen] == [1000, 1000]


@pytest.mark.parametrize("name", ["collapses", "oscillates"])
def test_a_preset_keeps_its_promise(name):
    preset = PRESETS[name]
    assert preset.kept(looks(preset.rules, preset.rounds, seed=1))
