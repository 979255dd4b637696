"""A graph of Values as a picture: a box for each node, a wire for each input, numbers on both."""

from dataclasses import dataclass

import numpy as np
from matplotlib.offsetbox import AnnotationBbox, HPacker, TextArea
from matplotlib.patches import FancyBboxPatch

from dlcore import graph
from dlcore.explore import Picture, style
from dlcore.explore.graph_layout import layout
from dlcore.explore.lettering import Lettering

LARGEST = 60  # nodes; up to 30 are meant
TOLD = 6  # leaves whose numbers the words give
KEY = 0.36  # inches below the graph
TITLE, NUMBER, SLOPE = 9.5, 8.5, 8.0  # points; of a small graph more
THIRD = 0.185  # from the middle of a box to its first and last line, in inches
BESIDE = 0.085  # from a wire to the number above or below it
SYMBOLS = {
    graph.add: "+", graph.subtract: "−", graph.multiply: "×", graph.divide: "/", graph.power: "^",
    graph.negate: "−", graph.sigmoid: "σ", graph.maximum: "max", graph.minimum: "min",
}  # fmt: skip
SYMMETRIC = {graph.add, graph.multiply, graph.maximum, graph.minimum}
INFIX = {graph.add, graph.subtract, graph.multiply, graph.divide, graph.power}
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True)
class Known:
    """What a picture tells of a graph. Each tuple has an entry for each node, None where nothing is known yet."""

    values: tuple
    slopes: tuple  # tuples: the local slope along each input that is a node
    gradients: tuple
    passed: frozenset = frozenset()  # the nodes that have passed their gradient on to their inputs
    active: int | None = None  # the node of the last step


class Numbered:
    """The nodes under a Value by number, inputs first, with a name for each."""

    def __init__(self, output):
        self.nodes = output.nodes()
        if len(self.nodes) > LARGEST:
            raise ValueError(f"the graph has {len(self.nodes)} nodes, expected at most {LARGEST}: no page holds more")
        number = {node: k for k, node in enumerate(self.nodes)}
        self.inputs = [[number[x] for x, _ in node.edges()] for node in self.nodes]
        unnamed = (node for node in self.nodes if not node.name)
        given = {node: "v" + str(i).translate(SUBSCRIPTS) for i, node in enumerate(unnamed, 1)}
        self.names = [node.name or given[node] for node in self.nodes]

    @property
    def leaves(self):
        """The numbers of the nodes that no operation has made."""
        return [k for k, node in enumerate(self.nodes) if node.operation is None]

    @property
    def operations(self):
        """The numbers of all other nodes, inputs first."""
        return [k for k, node in enumerate(self.nodes) if node.operation is not None]

    def layout(self, width=9.0):
        """Where everything goes on a page of this width, in inches."""
        symmetric = {k for k, node in enumerate(self.nodes) if node.operation in SYMMETRIC}
        return layout(self.inputs, symmetric, width)

    def formula(self, k, words):
        """How node k is made, with `words` for its inputs that are nodes: x × w, 1 − σ, max(a, 0)."""
        node, words = self.nodes[k], iter(words)
        parts = [next(words) if isinstance(x, graph.Value) else short(x) for x in node.inputs]
        if node.operation in INFIX:
            return f" {symbol(node)} ".join(f"({part})" if part[0] == "−" else part for part in parts)
        return f"−({parts[0]})" if node.operation is graph.negate else f"{symbol(node)}({', '.join(parts)})"

    def known(self):
        """What the Values themselves know; gradients where a backward has passed."""
        walked = self.nodes[-1].walked
        return Known(
            values=tuple(node.data for node in self.nodes),
            slopes=tuple(tuple(slope for _, slope in node.edges()) for node in self.nodes),
            gradients=tuple(node.grad if walked else None for node in self.nodes),
            passed=frozenset(range(len(self.nodes)) if walked else ()),
        )


