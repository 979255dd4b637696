"""Lesson 06, convolutional networks: design a 3 × 3 filter on a photograph."""

from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from PIL import Image

from dlcore.explore import Challenge, Stepper, controls, style
from dlcore.explore.lettering import Lettering
from dlcore.explore.maps import Field, squares

PRESETS = {  # by action: label and weights
    "same": ("As it is", [0, 0, 0, 0, 1, 0, 0, 0, 0]),
    "blur": ("Blur", [0.1, 0.1, 0.1, 0.1, 0.2, 0.1, 0.1, 0.1, 0.1]),
    "sharpen": ("Sharpen", [0, -1, 0, -1, 5, -1, 0, -1, 0]),
    "edges": ("Vertical edges", [-1, 0, 1, -2, 0, 2, -1, 0, 1]),
    "outlines": ("Outlines", [0, 1, 0, 1, -4, 1, 0, 1, 0]),
    "emboss": ("Emboss", [-2, -1, 0, -1, 1, 1, 0, 1, 2]),
}
NAMES = [f"w{row}{column}" for row in (1, 2, 3) for column in (1, 2, 3)]


def photograph():
    """Grace Hopper, 1984, by James S. Davis, United States Navy: (160, 160), 0 to 1, white is 1."""
    file = files("dlcore.datasets").joinpath("data", "grace-hopper.png")
    with file.open("rb") as stream:
        return np.asarray(Image.open(stream), float) / 255


def card(size=160):
    """A computed picture with edges in every direction: stripes, a disc, a ramp: (160, 160), 0 to 1."""
    y, x = np.mgrid[:size, :size] / size
    picture = np.where(y < 0.5, (x * 12 % 2 > 1), (y * 24 % 2 > 1)).astype(
        float
    )  # vertical edges above, horizontal below
    picture[(x > 0.5) & (y < 0.5)] = 0.2
    picture[np.hypot(x - 0.75, y - 0.25) < 0.18] = 0.9
    ramp = (x > 0.5) & (y >= 0.5)
    picture[ramp] = 2 * (x[ramp] - 0.5)
    return picture


PICTURES = {"photograph": photograph, "test card": card}


def filtered(image, weights):
    """The image correlated with a 3 × 3 kernel (6.1): a sum of nine products a pixel, two rows and columns fewer.

    Shapes
        image (H, W), weights (3, 3) → (H − 2, W − 2)
    """
    height, width = image.shape[0] - 2, image.shape[1] - 2
    return sum(w * image[i : i + height, j : j + width] for (i, j), w in np.ndenumerate(weights))


@dataclass(frozen=True)
class Filtered:
    """A picture, a filter, and what it makes of the picture."""

    picture: str
    image: np.ndarray  # (H, W)
    weights: np.ndarray  # (3, 3)
    output: np.ndarray  # (H − 2, W − 2)

    @property
    def total(self):
        """What a flat white place becomes."""
        return float(self.weights.sum())

    @property
    def signed(self):
        """Is it drawn in colours, because flat places become 0 and edges have a sign?"""
        return abs(self.total) < 0.01

    @property
    def shifts(self):
        """Does it only move the picture?"""
        return np.count_nonzero(self.weights) == 1 and self.weights.max() == 1 and self.weights[1, 1] != 1

    @property
    def horizontal_only(self):
        """Does it answer to horizontal edges and never to vertical ones?"""
        columns, rows = np.abs(self.weights.sum(axis=0)), np.abs(self.weights.sum(axis=1))
        return columns.max() < 1e-9 and rows.max() > 0.5


class DesignFilter(Stepper):
    """Set the nine weights of a filter, or begin with a known one, and see what it does to a photograph.

    `pictures` are functions that return images (H, W) from 0 to 1, by name.
    """

    size = (9.0, 3.5)
    actions = {name: label for name, (label, _) in PRESETS.items()}
    challenges = (
        Challenge("Find weights that move the picture by a pixel and change nothing else.", lambda s: s.shifts),
        Challenge(
            "Find weights that answer to horizontal edges and never to vertical ones.", lambda s: s.horizontal_only
        ),
    )

    def __init__(self, pictures=PICTURES, **options):
        self.images = {name: make() for name, make in pictures.items()}
        super().__init__(**options)

    def controls(self):
        first = dict(zip(NAMES, PRESETS["edges"][1], strict=True))
        sliders = {
            name: controls.slider(f"row {name[1]}, column {name[2]}", float(value), -5.0, 5.0, 0.1, ".1f")
            for name, value in first.items()
        }
        return {**sliders, "picture": controls.choice("picture", list(self.images))}

    def start(self, *, picture, **weights):
        return self._filter(picture, np.round([weights[name] for name in NAMES], 1).reshape(3, 3))

    def _filter(self, picture, weights):
        image = self.images[picture]
        return Filtered(picture, image, weights, filtered(image, weights))

    def change(self, state, name, **values):
        return self.start(**values)

    def step(self, state, action, **values):
        return self._filter(state.picture, np.reshape(PRESETS[action][1], (3, 3)).astype(float))

    def follow(self, state):
        return dict(zip(NAMES, state.weights.ravel().tolist(), strict=True))

    def stage(self, figure):
        given, kernel, made = squares(figure, 3, bottom=0.45)
        self._given = Field(given, "grey", "Picture")
        self._kernel = Field(kernel, "signed", "Filter")
        width, height = figure.get_size_inches()
        page = figure.add_axes((0, 0, 1, 1), zorder=3)
        page.set(xlim=(0, width), ylim=(0, height))
        page.set_axis_off()
        self._letters = Lettering(page, color=style.INK)
        place = kernel.get_position()
        x, y = (np.array([1, 3, 5]) / 6 * span for span in (width * place.width, height * place.height))
        self._places = [(width * place.x0 + across, height * place.y1 - down) for down in y for across in x]
        self._made = Output(made, "What it makes of it")
        kernel.set_xlabel("orange: above 0, blue: below 0", fontsize=10)

    def draw(self, state):
        self._given.show(state.image)
        self._kernel.show(state.weights / 8)  # no weight is so dark that its number could not be read
        numbers = zip(self._places, state.weights.ravel(), strict=True)
        self._letters.show([(*place, short(w), 13) for place, w in numbers])
        self._made.show(state.output, state.signed)

    def describe(self, state):
        rows = "; ".join(", ".join(map(short, row)) for row in state.weights)
        low, high = short(state.output.min()), short(state.output.max())
        how = "drawn in colours, white at 0" if state.signed else "drawn in grey from 0 to 1"
        return (
            f"The weights {rows} add up to {short(state.total)}; what they make of the {state.picture} reaches from "
            f"{low} to {high}, {how}."
        )


def short(value):
    """At most one decimal, with a proper minus: 2, −0.5."""
    return f"{round(float(value), 1) + 0.0:g}".replace("-", "−")


class Output:
    """What a filter makes: in grey from 0 to 1, or with a sign, in colours."""

    def __init__(self, axes, title):
        self._grey, self._signed = Field(axes, "grey", title), Field(axes, "signed")

    def show(self, values=None, signed=False):
        self._grey.show(None if signed else values)
        self._signed.show(values / 2 if signed and values is not None else None)
