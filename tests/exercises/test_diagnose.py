"""The engine on made-up exercises: what it finds and what it says."""

import functools

import numpy as np
import pytest

from dlcore.exercises import Exercise
from dlcore.exercises.diagnose import diagnose
from dlcore.exercises.verdict import verdict


def said(exercise, function):
    return repr(verdict(exercise, diagnose(exercise, function), function))


def placeholder(x):
    return ...


def empty(x): ...


def passing(x):
    """Only words."""
    pass


def gap(x):
    return x**2 + ...


def listed(x):
    return [..., 1.0]


@pytest.mark.parametrize("untouched", [..., placeholder, empty, passing, gap, listed, lambda x: ...])
def test_untouched_says_what_to_do(square, untouched):
    assert diagnose(square, untouched).kind == "untouched"
    text = said(square, untouched)
    assert text.startswith("Your turn · Exercise 77.1, a square")
    assert square.task in text
    assert 'exercises.hint("77.1")' in text


def test_right_says_so_and_shows_something(square):
    text = said(square, lambda x: x * x)
    assert text.startswith("Right · Exercise 77.1")
    assert "all 3 inputs" in text
    assert "Worth noticing: (−3)² is 9." in text


@pytest.mark.parametrize(
    "right",
    [
        lambda x: list(x**2),
        lambda x: [int(4 * v * v) / 4 for v in x],
        lambda x: (x**2).astype(np.float32),
        lambda x: x**2 + 0j,
        lambda x: x**2 * (1 + 1e-9),
        functools.partial(np.power, **{}) and (lambda x, power=2: np.power(x, power)),
        np.square,
        np.vectorize(lambda v: v * v),
    ],
    ids=["list", "numbers", "float32", "complex", "rounding", "default", "ufunc", "vectorize"],
)
def test_right_in_any_form(square, right):
    assert diagnose(square, right).kind == "right"


def test_what_can_be_turned_into_an_array_is_one(square):
    class Wrapped:
        def __init__(self, data):
            self.data = data

        def __array__(self, dtype=None, copy=None):
            return self.data

    assert diagnose(square, lambda x: Wrapped(x**2)).kind == "right"


def test_known_wrong_shows_the_smallest_input_on_which_it_differs(square):
    found = diagnose(square, lambda x: x + x)  # 2 + 2 = 2²: the first input does not show it
    assert found.kind == "known"
    assert found.known.looks == "twice x"
    assert found.trial.given[0].tolist() == [1.0, -3.0]
    text = said(square, lambda x: x + x)
    assert "Looks like twice x. What is 3 × 3?" in text
    assert "x = [ 1., -3.]" in text
    assert "gave       [ 2., -6.]" in text
    assert "should be  [1., 9.]" in text


def test_known_wrong_of_another_shape(square):
    assert diagnose(square, lambda x: x[0] * x[0]).known.looks == "the square of the first number alone"


def test_unknown_wrong_shows_input_output_and_what_should_be(square):
    found = diagnose(square, lambda x: x**2 + (x < -3.5))
    assert found.kind == "different"
    assert found.trial.given[0].tolist() == [0.5, 0.0, -4.0]
    text = said(square, lambda x: x**2 + (x < -3.5))
    assert "[ 0.25,  0.  , 17.  ]" in text
    assert "[ 0.25,  0.  , 16.  ]" in text
    assert "Looks like" not in text


def test_a_constant_factor_is_named(square):
    assert diagnose(square, lambda x: -3 * x**2).factor == pytest.approx(-3)
    assert "Every number you return is -3 times the right one" in said(square, lambda x: -3 * x**2)
    assert diagnose(square, lambda x: 0 * x).factor is None


def test_a_small_difference_is_shown_with_enough_digits(square):
    text = said(square, lambda x: x**2 + 3e-5)
    assert "[4.00003]" in text
    assert "should be  [4.]" in text


def test_a_wrong_shape_names_both(square):
    text = said(square, lambda x: x[:, None] ** 2)
    assert "an array of shape (1, 1); expected an array of shape (1,)" in text


def test_several_values(split):
    assert diagnose(split, lambda x: [x.sum(), x.mean()]).kind == "right"
    assert diagnose(split, lambda x: (x.mean(), x.sum())).known.looks == "the two in the other order"
    wants = "; expected a tuple of 2: a single number and a single number."
    assert f"returned a float64{wants}" in said(split, lambda x: x.sum())
    assert "one after the other behind `return`, with commas between them." in said(split, lambda x: x.sum())
    assert f"returned an array{wants}" in said(split, lambda x: np.array([x.sum(), x.mean()]))
    assert f"returned a tuple of 3{wants}" in said(split, lambda x: (x.sum(), x.mean(), x))
    assert "returned a list that cannot be read as numbers; expected a tuple of 2" in said(split, lambda x: ["a", "b"])
    text = said(split, lambda x: (x.sum(), x.min()))
    assert "gave       6\n               2\n" in text
    assert diagnose(split, lambda x: (x, x.mean())).kind == "shape"


def test_validate_accepts_the_made_up_exercises(square, split):
    square.validate()
    split.validate()


def test_validate_finds_wrong_answers_that_cannot_be_told_apart(square):
    square.wrong("x + x", look="…")(lambda x: x + x)
    square.wrong("x times x", look="…")(lambda x: x * x)
    square.wrong("nothing", look="…")(lambda x: None)
    with pytest.raises(ValueError, match=r"Exercise 77\.1") as raised:
        square.validate()
    assert "“twice x” and “x + x” are the same on every input" in str(raised.value)
    assert "“the reference” and “x times x”" in str(raised.value)
    assert "“nothing” gives numbers on no input" in str(raised.value)


def test_validate_wants_three_hints_and_a_steady_reference(square):
    square.hints = ("one",)
    square.remark = None

    @square.reference
    def in_place(x):
        x *= x
        return x

    with pytest.raises(ValueError, match=r"1 hints, expected 3; nothing worth noticing .*; the reference raises"):
        square.validate()


def test_the_exercise_itself_is_never_touched(square):
    before = [x.copy() for (x,) in square.inputs]

    def destroy(x):
        x[:] = 7.0
        return x

    diagnose(square, destroy)
    assert all((a == b).all() for a, (b,) in zip(before, square.inputs, strict=True))


@pytest.fixture
def joined():
    """The elements of all arrays of a list, in one array."""
    exercise = Exercise(
        "77.3", "one array", task="Write `join(rows)`.", inputs=[([np.ones(2), np.zeros(1)],)], hints=()
    )

    @exercise.reference
    def join(rows):
        return np.concatenate(rows)

    return exercise


def test_a_list_of_arrays_may_be_an_argument(joined):
    assert diagnose(joined, lambda rows: np.concatenate(rows)).kind == "right"


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows[0].fill(3.0),
        lambda rows: rows.append(np.ones(1)),
        lambda rows: rows.reverse(),
        lambda rows: rows.__setitem__(1, 0.0),
    ],
)
def test_a_changed_list_of_arrays_is_noticed(joined, change):
    def student(rows):
        result = np.concatenate(rows)
        change(rows)
        return result

    text = said(joined, student)
    assert "changes its argument `rows`" in text
    assert "rows before  [[1., 1.],\n" in text
