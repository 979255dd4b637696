"""What a model is made of, layer by layer: shapes, parameters, operations, and how much of the image it sees.

    summary(models.cnn(nn), (1, 1, 28, 28))

Parameters and operations are not the same thing: a kernel of nine weights works at every pixel.
"""

import copy
import math
from dataclasses import dataclass

import numpy as np

from . import nn
from .table import Table

SLIDING = (nn.Conv2d, nn.MaxPool2d, nn.AvgPool2d)  # an output pixel sees a window of the input


def summary(model, input_size):
    """A table of a model's layers for an input of shape `input_size`, with the batch as its first axis.

    Multiply–adds: one for each weight that a number meets, and one for each bias added, in one forward pass; what
    has no weights counts 0. For Linear and Conv2d, and all that has no weights, these are torchinfo's. torchinfo
    counts a ConvTranspose2d by its output pixels, though its weights meet the input's, and BatchNorm2d and
    LayerNorm once an image, though each pixel is scaled.
    Receptive field: how many pixels of the input, down and across, one number of the output depends on (6.10);
    padding counts as pixels. None where the model has seen no image (N, C, H, W), "all" behind what mixes all pixels.
    A Module of your own is one row; what it does inside is unknown, so its operations are None.
    """
    x = np.zeros(input_size, np.float32)
    field = _Field() if x.ndim == 4 else None
    rows = []
    for name, layer in _chain(copy.deepcopy(model).eval()):
        y = layer(x)
        field = field.behind(layer) if field else None
        parameters = sum(parameter.numel() for parameter in layer.parameters())
        seen = field.size if field else None
        rows.append(Row(name, type(layer).__name__, y.shape, parameters, multiply_adds(layer, x, y), seen))
        x = y
    return Summary(tuple(rows), tuple(input_size))


@dataclass(frozen=True)
class Row:
    """One layer."""

    name: str
    layer: str
    output_shape: tuple
    parameters: int
    multiply_adds: int | None
    receptive_field: tuple | str | None


@dataclass(frozen=True, repr=False)
class Summary(Table):
    """What `summary` found; its rows, and their totals."""

    rows: tuple
    input_size: tuple

    @property
    def parameters(self):
        return sum(row.parameters for row in self.rows)

    @property
    def multiply_adds(self):
        return sum(row.multiply_adds or 0 for row in self.rows)

    @property
    def sentence(self):
        return (
            f"{self.parameters:,} parameters; {self.multiply_adds:,} multiply–adds in a forward pass "
            f"of an input {self.input_size}."
        )

    def cells(self):
        heads = ("layer", "output shape", "parameters", "multiply–adds", "receptive field")
        return [heads, *(self._cells(row) for row in self.rows)]

    def _cells(self, row):
        field = row.receptive_field
        return (
            f"{row.name} {row.layer}".strip(),
            str(row.output_shape),
            f"{row.parameters:,}",
            "–" if row.multiply_adds is None else f"{row.multiply_adds:,}",
            "–" if field is None else field if field == "all" else f"{field[0]} × {field[1]}",
        )


def multiply_adds(layer, x, y):
    """The multiply–adds of one forward pass x → y of a layer, None where they are unknown."""
    if layer.children():
        return None
    weight, bias = getattr(layer, "weight", None), getattr(layer, "bias", None)
    total = 0 if bias is None else y.size
    if weight is None:
        return total
    if isinstance(layer, nn.Linear | nn.Conv2d):
        return total + y.size * math.prod(weight.shape[1:])  # each output number adds up one row of the weight
    if isinstance(layer, nn.ConvTranspose2d):
        return total + x.size * math.prod(weight.shape[1:])  # each input number is spread over one row
    return total + y.size  # a scale for each number


class _Field:
    """Which pixels of the image a pixel behind some layers depends on."""

    def __init__(self, layers=(), mixed=False):
        self.layers = layers  # those whose pixels see a window
        self.mixed = mixed

    def behind(self, layer):
        """The field one layer later, None where that is unknown."""
        if layer.children():
            return None
        if isinstance(layer, (*SLIDING, nn.ConvTranspose2d)):
            return _Field((*self.layers, layer), self.mixed)
        softmax = isinstance(layer, nn.Softmax | nn.LogSoftmax) and layer.dim not in (1, -3)
        return _Field(self.layers, self.mixed or softmax or isinstance(layer, nn.Linear | nn.LayerNorm))

    @property
    def size(self):
        """Its extent down and across."""
        return "all" if self.mixed else (self._extent(0), self._extent(1))

    def _extent(self, axis):
        """The largest over several output pixels: behind a transposed convolution not all see as much."""
        strides = [layer.windows().stride[axis] for layer in self.layers if isinstance(layer, nn.ConvTranspose2d)]
        return max(self._seen(pixel, axis) for pixel in range(math.prod(strides)))

    def _seen(self, pixel, axis):
        """How far apart the outermost pixels lie that one output pixel depends on, walking back."""
        pixels = {pixel}
        for layer in reversed(self.layers):
            windows = layer.windows()
            (before, _), s = windows.padding[axis], windows.stride[axis]
            offsets = [windows.dilation[axis] * i - before for i in range(windows.kernel[axis])]
            if isinstance(layer, SLIDING):
                pixels = {s * p + offset for p in pixels for offset in offsets}
            else:
                pixels = {(p - offset) // s for p in pixels for offset in offsets if (p - offset) % s == 0}
        return max(pixels) - min(pixels) + 1 if pixels else 0


def _chain(model, prefix=""):
    """[(name, layer)] of a Sequential, those inside it unrolled; of anything else itself."""
    if type(model) is not nn.Sequential:
        return [(prefix, model)]
    return [
        found
        for name, child in model.named_children()
        for found in _chain(child, f"{prefix}.{name}" if prefix else name)
    ]
