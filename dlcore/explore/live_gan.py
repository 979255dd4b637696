"""Lesson 08, generative adversarial networks: two players learn in the plane while one watches, stops and steps."""

import math
from dataclasses import asdict, fields

import numpy as np

from dlcore.explore import Challenge, Stepper, controls, style
from dlcore.explore.arena import Arena
from dlcore.explore.live_game import MIXED, NEVER, SHAPES, Settings, Watched, with_rules
from dlcore.gan import LOSSES, PRESETS

FIRST = asdict(Settings())
MIX = ("clouds", "spread", "first")
STAGES = (
    ("data", "loss", "d_rate", "g_rate", "d_steps", "noise", "batch", "length"),
    ("smoothing", "momentum", "seed"),
)
DOTTED = {"linestyle": (0, (1, 1.2)), "linewidth": 1.7}


def _recovered(watched):
    """Did it begin with a generator that is too fast, for long enough, and does it cover everything now?"""
    fast = watched.first.g_rate >= 10 * watched.first.d_rate and watched.first_rounds >= 300
    return fast and watched.settings.data == "ring" and watched.score.covered == 8 and watched.score.good >= 0.6


def _rare(watched):
    mix = watched.settings
    rare = mix.data == MIXED and mix.clouds >= 4 and mix.first >= 0.8
    return rare and watched.score.covered == mix.clouds and watched.score.good >= 0.6


