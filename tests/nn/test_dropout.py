"""Dropout: torch's own masks give torch's numbers; its statistics; and what it must not disturb."""

import copy

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import dlcore
from dlcore import models, nn, optim
from dlcore.gradcheck import gradcheck
from dlcore.training import numpy_step
from dlcore.twin import from_torch, same, same_descent, to_torch

X = np.random.default_rng(0).normal(size=(6, 5))
FLOATS = pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-15), (np.float32, 2e-7)])


def seeded(seed=0):
    return np.random.default_rng(seed)


class Drawn(np.random.Generator):
    """Draws numbers that leave in exactly what `stays` says."""

    def __init__(self, stays):
        super().__init__(np.random.PCG64(0))
        self.stays = stays

    def random(self, shape):
        assert shape == self.stays.shape
        return np.where(self.stays, np.nextafter(1, 0), 0.0)


# ---- the same as torch


@FLOATS
@pytest.mark.parametrize("p", [0.0, 0.3, 0.5, 0.9, 1.0])
def test_torchs_mask_gives_torchs_numbers(p, dtype, tolerance):
    torch.manual_seed(1)
    tx, dy = torch.tensor(X.astype(dtype), requires_grad=True), 1 + X.astype(dtype)
    ty = torch.nn.Dropout(p)(tx)
    ty.backward(torch.tensor(dy))
    stays = ty.detach().numpy() != 0
    assert stays.all() == (p == 0)
    layer = nn.Dropout(p, generator=Drawn(stays))
    y = layer(X.astype(dtype))
    dx = layer.backward(dy)
    assert y.dtype == dx.dtype == dtype
    np.testing.assert_allclose(y, ty.detach(), rtol=tolerance)
    np.testing.assert_allclose(dx, tx.grad, rtol=tolerance)


@FLOATS
@pytest.mark.parametrize("p", [0.0, 0.4, 1.0])
def test_evaluation_is_the_identity_as_in_torch(p, dtype, tolerance):
    ours, theirs = nn.Dropout(p).eval(), torch.nn.Dropout(p).eval()
    x = X.astype(dtype)
    np.testing.assert_array_equal(ours(x), theirs(torch.tensor(x)))
    np.testing.assert_array_equal(ours.backward(x), x)


def test_a_model_in_evaluation_mode_is_the_same_model():
    model = models.mlp(nn, [5, 8, 8, 2], "Tanh", dropout=0.5)
    assert same(model.eval(), X, nn.CrossEntropyLoss(), np.array([0, 1, 0, 1, 1, 0])).ok
    assert to_torch(model).training is False
    twin = to_torch(model.train())
    assert [part.p for part in twin if isinstance(part, torch.nn.Dropout)] == [0.5, 0.5]
    assert all(part.training for part in from_torch(twin).modules())


def test_other_masks_are_a_sentence_and_not_a_difference():
    model, criterion = models.mlp(nn, [5, 8, 1], dropout=0.5), nn.MSELoss()
    with pytest.raises(ValueError, match=r"same: 2 is a Dropout in training mode, and PyTorch draws other masks; call"):
        same(model, X)
    with pytest.raises(ValueError, match="same_descent: 2 is a Dropout"):
        same_descent(model, criterion, optim.SGD(model.parameters()), X, np.ones((6, 1)))
    with pytest.raises(ValueError, match="same: the model is a Dropout"):
        same(nn.Dropout(), X)
    model[2].p = 0.0
    assert same(model, X).ok


def test_a_probability_changed_since_travels():
    layer = nn.Dropout(0.2)
    layer.p = 0.7
    assert to_torch(layer).p == 0.7
    assert repr(layer) == "Dropout(p=0.7)"


# ---- properties


@given(st.floats(0.0, 0.95), st.integers(0, 100))
def test_what_stays_is_scaled_and_the_gradient_takes_the_same_way(p, seed):
    layer = nn.Dropout(p, generator=seeded(seed))
    y = layer(X)
    kept = y != 0
    np.testing.assert_allclose(y[kept], X[kept] / (1 - p), rtol=1e-15)
    np.testing.assert_array_equal(layer.backward(X), y)  # linear in x, and the mask is the same


@pytest.mark.parametrize("p", [0.1, 0.5, 0.8])
def test_share_and_mean(p):
    n = 200_000
    y = nn.Dropout(p, generator=seeded())(np.ones(n))
    error = np.sqrt(p * (1 - p) / n)  # standard deviation of the share
    assert np.mean(y == 0) == pytest.approx(p, abs=4 * error)
    assert y.mean() == pytest.approx(1, abs=4 * error / (1 - p))


