"""The drawing of graphs: no box over another, no wire under a box, letters that can be read."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.text import Text

from dlcore import graph
from dlcore.explore import graph_layout
from dlcore.explore.graph_layout import BOX, CURVE, LABEL, layout
from dlcore.explore.graphs import KEY, LARGEST, NUMBER, SLOPE, GraphArt, Numbered, draw_graph, short
from dlcore.explore.lettering import width_of
from dlcore.graph import Value

LEAST_SIZE = 8  # points
AIR = 1e-9


@st.composite
def graphs(draw, largest=30):
    """For each node what it takes, three nodes at most; every node leads to the last one."""
    generator = np.random.default_rng(draw(st.integers(0, 10**6)))
    count = draw(st.integers(1, largest) | st.integers(largest - 5, largest))
    reach, more = draw(st.sampled_from([1, 3, 8, 30])), draw(st.sampled_from([0.0, 0.3, 0.9]))
    inputs = [[] for _ in range(count)]
    for s in reversed(range(count - 1)):  # the next node is free still
        for wanted in range(1 + 2 * (generator.random() < more)):
            free = [t for t in range(s + 1, min(s + 1 + reach, count)) if len(inputs[t]) < 3]
            if free and (wanted == 0 or generator.random() < 0.5):
                inputs[int(generator.choice(free))].append(s)
    return inputs


def chain(length):
    return [[]] + [[k] for k in range(length - 1)]


def tree(depth):
    """A full binary tree: node i of a layer takes 2i and 2i + 1 of the layer before."""
    inputs, layer = [[] for _ in range(2**depth)], list(range(2**depth))
    while len(layer) > 1:
        first = len(inputs)
        inputs += [list(pair) for pair in zip(layer[::2], layer[1::2], strict=True)]
        layer = list(range(first, len(inputs)))
    return inputs


def boxes(places):
    half = np.column_stack([np.full(len(places.heights), places.width), places.heights]) / 2
    return list(zip(places.centres - half, places.centres + half, strict=True))


def overlap(a, b):
    return bool(np.all(a[0] < b[1] - AIR) and np.all(b[0] < a[1] - AIR))


def looks_right(inputs, width=9.0):
    places = layout(inputs, width=width)
    assert places.size[0] == width
    found = boxes(places)
    assert places.scale >= 1 - AIR  # sizes of letters are multiples of it
    assert not any(overlap(a, b) for a, b in combinations(found, 2))
    for low, high in found:
        assert np.all(low >= 0)
        assert np.all(high <= places.size)
    room = np.array([LABEL, 2 * 0.17]) * places.scale / 2  # of a number above a wire and one below it
    labels = [(middle - room, middle + room) for middle in places.labels.values()]
    assert not any(overlap(a, b) for a, b in combinations(labels, 2))
    assert not any(overlap(a, b) for a in labels for b in found)
    assert sorted(places.wires) == [(k, i) for k, taken in enumerate(inputs) for i in range(len(taken))]
    for (k, which), points in places.wires.items():
        begins, ends = abs(points[0] - places.centres[inputs[k][which]]), abs(points[-1] - places.centres[k])
        np.testing.assert_allclose([begins[0], ends[0]], places.width / 2, atol=1e-9)
        assert ends[1] < places.heights[k] / 2
        assert np.all(points >= 0)
        assert np.all(points <= places.size)
        for low, high in found:
            assert not np.any(np.all((points > low + 1e-6) & (points < high - 1e-6), axis=1))


@settings(max_examples=60)
@given(graphs())
def test_random_graphs(inputs):
    looks_right(inputs)


@pytest.mark.parametrize("inputs", [chain(1), chain(2), chain(30), tree(3), tree(4), chain(LARGEST)], ids=len)
def test_chains_and_trees(inputs):
    looks_right(inputs)


@pytest.mark.parametrize("inputs", [chain(3), chain(12), tree(3)], ids=len)
def test_a_narrow_page(inputs):
    looks_right(inputs, width=9 / 1.4)


def test_a_tree_has_no_crossing():
    inputs = tree(4)
    layers = graph_layout._layers(inputs)
    columns = graph_layout._ordered(graph_layout._columns(inputs, layers), inputs, layers)
    assert graph_layout._crossings(columns, inputs, layers) == 0


def test_ordering_takes_crossings_away():
    """Two chains that are met crosswise: one swap mends it."""
    inputs = [[], [], [1], [0], [2, 3]]
    layers = graph_layout._layers(inputs)
    assert layers == [0, 0, 1, 1, 2]
    assert graph_layout._crossings([[0, 1], [2, 3], [4]], inputs, layers) == 1
    assert graph_layout._crossings(graph_layout._ordered([[0, 1], [2, 3], [4]], inputs, layers), inputs, layers) == 0


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=8))
def test_nearest_rising_sequence(wanted):
    found = graph_layout._nearest_rising(np.array(wanted))
    assert np.all(np.diff(found) >= -1e-12)
    if len(wanted) > 1:  # no small move of one pool comes nearer: the mean of each pool is that of its wishes
        for value in np.unique(found):
            assert np.mean(np.array(wanted)[found == value]) == pytest.approx(value, abs=1e-9)


def test_leaves_stand_beside_their_use():
    inputs = [[], [], [0, 1], [2], [], [3, 4]]  # the second addend is needed last
    assert graph_layout._layers(inputs) == [0, 0, 1, 2, 2, 3]


def test_a_long_wire_goes_through_its_own_lane():
    inputs = [[], [0], [1], [2], [3, 0]]
    places = layout(inputs)
    long, short_one = places.wires[4, 1], places.wires[4, 0]
    assert len(long) > len(short_one)
    looks_right(inputs)


# ---- numbers and words


@pytest.mark.parametrize(
    ("value", "words"),
    [(0, "0"), (2.0, "2"), (-0.7, "−0.7"), (1234.4, "1234"), (12.345, "12.3"), (-0.00123, "−0.0012"),
     (1e-5, "1·10⁻⁵"), (-123456.0, "−1·10⁵"), (np.inf, "∞"), (-np.inf, "−∞"), (np.nan, "none"), (9999.7, "10000")],
)  # fmt: skip
def test_short(value, words):
    assert short(value) == words


@given(st.floats(-1e300, 1e300) | st.floats(-1e4, 1e4) | st.floats(-0.1, 0.1))
def test_numbers_fit_their_places(value):
    def width(words, size):
        return width_of(words, size) / 72

    assert width("∂ " + short(value, 3), NUMBER) < BOX[0]
    assert width("×" + short(value), SLOPE) < LABEL + CURVE / 2


def test_letters_are_no_smaller_than_eight_points():
    assert min(NUMBER, SLOPE) >= LEAST_SIZE
    for inputs in (3, 30):
        x = y = Value(0.5, "x")
        for _ in range(inputs):
            y = (y + 1).tanh() if inputs == 3 else y.sin()
        numbered = Numbered(y)
        places = numbered.layout()
        figure = Figure(figsize=(places.size[0], places.size[1] + KEY))
        GraphArt(figure, numbered, places).show(numbered.known())
        texts = [text for text in figure.findobj(Text) if text.get_text()]
        assert min(text.get_size() for text in texts) >= LEAST_SIZE
        assert {"x", "sin" if inputs == 30 else "tanh"} <= {text.get_text() for text in texts}
    assert x.grad == 0


def test_formulas():
    x, w = Value(2.0, "x"), Value(-3.0, "w")
    y = 1 - (-(x * w)).max(0.5) ** 2
    numbered = Numbered(y)
    found = [numbered.formula(k, [numbered.names[s] for s in numbered.inputs[k]]) for k in numbered.operations]
    assert found == ["x × w", "−(v₁)", "max(v₂, 0.5)", "v₃ ^ 2", "1 − v₄"]
    assert numbered.formula(numbered.operations[0], ["2", "−3"]) == "2 × (−3)"


def test_names_that_are_given_are_kept():
    x = Value(2.0, "x")
    z = x.sin()
    z.name = "z"
    assert Numbered(z + Value(1.0)).names == ["x", "z", "v₁", "v₂"]


# ---- the static picture


def test_the_picture_and_its_words():
    x, w, b = Value(2.0, "x"), Value(-0.7, "w"), Value(1.0, "b")
    y = (x * w + b).tanh()
    before = draw_graph(y)
    assert before.sentence == "A graph of 6 nodes: x = 2, w = −0.7 and b = 1 lead to v₃ = −0.38."
    y.backward()
    after = draw_graph(y)
    slope = 1 - np.tanh(-0.4) ** 2
    said = f"the slopes of v₃ are {-0.7 * slope:.3f} along x, {2 * slope:.2f} along w and {slope:.3f} along b."
    assert after.sentence == before.sentence[:-1] + "; " + said.replace("-", "−")
    data, metadata = after._repr_mimebundle_()
    assert metadata["image/png"] == {"alt": after.sentence, "width": 900}
    assert data["image/png"] != before._repr_mimebundle_()[0]["image/png"]


def test_words_for_small_and_large_graphs():
    x = Value(2.0, "x")
    assert draw_graph(x).sentence == "A graph of 1 node: x = 2."
    y = sum((Value(float(i), f"w{i}") * x for i in range(8)), start=Value(0.0, "b"))
    y.backward()
    words = draw_graph(y).sentence
    assert "10 leaves lead to" in words
    assert "the largest slopes of" in words


def test_a_graph_that_no_page_holds_is_refused():
    y = Value(0.1)
    for _ in range(LARGEST):
        y = y.sin()
    with pytest.raises(ValueError, match=f"the graph has {LARGEST + 1} nodes, expected at most {LARGEST}"):
        draw_graph(y)


def test_an_operation_of_ones_own_is_drawn_by_its_name():
    def softplus(a):
        return np.logaddexp(0, a), 1 / (1 + np.exp(-a))

    numbered = Numbered(graph.apply(softplus, Value(1.0, "x")))
    assert numbered.formula(1, ["x"]) == "softplus(x)"
