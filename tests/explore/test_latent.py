"""The walk through the latent space of the generator that ships."""

import numpy as np
import pytest
from panels import digits

from dlcore import models
from dlcore.explore.latent import STOPS, LatentWalk, aside, clearest, way
from dlcore.gan.digits import drawn, probabilities

RNG = np.random.default_rng
STILL = {"begin": 3, "end": 8, "share": 0.0, "a": 0.0, "b": 0.0}


@pytest.fixture(scope="module")
def walk():
    made = LatentWalk(models.pretrained("digit_generator"), models.pretrained("mnist_cnn"), *digits().train)
    yield made
    made.close()


def test_the_way_is_straight_and_steps_aside_are_at_right_angles():
    begin, end = RNG(1).standard_normal((2, 16))
    u, v = aside(end - begin)
    directions = np.column_stack([(end - begin) / np.linalg.norm(end - begin), u, v])
    np.testing.assert_allclose(directions.T @ directions, np.eye(3), atol=1e-12)
    first, middle, last = way(begin, end, [0, 0.5, 1])
    np.testing.assert_allclose([first, last], [begin, end])
    np.testing.assert_allclose(middle, (begin + end) / 2)
    np.testing.assert_allclose(way(begin, end, [0.5], 2.0, -1.0)[0], middle + 2 * u - v)


def test_each_digit_has_a_clear_point(walk):
    """Two points for each of the ten; the first is surely what it is to be."""
    sure = probabilities(walk.classifier, drawn(walk.generator, walk.points.reshape(20, -1))).reshape(10, 2, 10)
    assert np.array_equal(sure.argmax(axis=2), np.tile(np.arange(10)[:, None], 2))
    assert sure.max(axis=2).min() > 0.9
    again = clearest(walk.generator, walk.classifier, walk.known)
    np.testing.assert_array_equal(again, walk.points)


def test_the_ends_are_the_clear_points(walk):
    for share, digit in ((0.0, 4), (1.0, 7)):
        place = walk.compute(**{**STILL, "begin": 4, "end": 7, "share": share})
        expected = drawn(walk.generator, walk.points[digit][:1])
        np.testing.assert_allclose(place.image, expected[0, 0], atol=1e-6)
        assert place.says == digit


def test_one_digit_can_become_another_of_its_kind(walk):
    begin, end = (walk.compute(**{**STILL, "begin": 5, "end": 5, "share": share}) for share in (0.0, 1.0))
    assert begin.says == end.says == 5
    assert np.abs(begin.image - end.image).mean() > 0.02
    assert "from a 5 to another 5" in walk.describe(end)


def test_the_stops_are_pictures_of_the_way(walk):
    place = walk.compute(**{**STILL, "a": 1.0, "b": -0.5})
    for stop in (0, 4, STOPS - 1):
        there = walk.compute(**{**STILL, "a": 1.0, "b": -0.5, "share": stop / (STOPS - 1)})
        np.testing.assert_allclose(place.stops[stop], there.image, atol=1e-6)


def test_the_neighbour_is_the_nearest_training_image(walk):
    place = walk.compute(**{**STILL, "share": 0.4})
    train = digits().train
    distances = np.linalg.norm((train.images / 255 - place.image).reshape(len(train.images), -1), axis=1)
    nearest = distances.argmin()
    assert place.distance == pytest.approx(distances[nearest], rel=1e-4)
    assert place.label == train.labels[nearest]
    np.testing.assert_allclose(place.neighbour, train.images[nearest] / 255, atol=1e-6)


def test_what_is_said_is_what_is_shown(walk):
    walk.set(**{**STILL, "share": 1.0})
    p = walk.result.probabilities
    assert walk.sentence.startswith("100.0 % of the way from a 3 to an 8 the classifier says 3 with ")
    assert f"8 with {100 * p[8]:.1f} %" in walk.sentence or "8 with more than 99.9 %" in walk.sentence
    walk.set(**STILL, **{}).set(a=1.5, b=-2.0)
    assert ", 1.5 and −2 steps aside, the classifier says" in walk.sentence


def test_the_challenges_can_be_met(walk):
    torn, third = walk.challenges
    along = [walk.compute(**{**STILL, "share": share}) for share in np.arange(0, 1.0001, 0.005)]
    met = [torn.met(place) for place in along]
    assert 1 <= sum(met) < 40
    assert not met[0]
    assert not met[-1]
    assert not torn.met(walk.compute(**{**STILL, "a": 0.1, "share": along[met.index(True)].share}))
    sides = [
        walk.compute(**{**STILL, "share": 0.5, "a": a, "b": b})
        for a in (-3.0, -1.5, 0.0, 1.5, 3.0)
        for b in (-3.0, 0.0, 3.0)
    ]
    sides += [walk.compute(**{**STILL, "begin": 2, "end": end, "share": 0.5}) for end in range(10)]
    assert any(third.met(place) for place in sides)
    assert not any(third.met(walk.compute(**{**STILL, "end": end, "share": 1.0})) for end in range(10))
