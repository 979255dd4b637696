"""The mathematics of the kernel that steps over an image."""

import itertools

import numpy as np
import pytest
import torch

from dlcore.explore.kernel import KINDS, SEVEN, KernelSteps, output_size

SIZES = [
    dict(zip(("kernel", "padding", "stride", "dilation"), sizes, strict=True))
    for sizes in itertools.product(range(1, 6), range(3), range(1, 4), range(1, 4))
]


@pytest.fixture(scope="module")
def steps():
    made = KernelSteps()
    yield made
    made.close()


def test_every_output_is_torchs(steps):
    for kind, sizes in itertools.product(KINDS, SIZES):
        place = steps.start(**sizes, kind=kind, way=100)
        image, weights = (
            torch.tensor(a, dtype=torch.float64)[None, None] for a in (SEVEN, KINDS[kind](sizes["kernel"]))
        )
        if place.side < 1:
            with pytest.raises(RuntimeError, match="Kernel size can't be greater than actual input size"):
                _torchs(image, weights, sizes)
            assert place.output == []
        else:
            output = np.reshape(place.output, (place.side, place.side))
            np.testing.assert_array_equal(output, _torchs(image, weights, sizes)[0, 0])


def _torchs(image, weights, sizes):
    options = {name: sizes[name] for name in ("stride", "padding", "dilation")}
    return torch.nn.functional.conv2d(image, weights, **options)


def test_published_sizes():
    """AlexNet's and ResNet's first layers."""
    assert output_size(227, 11, stride=4) == 55
    assert output_size(224, 7, stride=2, padding=3) == 112


def test_the_arithmetic_in_words_is_right(steps):
    steps.set(kernel=3, padding=1, stride=1, dilation=1, way=0, kind="right − left")
    for _ in range(steps.state.places):
        arithmetic = steps.sentence.split(": ")[1].split(". ")[0]
        products, total = arithmetic.replace("−", "-").replace("·", "*").split(" = ")
        assert eval(products) == int(total) == steps.state.value
        assert products.count("*") == 9
        steps.act("next")


def test_steps_go_from_the_first_place_to_the_last():
    steps = KernelSteps().set(way=0)
    assert (steps.state.index, steps.state.at) == (0, (0, 0))
    steps.act("back")
    assert steps.state.index == 0
    for i in range(1, 20):
        steps.act("next")
        assert steps.state.index == min(i, 15)
        assert steps.start(**steps.values).index == steps.state.index  # the slider says the place
    assert steps.values["way"] == 100


def test_a_kernel_that_fits_nowhere_is_a_picture_and_a_sentence():
    steps = KernelSteps().set(kernel=5, dilation=2)
    assert steps.sentence.startswith("The kernel spans 9 pixels, but the image with its padding has only 6")
    assert steps.sentence.endswith("gives ⌊(6 − 9) / 1⌋ + 1 = −2 places a row.")
    assert list(steps.met.values()) == [False, True]
    steps.act("next")
    steps.wait()


@pytest.mark.parametrize("stride", [1, 2, 3])
def test_it_says_which_pixels_are_never_reached(stride):
    place = KernelSteps().set(kernel=2, stride=stride)
    reached = np.zeros(6, bool)
    for row in range(place.state.side):
        reached[row * stride + np.arange(2)] = True
    left = 6 - (np.flatnonzero(reached)[-1] + 1)
    assert ("the last row and column are never reached" in place.sentence) == (left == 1)
    assert left < 2


def test_same_size_is_met_with_padding():
    assert list(KernelSteps().set(padding=1).met.values()) == [True, False]
    assert list(KernelSteps().set(kernel=1).met.values()) == [False, False]
