"""What stands in measured/05_generalisation.json: complete, the same again, and it says what lesson 05 says."""

import json

import numpy as np
import pytest

from dlcore.datasets import Examples
from dlcore.score import interval
from tools import measure
from tools import measure_generalisation as generalisation
from tools import measure_remedies as remedies
from tools.train_digits import UPDATES, Setting, drawn, fit, score, trained

TITLES = {100: "100 images", 1000: "1,000 images", 10_000: "10,000 images"}


@pytest.fixture(scope="module")
def kept():
    return json.loads((measure.FOLDER / "05_generalisation.json").read_text(encoding="utf-8"))


# ---- complete


def test_every_remedy_is_there_and_its_numbers_belong_together(kept):
    for n, title in TITLES.items():
        part = kept["remedies"][title]
        assert set(part) == {*remedies.REMEDIES, "early stopping", "early stopping, then all images"}
        for entry in part.values():
            assert len(entry["test"]) == len(entry["train"]) == len(entry["loss"]) == len(remedies.SEEDS[n])
            assert entry["mean"] == pytest.approx(np.mean(entry["test"]), abs=1e-4)
            assert entry["spread"] == pytest.approx(np.std(entry["test"], ddof=1), abs=1e-4)
            assert entry["interval"] == pytest.approx(interval(entry["mean"], 10_000), abs=2e-4)
            gains = np.subtract(entry["test"], part["none"]["test"])
            assert entry["gain"]["mean"] == pytest.approx(gains.mean(), abs=1e-4)
            assert entry["gain"]["spread"] == pytest.approx(gains.std(ddof=1), abs=1e-4)
        assert all(number % remedies.EVERY == 0 for number in part["early stopping"]["updates"])
        for name, settings in remedies.REMEDIES.items():
            assert len(part[name].get("chosen", [])) == (len(remedies.SEEDS[n]) if len(settings) > 1 else 0)


def test_the_tables_have_a_row_a_width_and_a_column_a_number_of_images(kept):
    part = kept["sizes"]
    for name in ("train_error", "test_error", "test_loss"):
        assert np.shape(part[name]) == (len(part["widths"]), len(part["images"]))
    parameters = [sum(p.data.size for p in built.parameters()) for built in map(_network, part["widths"])]
    assert part["parameters"] == parameters


def _network(width):
    return trained(drawn(100, 0), Setting((width,)), 0, 1)


def test_plain_runs_are_the_same_in_both_tables(kept):
    part = kept["sizes"]
    row = part["test_error"][part["widths"].index(100)]
    for n, title in TITLES.items():
        shares = kept["remedies"][title]["none"]["test"][: len(part["seeds"])]
        assert row[part["images"].index(n)] == pytest.approx(1 - np.mean(shares), abs=1e-4)
    unmoved = [row[0] for row in kept["shifts"]["none"]["test"][:1]]
    assert unmoved == [kept["remedies"]["10,000 images"]["none"]["test"][0]]


# ---- what the lesson says of it


def test_more_data_and_augmentation_gain_most(kept):
    means = {n: {name: e["mean"] for name, e in kept["remedies"][title].items()} for n, title in TITLES.items()}
    assert means[100]["none"] + 0.1 < means[1000]["none"] < means[10_000]["none"] - 0.05
    for n in (100, 1000):
        assert max(means[n], key=means[n].get) == "augmentation"
        assert means[n]["augmentation"] - means[n]["none"] > 0.03
        assert means[n]["smaller network"] < means[n]["none"]


def test_other_remedies_gain_little_or_nothing(kept):
    gains = {n: {name: e["gain"]["mean"] for name, e in kept["remedies"][title].items()} for n, title in TITLES.items()}
    losses = {n: {name: np.mean(e["loss"]) for name, e in kept["remedies"][t].items()} for n, t in TITLES.items()}
    assert gains[1000]["dropout"] > 2 * kept["remedies"]["1,000 images"]["dropout"]["gain"]["spread"]
    for n in TITLES:
        assert max(abs(gains[n][name]) for name in ("weight decay", "larger network")) < 0.005
        assert losses[n]["weight decay"] < losses[n]["none"]
        assert gains[n]["early stopping"] < -0.005  # it gives up a fifth of the images, and the falling rate
    for n in (100, 1000):
        assert losses[n]["early stopping"] < losses[n]["none"]  # surer of less, though fewer are right


def test_more_parameters_do_not_overfit_more_here(kept):
    part = kept["sizes"]
    errors = np.array(part["test_error"])
    few = part["images"].index(1000)
    assert part["parameters"][-1] > 200 * 1000
    assert errors[-1, few] <= errors[:-1, few].min() + 0.003
    assert np.array(part["train_error"])[-1].max() < 0.001
    assert (np.diff(errors[part["widths"].index(100)]) < 0).all()  # the more images, the fewer wrong


def test_shuffled_labels_are_learnt_by_heart_and_teach_nothing(kept):
    part = kept["labels"]
    for entry in part["runs"].values():
        assert entry["train"] == [1.0] * len(part["seeds"])
        assert max(entry["updates"]) < generalisation.MOST
    means = [entry["mean"] for entry in part["runs"].values()]
    assert means == sorted(means, reverse=True)
    last = part["runs"]["1"]
    assert last["mean"] == pytest.approx(0.1, abs=3 * last["spread"] / np.sqrt(len(part["seeds"])))
    assert min(last["wrong_labels"]) > 0.85


