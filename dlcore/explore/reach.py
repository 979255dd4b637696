"""Lesson 07, recurrent networks: how far back does the gradient of the last hidden state reach?"""

import functools
from dataclasses import dataclass

import numpy as np

from dlcore import nn
from dlcore.explore import Challenge, Explorer, controls, style
from dlcore.nn.functional import sigmoid

CELLS = {"RNN": nn.RNN, "LSTM": nn.LSTM, "GRU": nn.GRU}
KEEPING = {"LSTM": ("f", 1), "GRU": ("z", 1)}  # the gate that keeps the old state, and its place among the gates
SEQUENCES, INPUTS = 8, 8  # random sequences that the gradient is averaged over, and features in each input
LONGEST = 100  # steps
WIDTHS = (4, 8, 16, 32, 64)
LEFT = 0.01  # what counts as nothing
LOWEST, HIGHEST = 1e-9, 1e9  # shares drawn


@dataclass(frozen=True)
class Reach:
    """By cell: the gradient of the input t steps before the last, as a share of that of the last; t = 0 … T − 1."""

    rho: float
    bias: float
    shares: dict  # name of the cell: (T,)

    @property
    def steps(self):
        return len(self.shares["RNN"])

    @property
    def gate(self):
        """What the gate that keeps adds up to where input and state say nothing."""
        return float(sigmoid(self.bias))

    def factor(self, cell):
        """The factor of one step, were there nothing but W_hh in the RNN, or the gate that keeps in the others."""
        return self.gate if cell in KEEPING else self.rho

    def lost(self, cell):
        """After how many steps back less than LEFT is left; None if it never is."""
        below = np.flatnonzero(self.shares[cell] < LEFT)
        return int(below[0]) if len(below) else None


@functools.cache
def drawn(cell, hidden, seed):
    """Weights as the layer draws them, but each (H, H) block of weight_hh has the spectral radius 1."""
    layer = CELLS[cell](INPUTS, hidden, generator=np.random.default_rng(seed)).double()
    weights = layer.state_dict()
    blocks = weights["weight_hh_l0"].reshape(-1, hidden, hidden)
    radii = np.abs(np.linalg.eigvals(blocks)).max(axis=1)
    weights["weight_hh_l0"] = (blocks / radii[:, None, None]).reshape(-1, hidden)
    return weights


def scaled(cell, hidden, seed, rho, bias):
    """A layer whose blocks of W_hh have the spectral radius ρ and whose gate that keeps has the bias b."""
    layer = CELLS[cell](INPUTS, hidden, generator=np.random.default_rng(seed)).double()
    layer.load_state_dict(drawn(cell, hidden, seed))
    layer.weight_hh_l0.data *= rho
    if cell in KEEPING:
        rows = slice(KEEPING[cell][1] * hidden, (KEEPING[cell][1] + 1) * hidden)
        layer.bias_ih_l0.data[rows], layer.bias_hh_l0.data[rows] = bias, 0
    return layer


def reaching_back(layer, x, u):
    """Size of the gradient of each input, the last one first.

    Equations
        L = uᵀ h_T          size = √(mean over sequences of ‖∂L/∂x_{T−t}‖²), t = 0 … T − 1
    Shapes
        x (T, N, D), u (N, H), a direction for each sequence → sizes (T,)
    """
    layer(x)
    dh = u[None]  # one layer
    dx, _ = layer.backward(None, (dh, None) if isinstance(layer, nn.LSTM) else dh)
    return np.sqrt(np.sum(dx**2, axis=2).mean(axis=1))[::-1]


