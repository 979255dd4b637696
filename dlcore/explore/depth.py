"""Lesson 01, activations: a signal goes through many random layers. What reaches the end?"""

import functools
from dataclasses import dataclass

import numpy as np

from dlcore import nn
from dlcore.explore import Challenge, Explorer, activations, controls, style

FUNCTIONS = {"none": nn.Identity, **activations.FUNCTIONS}
WIDTHS = (16, 32, 64, 128, 256)
DEEPEST, WIDEST, INPUTS = 50, WIDTHS[-1], 12  # layers, units in each, and inputs that are sent through
LOW, HIGH = 0.1, 10.0  # a signal is well while its standard deviation lies between
BINS, FARTHEST = 41, 3.0  # of the histograms; the outer bins take what lies beyond, too
NOTHING = 1e-99  # stands for 0 on a logarithmic axis


@dataclass(frozen=True)
class Passage:
    """What happens to a signal on its way through one random network; index 0 is the input."""

    function: str
    gain: float
    depth: int
    width: int
    spread: np.ndarray  # (depth + 1,), standard deviation over all units and inputs
    felt: np.ndarray  # (depth + 1,), size of a nudge that had size 1 at the input
    shares: np.ndarray  # (depth + 1, BINS), share of the values in each bin
    dead: np.ndarray  # (depth + 1,), per cent of the units that are flat for every input; none in the input

    @property
    def score(self):
        """How many layers the signal passes before it leaves [LOW, HIGH]."""
        return _layers_within(self.spread)

    @property
    def well(self):
        """Do signal and nudge both stay within, through all of 50 layers?"""
        return self.score == _layers_within(self.felt) == DEEPEST


def _layers_within(sizes):
    outside = (sizes[1:] < LOW) | (sizes[1:] > HIGH)
    return int(np.argmax(outside)) if outside.any() else len(outside)


@functools.cache
def normal_weights(seed):
    """(DEEPEST, WIDEST, WIDEST) standard normal numbers, drawn once: all panels scale slices of them."""
    return np.random.default_rng(seed).standard_normal((DEEPEST, WIDEST, WIDEST), dtype=np.float32)


def send(function, weights, scale, x, nudge):
    """Send inputs, and a nudge of each, through layers without bias.

    Equations
        y  = f(z)           z = scale · x W
        dy = f′(z) dz       dz = scale · dx W       a nudge meets a slope in every layer: their product is felt
    Shapes
        weights (L, N, N); x and nudge (I, N)
        → values y of each layer, the input's first (L + 1, I, N); slopes f′(z) (L, I, N);
        size of the nudge in each layer, as a multiple of its size at the input (L + 1,)
    """
    layer, ones, count = FUNCTIONS[function](), np.ones_like(x), len(x)
    values, slopes, felt = [x], [], [1.0]
    both = np.concatenate([x, nudge / _size(nudge)])  # (2 I, N): one product for both
    for weight in weights:
        z = both @ weight
        z *= scale
        both[:count] = layer(z[:count])
        slopes.append(layer.backward(ones))
        both[count:] = slopes[-1] * z[count:]
        size = _size(both[count:])
        both[count:] /= size or 1  # a nudge keeps size 1: a product of fifty slopes may be below any float32
        values.append(both[:count].copy())
        felt.append(felt[-1] * size)
    return np.array(values), np.array(slopes), np.array(felt)


def _size(nudge):
    """The root of the mean square."""
    return float(np.linalg.norm(nudge)) / nudge.size**0.5


def histograms(values):
    """The share of each layer's values in each bin: (L, I, N) → (L, BINS)."""
    layers = len(values)
    places = np.clip(values, -FARTHEST, FARTHEST) * (BINS / 2 / FARTHEST) + BINS / 2  # from 0 to BINS
    bins = np.minimum(places.astype(np.intp), BINS - 1).reshape(layers, -1)
    counts = np.bincount((bins + BINS * np.arange(layers)[:, None]).ravel(), minlength=BINS * layers)
    return counts.reshape(layers, BINS) / bins.shape[1]


