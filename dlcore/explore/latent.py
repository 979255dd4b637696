"""Lesson 08, generative adversarial networks: a walk between two latent points of a generator of digits."""

from dataclasses import dataclass

import numpy as np

from dlcore.explore import Challenge, Explorer, controls, style
from dlcore.explore.bars import Probabilities, percent
from dlcore.explore.maps import Field, squares, tiled
from dlcore.gan.digits import drawn, nearest, probabilities

POINTS, SURE = 1000, 10  # latent points of which the clearest digits are taken; the surest of each digit
STOPS = 11  # pictures of the whole way


@dataclass(frozen=True)
class Place:
    """One latent point: what the generator draws there, what a classifier says to it, and what comes next to it."""

    image: np.ndarray  # (28, 28), 0 to 1
    probabilities: np.ndarray  # (10,)
    ends: tuple  # the digits at both ends of the way
    share: float  # of the way
    aside: tuple  # steps in the two other directions
    stops: np.ndarray  # (11, 28, 28), the whole way at these steps aside
    neighbour: np.ndarray  # (28, 28), the nearest training image
    label: int  # of the neighbour
    distance: float  # to the neighbour
    known: int  # training images

    @property
    def says(self):
        return int(self.probabilities.argmax())

    @property
    def torn(self):
        """Is it nearly as much the one end as the other, and hardly anything else?"""
        begin, end = (self.probabilities[digit] for digit in self.ends)
        return abs(begin - end) <= 0.1 and begin + end >= 0.8

    @property
    def third(self):
        """Is it surely a digit that stands at neither end?"""
        return self.says not in self.ends and self.probabilities.max() >= 0.9


