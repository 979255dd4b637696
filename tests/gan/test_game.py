"""The game: what a step changes and what it leaves, annealing, copies."""

import dataclasses

import numpy as np
import pytest

import dlcore
from dlcore import nn, random
from dlcore.gan import LOSSES, Game, Rules, discriminator_loss, plane_game, without_trace
from dlcore.gradcheck import numerical_gradient

SMALL = Rules(batch=16)


@pytest.fixture
def game():
    return plane_game(rules=SMALL, g_width=8, d_width=8)


def numbers(model):
    return np.concatenate([array.ravel() for array in model.state_dict().values()])


def traces(model):
    """Gradients and caches that a step has left in a model."""
    gradients = [p.grad for p in model.parameters() if p.grad is not None]
    return gradients + [module for module in model.modules() if module.cache is not None]


def test_a_step_of_d_leaves_the_generator_alone(game):
    g, d = numbers(game.generator), numbers(game.discriminator)
    game.d_step()
    np.testing.assert_array_equal(numbers(game.generator), g)
    assert np.abs(numbers(game.discriminator) - d).max() > 1e-4
    assert traces(game.generator) == []
    with pytest.raises(RuntimeError, match="has no cache"):
        game.generator.backward(np.zeros((16, 2)))


def test_a_step_of_g_leaves_nothing_in_the_discriminator(game):
    g, d = numbers(game.generator), numbers(game.discriminator)
    game.g_step()
    np.testing.assert_array_equal(numbers(game.discriminator), d)
    assert np.abs(numbers(game.generator) - g).max() > 1e-4
    assert traces(game.discriminator) == []


@pytest.mark.parametrize("steps_of_g", [0, 3])
def test_d_learns_the_same_whatever_g_left_behind(game, steps_of_g):
    other = game.copy()
    draws = other.draw()
    for _ in range(steps_of_g):
        game.g_step()
    game.generator.load_state_dict(other.generator.state_dict())
    game.rounds = 0
    game.d_step(draws)
    other.d_step(draws)
    np.testing.assert_array_equal(numbers(game.discriminator), numbers(other.discriminator))


@pytest.mark.parametrize("loss", LOSSES)
def test_the_losses_are_those_of_the_batch(game, loss):
    game.rules = dataclasses.replace(SMALL, loss=loss, smoothing=0.1)
    draws = game.draw()
    real = without_trace(game.discriminator, draws.real + draws.real_noise)
    fake = without_trace(game.discriminator, without_trace(game.generator, draws.z) + draws.fake_noise)
    generator_loss = LOSSES[loss].generator(fake)[0]
    assert game.copy().g_step(draws) == pytest.approx(generator_loss, rel=1e-12)
    assert game.d_step(draws) == pytest.approx(LOSSES[loss].discriminator(real, fake, 0.1)[0], rel=1e-12)


def test_instance_noise_is_added_to_both_halves(game):
    draws = game.draw()
    assert draws.real_noise.shape == draws.fake_noise.shape == draws.real.shape
    assert not np.array_equal(draws.real_noise, draws.fake_noise)
    moved = draws._replace(real=draws.real + draws.real_noise, real_noise=0.0)
    assert game.copy().d_step(moved) == pytest.approx(game.copy().d_step(draws), rel=1e-12)
    game.rules = dataclasses.replace(SMALL, noise=0.0)
    assert game.draw()[2:] == (0.0, 0.0)


def test_a_round_has_as_many_steps_of_d_as_the_rules_say(game):
    game.rules = dataclasses.replace(SMALL, d_steps=3)
    game.round()
    assert (game.d_steps, game.rounds) == (3, 1)


def test_annealing():
    rules = Rules(d_rate=4.0, g_rate=2.0, noise=1.0, length=100)
    assert rules.annealed(0) == rules.annealed(0.0) == (4, 2, 1)
    assert rules.annealed(35)[:2] == (4, 2)
    assert rules.annealed(35)[2] == pytest.approx(0.5)
    assert rules.annealed(75) == (2, 1, 0)
    assert rules.annealed(100) == rules.annealed(250) == (0, 0, 0)
    assert Rules(d_rate=4.0, length=None).annealed(10**6) == (4.0, 2e-3, 1.0)


