"""Generative adversarial networks: the losses of two players, what they play for, and the game itself."""

from dlcore.gan.coverage import Coverage, modes
from dlcore.gan.divergence import best_discriminator, js, kl, value
from dlcore.gan.game import Draws, Game, Rules, plane_game, without_trace
from dlcore.gan.losses import (
    LOSSES,
    Losses,
    discriminator_loss,
    least_squares_discriminator_loss,
    least_squares_loss,
    minimax_loss,
    non_saturating_loss,
)
from dlcore.gan.presets import PRESETS, Preset, looks, turns
from dlcore.gan.targets import TARGETS, Target, grid, mixture, ring

__all__ = [
    "LOSSES",
    "PRESETS",
    "TARGETS",
    "Coverage",
    "Draws",
    "Game",
    "Losses",
    "Preset",
    "Rules",
    "Target",
    "best_discriminator",
    "discriminator_loss",
    "grid",
    "js",
    "kl",
    "least_squares_discriminator_loss",
    "least_squares_loss",
    "looks",
    "minimax_loss",
    "mixture",
    "modes",
    "non_saturating_loss",
    "plane_game",
    "ring",
    "turns",
    "value",
    "without_trace",
]
