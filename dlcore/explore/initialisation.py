"""Lesson 04, backpropagation: initial weights, and how far signal and gradient reach."""

from dataclasses import dataclass

import numpy as np

from dlcore import nn
from dlcore.explore import Challenge, Explorer, controls, style
from dlcore.nn import init
from dlcore.nn.utils import clip_grad_norm_

SCHEMES = {  # name: fill a weight, with a generator
    "zeros": lambda w, g: init.zeros_(w),
    "all equal (0.1)": lambda w, g: init.constant_(w, 0.1),
    "too small (σ = 0.01)": lambda w, g: init.normal_(w, std=0.01, generator=g),
    "too large (σ = 1)": lambda w, g: init.normal_(w, std=1.0, generator=g),
    "Glorot": lambda w, g: init.xavier_normal_(w, generator=g),
    "He": lambda w, g: init.kaiming_normal_(w, nonlinearity="relu", generator=g),
    "torch's Linear": lambda w, g: init.kaiming_uniform_(w, a=5**0.5, generator=g),  # U(−1/√in, 1/√in)
}
ACTIVATIONS = {"sigmoid": nn.Sigmoid, "tanh": nn.Tanh, "ReLU": nn.ReLU}
MOST, WIDTHS = 50, (4, 8, 16, 32)  # layers; units in each hidden layer
BATCH, UPDATES = 32, 2  # examples; updates after which the units of layer 1 are counted
LOWEST, HIGHEST = 1e-16, 1e8  # sizes drawn; what lies outside is drawn at the edge
TICKS = ("≥ 10⁸", "10⁴", "1", "10⁻⁴", "10⁻⁸", "10⁻¹²", "≤ 10⁻¹⁶")


def initialise(layers, scheme, generator):
    """Weights as the scheme says, biases 0, in every Linear of these layers."""
    for layer in layers:
        if isinstance(layer, nn.Linear):
            SCHEMES[scheme](layer.weight, generator)
            init.zeros_(layer.bias)
            layer.weight.grad = layer.bias.grad = None


def sizes(layers, x, y):
    """One forward and one backward of BCE with logits: how large is what goes through each layer?

    Shapes
        x (N, D), y (N, 1) → sizes of the activations and of the gradients ∂L/∂W, each a root mean square;
        of the L Linear layers the last has no activation, so there are L − 1 and L
    """
    criterion, activations = nn.BCEWithLogitsLoss(), []
    for layer in layers:
        x = layer(x)
        if not isinstance(layer, nn.Linear):
            activations.append(_size(x))
    criterion(x, y)
    dx = criterion.backward()
    for layer in reversed(layers):
        dx = layer.backward(dx)
    return np.array(activations), np.array([_size(layer.weight.grad) for layer in _linear(layers)])


def different_rows(weight):
    """How many units of a layer differ: different rows of its weight, to nine decimals."""
    return len(np.unique(np.round(weight, 9), axis=0))


@dataclass(frozen=True)
class Start:
    """A net as it begins."""

    scheme: str
    activation: str
    layers: int
    width: int
    signal: np.ndarray  # (layers − 1,), size of each activation
    gradient: np.ndarray  # (layers,), size of ∂L/∂W of each layer
    units: np.ndarray  # (width, 2), the weights of layer 1, a unit a row
    moved: np.ndarray  # the same after some updates

    @property
    def different(self):
        """How many units of layer 1 differ after the updates."""
        return different_rows(self.moved)


