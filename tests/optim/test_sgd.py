"""SGD: published steps, torch's trajectories and state, groups, refusals."""

import copy

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from dlcore import nn
from dlcore.optim import SGD, Optimizer

SETTINGS = {
    "plain": {},
    "momentum": {"momentum": 0.9},
    "nesterov": {"momentum": 0.8, "nesterov": True},
    "weight decay": {"weight_decay": 0.1},
    "uphill": {"maximize": True, "momentum": 0.5, "weight_decay": 0.05},
    "all": {"momentum": 0.9, "nesterov": True, "weight_decay": 0.01},
}
settings = pytest.mark.parametrize("setting", SETTINGS.values(), ids=SETTINGS)
X = np.random.default_rng(0).normal(size=(6, 3))
Y = np.random.default_rng(1).normal(size=(6, 2))


def pair():
    """The same small network on both backends, float64."""
    ours = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2)).double()
    theirs = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Tanh(), torch.nn.Linear(4, 2)).double()
    theirs.load_state_dict({name: torch.tensor(array) for name, array in ours.state_dict().items()})
    return ours, theirs


def our_step(model, optimizer):
    criterion = nn.MSELoss()
    optimizer.zero_grad()
    criterion(model(X), Y)
    model.backward(criterion.backward())
    optimizer.step()


def their_step(model, optimizer):
    optimizer.zero_grad()
    torch.nn.functional.mse_loss(model(torch.tensor(X)), torch.tensor(Y)).backward()
    optimizer.step()


def assert_same(ours, theirs):
    for p, t in zip(ours.parameters(), theirs.parameters(), strict=True):
        np.testing.assert_allclose(p.data, t.detach().numpy(), rtol=1e-12, atol=1e-12)


def ball(value, **setting):
    """One parameter θ and its optimizer."""
    theta = nn.Parameter(np.array([value]))
    return theta, SGD([theta], **setting)


# ---- published values


def test_a_step_of_gradient_descent():
    """θ − η g, by hand: 1 − 0.1 · 5."""
    theta, optimizer = ball(1.0, lr=0.1)
    data, theta.grad = theta.data, np.array([5.0])
    optimizer.step()
    assert theta.data == pytest.approx(0.5)
    assert theta.data is data


def test_heavy_ball_and_nesterov_by_hand():
    """Gradient 1 throughout, η 1, μ 0.5. v = 1, 1.5, 1.75; heavy ball moves by v, Nesterov by 1 + v/2."""
    for nesterov, expected in ((False, [1, 2.5, 4.25]), (True, [1.5, 3.25, 5.125])):
        theta, optimizer = ball(0.0, lr=1, momentum=0.5, nesterov=nesterov)
        for distance in expected:
            theta.grad = np.ones(1)
            optimizer.step()
            assert theta.data == pytest.approx(-distance)


@given(st.floats(0.1, 10), st.floats(0.01, 1.9))
def test_on_a_parabola_each_step_multiplies_by_one_minus_rate_times_curvature(curvature, share):
    """Goh (2017), "Why momentum really works": w ← (1 − ηλ) w."""
    theta, optimizer = ball(1.0, lr=share / curvature)
    for _ in range(5):
        theta.grad = curvature * theta.data
        optimizer.step()
    assert theta.data == pytest.approx((1 - share) ** 5, rel=1e-9, abs=1e-12)


# ---- the same as torch


@settings
def test_twenty_steps_are_torchs(setting):
    ours, theirs = pair()
    mine = SGD(ours.parameters(), lr=0.05, **setting)
    other = torch.optim.SGD(theirs.parameters(), lr=0.05, **setting)
    for _ in range(20):
        our_step(ours, mine)
        their_step(theirs, other)
    assert_same(ours, theirs)


@settings
def test_a_run_can_move_between_the_backends(setting):
    ours, theirs = pair()
    mine = SGD(ours.parameters(), lr=0.05, **setting)
    other = torch.optim.SGD(theirs.parameters(), lr=0.01)
    for _ in range(5):
        our_step(ours, mine)
    state = mine.state_dict()
    for memory in state["state"].values():
        memory.update({key: torch.tensor(array) for key, array in memory.items()})
    theirs.load_state_dict({name: torch.tensor(array) for name, array in ours.state_dict().items()})
    other.load_state_dict(state)
    for _ in range(5):
        our_step(ours, mine)
        their_step(theirs, other)
    assert_same(ours, theirs)

    back, _ = pair()
    back.load_state_dict(theirs.state_dict())
    third = SGD(back.parameters(), lr=9)
    third.load_state_dict(other.state_dict())
    for _ in range(5):
        our_step(back, third)
        their_step(theirs, other)
    assert_same(back, theirs)


