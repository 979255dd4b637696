"""Lesson 08: unusual answers to its exercises, and what its exercises claim."""

import ast
import copy
import inspect
import textwrap
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn.functional import binary_cross_entropy_with_logits as torch_bce

from dlcore import exercises, gan
from dlcore.exercises import Exercise, Prediction, catalogue
from dlcore.exercises.lesson08.rounds import careless, player
from tools import lesson

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
EXERCISES = catalogue.entries(8, Exercise)
ANSWERS = {number: exercise.answer for number, exercise in EXERCISES.items()}


def test_what_is_there():
    assert list(EXERCISES) == [f"8.{place}{variant}" for place in range(1, 7) for variant in ("", "v")]
    assert list(catalogue.entries(8, Prediction)) == [f"8.{place}" for place in range(1, 12)]


def leaf(array):
    return torch.tensor(array, requires_grad=True)


def agrees(answer, loss, *leaves):
    """A loss and gradients, as torch has them."""
    slopes = torch.autograd.grad(loss, leaves)
    for ours, theirs in zip(answer, (loss, *slopes), strict=True):
        np.testing.assert_allclose(ours, theirs.detach(), atol=1e-12)


@pytest.mark.parametrize("logits", EXERCISES["8.1"].inputs)
def test_the_discriminator_s_loss_is_torch_s_and_dlcore_s(logits):
    real, fake = map(leaf, logits)
    loss = torch_bce(real, torch.ones_like(real)) + torch_bce(fake, torch.zeros_like(fake))
    agrees(ANSWERS["8.1"](*logits), loss, real, fake)
    for ours, theirs in zip(ANSWERS["8.1"](*logits), gan.discriminator_loss(*logits), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-12)


@pytest.mark.parametrize(("real", "fake", "t"), EXERCISES["8.1v"].inputs)
def test_soft_labels_are_torch_s_and_dlcore_s(real, fake, t):
    leaves = leaf(real), leaf(fake)
    halves = [torch_bce(f, torch.full_like(f, label)) for f, label in zip(leaves, (t, 0.0), strict=True)]
    agrees(ANSWERS["8.1v"](real, fake, t), sum(halves), *leaves)
    smoothed = gan.discriminator_loss(real, fake, smoothing=1 - t)
    for ours, theirs in zip(ANSWERS["8.1v"](real, fake, t), smoothed, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-9)


@pytest.mark.parametrize("logits", EXERCISES["8.4"].inputs)
def test_the_generator_s_loss_is_torch_s_and_dlcore_s(logits):
    fake = leaf(*logits)
    agrees(ANSWERS["8.4"](*logits), torch_bce(fake, torch.ones_like(fake)), fake)
    for ours, theirs in zip(ANSWERS["8.4"](*logits), gan.non_saturating_loss(*logits), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-12)


@pytest.mark.parametrize(("real", "fake"), EXERCISES["8.4v"].inputs)
def test_least_squares_are_torch_s_and_dlcore_s(real, fake):
    d, *of_g = ANSWERS["8.4v"](real, fake)
    f, mse = leaf(fake), torch.nn.functional.mse_loss
    agrees(of_g, mse(f, torch.ones_like(f)) / 2, f)
    r = torch.tensor(real)
    assert d == pytest.approx((mse(r, torch.ones_like(r)) + mse(f, torch.zeros_like(f))).item() / 2)
    assert d == pytest.approx(gan.least_squares_discriminator_loss(real, fake)[0])
    assert of_g[0] == pytest.approx(gan.least_squares_loss(fake)[0])


@pytest.mark.parametrize(("p", "q"), EXERCISES["8.2"].inputs)
def test_no_discriminator_is_better_than_the_best(p, q):
    d, value = ANSWERS["8.2"](p, q)
    np.testing.assert_allclose(d, gan.best_discriminator(p, q))
    assert value == pytest.approx(gan.value(p, q))
    assert value == pytest.approx(-np.log(4) + 2 * ANSWERS["8.3"](p, q))
    generator = np.random.default_rng(0)
    for _ in range(100):
        other = np.clip(d + generator.normal(0, 0.1, d.shape), 1e-9, 1 - 1e-9)
        assert np.sum(p * np.log(other) + q * np.log(1 - other)) < value


