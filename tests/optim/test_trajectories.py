"""Every optimizer, setting, parameter group and schedule walks where torch's walks, and changes sides midway."""

import numpy as np
import pytest
import torch

from dlcore import nn, optim
from dlcore.twin import optimizer_from_torch, optimizer_to_torch, scheduler_from_torch, scheduler_to_torch

SETTINGS = [
    ("SGD", {"lr": 0.05}),
    ("SGD", {"lr": 0.05, "weight_decay": 0.1, "maximize": True}),
    ("SGD", {"lr": 0.02, "momentum": 0.9}),
    ("SGD", {"lr": 0.02, "momentum": 0.9, "nesterov": True, "weight_decay": 0.1}),
    ("RMSprop", {}),
    ("RMSprop", {"lr": 0.05, "alpha": 0.9, "eps": 1e-3, "weight_decay": 0.1}),
    ("RMSprop", {"momentum": 0.9}),
    ("RMSprop", {"momentum": 0.5, "centered": True, "maximize": True}),
    ("Adam", {}),
    ("Adam", {"lr": 0.1, "betas": (0.8, 0.9), "eps": 1e-3, "weight_decay": 0.1}),
    ("Adam", {"lr": 0.1, "betas": (0.0, 0.5), "amsgrad": True, "maximize": True}),
    ("AdamW", {}),
    ("AdamW", {"lr": 0.1, "weight_decay": 0.5, "maximize": True}),
    ("AdamW", {"lr": 0.1, "weight_decay": 0.0, "amsgrad": True}),
]
SCHEDULES = {
    "none": [],
    "StepLR": [("StepLR", {"step_size": 3, "gamma": 0.5})],
    "cosine": [("CosineAnnealingLR", {"T_max": 4, "eta_min": 0.001})],
    "lambda": [("LambdaLR", {"lr_lambda": [lambda t: (t + 1) / 5, lambda t: 0.9**t]})],
    "two": [("StepLR", {"step_size": 5}), ("CosineAnnealingLR", {"T_max": 7})],
}
SHAPES = [(3, 4), (4,), ()]
each_optimizer = pytest.mark.parametrize(("name", "settings"), SETTINGS, ids=lambda value: str(value))
each_schedule = pytest.mark.parametrize("schedule", SCHEDULES)


def slope(values, number, t):
    """A gradient that bends and changes from step to step, as that of a mini-batch does."""
    noise = np.random.default_rng([number, t]).normal(size=values.shape)
    return np.sin(2 * values) + 0.3 * values + 0.5 * noise


class Run:
    """Parameters, an optimizer over them in two groups, and schedulers; on either backend."""

    def __init__(self, backend, name, settings, schedule):
        values = [np.random.default_rng(number).normal(size=shape) for number, shape in enumerate(SHAPES)]
        self.torch = backend is torch
        make = (lambda v: torch.nn.Parameter(torch.tensor(v))) if self.torch else nn.Parameter
        self.parameters = [make(v) for v in values]
        first, *rest = self.parameters
        groups = [{"params": [first]}, {"params": rest, "lr": 0.03, "weight_decay": 0.2}]
        home = torch.optim if self.torch else optim
        self.optimizer = getattr(home, name)(groups, **settings)
        self.schedulers = [getattr(home.lr_scheduler, kind)(self.optimizer, **s) for kind, s in SCHEDULES[schedule]]
        self.t = 0

    def values(self):
        return [p.detach().numpy() if self.torch else p.data for p in self.parameters]

    def steps(self, count):
        """Make `count` steps; return the parameters and the rates after each."""
        seen = []
        for _ in range(count):
            self.t += 1
            for number, (parameter, values) in enumerate(zip(self.parameters, self.values(), strict=True)):
                gradient = slope(values, number, self.t)
                parameter.grad = torch.tensor(gradient) if self.torch else gradient
            self.optimizer.step()
            for scheduler in self.schedulers:
                scheduler.step()
            rates = [group["lr"] for group in self.optimizer.param_groups]
            seen.append(np.concatenate([*(v.ravel() for v in self.values()), rates]))
        return seen

    def moved(self):
        """The same run, gone over to the other backend."""
        there = object.__new__(Run)
        there.torch, there.t = not self.torch, self.t
        if there.torch:
            there.parameters = [torch.nn.Parameter(torch.tensor(v)) for v in self.values()]
            to_optimizer, to_scheduler = optimizer_to_torch, scheduler_to_torch
        else:
            there.parameters = [nn.Parameter(v.copy()) for v in self.values()]
            to_optimizer, to_scheduler = optimizer_from_torch, scheduler_from_torch
        there.optimizer = to_optimizer(self.optimizer, there.parameters)
        there.schedulers = [to_scheduler(scheduler, there.optimizer) for scheduler in self.schedulers]
        return there


def same(ours, theirs):
    np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-12)


