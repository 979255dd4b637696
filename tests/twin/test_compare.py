import copy

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlcore import models, nn, optim
from dlcore.twin import same, same_descent

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(6, 3))


def network():
    return models.mlp(nn, [3, 5, 2], "Tanh")


# same: what agrees


@pytest.mark.parametrize(
    ("criterion", "target"),
    [
        (nn.MSELoss(), RANDOM.normal(size=(6, 2))),
        (nn.L1Loss(reduction="sum"), RANDOM.normal(size=(6, 2))),
        (nn.MSELoss(reduction="none"), RANDOM.normal(size=(6, 2))),
        (nn.BCEWithLogitsLoss(pos_weight=np.array([1.0, 3.0])), RANDOM.uniform(size=(6, 2))),
        (nn.CrossEntropyLoss(weight=np.array([1.0, 2.0]), label_smoothing=0.1), RANDOM.integers(0, 2, 6)),
        (nn.CrossEntropyLoss(reduction="none"), RANDOM.integers(0, 2, 6)),
    ],
    ids=repr,
)
def test_a_right_model_agrees_with_every_loss(criterion, target):
    report = same(network(), X, criterion, target)
    assert report.ok, report
    assert [row.name for row in report.rows] == [
        "output",
        "loss",
        "gradient of the input",
        "gradient of 0.weight",
        "gradient of 0.bias",
        "gradient of 2.weight",
        "gradient of 2.bias",
    ]


@settings(deadline=None)  # the first example waits for torch to start
@given(sizes=st.lists(st.integers(1, 6), min_size=2, max_size=4), batch=st.integers(1, 5))
def test_it_agrees_without_a_loss_at_any_size(sizes, batch):
    report = same(models.mlp(nn, sizes, "Sigmoid"), np.ones((batch, sizes[0])))
    assert report.ok, report


def test_float32_models_and_inputs_are_compared_in_float64():
    report = same(network().float(), X.astype(np.float32), tolerance=1e-13)
    assert report.ok, report


def test_whole_numbers_are_taken_as_input():
    assert same(nn.Linear(2, 1), [[1, 2], [3, 4]], nn.MSELoss(), np.ones((2, 1))).ok


# same: what differs


class BiasNotSummed(nn.Linear):
    def backward(self, dy):
        dx = super().backward(dy)
        self.bias.grad /= len(dy)
        return dx


class NoInputGradient(nn.Linear):
    def backward(self, dy):
        super().backward(dy)


class Doubled(nn.Linear):
    def forward(self, x):
        return 2 * super().forward(x)


class WeightForgotten(nn.Linear):
    def backward(self, dy):
        dx = super().backward(dy)
        self.weight.grad = None
        return dx


class FlatGradient(nn.Linear):
    def backward(self, dy):
        return super().backward(dy).ravel()


@pytest.mark.parametrize(
    ("layer", "wrong", "shown"),
    [
        (BiasNotSummed, {"gradient of bias"}, None),
        (NoInputGradient, {"gradient of the input"}, "ours is None"),
        (WeightForgotten, {"gradient of weight"}, "ours is None"),
        (FlatGradient, {"gradient of the input"}, "ours has shape (18,)"),
        (Doubled, {"output"}, None),
    ],
)
def test_a_planted_mistake_is_found_and_named(layer, wrong, shown):
    report = same(layer(3, 2), X)
    assert not report.ok
    assert {row.name for row in report.wrong} == wrong
    for text in (repr(report), report._repr_html_()):
        assert f"differ in {len(wrong)} of 4: {', '.join(wrong)}." in text
        assert shown is None or shown in text


def test_a_mistake_of_the_size_of_the_tolerance_is_the_border():
    class Off(nn.Linear):
        def backward(self, dy):
            return super().backward(dy) + 1e-8

    assert same(Off(3, 2), X, tolerance=1e-7).ok
    assert not same(Off(3, 2), X, tolerance=1e-9).ok


# same: several inputs and outputs, and integers


def test_outputs_and_inputs_may_be_tuples():
    state = tuple(RANDOM.normal(size=(2, 3, 2, 4)))
    report = same(nn.LSTM(3, 4, 3), (RANDOM.normal(size=(5, 2, 3)), state))
    assert report.ok, report
    assert [row.name for row in report.rows][:6] == [
        "output 0",
        "output 1.0",
        "output 1.1",
        "gradient of input 0",
        "gradient of input 1.0",
        "gradient of input 1.1",
    ]
    assert len(report.rows) == 6 + 12


def test_a_state_that_is_not_given_has_no_row():
    report = same(nn.GRU(3, 4), RANDOM.normal(size=(5, 2, 3)))
    assert report.ok, report
    assert [row.name for row in report.rows][:3] == ["output 0", "output 1", "gradient of the input"]


class SwappedStates(nn.LSTM):
    def backward(self, dy, d_state):
        dx, (dh, dc) = super().backward(dy, d_state)
        return dx, (dc, dh)


class StateGradientForgotten(nn.LSTM):
    def backward(self, dy, d_state):
        return super().backward(dy, None)


