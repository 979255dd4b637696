"""Lesson 02, chain rule: walk through a graph, forward for the values, backward for the slopes."""

import math
from dataclasses import dataclass, replace

from dlcore import graph
from dlcore.explore import Challenge, Stepper, controls
from dlcore.explore.graphs import KEY, GraphArt, Known, Numbered, series, short


@dataclass(frozen=True)
class Walk:
    """How far a walk through a graph has come, and what is known there."""

    numbered: Numbered
    forward: int  # operations asked for
    backward: int  # steps back asked for: the first gives the output the slope 1, each other passes one node
    known: Known
    stopped: int | None = None  # the node whose value, or whose passed slope, is not finite
    early: bool = False  # was a step back asked for before the output was known?

    @property
    def complete(self):
        """Does every leaf have its whole slope?"""
        return self.stopped is None and self.backward == 1 + len(self.numbered.operations)

    def gradient(self, name):
        """The slope of the output along the leaf or node of this name; None before it is complete."""
        return self.known.gradients[self.numbered.names.index(name)] if self.complete else None


def walk(numbered, leaves, forward, backward):
    """Evaluate `forward` operations with these values of the leaves by name, then take `backward` steps back."""
    nodes, order = numbered.nodes, numbered.operations
    values, slopes, gradients = ([None] * len(nodes) for _ in range(3))
    for k in numbered.leaves:
        values[k] = leaves.get(numbered.names[k], nodes[k].data)
    active, stopped, passed = None, None, []
    for k in order[:forward]:
        active, known = k, iter([values[s] for s in numbered.inputs[k]])
        numbers = [next(known) if isinstance(x, graph.Value) else x for x in nodes[k].inputs]
        try:
            values[k], local = graph.evaluate(nodes[k].operation, *numbers)
        except FloatingPointError:
            stopped = k
            break
        slopes[k] = tuple(slope for slope, x in zip(local, nodes[k].inputs, strict=True) if isinstance(x, graph.Value))
    if backward and stopped is None:
        active = len(nodes) - 1
        gradients[active] = 1.0
        for k in order[::-1][: backward - 1]:
            active = k
            for s, slope in zip(numbered.inputs[k], slopes[k], strict=True):
                gradients[s] = (gradients[s] or 0.0) + slope * gradients[k]
            if not all(math.isfinite(gradients[s]) for s in numbered.inputs[k]):
                gradients = [g if g is None or math.isfinite(g) else None for g in gradients]
                stopped = k
                break
            passed.append(k)
    known = Known(tuple(values), tuple(slopes), tuple(gradients), frozenset(passed), active)
    return Walk(numbered, forward, backward, known, stopped)


class GraphSteps(Stepper):
    """Step forward through a graph, then backward, and move its leaves meanwhile.

        GraphSteps(lambda x, w, b: (x * w + b).tanh(), x=2.0, w=-0.7, b=(1.0, -4, 4))

    `function` builds the graph from Values, the same graph whatever they are. Each leaf comes with its first value,
    or with (value, lowest, highest) of its slider. Further `challenges` look at a Walk, for instance at
    `walk.gradient("x")`.
    """

    actions = {"forward": "Step forward", "backward": "Step backward"}

    def __init__(self, function, challenges=(), large=False, **leaves):
        self.ranges = {name: _range(given) for name, given in leaves.items()}
        output = function(**{name: graph.Value(value, name) for name, (value, *_) in self.ranges.items()})
        self.numbered = Numbered(output)
        self.layout = self.numbered.layout()
        self.size = (9.0, self.layout.size[1] + KEY)
        there_and_back = "Step forward to the output, then back until every leaf has its slope."
        self.challenges = (Challenge(there_and_back, lambda walk: walk.complete), *challenges)
        super().__init__(large=large)

    def controls(self):
        return {
            name: controls.slider(f"{name}, leaf", value, low, high, 0.05)
            for name, (value, low, high) in self.ranges.items()
        }

    def start(self, **leaves):
        return walk(self.numbered, leaves, 0, 0)

    def change(self, state, name, **leaves):
        return walk(self.numbered, leaves, state.forward, state.backward)

    def step(self, state, action, **leaves):
        left = len(self.numbered.operations) - state.forward
        if state.stopped is not None or state.complete:
            return state
        if action == "forward":
            return walk(self.numbered, leaves, state.forward + (left > 0), state.backward)
        if left:
            return replace(state, early=True)
        return walk(self.numbered, leaves, state.forward, state.backward + 1)

    def stage(self, figure):
        self._art = GraphArt(figure, self.numbered, self.layout)

    def draw(self, state):
        self._art.show(state.known)

    def describe(self, state):
        names, known = self.numbered.names, state.known
        of = f"of {len(self.numbered.operations)}"
        if state.stopped is not None:
            what = "slope that it passes on" if state.backward else "value"
            return f"The {what} is no finite number at {names[state.stopped]}: the walk stops there. Move a leaf."
        if state.early:
            return f"Backward begins at the output, which is not evaluated yet: step forward ({state.forward} {of})."
        if state.complete:
            slopes = [f"{short(known.gradients[k], 3)} along {names[k]}" for k in self.numbered.leaves]
            return f"{self._backward(state)} All is known: the slope of {names[-1]} is {series(slopes)}."
        if state.backward:
            return self._backward(state)
        if state.forward:
            return f"Forward, {state.forward} {of}: {self._forward(known)}."
        given = series([f"{names[k]} = {short(known.values[k], 3)}" for k in self.numbered.leaves])
        return f"Given {given}; nothing is evaluated yet."

    def _forward(self, known):
        """v₂ = v₁ + b = 2 + 1 = 3"""
        k, names = known.active, self.numbered.names
        taken = self.numbered.inputs[k]
        by_name, by_value = [names[s] for s in taken], [short(known.values[s], 3) for s in taken]
        formulas = [self.numbered.formula(k, words) for words in (by_name, by_value)]
        return " = ".join([names[k], *dict.fromkeys(formulas), short(known.values[k], 3)])

    def _backward(self, state):
        """What the last step back did."""
        known, names, k = state.known, self.numbered.names, state.known.active
        if state.backward == 1:
            return f"Backward begins: the slope of {names[k]} along itself is 1."
        upstream, passed = short(known.gradients[k], 3), []
        taken = self.numbered.inputs[k]
        for s, slope in zip(taken, known.slopes[k], strict=True):
            passed.append(f"{short(slope, 3)} × {upstream} = {short(slope * known.gradients[k], 3)} to {names[s]}")
        words = (
            f"Backward, {state.backward - 1} of {len(self.numbered.operations)}: {names[k]} passes on {series(passed)}"
        )
        sums = [s for s in dict.fromkeys(taken) if self._arrived(s, state) > 1]
        if sums:
            words += "; " + series([f"all that came to {names[s]} is {short(known.gradients[s], 3)}" for s in sums])
        return words + "."

    def _arrived(self, s, state):
        """How many wires have brought a slope to node s."""
        return sum(self.numbered.inputs[k].count(s) for k in state.known.passed)


def _range(given):
    """First value, lowest and highest of a leaf's slider."""
    if isinstance(given, tuple):
        return tuple(map(float, given))
    return float(given), min(-3.0, math.floor(given)), max(3.0, math.ceil(given))
