"""Every set of weights that ships: its command makes it, both backends load it, its score is what it says."""

from datetime import date
from itertools import islice

import numpy as np
import pytest
import torch

import dlcore
from dlcore import models, nn, twin
from dlcore.score import accuracy, interval
from dlcore.training import run
from tools import weights
from tools.environment import Trouble

NAMES = sorted(file.stem for file in weights.FOLDER.iterdir())


@pytest.fixture(scope="module", params=[name for name in NAMES if name not in weights.GAMES])
def shipped(request):
    """A name, what is written with its weights, and its recipe before any update."""
    return request.param, models.about(request.param), weights.WEIGHTS[request.param]()


def test_each_file_has_a_recipe():
    assert sorted([*weights.WEIGHTS, *weights.GAMES]) == NAMES  # of the games: test_play_digits.py


def test_it_says_how_it_was_made(shipped):
    name, about, recipe = shipped
    assert about["command"] == f"python tasks.py weights {name}"
    assert about["updates"] == len(recipe.plan)
    assert date.fromisoformat(about["date"])
    assert set(about["versions"]) == {"python", "numpy", "dlcore"}
    assert recipe.about.items() <= about.items()


def test_its_command_makes_the_same_losses(shipped):
    _, about, recipe = shipped
    losses = [update.loss for update in islice(run(recipe.step, recipe.plan), weights.TRACE)]
    np.testing.assert_allclose(losses, about["first_losses"], rtol=1e-9)


def test_it_scores_what_it_says_on_both_backends(shipped):
    name, about, recipe = shipped
    inputs, labels = recipe.test
    model = models.pretrained(name)
    ours = weights.outputs(model, inputs)
    with torch.no_grad():
        twins = twin.to_torch(model)
        theirs = weights.outputs(lambda x: twins(_tensor(x)).numpy(), inputs)
    np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-4)
    assert np.mean(ours.argmax(axis=1) == theirs.argmax(axis=1)) > 0.9995
    for outputs in (ours, theirs):  # float32: another processor may turn an image on the border
        assert accuracy(outputs, labels.ravel()) == pytest.approx(about["score"], abs=5e-4)
    assert about["interval"] == pytest.approx(interval(about["score"], labels.size), abs=1e-4)


def _tensor(x):
    """Symbols stay whole numbers."""
    return torch.tensor(x if x.dtype.kind == "i" else x.astype(np.float32))


def test_loading_draws_no_number_and_gives_a_model_of_its_own():
    dlcore.seed(0)
    model, again = (models.pretrained("mnist_mlp") for _ in range(2))
    drawn = nn.Linear(2, 2).weight.data.copy()
    dlcore.seed(0)
    assert np.array_equal(nn.Linear(2, 2).weight.data, drawn)
    assert not model.training
    model[0].weight.data[:] = 0
    assert again[0].weight.data.any()
    assert model.architecture == (models.mlp, {"sizes": [784, 10, 10], "activation": "ReLU"})


@pytest.mark.parametrize("function", [models.pretrained, models.about])
def test_unknown_weights_are_a_sentence(function):
    with pytest.raises(
        ValueError, match=f"{function.__name__}: there are no weights 'gpt', expected one of .*mnist_cnn, mnist_mlp"
    ):
        function("gpt")


def test_pickles_are_not_read(tmp_path, monkeypatch):
    (tmp_path / "weights").mkdir()
    np.savez(tmp_path / "weights" / "bad.npz", about=np.array([{"a": 1}], dtype=object))
    monkeypatch.setattr(models, "files", lambda package: tmp_path)
    with pytest.raises(ValueError, match="allow_pickle=False"):
        models.pretrained("bad")


def test_the_command_trains_and_writes(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(weights, "FOLDER", tmp_path / "weights")
    monkeypatch.setitem(weights.WEIGHTS, "mnist_mlp", lambda: weights.mnist_mlp(sizes=(784, 2, 10), epochs=1, size=500))
    assert weights.main(["mnist_mlp"]) == 0
    assert "% right, 95 % interval" in capsys.readouterr().out
    monkeypatch.setattr(models, "files", lambda package: tmp_path)
    assert models.pretrained("mnist_mlp")[0].weight.shape == (2, 784)
    assert models.about("mnist_mlp")["updates"] == len(models.about("mnist_mlp")["first_losses"]) == 20


def test_an_unknown_recipe_is_a_sentence():
    with pytest.raises(Trouble, match="There is no recipe for gpt; expected one of mnist_cnn, mnist_mlp"):
        weights.main(["gpt"])