@each_schedule
@each_optimizer
def test_twenty_steps_are_those_of_torch(name, settings, schedule):
    same(Run(nn, name, settings, schedule).steps(20), Run(torch, name, settings, schedule).steps(20))


@each_schedule
@each_optimizer
def test_a_run_moves_to_torch_and_back(name, settings, schedule):
    whole = Run(torch, name, settings, schedule).steps(20)
    here = Run(nn, name, settings, schedule)
    seen = here.steps(6)
    there = here.moved()
    seen += there.steps(7)
    seen += there.moved().steps(7)
    same(seen, whole)


@each_optimizer
def test_a_run_of_torch_moves_here_and_back(name, settings):
    whole = Run(torch, name, settings, "cosine").steps(20)
    there = Run(torch, name, settings, "cosine")
    seen = there.steps(6)
    here = there.moved()
    seen += here.steps(7)
    seen += here.moved().steps(7)
    same(seen, whole)


@each_optimizer
def test_state_dict_has_torchs_format(name, settings):
    here, there = Run(nn, name, settings, "StepLR"), Run(torch, name, settings, "StepLR")
    here.steps(4)
    there.steps(4)
    ours, theirs = here.optimizer.state_dict(), there.optimizer.state_dict()
    for group, twin in zip(ours["param_groups"], theirs["param_groups"], strict=True):
        assert group == {key: pytest.approx(v, rel=1e-12) if key == "lr" else v for key, v in twin.items()}
    if name == "SGD" and not settings.get("momentum"):
        assert ours["state"] == {}
        return
    assert ours["state"].keys() == theirs["state"].keys()
    for number, memory in theirs["state"].items():
        assert ours["state"][number].keys() == memory.keys()
        for key, value in memory.items():
            same(ours["state"][number][key], value.numpy())


@each_schedule
@each_optimizer
def test_a_run_is_resumed_from_its_state_dicts(name, settings, schedule):
    whole = Run(nn, name, settings, schedule)
    whole.steps(9)
    again = Run(nn, name, settings, schedule)
    for parameter, values in zip(again.parameters, whole.values(), strict=True):
        parameter.data[...] = values
    for new, old in zip(again.schedulers, whole.schedulers, strict=True):
        new.load_state_dict(old.state_dict())
    again.optimizer.load_state_dict(whole.optimizer.state_dict())
    again.t = whole.t
    np.testing.assert_array_equal(again.steps(11), whole.steps(11))


@each_optimizer
def test_float32_stays_float32_and_near_torch(name, settings):
    here, there = Run(nn, name, settings, "none"), Run(torch, name, settings, "none")
    for run in (here, there):
        for number, values in enumerate(run.values()):
            run.parameters[number].data = torch.tensor(values).float() if run.torch else values.astype("float32")
    there.optimizer.zero_grad()
    for t in range(5):
        for number, (ours, theirs) in enumerate(zip(here.parameters, there.parameters, strict=True)):
            ours.grad = slope(ours.data.astype("float64"), number, t).astype("float32")
            theirs.grad = torch.tensor(ours.grad)
        here.optimizer.step()
        there.optimizer.step()
    for ours, theirs in zip(here.parameters, there.values(), strict=True):
        assert ours.data.dtype == np.float32
        np.testing.assert_allclose(ours.data, theirs, rtol=1e-5, atol=1e-5)
    for memory in here.optimizer.state.values():
        assert all(np.asarray(v).dtype == np.float32 for key, v in memory.items() if key != "step")


def test_settings_of_the_twin_are_those_of_the_optimizer_for_new_groups_too():
    run = Run(nn, "Adam", {"lr": 0.5, "betas": (0.5, 0.6)}, "none")
    there = run.moved().optimizer
    there.add_param_group({"params": [torch.nn.Parameter(torch.zeros(2))]})
    assert (there.param_groups[2]["lr"], there.param_groups[2]["betas"]) == (0.5, (0.5, 0.6))


def test_what_only_the_other_side_does_is_named():
    there = Run(torch, "Adam", {}, "none")
    decoupled = torch.optim.Adam(there.parameters, decoupled_weight_decay=True)
    with pytest.raises(NotImplementedError, match="Adam: decoupled_weight_decay=True is not built here"):
        optimizer_from_torch(decoupled, [nn.Parameter(v) for v in there.values()])
    there.schedulers = [torch.optim.lr_scheduler.ExponentialLR(there.optimizer, 0.5)]
    with pytest.raises(TypeError, match=r"dlcore\.optim\.lr_scheduler has no ExponentialLR"):
        there.moved()


def test_a_students_own_optimizer_has_no_twin():
    class Backwards(optim.SGD):
        def update(self, parameter, state, group):
            parameter.data += group["lr"] * parameter.grad

    weight = nn.Parameter(np.zeros(2))
    with pytest.raises(TypeError, match=r"torch\.optim has no Backwards"):
        optimizer_to_torch(Backwards([weight]), [torch.zeros(2)])
