"""Lesson 05, generalisation: a net learns labels that mean nothing, and learns them all."""

from dataclasses import dataclass

import numpy as np

from dlcore.explore import Challenge, Explorer, controls, style

SHARES = range(0, 101, 5)  # per cent
WIDTHS = (30, 100, 300, 500, 1000, 2000)
PENALTIES = (0.0, 0.01, 0.1, 1.0, 10.0)
TRAIN, TEST, CLASSES = 500, 1000, 10  # images and digits
ROWS, COLUMNS = 5, 5  # of the images shown
CELL = 46, 34  # pixels of one of them, across and down, with its label
HOLLOW = {"linestyle": "none", "marker": "v", "markersize": 5, "markerfacecolor": "white", "markeredgewidth": 1.2}
FILLED = {"linestyle": "none", "marker": "o", "markersize": 5}


class Ridge:
    """Least squares with an L2 penalty, for any targets and penalty from one decomposition.

    Equations
        W = Φᵀ (ΦΦᵀ + λ I)⁻¹ T       the least ‖ΦW − T‖² + λ ‖W‖²
        λ = 0: its limit, which of all W with the least ‖ΦW − T‖² is the smallest
    Shapes
        features Φ (N, W) of the training images, others (M, W) of images to be asked about
    """

    def __init__(self, features, others):
        self.values, self.vectors = np.linalg.eigh(features @ features.T)  # (N,), (N, N)
        self.others = others @ features.T @ self.vectors  # (M, N)

    def outputs(self, targets, penalty):
        """targets (N, C) → what the fit says of the training images (N, C) and of the others (M, C)."""
        there = self.values > 1e-12 * self.values[-1]  # fewer features than images leave eigenvalues of 0
        inverse = there / np.where(there, self.values + penalty, 1)
        along = inverse[:, None] * (self.vectors.T @ targets)
        return self.vectors @ (self.values[:, None] * along), self.others @ along


def shuffle(labels, share, generator):
    """Give that share of the images the label of another one, drawn by shuffling all labels once."""
    order, others = generator.permutation(len(labels)), generator.permutation(len(labels))
    chosen = order[: round(share * len(labels))]
    shuffled = labels.copy()
    shuffled[chosen] = labels[others[chosen]]
    return shuffled


@dataclass(frozen=True)
class Learned:
    """What a net has made of some labels."""

    share: int  # per cent shuffled
    width: int
    penalty: float
    labels: np.ndarray  # (500,), as the net was given them
    wrong: np.ndarray  # (500,), which are wrong
    repeated: int  # of the wrong labels, how many the net repeats
    train: float  # per cent of the training images answered as labelled
    test: float  # per cent of the test images answered right

    @property
    def setting(self):
        return self.width, self.penalty


