"""The same game in PyTorch."""

import dataclasses

import numpy as np
import pytest
import torch

from dlcore.gan import LOSSES, TARGETS, Rules, plane_game
from dlcore.twin import TorchGame, same_game


def test_the_ring_plays_the_same_first_20_rounds():
    game = plane_game()
    report = same_game(game)
    assert report.ok, report
    assert report.tolerance == 1e-9
    assert [row.name for row in report.rows][:3] == [
        "loss of D, steps 1 to 20",
        "loss of G, steps 1 to 20",
        "discriminator 0.weight after 20 rounds",
    ]
    assert len(report.rows) == 2 + 12
    assert game.rounds == 0


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("rules", [
    Rules(batch=16, d_steps=3, smoothing=0.1, length=40),
    Rules(batch=16, noise=0.0, length=None, d_rate=2e-4, g_rate=5e-3, betas=(0.9, 0.999)),
])  # fmt: skip
def test_under_all_rules_and_from_the_middle(loss, rules):
    game = plane_game(TARGETS["moons"], dataclasses.replace(rules, loss=loss), seed=3, g_width=8, d_width=8)
    for _ in range(15):
        game.round()
    assert same_game(game, steps=20).ok
    assert game.rounds == 15


def test_a_float32_game_is_compared_in_float64():
    game = plane_game(g_width=8, d_width=8)
    game.generator.float()
    game.discriminator.float()
    game.round()
    assert same_game(game, steps=5, tolerance=1e-12).ok


def test_gradients_left_in_d_would_be_seen(monkeypatch):
    game = plane_game(g_width=8, d_width=8)
    monkeypatch.setattr(type(game.d_optimizer), "zero_grad", lambda self: None)
    assert not same_game(game, steps=3).ok


def test_it_draws_for_itself():
    game = plane_game(rules=Rules(batch=32), g_width=8, d_width=8)
    generator = np.random.default_rng(0)
    twin = TorchGame(game, data=lambda n: TARGETS["ring"].draw(n, generator))
    torch.manual_seed(0)
    before = twin.sample(4)
    for _ in range(3):
        losses = twin.round()
    assert twin.rounds == 3
    assert all(torch.isfinite(loss) for loss in losses)
    assert before.shape == (4, 2)
    assert not before.requires_grad
    assert twin.g_optimizer.param_groups[0]["lr"] == game.rules.g_rate
