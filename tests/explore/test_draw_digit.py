"""The drawing sheet without its browser half, MNIST's preparation, and what the panel says."""

import numpy as np
import pytest
from panels import digits

from dlcore import models, probe
from dlcore.explore.draw_digit import DrawDigit
from dlcore.explore.pad import drawn, normalised, shrunk

SEVEN = [["ink", 6, 6, 20, 6, 17, 12, 14, 18, 12, 24]]


@pytest.fixture(scope="module")
def made():
    panel = DrawDigit(models.pretrained("mnist_cnn"), *digits().test)
    yield panel
    panel.close()


@pytest.fixture
def panel(made):
    """The panel as new, but for its challenges."""
    made.set(drawing=made.widgets["drawing"].first, size="as MNIST", claim="a digit")
    return made


def test_a_test_image_is_normalised_already():
    """So our preparation is the one that MNIST's makers used, to the pixel. Three of their 10,000 are smaller."""
    images = digits().test.images
    sides = [np.where(images.any(axis=i), np.arange(28), np.nan) for i in (1, 2)]
    longer = np.max([np.nanmax(side, axis=1) - np.nanmin(side, axis=1) + 1 for side in sides], axis=0)
    assert np.sum(longer != 20) == 3
    images = images[longer == 20][::20]
    for index in range(len(images)):
        fine = drawn([["sheet", index]], images)
        assert np.array_equal(shrunk(fine), images[index])
        assert np.array_equal(normalised(fine), images[index])


@pytest.mark.parametrize(("dx", "dy", "scale"), [(0, 0, 1), (-5, -4, 1), (6, 2, 1), (0, 0, 0.5), (-4, 1, 0.4)])
def test_size_and_place_of_a_drawing_do_not_matter(dx, dy, scale):
    x, y = np.reshape(SEVEN[0][1:], (-1, 2)).T
    points = np.stack([14 + scale * (x - 14) + dx, 15 + scale * (y - 15) + dy], axis=1)
    image = normalised(drawn([["ink", *points.ravel()]], []))
    rows, columns = (np.flatnonzero(image.any(axis=i)) for i in (1, 0))
    assert max(np.ptp(rows), np.ptp(columns)) + 1 == 20
    mass = [np.arange(28) @ image.sum(axis=i) / image.sum() for i in (1, 0)]
    assert np.abs(np.array(mass) - 14).max() <= 0.5
    assert image.max() == 255


def test_an_empty_sheet_stays_empty():
    assert not normalised(drawn([], [])).any()
    assert not normalised(
        drawn([*SEVEN, ["erase", 0, 0, 28, 28], *([["erase", 0, y, 28, y] for y in range(29)])], [])
    ).any()


def test_one_point_is_a_dot():
    assert shrunk(drawn([["ink", 14, 14]], [])).sum() / 255 == pytest.approx(np.pi * 1.2**2, rel=0.1)


def test_the_eraser_takes_ink_away():
    whole = shrunk(drawn(SEVEN, []))
    part = shrunk(drawn([*SEVEN, ["erase", 13, 0, 13, 12]], []))
    assert (part <= whole).all()
    assert 0.4 < part.sum() / whole.sum() < 0.9


def test_a_drawn_digit_is_read(panel):
    assert panel.set(drawing=SEVEN).sentence.startswith("A drawing of 1 line: the net says 7 with ")


def test_what_it_shows_belongs_together(panel):
    """A test digit, in float64 by the functions that tests/test_probe.py holds against PyTorch."""
    layer = list(panel.layers)[2]
    result = panel.set(drawing=[["sheet", 3]], layer=layer).result
    model, x = models.pretrained("mnist_cnn").double(), digits().test.images[3][None, None] / 255
    odds = np.exp(model(x)[0])
    np.testing.assert_allclose(result.probabilities, odds / odds.sum(), rtol=1e-4, atol=1e-7)
    np.testing.assert_allclose(result.saliency, probe.saliency(model, x)[0, 0], atol=1e-5)
    np.testing.assert_allclose(result.maps, probe.activations(model, x)[panel.layers[layer]][0], atol=1e-5)
    assert (result.label, result.winner, result.before) == (0, 0, 0)
    assert result.sure == result.probabilities[0]


@pytest.mark.parametrize("corner", [(16, 1), (1, 16), (16, 16)])
def test_without_normalising_a_small_digit_in_a_corner_is_misread(panel, corner):
    points = 0.4 * (np.reshape(SEVEN[0][1:], (-1, 2)) - 3) + corner
    assert panel.set(drawing=[["ink", *points.ravel().tolist()]]).result.winner == 7
    assert panel.set(size="as drawn").result.winner != 7


def test_the_challenge_asks_for_a_claim(panel):
    fooled, _ = panel.challenges
    bars = [["ink", 4, 14, 24, 14], ["ink", 14, 4, 14, 8]]
    found = next(r for r in _readings(panel, bars) if r.sure >= 0.99)
    assert not fooled.met(found)
    panel.set(drawing=list(found.marks), claim="no digit")
    assert fooled.met(panel.result)
    assert panel.sentence.endswith("and you say that it is no digit.")
    assert not fooled.met(panel.set(drawing=panel.widgets["drawing"].first).result)


def _readings(panel, bars):
    """Some drawings of straight lines: no digits."""
    generator = np.random.default_rng(0)
    for _ in range(60):
        ends = generator.uniform(4, 24, (3, 4)).round(1).tolist()
        yield panel.set(drawing=[["ink", *line] for line in ends]).result


def test_one_line_turns_a_test_digit(panel):
    _, turned = panel.challenges
    panel.set(drawing=[["sheet", 0]])
    assert not turned.met(panel.result)
    for y in np.arange(12, 25):
        if turned.met(panel.set(drawing=[["sheet", 0], ["ink", 6, float(y), 22, float(y)]]).result):
            break
    else:
        pytest.fail("no line across the seven makes it anything else")
    assert panel.sentence.startswith("A test image of a 7 and 1 line of yours: the net says ")
    assert not turned.met(panel.set(drawing=[*panel.values["drawing"], ["ink", 1, 1, 2, 2]]).result)  # two lines


def test_an_mlp_is_shown_too():
    from dlcore import nn

    panel = DrawDigit(nn.Sequential(nn.Flatten(), *models.pretrained("mnist_mlp")).eval(), *digits().test)
    assert "the net says" in panel.sentence
    panel.close()
