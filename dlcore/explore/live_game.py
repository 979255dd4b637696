"""A game of two players that is watched: what it is set to, what has been seen of it, how its samples score."""

import copy
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from dlcore.explore.live_run import History
from dlcore.gan import LOSSES, TARGETS, Coverage, Rules, plane_game, ring, without_trace
from dlcore.nn.functional import sigmoid

MIXED = "your mix"
SHAPES = (*TARGETS, MIXED)
NEVER = "never"
SHOWN, SCORED = 250, 500  # real samples that are drawn, fake ones that are scored
KEPT = 256  # moments kept
ALIKE = "loss", "d_rate", "g_rate", "d_steps", "batch", "noise", "smoothing"  # named the same in Settings and Rules


@dataclass(frozen=True)
class Settings:
    """What decides a game: the same settings and the same steps give the same numbers."""

    data: str = "ring"
    d_rate: float = 2e-3
    g_rate: float = 2e-3
    d_steps: int = 1
    loss: str = "non-saturating"
    noise: float = 1.0
    batch: int = 128
    length: int | str = 2500  # rounds over which rates and noise fall to 0
    smoothing: float = 0.0
    momentum: float = 0.5  # Adam's β₁, of both
    seed: int = 1
    clouds: int = 5  # of your own mix: how many, how wide, and the share of the one on the right
    spread: float = 0.1
    first: float = 0.5

    @property
    def rules(self):
        length = None if self.length == NEVER else self.length
        return Rules(**{name: getattr(self, name) for name in ALIKE}, length=length, betas=(self.momentum, 0.999))

    @property
    def target(self):
        if self.data == MIXED:
            return ring(self.clouds, 2.0, self.spread, self.first, name=MIXED)
        return TARGETS[self.data]


@dataclass(frozen=True)
class Moment:
    """What was seen after a round."""

    rounds: int
    covered: float  # share of the modes
    good: float  # share of the samples
    d_loss: float | None = None  # of the last step of each player
    g_loss: float | None = None


class Watched:
    """A game, its samples from noise that stays the same, and the moments seen so far.

    `last` are the moments of the game before, to compare with; `first` are the settings that it was played with from
    the start, for `first_rounds`.
    """

    def __init__(self, settings, last=()):
        self.settings, self.last = settings, last
        self.first, self.first_rounds = settings, 0
        self.target = settings.target
        self.game = plane_game(self.target, settings.rules, settings.seed)
        look = np.random.default_rng((settings.seed, 2))
        self.real = self.target.draw(SHOWN, look)
        self.z = look.standard_normal((SCORED, *self.game.latent))
        self.d_loss = self.g_loss = None
        self.history = History([self._moment()], most=KEPT)

    def copy(self):
        """A game that goes on from here by itself."""
        other = copy.copy(self)
        other.game, other.history = self.game.copy(), self.history.copy()
        return other

    def obey(self, settings):
        """Go on with these settings: all but the data and the seed may differ."""
        if settings != self.settings:
            self.settings, self.game.rules = settings, settings.rules
            if not self.game.rounds:
                self.first = settings

    def step(self, player):
        """One step of "d" or of "g", or a round of "both"; nothing once a loss has overflowed."""
        if self.over:
            return
        for name in ("samples", "score"):
            vars(self).pop(name, None)
        if player == "both":
            self.d_loss, self.g_loss = self.game.round()
        elif player == "d":
            self.d_loss = self.game.d_step()
        else:
            self.g_loss = self.game.g_step()
        if player != "d":
            self.first_rounds += self.settings == self.first
            self._record()

    @property
    def over(self):
        """Is there nothing more to play?"""
        length = self.settings.rules.length
        return self.game.lost or (length is not None and self.game.rounds >= length)

    @cached_property
    def samples(self):
        """Those of the generator, (500, 2)."""
        return without_trace(self.game.generator, self.z)

    @cached_property
    def score(self):
        if self.game.lost:
            nothing = np.zeros(self.target.pieces, int)
            return Coverage(0, 0.0, nothing, nothing)
        return self.target.coverage(self.samples)

    def said(self, x):
        """What the discriminator says of points (n, 2): the probability of real; in least squares its output, cut."""
        outputs = without_trace(self.game.discriminator, x)[:, 0]
        return np.clip(outputs, 0, 1) if self.settings.loss == "least squares" else sigmoid(outputs)

    @property
    def undecided(self):
        """The losses of both players where D says ½ of everything."""
        losses, outputs = LOSSES[self.settings.loss], np.array([self.settings.loss == "least squares"]) / 2
        d_loss, _, _ = losses.discriminator(outputs, outputs, self.settings.smoothing)
        return float(d_loss), float(losses.generator(outputs)[0])

    @property
    def moments(self):
        """Those kept, and the present one."""
        return [*self.history, self._moment()]

    def ended(self):
        """What a next game is compared with: this one if it has made a round, else the one before."""
        return tuple(self.moments) if self.game.rounds else self.last

    def _moment(self):
        score = self.score
        return Moment(self.game.rounds, score.covered / self.target.pieces, score.good, self.d_loss, self.g_loss)

    def _record(self):
        """Keep what is seen now."""
        if self.history.due(self.game.rounds) and not self.game.lost:
            self.history.keep(self._moment())


def with_rules(settings, rules):
    """The settings with these rules."""
    length = NEVER if rules.length is None else rules.length
    chosen = {name: getattr(rules, name) for name in ALIKE}
    return replace(settings, **chosen, length=length, momentum=rules.betas[0])
