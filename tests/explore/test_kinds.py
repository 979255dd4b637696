"""Lesson 00's pictures of the kinds of learning say what was computed."""

import re

import numpy as np
import pytest

from dlcore.datasets import co2
from dlcore.explore import kinds


@pytest.fixture
def generator():
    return np.random.default_rng(5)


def test_k_means_finds_clouds_that_lie_apart(generator):
    middles = np.array([[0.0, 0.0], [9.0, 0.0], [0.0, 9.0]])
    x = np.repeat(middles, 20, axis=0) + generator.normal(size=(60, 2))
    tries = [kinds.nearest_centres(x, 3, 20, generator) for _ in range(5)]
    costs = [np.sum((x - centres[groups]) ** 2) for groups, centres in tries]
    groups, centres = tries[int(np.argmin(costs))]
    assert sorted(np.bincount(groups)) == [20, 20, 20]
    for middle in middles:
        assert np.linalg.norm(centres - middle, axis=1).min() < 0.8


def test_each_round_of_k_means_brings_points_nearer(generator):
    x = generator.normal(size=(100, 2))
    costs = []
    for rounds in (1, 2, 5, 10):
        groups, centres = kinds.nearest_centres(x, 4, rounds, np.random.default_rng(1))
        costs.append(np.sum((x - centres[groups]) ** 2))
    assert costs == sorted(costs, reverse=True)


def test_main_direction_is_the_eigenvector_of_the_covariance(generator):
    x = generator.normal(size=(50, 2)) * (3, 1) @ np.array([[0.6, 0.8], [-0.8, 0.6]])
    direction, share = kinds.main_direction(x)
    values, vectors = np.linalg.eigh(np.cov(x.T))
    assert abs(direction @ vectors[:, -1]) == pytest.approx(1)
    assert share == pytest.approx(values[-1] / values.sum())


def test_a_hidden_week_is_guessed_without_looking_at_it():
    y = co2(start=1998)[1]
    guess, weights = kinds.hidden_week(y)
    place = 30  # y[32]
    np.testing.assert_allclose(guess[place], weights @ y[[30, 31, 33, 34]])


def test_rewards_lead_to_the_shortest_way(generator):
    q, lengths = kinds.q_learning(400, generator)
    place, moves = (0, 0), 0
    while place != kinds.GOAL and moves < 50:
        place = kinds.step(place, q[place[1], place[0]].argmax())
        moves += 1
    assert moves == shortest()
    assert np.median(lengths[-50:]) < np.median(lengths[:5])


def shortest():
    """By breadth first."""
    reached, rounds = {(0, 0)}, 0
    while kinds.GOAL not in reached:
        reached |= {kinds.step(place, move) for place in reached for move in range(4)}
        rounds += 1
    return rounds


@pytest.mark.parametrize("make", [kinds.supervised, kinds.unsupervised, kinds.self_supervised, kinds.reinforcement])
def test_pictures_say_numbers(make):
    picture = make()
    assert re.search(r"\d", picture.sentence)
    assert picture._repr_mimebundle_()[0]["image/png"].startswith(b"\x89PNG")
