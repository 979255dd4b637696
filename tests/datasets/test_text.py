"""Names and sonnets as their sources have them, and numbers for their symbols."""

import hashlib
import string
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlcore.datasets import Vocabulary, names, names_in_parts, padded, sonnets

SHA256 = {
    "names.txt": "a17c8aabba296fec1b7853328bf1083e00df6d6ae785f3cb62b624e31f2c82a6",
    "sonnets.txt": "f0a53fd822697ea1d32a2030249fa093638fc14dcb37c5660867159978f4bc50",
    "sunspots_yearly.csv": "f67889b1d9002cd5227f0e0ef54e35b419cdd85a31279adef6f73fb41e5c0a9b",
}


@pytest.mark.parametrize("name", SHA256)
def test_the_files_are_those_of_the_sources(name):
    content = files("dlcore.datasets").joinpath("data", name).read_bytes()
    assert hashlib.sha256(content).hexdigest() == SHA256[name]


def test_names():
    found = names()
    assert len(found) == len(set(found)) == 5163
    assert found[:3] == ("james", "john", "robert")
    assert set("".join(found)) == set(string.ascii_lowercase)
    assert max(map(len, found)) == 11


def test_names_in_parts():
    train, validation, test = names_in_parts()
    assert (len(train), len(validation), len(test)) == (4130, 517, 516)
    assert sorted(train + validation + test) == sorted(names())
    assert test[:2] != names()[-516:][:2]  # rare names stand last in the list, not in its last part


def test_sonnets_have_fourteen_lines_but_for_two():
    poems = sonnets()
    assert len(poems) == 154
    lines = {number: poem.count("\n") for number, poem in enumerate(poems, start=1) if poem.count("\n") != 14}
    assert lines == {99: 15, 126: 12}  # as scholars count them
    assert poems[17].startswith("Shall I compare thee to a summer's day?\n")
    assert poems[0].endswith("by the grave and thee.\n")
    assert all(poem.strip() and "\n\n" not in poem for poem in poems)


def test_the_running_text():
    text = "\n".join(sonnets())
    assert len(text) == 94_346 + 154 + 153
    assert len(Vocabulary(text)) == 61


def test_the_example_in_the_docstring():
    letters = Vocabulary("hello")
    assert letters.symbols == ("e", "h", "l", "o")
    assert letters.encode("hole").tolist() == [1, 3, 2, 0]
    assert letters.encode("hole").dtype == np.int64
    assert letters.decode([1, 0, 2]) == "hel"
    assert len(letters) == 4
    assert repr(letters) == "Vocabulary of 4 symbols: 'ehlo'"


@given(st.text(min_size=1))
def test_there_and_back_is_the_same_text(text):
    vocabulary = Vocabulary(text)
    numbers = vocabulary.encode(text)
    assert numbers.max() == len(vocabulary) - 1
    assert vocabulary.decode(numbers) == text
    assert vocabulary.decode(numbers.astype(np.uint32)) == text


def test_texts_of_unequal_length_are_padded():
    x, y = padded(["ab", "c"], Vocabulary("\nabc"))
    np.testing.assert_array_equal(x, [[0, 1, 2], [0, 3, 0]])
    np.testing.assert_array_equal(y, [[1, 2, 0], [3, 0, -100]])


@given(st.lists(st.text("abc", max_size=9), min_size=1, max_size=5))
def test_padding_loses_no_symbol_and_asks_for_nothing_more(texts):
    letters = Vocabulary("\nabc")
    x, y = padded(texts, letters)
    assert x.shape == y.shape == (len(texts), max(map(len, texts)) + 1)
    for text, read, told in zip(texts, x, y, strict=True):
        asked = told != -100
        assert letters.decode(told[asked]) == text + "\n"
        assert letters.decode(read[asked]) == "\n" + text


def test_no_text_is_refused():
    with pytest.raises(ValueError, match="there is no text"):
        padded([], Vocabulary("\nabc"))


def test_an_empty_text_has_no_numbers():
    assert Vocabulary("ab").encode("").shape == (0,)
    assert Vocabulary("ab").decode([]) == ""


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Vocabulary(""), "Vocabulary: the text is empty"),
        (lambda: Vocabulary("ab").encode("abcd"), "Vocabulary: the text has 'c', 'd', expected known symbols only"),
        (lambda: Vocabulary("ab").decode([0, 2]), "Vocabulary: 2 is the number of no symbol, expected 0 to 1"),
        (lambda: Vocabulary("ab").decode([-1]), "Vocabulary: -1 is the number of no symbol"),
    ],
)
def test_bad_input_is_a_sentence(call, message):
    with pytest.raises(ValueError, match=message):
        call()
