"""Where the nodes and wires of a graph go: layers from left to right, few crossings, no two boxes over each other.

A graph is given as `inputs`: for each node, in an order in which inputs come first, the nodes it takes, and the last
node is the output. All lengths are inches. The steps are those of Sugiyama, Tagawa & Toda (1981): layers, order
inside each layer, places. A wire to a later layer takes a lane through each layer between, shared by all wires of
its source, so that no wire passes under a box. A graph too deep for the page is folded like a ribbon.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

BOX = np.array([0.8, 0.62])  # width and height of a node
PORT = 0.34  # between two wires that end at the same node
LABEL, CURVE = 0.54, 0.26  # between two columns: a wire curves, then runs straight under its label
PITCH = BOX[0] + LABEL + CURVE
ROW, FOLD = 0.2, 0.45  # free space between two nodes of a layer, and between two folds
MARGIN = np.array([0.1, 0.2])  # beside the graph; above and below it
LARGEST = 1.3  # small graphs are drawn larger, up to this
SWEEPS = 12


@dataclass(frozen=True)
class Layout:
    """Places in inches, y upwards."""

    size: np.ndarray  # (2,): of the page
    scale: float  # by which box and letters are larger than the smallest
    centres: np.ndarray  # (nodes, 2)
    heights: np.ndarray  # (nodes,): of the boxes; all are as wide
    wires: dict  # (node, which input) → (points, 2): from the box of the input to that of the node
    labels: dict  # (node, which input) → (2,): the middle of the straight end of the wire

    @property
    def width(self):
        return BOX[0] * self.scale


def layout(inputs, symmetric=(), width=9.0):
    """Lay a graph out on a page of this width; its height is what it takes.

    The wires of a node end below each other in the order of its inputs, but those of the nodes in `symmetric`
    (sums, products) in the order in which they come, so that they do not cross.
    """
    layers = _layers(inputs)
    heights = np.array([max(BOX[1], PORT * len(taken)) for taken in inputs])
    columns = _columns(inputs, layers)
    halves = {(k, at): heights[k] / 2 * (layers[k] == at) for at, column in enumerate(columns) for k in column}
    rows = _places(_ordered(columns, inputs, layers), inputs, layers, halves)
    fold = _Fold(_across(len(columns), width), rows, halves)
    scale = min(LARGEST, (width - 2 * MARGIN[0]) / fold.size[0])
    shift = np.array([(width / scale - fold.size[0]) / 2, MARGIN[1]])
    centres = np.array([fold.place(layers[k], rows[k, layers[k]]) for k in range(len(inputs))])
    wires = {}
    for k, taken in enumerate(inputs):
        upside_down = layers[k] // fold.across % 2 == 1
        falling = np.arange(len(taken)) * (1 if upside_down else -1)
        wishes = [rows[s, layers[k] - 1] for s in taken] if k in symmetric else falling
        for which, (s, port) in enumerate(zip(taken, _ports(wishes, rows[k, layers[k]]), strict=True)):
            stops = [(layer, rows[s, layer]) for layer in range(layers[s], layers[k])]
            wires[k, which] = fold.wire(stops, layers[k], port)
    return Layout(
        size=np.array([width, (fold.size[1] + 2 * MARGIN[1]) * scale]),
        scale=scale,
        centres=(centres + shift) * scale,
        heights=heights * scale,
        wires={key: (points + shift) * scale for key, points in wires.items()},
        labels={key: (points[-2:].mean(axis=0) + shift) * scale for key, points in wires.items()},
    )


def _layers(inputs):
    """The layer of each node: the longest path from it to the output counts, so leaves stand near their use."""
    to_output = [0] * len(inputs)
    for k in reversed(range(len(inputs))):
        for s in inputs[k]:
            to_output[s] = max(to_output[s], to_output[k] + 1)
    return [max(to_output) - steps for steps in to_output]


def _columns(inputs, layers):
    """What stands in each layer: nodes, and lanes of nodes on their way to a later layer; both named by the node."""
    last = list(layers)
    for k, taken in enumerate(inputs):
        for s in taken:
            last[s] = max(last[s], layers[k] - 1)
    return [
        [k for k in _as_met(inputs) if layers[k] <= layer <= last[k]]  # depth first: a tree has no crossing at all
        for layer in range(max(layers) + 1)
    ]


def _as_met(inputs):
    """The nodes in the order in which a walk back from the output meets them, first inputs first."""
    met, waiting = {}, [len(inputs) - 1]
    while waiting:
        k = waiting.pop()
        if k not in met:
            met[k] = None
            waiting.extend(reversed(inputs[k]))
    return list(met)


def _neighbours(k, layer, inputs, layers):
    """The nodes that the item of node k in this layer touches in the layer before, and in the layer after."""
    before = list(inputs[k]) if layers[k] == layer else [k]
    after = [t for t, taken in enumerate(inputs) if layers[t] == layer + 1 for s in taken if s == k]
    goes_on = any(k in taken and layers[t] > layer + 1 for t, taken in enumerate(inputs))
    return before, after + [k] * goes_on


def _ordered(columns, inputs, layers):
    """The columns with few crossings: each item in turn near the mean of its neighbours, and the best order kept."""
    columns = [list(column) for column in columns]
    best, fewest = [list(column) for column in columns], _crossings(columns, inputs, layers)
    for sweep in range(SWEEPS):
        back = sweep % 2 == 0
        order = range(len(columns) - 2, -1, -1) if back else range(1, len(columns))
        for layer in order:
            beside = columns[layer + 1 if back else layer - 1]
            rank = {k: i for i, k in enumerate(beside)}
            means = {}
            for i, k in enumerate(columns[layer]):
                near = _neighbours(k, layer, inputs, layers)[back]
                means[k] = np.mean([rank[t] for t in near]) if near else i
            columns[layer].sort(key=means.get)
        crossings = _crossings(columns, inputs, layers)
        if crossings < fewest:
            best, fewest = [list(column) for column in columns], crossings
    return best


def _crossings(columns, inputs, layers):
    """How many pairs of wires cross."""
    count = 0
    for layer, (left, right) in enumerate(pairwise(columns)):
        rank = {k: i for i, k in enumerate(right)}
        ends = [(i, rank[t]) for i, k in enumerate(left) for t in _neighbours(k, layer, inputs, layers)[1]]
        a, b = np.array(ends).T
        count += int(np.sum((a[:, None] < a) & (b[:, None] > b)))
    return count


def _places(columns, inputs, layers, halves):
    """{(node, layer): height on the ribbon}: near the mean of the neighbours, with room between."""
    rows = {}
    rooms = []  # for each layer how far above the first item each item is at least
    for layer, column in enumerate(columns):
        apart = [halves[a, layer] + halves[b, layer] + ROW for a, b in pairwise(column)]
        rooms.append(np.concatenate([[0.0], np.cumsum(apart)]))
        rows.update({(k, layer): y for k, y in zip(column, rooms[-1] - rooms[-1][-1] / 2, strict=True)})
    for sweep in range(SWEEPS):
        for layer in sorted(range(len(columns)), reverse=sweep % 2 == 0):
            wanted = []
            for k in columns[layer]:
                before, after = _neighbours(k, layer, inputs, layers)
                near = [rows[s, layer - 1] for s in before] + [rows[t, layer + 1] for t in after]
                wanted.append(np.mean(near) if near else rows[k, layer])
            placed = _nearest_rising(np.array(wanted) - rooms[layer]) + rooms[layer]
            rows.update({(k, layer): y for k, y in zip(columns[layer], placed, strict=True)})
    return {key: -y for key, y in rows.items()}  # the first of a column stands on top


def _nearest_rising(wanted):
    """The sequence that never falls and is nearest to `wanted` in least squares: neighbours that fall are pooled."""
    pools = []
    for value in wanted:
        pools.append((value, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (b, m), (a, n) = pools.pop(), pools.pop()
            pools.append(((a * n + b * m) / (n + m), n + m))
    return np.concatenate([[mean] * count for mean, count in pools])


def _ports(wishes, centre):
    """The heights at which the wires of a node end: PORT apart, the one with the greatest wish on top."""
    order = np.argsort(np.argsort(wishes, kind="stable"), kind="stable")
    return centre + PORT * (order - (len(order) - 1) / 2)


def _across(layers, width):
    """Layers side by side: all, where the page holds them; else as many as make the bands equally long.

    9 inches hold 6 layers, and 5 of a folded graph, which leave room for the turns.
    """
    most = int((width - 2 * MARGIN[0] - BOX[0]) / PITCH + 1 + 1e-9)
    if layers <= most:
        return layers
    folded = max(1, most - 1)
    return -(-layers // -(-layers // folded))


class _Fold:
    """A ribbon of layers, folded into bands of `across` layers; every second band is turned by 180°."""

    def __init__(self, across, rows, halves):
        self.across = across
        bands = [[] for _ in range(max(layer for _, layer in rows) // across + 1)]
        for (k, layer), y in rows.items():
            bands[layer // across] += [y - halves[k, layer], y + halves[k, layer]]
        low, high = np.array([[min(band), max(band)] for band in bands]).T
        self.middles, tall = (low + high) / 2, high - low
        self.below = tall / 2 + np.concatenate([[0.0], np.cumsum(tall + FOLD)[:-1]])  # middles, from the upper edge
        self.both = tall[:-1] + FOLD + tall[1:]  # height of a band with the next one
        self.turn = LABEL + CURVE if len(bands) > 1 else 0.0  # room beside the bands for wires to turn
        width, height = (across - 1) * PITCH + BOX[0] + 2 * self.turn, tall.sum() + FOLD * (len(bands) - 1)
        self.size = np.array([width, height])

    def place(self, layer, y, side=0):
        """A point of the ribbon on the page; side −1 or 1: at the edge of a box where wires end or begin."""
        band, column = divmod(layer, self.across)
        x, y = column * PITCH + side * BOX[0] / 2, y - self.middles[band]
        if band % 2:
            x, y = (self.across - 1) * PITCH - x, -y
        return np.array([self.turn + BOX[0] / 2 + x, self.size[1] - self.below[band] + y])

    def wire(self, stops, layer, port):
        """The points of a wire from a box, through the lanes of `stops`, to the port of a box in `layer`."""
        points = []
        for (here, y), (there, next_y) in pairwise([*stops, (layer, port)]):
            if here != stops[0][0]:
                points.append(self.place(here, y, -1))
            ahead = np.array([-1.0 if here // self.across % 2 else 1.0, 0.0])
            start, end = self.place(here, y, 1), self.place(there, next_y, -1)
            if here // self.across == there // self.across:
                points += _curve(start, end - LABEL * ahead, CURVE / 2 * ahead, -CURVE / 2 * ahead)
            else:  # out beside the band, round, and back
                points.append(start)
                # a wire outside another bulges more and stays outside; the outermost reaches the edge
                part = abs(end[1] - start[1]) / self.both[here // self.across]
                bulge = 4 / 3 * CURVE * part * ahead
                points += _curve(np.array([end[0], start[1]]) + LABEL * ahead, end + LABEL * ahead, bulge, bulge)
        return np.array([*points, end])


def _curve(start, end, leave, arrive):
    """Points of the cubic Bézier curve whose handles are `leave` at its start and `arrive` at its end."""
    t = np.linspace(0, 1, 21)[:, None]
    handles = 3 * t * (1 - t) ** 2 * (start + leave) + 3 * t**2 * (1 - t) * (end + arrive)
    return list((1 - t) ** 3 * start + handles + t**3 * end)
