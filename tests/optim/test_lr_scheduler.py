"""Schedules: torch's rates at each step, their conventions, and what is refused."""

import inspect
import math
import warnings

import numpy as np
import pytest
import torch

from dlcore import nn, optim

SCHEDULES = [
    ("StepLR", {"step_size": 1}),
    ("StepLR", {"step_size": 7, "gamma": 0.3}),
    *[("CosineAnnealingLR", {"T_max": n}) for n in (1, 2, 3, 10, 50, 200)],
    ("CosineAnnealingLR", {"T_max": 13, "eta_min": 0.01}),
    ("CosineAnnealingLR", {"T_max": 9, "eta_min": 0.2}),
    ("LambdaLR", {"lr_lambda": lambda t: min(1, (t + 1) / 10)}),
    ("LambdaLR", {"lr_lambda": [lambda t: 0.95**t, lambda t: 1 / (1 + t)]}),
]


class Warmup:
    """A factor with a memory of its own."""

    def __init__(self, length):
        self.length = length

    def __call__(self, t):
        return min(1, (t + 1) / self.length)


def optimizer(home=optim, lr=0.1):
    make = nn.Parameter if home is optim else lambda v: torch.nn.Parameter(torch.tensor(v))
    groups = [{"params": [make(np.zeros(2))]}, {"params": [make(np.zeros(3))], "lr": 0.03}]
    return home.SGD(groups, lr=lr)


def rates(home, kinds, steps, change=None):
    """The rates of both groups after each step; `change` is made to the first group before step 20."""
    over = optimizer(home)
    schedulers = [getattr(home.lr_scheduler, kind)(over, **settings) for kind, settings in kinds]
    seen = [[group["lr"] for group in over.param_groups]]
    for step in range(steps):
        if step == 20 and change:
            over.param_groups[0]["lr"] *= change
        over.step()
        for scheduler in schedulers:
            scheduler.step()
        seen.append(schedulers[-1].get_last_lr())
    return np.array(seen)


def same(ours, theirs):
    np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("name", ["LRScheduler", "StepLR", "CosineAnnealingLR", "LambdaLR"])
def test_arguments_are_those_of_torch(name):
    ours, theirs = (
        inspect.signature(getattr(home, name).__init__).parameters
        for home in (optim.lr_scheduler, torch.optim.lr_scheduler)
    )
    assert [(p.name, p.default) for p in ours.values()] == [(p.name, p.default) for p in theirs.values()]


@pytest.mark.parametrize("change", [None, 3.0])
@pytest.mark.parametrize("schedule", SCHEDULES, ids=lambda schedule: schedule[0])
def test_rates_are_those_of_torch_far_beyond_the_end(schedule, change):
    same(rates(optim, [schedule], 120, change), rates(torch.optim, [schedule], 120, change))


def test_schedulers_act_together_as_in_torch():
    kinds = [("StepLR", {"step_size": 10, "gamma": 0.5}), ("CosineAnnealingLR", {"T_max": 25})]
    same(rates(optim, kinds, 60), rates(torch.optim, kinds, 60))


# ---- conventions


def test_step_divides_by_ten_every_thirty():
    seen = rates(optim, [("StepLR", {"step_size": 30})], 60)[:, 0]
    np.testing.assert_allclose(seen[[0, 29, 30, 59, 60]], [0.1, 0.1, 0.01, 0.01, 0.001])


def test_cosine_is_the_wave_of_its_closed_form():
    seen = rates(optim, [("CosineAnnealingLR", {"T_max": 8, "eta_min": 0.02})], 40)[:, 0]
    wave = [0.02 + 0.5 * 0.08 * (1 + math.cos(math.pi * t / 8)) for t in range(41)]
    np.testing.assert_allclose(seen, wave, rtol=1e-12)
    assert seen[8] == pytest.approx(0.02)
    assert seen[16] == pytest.approx(0.1)


def test_lambda_starts_at_its_own_first_value():
    assert rates(optim, [("LambdaLR", {"lr_lambda": Warmup(4)})], 4)[:, 0] == pytest.approx(
        [0.025, 0.05, 0.075, 0.1, 0.1]
    )


def test_the_first_rate_is_kept_in_the_group():
    over = optimizer()
    optim.lr_scheduler.StepLR(over, 1).step()
    assert [(group["initial_lr"], group["lr"]) for group in over.param_groups] == [
        (0.1, pytest.approx(0.01)),
        (0.03, pytest.approx(0.003)),
    ]