class ShuffledLabels(Explorer):
    """Shuffle a part of the labels of 500 digits: what does a wide net learn, and what is it worth?

    The net is 784-W-10 with ReLU. Its first layer stays random; its last is fitted exactly, by least squares.

    Shapes
        train, test: pairs of images (N, 28, 28) and labels (N,); the first 500 and the first 1,000 are used
    """

    size = (9.0, 4.1)
    challenges = (
        Challenge(
            "Shuffle all labels, and have the net answer as labelled for every training image.",
            lambda learned: learned.share == 100 and learned.train == 100,
        ),
        Challenge(
            "With half of the labels shuffled, get 65 % of the test images right.",
            lambda learned: learned.share == 50 and learned.test >= 65,
        ),
    )

    def __init__(self, train, test, share=0, width=2000, penalty=0.0, seed=0, **options):
        self._first, self._seed = (share, width, penalty), seed
        self._images, self._right = train[0][:TRAIN], train[1][:TRAIN]
        self._answers = test[1][:TEST]
        mean, spread = self._images.mean(), self._images.std()
        self._x, self._others = (
            (images.reshape(len(images), -1) - mean) / spread for images in (self._images, test[0][:TEST])
        )
        self._fits = {}  # by width
        super().__init__(**options)

    def controls(self):
        share, width, penalty = self._first
        return {
            "share": controls.values("labels shuffled  (%)", SHARES, share),
            "width": controls.values("W, units", WIDTHS, width),
            "penalty": controls.values("λ, L2 penalty", PENALTIES, penalty),
        }

    def compute(self, *, share, width, penalty):
        labels = self._shuffled(share)
        targets = np.eye(CLASSES)[labels] - 1 / CLASSES
        said, said_of_others = (outputs.argmax(axis=1) for outputs in self._fit(width).outputs(targets, penalty))
        wrong = labels != self._right
        return Learned(
            share=share,
            width=width,
            penalty=penalty,
            labels=labels,
            wrong=wrong,
            repeated=int((said == labels)[wrong].sum()),
            train=100 * float(np.mean(said == labels)),
            test=100 * float(np.mean(said_of_others == self._answers)),
        )

    def _shuffled(self, share):
        return shuffle(self._right, share / 100, np.random.default_rng(self._seed))

    def _fit(self, width):
        """The net's last layer, ready to be fitted; made when first asked for, as it takes 0.2 s."""
        if width not in self._fits:
            first = np.random.default_rng(self._seed).normal(
                0, np.sqrt(2 / self._x.shape[1]), (width, self._x.shape[1])
            )
            features, others = (np.maximum(0, x @ first.T) / np.sqrt(width) for x in (self._x, self._others))
            self._fits[width] = Ridge(features, others)
        return self._fits[width]

    def stage(self, figure):
        images, scores = style.row(figure, 1.25, 1, left=0.2, gap=0.95)
        self._stage_images(images)
        self._stage_scores(scores)

    def _stage_images(self, axes):
        across, down = CELL
        picture = np.zeros((ROWS * down, COLUMNS * across), np.uint8)
        self._places = np.array([(c * across, r * down) for r in range(ROWS) for c in range(COLUMNS)])
        for image, (x, y) in zip(self._images, self._places, strict=False):
            picture[y : y + 28, x : x + 28] = image
        axes.imshow(255 - picture, cmap="gray", vmin=0, vmax=255, interpolation="nearest")
        axes.set_axis_off()
        axes.set_anchor("NW")
        self._given = {
            False: [style.word(axes, str(digit), color=style.INK) for digit in range(CLASSES)],
            True: [style.word(axes, f"{digit} ✗", color=style.MOVING) for digit in range(CLASSES)],
        }
        style.title(axes, f"{ROWS * COLUMNS} of {TRAIN} training images and their labels")

    def _stage_scores(self, axes):
        style.line(axes, "reference", (-5, 105), (100 / CLASSES,) * 2)
        style.note(axes, "reference", 2, 100 / CLASSES + 1.5, "chance", va="bottom")
        right = [100 * np.mean(self._shuffled(share) == self._right) for share in SHARES]
        style.line(axes, "goal", SHARES, right, linewidth=1.5)
        cross = {"linestyle": "none", "marker": "x", "markersize": 5, "linewidth": 1}
        self._elsewhere = style.line(axes, "reference", **cross)
        self._tries = [style.line(axes, "compared", **look) for look in (HOLLOW, FILLED)]
        self._now = [style.line(axes, "moving", **{**look, "markersize": 9}) for look in (HOLLOW, FILLED)]
        axes.set(xlim=(-4, 104), ylim=(-3, 137), xlabel="labels shuffled  (%)", ylabel="answers  (%)")
        axes.set(xticks=range(0, 101, 20), yticks=range(0, 101, 20))
        style.key(axes, 0.0, 1.0, moving=("training", HOLLOW), compared=("earlier tries", FILLED),
                  goal="labels that are right")  # fmt: skip
        style.key(axes, 0.54, 1.0, moving=("test", FILLED), reference=("test, other W or λ", cross))
        style.title(axes, "Accuracy")

    def draw(self, result, tries):
        shown = ROWS * COLUMNS
        for wrong, words in self._given.items():
            for digit, word in enumerate(words):
                here = (result.labels[:shown] == digit) & (result.wrong[:shown] == wrong)
                word.set_data(*(self._places[: len(here)][here] + (30, 15)).T)
        alike = [t for t in tries if t.setting == result.setting]
        for lines, several in ((self._tries, alike), (self._now, [result])):
            for line, which in zip(lines, ("train", "test"), strict=True):
                line.set_data([t.share for t in several], [getattr(t, which) for t in several])
        others = [t for t in tries if t.setting != result.setting]
        self._elsewhere.set_data([t.share for t in others], [t.test for t in others])

    def describe(self, result):
        wrong = int(result.wrong.sum())
        labels = f"No label of {TRAIN} shuffled"
        if result.share:
            labels = f"{result.share} % of {TRAIN} labels shuffled, so that {wrong} are wrong"
        repeats = f" and repeats {result.repeated} of the {wrong} wrong labels" if wrong else ""
        return (
            f"{labels}; {result.width:,} units, λ = {result.penalty:g}: the net answers as labelled for "
            f"{result.train:.3g} % of the training images{repeats}; it is right on {result.test:.3g} % of {TEST:,} "
            f"test images."
        )
