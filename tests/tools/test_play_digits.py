"""The generator that ships: its command makes it again, both backends draw the same, its score is what it says."""

from datetime import date

import numpy as np
import pytest
import torch

from dlcore import models, twin
from dlcore.gan import Rules
from dlcore.gan.digits import drawn, judged
from tools import play_digits, weights


@pytest.fixture(scope="module")
def about():
    return models.about("digit_generator")


def test_it_says_how_it_was_made(about):
    assert about["command"] == "python tasks.py weights digit_generator"
    assert about["architecture"] == "digit_generator"
    assert about["rounds"] == about["rules"]["length"]
    assert about["rules"] == vars(play_digits.DIGIT_RULES) | {"betas": list(play_digits.DIGIT_RULES.betas)}
    assert date.fromisoformat(about["date"])
    assert set(about["versions"]) == {"python", "numpy", "dlcore"}
    assert (weights.FOLDER / "digit_generator.npz").stat().st_size < 400_000


def test_its_command_makes_the_same_losses(about):
    """In float32: another processor adds up in another order, and the players make a small difference larger."""
    playing = play_digits.game(about["seed"])
    losses = [playing.round() for _ in range(play_digits.TRACE)]
    np.testing.assert_allclose(losses, about["first_losses"], rtol=1e-3)


def test_it_is_judged_as_it_says_and_draws_the_same_on_both_backends(about):
    generator = models.pretrained("digit_generator")
    z = np.random.default_rng((about["seed"], 2)).standard_normal((about["judged"], 16))
    ours = drawn(generator, z)
    with torch.no_grad():
        theirs = twin.to_torch(generator)(torch.tensor(z[:100], dtype=torch.float32)).numpy()
    np.testing.assert_allclose(ours[:100], theirs, atol=1e-5)
    found = judged(models.pretrained("mnist_cnn"), ours)
    assert found.confidence == pytest.approx(about["confidence"], abs=2e-3)
    assert found.spread == pytest.approx(about["spread"], abs=5e-3)
    np.testing.assert_allclose(found.shares, about["shares"], atol=2e-3)


def test_the_command_plays_and_writes(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(weights, "FOLDER", tmp_path / "weights")
    rules, players = Rules(batch=8, length=12, noise=0.0), {"g_channels": (4, 3), "d_channels": (3, 4)}
    made = {"digit_generator": lambda: play_digits.digit_generator(rules=rules, players=players)}
    monkeypatch.setattr(weights, "GAMES", made)
    assert weights.main(["digit_generator"]) == 0
    assert "a classifier's mean confidence" in capsys.readouterr().out
    monkeypatch.setattr(models, "files", lambda package: tmp_path)
    generator = models.pretrained("digit_generator")
    assert generator(np.zeros((2, 16))).shape == (2, 1, 28, 28)
    assert not generator.training
    assert models.about("digit_generator")["rounds"] == 12
