"""Lesson 08, generative adversarial networks: two players on a line, where all that matters can be computed."""

from dataclasses import replace

import numpy as np

from dlcore.explore import Challenge, Stepper, controls, style
from dlcore.explore.arrows import arrows
from dlcore.explore.duel import (
    FAR,
    LOSSES,
    MEANS,
    OPTIMAL,
    TRAINED,
    Discriminator,
    X,
    best_logits,
    bins,
    curves,
    duel,
)
from dlcore.nn.functional import sigmoid

LEAST, MOST = 1e-8, 30.0  # ends of the axis of the gradients
WINDOW = 13.5
DIAMOND = {"linestyle": "none", "marker": "D", "markersize": 6, "color": style.INK}


def _dead(state):
    minimax, other = (abs(state.gradients[loss]) for loss in LOSSES)
    return state.kind == OPTIMAL and minimax < 1e-3 and other > 2


def _home(state):
    return abs(state.placed) >= 8 and abs(state.m) < 0.1 and state.used == {"minimax"}


class OneDimension(Stepper):
    """Real samples around 0, fake ones around m: drag the generator away, then let the two players play.

    The discriminator is the best one, p / (p + q), or a small net that *Step D* trains. All is computed from the
    probabilities of bins, without a sample. `stands` is where the generator begins.
    """

    size = (9.0, 4.9)
    actions = {"step": "Step both", "d": "Step D", "g": "Step G"}
    challenges = (
        Challenge("D optimal: find an m where the minimax gradient is below 0.001 and the other above 2.", _dead),
        Challenge("Put the generator at 8 or beyond; by the minimax loss alone, step it to within 0.1 of 0.", _home),
    )

    def __init__(self, stands=2.0, **options):
        self._stands = stands
        super().__init__(**options)

    def controls(self):
        return {
            "m": controls.slider("m, mean of G", self._stands, -FAR, FAR, 0.05),
            "noise": controls.slider("σ, instance noise", 0.0, 0.0, 4.0, 0.1, ".1f"),
            "kind": controls.choice("discriminator", [OPTIMAL, TRAINED]),
            "loss": controls.choice("loss of G", list(LOSSES)),
            "rate": controls.log_slider("η, learning rate of G", 0.3, 0.01, 10.0),
            "updates": controls.values("D's updates a step", [1, 3, 10, 30, 100], 10),
        }

    def start(self, *, m, noise, kind, loss, **_):
        return duel(m, noise, kind, loss, Discriminator(), placed=m)

    def again(self, state, **values):
        return replace(self.start(**values), last=state.m if state.g_steps else state.last)

    def change(self, state, name, *, m, noise, kind, loss, **_):
        kept = {field: getattr(state, field) for field in ("last", "placed", "used", "d_updates", "g_steps")}
        if name == "m":
            kept |= {"last": None, "placed": m, "used": frozenset()}
        return duel(m, noise, kind, loss, state.net, **kept)

    def step(self, state, action, *, noise, kind, loss, rate, updates, **_):
        m, net = state.m, state.net
        kept = {"last": m, "placed": state.placed, "used": state.used, "d_updates": state.d_updates}
        if action != "g" and kind == TRAINED:
            net = net.update(state.p, state.q, updates)
            kept["d_updates"] += updates
        if action != "d":
            seen = duel(m, noise, kind, loss, net)  # G answers the discriminator that there is now
            m = float(np.clip(m - rate * seen.gradients[loss], -FAR, FAR))
            kept["used"] |= {loss}
        return duel(m, noise, kind, loss, net, **kept, g_steps=state.g_steps + (action != "d"))

    def follow(self, state):
        return {"m": state.m}

    def stage(self, figure):
        grid = figure.add_gridspec(2, 2, left=0.075, right=0.98, bottom=0.125, top=0.915, wspace=0.24, hspace=0.6)
        self._densities, self._said, self._js, self._pulls = (
            figure.add_subplot(grid[place]) for place in ((0, 0), (1, 0), (0, 1), (1, 1))
        )
        self._stage_densities(self._densities)
        self._stage_discriminator(self._said)
        self._stage_divergence(self._js)
        self._stage_gradients(self._pulls)

    def _stage_densities(self, axes):
        self._p = style.line(axes, "goal")
        self._before = style.line(axes, "compared")
        self._q = style.line(axes, "moving")
        self._arrow = style.line(axes, "moving", zorder=6)
        axes.set(xlim=(-WINDOW, WINDOW), ylim=(0, 0.52), ylabel="density")
        style.title(axes, "Densities")
        style.beside_title(axes, 0.31, goal="real")
        style.beside_title(axes, 0.53, moving="fake")
        style.beside_title(axes, 0.77, compared="before")

    def _stage_discriminator(self, axes):
        self._best = style.line(axes, "reference", linewidth=1.4)
        self._d = axes.plot([], [], color=style.INK, animated=True, zorder=5)[0]
        style.line(axes, "reference", (-WINDOW, WINDOW), (0.5, 0.5), linewidth=0.6)
        axes.set(xlim=(-WINDOW, WINDOW), ylim=(-0.05, 1.05), xlabel="x", ylabel="D(x)", yticks=[0, 0.5, 1])
        style.title(axes, "The discriminator")
        style.beside_title(axes, 0.73, reference="the best")

    def _stage_divergence(self, axes):
        self._curve = style.line(axes, "reference", linewidth=1.4)
        self._estimate = style.line(axes, "reference", **DIAMOND)
        self._here = style.line(axes, "moving", linestyle="none", marker="s", markersize=8)
        style.line(axes, "reference", (-FAR, FAR), 2 * [np.log(2)], linewidth=0.8)
        style.note(axes, "reference", 0, np.log(2) + 0.03, "log 2", ha="center")
        axes.set(xlim=(-1.05 * FAR, 1.05 * FAR), ylim=(-0.08, 0.85), ylabel="nats")
        style.title(axes, "JS divergence")
        style.beside_title(axes, 0.52, reference=("as D measures it", DIAMOND))

    def _stage_gradients(self, axes):
        looks = {"minimax": "compared", "non-saturating": "moving"}
        self._lines = {loss: style.line(axes, looks[loss], linewidth=1.5) for loss in LOSSES}
        self._marks = {
            loss: style.line(axes, looks[loss], linestyle="none", marker="o" if loss == "minimax" else "s", zorder=7)
            for loss in LOSSES
        }
        axes.set(xlim=(-1.05 * FAR, 1.05 * FAR), yscale="log", ylim=(LEAST, MOST), xlabel="m", ylabel="|∂L/∂m|")
        axes.set_yticks([1, 1e-2, 1e-4, 1e-6, 1e-8])
        axes.minorticks_off()
        style.title(axes, "Gradient of G")
        style.key(axes, 0.53, 0.33, compared="minimax", moving="non-saturating")

    def draw(self, state):
        high = 1 / (X[1] - X[0])
        self._p.set_data(X, high * state.p)
        self._q.set_data(X, high * state.q)
        last = state.last
        self._before.set_data(*((X, high * bins(last, state.noise)) if last is not None else ([], [])))
        pull = np.clip(-state.gradients[state.loss], -FAR, FAR)
        self._arrow.set_data(*_across(state.m, 0.46, pull))
        self._d.set_data(X, sigmoid(state.logits))
        self._best.set_data(X, sigmoid(best_logits(state.m, state.noise)[0]))
        divergences, pulls = curves(state.noise)
        self._curve.set_data(MEANS, divergences)
        self._here.set_data([state.m], [state.divergence])
        self._estimate.set_data([state.m], [max(state.estimate, -0.04)])
        for loss in LOSSES:
            self._lines[loss].set_data(MEANS, np.clip(pulls[loss], LEAST, MOST))
            self._marks[loss].set_data([state.m], [np.clip(abs(state.gradients[loss]), LEAST, MOST)])
            chosen = loss == state.loss
            self._marks[loss].set(markersize=9 if chosen else 7, markerfacecolor=None if chosen else "white")

    def describe(self, state):
        minimax, other = (style.number(abs(state.gradients[loss])) for loss in LOSSES)
        who = "the best discriminator" if state.kind == OPTIMAL else f"a discriminator of {state.d_updates} updates"
        place = f"{round(state.m, 2) + 0:.2f}".replace("-", "−")  # + 0: never −0
        return (
            f"The generator stands at {place} and the data at 0: JS is {state.divergence:.3f}, at most 0.693. "
            f"With {who} its gradient is {minimax} under the minimax and {other} under the non-saturating loss."
        )


def _across(x, y, length):
    """An arrow along x at the height y, in units of an axes that is much wider than high."""
    return arrows([[x, 0]], [[length, 0]], 0.8) * [[1], [0.03]] + [[0], [y]]
