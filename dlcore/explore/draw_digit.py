"""Lesson 06, convolutional networks: draw a digit, and watch what a trained net makes of it."""

from dataclasses import dataclass

import numpy as np

from dlcore import probe
from dlcore.explore import Challenge, Explorer, controls, style
from dlcore.explore.bars import Probabilities, percent
from dlcore.explore.features import spread_layers
from dlcore.explore.maps import Field, scaled, squares, tiled
from dlcore.explore.pad import Pad, drawn, normalised, shrunk
from dlcore.nn.functional import softmax

TWO = [["ink", 5, 9, 6, 6, 9, 4, 13, 4, 16, 7, 15, 11, 11, 16, 5, 22, 8, 22, 12, 21, 17, 22, 19, 22]]
SHEETS = 40  # test images to begin with
SURE = 0.99  # at least, to count as sure
A_DIGIT, NO_DIGIT = "a digit", "no digit"


@dataclass(frozen=True)
class Reading:
    """A drawing, and what the net makes of it."""

    marks: tuple
    claim: str
    image: np.ndarray  # (28, 28), 0 to 1: what the net sees
    probabilities: np.ndarray  # (10,)
    saliency: np.ndarray  # (28, 28), the slope of the winning logit along each pixel
    maps: np.ndarray  # (C, H, W), the activations chosen
    label: int | None  # of the test digit that the drawing began with
    before: int | None  # what the net said to that

    @property
    def winner(self):
        return int(self.probabilities.argmax())

    @property
    def sure(self):
        return float(self.probabilities.max())

    @property
    def lines(self):
        return sum(kind != "sheet" for kind, *_ in self.marks)

    @property
    def fooled(self):
        """Does the net, sure of itself, see a digit where there is none?"""
        return self.claim == NO_DIGIT and self.lines > 0 and list(self.marks) != TWO and self.sure >= SURE

    @property
    def turned(self):
        """Did one line turn a right reading of a test digit into a wrong one?"""
        return self.label is not None and self.lines == 1 and self.before == self.label != self.winner


class DrawDigit(Explorer):
    """Draw a digit with mouse, pen, finger or keys; probabilities, saliency and activations follow.

        DrawDigit(models.pretrained("mnist_cnn"), *test)

    Shapes
        model: a Sequential that takes (N, 1, 28, 28) from 0 to 1 and returns logits (N, 10);
        images (N, 28, 28), uint8, and labels (N,): of them the first 40 can be put on the sheet
    """

    size = (9.0, 2.75)
    challenges = (
        Challenge("Draw what is no digit, say so, and find the net at least 99 % sure.", lambda r: r.fooled),
        Challenge("Begin with a test digit that it reads right, and make it wrong with one line.", lambda r: r.turned),
    )

    def __init__(self, model, images, labels, **options):
        self.model, self.images, self.labels = model, np.asarray(images[:SHEETS]), labels[:SHEETS]
        self.layers = spread_layers(model) or {"the last layer": len(list(model)) - 1}
        super().__init__(**options)

    def controls(self):
        return {
            "drawing": Pad(TWO, self.images, rows=4),
            "size": controls.choice("size and place", ["as MNIST", "as drawn"]),
            "claim": controls.choice("you have drawn", [A_DIGIT, NO_DIGIT]),
            "layer": controls.choice("activations of", list(self.layers)),
        }

    def compute(self, *, drawing, size, claim, layer):
        fine = drawn(drawing, self.images)
        image = (normalised(fine) if size == "as MNIST" else shrunk(fine)) / 255
        x = image[None, None]
        outputs = probe.activations(self.model, x)
        maps = outputs[self.layers[layer]][0]
        sheet = drawing[0][1] if drawing and drawing[0][0] == "sheet" else None
        return Reading(
            marks=tuple(drawing),
            claim=claim,
            image=image,
            probabilities=softmax(outputs[-1][0].astype(float), axis=0),
            saliency=probe.saliency(self.model, x)[0, 0],
            maps=maps if maps.ndim == 3 else maps.reshape(-1, 1, 1),
            label=None if sheet is None else int(self.labels[sheet]),
            before=None if sheet is None else self._said(sheet),
        )

    def _said(self, sheet):
        return int(self.model(self.images[sheet][None, None] / 255).argmax())

    def stage(self, figure):
        seen, slope, maps, bars = squares(figure, 3, 0.85)
        self._seen = Field(seen, "ink", "What the net sees")
        self._slope = Field(slope, "signed", "Saliency")
        self._maps = Field(maps, "activation", "Activations")
        slope.set_xlabel("ink makes it surer (orange)\nless sure (blue)", fontsize=10)
        maps.set_xlabel("dark: large", fontsize=10)
        self._bars = Probabilities(bars, "It says")
        self._claim = style.word(bars, "you: no digit", color=style.MUTED)

    def draw(self, result, tries):
        self._seen.show(result.image)
        self._slope.show(scaled(result.saliency))
        self._maps.show(tiled(scaled(result.maps), columns=4))
        self._bars.show(result.probabilities, tries[-1].probabilities if tries else None)
        self._claim.set_data(*(([0.25], [-0.1 if result.winner else 9.1]) if result.claim == NO_DIGIT else ([], [])))

    def describe(self, result):
        second = int(result.probabilities.argsort()[-2])
        count = f"{result.lines} line{'s' * (result.lines != 1)}"
        if result.label is not None:
            what = f"A test image of a {result.label}" + f" and {count} of yours" * (result.lines > 0)
        else:
            what = f"A drawing of {count}" if result.marks else "An empty sheet"
        words = f"{what}: the net says {result.winner} with {percent(result.sure)}, "
        words += f"then {second} with {percent(result.probabilities[second])}"
        ink = result.image.sum()
        words += f"; it sees ink worth {ink:.0f} full pixel{'s' * (round(ink) != 1)}."
        return words if result.claim == A_DIGIT else f"{words[:-1]}, and you say that it is no digit."
