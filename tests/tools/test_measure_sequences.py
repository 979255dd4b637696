"""Characters and series in measured/07_recurrent.json: complete, consistent, and the same again where that is quick."""

import json

import numpy as np
import pytest

from dlcore.datasets import co2, in_order, names, padded, sonnets
from dlcore.forecast import naive, rmse, seasonal_naive
from dlcore.language import Bigrams, held_out
from tools import measure, measure_sequences
from tools.measure_sequences import CELLS, SEEDS, TEMPERATURES
from tools.train_sequences import (
    Reading,
    all_series,
    learn_names,
    learn_series,
    learn_sonnets,
    names_in_parts,
    sonnets_in_parts,
)

ROOT = measure.FOLDER.parent
texts = pytest.mark.parametrize("text", ["names", "sonnets"])
series = pytest.mark.parametrize("name", ["sunspots", "CO₂"])


@pytest.fixture(scope="module")
def kept():
    return json.loads((measure.FOLDER / "07_recurrent.json").read_text(encoding="utf-8"))


@texts
def test_every_cell_has_its_seeds(kept, text):
    assert list(kept[text]["cells"]) == list(CELLS)
    for one in kept[text]["cells"].values():
        assert len(one["runs"]) == len(one["best_epochs"]) == len(SEEDS)
        assert one["nats"] == pytest.approx(np.mean(one["runs"]), abs=1e-3)
        assert one["bits"] == pytest.approx(one["nats"] / np.log(2), abs=1e-3)
        assert one["perplexity"] == pytest.approx(np.exp(one["nats"]), abs=0.01)
    assert list(kept[text]["samples"]) == [f"{t:g}" for t in TEMPERATURES]


@texts
def test_every_network_beats_the_table_of_pairs(kept, text):
    assert all(max(one["runs"]) < kept[text]["bigrams"]["nats"] for one in kept[text]["cells"].values())


def test_low_temperatures_write_fewer_names(kept):
    different = [one["different"] for one in kept["names"]["samples"].values()]
    assert different == sorted(different)


def test_the_baselines_again(kept):
    vocabulary, parts = names_in_parts()
    test = padded(parts.test, vocabulary)
    pairs = Bigrams([vocabulary.encode(f"\n{name}\n") for name in parts.train], len(vocabulary))
    assert measure_sequences.rows_loss(pairs, test) == pytest.approx(kept["names"]["bigrams"]["nats"], abs=1e-4)
    assert int(np.sum(test.y != -100)) == kept["names"]["symbols"] == sum(len(name) + 1 for name in parts.test)
    vocabulary, parts = sonnets_in_parts()
    pairs = Bigrams([vocabulary.encode(parts.train)], len(vocabulary))
    found = held_out(pairs, vocabulary.encode(parts.test))
    assert found == pytest.approx(kept["sonnets"]["bigrams"]["nats"], abs=1e-4)


def test_no_name_and_no_poem_is_in_two_parts():
    _, parts = names_in_parts()
    assert sorted(name for part in parts for name in part) == sorted(names())
    _, parts = sonnets_in_parts()
    assert "\n".join(parts) == "\n".join(sonnets())


@pytest.mark.parametrize("learn", [learn_names, learn_sonnets])
def test_training_keeps_the_best_on_validation(learn):
    model, losses, best = learn(Reading(hidden=8, embedding=4, epochs=2, rate=0.01), 0)
    assert losses[best - 1] == min(losses) < np.log(27 if learn is learn_names else 62)
    vocabulary, parts = names_in_parts() if learn is learn_names else sonnets_in_parts()
    if learn is learn_names:
        again = measure_sequences.rows_loss(model, padded(parts.validation, vocabulary))
    else:
        again = held_out(model, vocabulary.encode(parts.validation))
    assert again == pytest.approx(min(losses), rel=1e-12)


