"""Lesson 06, convolutional networks: what the layers of a trained net answer to, beside those of random weights."""

import copy
import functools
from dataclasses import dataclass

import numpy as np

from dlcore import probe
from dlcore.explore import Challenge, Explorer, controls, style
from dlcore.explore.maps import Field, scaled, tiled

SHOWN, COLUMNS = 40, 4  # test images to look at; maps side by side
TRAINED, RANDOM = "trained", "random"


@dataclass(frozen=True)
class Maps:
    """What one layer makes of an image, with trained weights and with random ones."""

    image: np.ndarray  # (28, 28), 0 to 1
    label: int
    layer: str
    channel: int
    maps: dict  # by kind of weights: (C, H, W)
    saliency: dict  # by kind of weights: (28, 28)
    says: dict  # by kind of weights: the winner

    def chosen(self, kind):
        return self.maps[kind][self.channel]

    def active(self, kind):
        """The share of places at which the chosen channel answers."""
        return float(np.mean(self.chosen(kind) > 0))

    def silent(self, kind):
        """How many channels are 0 everywhere."""
        return int(np.sum(~self.maps[kind].any(axis=(1, 2))))


def randomised(model, seed=0):
    """A copy of the model with every array of parameters drawn anew by the law that its layer begins with.

    Equation
        U(−1/√n, 1/√n), n: the inputs of one output; biases as their layer's weights
    """
    twin, generator = copy.deepcopy(model), np.random.default_rng(seed)
    for layer in twin.modules():
        own = [p for p in (vars(layer).get("weight"), vars(layer).get("bias")) if p is not None]
        if own and own[0].ndim > 1:
            bound = own[0].data[0].size ** -0.5
            for parameter in own:
                parameter.data[...] = generator.uniform(-bound, bound, parameter.shape)
    return twin


def spread_layers(model):
    """{words: index} of the layers whose output is still an image: activations and pools."""
    outputs = probe.activations(model, np.zeros((1, 1, 28, 28)))
    kinds = [type(layer).__name__ for layer in model]
    return {
        f"{kind}, layer {i + 1}": i
        for i, (kind, output) in enumerate(zip(kinds, outputs, strict=True))
        if output.ndim == 4 and kind not in ("Conv2d", "BatchNorm2d")
    }


class FeatureMaps(Explorer):
    """Choose a test image, a layer and a channel; see its map in a trained net and in one with random weights.

        FeatureMaps(models.pretrained("mnist_cnn"), *test)

    Shapes
        model: a Sequential, takes (N, 1, 28, 28) from 0 to 1; images (N, 28, 28), uint8; labels (N,)
    """

    size = (9.0, 4.6)
    challenges = (
        Challenge(
            "Find a map of the trained net that answers at fewer than 1 in 5 places, but somewhere.",
            lambda m: 0 < m.active(TRAINED) < 0.2,
        ),
        Challenge("Find an image that the net with random weights names rightly.", lambda m: m.says[RANDOM] == m.label),
    )

    def __init__(self, model, images, labels, **options):
        self.nets = {TRAINED: model, RANDOM: randomised(model)}
        self.images, self.labels = np.asarray(images[:SHOWN]), np.asarray(labels[:SHOWN])
        self.layers = spread_layers(model)
        self._look = functools.lru_cache(8)(self._look_at)  # the same for all layers and channels of an image
        super().__init__(**options)

    def controls(self):
        outputs = probe.activations(self.nets[TRAINED], np.zeros((1, 1, 28, 28)))
        most = max(outputs[i].shape[1] for i in self.layers.values())
        return {
            "image": controls.slider("test image", 1, 1, len(self.images), 1),
            "layer": controls.values("layer", list(self.layers)),
            "channel": controls.slider("channel", 1, 1, most, 1),
        }

    def compute(self, *, image, layer, channel):
        picture = self.images[image - 1] / 255
        outputs, saliency = self._look(image)
        maps = {kind: found[self.layers[layer]][0] for kind, found in outputs.items()}
        return Maps(
            image=picture,
            label=int(self.labels[image - 1]),
            layer=layer,
            channel=min(channel, len(maps[TRAINED])) - 1,
            maps=maps,
            saliency=saliency,
            says={kind: int(found[-1].argmax()) for kind, found in outputs.items()},
        )

    def _look_at(self, image):
        """Activations of all layers, and the saliency, by kind of weights."""
        x = self.images[image - 1][None, None] / 255
        outputs = {kind: probe.activations(net, x) for kind, net in self.nets.items()}
        return outputs, {kind: probe.saliency(net, x)[0, 0] for kind, net in self.nets.items()}

    def stage(self, figure):
        width, height = figure.get_size_inches()
        left, low, side, gap = 0.3, 0.3, 1.75, 0.4
        titles = ("Image", "Chosen channel", "All channels", "Saliency")
        self._fields, self._frame = {}, {}
        for column, title in enumerate(titles):
            for row, kind in enumerate([RANDOM, TRAINED]):
                x, y = left + column * (side + gap), low + row * (side + gap)
                if column == 0:
                    y = low + (side + gap) / 2  # one for both rows
                axes = figure.add_axes((x / width, y / height, side / width, side / height))
                look = ("ink", "activation", "activation", "signed")[column]
                self._fields[title, kind] = Field(axes, look, title if row or not column else None)
                if column == 1:
                    axes.set_ylabel(f"{kind} weights")
                if column == 0:
                    break
                if column == 2:
                    self._frame[kind] = style.line(axes, "moving")

    def draw(self, result, tries):
        self._fields["Image", RANDOM].show(result.image)
        for kind in self.nets:
            maps = scaled(result.maps[kind])
            self._fields["Chosen channel", kind].show(maps[result.channel])
            self._fields["All channels", kind].show(tiled(maps, COLUMNS))
            self._fields["Saliency", kind].show(scaled(result.saliency[kind]))
            self._frame[kind].set_data(*_around(result.channel, maps.shape))

    def describe(self, result):
        count = len(result.maps[TRAINED])
        words = f"{result.layer}, channel {result.channel + 1} of {count}: "
        words += "; ".join(
            f"with {kind} weights it is above 0 at {100 * result.active(kind):.0f} % of {result.chosen(kind).size:,} "
            f"places, silent channels: {result.silent(kind)} of {count}, the net says {result.says[kind]}"
            for kind in self.nets
        )
        return f"{words}; the image is a {result.label}."


def _around(channel, shape):
    """A frame round one of the tiled maps, in parts of the axes."""
    count, height, width = shape
    rows = -(-count // COLUMNS)
    tall, wide = rows * (height + 1) - 1, COLUMNS * (width + 1) - 1
    top, left = channel // COLUMNS * (height + 1), channel % COLUMNS * (width + 1)
    x, y = np.array([0, 1, 1, 0, 0]), np.array([0, 0, 1, 1, 0])
    return (left + width * x) / wide, 1 - (top + height * y) / tall