class LatentWalk(Explorer):
    """Walk between two latent points of a generator, and aside; a classifier says what the picture is.

        LatentWalk(models.pretrained("digit_generator"), models.pretrained("mnist_cnn"), *train)

    Equations
        z = (1 − t) z_from + t z_to + a u + b v         u, v: at right angles to the way and to each other, length 1
    Shapes
        generator z (N, L) → (N, 1, 28, 28) from 0 to 1; classifier (N, 1, 28, 28) → logits (N, 10)
        images (M, 28, 28), uint8, those that the generator has learnt from; labels (M,)
    """

    size = (9.0, 4.5)
    challenges = (
        Challenge(
            "From 3 to 8 and without a step aside: find where the 3 becomes an 8. Make both within 10 points of equal.",
            lambda p: p.ends == (3, 8) and p.aside == (0, 0) and p.torn,
        ),
        Challenge("Find a third digit: the net is at least 90 % sure of one that stands at neither end.",
                  lambda p: p.third),
    )  # fmt: skip

    def __init__(self, generator, classifier, images, labels, **options):
        self.generator, self.classifier = generator, classifier
        self.known = np.asarray(images, np.float32)[:, None] / 255
        self.labels = np.asarray(labels)
        self.points = clearest(generator, classifier, self.known)
        self._seen = {}  # the way last drawn
        super().__init__(**options)

    def controls(self):
        digits = list(range(len(self.points)))
        return {
            "begin": controls.values("from, digit", digits, 3),
            "end": controls.values("to, digit", digits, 8),
            "share": controls.slider("t, share of the way", 0.0, 0.0, 1.0, 0.005, form=".3f"),
            "a": controls.slider("a, steps along u", 0.0, -3.0, 3.0, 0.1, form=".1f"),
            "b": controls.slider("b, steps along v", 0.0, -3.0, 3.0, 0.1, form=".1f"),
        }

    def compute(self, *, begin, end, share, a, b):
        ends = self.points[begin][0], self.points[end][int(begin == end)]  # from a 3 to another 3
        image = drawn(self.generator, way(*ends, [share], a, b))
        near = nearest(image, self.known)
        return Place(
            image=image[0, 0],
            probabilities=probabilities(self.classifier, image)[0],
            ends=(begin, end),
            share=share,
            aside=(a, b),
            stops=self._stops(ends, begin, end, a, b),
            neighbour=self.known[near.index[0], 0],
            label=int(self.labels[near.index[0]]),
            distance=float(near.distance[0]),
            known=len(self.known),
        )

    def _stops(self, ends, *which):
        """The whole way; dragging t leaves it as it is."""
        if which not in self._seen:
            _, _, a, b = which
            self._seen = {which: drawn(self.generator, way(*ends, np.linspace(0, 1, STOPS), a, b))[:, 0]}
        return self._seen[which]

    def stage(self, figure):
        width, height = figure.get_size_inches()
        drawing, neighbour, bars = squares(figure, 2, 1.5, bottom=1.62)
        self._drawing = Field(drawing, "ink", "G draws")
        self._neighbour = Field(neighbour, "ink", "Nearest training image")
        self._bars = Probabilities(bars, "The classifier says")
        strip = figure.add_axes((0.3 / width, 0.3 / height, 1 - 0.6 / width, 0.78 / height))
        self._strip = Field(strip, "ink", "The whole way, with the same steps aside")
        self._here = style.line(strip, "moving", marker="^", markersize=10, linestyle="none", clip_on=False)
        self._last = style.line(strip, "compared", marker="^", markersize=10, clip_on=False, markerfacecolor="white")

    def draw(self, result, tries):
        self._drawing.show(result.image)
        self._neighbour.show(result.neighbour)
        self._bars.show(result.probabilities, tries[-1].probabilities if tries else None)
        self._strip.show(tiled(result.stops, STOPS))
        self._here.set_data([_along(result.share)], [-0.14])
        self._last.set_data([_along(each.share) for each in tries[-1:]], [-0.14] * len(tries[-1:]))

    def describe(self, result):
        begin, end = result.ends
        a, b = result.aside
        aside = f", {a:g} and {b:g} steps aside," if a or b else ""
        said = [f"{digit} with {percent(result.probabilities[digit])}" for digit in dict.fromkeys((begin, end))]
        third = (
            ""
            if result.says in result.ends
            else f", but most of all {result.says} with {percent(result.probabilities.max())}"
        )
        other = f"another {end}" if begin == end else a_digit(end)
        return (
            f"{100 * result.share:.1f} % of the way from {a_digit(begin)} to {other}{aside} the classifier says "
            f"{' and '.join(said)}{third}. The nearest of {result.known:,} training images is {a_digit(result.label)}, "
            f"{result.distance:.1f} away."
        ).replace("-", "−")


def way(begin, end, shares, a=0.0, b=0.0):
    """Latent points (n, L) at these shares of the straight way from begin to end, all with the same steps aside."""
    u, v = aside(end - begin)
    shares = np.asarray(shares)[:, None]
    return (1 - shares) * begin + shares * end + a * u + b * v


def aside(direction):
    """Two directions of length 1 at right angles to this one and to each other, always the same two."""
    others = np.random.default_rng(0).standard_normal((len(direction), 2))
    q, _ = np.linalg.qr(np.column_stack([direction, others]))
    return q[:, 1], q[:, 2]


def clearest(generator, classifier, known, seed=0):
    """For each digit two latent points (10, 2, L) that draw it well.

    Of many random points these are the ones that the classifier takes for the digit most surely, and of those the two
    that look most like a training image: a classifier alone is sure of strange pictures too.
    """
    latent = next(layer for layer in generator.modules() if hasattr(layer, "in_features")).in_features
    z = np.random.default_rng(seed).standard_normal((POINTS, latent))
    images = drawn(generator, z)
    sure = np.argsort(-probabilities(classifier, images), axis=0)[:SURE].T  # (10, SURE), the surest first
    close = [which[np.argsort(nearest(images[which], known).distance)[:2]] for which in sure]
    return z[np.array(close)]


def a_digit(digit):
    return f"an {digit}" if digit == 8 else f"a {digit}"


def _along(share):
    """Where a share of the way lies on the strip: its ends are the middles of the first and the last picture."""
    return (0.5 + share * (STOPS - 1)) / STOPS