class SignalThroughDepth(Explorer):
    """Choose an activation and the gain of the weights: does a signal survive fifty layers?

    Weights are normal with standard deviation gain / √width, biases are 0. `seed` draws another network.
    """

    size = (9.0, 4.8)
    challenges = (
        Challenge(
            f"Send a signal through {DEEPEST} layers of ReLU: standard deviation always within [{LOW:g}, {HIGH:g}].",
            lambda p: p.function == "ReLU" and p.score == DEEPEST,
        ),
        Challenge(
            f"Send a signal and a nudge through {DEEPEST} layers of Tanh: both always within [{LOW:g}, {HIGH:g}].",
            lambda p: p.function == "Tanh" and p.well,
        ),
    )

    def __init__(self, function="ReLU", gain=1.0, depth=30, width=256, seed=0, **options):
        self._first = function, gain, depth, width
        self._weights = normal_weights(seed)
        self._x, self._nudge = np.random.default_rng(seed + 1).standard_normal((2, INPUTS, WIDEST), dtype=np.float32)
        super().__init__(**options)

    def controls(self):
        function, gain, depth, width = self._first
        return {
            "gain": controls.log_slider("g, gain", gain, 0.5, 4.0, per_decade=100),
            "function": controls.choice("f, function", list(FUNCTIONS), function),
            "depth": controls.slider("L, layers", depth, 1, DEEPEST, 1),
            "width": controls.values("D, units in a layer", WIDTHS, width),
        }

    def compute(self, *, gain, function, depth, width):
        weights, scale = self._weights[:depth, :width, :width], np.float32(gain / np.sqrt(width))
        values, slopes, felt = send(function, weights, scale, self._x[:, :width], self._nudge[:, :width])
        return Passage(
            function=function,
            gain=gain,
            depth=depth,
            width=width,
            spread=values.reshape(depth + 1, -1).std(axis=1, dtype=np.float64),
            felt=felt,
            shares=histograms(values),
            dead=np.append(0, 100 * (np.abs(slopes) < activations.FLAT).all(axis=1).mean(axis=1)),
        )

    def stage(self, figure):
        width, height = figure.get_size_inches()
        edges = {"left": 0.8 / width, "right": 1 - 0.2 / width, "bottom": 0.6 / height, "top": 1 - 0.42 / height}
        grid = figure.add_gridspec(
            2, 3, **edges, wspace=3 * 0.8 / (width - 1 - 2 * 0.8), hspace=0.3
        )  # gaps of 0.8 inches
        self._stage_sizes(figure.add_subplot(grid[0, 0]), figure.add_subplot(grid[1, 0]))
        self._stage_units(figure.add_subplot(grid[0, 1]), figure.add_subplot(grid[1, 1]))
        self._stage_tries(figure.add_subplot(grid[:, 2]))

    def _stage_sizes(self, signal, nudge):
        self._lines = []
        for axes, words, end in ((signal, "Signal", 8), (nudge, "Nudge of the input", 12)):
            axes.axhspan(LOW, HIGH, color=style.GOAL, alpha=0.12, linewidth=0)
            for level in (LOW, HIGH):
                style.line(axes, "goal", (-1, DEEPEST + 1), (level, level), linewidth=1)
            self._lines.append([style.line(axes, role) for role in ("compared", "moving")])
            axes.set(yscale="log", xlim=(-1, DEEPEST + 1), ylim=(10.0**-end, 10.0**end))
            axes.set_yticks([10.0**-end, 1, 10.0**end])
            axes.set_yticks([], minor=True)
            style.title(axes, words)
        style.key(signal, 0.03, 0.98, moving="this network", compared="last try")
        style.note(signal, "goal", DEEPEST, LOW / 3, f"{LOW:g} to {HIGH:g}", ha="right", va="top")
        signal.set(ylabel="standard deviation", xticklabels=[])
        nudge.set(ylabel="product of slopes", xlabel="layer")

    def _stage_units(self, values, dead):
        extent = (-0.5, DEEPEST + 0.5, -FARTHEST, FARTHEST)
        self._image = values.imshow(
            np.zeros((BINS, DEEPEST + 1, 4), np.uint8), extent=extent, origin="lower", aspect="auto",
            interpolation="nearest", animated=True,
        )  # fmt: skip
        values.set(
            xlim=(-1, DEEPEST + 1), ylim=(-FARTHEST, FARTHEST), ylabel="value", yticks=range(-3, 4), xticklabels=[]
        )
        style.title(values, "Values")
        self._lines.append([style.line(dead, role) for role in ("compared", "moving")])
        dead.set(xlim=(-1, DEEPEST + 1), ylim=(-4, 104), xlabel="layer", ylabel="per cent")
        style.title(dead, "Dead units")

    def _stage_tries(self, axes):
        other = {"linestyle": "none", "marker": "x", "markersize": 5, "linewidth": 1}
        self._others = style.line(axes, "reference", **other)
        same = {"linestyle": "none", "marker": "o", "markersize": 5, "alpha": 0.7}
        self._tries = style.line(axes, "compared", **same)
        now = {"linestyle": "none", "marker": "s", "markersize": 8}
        self._now = style.line(axes, "moving", **now)
        axes.set(
            xscale="log",
            xlim=(0.46, 4.4),
            ylim=(-2, 66),
            xlabel="g, gain",
            ylabel=f"layers passed within [{LOW:g}, {HIGH:g}]",
        )
        axes.set_xticks([0.5, 1, 2, 4], ["0.5", "1", "2", "4"])
        axes.set_xticks([], minor=True)
        axes.set_yticks(range(0, DEEPEST + 1, 10))
        style.key(
            axes, 0.05, 0.99, moving=("now", now), compared=("tries, this f", same),
            reference=("tries, other f", other),
        )  # fmt: skip
        style.title(axes, "Score")

    def draw(self, result, tries):
        last = tries[-1] if tries else None
        layers = np.arange(DEEPEST + 1)
        for (old, new), name in zip(self._lines, ("spread", "felt", "dead"), strict=True):
            for line, passage in ((old, last), (new, result)):
                sizes = getattr(passage, name) if passage else np.empty(0)
                line.set_data(layers[: len(sizes)], np.maximum(sizes, NOTHING))
        self._image.set_data(_shades(result.shares))
        self._now.set_data([result.gain], [result.score])
        for line, same in ((self._tries, True), (self._others, False)):
            points = [(p.gain, p.score) for p in tries if (p.function == result.function) == same]
            line.set_data(*np.reshape(points, (-1, 2)).T)
        return False

    def describe(self, result):
        layers = f"{result.depth} layers" if result.depth > 1 else "1 layer"
        band, end = f"[{LOW:g}, {HIGH:g}]", style.number(result.spread[-1])
        if result.score == result.depth:
            fate = f"stays within {band} through {layers}; its standard deviation ends at {end}"
        elif result.depth == 1:
            fate = f"leaves {band} at once; its standard deviation is {end}"
        else:
            fate = f"leaves {band} in layer {result.score + 1} of {result.depth}; its standard deviation ends at {end}"
        function = "No function" if result.function == "none" else result.function
        return (
            f"{function}, gain {result.gain:.3g}, {result.width} units a layer: the signal {fate}. "
            f"At the end a nudge of the input is {style.number(result.felt[-1])} times its size, "
            f"and {result.dead[-1]:.0f} % of the units are dead: flat for all {INPUTS} inputs."
        )


def _shades(shares):
    """Histograms as pixels (BINS, DEEPEST + 1, 4): the fullest bin of a layer is black, an empty one white."""
    pixels = np.full((DEEPEST + 1, BINS, 4), 255, np.uint8)
    dark = np.sqrt(shares / shares.max(axis=1, keepdims=True))  # the root: small shares are seen, too
    pixels[: len(shares), :, :3] = (255 - 222 * dark).astype(np.uint8)[..., None]
    return pixels.transpose(1, 0, 2)
