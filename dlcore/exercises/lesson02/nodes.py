"""Exercise 2.4, backward over a list of nodes, and its variant, forward over the same list.

A graph of N nodes is a list in the order of computation. Each node is a list of (parent, local slope): the place
of an input in the list, and ∂node/∂parent. A leaf has no parents and is an empty list. The last node is the result.
"""

import numpy as np

from dlcore.exercises.exercise import Exercise

SMALL = [[], [(0, 3.0)], [(1, 2.0)]]  # 2 · (3 · x)
PUBLISHED = [[], [], [(0, 1.0), (1, 1.0)], [], [(2, -4.0), (3, 3.0)]]  # (x + y) z at x = −2, y = 5, z = −4
SQUARE = [[], [(0, 5.0), (0, 5.0)]]  # x · x at 5: one input, two edges
DIAMOND = [[], [(0, 2.0)], [(0, 3.0)], [(1, -1.0), (2, 5.0)]]  # two paths from the first node to the last
LADDER = [[], [(0, 2.0)], [(1, 3.0), (0, 1.0)], [(1, -2.0)], [(2, 0.5), (3, 4.0)], [(4, 2.0), (0, 7.0)]]
SIDE = [[], [(0, 2.0)], [(0, 4.0), (1, 9.0)], [(1, 3.0)]]  # node 2 leads nowhere: the result is node 3

backward_pass = Exercise(
    "2.4",
    "backward over a list of nodes",
    task=(
        "Write `backward(nodes)`: the slope of the last node with respect to every node, shape (N,). `nodes` is a list "
        "in the order of computation; each node is a list of pairs (parent, slope): the place of an input in the list, "
        "and the local slope ∂node/∂parent. A leaf is an empty list."
    ),
    inputs=[(SMALL,), (PUBLISHED,), (SQUARE,), (DIAMOND,), (SIDE,), (LADDER,)],
    hints=(
        "Start with zeros, and 1 for the last node: the slope of the result with respect to itself.",
        "Go from the last node to the first, so that a node's slope is complete before it is passed on.",
        "At node i, for each of its pairs: add slope times the gradient of i to the gradient of the parent.",
    ),
)


@backward_pass.reference
def backward(nodes):
    gradient = np.zeros(len(nodes))
    gradient[-1] = 1
    for i in reversed(range(len(nodes))):
        for parent, slope in nodes[i]:
            gradient[parent] += slope * gradient[i]
    return gradient


def _walk(nodes, order=None, seed=1.0, merge=lambda old, new: old + new):
    """The reference with one thing changed."""
    gradient = np.zeros(len(nodes))
    gradient[-1] = seed
    for i in reversed(range(len(nodes))) if order is None else order:
        for parent, slope in nodes[i]:
            gradient[parent] = merge(gradient[parent], slope * gradient[i])
    return gradient


@backward_pass.wrong(
    "a gradient that is overwritten by the last path that arrives",
    look="A node that is used twice collects from both paths: `+=`, not `=`.",
)
def _overwritten(nodes):
    return _walk(nodes, merge=lambda old, new: new)


@backward_pass.wrong(
    "a start without the 1 of the last node",
    look="Everything is multiplied by what arrives from behind. ∂L/∂L is 1, and somebody has to say so.",
)
def _no_seed(nodes):
    return _walk(nodes, seed=0.0)


@backward_pass.wrong(
    "the local slopes added, without what arrives from behind",
    look="Multiply each local slope by the gradient of the node that you stand on.",
)
def _no_upstream(nodes):
    gradient = np.zeros(len(nodes))
    gradient[-1] = 1
    for pairs in nodes:
        for parent, slope in pairs:
            gradient[parent] += slope
    return gradient


@backward_pass.wrong(
    "one step back, to the inputs of the last node",
    look="Either the walk ends there, or it goes from the first node to the last, where nodes pass on a slope that has "
    "not arrived yet. Go from the last to the first.",
)
def _one_step(nodes):
    return _walk(nodes, order=range(len(nodes)))


@backward_pass.wrong(
    "a recursion that passes on again what it has passed on before",
    look="Each path brings its own share. Pass on that share alone; or wait until all have arrived, as (2.3) does.",
)
def _again(nodes):
    gradient = np.zeros(len(nodes))
    gradient[-1] = 1

    def visit(i):
        for parent, slope in nodes[i]:
            gradient[parent] += slope * gradient[i]
            visit(parent)

    visit(len(nodes) - 1)
    return gradient


