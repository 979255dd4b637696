"""Images moved, turned and scaled: exact where pixels fall on pixels, scipy's elsewhere."""

import numpy as np
import pytest
import scipy.ndimage
from hypothesis import given
from hypothesis import strategies as st

import dlcore
from dlcore.datasets import augmented, rotate, scale, shift

IMAGES = np.random.default_rng(0).random((3, 9, 12))
SQUARES = np.random.default_rng(1).random((3, 8, 8))
MOVES = {"shift": lambda x: shift(x, 1.5, -0.7), "rotate": lambda x: rotate(x, 25), "scale": lambda x: scale(x, 1.2)}
moves = pytest.mark.parametrize("move", [*MOVES.values(), augmented], ids=[*MOVES, "augmented"])


def seeded(seed=0):
    return np.random.default_rng(seed)


def scipys(images, matrix, offset=(0, 0)):
    """Every image by scipy: new pixel q from the place matrix (q − middle) + middle + offset."""
    middle = (np.array(images.shape[1:]) - 1) / 2
    start = middle + offset - matrix @ middle
    return np.stack([scipy.ndimage.affine_transform(x, matrix, start, order=1, mode="grid-constant") for x in images])


# ---- exact


@given(st.integers(-13, 13), st.integers(-13, 13))
def test_whole_pixels_move_exactly_and_zeros_come_in(down, right):
    expected = np.zeros_like(IMAGES)
    for row, column in np.ndindex(9, 12):
        if 0 <= row - down < 9 and 0 <= column - right < 12:
            expected[:, row, column] = IMAGES[:, row - down, column - right]
    np.testing.assert_array_equal(shift(IMAGES, down, right), expected)


@pytest.mark.parametrize("turns", range(-2, 5))
def test_right_angles_are_exact_and_anticlockwise(turns):
    np.testing.assert_array_equal(rotate(SQUARES, 90 * turns), np.rot90(SQUARES, turns, axes=(1, 2)))


def test_half_a_turn_is_exact_on_any_image():
    np.testing.assert_array_equal(rotate(IMAGES, 180), IMAGES[:, ::-1, ::-1])


@pytest.mark.parametrize("images", [IMAGES, SQUARES], ids=["even", "odd"])
def test_nothing_moves_by_nothing(images):
    for same in (shift(images), rotate(images, 0), scale(images, 1), augmented(images, 0, 0, 0)):
        np.testing.assert_array_equal(same, images)
        assert same is not images


def test_half_a_pixel_is_the_mean_of_two():
    moved = shift(IMAGES, right=0.5)
    np.testing.assert_allclose(moved[:, :, 1:], (IMAGES[:, :, 1:] + IMAGES[:, :, :-1]) / 2)
    np.testing.assert_allclose(moved[:, :, 0], IMAGES[:, :, 0] / 2)  # half of it is paper


def test_twice_as_large_shows_the_middle():
    image = np.zeros((1, 9, 9))
    image[:, 3:6, 3:6] = 1  # 3 × 3
    np.testing.assert_array_equal(scale(image, 2)[0, 2:7, 2:7], 1)  # its pixels now lie 2 apart: 5 × 5 between them
    assert scale(image, 2).sum() == pytest.approx(36)  # 3 · 2 squared
    assert scale(image, 0.5)[0, 4, 4] == 1
    assert scale(image, 0.5)[0, 3, 3] == 0


# ---- scipy


@given(st.floats(-12, 12), st.floats(-12, 12))
def test_shifts_are_scipys(down, right):
    theirs = scipy.ndimage.shift(IMAGES, (0, down, right), order=1, mode="grid-constant")
    np.testing.assert_allclose(shift(IMAGES, down, right), theirs, atol=1e-12)


@given(st.floats(-360, 360))
def test_rotations_are_scipys(degrees):
    theirs = scipy.ndimage.rotate(IMAGES, degrees, axes=(1, 2), reshape=False, order=1, mode="grid-constant")
    np.testing.assert_allclose(rotate(IMAGES, degrees), theirs, atol=1e-12)


@given(st.floats(0.2, 5))
def test_scales_are_scipys(factor):
    np.testing.assert_allclose(scale(IMAGES, factor), scipys(IMAGES, np.eye(2) / factor), atol=1e-12)


def test_away_from_the_edge_so_is_scipys_other_way_to_treat_it():
    """Its mode "constant" gives 0 for every place outside the outer pixels, ours fades to 0 within one pixel."""
    turned, theirs = rotate(IMAGES, 20), scipy.ndimage.rotate(IMAGES, 20, axes=(1, 2), reshape=False, order=1)
    inside = theirs != 0
    assert inside.mean() > 0.6
    np.testing.assert_allclose(turned[inside], theirs[inside], atol=1e-12)


