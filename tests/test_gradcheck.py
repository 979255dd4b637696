"""The judge of every backward is judged: it passes what is right, finds what is wrong, and leaves no trace."""

import numpy as np
import pytest

from dlcore import nn
from dlcore.gradcheck import GradcheckError, gradcheck, numerical_gradient

RNG = np.random.default_rng
X = RNG(0).normal(size=(5, 3))


class Wrong(nn.Linear):
    """Linear with one fault in its backward, the usual ones of a student."""

    def __init__(self, fault):
        super().__init__(3, 2, generator=RNG(1))
        self.fault = fault

    def backward(self, dy):
        dx = super().backward(dy)
        if self.fault == "sign":
            self.weight.grad = -self.weight.grad
        if self.fault == "mean":
            self.bias.grad = self.bias.grad / 5
        if self.fault == "forgotten":
            self.bias.grad = None
        if self.fault == "one entry":
            self.weight.grad[1, 2] *= 1.001
        if self.fault == "nan":
            self.weight.grad[0, 1] = np.nan
        return None if self.fault == "no dx" else dx


FAULTS = {"sign": "weight", "mean": "bias", "forgotten": "bias", "one entry": "weight", "nan": "weight", "no dx": "x"}


@pytest.mark.parametrize(("fault", "name"), FAULTS.items())
def test_a_wrong_backward_is_found_where_it_is_wrong(fault, name):
    report = gradcheck(Wrong(fault), X, generator=RNG(2))
    assert not report.ok
    assert [row.name for row in report.wrong] == [name]
    with pytest.raises(GradcheckError, match=rf"disagree in {name}: {name}\[.* by backward, .* by differences"):
        gradcheck(Wrong(fault), X, generator=RNG(2), check=True)


def test_the_message_gives_both_numbers_at_the_worst_place():
    (row,) = gradcheck(Wrong("one entry"), X, generator=RNG(2)).wrong
    assert row.place == (1, 2)
    assert row.backward == pytest.approx(1.001 * row.numerical, rel=1e-8)


def test_the_report():
    report = gradcheck(nn.Linear(3, 2), X, check=True)
    assert report.ok
    assert [(row.name, row.shape, row.checked) for row in report.rows] == [
        ("x", (5, 3), 15),
        ("weight", (2, 3), 6),
        ("bias", (2,), 2),
    ]
    assert all(row.difference < 1e-8 for row in report.rows)
    assert str(report) == (
        "gradient  shape   checked  relative difference\n"
        "x         (5, 3)  15       < 1e-06\n"
        "weight    (2, 3)  6        < 1e-06\n"
        "bias      (2,)    2        < 1e-06\n"
        "backward and centred differences agree: no relative difference exceeds 1e-06."
    )
    lines = str(gradcheck(Wrong("sign"), X)).splitlines()
    assert lines[2].split()[-1] == "2"
    assert "disagree in weight: weight[" in lines[-1]


@pytest.mark.parametrize("mode", [True, False])
def test_nothing_is_touched(mode):
    model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2)).train(mode)
    criterion, x, target = nn.CrossEntropyLoss(), X.copy(), np.array([0, 1, 0, 1, 1])
    loss = criterion(model(x), target)
    model.backward(criterion.backward())
    criterion(model(x), target)
    parameters = [(p, p.data, p.data.copy(), p.grad, p.grad.copy()) for p in model.parameters()]
    caches = [m.cache for m in (*model.modules(), criterion)]
    assert gradcheck(model, x, criterion=criterion, target=target).ok
    for p, data, numbers, grad, slopes in parameters:
        assert p.data is data
        assert p.grad is grad
        np.testing.assert_array_equal(data, numbers)
        np.testing.assert_array_equal(grad, slopes)
    assert all(a is b for a, b in zip(caches, [m.cache for m in (*model.modules(), criterion)], strict=True))
    assert all(m.training == mode for m in model.modules())
    np.testing.assert_array_equal(x, X)
    assert criterion(model(x), target) == loss


def test_float32_models_are_checked_in_float64():
    model = nn.Sequential(nn.Linear(3, 8), nn.GELU(), nn.Linear(8, 1))
    assert max(row.difference for row in gradcheck(model, X.astype(np.float32)).rows) < 1e-8


def test_a_criterion_alone():
    report = gradcheck(nn.CrossEntropyLoss(label_smoothing=0.1), X, np.array([0, 1, 2, 1, 0]), check=True)
    assert [row.name for row in report.rows] == ["x"]


def test_several_inputs_and_outputs():
    class Cell(nn.Module):
        """Takes (x, (a, b)) and returns (x a, (a + b, b²)), as a recurrent layer takes and returns a state."""

        def forward(self, x, state):
            self.saved = x, *state
            return x * state[0], (state[0] + state[1], state[1] ** 2)

        def backward(self, dy, dstate):
            x, a, b = self.saved
            return dy * a, (dy * x + dstate[0], dstate[0] + 2 * b * dstate[1])

    report = gradcheck(Cell(), X, (X + 1, X - 1), check=True)
    assert [row.name for row in report.rows] == ["x", "input 1.0", "input 1.1"]


def test_frozen_parameters_are_left_out():
    model = nn.Linear(3, 2)
    model.weight.requires_grad = False
    assert [row.name for row in gradcheck(model, X, check=True).rows] == ["x", "bias"]


def test_large_arrays_are_sampled():
    report = gradcheck(nn.Linear(40, 50), np.ones((1, 40)), entries=100, check=True)
    assert [(row.name, row.checked) for row in report.rows] == [("x", 40), ("weight", 100), ("bias", 50)]


def test_gradients_that_are_zero_agree():
    """A shift of all logits changes nothing: both gradients are rounding errors around 0."""
    model = nn.Sequential(nn.Linear(3, 2, bias=False), nn.Softmax(1))
    model[0].weight.data[...] = 0
    assert gradcheck(model, 100 * X, criterion=nn.MSELoss(), target=np.full((5, 2), 0.5)).ok


# ---- functions


def test_a_function_and_its_gradient():
    assert gradcheck(lambda x: np.sum(x**3), X, gradient=lambda x: 3 * x**2).ok
    report = gradcheck(lambda a, b: a @ b, X[0], X[1], gradient=lambda a, b: (b, 2 * a))
    assert [row.name for row in report.wrong] == ["input 1"]


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: gradcheck(np.sum, X), TypeError, "gradient= must give the function of its gradient"),
        (lambda: gradcheck(np.sum, X, gradient=lambda x: np.ones(3)), GradcheckError, r"\(3,\), expected \(5, 3\)"),
        (lambda: numerical_gradient(np.exp, X), ValueError, r"returned shape \(5, 3\), expected one number"),
    ],
)
def test_misuse_is_a_sentence(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_numerical_gradient():
    x = X.copy()
    np.testing.assert_allclose(numerical_gradient(lambda x: np.sum(np.sin(x)), x), np.cos(x), atol=1e-9)
    np.testing.assert_array_equal(x, X)
    assert numerical_gradient(lambda x: x**2, 3) == pytest.approx(6)
    assert numerical_gradient(np.prod, [1, 2, 3]) == pytest.approx([6, 3, 2])


@pytest.mark.parametrize("power", [1, 2, 3])
def test_the_error_falls_with_the_square_of_h(power):
    """The first term left out is h² f‴/6; for eˣ at 0 it is h²/6."""
    h = 10.0**-power
    assert numerical_gradient(np.exp, 0.0, h) - 1 == pytest.approx(h**2 / 6, rel=h)
