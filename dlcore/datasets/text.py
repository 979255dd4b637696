"""Texts to read letter by letter: first names and sonnets; and the numbers that stand for symbols."""

import functools
import re
from importlib.resources import files

import numpy as np

from dlcore.datasets.sequences import in_order
from dlcore.datasets.splits import Examples


def names():
    """5,163 first names of the United States, in small letters a to z, the most frequent first.

    Returns
        a tuple of str, no two alike
    Source
        U.S. Census Bureau, Frequently occurring first names and surnames from the 1990 census. Public domain.

    The order is that of frequency, and rare names differ from frequent ones: shuffle before you split.
    """
    return tuple(_read("names.txt").split())


@functools.cache
def names_in_parts():
    """(train, validation, test): the names shuffled once, always alike, then 80, 10 and 10 of 100; tuples of str."""
    there = names()
    order = np.random.default_rng(0).permutation(len(there))
    return in_order(tuple(there[n] for n in order), (0.8, 0.1, 0.1))


def sonnets():
    """Shakespeare's 154 sonnets, in their order.

    Returns
        a tuple of str, each the lines of one poem with a line break after each, without its number;
        `"\\n".join(sonnets())` is the running text
    Source
        W. Shakespeare (1609), text of Project Gutenberg. Public domain.
    """
    _, *poems = re.split(r"^[IVXLC]+\n", _read("sonnets.txt"), flags=re.MULTILINE)
    return tuple(poem.strip("\n") + "\n" for poem in poems)


class Vocabulary:
    """The symbols of a text and their numbers, 0, 1, … in the order of Unicode.

    letters = Vocabulary("hello")
    letters.encode("hole")          array([1, 3, 2, 0])
    letters.decode([1, 0, 2])       'hel'
    len(letters)                    4
    """

    def __init__(self, text):
        self.symbols = tuple(sorted(set(text)))
        if not self.symbols:
            raise ValueError("Vocabulary: the text is empty, expected one symbol or more")
        self._numbers = {symbol: number for number, symbol in enumerate(self.symbols)}

    def encode(self, text):
        """The number of each symbol, int64 (len(text),)."""
        unknown = sorted(set(text) - set(self.symbols))
        if unknown:
            raise ValueError(f"Vocabulary: the text has {', '.join(map(repr, unknown))}, expected known symbols only")
        return np.array([self._numbers[symbol] for symbol in text], dtype=np.int64)

    def decode(self, numbers):
        """The text of numbers from 0 to len(self) − 1, of any integer type."""
        numbers = np.asarray(numbers, dtype=np.int64).ravel()
        if numbers.size and not 0 <= numbers.min() <= numbers.max() < len(self):
            wrong = numbers[(numbers < 0) | (numbers >= len(self))][0]
            raise ValueError(f"Vocabulary: {wrong} is the number of no symbol, expected 0 to {len(self) - 1}")
        return "".join(self.symbols[number] for number in numbers)

    def __len__(self):
        return len(self.symbols)

    def __repr__(self):
        return f"Vocabulary of {len(self)} symbols: {''.join(self.symbols)!r}"


NOTHING = -100  # a target that CrossEntropyLoss leaves out, its ignore_index


def padded(texts, vocabulary, border="\n"):
    """Texts of unequal length as rows: each begins with the border and ends with it.

    Row n of x reads: border, then the text, then padding, which is the border again. Row n of y is one symbol later:
    the text, then the border; where there is only padding it is −100, which CrossEntropyLoss leaves out.

        padded(["ab", "c"], Vocabulary("\nabc"))       x [[0, 1, 2], [0, 3, 0]]        y [[1, 2, 0], [3, 0, −100]]

    Shapes
        Examples(x (N, T), y (N, T)) of integers; T is that of the longest text, and one more
    """
    numbers = [vocabulary.encode(border + text + border) for text in texts]
    if not numbers:
        raise ValueError("padded: there is no text, expected one or more")
    steps = max(map(len, numbers)) - 1
    x = np.full((len(numbers), steps), vocabulary.encode(border)[0])
    y = np.full((len(numbers), steps), NOTHING)
    for row, text in enumerate(numbers):
        x[row, : len(text) - 1], y[row, : len(text) - 1] = text[:-1], text[1:]
    return Examples(x, y)


def _read(name):
    return files("dlcore.datasets").joinpath("data", name).read_text(encoding="utf-8")