def test_every_forward_draws_anew_and_a_seed_repeats_it():
    layer = nn.Dropout(generator=seeded(3))
    first, second = layer(X), layer(X)
    assert not np.array_equal(first, second)
    again = nn.Dropout(generator=seeded(3))
    np.testing.assert_array_equal(again(X), first)
    np.testing.assert_array_equal(again(X), second)


def test_the_mask_does_not_depend_on_the_float_type():
    large, small = (nn.Dropout(generator=seeded(3))(X.astype(dtype)) for dtype in (np.float64, np.float32))
    np.testing.assert_array_equal(large == 0, small == 0)


def test_without_a_generator_the_seed_decides():
    ys = []
    for _ in range(2):
        dlcore.seed(4)
        ys.append(nn.Dropout()(X))
    np.testing.assert_array_equal(*ys)


@pytest.mark.parametrize("layer", [nn.Dropout(0.0), nn.Dropout(0.5).eval()], ids=["p = 0", "evaluation"])
def test_where_nothing_is_left_out_nothing_is_drawn(layer):
    layer.generator = seeded(5)
    np.testing.assert_array_equal(layer(X), X)
    np.testing.assert_array_equal(layer.backward(X), X)
    assert layer.generator.random() == seeded(5).random()


def test_p_of_1_leaves_out_everything():
    layer = nn.Dropout(1.0)
    assert not layer(X).any()
    assert not layer.backward(X).any()


def test_integers_become_float32():
    assert nn.Dropout()(np.arange(4)).dtype == np.float32


# ---- gradient check


@pytest.mark.parametrize("own", [True, False])
def test_gradients_with_the_mask_held_still(own):
    model = nn.Sequential(nn.Linear(5, 9), nn.Tanh(), nn.Dropout(0.4), nn.Linear(9, 3), nn.Dropout(0.2))
    if own:
        model[2].generator, model[4].generator = seeded(1), seeded(2)
    assert gradcheck(model, X, generator=seeded(6)).ok
    assert gradcheck(model, X, criterion=nn.CrossEntropyLoss(), target=np.array([0, 1, 2, 2, 1, 0])).ok


def test_a_check_leaves_the_numbers_to_come_as_they_were():
    model = nn.Sequential(nn.Linear(5, 9), nn.Dropout(generator=seeded(1)), nn.Linear(9, 3), nn.Dropout())
    untouched = copy.deepcopy(model)
    dlcore.seed(7)
    gradcheck(model, X, generator=seeded(6), check=True)
    y = model(X)
    dlcore.seed(7)
    np.testing.assert_array_equal(y, untouched(X))


def test_a_backward_with_another_mask_is_found():
    class Redrawn(nn.Dropout):
        def backward(self, dy):
            super().backward(dy)
            return self.forward(dy)

    report = gradcheck(Redrawn(generator=seeded(1)), X, generator=seeded(6))
    assert [row.name for row in report.wrong] == ["x"]


# ---- in a network


def test_mlp_puts_one_behind_each_hidden_activation():
    names = [type(layer).__name__ for layer in models.mlp(nn, [3, 4, 4, 2], "Tanh", dropout=0.1)]
    assert names == ["Linear", "Tanh", "Dropout", "Linear", "Tanh", "Dropout", "Linear"]
    assert [type(layer).__name__ for layer in models.mlp(nn, [3, 4, 2], dropout=0.0)] == ["Linear", "ReLU", "Linear"]
    assert repr(models.mlp(torch.nn, [3, 4, 2], dropout=0.1)[2]) == "Dropout(p=0.1, inplace=False)"


def test_it_trains_and_evaluation_is_repeatable():
    dlcore.seed(0)
    model = models.mlp(nn, [5, 16, 1], dropout=0.3).double()
    step = numpy_step(model, nn.MSELoss(), optim.SGD(model.parameters(), lr=0.05))
    target = X[:, :1] - X[:, 1:2]
    before = np.mean((model.eval()(X) - target) ** 2)
    model.train()
    for _ in range(300):
        step(X, target)
    model.eval()
    assert np.mean((model(X) - target) ** 2) < before / 10
    np.testing.assert_array_equal(model(X), model(X))


# ---- bad input


@pytest.mark.parametrize(
    ("build", "error", "words"),
    [
        (lambda: nn.Dropout(1.5), ValueError, r"Dropout: p is 1.5, expected a probability from 0 to 1"),
        (lambda: nn.Dropout(float("nan")), ValueError, "Dropout: p is nan"),
        (lambda: nn.Dropout(generator=3), TypeError, "generator is a int, expected a numpy.random.Generator"),
        (lambda: nn.Dropout(0.5, True), NotImplementedError, r"Dropout: inplace=True .* torch.nn.Dropout has it"),
    ],
)
def test_bad_arguments_are_a_sentence(build, error, words):
    with pytest.raises(error, match=words):
        build()
