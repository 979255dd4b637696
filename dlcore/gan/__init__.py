"""Generative adversarial networks: the losses of two players, what they play for, and the game itself."""

from dlcore.gan.coverage import Coverage, modes
from dlcore.gan.divergence import best_discriminator, js, kl, value
from dlcore.gan.losses import (
    LOSSES,
    Losses,
    discriminator_loss,
    least_squares_discriminator_loss,
    least_squares_loss,
    minimax_loss,
    non_saturating_loss,
)

__all__ = [
    "LOSSES",
    "Coverage",
    "Losses",
    "best_discriminator",
    "discriminator_loss",
    "js",
    "kl",
    "least_squares_discriminator_loss",
    "least_squares_loss",
    "minimax_loss",
    "modes",
    "non_saturating_loss",
    "value",
]
