import numpy as np
import pytest
import torch

import dlcore
from dlcore import models, nn
from dlcore.twin import from_torch, to_torch

RANDOM = np.random.default_rng(0)
WEIGHT = np.array([1.0, 2.0, 0.5], dtype=np.float32)

# One of each class, with arguments that are not the defaults.
BUILT = [
    nn.Linear(3, 2),
    nn.Linear(3, 2, bias=False),
    nn.Conv2d(2, 3, (3, 2), 2, (1, 0), 2),
    nn.Conv2d(2, 3, 3, padding="same", bias=False),
    nn.ConvTranspose2d(2, 3, 3, 2, 1, 1),
    nn.ConvTranspose2d(2, 3, (2, 3), dilation=(1, 2), bias=False),
    nn.MaxPool2d(3, 2, 1),
    nn.MaxPool2d((2, 3), dilation=2),
    nn.AvgPool2d(3, (1, 2), 1, count_include_pad=False),
    nn.BatchNorm1d(3, 1e-3, None),
    nn.BatchNorm2d(3, affine=False),
    nn.BatchNorm2d(3, momentum=0.3, track_running_stats=False),
    nn.LayerNorm((3, 4), 1e-3),
    nn.LayerNorm(4, bias=False),
    nn.LayerNorm(4, elementwise_affine=False, bias=False),
    nn.RNN(3, 4, 2, "relu", batch_first=True),
    nn.LSTM(3, 4, num_layers=2, bias=False),
    nn.GRU(3, 4, batch_first=True),
    nn.Embedding(5, 3),
    nn.Embedding(5, 3, padding_idx=-2),
    nn.Flatten(0, 1),
    nn.Unflatten(1, (2, 2)),
    nn.Identity(),
    nn.Dropout(0.3),
    nn.ReLU(),
    nn.LeakyReLU(0.3),
    nn.ELU(0.7),
    nn.SELU(),
    nn.GELU("tanh"),
    nn.SiLU(),
    nn.Sigmoid(),
    nn.Tanh(),
    nn.Softplus(2.0, 5.0),
    nn.Softmax(dim=0),
    nn.LogSoftmax(dim=1),
    nn.MSELoss(reduction="sum"),
    nn.L1Loss(reduction="none"),
    nn.BCEWithLogitsLoss(WEIGHT, pos_weight=2 * WEIGHT),
    nn.CrossEntropyLoss(WEIGHT, ignore_index=1, label_smoothing=0.1, reduction="sum"),
    nn.NLLLoss(WEIGHT, ignore_index=2),
    nn.Sequential(nn.Linear(3, 4), nn.Sequential({"inner": nn.Linear(4, 2), "out": nn.Tanh()})),
]


def arguments(module):
    """The recipe in a form that can be compared: arrays as lists, without None and without nested recipes."""
    return {
        name: np.asarray(value).tolist()
        for name, value in module.recipe.kwargs.items()
        if value is not None and not isinstance(value, tuple)
    }


def test_every_class_is_tried():
    tried = {part.recipe.name for module in BUILT for part in module.modules()}
    assert tried == set(nn.__all__) - {"Module", "Parameter"}


@pytest.mark.parametrize("module", BUILT, ids=repr)
def test_there_and_back_is_the_same_module(module):
    twin = to_torch(module)
    assert type(twin) is getattr(torch.nn, type(module).__name__)
    back = from_torch(twin)
    assert type(back) is type(module)
    given, returned = arguments(module), arguments(back)
    assert {name: returned[name] for name in given} == given
    assert list(back.state_dict()) == list(twin.state_dict()) == list(module.state_dict())
    for name, array in module.state_dict().items():
        assert np.array_equal(back.state_dict()[name], array)
        assert back.state_dict()[name].dtype == array.dtype


@pytest.mark.parametrize("module", BUILT, ids=repr)
def test_arguments_reach_torch(module):
    fresh = getattr(torch.nn, type(module).__name__)
    if fresh is torch.nn.Sequential:
        return
    expected = fresh(
        **{k: torch.tensor(v) if isinstance(v, np.ndarray) else v for k, v in module.recipe.kwargs.items()}
    )
    assert repr(to_torch(module)) == repr(expected)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_twin_has_the_models_dtype_and_its_output(dtype):
    model = models.mlp(nn, [3, 8, 2], "Tanh")
    if dtype == np.float64:
        model.double()
    x = RANDOM.normal(size=(5, 3)).astype(dtype)
    output = to_torch(model)(torch.tensor(x)).detach().numpy()
    assert output.dtype == dtype
    np.testing.assert_allclose(output, model(x), atol=1e-5 if dtype == np.float32 else 1e-12)


def test_a_dtype_may_be_asked_for():
    assert to_torch(nn.Linear(2, 1), dtype=torch.float64).weight.dtype == torch.float64


