import numpy as np
import pytest
import torch

from dlcore import models, nn, optim
from dlcore.training import batches, numpy_step, run
from dlcore.twin import optimizer_from_torch, optimizer_to_torch, to_torch, torch_step

RANDOM = np.random.default_rng(0)
X, Y = RANDOM.normal(size=(8, 3)), RANDOM.normal(size=(8, 1))
SETTINGS = [
    {"lr": 0.1},
    {"lr": 0.05, "momentum": 0.9},
    {"lr": 0.05, "momentum": 0.9, "nesterov": True, "weight_decay": 0.01},
    {"lr": 0.05, "maximize": True},
]


def parts(**settings):
    model = models.mlp(nn, [3, 4, 1], "Tanh").double()
    return model, nn.MSELoss(), optim.SGD(model.parameters(), **settings)


def descend(step, epochs):
    return [update.loss for update in run(step, batches(X, Y, epochs=epochs))]


def twins(model, criterion, optimizer):
    twin = to_torch(model)
    return twin, to_torch(criterion), optimizer_to_torch(optimizer, twin.parameters())


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_a_run_changes_sides_in_the_middle_and_goes_on(settings):
    ours = parts(**settings)
    descend(numpy_step(*ours), 5)
    theirs = twins(*ours)
    here, there = descend(numpy_step(*ours), 5), descend(torch_step(*theirs), 5)
    np.testing.assert_allclose(there, here, rtol=1e-12)

    back = ours[0]
    back.load_state_dict({name: tensor.numpy() for name, tensor in theirs[0].state_dict().items()})
    optimizer = optimizer_from_torch(theirs[2], back.parameters())
    np.testing.assert_allclose(
        descend(numpy_step(back, ours[1], optimizer), 5), descend(torch_step(*theirs), 5), rtol=1e-12
    )


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_settings_arrive(settings):
    _, _, twin = twins(*parts(**settings))
    assert type(twin) is torch.optim.SGD
    assert {name: twin.param_groups[0][name] for name in settings} == settings


def test_groups_keep_their_parameters_and_settings():
    model = models.mlp(nn, [3, 4, 1])
    first, second = model[0].parameters(), model[2].parameters()
    optimizer = optim.SGD([{"params": first}, {"params": second, "lr": 0.5}], lr=0.1)
    twin_model = to_torch(model)
    twin = optimizer_to_torch(optimizer, twin_model.parameters())
    assert [group["lr"] for group in twin.param_groups] == [0.1, 0.5]
    assert twin.param_groups[1]["params"][0] is twin_model[2].weight


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: optimizer_to_torch(parts(lr=1.0)[2], []),
            ValueError,
            "SGD: its twin got 0 parameters, expected 4",
        ),
        (
            lambda: optimizer_from_torch(torch.optim.LBFGS([torch.zeros(1)]), [nn.Parameter(np.zeros(1))]),
            TypeError,
            "dlcore.optim has no LBFGS",
        ),
        (
            lambda: optimizer_from_torch(
                torch.optim.SGD([torch.zeros(1)], momentum=0.9, dampening=0.5), [nn.Parameter(np.zeros(1))]
            ),
            NotImplementedError,
            "SGD: dampening=0.5",
        ),
    ],
)
def test_what_has_no_twin_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()
