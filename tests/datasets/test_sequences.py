"""Sunspots; splits in time, windows and streams."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlcore.datasets import in_order, names, sonnets, streams, sunspots, windows

# sunspots


def test_the_record_as_the_source_describes_it():
    year, number = sunspots()
    np.testing.assert_array_equal(year, np.arange(1700, 2009))
    assert year.dtype == np.int64
    assert number.dtype == np.float64
    assert (number[0], number[-1]) == (5.0, 2.9)
    assert (year[number.argmax()], number.max(), number.min()) == (1957, 190.2, 0.0)


def test_the_cycle_lasts_eleven_years():
    _, number = sunspots()
    power = np.abs(np.fft.rfft(number - number.mean())) ** 2
    assert 10.5 < len(number) / power.argmax() < 11.5


def test_what_is_returned_may_be_changed():
    sunspots().number[:] = 0
    assert sunspots().number.max() > 0


# splits in time


@given(st.integers(5, 200), st.lists(st.integers(1, 9), min_size=2, max_size=4))
def test_parts_follow_each_other_and_hold_everything(n, weights):
    shares = np.array(weights) / sum(weights)
    values = np.arange(n)
    try:
        parts = in_order(values, shares)
    except ValueError:
        assert min(shares) * n < 1
        return
    np.testing.assert_array_equal(np.concatenate(parts), values)
    assert all(abs(len(part) - share * n) <= 1 for part, share in zip(parts, shares, strict=True))


def test_a_text_or_a_list_of_texts_stays_what_it_is():
    assert in_order("abcdefghij", (0.8, 0.2)) == ("abcdefgh", "ij")
    train, held_out = in_order(sonnets(), (0.9, 0.1))
    assert (len(train), len(held_out)) == (139, 15)
    assert train + held_out == sonnets()
    assert [len(part) for part in in_order(names())] == [3098, 1032, 1033]


# windows


def test_the_target_is_the_input_one_step_later():
    x, y = windows(np.arange(6), 3)
    np.testing.assert_array_equal(x, [[0, 1, 2], [1, 2, 3], [2, 3, 4]])
    np.testing.assert_array_equal(y, x + 1)


@given(st.integers(1, 8), st.integers(1, 5), st.integers(1, 4), st.integers(0, 20))
def test_windows_fit_as_often_as_they_can(length, stride, ahead, more):
    values = np.arange(2 * (length + ahead + more)).reshape(-1, 2)  # two numbers a step
    x, y = windows(values, length, stride, ahead)
    assert x.shape == y.shape == (1 + more // stride, length, 2)
    np.testing.assert_array_equal(x[:, 0, 0], 2 * stride * np.arange(len(x)))
    np.testing.assert_array_equal(y, x + 2 * ahead)


def test_windows_are_copies():
    values = np.arange(5)
    x, _ = windows(values, 2)
    x[:] = 9
    np.testing.assert_array_equal(values, np.arange(5))


# streams


def test_rows_go_on_from_piece_to_piece():
    pieces = list(streams(np.arange(14), batch=2, length=3, epochs=2))
    assert [piece.begins for piece in pieces] == [True, False, True, False]
    np.testing.assert_array_equal(pieces[0].x, [[0, 1, 2], [6, 7, 8]])
    np.testing.assert_array_equal(pieces[1].x, [[3, 4, 5], [9, 10, 11]])
    for x, y, _ in pieces:
        np.testing.assert_array_equal(y, x + 1)


@given(st.integers(1, 4), st.integers(1, 6), st.integers(1, 5), st.integers(0, 30))
def test_streams_read_everything_but_what_fills_no_piece(batch, length, pieces, rest):
    rest %= batch * length
    n = pieces * batch * length + 1 + rest
    found = list(streams(np.arange(n), batch, length))
    assert len(found) == pieces
    read = np.concatenate([piece.x for piece in found], axis=1)
    np.testing.assert_array_equal(read.ravel(), np.arange(n - 1 - rest))


# bad input


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: in_order([1, 2, 3], (0.5, 0.6)), r"in_order: shares is \[0.5, 0.6\], expected two positive numbers"),
        (lambda: in_order([1, 2], (0.4, 0.3, 0.3)), "in_order: 2 values do not fill 3 parts of these shares"),
        (lambda: windows(np.arange(3), 3), "windows: there are 3 values, expected 4 or more for length=3 and ahead=1"),
        (lambda: windows(np.arange(3), 0), "windows: length is 0, expected a whole number from 1"),
        (lambda: streams(np.arange(6), 2, 3), "streams: there are 6 values, expected 7 or more for batch=2 and"),
        (lambda: streams(np.arange(6), 2, 1.5), "streams: length is 1.5, expected a whole number from 1"),
    ],
)
def test_bad_input_is_a_sentence(call, message):
    with pytest.raises(ValueError, match=message):
        call()