def test_from_torch_keeps_float64_and_widens_half_precision():
    assert from_torch(torch.nn.Linear(2, 1).double()).weight.dtype == np.float64
    half = torch.nn.Linear(2, 1).to(torch.bfloat16)
    back = from_torch(half)
    assert back.weight.dtype == np.float32
    assert np.array_equal(back.weight.data, half.weight.detach().float().numpy())


def test_the_twin_has_weights_of_its_own():
    model = nn.Linear(2, 1)
    before = model.weight.data.copy()
    twin = to_torch(model)
    back = from_torch(twin)
    twin.weight.data += 1
    assert np.array_equal(model.weight.data, before)
    assert np.array_equal(back.weight.data, before)


def test_modes_and_frozen_parameters_travel_both_ways():
    model = nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 1))
    model[0].requires_grad_(False)
    model[1].eval()
    twin = to_torch(model)
    back = from_torch(twin)
    for made in (twin, back):
        assert made.training
        assert not made[1].training
        assert [parameter.requires_grad for parameter in made.parameters()] == [False, False, True, True]


def test_converting_draws_no_random_numbers():
    model = models.mlp(nn, [3, 4, 1])
    dlcore.seed(1)
    torch.manual_seed(1)
    expected = dlcore.random.generator().random(), torch.rand(1).item()
    dlcore.seed(1)
    torch.manual_seed(1)
    from_torch(to_torch(model))
    assert (dlcore.random.generator().random(), torch.rand(1).item()) == expected


def test_a_subclass_becomes_the_layer_it_stands_for():
    class Mine(nn.Linear):
        def backward(self, dy):
            return super().backward(dy)

    twin = to_torch(Mine(3, 2))
    assert type(twin) is torch.nn.Linear
    assert twin.weight.shape == (2, 3)


@models.architecture
def residual(nn, features, factor=0.5):
    """A model that is no chain: y = x + factor · tanh(W x + b)."""

    class Residual(nn.Module):
        def __init__(self):
            super().__init__()
            self.linear = nn.Linear(features, features)
            self.tanh = nn.Tanh()

        def forward(self, x):
            return x + factor * self.tanh(self.linear(x))

        def backward(self, dy):
            return dy + self.linear.backward(self.tanh.backward(factor * dy))

    return Residual()


def test_an_architecture_is_built_again_on_either_side():
    model = residual(nn, 3, factor=2.0).double()
    x = RANDOM.normal(size=(4, 3))
    twin = to_torch(model)
    assert isinstance(twin, torch.nn.Module)
    back = from_torch(twin)
    assert isinstance(back, nn.Module)
    np.testing.assert_allclose(twin(torch.tensor(x)).detach(), model(x), atol=1e-14)
    assert np.array_equal(back(x), model(x))


def test_an_architecture_inside_a_chain():
    model = nn.Sequential(residual(nn, 3), nn.Linear(3, 1))
    twin = to_torch(model)
    assert [name for name, _ in twin.named_parameters()] == [name for name, _ in model.named_parameters()]


def test_a_layer_added_to_an_architecture_is_not_lost():
    model = models.mlp(nn, [2, 3, 1])
    model.append(nn.Sigmoid())
    assert [type(layer).__name__ for layer in to_torch(model)] == ["Linear", "ReLU", "Linear", "Sigmoid"]


class Homemade(nn.Module):
    def forward(self, x):
        return x


class Shorter(nn.Linear):
    def __init__(self, size):
        super().__init__(size, size)


class TorchLinear(torch.nn.Linear):
    pass


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: to_torch(Homemade()),
            TypeError,
            "to_torch: torch.nn has no Homemade; build a Module of your own in",
        ),
        (
            lambda: to_torch(Shorter(3)),
            TypeError,
            "to_torch: Shorter has arguments of its own, which torch.nn.Linear",
        ),
        (lambda: from_torch(torch.nn.Bilinear(1, 1, 1)), TypeError, "from_torch: dlcore.nn has no Bilinear"),
        (lambda: from_torch(TorchLinear(1, 1)), TypeError, "from_torch: dlcore.nn has no TorchLinear"),
        (
            lambda: from_torch(torch.nn.Sequential(torch.nn.ReLU(inplace=True))),
            NotImplementedError,
            "ReLU: inplace=True",
        ),
    ],
)
def test_what_has_no_twin_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize(
    ("convert", "given"),
    [(to_torch, torch.nn.Linear(1, 1)), (from_torch, nn.Linear(1, 1)), (to_torch, "Linear")],
)
def test_the_wrong_side_is_named(convert, given):
    with pytest.raises(TypeError, match=rf"{convert.__name__}: got a \S*{type(given).__name__}, expected a"):
        convert(given)