@series
def test_simple_forecasts_again(kept, name):
    one, found = all_series()[name], kept["series"][name]
    _, (_, _, test) = one.parts()
    simple = {"naive": naive(test.x, one.horizon), "seasonal naive": seasonal_naive(test.x, one.horizon, one.season)}
    for way, forecast in simple.items():
        np.testing.assert_allclose(found["errors"][way], rmse(forecast, test.y), atol=6e-4)
    for way, runs in found["mean_error"].items():
        assert len(found["errors"][way]) == one.horizon
        assert len(runs) == len(found["mean_error_validation"][way]) == (3 if way in ("RNN", "LSTM") else 1)
        assert np.mean(runs) == pytest.approx(np.mean(found["errors"][way]), abs=1e-3)


@series
def test_what_is_forecast_lies_in_one_part(name):
    one = all_series()[name]
    _, parts = one.parts()
    ends = np.cumsum([len(values) for values in in_order(one.values, (0.6, 0.2, 0.2))])
    for part, begin, end in zip(parts, [one.length, *ends], ends, strict=False):
        np.testing.assert_array_equal(part.y[0], one.values[begin : begin + one.horizon])
        np.testing.assert_array_equal(part.x[0], one.values[begin - one.length : begin])
        np.testing.assert_array_equal(part.y[-1], one.values[end - one.horizon : end])


@series
def test_a_network_forecasts_in_the_unit_of_the_series(name):
    one = all_series()[name]
    _, (train, *_) = one.parts()
    forecast, best = learn_series(one, "RNN", 0, hidden=4, epochs=3, rate=0.01)
    told = forecast(train.x)
    assert told.shape == train.y.shape
    assert 1 <= best <= 3
    assert np.mean(rmse(told, train.y)) < np.std(train.y) * 1.5
    np.testing.assert_array_equal(forecast(train.x[:3]).round(9), told[:3].round(9))


def test_what_the_lesson_says_of_characters(kept):
    for text in ("names", "sonnets"):
        cells = kept[text]["cells"]
        spread = max(cells[cell]["spread_bits"] for cell in ("GRU", "LSTM"))
        assert abs(cells["GRU"]["bits"] - cells["LSTM"]["bits"]) <= spread
        assert cells["LSTM"]["bits"] < cells["RNN"]["bits"] < cells["LSTM"]["bits"] + 0.1
    found = kept["names"]
    said = {"RNN": 2.82, "GRU": 2.76, "LSTM": 2.77}
    assert {cell: round(one["bits"], 2) for cell, one in found["cells"].items()} == said
    assert round(found["cells"]["LSTM"]["spread_bits"], 2) == 0.01
    assert round(found["bigrams"]["bits"], 2) == 3.42
    assert 200 - found["samples"]["1"]["new"] == 40
    assert 200 - found["samples"]["0.3"]["new"] > 100
    text = (ROOT / "notebooks" / "source" / "07_recurrent_networks.md").read_text(encoding="utf-8")
    assert ", ".join(found["samples"]["1"]["first"]) + "." in text
    assert kept["sonnets"]["symbols"][0] == pytest.approx(76_000, rel=0.01)


def test_what_the_lesson_says_of_forecasts(kept):
    """The straight line wins on both series; on the sunspots the RNN was best before the highest cycle came."""
    for found in kept["series"].values():
        means = {way: np.mean(runs) for way, runs in found["mean_error"].items()}
        assert min(means, key=means.get) == "straight line"
    found = kept["series"]["sunspots"]
    before = {way: np.mean(runs) for way, runs in found["mean_error_validation"].items()}
    assert min(before, key=before.get) == "RNN"
    assert before["LSTM"] > before["seasonal naive"]
    train, _, test = found["largest"]
    assert (round(train), round(test)) == (154, 190)


def test_months_are_means_of_their_weeks():
    values, (t, ppm) = all_series()["CO₂"].values, co2()
    april = ppm[(t >= 1958 + 3 / 12) & (t < 1958 + 4 / 12)]
    assert len(april) > 2
    assert values[0] == pytest.approx(april.mean(), abs=0.2)
    assert np.isfinite(values).all()
    assert len(values) == 12 * 44 - 3