def test_groups_settings_and_text_are_torchs():
    ours, theirs = pair()
    groups = [{"params": m[0].parameters(), "lr": 0.1, "momentum": 0.5} for m in (ours, theirs)]
    rest = [{"params": m[2].parameters()} for m in (ours, theirs)]
    mine = SGD([groups[0], rest[0]], lr=0.02, weight_decay=0.1)
    other = torch.optim.SGD([groups[1], rest[1]], lr=0.02, weight_decay=0.1)
    for _ in range(5):
        our_step(ours, mine)
        their_step(theirs, other)
    assert_same(ours, theirs)
    assert repr(mine) == repr(other)
    assert mine.state_dict()["param_groups"] == other.state_dict()["param_groups"]
    assert mine.state_dict()["state"].keys() == {0, 1}


def test_defaults_are_torchs():
    ours, theirs = pair()
    mine, other = SGD(ours.parameters()), torch.optim.SGD(theirs.parameters())
    assert mine.state_dict() == other.state_dict()


# ---- conventions


def test_parameters_without_a_gradient_stay():
    theta, optimizer = ball(1.0, lr=0.1, weight_decay=0.5, momentum=0.9)
    optimizer.step()
    assert theta.data == 1
    assert not optimizer.state


def test_the_rate_may_change_at_any_time():
    theta, optimizer = ball(0.0, lr=1, momentum=1)
    for rate in (1, 0.5):
        optimizer.param_groups[0]["lr"] = rate
        theta.grad = np.ones(1)
        optimizer.step()
    assert theta.data == -2  # the buffer holds gradients, so a new rate acts at once: −1 − 0.5 · 2


def test_float32_stays():
    theta = nn.Parameter(np.ones(3, np.float32))
    optimizer = SGD([theta], lr=np.float64(0.1), momentum=0.9, weight_decay=np.float64(0.1))
    for _ in range(2):
        theta.grad = np.ones(3, np.float32)
        optimizer.step()
    assert theta.dtype == np.float32


def test_a_copied_optimizer_moves_the_copied_model():
    ours, _ = pair()
    model, optimizer = copy.deepcopy((ours, SGD(ours.parameters(), lr=0.1, momentum=0.9)))
    our_step(model, optimizer)
    assert (model[0].weight.data != ours[0].weight.data).all()


# ---- bad input


def one():
    return [nn.Parameter(np.ones(2))]


@pytest.mark.parametrize(
    ("build", "error", "words"),
    [
        (lambda: SGD(one(), lr=-1), ValueError, "SGD: lr is -1, expected a number that is not negative"),
        (lambda: SGD(one(), lr=float("nan")), ValueError, "SGD: lr is nan"),
        (lambda: SGD(one(), momentum=-0.1), ValueError, "SGD: momentum is -0.1"),
        (lambda: SGD(one(), nesterov=True), ValueError, "SGD: nesterov=True needs a momentum above 0"),
        (
            lambda: SGD(one(), 0.1, 0.9, 0.5),
            NotImplementedError,
            "SGD: dampening=0.5 is not built here; torch.optim.SGD",
        ),
        (lambda: SGD(one(), fused=True), NotImplementedError, "SGD: fused=True is not built here"),
        (lambda: SGD([{"params": one(), "dampening": 1}]), NotImplementedError, "SGD: dampening=1"),
        (lambda: SGD([{"params": one(), "lr": -1}]), ValueError, "SGD: lr is -1"),
        (lambda: SGD([]), ValueError, "SGD: got an empty list of parameters"),
        (lambda: SGD(nn.Linear(1, 1)), TypeError, "SGD: params is a Linear, expected model.parameters()"),
        (lambda: SGD(one()[0]), TypeError, "SGD: params is a Parameter, expected model.parameters()"),
        (lambda: SGD([np.ones(3)]), TypeError, "SGD: params holds a ndarray, expected nn.Parameter"),
        (lambda: SGD(one() * 2), ValueError, "SGD: a parameter is given twice"),
        (lambda: SGD(one(), rate=1), TypeError, "SGD: got an unexpected keyword argument 'rate'"),
        (lambda: Optimizer(one(), {}).update(None, None, None), NotImplementedError, "Optimizer has no update"),
    ],
)
def test_bad_arguments_are_a_sentence(build, error, words):
    with pytest.raises(error) as caught:
        build()
    assert str(caught.value).startswith(words)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (lambda s: s["param_groups"].append({"params": [9]}), ValueError, "groups of [4, 1] parameters, expected [4]"),
        (lambda s: s["param_groups"][0].update(lr=-1), ValueError, "lr is -1"),
        (lambda s: s["param_groups"][0].update(dampening=0.1), NotImplementedError, "dampening=0.1"),
        (
            lambda s: s["state"][2].update(momentum_buffer=np.ones(3)),
            ValueError,
            "momentum_buffer has shape (3,), expected (2, 4)",
        ),
    ],
)
def test_a_state_that_does_not_fit_changes_nothing(change, error, words):
    ours, _ = pair()
    optimizer = SGD(ours.parameters(), lr=0.1, momentum=0.9)
    our_step(ours, optimizer)
    state = optimizer.state_dict()
    change(state)
    groups, memory = optimizer.param_groups, optimizer.state
    with pytest.raises(error) as caught:
        optimizer.load_state_dict(state)
    assert words in str(caught.value)
    assert optimizer.param_groups is groups
    assert optimizer.state is memory
    assert groups[0]["lr"] == 0.1
