"""Lesson 07's explorer (b): the gates that are shown are those of the trained net."""

import numpy as np
import pytest

from dlcore import models
from dlcore.explore.gates_over_text import LETTERS, PARTS, TEXTS, GatesOverText, Reading, read
from dlcore.nn.functional import sigmoid


@pytest.fixture(scope="module")
def model():
    return models.pretrained("names_lstm")


@pytest.fixture
def explorer(model):
    made = GatesOverText(model)
    yield made
    made.close()


def test_what_is_read_is_the_state_of_the_model(model):
    text = "ann\nzoe"
    parts = read(model, text)
    assert {part.shape for part in parts.values()} == {(7, model.rnn.hidden_size)}
    for t in range(7):
        _, (h, c) = model.read(LETTERS.encode("\n" + text[: t + 1])[None])
        np.testing.assert_allclose(parts["c"][t], c[0, 0], rtol=1e-5, atol=1e-6)
        np.testing.assert_allclose(parts["o"][t] * np.tanh(c[0, 0]), h[0, 0], rtol=1e-5, atol=1e-6)


def test_gates_are_those_of_the_weights(model):
    layer, hidden = model.rnn, model.rnn.hidden_size
    _, (h, _) = model.read(LETTERS.encode("\nab")[None])
    x = model.embedding.weight.data[LETTERS.encode("c")[0]]
    a = layer.weight_ih_l0 @ x + layer.bias_ih_l0.data + layer.weight_hh_l0 @ h[0, 0] + layer.bias_hh_l0.data
    parts = read(model, "abc")
    for place, name in ((0, "i"), (1, "f"), (3, "o")):
        np.testing.assert_allclose(
            parts[name][2], sigmoid(a[place * hidden : (place + 1) * hidden]), rtol=1e-4, atol=1e-6
        )


def test_units_stand_in_the_order_of_their_forget_gates(explorer):
    means = [explorer.set(unit=unit).result.unit for unit in (1, 2, 64)]
    assert means == [0, 1, 63]
    every = np.concatenate([explorer.set(text=text + 1).result.parts["f"] for text in range(len(TEXTS))])
    assert (np.diff(every.mean(axis=0)) >= -1e-6).all()


def test_challenges_can_be_met(explorer):
    assert list(explorer.met.values()) == [False, False]
    for unit in range(1, 65):
        explorer.set(unit=unit)
    assert list(explorer.met.values()) == [True, True]


def reading(text, **parts):
    """One unit that does this with a text."""
    return Reading(text, 0, {name: np.array(part)[:, None] for name, part in parts.items()}, "f")


def test_what_the_challenges_ask():
    assert reading("ab\nb", f=[0.7, 0.3, 0.2, 0.9]).forgets_names
    assert not reading("ab\nb", f=[0.7, 0.3, 0.3, 0.9]).forgets_names
    assert not reading("ab\nb", f=[0.5, 0.3, 0.2, 0.9]).forgets_names
    assert not reading("abb", f=[0.7, 0.7, 0.7]).forgets_names
    assert reading("ab\ne", c=[1.0, -1.0, 1.0, 2.0]).knows_vowels == 1
    assert reading("ab\nb", c=[-1.0, 1.0, 1.0, -2.0]).knows_vowels == pytest.approx(2 / 3)


def test_the_letters_are_those_of_the_model(model):
    assert len(LETTERS) == model.embedding.num_embeddings


def test_a_text_of_ones_own(model):
    explorer = GatesOverText(model, ["ada", "eva"])
    assert explorer.sentence.startswith("Unit 20 on ada: f goes from 0.")
    explorer.close()
    with pytest.raises(ValueError, match="the text has 'A', expected known symbols only"):
        GatesOverText(model, ["Ada"])


def test_each_part_has_a_place(explorer):
    for part in PARTS:
        assert explorer.set(part=part).result.part == part
