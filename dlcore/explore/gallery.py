"""Lesson 01, activations: its still pictures."""

import numpy as np

from dlcore.explore import Picture, style
from dlcore.explore.activations import FUNCTIONS, value_and_slope

UNNAMED = {"A": "ELU", "B": "SiLU", "C": "ReLU", "D": "Sigmoid"}  # whose slope each panel of prediction 1.4 shows
X = np.linspace(-5, 5, 401)


def all_functions(slopes=True):
    """Nine activations side by side, each with its slope if `slopes`."""

    def stage(figure):
        grid = figure.subplots(2, 5, sharex=True, sharey=True)
        figure.subplots_adjust(left=0.05, right=0.99, bottom=0.11, top=0.92, wspace=0.12, hspace=0.32)
        for axes, name in zip(grid.flat, FUNCTIONS, strict=False):
            value, slope = value_and_slope(name, X)
            _cross(axes)
            style.line(axes, "moving", X, value)
            if slopes:
                style.line(axes, "compared", *_in_pieces(slope), zorder=6)
            axes.set(xlim=(-5, 5), ylim=(-2.2, 3.4), xticks=(-4, 0, 4), yticks=(-2, 0, 2))
            style.title(axes, name)
        rest = grid.flat[-1]
        rest.axis("off")
        style.key(rest, 0.05, 0.8, moving="value f(x)", **({"compared": "slope f′(x)"} if slopes else {}))
        style.note(rest, "reference", 0.05, 0.2, "softmax acts on\nwhole rows", transform=rest.transAxes)
        for axes in (*grid[1, :-1], grid[0, -1]):
            axes.set_xlabel("x")
        grid[0, -1].tick_params(labelbottom=True)

    words = (
        "Nine activations. Sigmoid and tanh level off on both sides. ReLU, LeakyReLU, ELU, SELU and softplus rise like "
        "a straight line on the right and are damped on the left. SiLU and GELU dip below 0 before they rise."
    )
    if slopes:
        words += (
            " Dashed are their slopes: hills that go to 0 on both sides for sigmoid and tanh, a jump from 0 to 1 for "
            "ReLU; those of SiLU and GELU dip below 0 and climb above 1."
        )
    return Picture(stage, words, size=(9.0, 4.2))


def unnamed_slopes():
    """The slopes of four activations, named A to D: prediction 1.4 asks whose they are."""

    def stage(figure):
        for axes, (letter, name) in zip(style.row(figure, 1, 1, 1, 1, gap=0.35), UNNAMED.items(), strict=True):
            _cross(axes)
            style.line(axes, "moving", *_in_pieces(value_and_slope(name, X)[1]))
            axes.set(xlim=(-5, 5), ylim=(-0.25, 1.25), xlabel="x", xticks=(-4, 0, 4), yticks=(0, 0.5, 1))
            style.title(axes, letter)
            axes.tick_params(labelleft=letter == "A")
        figure.axes[0].set_ylabel("slope")

    return Picture(
        stage,
        "Slopes of four activations. A climbs along an exponential curve to 1 and stays there. B dips below 0, climbs "
        "above 1 and comes back to it. C jumps from 0 to 1. D is a hill with its top at one quarter.",
        size=(9.0, 2.6),
    )


def reliability(before, after):
    """How often class 1 came up where a model claimed it, before and after its logits were divided by a temperature.

    Shapes
        before, after: (claimed, happened), each (bins,): mean claim and share of class 1 in each bin of claims
    """

    def stage(figure):
        axes = style.row(figure, 1, left=2.4, right=2.4)
        style.line(axes, "reference", [0, 1], [0, 1])
        style.line(axes, "goal", *after, marker="s", markersize=6)
        style.line(axes, "moving", *before, **style.DOTS)
        axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="claimed: σ of the logit", ylabel="happened: share of class 1")
        style.key(axes, 0.03, 0.97, moving="as it is", goal="logits divided by T", reference="claimed = happened")
        style.title(axes, "Claimed and happened")

    gaps = [np.abs(np.subtract(*pair)).max() for pair in (before, after)]
    return Picture(
        stage,
        "What happened against what was claimed. As it is, claimed and happened differ by up to "
        f"{100 * gaps[0]:.1f} %. With the logits divided by a temperature they differ by at most "
        f"{100 * gaps[1]:.1f} %.",
        size=(9.0, 3.6),
    )


def _cross(axes):
    axes.axhline(0, color=style.REFERENCE, linewidth=0.8, zorder=1)
    axes.axvline(0, color=style.REFERENCE, linewidth=0.8, zorder=1)


def _in_pieces(slope):
    """(x, slope) with a gap where the slope jumps, so that no line is drawn through the jump."""
    jumps = np.flatnonzero(np.abs(np.diff(slope)) > 0.3) + 1
    return np.insert(X, jumps, X[jumps]), np.insert(slope, jumps, np.nan)
