"""Lesson 06, convolutional networks: a kernel steps over a small image, one output pixel at a time."""

from dataclasses import dataclass, replace

import numpy as np

from dlcore.explore import Challenge, Stepper, controls, style
from dlcore.explore.cells import GREYS, Cells, signed, whole
from dlcore.explore.lettering import Lettering

SEVEN = np.array([
    [0, 0, 0, 0, 0, 0],
    [0, 9, 9, 9, 9, 0],
    [0, 0, 0, 2, 8, 0],
    [0, 0, 2, 9, 2, 0],
    [0, 0, 7, 5, 0, 0],
    [0, 1, 9, 1, 0, 0],
])  # fmt: skip
MOST = 2  # padding
CELL, DIGIT = 0.3, 9.5  # inches a cell, size of a number in it
KINDS = {
    "right − left": lambda k: np.tile(np.sign(2 * np.arange(k) - k + 1) if k > 1 else [1], (k, 1)),
    "sum": lambda k: np.ones((k, k), int),
}


def output_size(size, kernel, stride=1, padding=0, dilation=1):
    """How many places a kernel has along one axis: ⌊(H + 2p − d(k − 1) − 1) / s⌋ + 1 (6.2); none below 1."""
    return (size + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1


@dataclass(frozen=True)
class Place:
    """A kernel at one place of an image, or one that fits nowhere."""

    image: np.ndarray  # (H, H) with its padding, whole numbers
    weights: np.ndarray  # (k, k)
    stride: int
    padding: int
    dilation: int
    index: int  # of the place, row by row

    @property
    def reach(self):
        """How many pixels the kernel spans: d(k − 1) + 1."""
        return self.dilation * (len(self.weights) - 1) + 1

    @property
    def side(self):
        """Of the output; below 1 there is none."""
        return output_size(
            len(self.image), len(self.weights), self.stride, dilation=self.dilation
        )  # it has its padding

    @property
    def places(self):
        return max(self.side, 0) ** 2

    @property
    def at(self):
        """Row and column of the output pixel; the first where there is none."""
        return divmod(self.index, max(self.side, 1))

    @property
    def taps(self):
        """Rows and columns of the padded image that the kernel multiplies, (k,) each."""
        first = np.arange(len(self.weights)) * self.dilation
        row, column = self.at
        return first + row * self.stride, first + column * self.stride

    @property
    def window(self):
        """The pixels under the kernel, (k, k)."""
        rows, columns = self.taps
        return self.image[np.ix_(rows, columns)]

    @property
    def value(self):
        return int((self.weights * self.window).sum())

    @property
    def output(self):
        """The pixels made so far, in order."""
        return [replace(self, index=i).value for i in range(self.index + 1)] if self.places else []


class KernelSteps(Stepper):
    """Step a kernel over an image and see every output pixel as the sum of its products.

    Shapes
        image (H, H), whole numbers from 0 to 9
    """

    size = (9.0, 3.9)
    actions = {"next": "Step", "back": "Back"}
    challenges = (
        Challenge(
            "With a kernel larger than 2 × 2, make the output as large as the image.",
            lambda s: len(s.weights) > 2 and s.side == len(s.image) - 2 * s.padding,
        ),
        Challenge("Find sizes with which the kernel fits nowhere.", lambda s: s.side < 1),
    )

    def __init__(self, image=SEVEN, **options):
        self.image = np.asarray(image)
        super().__init__(**options)

    def controls(self):
        return {
            "kernel": controls.slider("k, kernel size", 3, 1, 5, 1),
            "padding": controls.slider("p, padding", 0, 0, MOST, 1),
            "stride": controls.slider("s, stride", 1, 1, 3, 1),
            "dilation": controls.slider("d, dilation", 1, 1, 3, 1),
            "way": controls.slider("way of the kernel, %", 33, 0, 100, 1),
            "kind": controls.choice("weights", list(KINDS)),
        }

    def start(self, *, kernel, padding, stride, dilation, way, kind):
        place = Place(np.pad(self.image, padding), KINDS[kind](kernel), stride, padding, dilation, 0)
        return replace(place, index=round(way / 100 * max(place.places - 1, 0)))

    def change(self, state, name, **values):
        return self.start(**values)

    def step(self, state, action, **values):
        index = state.index + (1 if action == "next" else -1)
        return replace(state, index=min(max(index, 0), max(state.places - 1, 0)))

    def follow(self, state):
        return {"way": round(100 * state.index / max(state.places - 1, 1))}

    def stage(self, figure):
        width, height = figure.get_size_inches()
        most = len(self.image) + 2 * MOST  # cells of image and output along a side
        cell = CELL * width / 9  # all is smaller where text is enlarged
        page = figure.add_axes((0, 0, 1, 1), zorder=3)
        page.set(xlim=(0, width), ylim=(0, height))
        page.set_axis_off()
        self._grids, left = [], 0.25
        for words, side in (("Image with its padding", most), ("Kernel, products", 5), ("Output so far", most)):
            page.text(left, height - 0.3, words, fontsize=12, weight="bold", va="center")
            self._grids.append(Cells(page, left, height - 0.55, cell, side))
            left += side * cell + (0.25 if side == most else 0.75)
        self._letters = Lettering(page, color=style.INK, zorder=6)
        self._faint = Lettering(page, color=style.MUTED, zorder=6)
        self._strong = Lettering(page, color=style.MOVING, zorder=7)

    def draw(self, state):
        image, kernel, output = self._grids
        inner = np.pad(np.ones_like(self.image, bool), state.padding)
        rows, columns = (axis[axis < len(inner)] for axis in state.taps)
        tapped = np.zeros_like(inner)
        tapped[np.ix_(rows, columns)] = True
        image.colour(GREYS * tapped + np.where(inner, 2 + state.image, 1))
        image.frame(state.padding, state.padding, len(self.image))
        image.mark(rows[0], columns[0], state.reach)
        kernel.colour(signed(state.weights, 1.5))
        self._faint.show([(*image.middle(*at), "0", DIGIT) for at in np.argwhere(~inner)])
        words = [(*image.middle(*at), f"{state.image[tuple(at)]}", DIGIT) for at in np.argwhere(inner)]
        words += [(*kernel.middle(*at), whole(w), DIGIT) for at, w in np.ndenumerate(state.weights)]
        words += self._draw_output(state, output)
        x, y = kernel.left, kernel.middle(len(state.weights), 0)[1] - 0.05
        if state.places:
            for (i, j), w in np.ndenumerate(state.weights):
                words.append((x + 0.2 + 0.44 * j, y - 0.22 * i, f"{whole(w)}·{state.window[i, j]}", 10))
            y -= 0.22 * len(state.weights) + 0.04
        said = f"sum {whole(state.value)}" if state.places else "fits nowhere"
        self._strong.show([(x + 0.046 * len(said), y, said, 11)])
        self._letters.show(words)

    def _draw_output(self, state, grid):
        """Colours of the output; returns its numbers."""
        side, values = max(state.side, 0), state.output
        made = np.full((side, side), np.nan)
        made.flat[: len(values)] = values
        grid.colour(signed(made, 9 * len(state.weights)))
        grid.frame(0, 0, side)
        grid.mark(*state.at, 1 if side else 0)
        places = np.ndindex(side, side)
        return [(*grid.middle(*at), whole(value), DIGIT) for at, value in zip(places, values, strict=False)]

    def describe(self, state):
        side, room = len(state.image) - 2 * state.padding, len(state.image)
        spans = f"spans {state.reach} pixel{'s' * (state.reach > 1)}"
        if state.side < 1:
            return (
                f"The kernel {spans}, but the image with its padding has only {room}: it fits nowhere, and the "
                f"formula gives ⌊({room} − {state.reach}) / {state.stride}⌋ + 1 = {whole(state.side)} places a row."
            )
        row, column = state.at
        words = f"Output row {row + 1}, column {column + 1}: {self._arithmetic(state)} = {whole(state.value)}. "
        words += f"The kernel {spans} of {room}: ⌊({side} + 2·{state.padding} − {state.reach}) / {state.stride}⌋ + 1 = "
        words += f"{state.side}, so the output is {state.side} × {state.side}"
        left = (room - state.reach) % state.stride
        if left:
            words += f"; the last {'row and column are' if left == 1 else f'{left} rows and columns are'} never reached"
        return words + "."

    @staticmethod
    def _arithmetic(state):
        """The products and their sum; row by row where there are more than nine."""
        if len(state.weights) <= 3:
            pairs = zip(state.weights.ravel(), state.window.ravel(), strict=True)
            return " + ".join(f"{f'({whole(w)})' if w < 0 else w}·{x}" for w, x in pairs)
        sums = [whole(s) for s in (state.weights * state.window).sum(axis=1)]
        return f"the sums of {len(sums)} products a row, " + " + ".join(f"({s})" if s[0] == "−" else s for s in sums)
