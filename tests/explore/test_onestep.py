"""The mathematics of one training step: PyTorch's numbers, and arithmetic that adds up."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
import torch

from dlcore.explore.matrices import written
from dlcore.explore.onestep import WEIGHTS, OneTrainingStep, X, Y, one_step
from dlcore.explore.operations import COLUMNS, DECIMALS, LAYOUTS, OPERATIONS, ROWS, shapes, turned

TORCH = {"0.weight": "W₁", "0.bias": "b₁", "2.weight": "W₂", "2.bias": "b₂"}


def random_case(seed):
    generator = np.random.default_rng(seed)
    shape = {"0.weight": (5, 3), "0.bias": 5, "2.weight": (2, 5), "2.bias": 2}
    weights = {name: generator.normal(size=size) for name, size in shape.items()}
    return weights, generator.normal(size=(6, 3)), generator.normal(size=(6, 2)), 0.3


@pytest.fixture
def explorer():
    made = OneTrainingStep()
    yield made
    made.close()


@pytest.mark.parametrize("case", [(WEIGHTS, X, Y, 0.1), (WEIGHTS, X, Y, 5.0), random_case(0), random_case(1)])
def test_all_numbers_are_pytorchs(case):
    weights, x, y, rate = case
    before, after = one_step(weights, x, y, rate)
    hidden, inputs = np.shape(weights["0.weight"])
    model = torch.nn.Sequential(
        torch.nn.Linear(inputs, hidden), torch.nn.Sigmoid(), torch.nn.Linear(hidden, y.shape[1])
    ).double()
    model.load_state_dict({name: torch.tensor(value, dtype=torch.float64) for name, value in weights.items()})
    optimizer = torch.optim.SGD(model.parameters(), lr=rate)
    for numbers in (before, after):
        z = model[0](torch.tensor(x))
        a = model[1](z)
        f = model[2](a)
        loss = torch.nn.functional.mse_loss(f, torch.tensor(y))
        expected = {"z": z, "a": a, "f": f, "L": loss}
        expected |= {TORCH[name]: parameter.clone() for name, parameter in model.named_parameters()}
        if numbers is before:
            for array in (z, a, f):
                array.retain_grad()
            loss.backward()
            expected |= {"dz": z.grad, "da": a.grad, "df": f.grad}
            expected |= {"d" + TORCH[name]: parameter.grad for name, parameter in model.named_parameters()}
            optimizer.step()
        assert numbers.keys() == expected.keys() | {"x", "y"}
        for name, array in expected.items():
            np.testing.assert_allclose(numbers[name], array.detach(), rtol=1e-10, atol=1e-12, err_msg=name)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_equations_of_matrices_hold(layout):
    before, after = one_step(WEIGHTS, X, Y, 0.1)
    n = {name: turned(name, array, layout) for name, array in before.items()}
    along = 0 if layout == ROWS else 1
    sums = {"dW₂": n["df"].T @ n["a"] if layout == ROWS else n["df"] @ n["a"].T}
    sums["dW₁"] = n["dz"].T @ n["x"] if layout == ROWS else n["dz"] @ n["x"].T
    sums["z"] = n["x"] @ n["W₁"].T + n["b₁"] if layout == ROWS else n["W₁"] @ n["x"] + n["b₁"]
    sums["f"] = n["a"] @ n["W₂"].T + n["b₂"] if layout == ROWS else n["W₂"] @ n["a"] + n["b₂"]
    sums["da"] = n["df"] @ n["W₂"] if layout == ROWS else n["W₂"].T @ n["df"]
    sums |= {"a": 1 / (1 + np.exp(-n["z"])), "dz": n["da"] * n["a"] * (1 - n["a"])}
    sums |= {"df": 2 / 8 * (n["f"] - n["y"]), "L": np.mean((n["f"] - n["y"]) ** 2)}
    sums |= {f"db{i}": n[d].sum(axis=along, keepdims=True) for i, d in (("₁", "dz"), ("₂", "df"))}
    assert sums.keys() == {operation.name for operation in OPERATIONS} - {"W₁"}
    for name, value in sums.items():
        np.testing.assert_allclose(n[name], value, rtol=1e-12, err_msg=name)
    np.testing.assert_allclose(after["W₁"], before["W₁"] - 0.1 * before["dW₁"], rtol=1e-12)


def every_entry(explorer, layout):
    """The states after each operation, with each place for the entry."""
    for done, row, column in itertools.product(range(1, len(OPERATIONS) + 1), range(4), range(4)):
        yield replace(explorer.state, layout=layout, done=done, row=row, column=column)


def evaluated(arithmetic):
    """What a line of arithmetic comes to."""
    python = arithmetic.replace("·", "*").replace("−", "-").replace("²", "**2").replace("σ", "sigma")
    return eval(python, {"sigma": lambda z: 1 / (1 + np.exp(-z))})  # made by this package, from numbers


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_arithmetic_comes_to_the_entry(explorer, layout):
    for state in every_entry(explorer, layout):
        entry, _, arithmetic, value, cell, _ = state.spell()
        name, *place = cell
        drawn = turned(name, state.numbers[name], layout)
        assert value == written(drawn[tuple(place)], DECIMALS[name])
        if "…" not in arithmetic:
            shown = float(value.replace("−", "-"))
            assert evaluated(arithmetic) == pytest.approx(shown, abs=0.04), explorer.describe(state)
        nearest = [min(where, size - 1) for where, size in zip((state.row, state.column), drawn.shape, strict=True)]
        assert place == nearest
        assert f" {entry} " in explorer.describe(state)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_marked_cells_hold_the_numbers_of_the_arithmetic(explorer, layout):
    for state in every_entry(explorer, layout):
        numbers = state.after if state.operation.phase == "forward again" else state.before
        _, _, arithmetic, _, _, used = state.spell()
        assert used
        if "…" not in arithmetic:
            for name, *place in used:
                assert written(turned(name, numbers[name], layout)[tuple(place)], DECIMALS[name]) in arithmetic


def test_symbols_follow_the_layout(explorer):
    explorer.act("next", times=6).set(row=1, column=2)
    assert "dW₂ = dfᵀ a. dW₂[1, 2] = Σₙ df[n, 1]·a[n, 2] = " in explorer.sentence
    explorer.set(layout=COLUMNS)
    assert "dW₂ = df aᵀ. dW₂[1, 2] = Σₙ df[1, n]·a[2, n] = " in explorer.sentence
    explorer.act("back", times=5).set(row=2, column=3)
    assert "z = W₁ x + b₁. z[2, 3] = Σᵢ x[i, 3]·W₁[2, i] + b₁[2] = " in explorer.sentence
    explorer.set(layout=ROWS, row=3, column=2)
    assert "z = x W₁ᵀ + b₁. z[3, 2] = Σᵢ x[3, i]·W₁[2, i] + b₁[2] = " in explorer.sentence


@pytest.mark.parametrize(
    ("layout", "number", "expected"),
    [
        (ROWS, 1, "(4, 3) = (4, 2)·(2, 3) + (3,)"),
        (COLUMNS, 1, "(3, 4) = (3, 2)·(2, 4) + (3, 1)"),
        (ROWS, 4, "a number = mean of ((4, 2) − (4, 2))²"),
        (ROWS, 6, "(2, 3) = (2, 4)·(4, 3)"),
        (COLUMNS, 6, "(2, 3) = (2, 4)·(4, 3)"),
        (ROWS, 7, "(2,) = sum of rows of (4, 2)"),
        (COLUMNS, 7, "(2, 1) = sum of columns of (2, 4)"),
        (COLUMNS, 8, "(3, 4) = (3, 2)·(2, 4)"),
    ],
)
def test_shapes(layout, number, expected):
    before, _ = one_step(WEIGHTS, X, Y, 0.1)
    assert shapes(OPERATIONS[number - 1].equation(layout), before, layout) == expected


def test_what_is_not_computed_yet_is_not_shown(explorer):
    seen = set(explorer.state.numbers)
    assert seen == {"x", "y", "W₁", "b₁", "W₂", "b₂"}
    for operation in OPERATIONS[:11]:
        assert operation.name not in seen
        assert set(operation.taken()) <= seen
        seen = set(explorer.act("next").state.numbers)
        assert operation.name in seen
    assert seen == set(DECIMALS)
    np.testing.assert_array_equal(explorer.state.numbers["W₁"], WEIGHTS["0.weight"])
    assert not np.array_equal(explorer.act("next").state.numbers["W₁"], WEIGHTS["0.weight"])


def test_it_ends_and_goes_back(explorer):
    start = explorer.sentence
    explorer.act("next", times=20)
    assert explorer.sentence.startswith("Step 13 of 13, forward again")
    assert explorer.sentence.endswith("Before the update the loss was 2.617.")
    assert explorer.act("back", times=20).sentence == start


def test_challenges_need_the_last_step(explorer):
    halves, grows = (challenge.text for challenge in explorer.challenges)
    explorer.set(rate=explorer.widgets["rate"].base ** explorer.widgets["rate"].max)
    explorer.act("next", times=12)
    assert not any(explorer.met.values())
    assert explorer.act("next").met == {halves: False, grows: True}
    explorer.set(rate=explorer.widgets["rate"].base ** (explorer.widgets["rate"].max - 0.725))
    assert explorer.state.after["L"] < explorer.state.before["L"] / 2
    assert all(explorer.met.values())


@pytest.mark.parametrize(("value", "words"), [(-0.0004, "0.000"), (-0.0006, "−0.001"), (2.0, "2.000")])
def test_numbers_are_written_with_a_minus_where_there_is_one(value, words):
    assert written(value, 3) == words
