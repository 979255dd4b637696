"""What stands in measured/08_gan.json: complete, consistent, and the same again where that is quick."""

import json

import numpy as np
import pytest

from dlcore.gan import PRESETS, Rules, looks
from tools import measure
from tools import measure_gan as gan
from tools.measure_gan import BASES, PLAIN, REMEDIES, REMEDY_SEEDS, SEEDS, helped, over_seeds


@pytest.fixture(scope="module")
def kept():
    return json.loads((measure.FOLDER / "08_gan.json").read_text(encoding="utf-8"))


def test_the_ring_is_covered_on_nine_of_ten_seeds_in_under_six_seconds(kept):
    ring = kept["ring"]
    assert ring["seeds"] == list(SEEDS)
    assert sum(covered == 8 for covered in ring["covered"]) >= 9
    assert max(ring["seconds"]) < 6
    assert min(ring["good"]) > 0.6


def test_each_preset_keeps_its_promise_on_nine_of_ten_seeds(kept):
    for name, preset in PRESETS.items():
        entry = kept["presets"][name]
        assert (entry["promise"], entry["rounds"]) == (preset.promise, preset.rounds)
        assert entry["share"] == np.mean(entry["kept"]) >= 0.9
        assert all(len(entry[part]) == len(SEEDS) for part in ("kept", "covered", "good", "turns", "narrow"))


def test_the_presets_are_told_apart_by_their_numbers(kept):
    presets = kept["presets"]
    assert max(presets["works"]["turns"]) < 3 <= min(presets["oscillates"]["turns"])
    assert max(presets["works"]["narrow"] + presets["oscillates"]["narrow"]) < 0.5
    assert np.median(presets["collapses"]["narrow"]) > 0.9
    assert presets["works"]["covered"] == kept["ring"]["covered"]


def test_every_remedy_was_tried_on_every_base(kept):
    remedies = kept["remedies"]
    for base in BASES:
        assert list(remedies[base]) == list(REMEDIES)
        for entry in remedies[base].values():
            assert len(entry["covered"]) == len(entry["good"]) == len(entry["near"]) == len(REMEDY_SEEDS)
            assert entry["mean_covered"] == pytest.approx(np.mean(entry["covered"]), abs=0.06)
            assert entry["mean_good"] == pytest.approx(np.mean(entry["good"]), abs=1.1e-3)


def test_a_remedy_changes_what_it_says():
    assert helped(PLAIN, {}) == (PLAIN, {})
    rules, widths = helped(PLAIN, REMEDIES["D at 5 times its rate"])
    assert (rules.d_rate, rules.g_rate, widths) == (pytest.approx(1e-2), 2e-3, {})
    assert helped(PLAIN, REMEDIES["both of width 16"]) == (PLAIN, {"g_width": 16, "d_width": 16})
    changed = {name: helped(base, change) for name, change in REMEDIES.items() for base in [PLAIN]}
    assert len({repr(each) for each in changed.values()}) == len(REMEDIES)


def test_measuring_again_gives_the_same(kept):
    """The game that works: it holds six digits to its end, where one that never settles would not on another CPU."""
    preset = PRESETS["works"]
    seen = looks(preset.rules, preset.rounds, SEEDS[0])
    entry = kept["presets"]["works"]
    assert seen[-1].covered == entry["covered"][0]
    assert seen[-1].good == pytest.approx(entry["good"][0], abs=1e-3)
    assert preset.kept(seen) == entry["kept"][0]


def test_an_entry_summarises_the_last_looks(monkeypatch):
    monkeypatch.setattr(gan, "looks", lambda rules, rounds, seed, **widths: looks(Rules(batch=8), 50, seed, **widths))
    entry = over_seeds(PLAIN, 50, g_width=4, d_width=4)
    first = looks(Rules(batch=8), 50, REMEDY_SEEDS[0], g_width=4, d_width=4)
    assert entry["covered"][0] == round(float(np.mean([look.covered for look in first])), 1)
    assert entry["good"][0] == round(float(np.mean([look.good for look in first])), 3)
