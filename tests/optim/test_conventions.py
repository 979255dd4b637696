"""What is particular to each optimizer, where libraries differ, and what is refused with which words."""

import inspect

import numpy as np
import pytest
import torch

from dlcore import nn, optim

NAMES = ["SGD", "RMSprop", "Adam", "AdamW"]


def weight(*values, dtype="float64"):
    return nn.Parameter(np.array(values, dtype=dtype))


def stepped(optimizer, *gradient):
    """The change of the only parameter by one step with this gradient."""
    parameter = optimizer.param_groups[0]["params"][0]
    before = parameter.data.copy()
    parameter.grad = np.array(gradient)
    optimizer.step()
    return parameter.data - before


@pytest.mark.parametrize("name", NAMES)
def test_arguments_are_those_of_torch(name):
    ours, theirs = (inspect.signature(getattr(home, name).__init__).parameters for home in (optim, torch.optim))
    assert [(p.name, p.kind, p.default) for p in ours.values()] == [
        (p.name, p.kind, p.default) for p in theirs.values()
    ]


# ---- conventions


def test_epsilon_stands_outside_the_root():
    assert stepped(optim.RMSprop([weight(0.0)], lr=1.0, alpha=0.0, eps=1.0), 3.0) == pytest.approx(-3 / (3 + 1))
    assert stepped(optim.Adam([weight(0.0)], lr=1.0, betas=(0, 0), eps=1.0), 3.0) == pytest.approx(-3 / (3 + 1))


def test_learning_rate_stays_outside_the_momentum_buffer():
    for name in ("SGD", "RMSprop"):
        settings = {"alpha": 0.0, "eps": 0.0} if name == "RMSprop" else {}
        optimizer = getattr(optim, name)([weight(0.0)], lr=1.0, momentum=0.5, **settings)
        assert stepped(optimizer, 1.0) == pytest.approx(-1.0)
        optimizer.param_groups[0]["lr"] = 0.1
        assert stepped(optimizer, 1.0) == pytest.approx(-0.1 * 1.5)  # not −0.1 − 0.5 · 1.0


def test_first_step_of_adam_has_the_size_of_the_rate_whatever_the_gradient():
    change = stepped(optim.Adam([weight(0.0, 0.0, 0.0)], lr=0.1), 1e-3, 1.0, -1e6)
    np.testing.assert_allclose(change, [-0.1, -0.1, 0.1], rtol=1e-4)


def test_first_step_of_rmsprop_is_larger_for_want_of_correction():
    assert stepped(optim.RMSprop([weight(0.0)], lr=0.1, alpha=0.99), 5.0) == pytest.approx(-0.1 / 0.1)


def test_decay_of_adamw_is_decoupled_from_the_gradient():
    np.testing.assert_allclose(
        stepped(optim.AdamW([weight(2.0, -8.0)], lr=0.1, weight_decay=0.5), 0.0, 0.0), [-0.1, 0.4], rtol=1e-12
    )  # −η λ θ
    np.testing.assert_allclose(
        stepped(optim.Adam([weight(2.0, -8.0)], lr=0.1, weight_decay=0.5), 0.0, 0.0), [-0.1, 0.1], rtol=1e-6
    )  # λ θ in the gradient: −η sign(θ)


def test_amsgrad_never_forgets_the_largest_slope():
    plain, amsgrad = (optim.Adam([weight(0.0)], lr=0.1, betas=(0, 0.1), amsgrad=flag) for flag in (False, True))
    for optimizer in (plain, amsgrad):
        stepped(optimizer, 100.0)
        for _ in range(9):
            last = stepped(optimizer, 1.0)
        optimizer.last = last
    assert abs(plain.last) == pytest.approx(0.1, rel=1e-2)
    assert abs(amsgrad.last) == pytest.approx(0.1 / np.sqrt(0.9 * 100**2), rel=1e-2)


def test_centered_rmsprop_divides_by_the_spread():
    optimizer = optim.RMSprop([weight(0.0)], lr=1.0, alpha=0.5, eps=0.0, centered=True)
    stepped(optimizer, 1.0)
    change = stepped(optimizer, 3.0)
    square, average = (0.5 * 0.5 * 1 + 0.5 * 9), (0.5 * 0.5 * 1 + 0.5 * 3)
    assert change == pytest.approx(-3 / np.sqrt(square - average**2))


@pytest.mark.parametrize("name", NAMES)
def test_parameters_without_a_gradient_stay_and_have_no_memory(name):
    moving, still = weight(1.0), weight(5.0)
    optimizer = getattr(optim, name)([moving, still], weight_decay=0.1)
    moving.grad = np.array([1.0])
    optimizer.step()
    assert still.data == 5.0
    assert still not in optimizer.state
    assert moving.data != 1.0


