"""The game of two players in PyTorch: torch.nn, torch.optim and autograd, on any device."""

import numpy as np
import torch
from torch.nn.functional import binary_cross_entropy_with_logits, mse_loss

from dlcore.gan import Draws
from dlcore.twin.convert import to_torch
from dlcore.twin.optimizers import optimizer_to_torch
from dlcore.twin.report import Report, Row
from dlcore.twin.train import as_tensor


def bce(logits, label):
    """Binary cross-entropy with one label for all."""
    return binary_cross_entropy_with_logits(logits, torch.full_like(logits, label))


def squares(outputs, label):
    """Half the mean squared error against one label for all."""
    return mse_loss(outputs, torch.full_like(outputs, label)) / 2


# by name: the loss of D from real and fake logits and the label of real samples, and that of G from fake logits
TORCH_LOSSES = {
    "non-saturating": (lambda real, fake, label: bce(real, label) + bce(fake, 0), lambda fake: bce(fake, 1)),
    "minimax": (lambda real, fake, label: bce(real, label) + bce(fake, 0), lambda fake: -bce(fake, 0)),
    "least squares": (
        lambda real, fake, label: squares(real, label) + squares(fake, 0),
        lambda fake: squares(fake, 1),
    ),
}


class TorchGame:
    """The twin of a `gan.Game`: it goes on in PyTorch from where that stands, and leaves it as it is.

    `device` None: the CPU. Without draws a step draws its own with torch, on the device; its real samples come from
    `data`, a function n → (n, *) that may return tensors which already lie there.
    """

    def __init__(self, game, device=None, data=None):
        self.rules, self.rounds, self.latent = game.rules, game.rounds, game.latent
        self.data = data
        self.generator, self.discriminator = to_torch(game.generator, device), to_torch(game.discriminator, device)
        self.d_optimizer = optimizer_to_torch(game.d_optimizer, self.discriminator.parameters())
        self.g_optimizer = optimizer_to_torch(game.g_optimizer, self.generator.parameters())

    def d_step(self, draws=None):
        """One update of the discriminator; returns its loss."""
        real, z, real_noise, fake_noise = self._tensors(draws)
        fake = self.generator(z).detach()  # held fixed: no gradient reaches the generator
        self._obey()
        self.d_optimizer.zero_grad()
        d_loss, _ = TORCH_LOSSES[self.rules.loss]
        logits = self.discriminator(real + real_noise), self.discriminator(fake + fake_noise)
        loss = d_loss(*logits, 1 - self.rules.smoothing)
        loss.backward()
        self.d_optimizer.step()
        return loss.detach()

    def g_step(self, draws=None):
        """One update of the generator; returns its loss."""
        _, z, _, fake_noise = self._tensors(draws)
        self._obey()
        self.g_optimizer.zero_grad()
        _, g_loss = TORCH_LOSSES[self.rules.loss]
        loss = g_loss(self.discriminator(self.generator(z) + fake_noise))
        loss.backward()  # gradients in the discriminator too: its next step begins with zero_grad
        self.g_optimizer.step()
        self.rounds += 1
        return loss.detach()

    def round(self):
        """d_steps of the discriminator, one of the generator; returns the last loss of each."""
        for _ in range(self.rules.d_steps):
            d_loss = self.d_step()
        return d_loss, self.g_step()

    @torch.no_grad()
    def sample(self, n):
        """n samples of the generator, a tensor on its device."""
        return self.generator(self._normal(n, *self.latent))

    def _tensors(self, draws):
        like = next(self.generator.parameters())
        if draws is not None:
            return Draws(*(as_tensor(values, like) for values in draws))
        n, (_, _, sigma) = self.rules.batch, self.rules.annealed(self.rounds)
        real = as_tensor(self.data(n), like)
        noise = [sigma * self._normal(*real.shape) if sigma else 0.0 for _ in range(2)]
        return Draws(real, self._normal(n, *self.latent), *noise)

    def _normal(self, *shape):
        like = next(self.generator.parameters())
        return torch.randn(*shape, device=like.device, dtype=like.dtype)

    def _obey(self):
        """The rates and betas of now."""
        *rates, _ = self.rules.annealed(self.rounds)
        for optimizer, rate in zip((self.d_optimizer, self.g_optimizer), rates, strict=True):
            optimizer.param_groups[0].update(lr=rate, betas=self.rules.betas)


def same_game(game, steps=20, tolerance=1e-9):
    """Plays the same rounds in NumPy and in PyTorch: from the same weights, with the same data and noise.

    Returns
        a report on both players' losses in every step and on each parameter after the last, in float64. The game
        that was given stays as it is: a copy plays.
    """
    ours = game.copy()
    ours.generator.double()
    ours.discriminator.double()
    for optimizer in (ours.d_optimizer, ours.g_optimizer):
        optimizer.load_state_dict(optimizer.state_dict())  # its memory becomes float64 too
    theirs = TorchGame(ours)
    losses = {"D": [], "G": []}
    for _ in range(steps):
        for player, step in (*[("D", "d_step")] * game.rules.d_steps, ("G", "g_step")):
            draws = ours.draw()
            losses[player].append((getattr(ours, step)(draws), float(getattr(theirs, step)(draws))))
    rows = [
        Row.of(f"loss of {player}, steps 1 to {len(pairs)}", *np.transpose(pairs)) for player, pairs in losses.items()
    ]
    for player in ("discriminator", "generator"):
        twin = getattr(theirs, player).state_dict()
        rows += [
            Row.of(f"{player} {name} after {steps} rounds", array, twin[name])
            for name, array in getattr(ours, player).state_dict().items()
        ]
    return Report(tuple(rows), tolerance)