# ---- one number an image


def test_each_image_may_move_by_its_own_number():
    down, degrees = np.array([0.0, 1.5, -3.0]), np.array([10.0, 0.0, -80.0])
    for i in range(3):
        np.testing.assert_array_equal(shift(IMAGES, down)[i], shift(IMAGES, down[i])[i])
        np.testing.assert_array_equal(rotate(IMAGES, degrees)[i], rotate(IMAGES, degrees[i])[i])


def test_more_images_than_are_done_at_once():
    many = np.repeat(IMAGES[:1], 1003, axis=0)
    down = np.linspace(-4, 4, 1003)
    moved = shift(many, down)
    for i in (0, 999, 1000, 1002):
        np.testing.assert_array_equal(moved[i], shift(IMAGES[:1], down[i])[0])


# ---- augmented


def test_an_image_is_scaled_and_turned_about_its_middle_then_shifted():
    random = seeded(3)
    (down, right), degrees, factor = random.uniform(-2, 2, (2, 1)), random.uniform(-10, 10), random.uniform(0.9, 1.1)
    cos, sin = np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))
    matrix = np.array([[cos, sin], [-sin, cos]]) / factor
    theirs = scipys(IMAGES[:1], matrix, -matrix @ [down.item(), right.item()])
    np.testing.assert_allclose(augmented(IMAGES[:1], generator=seeded(3)), theirs, atol=1e-12)


def test_every_image_goes_a_way_of_its_own():
    same = np.repeat(IMAGES[:1], 50, axis=0)
    moved = augmented(same, generator=seeded())
    assert len(np.unique(moved.round(9), axis=0)) == 50


def test_how_far_they_go():
    point = np.zeros((4000, 9, 9))
    point[:, 4, 4] = 1
    moved = augmented(point, pixels=2, degrees=180, zoom=0.0, generator=seeded())  # the middle stays where it is put
    rows, columns = np.indices((9, 9)) - 4
    for place in (rows, columns):
        middle = (moved * place).sum(axis=(1, 2)) / moved.sum(axis=(1, 2))
        assert np.abs(middle).max() < 2.4
        assert middle.std() == pytest.approx(4 / np.sqrt(12), rel=0.05)  # evenly from −2 to 2


def test_the_generator_decides_everything():
    np.testing.assert_array_equal(augmented(IMAGES, generator=seeded(1)), augmented(IMAGES, generator=seeded(1)))
    assert not np.array_equal(augmented(IMAGES, generator=seeded(1)), augmented(IMAGES, generator=seeded(2)))
    dlcore.seed(1)
    np.testing.assert_array_equal(augmented(IMAGES), augmented(IMAGES, generator=seeded(1)))


# ---- conventions


@moves
@pytest.mark.parametrize("dtype", [np.uint8, np.int64, np.float32, np.float64])
def test_shape_and_dtype_stay_and_the_input_too(move, dtype):
    images = (255 * IMAGES).astype(dtype)
    before = images.copy()
    moved = move(images)
    assert (moved.shape, moved.dtype) == (images.shape, dtype)
    assert 0 <= moved.min() <= moved.max() <= images.max()
    np.testing.assert_array_equal(images, before)


def test_whole_numbers_are_rounded():
    image = np.array([[[0, 3, 255]]], np.uint8)
    assert shift(image, right=0.5).tolist() == [[[0, 2, 129]]]


def test_no_images_are_no_images():
    assert augmented(IMAGES[:0]).shape == (0, 9, 12)


# ---- bad input


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            lambda: shift(IMAGES[0], 1),
            r"shift: images have shape \(9, 12\), dtype float64; expected numbers \(N, H, W\)",
        ),
        (lambda: rotate(IMAGES > 0.5, 3), "rotate: images have shape .* dtype bool"),
        (
            lambda: shift(IMAGES, [1, 2]),
            r"shift: down has shape \(2,\), expected a number, or one for each of 3 images",
        ),
        (lambda: scale(IMAGES, 0), "scale: factor is 0.0, expected a number above 0"),
        (lambda: scale(IMAGES, np.nan), "scale: factor is nan, expected finite numbers"),
        (
            lambda: augmented(IMAGES, pixels=-1),
            "augmented: pixels is -1, degrees 10.0 and zoom 0.1, expected none below",
        ),
        (lambda: augmented(IMAGES, zoom=1), "augmented: .* zoom 1, expected none below 0 and zoom below 1"),
    ],
)
def test_what_cannot_be_moved_is_a_sentence(call, words):
    with pytest.raises(ValueError, match=words):
        call()