@pytest.mark.parametrize(
    ("kind", "settings"), SCHEDULES[:4] + SCHEDULES[-2:], ids=lambda part: part if isinstance(part, str) else ""
)
def test_state_dict_goes_to_torch_and_comes_from_it(kind, settings):
    ours = getattr(optim.lr_scheduler, kind)(optimizer(), **settings)
    theirs = getattr(torch.optim.lr_scheduler, kind)(optimizer(torch.optim), **settings)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # torch misses the optimizer's steps
        for _ in range(5):
            ours.step()
            theirs.step()
    state, twin = ours.state_dict(), theirs.state_dict()
    assert state.keys() <= twin.keys()
    for key, value in state.items():
        if key == "lr_lambdas":
            assert value == twin[key]
        else:
            same(value, twin[key])
    there = getattr(torch.optim.lr_scheduler, kind)(optimizer(torch.optim), **settings)
    here = getattr(optim.lr_scheduler, kind)(optimizer(), **settings)
    there.load_state_dict(state)
    here.load_state_dict(twin)
    assert (here.last_epoch, there.last_epoch) == (5, 5)
    same(here.get_last_lr(), there.get_last_lr())


def test_a_factor_with_a_memory_is_saved():
    scheduler = optim.lr_scheduler.LambdaLR(optimizer(), [Warmup(4), lambda t: 1.0])
    saved = scheduler.state_dict()
    assert saved["lr_lambdas"] == [{"length": 4}, None]
    other = optim.lr_scheduler.LambdaLR(optimizer(), [Warmup(9), lambda t: 1.0])
    other.load_state_dict(saved)
    assert other.lr_lambdas[0].length == 4


def test_a_new_schedule_needs_only_get_lr():
    class Halving(optim.lr_scheduler.LRScheduler):
        def get_lr(self):
            return [lr / 2 if self.last_epoch else lr for lr in self.rates]

    scheduler = Halving(optimizer())
    scheduler.step()
    assert scheduler.get_last_lr() == [0.05, 0.015]


# ---- bad input


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda s: s.StepLR(optimizer(), 0), ValueError, "StepLR: step_size is 0, expected a number of epochs above 0"),
        (lambda s: s.CosineAnnealingLR(optimizer(), -1), ValueError, "CosineAnnealingLR: T_max is -1, expected"),
        (lambda s: s.LambdaLR(optimizer(), [abs]), ValueError, "lr_lambda has 1 functions, expected one for each of 2"),
        (lambda s: s.StepLR(0.1, 3), TypeError, "StepLR: optimizer is a float, expected an Optimizer"),
        (lambda s: s.LambdaLR([], abs), TypeError, "LambdaLR: optimizer is a list, expected an Optimizer"),
        (lambda s: s.StepLR(optimizer(), 3, last_epoch=5), NotImplementedError, "StepLR: last_epoch=5 is not built"),
        (lambda s: s.LRScheduler(optimizer()), NotImplementedError, "LRScheduler has no get_lr: write one"),
    ],
)
def test_what_cannot_be_is_said(make, error, message):
    with pytest.raises(error, match=message):
        make(optim.lr_scheduler)


def test_groups_may_not_be_added_behind_its_back():
    over = optimizer()
    scheduler = optim.lr_scheduler.StepLR(over, 3)
    over.add_param_group({"params": [nn.Parameter(np.zeros(1))]})
    with pytest.raises(ValueError, match="StepLR: the optimizer has 3 parameter groups, expected 2"):
        scheduler.step()


def test_a_state_that_does_not_fit_is_refused():
    scheduler = optim.lr_scheduler.StepLR(optimizer(), 3)
    with pytest.raises(KeyError, match="StepLR.load_state_dict: gamma, step_size missing"):
        scheduler.load_state_dict(optim.lr_scheduler.CosineAnnealingLR(optimizer(), 3).state_dict())
    small = optim.lr_scheduler.StepLR(optim.SGD([nn.Parameter(np.zeros(1))]), 4)
    with pytest.raises(ValueError, match="StepLR.load_state_dict: state of 1 parameter groups, expected 2"):
        scheduler.load_state_dict(small.state_dict())
    assert scheduler.step_size == 3