class LiveGAN(Stepper):
    """Two players in the plane: rates, steps, loss, noise and batch are obeyed as they play.

    `preset` is a name in `gan.PRESETS` to begin with, and the other keywords are those of `Settings`; after that it
    plays so many `rounds`. `stage` 2 shows all controls.
    """

    size = (9.0, 4.9)
    actions = {"step": "Step both", "d": "Step D", "g": "Step G"}
    restarts = ("data", "seed", *MIX)
    pace = None
    challenges = (
        Challenge(
            "Play 300 rounds of the preset that collapses. Then, without Reset, cover all 8 modes, 60 % good.",
            _recovered,
        ),
        Challenge("In your own mix, of 4 clouds or more, give one a share of 0.8, and cover all of them.", _rare),
    )

    def __init__(self, preset="works", *, stage=1, rounds=0, large=False, **settings):
        if preset not in PRESETS:
            raise ValueError(f"LiveGAN: preset is {preset!r}, expected one of {', '.join(PRESETS)}")
        unknown = settings.keys() - FIRST.keys()
        if unknown:
            raise ValueError(f"LiveGAN: no setting {min(unknown)!r}, expected one of {', '.join(FIRST)}")
        begin = with_rules(Settings(), PRESETS[preset].rules)
        self._begin_with = asdict(begin) | settings
        self._stage = stage
        super().__init__(large=large)
        if rounds:
            self.act(times=rounds)

    def controls(self):
        first = self._begin_with
        rates = {"low": 1e-5, "high": 0.1, "per_decade": 20}
        return {
            "data": controls.choice("data", list(SHAPES), first["data"]),
            "loss": controls.values("loss", LOSSES, first["loss"]),
            "d_rate": controls.log_slider("η of D, its rate", first["d_rate"], **rates),
            "g_rate": controls.log_slider("η of G, its rate", first["g_rate"], **rates),
            "d_steps": controls.slider("steps of D to one of G", first["d_steps"], 1, 10, 1),
            "noise": controls.slider("σ, instance noise", first["noise"], 0.0, 2.0, 0.05),
            "batch": controls.values("batch size", [8, 16, 32, 64, 128, 256, 512], first["batch"]),
            "length": controls.values("annealed over", [NEVER, 1000, 2500, 5000], first["length"]),
            "smoothing": controls.slider("label smoothing", first["smoothing"], 0.0, 0.4, 0.05),
            "momentum": controls.values("β₁ of Adam", [0.0, 0.5, 0.9], first["momentum"]),
            "seed": controls.slider("seed", first["seed"], 1, 99, 1),
            "clouds": controls.slider("clouds of the mix", first["clouds"], 1, 12, 1),
            "spread": controls.slider("their width", first["spread"], 0.02, 0.6, 0.02),
            "first": controls.slider("share of the right one", first["first"], 0.05, 0.95, 0.05),
        }

    @property
    def values(self):
        """The controls' values by name, with the digits that are read beside them."""
        values = super().values
        rates = {name: float(f"{values[name]:.3g}") for name in ("d_rate", "g_rate")}
        return values | rates | {name: round(values[name], 2) for name in ("noise", "smoothing", "spread", "first")}

    def start(self, **values):
        return Watched(Settings(**values))

    def again(self, state, **values):
        return Watched(Settings(**values), state.ended())

    def change(self, state, name, **values):
        if name in self.restarts:
            used = name not in MIX or values["data"] == MIXED
            return self.again(state, **values) if used else self._obeyed(state, values)
        return self._obeyed(state, values)

    @staticmethod
    def _obeyed(state, values):
        state = state.copy()
        state.obey(Settings(**values))
        return state

    def fork(self, state):
        return state.copy()

    def step(self, state, action, **values):
        state.obey(Settings(**values))
        state.step("both" if action == "step" else action)
        return state

    def finished(self, state):
        return state.over

    def buttons(self):
        presets = {name.capitalize(): lambda name=name: self.preset(name) for name in PRESETS}
        return presets | {"More or fewer": self.more}

    def preset(self, name):
        """Begin anew with the settings of a preset."""
        chosen = with_rules(Settings(), PRESETS[name].rules)
        kept = ("seed", *MIX)
        self.set(**{f.name: getattr(chosen, f.name) for f in fields(chosen) if f.name not in kept})
        self.reset()

    def more(self):
        """Show all controls, or few."""
        self._stage = 3 - self._stage
        self._reveal(self.state)

    def _reveal(self, state):
        mix = MIX if state.settings.data == MIXED else ()
        self.reveal([*sum(STAGES[: self._stage], ()), *mix])

    def stage(self, figure):
        plane, self._scores, self._curves = style.one_and_two(figure, left=0.65)
        self._arena = Arena(plane)
        style.title(plane, "Samples, and D: pale where it says real")
        self._stage_scores(self._scores)
        self._stage_losses(self._curves)
        self._limited = self._revealed = None

    def _stage_scores(self, axes):
        self._last = style.line(axes, "compared")
        self._good = style.line(axes, "moving", **DOTTED)
        self._covered = style.line(axes, "moving", linewidth=1.4)
        axes.set(ylim=(-4, 104), yticks=[0, 50, 100], ylabel="%")
        axes.locator_params(axis="x", nbins=5)
        style.title(axes, "Score")
        style.beside_title(axes, 0.2, moving="modes covered")
        style.beside_title(axes, 0.74, moving=("good", DOTTED))

    def _stage_losses(self, axes):
        across = axes.get_yaxis_transform()
        self._guess = [style.line(axes, "reference", transform=across) for _ in range(2)]
        self._d_loss = axes.plot([], [], color=style.INK, linewidth=1.3, animated=True, zorder=4)[0]
        self._g_loss = style.line(axes, "moving", linewidth=1.3)
        axes.set(xlabel="round")
        axes.locator_params(axis="x", nbins=5)
        axes.locator_params(axis="y", nbins=4)
        style.title(axes, "Losses")
        style.beside_title(axes, 0.24, reference=("D", {"color": style.INK, "linestyle": "-", "linewidth": 1.3}))
        style.beside_title(axes, 0.43, moving=("G", {"linewidth": 1.3}))
        style.beside_title(axes, 0.62, reference="D guesses")

    def draw(self, state):
        self._arena.show(state)
        moments = state.moments
        when = [moment.rounds for moment in moments]
        self._covered.set_data(when, [100 * moment.covered for moment in moments])
        self._good.set_data(when, [100 * moment.good for moment in moments])
        self._last.set_data([m.rounds for m in state.last], [100 * m.covered for m in state.last])
        for line, name in ((self._d_loss, "d_loss"), (self._g_loss, "g_loss")):
            losses = [getattr(moment, name) for moment in moments]
            line.set_data(when, [np.nan if loss is None else min(loss, 1e6) for loss in losses])
        for line, loss in zip(self._guess, state.undecided, strict=True):
            line.set_data([0, 1], [loss, loss])
        if state.settings.data != self._revealed:
            self._revealed = state.settings.data
            self._reveal(state)
        return self._limits(moments)

    def _limits(self, moments):
        """Let the axes grow with the game by doubling; True when they have changed."""
        longest = 100 * 2 ** max(0, math.ceil(math.log2(max(moments[-1].rounds, 1) / 100)))
        losses = [loss for m in moments for loss in (m.d_loss, m.g_loss) if loss is not None and math.isfinite(loss)]
        low, high = min([0.0, *losses]), max([0.5, *losses] if losses else [2.0])
        limits = longest, -_power_of_2(-low) if low < 0 else 0.0, _power_of_2(high)
        if limits == self._limited:
            return False
        self._limited = limits
        for axes in (self._scores, self._curves):
            axes.set_xlim(-0.02 * longest, 1.02 * longest)
        self._curves.set_ylim(limits[1], limits[2])
        return True

    def describe(self, state):
        rounds, score = state.game.rounds, state.score
        when = f"After {rounds:,} round{'s' * (rounds != 1)}" if rounds else "Before the first round"
        where = MIXED if state.settings.data == MIXED else f"the {state.settings.data}"
        if state.game.lost:
            return f"{when} on {where} the losses have overflowed: the game has diverged."
        words = (
            f"{when} on {where}, {score.covered} of {state.target.pieces} modes are covered and "
            f"{100 * score.good:.0f} % of the samples are good"
        )
        said = [
            f"the loss of {name} is {loss:.2f} ({guess:.2f} if D only guesses)"
            for name, loss, guess in zip("DG", (state.d_loss, state.g_loss), state.undecided, strict=True)
            if loss is not None
        ]
        over = " Rates and noise have fallen to 0: the game is over." if state.over else ""
        return ("; ".join([words, *said]) + "." + over).replace("-", "−")


def _power_of_2(number):
    """The least one that is not below; 64 at most, where losses leave the axes."""
    return 2.0 ** math.ceil(math.log2(min(number, 64.0)))