def test_from_the_discriminator_back_to_the_data():
    for q, logits in EXERCISES["8.2v"].inputs:
        p = ANSWERS["8.2v"](q, logits)
        np.testing.assert_allclose(gan.best_discriminator(p, q), 1 / (1 + np.exp(-logits)))
    p, q = np.array([0.2, 0.5, 0.3]), np.array([0.6, 0.3, 0.1])
    np.testing.assert_allclose(ANSWERS["8.2v"](q, np.log(p / q)), p)


def test_divergence_is_dlcore_s_and_bounded():
    generator = np.random.default_rng(0)
    for p, q in [*EXERCISES["8.3"].inputs, *generator.dirichlet(0.3 * np.ones(6), (50, 2))]:
        assert ANSWERS["8.3"](p, q) == pytest.approx(gan.js(p, q), abs=1e-12)
        assert ANSWERS["8.3"](p, q) == pytest.approx(ANSWERS["8.3"](q, p))
        assert 0 <= ANSWERS["8.3"](p, q) <= np.log(2) + 1e-12
        assert 0.5 <= ANSWERS["8.3v"](p, q) <= 1


def test_best_accuracy_is_that_of_samples():
    p, q = EXERCISES["8.3v"].inputs[1]
    generator = np.random.default_rng(0)
    bins = [generator.choice(3, 100_000, p=shares) for shares in (p, q)]
    verdict = gan.best_discriminator(p, q) > 0.5
    right = (np.mean(verdict[bins[0]]) + np.mean(~verdict[bins[1]])) / 2
    assert ANSWERS["8.3v"](p, q) == pytest.approx(right, abs=0.005)


def played_by_torch(G, D, criterion, x, z, rate):
    """The rounds of exercise 8.5 in PyTorch, with two optimizers and `detach`."""
    players = [torch.nn.Linear(1, 1).double() for _ in range(2)]
    for theirs, ours in zip(players, (G, D), strict=True):
        theirs.load_state_dict({name: torch.tensor(array) for name, array in ours.state_dict().items()})
    g, d = players
    of_g, of_d = (torch.optim.SGD(each.parameters(), lr=rate) for each in players)
    for real, latent in zip(torch.tensor(x), torch.tensor(z), strict=True):
        of_d.zero_grad()
        fake = g(latent)
        (torch_bce(d(real), torch.ones_like(real)) + torch_bce(d(fake.detach()), torch.zeros_like(real))).backward()
        of_d.step()
        of_g.zero_grad()
        torch_bce(d(fake), torch.ones_like(fake)).backward()
        of_g.step()
    return tuple(p.detach().numpy() for each in players for p in each.parameters())


@pytest.mark.parametrize("given", EXERCISES["8.5"].inputs)
def test_the_rounds_are_torch_s(given):
    expected = played_by_torch(*given)
    for ours, theirs in zip(ANSWERS["8.5"](*copy.deepcopy(given)), expected, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-12)


def function(code):
    """The first function of some code, as a tree: without comments, line breaks and decorators."""
    tree = ast.parse(textwrap.dedent(code)).body[0]
    tree.decorator_list = []
    return ast.dump(tree)


def test_the_careless_game_of_the_text_is_the_one_that_is_diagnosed():
    (one,) = (one for one in lesson.find(NOTEBOOKS) if one.number == "08")
    (cell,) = (text for _, text, _ in lesson.read_source(one.source) if text.startswith("def careless("))
    assert function(cell) == function(inspect.getsource(careless))


def another_way(G, D, criterion, x, z, rate):
    """D's step reaches G and its gradients stay for a while, but all are cleared before they are used."""
    for real, latent in zip(x, z, strict=True):
        criterion(D(real), np.ones_like(real))
        D.backward(criterion.backward())
        criterion(D(G(latent)), np.zeros_like(latent))
        G.backward(D.backward(criterion.backward()))
        for parameter in D.parameters():
            parameter.data = parameter.data - rate * parameter.grad
        G.zero_grad()
        criterion(D(G(latent)), np.ones_like(latent))
        G.backward(D.backward(criterion.backward()))
        for parameter in G.parameters():
            parameter.data = parameter.data - rate * parameter.grad
        D.zero_grad()
    return G.weight, G.bias, D.weight, D.bias


def test_what_does_no_harm_is_right():
    assert exercises.check("8.5", another_way).word == "Right"


