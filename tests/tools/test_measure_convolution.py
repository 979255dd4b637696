"""What stands in measured/06_convolutional.json: complete, the same again, and it says what lesson 06 says."""

import json

import numpy as np
import pytest

import dlcore
from dlcore import models, nn, optim
from dlcore.datasets import MNIST, Digits, mnist
from dlcore.score import interval
from dlcore.training import batches, numpy_step, run
from tools import measure
from tools import measure_convolution as convolution

TITLES = ("NumPy, 10,000 images", "PyTorch, 60,000 images")
MISTAKES = "mistakes of PyTorch, Adam, seed 0"


@pytest.fixture(scope="module")
def kept():
    return json.loads((measure.FOLDER / "06_convolutional.json").read_text(encoding="utf-8"))


def first(part, n):
    return Digits(part.images[:n], part.labels[:n])


@pytest.fixture(scope="module")
def few():
    """A few images, to train and to test."""
    train, test = mnist()
    return MNIST(first(train, 640), first(test, 300))


# ---- complete


def entries(kept):
    return [(title, name, kept["network"][title][name]) for title in TITLES for name in convolution.OPTIMIZERS]


def test_both_backends_and_optimizers_are_there_and_their_numbers_belong_together(kept):
    for title, _, entry in entries(kept):
        images = int(title.split()[1].replace(",", ""))
        assert entry["updates"] == -(-images // convolution.SIZE) * convolution.EPOCHS
        assert len(entry["test"]) == len(entry["loss"]) == len(entry["minutes"]) == len(convolution.SEEDS)
        assert entry["mean"] == pytest.approx(np.mean(entry["test"]), abs=1e-4)
        assert entry["spread"] == pytest.approx(np.std(entry["test"], ddof=1), abs=1e-4)
        assert entry["interval"] == pytest.approx(interval(entry["mean"], 10_000), abs=2e-4)
        assert len(entry["first_losses"]) == convolution.TRACE


def test_the_mistakes_are_those_of_the_run_they_name(kept):
    part, test = kept["network"][MISTAKES], mnist().test
    table = np.array(part["confusion"])
    assert table.sum() == 10_000
    np.testing.assert_array_equal(table.sum(axis=1), np.bincount(test.labels))
    assert part["wrong"] == 10_000 - np.trace(table)
    assert np.trace(table) / 10_000 == pytest.approx(kept["network"][TITLES[1]]["Adam"]["test"][0])
    assert len(part["surest"]) == convolution.WORST
    sure = [max(one["probabilities"]) for one in part["surest"]]
    assert sure == sorted(sure, reverse=True)
    for one in part["surest"]:
        assert one["label"] == test.labels[one["image"]] != one["said"] == np.argmax(one["probabilities"])
        assert sum(one["probabilities"]) == pytest.approx(1, abs=1e-3)


def test_few_images_have_both_networks(kept):
    part = kept["data_efficiency"]
    assert part["parameters"] == {"convolutional": 11_418, "dense": 79_510}
    for n in part["images"]:
        entry = part[f"{n:,} images"]
        gains = np.subtract(*(entry[kind]["test"] for kind in convolution.SMALL))
        assert entry["gain"]["mean"] == pytest.approx(gains.mean(), abs=1e-4)
        assert entry["gain"]["spread"] == pytest.approx(gains.std(ddof=1), abs=1e-4)
        for kind in convolution.SMALL:
            assert entry[kind]["mean"] == pytest.approx(np.mean(entry[kind]["test"]), abs=1e-4)
            assert entry[kind]["rate"] in convolution.RATES


# ---- what the lesson says of it


def test_six_times_the_images_take_away_more_than_half_of_the_mistakes(kept):
    ours, theirs = (kept["network"][title] for title in TITLES)
    for name in convolution.OPTIMIZERS:
        assert 1 - theirs[name]["mean"] < (1 - ours[name]["mean"]) / 2
        assert theirs[name]["mean"] == pytest.approx(0.99, abs=0.002)


def test_the_optimizers_differ_less_than_their_seeds(kept):
    for title in TITLES:
        one, other = (kept["network"][title][name] for name in convolution.OPTIMIZERS)
        assert abs(one["mean"] - other["mean"]) < max(np.ptp(one["test"]), np.ptp(other["test"]))


def test_the_convolutional_network_is_ahead_at_every_size(kept):
    part = kept["data_efficiency"]
    gains = {n: part[f"{n:,} images"]["gain"] for n in part["images"]}
    assert min(gain["mean"] for gain in gains.values()) > 0
    assert all(gains[n]["mean"] > 2 * gains[n]["spread"] for n in (1000, 3000, 10_000))
    ours, theirs = part["3,000 images"]["convolutional"], part["10,000 images"]["dense"]
    assert ours["mean"] == pytest.approx(theirs["mean"], abs=0.005)
    assert gains[1000]["mean"] == pytest.approx(0.03, abs=0.005)  # "about three points", as prediction 6.9 says


# ---- the same again


def test_training_again_begins_with_the_same_losses(kept):
    train = mnist().train
    for name, settings in convolution.OPTIMIZERS.items():
        dlcore.seed(0)
        model = models.cnn(nn)
        step = numpy_step(model, nn.CrossEntropyLoss(), getattr(optim, name)(model.parameters(), **settings))
        plan = batches(convolution.images(train), train.labels, convolution.SIZE, 1, np.random.default_rng(0))
        losses = [update.loss for update, _ in zip(run(step, plan), range(3), strict=False)]
        expected = kept["network"][TITLES[0]][name]["first_losses"][:3]
        assert losses == pytest.approx(expected, rel=2e-3)


def test_a_small_network_again_gives_its_score(kept):
    entry = kept["data_efficiency"]["100 images"]["dense"]
    assert convolution.small("dense", 100, 0) == pytest.approx(entry["test"][0], abs=0.01)


# ---- how it is measured


@pytest.mark.parametrize("optimizer", convolution.OPTIMIZERS)
def test_both_backends_follow_the_same_descent(optimizer, few):
    ours, theirs = (train(optimizer, 3, few, 1) for train in (convolution.in_numpy, convolution.in_torch))
    assert len(ours.losses) == len(theirs.losses) == 10
    np.testing.assert_allclose(ours.losses, theirs.losses, rtol=0.05)
    assert np.mean(ours.logits.argmax(axis=1) == theirs.logits.argmax(axis=1)) > 0.9


def test_the_rate_is_chosen_without_a_look_at_the_test(monkeypatch):
    monkeypatch.setitem(convolution.UPDATES, 50, 60)
    monkeypatch.setattr(convolution, "RATES", (1e-9, 5e-3))  # with the first one nothing is learnt
    monkeypatch.setattr(convolution, "mnist", None)
    assert convolution.chosen_rate.__wrapped__("dense", 50) == 5e-3


def test_an_entry_and_its_mistakes_by_hand():
    logits = np.log(np.array([[0.7, 0.3], [0.1, 0.9], [0.4, 0.6], [0.8, 0.2]]))
    labels = np.array([0, 0, 0, 1])
    found = convolution.mistakes(logits, labels, most=2)
    assert found["confusion"] == [[1, 2], [1, 0]]
    assert [one["image"] for one in found["surest"]] == [1, 3]
    assert found["surest"][0] == {"image": 1, "label": 0, "said": 1, "probabilities": [0.1, 0.9]}
    runs = [convolution.Run(logits, [3.0, 2.0, 1.0, 0.5], 2, 0.25)] * 2
    entry = convolution.entry(runs, labels)
    assert (entry["updates"], entry["test"], entry["loss"]) == (4, [0.25, 0.25], [0.75, 0.75])