@backward_pass.wrong("the largest path, not the sum over paths", look="Every path from a node to the result counts.")
def _largest(nodes):
    return _walk(nodes, merge=lambda old, new: new if abs(new) > abs(old) else old)


@backward_pass.wrong(
    "the same parent counted once in a node that has it twice",
    look="x · x has two edges to x: going through `dict(pairs)` or a set loses one of them.",
)
def _once(nodes):
    return _walk([list(dict(pairs).items()) for pairs in nodes])


@backward_pass.wrong("paths that are multiplied where they meet", look="Along a path multiply; where paths meet, add.")
def _multiplied(nodes):
    return _walk(nodes, merge=lambda old, new: new if old == 0 else old * new)


@backward_pass.wrong(
    "a start with 1 for every node", look="Only the last node is the result: all others start at 0 and collect."
)
def _ones(nodes):
    gradient = np.ones(len(nodes))
    for i in reversed(range(len(nodes))):
        for parent, slope in nodes[i]:
            gradient[parent] += slope * gradient[i]
    return gradient


@backward_pass.wrong("a node's own edges divided among its inputs", look="Each input gets its local slope in full.")
def _shared(nodes):
    return _walk([[(parent, slope / len(pairs)) for parent, slope in pairs] for pairs in nodes])


@backward_pass.notice
def _edges(student):
    depth = 30
    rungs = [[], *([(i, 1.0), (i, 1.0)] for i in range(depth))]  # each value is added to itself
    return (
        f"a graph that adds a value to itself {depth} times has {2 * depth} edges. Your gradient of its first node is "
        f"{np.asarray(student(rungs))[0]:,.0f}: that many paths, and you walked each edge once. "
        "Backpropagation is the chain rule with its common parts computed once."
    )


forward_pass = Exercise(
    "2.4v",
    "forward over a list of nodes",
    task=(
        "Write `forward(nodes, leaf)`: how fast every node moves when the node at place `leaf` moves with speed 1, "
        "shape (N,). `nodes` is the list of exercise 2.4; other leaves stand still."
    ),
    inputs=[(SMALL, 0), (PUBLISHED, 3), (SQUARE, 0), (DIAMOND, 0), (LADDER, 0)],
    hints=(
        "Start with zeros, and 1 at the place `leaf`. This time go from the first node to the last.",
        "A node's speed is the sum of local slope times the parent's speed, over all of its pairs.",
        "The empty list of a leaf adds nothing: its speed stays as it was set.",
    ),
)


@forward_pass.reference
def forward(nodes, leaf):
    speed = np.zeros(len(nodes))
    speed[leaf] = 1
    for i, pairs in enumerate(nodes):
        for parent, slope in pairs:
            speed[i] += slope * speed[parent]
    return speed


def _run(nodes, leaf, order=None, seed=1.0, merge=lambda old, new: old + new):
    speed = np.zeros(len(nodes))
    speed[leaf] = seed
    for i in range(len(nodes)) if order is None else order:
        for parent, slope in nodes[i]:
            speed[i] = merge(speed[i], slope * speed[parent])
    return speed


@forward_pass.wrong("the last input alone", look="A node moves with all of its inputs: `+=`, not `=`.")
def _last_input(nodes, leaf):
    return _run(nodes, leaf, merge=lambda old, new: new)


@forward_pass.wrong("a walk from the last node to the first", look="A parent's speed must be known before the child's.")
def _from_behind(nodes, leaf):
    return _run(nodes, leaf, order=reversed(range(len(nodes))))


@forward_pass.wrong("a start without the 1 of the leaf", look="Something has to move: the leaf, with speed 1.")
def _still(nodes, leaf):
    return _run(nodes, leaf, seed=0.0)


@forward_pass.wrong("the gradient of the last node, which is backward", look="Start at the leaf; go to the result.")
def _backward(nodes, leaf):
    return backward(nodes)


@forward_pass.wrong("all leaves moved at once", look="The leaf at place `leaf` moves alone; the others have speed 0.")
def _all_leaves(nodes, leaf):
    speed = np.zeros(len(nodes))
    for i, pairs in enumerate(nodes):
        speed[i] = sum(slope * speed[parent] for parent, slope in pairs) if pairs else 1.0
    return speed


@forward_pass.notice
def _one_column(student):
    x, y, z = (f"{np.asarray(student(PUBLISHED, leaf))[-1]:g}".replace("-", "−") for leaf in (0, 1, 3))
    return (
        f"on (x + y) z three walks of yours give {x}, {y} and {z} at the result, one "
        "for each leaf. One walk backward gave all three. That is the whole difference between the two modes."
    )