@pytest.mark.parametrize("name", NAMES)
def test_data_changes_in_place_and_gradients_are_only_read(name):
    parameter = weight(1.0, 2.0)
    data, parameter.grad = parameter.data, np.array([0.5, -0.5])
    optimizer = getattr(optim, name)([parameter], weight_decay=0.1, maximize=True)
    optimizer.step()
    assert parameter.data is data
    np.testing.assert_array_equal(parameter.grad, [0.5, -0.5])
    saved = optimizer.state_dict()
    before = {key: np.copy(value) for key, value in saved["state"].get(0, {}).items()}
    optimizer.step()
    assert all(np.array_equal(saved["state"][0][key], value) for key, value in before.items())


@pytest.mark.parametrize("setting", [{"momentum": 0.9}, {"centered": True}])
def test_a_setting_of_rmsprop_can_be_switched_on_midway(setting):
    optimizer = optim.RMSprop([weight(0.0)], alpha=0.5)
    stepped(optimizer, 1.0)
    optimizer.param_groups[0].update(setting)
    assert np.isfinite(stepped(optimizer, 2.0))


def test_adam_counts_in_whole_steps_after_loading_a_small_float():
    there = torch.nn.Parameter(torch.zeros(1, dtype=torch.float64))
    theirs = torch.optim.Adam([there], lr=0.1)
    there.grad = torch.ones_like(there)
    theirs.step()
    here = optim.Adam([weight(*there.detach().numpy())], lr=0.1)
    here.load_state_dict(theirs.state_dict())  # torch counts in float32
    assert stepped(here, 1.0) == pytest.approx(-0.1, rel=1e-7)
    theirs.step()
    assert here.param_groups[0]["params"][0].data == pytest.approx(there.detach().numpy(), rel=1e-14)


# ---- bad input

NOT_NEGATIVE = {
    "SGD": ["lr", "momentum", "weight_decay"],
    "RMSprop": ["lr", "eps", "momentum", "weight_decay"],
    "Adam": ["lr", "eps", "weight_decay"],
    "AdamW": ["lr", "eps", "weight_decay"],
}


@pytest.mark.parametrize("value", [-0.1, float("nan")])
@pytest.mark.parametrize(("name", "setting"), [(name, s) for name, names in NOT_NEGATIVE.items() for s in names])
def test_negative_settings_are_refused(name, setting, value):
    message = f"{name}: {setting} is {value}, expected a number that is not negative"
    with pytest.raises(ValueError, match=message):
        getattr(optim, name)([weight(0.0)], **{setting: value})
    with pytest.raises(ValueError, match=message):
        getattr(optim, name)([{"params": [weight(0.0)], setting: value}])


@pytest.mark.parametrize("name", ["Adam", "AdamW"])
@pytest.mark.parametrize("betas", [(0.9, 1.0), (-0.1, 0.9), (0.9,), 0.9, (0.9, float("nan"))])
def test_betas_are_two_numbers_below_one(name, betas):
    with pytest.raises(ValueError, match=rf"{name}: betas is .*, expected two numbers from 0 to below 1"):
        getattr(optim, name)([weight(0.0)], betas=betas)


@pytest.mark.parametrize("alpha", [-0.1, 1.0])
def test_alpha_is_below_one(alpha):
    with pytest.raises(ValueError, match=f"RMSprop: alpha is {alpha}, expected a number from 0 to below 1"):
        optim.RMSprop([weight(0.0)], alpha=alpha)


@pytest.mark.parametrize("name", NAMES)
def test_no_parameters_and_unknown_settings_are_named(name):
    cls = getattr(optim, name)
    with pytest.raises(ValueError, match=f"{name}: got an empty list of parameters"):
        cls([])
    with pytest.raises(TypeError, match=f"{name}: got an unexpected keyword argument 'rate'"):
        cls([weight(0.0)], rate=0.1)
    with pytest.raises(TypeError, match=f"{name}: params holds a ndarray, expected nn.Parameter"):
        cls([np.zeros(2)])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("setting", ["foreach", "differentiable", "capturable", "fused", "decoupled_weight_decay"])
def test_what_is_not_built_is_refused_by_name(name, setting):
    cls = getattr(optim, name)
    if setting not in inspect.signature(cls.__init__).parameters:
        with pytest.raises(TypeError, match=f"{name}: got an unexpected keyword argument '{setting}'"):
            cls([weight(0.0)], **{setting: True})
        return
    message = f"{name}: {setting}=True is not built here; torch.optim.{name} has it"
    with pytest.raises(NotImplementedError, match=message):
        cls([weight(0.0)], **{setting: True})
    with pytest.raises(NotImplementedError, match=message):
        cls([{"params": [weight(0.0)], setting: True}])


def test_a_refused_state_changes_nothing():
    optimizer = optim.Adam([weight(1.0)])
    stepped(optimizer, 1.0)
    before = optimizer.state_dict()
    bad = optimizer.state_dict()
    bad["param_groups"][0]["betas"] = (0.9, 2.0)
    bad["state"][0]["exp_avg"] = np.zeros(1)
    with pytest.raises(ValueError, match="betas"):
        optimizer.load_state_dict(bad)
    assert optimizer.state_dict() == before