class Initialisation(Explorer):
    """Choose how the weights of a deep net begin; see what reaches its layers, forward and backward.

    The size of a gradient is its root mean square, so that layers with more weights do not count for more. One
    draw of numbers goes with all schemes: they scale the same numbers. Updates are those of SGD at rate 1 with
    the gradient clipped to a norm of 1, so that none overflows.

    Shapes
        x (N, 2), y (N,): points of two classes; the first 32 are used
    """

    size = (9.0, 4.0)
    challenges = (
        Challenge(
            "With 50 layers, bring the gradient of every layer between 0.0001 and 1.",
            lambda s: s.layers == MOST and s.gradient.min() > 1e-4 and s.gradient.max() < 1,
        ),
        Challenge(
            "Make the gradient of layer 1 a thousand times larger than that of the last layer.",
            lambda s: s.gradient[0] > 1000 * s.gradient[-1],
        ),
    )

    def __init__(self, x, y, **options):
        self.x, self.y = np.asarray(x)[:BATCH], np.asarray(y, dtype=float)[:BATCH, None]
        self._linear = {}  # by width; to make a layer takes longer than to use it, so each is made once
        self._activations = {name: [make() for _ in range(MOST - 1)] for name, make in ACTIVATIONS.items()}
        super().__init__(**options)

    def controls(self):
        return {
            "scheme": controls.choice("initial weights", list(SCHEMES), "Glorot"),
            "activation": controls.choice("activation", list(ACTIVATIONS)),
            "layers": controls.slider("layers", 10, 2, MOST, 1),
            "width": controls.values("width  (units)", WIDTHS, 16),
            "draw": controls.slider("draw", 1, 1, 20, 1),
        }

    def compute(self, *, scheme, activation, layers, width, draw):
        net = self._net(activation, layers, width)
        initialise(net, scheme, np.random.default_rng(draw))
        units = net[0].weight.data.copy()
        signal, gradient = sizes(net, self.x, self.y)
        _update(net)
        for _ in range(UPDATES - 1):
            sizes(net, self.x, self.y)
            _update(net)
        return Start(scheme, activation, layers, width, signal, gradient, units, net[0].weight.data.copy())

    def stage(self, figure):
        self._forward, self._backward, self._plane = style.row(figure, 1.15, 1.15, 1, left=0.95, gap=0.8)
        for axes in (self._forward, self._backward):
            axes.set(yscale="log", xlim=(-0.8, MOST + 0.8), ylim=(LOWEST / 10, HIGHEST * 10), xlabel="layer")
            axes.set_xticks([1, 10, 20, 30, 40, 50])
            axes.set_yticks([1e8, 1e4, 1, 1e-4, 1e-8, 1e-12, 1e-16], TICKS)
            axes.minorticks_off()
            style.line(axes, "reference", [-0.8, MOST + 0.8], [1, 1])
        self._forward.set_ylabel("root mean square")
        style.key(self._forward, 0.35, 1.0, moving="now", compared="last try")
        style.title(self._forward, "Activations  →")
        style.title(self._backward, "←  ∂L/∂W")
        self._plane.axhline(0, color=style.REFERENCE, linewidth=0.8, zorder=1)
        self._plane.axvline(0, color=style.REFERENCE, linewidth=0.8, zorder=1)
        self._plane.set(xlim=(-2.1, 2.1), ylim=(-3.4, 3.0), xlabel="weight of $x_1$", ylabel="weight of $x_2$")
        style.note(self._plane, "moving", -2, -3.2, f"○ start\n● {UPDATES} updates")
        style.title(self._plane, "Layer 1: units")
        looks = {"marker": "o", "markersize": 4}
        self._old = [style.line(axes, "compared") for axes in (self._forward, self._backward)]
        self._now = [style.line(axes, "moving", **looks) for axes in (self._forward, self._backward)]
        self._old_units = style.line(self._plane, "compared", marker="x", markersize=5, linestyle="none")
        self._moved = style.line(self._plane, "moving", marker="o", markersize=3, linestyle="none")
        self._units = style.line(self._plane, "moving", **{**style.DOTS, "markersize": 7}, linestyle="none", zorder=4)

    def draw(self, result, tries):
        last = tries[-1] if tries else None
        for lines, units, start in ((self._old, self._old_units, last), (self._now, self._units, result)):
            lines[0].set_data(*(_drawn(start.signal) if start else ([], [])))
            lines[1].set_data(*(_drawn(start.gradient) if start else ([], [])))
            units.set_data(*(start.units.T if start else ([], [])))
        self._moved.set_data(*result.moved.T)

    def describe(self, result):
        first, last = result.gradient[[0, -1]]
        scheme = result.scheme[0].upper() + result.scheme[1:]
        words = f"{scheme}, {result.activation}, {result.layers} layers: "
        words += f"the activations have size {style.number(result.signal[0])} in layer 1"
        if result.layers > 2:
            words += f" and {style.number(result.signal[-1])} in layer {result.layers - 1}"
        if not result.gradient.any():
            words += "; the gradient is 0 in every layer."
        else:
            words += f"; the gradient has size {style.number(first)} in layer 1 and {style.number(last)} in the last"
            words += f", {_ratio(first, last)}." if first and last else "."
        differ = "is 1 different unit" if result.different == 1 else f"are {result.different} different units"
        return f"{words} After {UPDATES} updates there {differ} among the {result.width} of layer 1."

    def _net(self, activation, layers, width):
        """Linear, activation, Linear, … Linear with one output, in float64."""
        if width not in self._linear:
            shapes = [(2, width), *[(width, width)] * (MOST - 2), (width, 1)]
            self._linear[width] = [nn.Linear(*shape).double() for shape in shapes]
        *hidden, last = self._linear[width]
        pairs = zip(hidden[: layers - 1], self._activations[activation], strict=False)
        return [part for pair in pairs for part in pair] + [last]


def _update(layers):
    """One update of SGD at rate 1, after the gradient is clipped to a norm of 1."""
    parameters = [parameter for layer in _linear(layers) for parameter in (layer.weight, layer.bias)]
    clip_grad_norm_(parameters, 1.0)
    for parameter in parameters:
        parameter.data -= parameter.grad
        parameter.grad = None


def _linear(layers):
    return [layer for layer in layers if isinstance(layer, nn.Linear)]


def _size(array):
    """Root mean square."""
    return float(np.sqrt(np.mean(array * array)))


def _drawn(sizes):
    """Layers 1, 2, … and their sizes; what lies outside the picture is drawn at its edge."""
    return np.arange(1, len(sizes) + 1), np.clip(sizes, LOWEST, HIGHEST)


def _ratio(first, last):
    """How the first layer's gradient compares with the last one's."""
    if 1 / 1.5 < first / last < 1.5:
        return "about the same"
    if first > last:
        return f"{style.number(first / last)} times larger in layer 1"
    return f"{style.number(last / first)} times smaller in layer 1"
