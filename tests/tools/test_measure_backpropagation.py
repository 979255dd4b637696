"""What stands in measured/04_backpropagation.json: complete, the same again, the same in PyTorch."""

import dataclasses
import json

import numpy as np
import pytest

import dlcore
from dlcore import nn, optim, twin
from dlcore.score import accuracy, interval
from tools import measure, measure_rounding
from tools import measure_backpropagation as backpropagation
from tools.measure_backpropagation import BATCHES, HIDDEN, LOGISTIC, MENDED, SEEDS, SLOW


@pytest.fixture(scope="module")
def kept():
    return json.loads((measure.FOLDER / "04_backpropagation.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def moons():
    return backpropagation.two_moons()


@pytest.fixture(scope="module")
def digits():
    return backpropagation.digits(full=False, scale=255)


def entries(results):
    """Every (title, entry) of a part of the file."""
    for title, entry in results.items():
        if isinstance(entry, dict) and "test" in entry:
            yield title, entry
        elif isinstance(entry, dict):
            yield from entries(entry)


def test_every_setting_is_there(kept):
    assert set(kept["moons"]["network, SGD at 0.01"]) == set(BATCHES)
    assert set(kept["moons"]["logistic regression, SGD at 0.01"]) == set(BATCHES)
    assert set(kept["moons"]["network, mended"]) == set(MENDED)
    for images in ("10,000 images", "60,000 images"):
        assert set(kept["mnist"][images]) == {"inputs 0 to 1", "inputs 0 to 255", "softmax first"}


def test_means_spreads_and_intervals_belong_to_the_scores(kept):
    found = [entry for part in ("moons", "mnist") for _, entry in entries(kept[part])]
    assert len(found) == 3 + 3 + len(MENDED) + 6
    for entry in found:
        assert len(entry["test"]) == len(entry["train"]) == len(SEEDS)
        assert entry["mean"] == pytest.approx(np.mean(entry["test"]), abs=6e-5)
        assert entry["spread"] == pytest.approx(np.std(entry["test"], ddof=1), abs=6e-5)
        assert entry["interval"] == pytest.approx(interval(entry["mean"], 10_000), abs=2e-4)


def test_numpy_and_pytorch_gave_the_same(kept):
    """To the end of the run, but for inputs 0 to 255: there rounding grows, which the next test tells from an error."""
    for part in ("moons", "mnist"):
        for title, entry in entries(kept[part]):
            if title != "inputs 0 to 255":
                assert entry["pytorch"]["loss_difference"] < 1e-10, title
                assert entry["pytorch"]["test"] == entry["test"], title


def test_where_runs_part_each_step_is_still_the_same(kept):
    rounding = kept["rounding"]
    for title in ("inputs 0 to 1", "inputs 0 to 255"):
        step = rounding[title]["step"]
        assert max(step["loss"], step["gradients"]) < 1e-12, title
        assert step["weights"] < 1e-10, title  # Adam divides by √v, which may be small
    # without PyTorch: NumPy stays beside itself with inputs 0 to 1, and parts from itself with 0 to 255
    assert max(rounding["inputs 0 to 1"]["nudged"]["loss"]) < 1e-10
    assert max(rounding["inputs 0 to 255"]["nudged"]["loss"]) > 1e-3


@pytest.mark.parametrize("scale", [1, 255])
def test_single_steps_agree_again(scale):
    data = backpropagation.digits(full=False, scale=scale)
    few = dataclasses.replace(data, x=data.x[:1600], y=data.y[:1600])
    worst = measure_rounding.step_by_step(backpropagation.classifier_setting(epochs=1), few, seed=0)
    assert max(worst.values()) < 1e-10


def test_a_wrong_step_would_be_seen(monkeypatch, digits):
    """The control that clears the 0 to 255 runs must catch a gradient that is a little wrong."""
    made = nn.Linear.backward

    def wrong(layer, dy):
        dx = made(layer, dy)
        layer.weight.grad *= 1 + 1e-9
        return dx

    monkeypatch.setattr(nn.Linear, "backward", wrong)
    few = dataclasses.replace(digits, x=digits.x[:320] * 255, y=digits.y[:320])
    worst = measure_rounding.step_by_step(backpropagation.classifier_setting(epochs=1), few, seed=0)
    assert worst["gradients"] > 1e-10


def test_updates_decide_and_not_epochs(kept):
    network, logistic = kept["moons"]["network, SGD at 0.01"], kept["moons"]["logistic regression, SGD at 0.01"]
    assert [network[name]["updates"] for name in BATCHES] == [100, 3200, 100_000]
    assert network["full batch"]["mean"] < network["batch 32"]["mean"] < network["batch 1"]["mean"]
    assert network["batch 1"]["mean"] == pytest.approx(logistic["batch 1"]["mean"], abs=0.005)
    mended = kept["moons"]["network, mended"]
    assert mended["full batch, rate 3, momentum 0.9"]["updates"] == 100
    assert mended["full batch, rate 3, momentum 0.9"]["mean"] > 0.99
    assert mended["full batch, rate 1"]["mean"] < logistic["batch 1"]["mean"]


def test_a_softmax_before_the_loss_sets_a_floor(kept):
    floor = kept["mnist"]["softmax_loss_floor"]
    certain = np.eye(10)[:1]  # probabilities as certain as they get, taken for logits
    assert nn.CrossEntropyLoss()(certain, np.array([0])) == pytest.approx(floor, abs=5e-5)
    for images in ("10,000 images", "60,000 images"):
        part = kept["mnist"][images]
        assert min(part["softmax first"]["training_loss"]) > floor
        assert part["softmax first"]["mean"] < part["inputs 0 to 1"]["mean"]
        assert part["inputs 0 to 255"]["mean"] < 0.5 < part["inputs 0 to 1"]["mean"]


@pytest.mark.parametrize(
    ("part", "title", "setting"),
    [
        ("network, SGD at 0.01", "full batch", (HIDDEN, SLOW, None)),
        ("logistic regression, SGD at 0.01", "full batch", (LOGISTIC, SLOW, None)),
        *[("network, mended", title, (HIDDEN, *how)) for title, how in MENDED.items() if how[1] is None],
    ],
)
def test_measuring_moons_again_gives_the_scores(kept, moons, part, title, setting):
    again = backpropagation.over_seeds(backpropagation.moons_setting(*setting), moons)
    entry = kept["moons"][part][title]
    assert again["updates"] == entry["updates"]
    assert again["test"] == pytest.approx(entry["test"], abs=5e-4)
    assert again["training_loss"] == pytest.approx(entry["training_loss"], abs=2e-4)


def test_measuring_mnist_again_gives_the_score(kept, digits):
    again = backpropagation.in_both(backpropagation.classifier_setting(), digits, seed=0)
    entry = kept["mnist"]["10,000 images"]["inputs 0 to 1"]
    assert again["updates"] == entry["updates"] == 5 * 313
    assert again["test"] == pytest.approx(entry["test"][0], abs=1e-3)
    assert again["pytorch"] == pytest.approx(again["test"], abs=2e-4)


def test_the_halves_of_the_test_are_not_alike(kept):
    halves = kept["mnist"]["halves of the test images, mnist_mlp"]
    assert halves == pytest.approx(backpropagation.halves(), abs=1e-3)
    assert halves["last 5,000"] - halves["first 5,000"] > 0.03


@pytest.mark.parametrize("scale", [1, 255])
def test_the_same_weights_give_the_same_losses_update_by_update(digits, scale):
    few = dataclasses.replace(digits, x=digits.x[:640] * (255 / scale), y=digits.y[:640], labels=digits.labels[:640])
    found = backpropagation.in_both(backpropagation.classifier_setting(epochs=1), few, seed=3)
    assert found["updates"] == 20
    assert found["difference"] < 1e-10


def test_the_same_full_batch_descent(digits):
    dlcore.seed(0)
    model = backpropagation.classifier().double()
    optimizer = optim.Adam(model.parameters())
    report = twin.same_descent(model, nn.CrossEntropyLoss(), optimizer, digits.x[:200], digits.y[:200], steps=10)
    assert report.ok, report
    assert report.ours[-1] < report.ours[0]


def test_a_run_that_diverges_is_not_a_result(moons):
    setting = backpropagation.moons_setting(LOGISTIC, backpropagation.sgd(lr=1e308), None, epochs=5)
    with np.errstate(all="ignore"), pytest.raises(RuntimeError, match="The descent diverged"):
        backpropagation.in_both(setting, moons, seed=0)


def test_logistic_regression_is_the_network_without_a_hidden_layer(moons):
    model = backpropagation.moons_setting(LOGISTIC, SLOW, None).build().double()
    assert [name for name, _ in model.named_parameters()] == ["0.weight", "0.bias"]
    assert 0 < accuracy(model(moons.x), moons.labels) < 1
