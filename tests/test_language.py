"""Language models judged and made to write: by numbers computed by hand, and on both kinds of model."""

import itertools
import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlcore import language, nn
from dlcore.datasets import Vocabulary
from dlcore.language import Bigrams, bits, held_out, perplexity, sample, write
from dlcore.models import characters

RNG = np.random.default_rng
AB = Vocabulary("ab")


def test_who_knows_nothing_is_as_perplexed_as_there_are_symbols():
    assert perplexity(math.log(27)) == pytest.approx(27)
    assert bits(math.log(8)) == pytest.approx(3)


def test_bigrams_count_inside_each_text():
    model = Bigrams([[0, 1, 0, 1], [1, 1]], 2, smoothing=1)
    np.testing.assert_array_equal(model.counts, [[0, 2], [1, 1]])
    np.testing.assert_allclose(np.exp(model.log_probabilities), [[1 / 4, 3 / 4], [2 / 4, 2 / 4]])


@given(st.integers(1, 6), st.floats(0.01, 10))
def test_bigrams_are_probabilities(symbols, smoothing):
    model = Bigrams([RNG(0).integers(0, symbols, 20)], symbols, smoothing)
    np.testing.assert_allclose(np.exp(model.log_probabilities).sum(axis=1), 1)


def test_bigrams_give_logits_as_cross_entropy_takes_them():
    text = RNG(0).integers(0, 3, 50)
    model = Bigrams([text], 3)
    loss = nn.CrossEntropyLoss()(model(text[None, :-1]), text[None, 1:])
    by_hand = -np.mean([model.log_probabilities[a, b] for a, b in itertools.pairwise(text)])
    assert loss == pytest.approx(by_hand)
    assert held_out(model, text, length=7) == pytest.approx(by_hand)


@pytest.mark.parametrize("length", [1, 7, 1000])
def test_held_out_hands_the_state_on(length):
    model, text = characters(nn, 5, 6, 4).double(), RNG(0).integers(0, 5, 41)
    whole = nn.CrossEntropyLoss()(model(text[None, :-1]), text[None, 1:])
    assert held_out(model, text, length) == pytest.approx(float(whole), rel=1e-12)


def test_samples_have_the_probabilities():
    logits = np.log([0.5, 0.2, 0.3])
    drawn = sample(np.broadcast_to(logits, (20_000, 3)), generator=RNG(0))
    np.testing.assert_allclose(np.bincount(drawn) / len(drawn), [0.5, 0.2, 0.3], atol=0.015)


def test_temperature_divides_the_logits():
    logits = np.array([1.0, 0.0])
    for temperature in (0.5, 2.0):
        drawn = sample(np.broadcast_to(logits, (20_000, 2)), temperature, RNG(0))
        assert np.mean(drawn == 0) == pytest.approx(1 / (1 + math.exp(-1 / temperature)), abs=0.015)
    assert sample(np.array([1e4, 0.0, -1e4]), 0.01, RNG(0)) == 0


def test_no_symbol_beyond_the_last_is_drawn(monkeypatch):
    monkeypatch.setattr(language.random, "generator", lambda given: given)
    highest = SimpleNamespace(random=lambda shape: np.full(shape, np.nextafter(1, 0)))
    assert (sample(np.log(np.full((4, 49), 1 / 49)), generator=highest) == 48).all()


def test_a_model_writes_what_it_was_made_of():
    always = Bigrams([AB.encode("abababab")], 2, smoothing=1e-12)
    assert write(always, AB, "a", 5, generator=RNG(0)) == "babab"
    assert write(always, AB, "a", 5, generator=RNG(0), end="b") == ""


def test_writing_reads_the_start_and_every_symbol_drawn():
    """Each symbol has the probability that the whole text before it gives."""
    model, letters = characters(nn, 3, 8, 4).double(), Vocabulary("abc")
    text = write(model, letters, "ab", 6, temperature=0.01, generator=RNG(0))
    shown = "ab"
    for symbol in text:
        assert letters.decode(model(letters.encode(shown)[None])[0, :, -1].argmax()) == symbol
        shown += symbol


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: sample(np.zeros(3), 0), "temperature is 0, expected a positive number"),
        (lambda: Bigrams([[0, 1]], 2, 0), "smoothing is 0, expected a positive number"),
        (lambda: Bigrams([[[0, 1]]], 2), r"a text has shape \(1, 2\), expected \(T,\)"),
        (lambda: write(Bigrams([[0, 1]], 2), AB, "", 3), "start is empty"),
        (lambda: held_out(Bigrams([[0, 1]], 2), [0]), "expected .* two symbols or more"),
    ],
)
def test_bad_input(call, words):
    with pytest.raises(ValueError, match=words):
        call()
