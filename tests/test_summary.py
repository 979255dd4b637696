"""summary: torchinfo's numbers where it has them, by hand elsewhere; the receptive field as gradients show it."""

import numpy as np
import pytest
import torchinfo
from hypothesis import given, settings
from hypothesis import strategies as st

from dlcore import models, nn
from dlcore.summary import summary
from dlcore.twin import to_torch

MODELS = {
    "cnn": (models.cnn(nn), (1, 1, 28, 28)),
    "cnn, batch": (models.cnn(nn), (7, 1, 28, 28)),
    "digits": (models.digits_cnn(nn), (1, 1, 8, 8)),
    "mlp": (models.mlp(nn, [784, 128, 10], "Tanh", dropout=0.3), (5, 784)),
    "one layer": (nn.Linear(3, 2, bias=False), (4, 3)),
    "nested": (
        nn.Sequential(
            nn.Sequential({"first": nn.Conv2d(2, 3, (3, 2), 2, 1, 2, bias=False), "act": nn.GELU()}),
            nn.AvgPool2d(2, 1),
            nn.Sequential(nn.Flatten(), nn.Linear(75, 4)),
        ),
        (2, 2, 13, 12),
    ),
}


@pytest.mark.parametrize(("model", "size"), MODELS.values(), ids=MODELS)
def test_torchinfos_numbers(model, size):
    ours, theirs = summary(model, size), torchinfo.summary(to_torch(model), size, verbose=0)
    assert (ours.parameters, ours.multiply_adds) == (theirs.total_params, theirs.total_mult_adds)
    leaves = [layer for layer in theirs.summary_list if not layer.children]
    assert [row.layer for row in ours.rows] == [layer.class_name for layer in leaves]
    assert [row.output_shape for row in ours.rows] == [tuple(layer.output_size) for layer in leaves]
    assert [row.parameters for row in ours.rows] == [max(layer.num_params, 0) for layer in leaves]
    assert [row.multiply_adds for row in ours.rows] == [layer.macs for layer in leaves]


def test_what_torchinfo_counts_otherwise():
    model = nn.Sequential(
        nn.ConvTranspose2d(2, 3, 2, 2), nn.BatchNorm2d(3), nn.LayerNorm(10), nn.BatchNorm2d(3, affine=False)
    )
    # 2 · 4 · 5 input pixels times 3 · 2 · 2 weights, and a bias at each of 3 · 8 · 10 output pixels; two for each norm
    assert [row.multiply_adds for row in summary(model, (1, 2, 4, 5)).rows] == [40 * 12 + 240, 480, 480, 0]


def test_parameters_and_operations_are_not_the_same_thing():
    rows = {row.name: row for row in summary(models.cnn(nn), (1, 1, 28, 28)).rows}
    assert rows["3"].parameters < rows["9"].parameters / 10
    assert rows["3"].multiply_adds > rows["9"].multiply_adds * 10


def field(*layers, size=60):
    return summary(nn.Sequential(*layers), (1, 1, size, size)).rows[-1].receptive_field


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        ([nn.Conv2d(1, 1, 3)], (3, 3)),
        ([nn.Conv2d(1, 1, 3), nn.ReLU(), nn.Conv2d(1, 1, 3)], (5, 5)),  # two of 3 × 3 see as much as one of 5 × 5
        ([nn.Conv2d(1, 1, (3, 1), dilation=4)], (9, 1)),
        ([nn.Conv2d(1, 1, 3), nn.MaxPool2d(2), nn.Conv2d(1, 1, 3)], (8, 8)),
        (
            [nn.Conv2d(1, 1, 11, 4), nn.MaxPool2d(3, 2), nn.Conv2d(1, 1, 5)],
            (51, 51),  # the first three of AlexNet see 11, 19 and 51
        ),
        ([nn.ConvTranspose2d(1, 1, 3, 2)], (2, 2)),
        ([nn.ConvTranspose2d(1, 1, 2, 2), nn.BatchNorm2d(1)], (1, 1)),
        ([nn.Flatten()], (1, 1)),
        ([nn.Flatten(), nn.Linear(3600, 2), nn.Softmax(1)], "all"),
        ([nn.Softmax(dim=1)], (1, 1)),
        ([nn.Softmax(dim=2)], "all"),
    ],
)
def test_receptive_fields(layers, expected):
    assert field(*layers) == expected


small = st.integers(1, 3)
steps = st.lists(
    st.tuples(st.sampled_from(["Conv2d", "AvgPool2d", "ConvTranspose2d"]), small, small, small), max_size=3
)


@settings(max_examples=40)
@given(steps)
def test_the_field_is_where_the_gradient_arrives(drawn):
    """A gradient into one output pixel reaches just the pixels it depends on: the largest extent is the field."""
    layers = []
    for kind, kernel, stride, dilation in drawn:
        if kind == "AvgPool2d":
            layers.append(nn.AvgPool2d((kernel, 1), (stride, 1)))
        else:
            layers.append(getattr(nn, kind)(1, 1, (kernel, 1), (stride, 1), dilation=(dilation, 1)))
            layers[-1].weight.data[...] = 1  # so that nothing cancels
    model, x = nn.Sequential(*layers, nn.Identity()), np.zeros((1, 1, 120, 1))
    height, found = model(x).shape[2], 0
    for pixel in range(max(0, height // 2 - 13), min(height, height // 2 + 14)):  # each phase of three strides of 3
        dy = np.zeros(model(x).shape)
        dy[0, 0, pixel] = 1
        rows = np.flatnonzero(model.backward(dy))
        found = max(found, rows[-1] - rows[0] + 1) if len(rows) else found
    assert summary(model, x.shape).rows[-1].receptive_field == (found, 1)


def test_without_an_image_there_is_no_field():
    assert {row.receptive_field for row in summary(models.mlp(nn, [3, 2, 1]), (1, 3)).rows} == {None}


def test_a_module_of_your_own_is_one_row():
    class Twice(nn.Module):
        def __init__(self):
            super().__init__()
            self.a, self.b = nn.Conv2d(1, 1, 3), nn.Conv2d(1, 1, 3)

        def forward(self, x):
            return self.b(self.a(x))

    model = nn.Sequential(Twice(), nn.ReLU())
    first, second = summary(model, (1, 1, 9, 9)).rows
    assert (first.layer, first.parameters, first.multiply_adds, first.receptive_field) == ("Twice", 20, None, None)
    assert (second.multiply_adds, second.receptive_field) == (0, None)


def test_the_model_stays_as_it_was():
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2))
    model(np.ones((2, 1, 9, 9)))
    caches, state = [layer.cache for layer in model], model.state_dict()
    summary(model, (1, 1, 9, 9))
    assert all(layer.cache is cache for layer, cache in zip(model, caches, strict=True))
    assert model.training
    assert all(np.array_equal(array, state[name]) for name, array in model.state_dict().items())


def test_the_table():
    text = repr(summary(models.digits_cnn(nn), (1, 1, 8, 8)))
    assert text.splitlines()[4].split("  ")[0] == "3 Conv2d"
    assert "(1, 16, 4, 4)  1,168       18,688         8 × 8" in text
    assert text.endswith("3,818 parameters; 26,378 multiply–adds in a forward pass of an input (1, 1, 8, 8).")
    assert summary(nn.Linear(2, 1), (1, 2))._repr_html_().count("<tr>") == 2
