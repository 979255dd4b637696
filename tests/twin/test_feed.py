"""Feeding a model from its device and by a DataLoader: the same images, and a race between them, on CPU and GPU."""

import math

import numpy as np
import pytest
import torch

from dlcore import models
from dlcore.datasets import mnist
from dlcore.twin import describe_device, feed
from dlcore.twin.feed import Lap, Race, race

needs_gpu = pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA GPU on this machine")
CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def digits():
    return mnist()


def build():
    return models.cnn(torch.nn, [4, 8], [10])


def few(part, n):
    return part.images[:n], part.labels[:n]


@pytest.mark.parametrize("way", feed.WAYS)
def test_an_epoch_gives_each_image_once_with_its_label(way, digits):
    images, labels = few(digits.train, 25)
    batches = list(feed.WAYS[way](images, labels, 10, CPU))
    assert [tuple(x.shape) for x, _ in batches] == [(10, 1, 28, 28), (10, 1, 28, 28), (5, 1, 28, 28)]
    x, y = (torch.cat(part).numpy() for part in zip(*batches, strict=True))
    assert (x.dtype, y.dtype) == (np.float32, np.int64)
    order = [int(np.flatnonzero((images / np.float32(255) == one[0]).all(axis=(1, 2)))[0]) for one in x]
    assert sorted(order) == list(range(25)) != order
    np.testing.assert_array_equal(labels[order], y)


@pytest.mark.parametrize("way", feed.WAYS)
def test_each_epoch_has_an_order_of_its_own(way, digits):
    batches = feed.WAYS[way](*few(digits.train, 50), 50, CPU)
    first, second = (next(iter(batches))[1].tolist() for _ in range(2))
    assert first != second
    assert sorted(first) == sorted(second)


def test_both_ways_learn(digits):
    found = race(
        build, few(digits.train, 1000), few(digits.test, 500), size=50, epochs=2, goal=0.5, lr=5e-3, device="cpu"
    )
    assert [lap.way for lap in found.laps] == ["on the device", "DataLoader"]
    for lap in found.laps:
        assert len(lap.scores) == 2
        assert lap.scores[-1] > 0.6
        assert 0 < lap.seconds_to_goal < math.inf
        assert lap.images_per_second > 0
    assert found.where == describe_device("cpu")


def test_the_clock_counts_training_alone(digits, monkeypatch):
    """Two epochs of one second each, however long the test of the model takes."""
    now = iter(range(100))
    monkeypatch.setattr(feed.time, "perf_counter", lambda: next(now))
    found = race(build, few(digits.train, 30), few(digits.test, 10), size=10, epochs=2, goal=0.0, device="cpu")
    for lap in found.laps:
        assert lap.images_per_second == 2 * 30 / 2
        assert lap.seconds_to_goal == 1


def test_a_goal_that_is_not_reached_is_said():
    found = Race(
        (Lap("on the device", 5000, 2.5, (0.98, 0.99)), Lap("DataLoader", 1000, math.inf, (0.9, 0.97))), 0.99, "Here."
    )
    assert found.ratio == 5
    text = repr(found)
    assert "on the device  5,000" in text
    assert "not in 2 epochs" in text
    assert "97.00%" in text
    assert text.endswith("Here. Images on the device are 5.00 times as fast as a plain DataLoader.")


@needs_gpu
def test_on_a_gpu_images_that_live_there_are_faster(digits):
    found = race(
        lambda: models.cnn(torch.nn), few(digits.train, 10_000), few(digits.test, 1000), size=512, epochs=2, goal=0.9
    )
    assert "on the GPU" in found.where
    assert found.ratio > 1.5
    assert min(lap.scores[-1] for lap in found.laps) > 0.9
