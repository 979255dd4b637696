"""The game: two players, their optimizers, and what they play by, one step at a time.

game = plane_game(seed=0)
game.d_step()           # one update of the discriminator
game.g_step()           # one update of the generator
game.round()            # d_steps of the one, then one of the other
"""

import copy
import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from dlcore import models, nn, optim, random
from dlcore.gan.losses import LOSSES
from dlcore.gan.targets import TARGETS

HALF, CLEAR = 0.5, 0.7  # parts of the game: after the first the rates fall, at the second the noise is gone


@dataclass(frozen=True)
class Rules:
    """What the players play by. They may change between any two steps."""

    loss: str = "non-saturating"  # a name in LOSSES
    d_rate: float = 2e-3
    g_rate: float = 2e-3
    d_steps: int = 1  # steps of D before each step of G
    batch: int = 128
    noise: float = 1.0  # instance noise: the standard deviation of what is added to all that D sees, at first
    smoothing: float = 0.0  # the label of real samples is 1 − smoothing
    length: int | None = 2500  # rounds over which noise and rates fall to 0; None: they stay
    betas: tuple = (0.5, 0.999)  # Adam's, of both players

    def annealed(self, rounds):
        """(d_rate, g_rate, noise) after so many rounds.

        Equations, for the part t = rounds / length of the game
            rates:  η · min(1, 2 (1 − t))          the first half as they are, then linearly to 0
            noise:  σ · max(0, 1 − t / 0.7)        gone after 70 % (8.11)
        """
        if self.length is None:
            return self.d_rate, self.g_rate, self.noise
        t = min(1, rounds / self.length)
        rate = min(1, (1 - t) / (1 - HALF))
        return rate * self.d_rate, rate * self.g_rate, self.noise * max(0, 1 - t / CLEAR)


class Draws(NamedTuple):
    """What chance gives a step. The instance noise is 0 where there is none."""

    real: np.ndarray  # (N, *), samples of the data
    z: np.ndarray  # (N, latent), noise for the generator
    real_noise: np.ndarray | float  # (N, *), added to the real samples
    fake_noise: np.ndarray | float  # (N, *), added to the fake ones


class Game:
    """A generator and a discriminator that learn against each other, each with an Adam of its own.

    Arguments
        generator: a module z (N, latent) → x (N, *); discriminator: a module x (N, *) → logits (N, 1)
        data: a function (n, numpy.random.Generator) → real samples (n, *)
        latent: the size of z, or its shape without N
        rules: a `Rules`; random: the numpy.random.Generator of everything drawn
    Shapes
        N is rules.batch
    """

    def __init__(self, generator, discriminator, data, latent, rules=None, random=None):
        self.generator, self.discriminator = generator, discriminator
        self.data, self.latent = data, tuple(np.atleast_1d(latent))
        self.rules = Rules() if rules is None else rules
        self.random = np.random.default_rng() if random is None else random
        self.d_optimizer = optim.Adam(discriminator.parameters(), betas=self.rules.betas)
        self.g_optimizer = optim.Adam(generator.parameters(), betas=self.rules.betas)
        self.d_steps = self.rounds = 0  # steps that each player has made: a round ends with a step of G
        self.lost = False  # has a loss overflowed?

    def draw(self):
        """What the next step needs from chance; D and G draw alike."""
        rules, n = self.rules, self.rules.batch
        _, _, sigma = rules.annealed(self.rounds)
        real = self.data(n, self.random)
        z = self.random.standard_normal((n, *self.latent))
        blur = [sigma * self.random.standard_normal(real.shape) if sigma else 0.0 for _ in range(2)]
        return Draws(real, z, *blur)

    def d_step(self, draws=None):
        """One update of the discriminator (8.9); returns its loss.

        The fake samples are numbers here: nothing runs backward through the generator, and only D steps.
        Both halves go through D as one batch, so that one backward fits its cache.
        """
        draws = self.draw() if draws is None else draws
        fake = without_trace(self.generator, draws.z)
        self._obey()
        self.d_optimizer.zero_grad()
        with np.errstate(over="ignore", invalid="ignore"):
            logits = self.discriminator(np.concatenate([draws.real + draws.real_noise, fake + draws.fake_noise]))
            real, fake = logits[: len(draws.real)], logits[len(draws.real) :]
            loss, dreal, dfake = LOSSES[self.rules.loss].discriminator(real, fake, self.rules.smoothing)
            self.discriminator.backward(np.concatenate([dreal, dfake]))
            self.d_optimizer.step()
        self.d_steps += 1
        return self._note(loss)

    def g_step(self, draws=None):
        """One update of the generator (8.10); returns its loss.

        The gradient comes through the discriminator and leaves gradients in it. They are no step that D wants,
        so they are thrown away.
        """
        draws = self.draw() if draws is None else draws
        self._obey()
        self.g_optimizer.zero_grad()
        with np.errstate(over="ignore", invalid="ignore"):
            logits = self.discriminator(self.generator(draws.z) + draws.fake_noise)
            loss, dlogits = LOSSES[self.rules.loss].generator(logits)
            self.generator.backward(self.discriminator.backward(dlogits))  # d(x + noise)/dx is 1
            self.g_optimizer.step()
        self.d_optimizer.zero_grad()
        self.rounds += 1
        return self._note(loss)

    def round(self):
        """d_steps of the discriminator, one of the generator; returns the last loss of each."""
        for _ in range(self.rules.d_steps):
            d_loss = self.d_step()
        return d_loss, self.g_step()

    def sample(self, n, random=None):
        """n samples of the generator; from a generator of your own the game's numbers stay as they are."""
        z = (self.random if random is None else random).standard_normal((n, *self.latent))
        return without_trace(self.generator, z)

    def pull(self, x):
        """Where the generator's loss pulls each sample: −∂L/∂x for a sample alone, (n, *) → (n, *)."""
        with np.errstate(over="ignore", invalid="ignore"):
            _, dlogits = LOSSES[self.rules.loss].generator(self.discriminator(x))
            pull = -len(x) * self.discriminator.backward(dlogits)
        self.d_optimizer.zero_grad()
        return pull

    def copy(self):
        """A game that goes on from here by itself, with the same numbers to come."""
        other = copy.copy(self)
        mine = self.generator, self.discriminator, self.g_optimizer, self.d_optimizer, self.random
        copies = copy.deepcopy(mine)  # together, so that the optimizers hold the copied parameters
        other.generator, other.discriminator, other.g_optimizer, other.d_optimizer, other.random = copies
        return other

    def _obey(self):
        """The rates and betas of now."""
        *rates, _ = self.rules.annealed(self.rounds)
        for optimizer, rate in zip((self.d_optimizer, self.g_optimizer), rates, strict=True):
            optimizer.param_groups[0].update(lr=rate, betas=self.rules.betas)

    def _note(self, loss):
        self.lost = self.lost or not math.isfinite(loss)
        return float(loss)


def without_trace(model, x):
    """model(x), with no cache left behind for a backward that nobody runs."""
    with np.errstate(over="ignore", invalid="ignore"):
        y = model(x)
    for module in model.modules():
        module.cache = None
    return y


def plane_game(target=None, rules=None, seed=0, latent=2, g_width=64, d_width=64):
    """A game in the plane, in float64: the ring of 8 Gaussians unless another target is given."""
    with random.seeded(seed):
        generator = models.generator(nn, latent, g_width).double()
        discriminator = models.discriminator(nn, 2, d_width).double()
    draw = (TARGETS["ring"] if target is None else target).draw
    return Game(generator, discriminator, draw, latent, rules, np.random.default_rng((seed, 1)))