def test_rates_are_obeyed_at_the_next_step(game):
    game.rules = dataclasses.replace(SMALL, g_rate=0.0)
    g = numbers(game.generator)
    game.round()
    np.testing.assert_array_equal(numbers(game.generator), g)
    assert game.d_optimizer.param_groups[0]["lr"] == SMALL.d_rate


def test_a_copy_goes_on_by_itself(game):
    game.round()
    other = game.copy()
    first = [other.round() for _ in range(3)]
    assert game.rounds == 1
    assert [game.round() for _ in range(3)] == first
    np.testing.assert_array_equal(numbers(game.generator), numbers(other.generator))
    np.testing.assert_array_equal(numbers(game.discriminator), numbers(other.discriminator))


def test_the_same_seed_is_the_same_game():
    dlcore.seed(1)
    first = plane_game(rules=SMALL, seed=4).round()
    drawn = random.generator().random()
    dlcore.seed(1)
    assert random.generator().random() == drawn  # building the players has drawn nothing from the default generator
    assert plane_game(rules=SMALL, seed=4).round() == first
    assert plane_game(rules=SMALL, seed=5).round() != first


@pytest.mark.parametrize("loss", LOSSES)
def test_the_pull_is_downhill_for_each_sample(game, loss):
    game.rules = dataclasses.replace(SMALL, loss=loss)
    x = np.random.default_rng(0).normal(size=(4, 2))

    def total(x):
        return LOSSES[loss].generator(without_trace(game.discriminator, x))[0] * len(x)

    np.testing.assert_allclose(game.pull(x), -numerical_gradient(total, x), atol=1e-8)
    assert traces(game.discriminator) == []


def test_a_game_that_has_overflowed_says_so(game):
    assert not game.lost
    game.rules = dataclasses.replace(SMALL, d_rate=1e200, loss="least squares")
    for _ in range(5):
        game.round()
    assert game.lost


def test_samples_without_moving_the_games_own_numbers(game):
    before = game.random.bit_generator.state
    first = game.sample(5, np.random.default_rng(0))
    assert first.shape == (5, 2)
    assert game.random.bit_generator.state == before
    game.sample(5)
    assert game.random.bit_generator.state != before


def test_samples_of_any_shape():
    """Images and a latent shape: nothing in the game knows of the plane."""
    generator = nn.Sequential(nn.Conv2d(3, 1, 1)).double()
    discriminator = nn.Sequential(nn.Flatten(), nn.Linear(16, 1)).double()
    images = Game(generator, discriminator, lambda n, r: r.normal(size=(n, 1, 4, 4)), (3, 4, 4), Rules(batch=6))
    images.round()
    assert images.sample(2).shape == (2, 1, 4, 4)


def test_d_alone_learns_the_best_discriminator():
    """Two known Gaussians: the loss of a trained D comes within 0.03 of the least, that of p / (p + q)."""
    game = plane_game(rules=Rules(batch=256, noise=0.0, length=None, d_rate=5e-3), d_width=16)
    game.data = lambda n, generator: generator.normal(0.0, 1.0, (n, 2))
    shift = np.array([1.0, 0.0])
    game.generator = _Shifted(shift)
    for _ in range(400):
        game.d_step()
    x = np.random.default_rng(3).normal(size=(20_000, 2))
    z = np.random.default_rng(4).normal(size=(20_000, 2)) + shift

    def best(x):  # log p / q of two Gaussians of width 1
        return ((x - shift) ** 2).sum(axis=1, keepdims=True) / 2 - (x**2).sum(axis=1, keepdims=True) / 2

    learnt = discriminator_loss(without_trace(game.discriminator, x), without_trace(game.discriminator, z))[0]
    least = discriminator_loss(best(x), best(z))[0]
    assert least - 0.002 < learnt < least + 0.03
    assert least < np.log(4)


class _Shifted:
    """A generator that is fixed: z + shift."""

    def __init__(self, shift):
        self.shift = shift

    def __call__(self, z):
        return z + self.shift

    def modules(self):
        return []