def test_the_players_are_shown_with_their_numbers():
    text = repr(exercises.check("8.5", lambda G, D, criterion, x, z, rate: (G.weight, G.bias, D.weight, D.bias)))
    assert "G         = nn.Linear(1, 1), weight 0.5, bias −1" in text
    assert "criterion = nn.BCEWithLogitsLoss()" in text
    assert player(-0.25, 2.0).weight.data == [[-0.25]]


@pytest.mark.parametrize("rate", [0.01, 0.1, 0.5])
def test_the_smallest_game_is_a_turn_and_a_stretch(rate):
    places = ANSWERS["8.5v"](1.0, 0.0, rate, 50)
    np.testing.assert_allclose(np.hypot(*places.T), (1 + rate**2) ** (np.arange(51) / 2))


def test_modes_are_those_of_dlcore():
    generator = np.random.default_rng(0)
    samples, centres = generator.normal(size=(300, 2)), generator.normal(size=(7, 2))
    for given in [*EXERCISES["8.6"].inputs, (samples, centres, 0.1), (samples, centres, 0.01)]:
        covered, good, *_ = gan.modes(*given)
        assert ANSWERS["8.6"](*given) == (covered, good)


def test_spread_is_largest_where_all_classes_are_equally_frequent():
    assert ANSWERS["8.6v"](np.eye(10))[1] == pytest.approx(np.log(10))
    assert ANSWERS["8.6v"](np.eye(10)[:1])[1] == 0


UNKNOWN = {
    "8.1": [lambda real_logits, fake_logits: (1.0, real_logits, fake_logits), lambda real_logits, fake_logits: 1.0],
    "8.1v": [lambda real_logits, fake_logits, t: (t, real_logits, fake_logits)],
    "8.4": [lambda fake_logits: (1.0, fake_logits), lambda fake_logits: fake_logits],
    "8.4v": [lambda real, fake: (1.0, 1.0, fake)],
    "8.2": [lambda p, q: (p + q, 1.0), lambda p, q: p / (p + q)],
    "8.2v": [lambda q, logits: q],
    "8.3": [lambda p, q: 0.0, lambda p, q: p * np.log(p / q)],
    "8.3v": [lambda p, q: 0.5],
    "8.5": [lambda G, D, criterion, x, z, rate: (G.weight, G.bias, D.weight, D.bias)],
    "8.5v": [lambda x, y, rate, steps: np.zeros((steps + 1, 2))],
    "8.6": [lambda samples, centres, sigma: (0, 0.0), lambda samples, centres, sigma: samples],
    "8.6v": [lambda probabilities: (1.0, 0.0)],
}


@pytest.mark.parametrize(("number", "student"), [(n, f) for n, functions in UNKNOWN.items() for f in functions])
def test_wrong_answers_without_a_diagnosis_get_the_evidence(number, student):
    text = repr(exercises.check(number, student))
    assert text.startswith("Not yet")
    assert "Looks like" not in text
    assert "dlcore" not in text


NOTICED = {
    "8.1": ["is 1.3863, which is 2 ln 2", "it is 0.0134", "add up to 0:"],
    "8.1v": ["lowest at the logit 2.20, which is ln 9"],
    "8.4": ["has the size 0.999, that of log(1 − σ(f)) 0.001", "pulls 999 times"],
    "8.4v": ["slope is −0.1, at −9 it is −10", "at −9 0.9999"],
    "8.2": ["is 0.5 in every bin and V is −1.3863", "in common V is 0."],
    "8.2v": ["have the mean 1.0, and your p has the mean 2.0 and the sum 1.0"],
    "8.3": ["your JS is 0.0000, 0.1114, 0.6759, 0.6931, 0.6931"],
    "8.3v": ["best accuracy is 0.505 and JS is 0.0035"],
    "8.5": ["of your rounds G's samples lie around 3.3, after 600 careless ones around −1.6"],
    "8.5v": ["they are 1.64 away", "One after the other they are 1.02 away"],
    "8.6": ["cover 1 of 4 modes, and 99 % are good", "cover 4, and 1 % are good"],
    "8.6v": ["the confidence 0.91 and the spread 0.00; random answers have 0.30 and 2.30"],
}


@pytest.mark.parametrize("number", NOTICED)
def test_what_is_worth_noticing_is_true(number):
    text = repr(exercises.check(number, ANSWERS[number]))
    assert all(words in text for words in NOTICED[number])