@pytest.mark.parametrize(
    ("layer", "wrong"),
    [
        (SwappedStates, {"gradient of input 1.0", "gradient of input 1.1"}),
        (StateGradientForgotten, {"gradient of input 1.1", "gradient of weight_hh_l0", "gradient of bias_ih_l0"}),
    ],
)
def test_a_mistake_in_a_state_is_found(layer, wrong):
    state = tuple(RANDOM.normal(size=(2, 1, 2, 4)))
    report = same(layer(3, 4), (RANDOM.normal(size=(5, 2, 3)), state))
    assert wrong <= {row.name for row in report.wrong}
    assert "output 0" not in {row.name for row in report.wrong}


def test_symbols_stay_integers_and_have_no_gradient():
    x = np.array([[1, 2, 2], [0, 1, 2]])
    report = same(nn.Sequential(nn.Embedding(3, 4), nn.Linear(4, 2)), x, nn.MSELoss(), np.ones((2, 3, 2)))
    assert report.ok, report
    assert [row.name for row in report.rows] == [
        "output",
        "loss",
        "gradient of 0.weight",
        "gradient of 1.weight",
        "gradient of 1.bias",
    ]


# same: what stays


def test_the_model_stays_as_it_was():
    model, criterion = network(), nn.MSELoss()
    model.eval()
    target = RANDOM.normal(size=(6, 2)).astype(np.float32)
    criterion(model(X), target)
    model.backward(criterion.backward())
    criterion(model(X), target)  # a cache that a later backward needs
    parameters = model.parameters()
    before = copy.deepcopy([(p.data, p.grad) for p in parameters])
    expected = copy.deepcopy(model).backward(copy.deepcopy(criterion).backward())

    assert same(model, X, criterion, target).ok

    assert all(now is then for now, then in zip(model.parameters(), parameters, strict=True))
    for parameter, (data, grad) in zip(parameters, before, strict=True):
        assert parameter.dtype == np.float32
        assert np.array_equal(parameter.data, data)
        assert np.array_equal(parameter.grad, grad)
    assert not model.training
    assert np.array_equal(model.backward(criterion.backward()), expected)


def test_gradients_already_there_do_not_count():
    model = network()
    model.backward(np.ones_like(model(X)))
    assert same(model, X).ok


def test_the_input_stays_as_it_was():
    x, target = X.copy(), np.zeros((6, 2))
    same(network(), x, nn.MSELoss(), target)
    assert np.array_equal(x, X)
    assert not target.any()


def test_a_criterion_needs_a_target():
    with pytest.raises(ValueError, match="same: criterion and target belong together"):
        same(network(), X, nn.MSELoss())


# same_descent


@pytest.mark.parametrize(
    "choice",
    [{"lr": 0.1}, {"lr": 0.05, "momentum": 0.9, "nesterov": True}, {"lr": 0.1, "weight_decay": 0.1}],
)
def test_the_same_descent(choice):
    model = models.linear(nn, 3)
    y = X @ [[1.0], [2.0], [3.0]] - 1
    report = same_descent(model, nn.MSELoss(), optim.SGD(model.parameters(), **choice), X, y, steps=60)
    assert report.ok, report
    assert report.ours.shape == report.theirs.shape == (60,)
    assert report.ours[-1] < report.ours[0] / 3
    assert "loss, updates 1 to 60" in repr(report)
    assert "weight after update 60" in repr(report)


def test_a_descent_goes_on_from_the_optimizers_memory_and_leaves_it_alone():
    model, criterion = network(), nn.MSELoss()
    optimizer = optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    target = np.ones((6, 2))
    for _ in range(3):
        optimizer.zero_grad()
        criterion(model(X), target)
        model.backward(criterion.backward())
        optimizer.step()
    weights, memory = model.state_dict(), copy.deepcopy(optimizer.state_dict())
    report = same_descent(model, criterion, optimizer, X, target, steps=20)
    assert report.ok, report
    assert all(np.array_equal(array, weights[name]) for name, array in model.state_dict().items())
    for number, state in memory["state"].items():
        now = optimizer.state_dict()["state"][number]["momentum_buffer"]
        assert np.array_equal(now, state["momentum_buffer"])
        assert now.dtype == np.float32


def test_a_descent_with_a_mistake_is_found():
    model = BiasNotSummed(3, 1)
    report = same_descent(model, nn.MSELoss(), optim.SGD(model.parameters(), lr=0.1), X, np.ones((6, 1)), steps=5)
    assert [row.name for row in report.wrong] == [
        "loss, updates 1 to 5",
        "weight after update 5",
        "bias after update 5",
    ]
    assert report.ours[0] == pytest.approx(report.theirs[0])
    assert report.ours[1] != pytest.approx(report.theirs[1])


def test_a_descent_that_diverges_does_so_on_both_sides():
    model = models.linear(nn, 3)
    optimizer = optim.SGD(model.parameters(), lr=100.0)
    report = same_descent(model, nn.MSELoss(), optimizer, X, np.ones((6, 1)), steps=1000)
    assert len(report.ours) == len(report.theirs) < 1000
    assert not np.isfinite(report.ours[-1])
    assert report.ok, report
