import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlcore.datasets import SHAPES, blobs, circles, moons, spiral, toy, xor


def generator(seed=0):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@settings(deadline=None)
@given(n=st.integers(2, 300), noise=st.floats(0, 2))
def test_shapes_dtypes_and_balance(shape, n, noise):
    x, y = shape(n, noise, generator())
    assert x.shape == (n, 2)
    assert y.shape == (n,)
    assert x.dtype == np.float64
    assert y.dtype == np.int64
    assert np.isfinite(x).all()
    counts = np.bincount(y)
    assert len(counts) == 2
    assert counts.max() - counts.min() <= 1


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_the_generator_decides_everything(shape):
    x, y = shape(50, generator=generator(3))
    x_again, y_again = shape(50, generator=generator(3))
    x_other, _ = shape(50, generator=generator(4))
    assert np.array_equal(x, x_again)
    assert np.array_equal(y, y_again)
    assert not np.array_equal(x, x_other)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_without_a_generator_the_seed_decides(shape):
    import dlcore

    dlcore.seed(5)
    x, y = shape(50)
    dlcore.seed(5)
    x_again, y_again = shape(50)
    assert np.array_equal(x, x_again)
    assert np.array_equal(y, y_again)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_points_come_shuffled(shape):
    _, y = shape(200, generator=generator())
    changes = np.count_nonzero(np.diff(y))
    assert 60 < changes < 140  # class by class it would be 1, in turn 199


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_noise_is_the_standard_deviation(shape):
    n = 4000
    if shape is xor:  # its points are drawn, so the same draws come first
        clean, _ = xor(n, 0, generator())
        noisy, _ = xor(n, 0.3, generator())
        assert np.std(noisy - clean) == pytest.approx(0.3, rel=0.05)
    else:
        clean, _ = shape(n, 0, generator(1))
        noisy, _ = shape(n, 0.3, generator(1))
        assert np.std(noisy - clean) == pytest.approx(0.3, rel=0.05)


def test_moons_lie_on_two_half_circles():
    x, y = moons(101, 0, generator())
    upper, lower = x[y == 0], x[y == 1]
    assert np.allclose(np.hypot(*upper.T), 1)
    assert upper[:, 1].min() >= 0
    assert np.allclose(np.hypot(*(lower - (1, 0.5)).T), 1)
    assert lower[:, 1].max() <= 0.5
    assert np.allclose(upper.mean(0)[0], 0)


def test_circles_lie_on_two_radii():
    x, y = circles(100, 0, generator(), inner=0.3)
    assert np.allclose(np.hypot(*x[y == 0].T), 1)
    assert np.allclose(np.hypot(*x[y == 1].T), 0.3)
    assert len(np.unique(x.round(12), axis=0)) == 100


@pytest.mark.parametrize("classes", [2, 3])
def test_spiral_arms_satisfy_their_equation(classes):
    x, y = spiral(300, 0, generator(), classes=classes, turns=1.5)
    radius = np.hypot(*x.T)
    angle = 2 * np.pi * (1.5 * radius + y / classes)
    assert np.allclose(x, radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], 1))
    assert radius.max() == pytest.approx(1)
    assert radius.min() > 0


def test_xor_class_is_the_sign_of_the_product_and_every_quadrant_is_used():
    x, y = xor(200, 0, generator())
    assert np.array_equal(y, (x.prod(1) < 0).astype(int))
    quadrants = np.unique(np.sign(x), axis=0, return_counts=True)[1]
    assert quadrants.tolist() == [50, 50, 50, 50]
    assert np.abs(x).max() <= 1


def test_blobs_lie_round_centres_on_a_circle():
    x, y = blobs(80, 0, generator(), classes=8, radius=2.0)
    assert np.allclose(np.hypot(*x.T), 2)
    assert np.bincount(y).tolist() == [10] * 8
    assert np.allclose(x[y == 2][0], (0, 2))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: moons(1), ValueError, "moons: n is 1, expected a point for each of the 2 classes"),
        (lambda: moons(10.0), TypeError, "moons: n is 10.0, expected a whole number"),
        (lambda: xor(True), TypeError, "xor: n is True, expected a whole number"),
        (lambda: circles(noise=-1), ValueError, "circles: noise is -1, expected a standard deviation"),
        (lambda: xor(noise=float("nan")), ValueError, "xor: noise is nan"),
        (lambda: circles(inner=1.5), ValueError, "circles: inner is 1.5, expected a radius between 0 and 1"),
        (lambda: spiral(classes=1), ValueError, "spiral: classes is 1, expected 2 or more"),
        (lambda: blobs(4, classes=8), ValueError, "blobs: n is 4, expected a point for each of the 8"),
    ],
)
def test_bad_input_is_a_sentence(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_a_refused_call_draws_nothing():
    fresh = generator()
    with pytest.raises(ValueError, match="noise"):
        xor(10, -1, fresh)
    assert fresh.random() == generator().random()


def test_every_shape_is_in_the_table_under_its_name():
    assert all(getattr(toy, name) is shape for name, shape in SHAPES.items())
