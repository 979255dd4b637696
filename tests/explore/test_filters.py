"""The filters: PyTorch's cross-correlation, the challenges, the guessing game."""

import numpy as np
import pytest
import torch

from dlcore.explore.filters import NAMES, PICTURES, PRESETS, DesignFilter, filtered
from dlcore.explore.guess_filter import BY_WORDS, CANDIDATES, GuessFilter


@pytest.mark.parametrize("name", PICTURES)
def test_pictures(name):
    image = PICTURES[name]()
    assert image.shape == (160, 160)
    assert 0 <= image.min() < 0.1
    assert 0.9 < image.max() <= 1


@pytest.mark.parametrize("name", PRESETS)
def test_filtering_is_torchs(name):
    image, weights = np.random.default_rng(0).random((9, 7)), np.reshape(PRESETS[name][1], (3, 3)).astype(float)
    expected = torch.nn.functional.conv2d(*(torch.tensor(a)[None, None] for a in (image, weights)))[0, 0]
    np.testing.assert_allclose(filtered(image, weights), expected, atol=1e-12)


def test_a_button_sets_the_sliders_and_a_slider_the_filter():
    panel = DesignFilter()
    panel.act("sharpen")
    assert [panel.values[name] for name in NAMES] == PRESETS["sharpen"][1]
    panel.set(w11=2.5)
    assert panel.state.weights.ravel().tolist() == [2.5, *PRESETS["sharpen"][1][1:]]
    assert panel.sentence.startswith("The weights 2.5, −1, 0; −1, 5, −1; 0, −1, 0 add up to 3.5;")
    panel.close()


def test_the_challenges():
    panel = DesignFilter()
    for action in panel.actions:
        panel.act(action)
    assert list(panel.met.values()) == [False, False]  # no button does it
    panel.act("same")
    panel.set(w22=0.0, w12=1.0)
    assert list(panel.met.values()) == [True, False]
    assert np.array_equal(panel.state.output, panel.state.image[:-2, 1:-1])
    panel.set(**dict(zip(NAMES, [-1.0, -2.0, -1.0, 0.0, 0.0, 0.0, 1.0, 2.0, 1.0], strict=True)))
    assert list(panel.met.values()) == [True, True]
    stripes = np.tile([0.0, 1, 1, 0, 1, 0], (6, 1))  # vertical edges only
    assert not filtered(stripes, panel.state.weights).any()
    assert filtered(stripes.T, panel.state.weights).any()
    panel.close()


def test_every_candidate_makes_a_picture_of_its_own():
    image = PICTURES["photograph"]()
    outputs = [filtered(image, np.reshape(weights, (3, 3))) for weights in CANDIDATES.values()]
    for i, one in enumerate(outputs):
        for other in outputs[:i]:
            assert np.abs(one - other).mean() > 0.03
    assert len(BY_WORDS) == len(CANDIDATES)


def test_a_round_of_puzzles_has_each_filter_once():
    game, hidden = GuessFilter(), []
    for _ in CANDIDATES:
        hidden.append(game.state.hidden)
        game.act("next")
    assert sorted(hidden) == sorted(CANDIDATES)
    game.close()


def _guess(game, right):
    words = next(w for w, name in BY_WORDS.items() if (name == game.state.hidden) == right)
    return game.set(guess=words).act("check")


def test_right_and_wrong_guesses_are_counted():
    game = GuessFilter()
    _guess(game, right=False)
    assert game.sentence.endswith("makes another picture.")
    _guess(game, right=False)
    assert game.state.wrong == 1  # the same comparison again is none
    _guess(game, right=True)
    assert (game.state.solved, game.state.streak) == (1, 0)
    _guess(game, right=True)
    assert game.state.solved == 1
    for _ in range(3):
        assert list(game.met.values()) == [False]
        game.act("next")
        _guess(game, right=True)
    assert (game.state.solved, game.state.streak) == (4, 3)
    assert list(game.met.values()) == [True]
    game.act("next").act("next")
    assert game.state.streak == 0
    game.close()
