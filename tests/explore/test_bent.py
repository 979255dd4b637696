"""The mathematics of the bent space: real training, a straight boundary, and what two units cannot do."""

import numpy as np
import pytest
import torch

from dlcore import nn, twin
from dlcore.explore.bent import EDGE, FINE, BentSpace
from dlcore.explore.hidden import ACTIVATIONS, POINTS, RATE, SHAPES, UPDATES, points, train


def net(training, update):
    """The net that a training kept after an update."""
    hidden = training.w1.shape[1]
    layer = {"tanh": nn.Tanh, "ReLU": nn.ReLU}[training.activation]
    model = nn.Sequential(nn.Linear(2, hidden), layer(), nn.Linear(hidden, 1)).double()
    arrays = (training.w1, training.b1, training.w2, training.b2)
    model.load_state_dict(dict(zip(model.state_dict(), (array[update] for array in arrays), strict=True)))
    return model


@pytest.fixture
def explorer():
    made = BentSpace()
    yield made
    made.close()


@pytest.mark.parametrize("shape", SHAPES)
def test_points_are_scaled_and_the_classes_equally_large(shape):
    x, y = points(shape)
    assert x.shape == (POINTS, 2)
    np.testing.assert_allclose([x.mean(axis=0), x.std(axis=0)], [[0, 0], [1, 1]], atol=1e-12)
    assert np.bincount(y).tolist() == [POINTS // 2] * 2


def test_opposite_clouds_are_one_class():
    x, y = points("four clouds")
    np.testing.assert_array_equal(y, x[:, 0] * x[:, 1] < 0)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_training_is_pytorchs(activation):
    x, y = points("moons")
    training = train(x, y, activation, start=2, updates=50)
    model = twin.to_torch(net(training, 0)).double()
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE)
    targets = torch.tensor(y[:, None], dtype=torch.float64)
    for update in range(51):
        logits = model(torch.tensor(x))
        np.testing.assert_allclose(training.logits(x, update), logits.detach()[:, 0], rtol=1e-7, atol=1e-9)
        optimizer.zero_grad()
        torch.nn.functional.binary_cross_entropy_with_logits(logits, targets).backward()
        optimizer.step()


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_right_and_first_count_what_the_net_says(activation):
    x, y = points("four clouds")
    training = train(x, y, activation)
    for update in (0, 1, 10, UPDATES):
        says = net(training, update)(x)[:, 0] > 0
        assert training.right[update] == np.sum(says == y)
    assert training.right[training.first] == POINTS
    assert (training.right[: training.first] < POINTS).all()


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("update", [10, 30, UPDATES])
def test_the_boundary_is_straight_in_the_hidden_space(explorer, activation, update):
    bent = explorer.set(shape="moons", activation=activation, update=update).result
    w, b = bent.training.w2[update, 0], bent.training.b2[update]
    steepest = np.linalg.norm(w) * np.linalg.norm(bent.training.w1[update])
    between = 2 * EDGE / (FINE - 1)  # two points of the field, where the curve is interpolated
    for curve, moved in zip(bent.boundary, bent.moved, strict=True):
        assert np.abs(moved @ w + b).max() < steepest * between / 2
        np.testing.assert_allclose(bent.training.logits(curve, update), moved @ w + b, atol=1e-9)
    assert sum(map(len, bent.boundary)) > 50


def test_morph_leads_from_the_input_to_the_hidden_space(explorer):
    explorer.set(update=20)
    start = explorer.set(morph=0.0).result
    end = explorer.set(morph=1.0).result
    half = explorer.set(morph=0.5).result
    np.testing.assert_allclose(end.points, end.training.hidden(end.training.x, 20))
    slope = np.polyfit(start.training.x[:, 0], start.points[:, 0], 1)[0]
    np.testing.assert_allclose(start.points, slope * start.training.x, atol=1e-12)  # the plane, only smaller
    np.testing.assert_allclose(half.points, (start.points + end.points) / 2)
    assert "50 % of its way" in explorer.sentence


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_two_units_enclose_nothing(activation):
    """Wherever f > 0, it is so on a way to infinity: straight on, along a direction in which one unit stands still."""
    x, y = points("circles")
    generator = np.random.default_rng(0)
    for start in range(1, 7):
        training = train(x, y, activation, start=start, updates=60)
        inside = generator.uniform(-2, 2, (200, 2))
        still = np.array([-training.w1[-1, 0, 1], training.w1[-1, 0, 0]])
        f = training.logits(inside, -1)
        far = [training.logits(inside + way * still * 1e3, -1) for way in (-1, 1)]
        assert (np.maximum(*far) >= f - 1e-9).all()
        assert (np.minimum(*far) <= f + 1e-9).all()


@pytest.mark.parametrize("start", [1, 2, 4])
def test_three_units_enclose_the_inner_circle(start):
    x, y = points("circles")
    training = train(x, y, hidden=3, start=start)
    assert training.right[-1] == POINTS
    angle = np.linspace(0, 2 * np.pi, 200)
    around = 4 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    assert (training.logits(around, -1) < 0).all()
    assert train(x, y, hidden=2, start=start).right.max() < POINTS


def test_the_first_picture_leads_to_success_and_other_starts_do_not_all(explorer):
    assert explorer.result.training.right[-1] == POINTS
    assert explorer.training("moons", "tanh", 4).right[-1] == POINTS
    ends = [explorer.training("four clouds", "tanh", start).right[-1] for start in range(1, 6)]
    assert min(ends) < 60


def test_challenges_can_be_met(explorer):
    first, early = explorer.challenges
    shown = explorer.set(update=explorer.result.training.first - 1).result
    assert not first.met(shown)
    shown = explorer.set(update=shown.update + 1).result
    assert first.met(shown)
    assert not first.met(explorer.set(update=shown.update + 1).result)
    explorer.set(activation="ReLU", start=17, update=9)
    assert early.met(explorer.result) or early.met(explorer.set(update=explorer.result.training.first).result)
    assert not early.met(explorer.set(start=1).result)


def test_sentence_counts(explorer):
    assert explorer.sentence.startswith("The four clouds after 0 updates (tanh, start 4): ")
    right = explorer.set(update=1).result.training.right[1]
    assert f"after 1 update (tanh, start 4): {right} of 80 points are on their side" in explorer.sentence