class GraphArt:
    """The artists of one graph, on axes whose unit is the inch. `show` puts numbers on them."""

    def __init__(self, figure, numbered, layout):
        self._layout, self._numbered, scale = layout, numbered, layout.scale
        width, height = figure.get_size_inches()
        axes = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(-KEY, height - KEY))
        axes.set_axis_off()
        grey = {"color": style.REFERENCE, "linewidth": 1.3, "zorder": 1}
        axes.plot(*_each_once(layout.wires.values()), **grey)
        ends = np.array([(points[-1], np.sign(points[-1] - points[-2])) for points in layout.wires.values()])
        for ahead, marker in ((1, 5), (-1, 4)):  # a caret with its tip at the box, to the right and to the left
            tips = ends[ends[:, 1, 0] == ahead, 0] if len(ends) else np.zeros((0, 2))
            axes.plot(*tips.T, marker=marker, markersize=6 * scale, linestyle="none", **grey)
        for k, centre in enumerate(layout.centres):
            self._box(axes, k, centre, scale)
        self._wires = style.line(axes, "moving", linewidth=2.4, zorder=2)
        self._frame = style.line(axes, "moving", linewidth=2.6, zorder=5)
        self._ink = Lettering(axes, color=style.INK, zorder=6)
        self._orange = Lettering(axes, color=style.MOVING, zorder=6)
        key = ("box:  value", style.INK), ("∂  slope of the output", style.MOVING)
        key += ("       wire:  local slope", style.INK), ("×  upstream slope", style.MOVING)
        areas = [TextArea(words, textprops={"color": color, "size": 10}) for words, color in key]
        axes.add_artist(AnnotationBbox(HPacker(children=areas, pad=0, sep=9), (width / 2, -KEY / 2), frameon=False))

    def _box(self, axes, k, centre, scale):
        """A box with its title: the name of a leaf; else the operation, and its name above the corner."""
        node, name = self._numbered.nodes[k], self._numbered.names[k]
        half = np.array([self._layout.width, self._layout.heights[k]]) / 2
        leaf = node.operation is None
        corners = {"boxstyle": "round,pad=0,rounding_size=0.07", "linewidth": 1.4 if leaf else 0.9}
        fill = {"facecolor": "white" if leaf else "#eef2f6", "edgecolor": style.MUTED, "zorder": 3}
        axes.add_patch(FancyBboxPatch(centre - half, *(2 * half), **corners, **fill))
        looks = {"ha": "center", "va": "center", "zorder": 6}
        title = name if leaf else operation_title(node)
        axes.text(centre[0], centre[1] + THIRD * scale, title, size=TITLE * scale, weight="bold", **looks)
        if not leaf:
            corner = centre + half * [-1, 1] + [0.02, 0.02]
            axes.text(*corner, name, size=SLOPE * scale, color=style.MUTED, va="bottom", zorder=6)

    def show(self, known):
        """Values and gradients into the boxes, local and upstream slopes onto the wires; the last step stands out."""
        scale, ink, orange = self._layout.scale, [], []
        for (x, y), value, gradient in zip(self._layout.centres, known.values, known.gradients, strict=True):
            if value is not None:
                ink.append((x, y, short(value, 3), NUMBER * scale))
            if gradient is not None:
                orange.append((x, y - THIRD * scale, "∂ " + short(gradient, 3), NUMBER * scale))
        for (k, which), (x, y) in self._layout.labels.items():
            if known.slopes[k] is not None:
                ink.append((x, y + BESIDE * scale, short(known.slopes[k][which]), SLOPE * scale))
            if k in known.passed:
                orange.append((x, y - BESIDE * scale, "×" + short(known.gradients[k]), SLOPE * scale))
        self._ink.show(ink)
        self._orange.show(orange)
        self._mark(known.active)

    def _mark(self, active):
        lit = [points for (k, _), points in self._layout.wires.items() if k == active]
        self._wires.set_data(*(np.concatenate([[*points, [np.nan] * 2] for points in lit]).T if lit else ([], [])))
        if active is None:
            self._frame.set_data([], [])
            return
        half = np.array([self._layout.width, self._layout.heights[active]]) / 2
        corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]])
        self._frame.set_data(*(self._layout.centres[active] + half * corners).T)


def draw_graph(output):
    """The graph under a Value as a Picture: values and local slopes; after `output.backward()` gradients as well."""
    numbered = Numbered(output)
    places, known = numbered.layout(), numbered.known()

    def stage(figure):
        GraphArt(figure, numbered, places).show(known)

    return Picture(stage, _in_words(numbered, known), size=(places.size[0], places.size[1] + KEY))


def _in_words(numbered, known):
    """One sentence: what the leaves lead to, and the gradient of each."""
    names, leaves, last = numbered.names, numbered.leaves, len(numbered.nodes) - 1
    values = [f"{names[k]} = {short(known.values[k], 3)}" for k in leaves]
    given = series(values) if len(leaves) <= TOLD else f"{len(leaves)} leaves"
    words = f"A graph of {len(names)} node{'s' * (last > 0)}: {given}"
    if last:
        words += f" {'leads' if len(leaves) == 1 else 'lead'} to {names[last]} = {short(known.values[last], 3)}"
    if last in known.passed:
        told = sorted(leaves, key=lambda k: -abs(known.gradients[k]))[:TOLD]
        slopes = series([f"{short(known.gradients[k], 3)} along {names[k]}" for k in sorted(told)])
        which = "slope" if len(told) == 1 else "largest slopes" if len(leaves) > TOLD else "slopes"
        words += f"; the {which} of {names[last]} {'is' if len(told) == 1 else 'are'} {slopes}"
    return words + "."


def series(words):
    """One, two and three."""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def symbol(node):
    return SYMBOLS.get(node.operation, node.operation.__name__)


def operation_title(node):
    """The operation with the plain numbers it takes: ×, + 1, 1 −, max 0, tanh."""
    if len(node.inputs) == 2 and not isinstance(node.inputs[0], graph.Value) and node.operation in INFIX:
        return f"{short(node.inputs[0])} {symbol(node)}"
    return " ".join([symbol(node), *(short(x) for x in node.inputs if not isinstance(x, graph.Value))])


def short(value, digits=2):
    """A number of at most eight letters: three digits; below 0.1 `digits`, below 0.001 and above 9999 one."""
    if not np.isfinite(value):
        return "none" if np.isnan(value) else "∞" if value > 0 else "−∞"
    if value != 0 and not 1e-3 <= abs(value) < 9999.5:
        return style.number(value)
    digits = 4 if abs(value) >= 999.5 else 3 if abs(value) >= 0.1 else digits
    return f"{float(f'{value:.{digits}g}'):g}".replace("-", "−")


def _each_once(wires):
    """The points of all wires as one line with gaps; where wires share a lane it is drawn once."""
    steps = [np.stack([points[:-1], points[1:]], axis=1) for points in wires]  # (points − 1, 2, 2) each
    if not steps:
        return [], []
    steps = np.unique(np.concatenate(steps).round(6), axis=0)
    return np.concatenate([steps, np.full((len(steps), 1, 2), np.nan)], axis=1).reshape(-1, 2).T
