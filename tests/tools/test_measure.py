"""What stands in measured/ is complete, and measuring again gives it again."""

import json
from datetime import date

import numpy as np
import pytest

from dlcore.optim.terrain import RIVALS, TERRAINS
from tools import measure, rank_optimizers
from tools.environment import Trouble


@pytest.fixture(scope="module")
def kept():
    file = measure.FOLDER / "03_gradient_descent.json"
    return json.loads(file.read_text(encoding="utf-8"))


def test_every_file_says_how_it_was_made():
    assert sorted(file.stem for file in measure.FOLDER.iterdir()) == sorted(measure.LESSONS)
    for file in measure.FOLDER.iterdir():
        results = json.loads(file.read_text(encoding="utf-8"))
        assert results["command"] == f"python tasks.py measure {file.stem[:2]}"
        assert date.fromisoformat(results["date"])
        assert set(results["versions"]) == {"python", "numpy"}
        assert "cores" in results["machine"]
        assert set(measure.LESSONS[file.stem]) < set(results)


def test_the_optimizers_are_all_there(kept):
    results = kept["optimizers"]
    for part in ("rates", "ranks", "geometric_mean_loss"):
        assert {name: list(entry) for name, entry in results[part].items()} == {key: list(RIVALS) for key in TERRAINS}
    assert results["grid"] == rank_optimizers.GRID
    for name in TERRAINS:
        for rival in RIVALS:
            scores = results["geometric_mean_loss"][name][rival]
            assert len(scores) == len(results["grid"])
            assert scores[results["grid"].index(results["rates"][name][rival])] == min(scores)
        assert sum(entry["mean_rank"] for entry in results["ranks"][name].values()) == pytest.approx(15, abs=0.03)


def test_tuning_again_gives_the_rate(kept):
    results = kept["optimizers"]
    scores = rank_optimizers.tune(TERRAINS["ravine"], RIVALS["SGD"])
    assert rank_optimizers.best_rate("SGD", scores) == results["rates"]["ravine"]["SGD"]
    np.testing.assert_allclose(scores, results["geometric_mean_loss"]["ravine"]["SGD"], rtol=0.006)


@pytest.mark.parametrize("name", TERRAINS)
def test_ranking_again_gives_the_ranks(kept, name):
    results = kept["optimizers"]
    again = rank_optimizers.compare(TERRAINS[name], results["rates"][name])
    for rival, entry in results["ranks"][name].items():
        assert again[rival]["mean_rank"] == pytest.approx(entry["mean_rank"], abs=0.05)
        assert again[rival]["median_loss"] == pytest.approx(entry["median_loss"], rel=0.02)
        assert again[rival]["diverged"] == entry["diverged"]


def test_a_rate_at_the_end_of_the_grid_is_refused():
    with pytest.raises(Trouble, match=r"best rate of SGD is 0\.001, an end of the grid"):
        rank_optimizers.best_rate("SGD", [1.0, *[2.0] * (len(rank_optimizers.GRID) - 1)])


def test_an_unknown_lesson_is_one_sentence():
    with pytest.raises(Trouble, match="Nothing is measured for lesson 99; expected one of 02, 03"):
        measure.main(["99"])


def test_the_file_is_written_as_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(measure, "FOLDER", tmp_path / "measured")
    monkeypatch.setitem(measure.LESSONS, "03_gradient_descent", {"numbers": lambda: {"list": [1.5, 2e-9], "η": 3}})
    assert measure.main(["03"]) == 0
    text = (tmp_path / "measured" / "03_gradient_descent.json").read_text(encoding="utf-8")
    assert '"list": [1.5, 2e-09]' in text
    assert json.loads(text)["numbers"] == {"list": [1.5, 2e-9], "η": 3}
