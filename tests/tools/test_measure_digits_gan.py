"""What stands in measured/08_gan.json about digits: complete, plausible, and the same again where that is quick."""

import dataclasses
import json

import numpy as np
import pytest

from dlcore.gan.digits import DIGIT_RULES
from tools import measure
from tools import measure_digits_gan as digits


@pytest.fixture(scope="module")
def kept():
    return json.loads((measure.FOLDER / "08_gan.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("name", "seeds"), [("digits_numpy", digits.SEEDS), ("digits_torch", digits.TORCH_SEEDS)])
def test_every_seed_is_there(kept, name, seeds):
    results = kept[name]
    assert results["seeds"] == list(seeds)
    assert results["rules"] == json.loads(json.dumps(dataclasses.asdict(DIGIT_RULES)))
    for part in ("confidence", "spread", "losses", "cpu_seconds"):
        assert len(results[part]) == len(seeds)


@pytest.mark.parametrize("name", ["digits_numpy", "digits_torch"])
def test_all_digits_are_drawn_and_some_images_are_none(kept, name):
    """Spread nearly as even as the digits', confidence well below theirs, losses far from 0."""
    results, real = kept[name], kept["digits_judged"]["judged"]["real test digits"]
    assert min(results["spread"]) > 0.9 * real["spread"]
    assert max(results["confidence"]) < real["confidence"] - 0.05
    assert np.min(results["losses"]) > 0.5


def test_what_the_judges_say(kept):
    judged = kept["digits_judged"]["judged"]
    assert judged["real test digits"]["spread"] == pytest.approx(np.log(10), abs=0.02)
    # noise and an untrained generator have no spread, though the classifier is often sure of them
    for name in ("uniform noise", "untrained generator"):
        assert judged[name]["spread"] < 0.5
    ships = judged["the generator that ships"]
    assert ships["spread"] > 2.1
    assert ships["confidence"] > judged["untrained generator"]["confidence"]


def test_judging_again_gives_the_same(kept):
    again, before = digits.measure_digits_judged(), kept["digits_judged"]
    for name, entry in again["judged"].items():
        assert entry["confidence"] == pytest.approx(before["judged"][name]["confidence"], abs=2e-3)
        assert entry["spread"] == pytest.approx(before["judged"][name]["spread"], abs=5e-3)
    assert again["nearest"] == pytest.approx(before["nearest"], abs=0.02)


def test_a_short_game_of_each_kind_gives_its_numbers():
    rules = dataclasses.replace(DIGIT_RULES, batch=4, length=3)
    for make in (digits.in_numpy, digits.in_torch):
        results = digits.played(make, (0, 1), rules)
        assert [len(part) for part in results.values()] == [2] * 4
        assert all(np.isfinite(results["losses"][0]))