def test_the_test_error_peaks_where_features_are_as_many_as_images(kept):
    part = kept["double_descent"]
    errors, features = np.array(part["test_error"]), part["features"]
    peak = int(errors.argmax())
    assert features[peak] == part["images"]
    assert part["norm"][peak] == max(part["norm"])
    assert all(error < 1e-9 for error in part["train_error"][peak:])
    first = errors[:peak].min()
    assert errors[-1] < first < errors[peak] / 100  # the second descent ends lower than the first


def test_fewer_folds_train_on_less_and_estimate_lower(kept):
    part = kept["k_fold"]
    assert part["2 folds"]["bias"] < part["5 folds"]["bias"] < part["10 folds"]["bias"] < 0
    assert part["one split, 80 to 20"]["bias"] == pytest.approx(part["5 folds"]["bias"], abs=0.03)
    assert part["5 folds"]["spread"] < 0.75 * part["one split, 80 to 20"]["spread"]
    for name in ("one split, 80 to 20", *(f"{k} folds" for k in generalisation.FOLDS)):
        misses = np.subtract(part[name]["shares"], part["truth"]["shares"])
        assert part[name]["bias"] == pytest.approx(misses.mean(), abs=1e-4)
        assert part[name]["spread"] == pytest.approx(misses.std(ddof=1), abs=1e-4)


def test_moved_test_images_cost_most_of_the_score(kept):
    part = kept["shifts"]
    for name in ("none", "augmentation"):
        assert part[name]["mean"] == sorted(part[name]["mean"], reverse=True)
    four = part["pixels"].index(4)
    assert part["none"]["mean"][four] < 0.5 < part["none"]["mean"][0]
    assert part["augmentation"]["mean"][four] > part["none"]["mean"][four] + 0.1


# ---- the same again


def test_measuring_a_network_again_gives_its_scores(kept):
    found, entry = fit(100, remedies.PLAIN, 0), kept["remedies"]["100 images"]["none"]
    assert found.test == pytest.approx(entry["test"][0], abs=1e-3)
    assert found.loss == pytest.approx(entry["loss"][0], abs=2e-3)


def test_stopping_again_stops_at_the_same_update(kept):
    found, updates = remedies.stopped(100, 0)
    entry = kept["remedies"]["100 images"]["early stopping"]
    assert updates == entry["updates"][0]
    assert found.test == pytest.approx(entry["test"][0], abs=1e-3)


def test_memorising_again_takes_as_long(kept):
    found, updates, wrong = generalisation.memorised(1.0, 0)
    entry = kept["labels"]["runs"]["1"]
    assert (updates, round(wrong, 4)) == (entry["updates"][0], entry["wrong_labels"][0])
    assert found.test == pytest.approx(entry["test"][0], abs=2e-3)


def test_few_features_again(kept, monkeypatch):
    monkeypatch.setattr(generalisation, "FEATURES", (10, 30))
    again, part = generalisation.measure_double_descent(), kept["double_descent"]
    for name in ("train_error", "test_error", "norm"):
        assert again[name] == pytest.approx(part[name][:2], rel=2e-3)


# ---- how it is measured


def test_settings_are_chosen_without_a_look_at_the_test(monkeypatch):
    monkeypatch.setitem(UPDATES, 60, 20)
    settings = [Setting((4,)), Setting((4,), decay=0.5)]  # so much decay leaves nothing to say
    monkeypatch.setattr(remedies, "scored", None)
    part, validation = remedies.parts(60, 0)
    assert (len(part.y), len(validation.y)) == (48, 12)
    by_hand = [score(trained(part, one, 0, 20), validation) for one in settings]
    best = max(range(2), key=lambda i: (by_hand[i][0], -by_hand[i][1]))
    assert remedies.chosen(settings, 60, 0) == settings[best]


def test_training_decides_by_seed_alone():
    data = drawn(100, 3)
    models = [trained(data, Setting((5,), dropout=0.3, moves=(1, 5, 0.05)), 3, 10) for _ in range(2)]
    for one, other in zip(*(model.parameters() for model in models), strict=True):
        np.testing.assert_array_equal(one.data, other.data)
    assert not models[0].training


def test_a_larger_draw_begins_with_the_smaller_one():
    np.testing.assert_array_equal(drawn(300, 1).y[:100], drawn(100, 1).y)
    assert isinstance(drawn(100, 1), Examples)


def test_shuffling_keeps_how_often_each_label_occurs():
    labels = drawn(1000, 0).y
    for share in (0.0, 0.4, 1.0):
        mixed = generalisation.shuffled(labels, share, np.random.default_rng(0))
        np.testing.assert_array_equal(np.bincount(mixed), np.bincount(labels))
        assert np.mean(mixed != labels) == pytest.approx(0.9 * share, abs=0.03)


def test_least_squares_takes_the_smallest_solution():
    random = np.random.default_rng(0)
    features, targets = random.normal(size=(5, 20)), random.normal(size=(5, 2))
    weights = generalisation.least_squares(features, targets)
    np.testing.assert_allclose(features @ weights, targets, atol=1e-12)
    np.testing.assert_allclose(weights, features.T @ np.linalg.solve(features @ features.T, targets), atol=1e-12)


def test_a_run_that_diverges_is_not_a_result():
    data = Examples(drawn(100, 0).x * 1e200, drawn(100, 0).y)
    with np.errstate(all="ignore"), pytest.raises(RuntimeError, match="The descent diverged"):
        trained(data, Setting((5,)), 0, 5)
