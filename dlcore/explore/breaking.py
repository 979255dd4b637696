"""Lesson 06, convolutional networks: shifts, turns, noise and attacks on a trained net."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from dlcore import probe
from dlcore.datasets import rotate, shift
from dlcore.explore import Challenge, Explorer, controls, style
from dlcore.explore.bars import Probabilities, percent
from dlcore.explore.maps import Field, squares
from dlcore.nn.functional import softmax
from dlcore.score import interval

CURVE, SHOWN = 200, 40  # test images of the curve; those of them that can be looked at


class Kind(NamedTuple):
    """One way to change an image."""

    slider: str
    values: np.ndarray
    axis: str
    words: str  # in the sentence


KINDS = {
    "right": Kind("shift to the right", np.arange(11), "shift, pixels", "a shift of {:g} px"),
    "degrees": Kind("turn, degrees", np.arange(0, 181, 15), "turn, degrees", "a turn of {:g}°"),
    "noise": Kind("σ, noise", np.linspace(0, 1, 11).round(1), "σ, noise", "noise of σ = {:g}"),
    "epsilon": Kind("ε, attack", np.linspace(0, 0.3, 13).round(3), "ε, attack", "an attack of ε = {:g}"),
}


def broken(model, images, labels, right=0, degrees=0, noise=0.0, epsilon=0.0):
    """Images turned, shifted, made noisy, then attacked: (N, 28, 28) from 0 to 1, and they stay in this range."""
    images = rotate(images, float(degrees)) if degrees else images
    images = shift(images, right=float(right)) if right else images
    if noise:
        draw = np.random.default_rng(0).standard_normal
        images = np.clip(images + noise * draw(images.shape), 0, 1)
    if epsilon:
        images = probe.attack(model, images[:, None], labels, epsilon)[:, 0]
    return images


@dataclass(frozen=True)
class Broken:
    """One image changed, what the net says to it, and how well it does on many with one of the changes alone."""

    image: np.ndarray  # (28, 28)
    change: np.ndarray  # (28, 28), to the image as it was
    label: int
    amounts: dict  # by kind of change
    probabilities: np.ndarray  # (10,)
    before: np.ndarray  # (10,), those of the image as it was
    kind: str  # that of the curve
    curve: np.ndarray  # right answers, a share for each value of the kind

    @property
    def at(self):
        """Where on the curve the slider stands."""
        return int(np.abs(KINDS[self.kind].values - self.amounts[self.kind]).argmin())

    @property
    def harmed(self):
        """Is it wrong now, and was it right?"""
        return self.before.argmax() == self.label != self.probabilities.argmax()

    def only(self, kind):
        return all(amount == 0 for name, amount in self.amounts.items() if name != kind)


class Breaking(Explorer):
    """Change a test image step by step until a trained net misreads it.

        Breaking(models.pretrained("mnist_cnn"), *test)

    Shapes
        model takes (N, 1, 28, 28) from 0 to 1 and returns logits (N, 10); images (N, 28, 28), uint8; labels (N,)
    """

    size = (9.0, 2.75)
    challenges = (
        Challenge("With an attack of ε ≤ 0.1 alone, make it misread an image that it read right.",
                  lambda b: b.only("epsilon") and b.harmed and b.amounts["epsilon"] <= 0.1),
        Challenge("With a shift alone, make it wrong and at least 90 % sure.",
                  lambda b: b.only("right") and b.harmed and b.probabilities.max() >= 0.9),
    )  # fmt: skip

    def __init__(self, model, images, labels, **options):
        spread = np.linspace(0, len(images) - 1, min(CURVE, len(images))).astype(int)  # from all parts of the set
        self.model, self.labels = model, np.asarray(labels)[spread]
        self.images = np.asarray(images)[spread].astype(np.float32) / 255
        self._curves = {}  # by kind, made when first asked for
        super().__init__(**options)

    def controls(self):
        sliders = {name: controls.values(kind.slider, kind.values.tolist()) for name, kind in KINDS.items()}
        axes = [kind.axis for kind in KINDS.values()]
        return {
            "image": controls.slider("test image", 1, 1, min(SHOWN, len(self.images)), 1),
            "curve": controls.choice("curve of", axes, KINDS["degrees"].axis),  # the others are asked for beforehand
            **sliders,
        }

    def compute(self, *, image, curve, **amounts):
        one = slice(image - 1, image)
        images, labels = self.images[one], self.labels[one]
        changed = broken(self.model, images, labels, **amounts)
        kind = next(name for name, each in KINDS.items() if each.axis == curve)
        before, after = softmax(self.logits(np.concatenate([images, changed])), axis=1)
        return Broken(
            image=changed[0],
            change=changed[0] - images[0],
            label=int(labels[0]),
            amounts=amounts,
            probabilities=after,
            before=before,
            kind=kind,
            curve=self.curve(kind),
        )

    def logits(self, images):
        """images (N, 28, 28) → (N, 10), in double precision."""
        return probe.activations(self.model, images[:, None])[-1].astype(float)

    def curve(self, kind):
        """The share that is read right, for each value of one kind of change."""
        if kind not in self._curves:
            answers = [self.logits(images).argmax(axis=1) for images in self._with_each(kind)]
            self._curves[kind] = np.mean(np.array(answers) == self.labels, axis=1)
        return self._curves[kind]

    def _with_each(self, kind):
        """All images of the curve, with each value of one kind of change."""
        if kind == "epsilon":  # the slope, which takes longest, is the same for every ε
            slope = probe.loss_slope(self.model, self.images[:, None], self.labels)[:, 0]
            return (probe.moved(self.images, slope, epsilon) for epsilon in KINDS[kind].values)
        return (broken(self.model, self.images, self.labels, **{kind: value}) for value in KINDS[kind].values)

    def stage(self, figure):
        seen, change, bars, self._axes = squares(figure, 2, 0.85, 1.2)
        self._seen = Field(seen, "ink", "What it sees")
        self._change = Field(change, "signed", "The change")
        change.set_xlabel("orange: more ink\nblue: less", fontsize=10)
        self._bars = Probabilities(bars, "It says")
        dot = {**style.DOTS, "markersize": 5}
        self._curve = style.line(self._axes, "reference", linestyle="-", linewidth=1.6, **dot)
        self._now = style.line(self._axes, "moving", **{**dot, "markersize": 9})
        self._chance = style.line(self._axes, "goal", [-1e3, 1e3], [0.1, 0.1])
        self._axes.set(ylim=(0, 1.04), yticks=[0, 0.5, 1])
        style.note(self._axes, "goal", 0.02, 0.11, "chance", transform=self._axes.transAxes, va="bottom")
        style.title(self._axes, f"Share right of {len(self.images)}")
        self._kind = None

    def draw(self, result, tries):
        self._seen.show(result.image)
        self._change.show(result.change)
        self._bars.show(result.probabilities, tries[-1].probabilities if tries else None)
        _, values, axis, _ = KINDS[result.kind]
        self._curve.set_data(values, result.curve)
        self._now.set_data([values[result.at]], [result.curve[result.at]])
        news = self._kind != result.kind
        if news:
            self._kind, end = result.kind, values[-1]
            self._axes.set(xlim=(-0.04 * end, 1.04 * end), xticks=[0, end / 2, end], xlabel=axis)
        return news

    def describe(self, result):
        changes = [KINDS[name].words.format(amount) for name, amount in result.amounts.items() if amount]
        how = f"With {', '.join(changes)}" if changes else "Unchanged"
        said, share = int(result.probabilities.argmax()), result.curve[result.at]
        low, high = interval(share, len(self.images))
        verdict = "which is right" if said == result.label else f"but it is a {result.label}"
        amount = result.amounts[result.kind]
        alone = f"With {KINDS[result.kind].words.format(amount)} alone" if amount else "Without any change"
        return (
            f"{how}, the net says {said} with "
            f"{percent(result.probabilities.max())}, {verdict}. {alone} it reads "
            f"{100 * share:.0f} % of {len(self.images)} test images right (95 % interval {100 * low:.0f} to "
            f"{100 * high:.0f} %)."
        )
