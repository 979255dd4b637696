"""first_symbol and adding: what decides is where it should be, and guessing scores what it should."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlcore.datasets import adding, first_symbol

RNG = np.random.default_rng


@given(st.integers(1, 20), st.integers(1, 9), st.integers(2, 5))
def test_the_target_is_the_first_symbol(n, length, symbols):
    x, y = first_symbol(n, length, symbols, RNG(0))
    assert x.shape == (n, length, symbols)
    assert x.dtype == np.float32
    np.testing.assert_array_equal(x.sum(axis=2), 1)
    np.testing.assert_array_equal(x[:, 0].argmax(axis=1), y)


def test_later_symbols_say_nothing():
    x, y = first_symbol(20_000, 3, generator=RNG(0))
    shares = [np.mean(x[:, t].argmax(axis=1) == y) for t in range(3)]
    assert shares == [1.0, pytest.approx(0.25, abs=0.012), pytest.approx(0.25, abs=0.012)]


@given(st.integers(1, 20), st.integers(2, 9))
def test_the_target_is_the_sum_of_the_marked_numbers(n, length):
    x, y = adding(n, length, RNG(0))
    assert x.shape == (n, length, 2)
    assert x.dtype == y.dtype == np.float32
    half = length // 2
    assert np.all(x[:, :half, 1].sum(axis=1) == 1)
    assert np.all(x[:, half:, 1].sum(axis=1) == 1)
    np.testing.assert_allclose(y[:, 0], [row[row[:, 1] == 1, 0].sum() for row in x], rtol=1e-6)


def test_always_answering_one_has_an_error_of_a_sixth():
    _, y = adding(50_000, 4, RNG(0))
    assert np.mean((y - 1) ** 2) == pytest.approx(1 / 6, rel=0.02)


def test_a_seed_repeats_them():
    for draw in (first_symbol, adding):
        for mine, other in zip(draw(3, 4, generator=RNG(5)), draw(3, 4, generator=RNG(5)), strict=True):
            np.testing.assert_array_equal(mine, other)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: first_symbol(0, 5), "first_symbol: n is 0, expected a whole number from 1"),
        (lambda: first_symbol(4, 5, 1), "first_symbol: symbols is 1, expected a whole number from 2"),
        (lambda: adding(4, 1), "adding: length is 1, expected a whole number from 2"),
    ],
)
def test_bad_input_is_a_sentence(call, message):
    with pytest.raises(ValueError, match=message):
        call()