class GradientReach(Explorer):
    """How much gradient of the last hidden state reaches the input t steps back: RNN, LSTM and GRU.

    Weights are torch's, but each (H, H) block of W_hh is scaled to the spectral radius ρ, 0.6 is about what torch
    draws. b is the bias of the gate that keeps: f in the LSTM, z in the GRU; torch draws it near 0.
    """

    challenges = (
        Challenge(
            "In the RNN less than 1 % is left after at most 20 steps, in the LSTM more than 1 % over all of 80.",
            lambda r: r.steps >= 80 and (r.lost("RNN") or LONGEST) <= 20 and r.lost("LSTM") is None,
        ),
        Challenge(
            "Make it explode: a gradient more than 1,000 times as large as at the end, in the RNN.",
            lambda r: r.shares["RNN"].max() > 1000,
        ),
    )

    def __init__(self, rho=0.6, bias=0.0, steps=LONGEST, hidden=32, seed=1, **options):
        self._first = rho, bias, steps, hidden, seed
        super().__init__(**options)

    def controls(self):
        rho, bias, steps, hidden, seed = self._first
        return {
            "rho": controls.slider("ρ, radius of W_hh", rho, 0.1, 5.0, 0.05),
            "bias": controls.slider("b, bias of f and z", bias, -2.0, 8.0, 0.25),
            "steps": controls.slider("T, steps", steps, 10, LONGEST, 5),
            "hidden": controls.values("H, hidden units", WIDTHS, hidden),
            "seed": controls.slider("seed of the weights", seed, 1, 20, 1),
        }

    def compute(self, *, rho, bias, steps, hidden, seed):
        generator = np.random.default_rng(0)  # the sequences stay, also when they become longer
        x = generator.standard_normal((LONGEST, SEQUENCES, INPUTS))[LONGEST - steps :]
        u = generator.standard_normal((SEQUENCES, hidden))
        shares = {}
        for cell in CELLS:
            sizes = reaching_back(scaled(cell, hidden, seed, rho, bias), x, u)
            shares[cell] = sizes / sizes[0]
        return Reach(rho, bias, shares)

    def stage(self, figure):
        self._lines = {}
        for axes, cell in zip(style.row(figure, 1, 1, 1, gap=0.3), CELLS, strict=True):
            style.line(axes, "reference", [-2, LONGEST + 2], [LEFT, LEFT], linestyle="-")
            self._lines[cell] = {
                "alone": style.line(axes, "reference"),
                "last": style.line(axes, "compared"),
                "now": style.line(axes, "moving"),
                "lost": style.line(axes, "moving", marker="s", markersize=8),
            }
            axes.set(yscale="log", xlim=(-2, LONGEST + 2), ylim=(LOWEST / 5, HIGHEST * 5), xlabel="t, steps back")
            axes.set_yticks([HIGHEST, 1e5, 1, LEFT, 1e-5, LOWEST], ["more", "10⁵", "1", "1 %", "10⁻⁵", "less"])
            axes.minorticks_off()
            axes.tick_params(axis="y", labelleft=cell == "RNN")
            style.key(axes, 0.3, 1.1, compared="last try")  # beside the title: the curves go everywhere
            style.key(axes, 0.72, 1.1, reference="σ(b)ᵗ" if cell in KEEPING else "ρᵗ")
            style.title(axes, cell)
            if cell == "RNN":
                axes.set_ylabel("share of gradient")

    def draw(self, result, tries):
        last = tries[-1] if tries else None
        for cell, lines in self._lines.items():
            alone = result.factor(cell) ** np.arange(result.steps)
            for name, shares in {
                "alone": alone,
                "last": last.shares[cell] if last else np.empty(0),
                "now": result.shares[cell],
            }.items():
                lines[name].set_data(np.arange(len(shares)), np.clip(shares, LOWEST, HIGHEST))
            lost = result.lost(cell)
            lines["lost"].set_data(*(([], []) if lost is None else ([lost], [max(result.shares[cell][lost], LOWEST)])))

    def describe(self, result):
        gone = ", ".join(f"{_lost(result, cell)} in the {cell}" for cell in CELLS)
        ends = ", ".join(f"{style.number(result.shares[cell][-1])} in the {cell}" for cell in CELLS)
        return (
            f"ρ = {result.rho:.2f}; b = {_signed(result.bias)}, so f and z begin near {result.gate:.3f}. The share of "
            f"the gradient falls below 1 % {gone}; {result.steps - 1} steps back it is {ends}."
        )


def _lost(result, cell):
    lost = result.lost(cell)
    return "never" if lost is None else f"after {lost} step{'s' * (lost != 1)}"


def _signed(value):
    return f"{value:g}".replace("-", "−")
