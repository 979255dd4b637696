"""Code that students write at eleven at night: each gets a sentence, none a traceback."""

import sys

import numpy as np
import pytest

from dlcore.exercises.diagnose import diagnose
from dlcore.exercises.verdict import verdict


def said(exercise, function):
    return repr(verdict(exercise, diagnose(exercise, function), function))


def test_raises(square):
    def student(x):
        y = x @ np.ones((7, 7))
        return y

    text = said(square, student)
    assert "Your function raised `ValueError: matmul:" in text
    assert "(student): `y = x @ np.ones((7, 7))`" in text
    assert "gave       ValueError" in text
    assert "sandbox.py" not in text
    assert "Traceback" not in text


def test_raises_in_a_function_it_calls(square):
    text = said(square, lambda x: np.linalg.inv(x))
    assert "LinAlgError" in text
    assert "np.linalg.inv(x)" in text  # the student's line, not NumPy's


def test_raises_something_that_cannot_be_printed(square):
    class Mute(Exception):
        def __str__(self):
            raise RuntimeError("no")

    def student(x):
        raise Mute

    assert "Mute" in said(square, student)


def test_recursion(square):
    def student(x):
        return student(x)

    text = said(square, student)
    assert "RecursionError" in text
    assert "needs a case in which it does not" in text


def test_changes_its_argument(square):
    def student(x):
        x *= x
        return x

    assert diagnose(square, student).kind == "changed"
    text = said(square, student)
    assert "The numbers are right, but your function changes its argument `x`" in text
    assert "x before  [2.]" in text
    assert "x after   [4.]" in text


def test_changes_its_argument_and_is_wrong(square):
    def student(x):
        x += x
        return x

    text = said(square, student)
    assert "Looks like twice x" in text
    assert "It also changes its argument `x`" in text


def test_remembers_between_calls(square):
    def student(x, seen=[]):  # noqa: B006
        seen.extend(x**2)
        return seen[:1] if len(seen) == 1 else seen

    assert diagnose(square, student).kind == "unsteady"
    text = said(square, student)
    assert "two different answers to the same input" in text
    assert "second call" in text


def test_draws_random_numbers(square):
    rng = np.random.default_rng(0)
    calls = []

    def student(x):
        calls.append(1)
        return x**2 + (rng.random() if len(calls) > 2 else 0)

    assert diagnose(square, student).kind == "unsteady"


def test_forgets_to_return(square):
    def student(x):
        x**2

    assert "returned nothing (None)" in said(square, student)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"a": 1}, "a dict that cannot be read as numbers"),
        ("four", "a str that cannot be read"),
        ([[1.0], [1.0, 2.0]], "inhomogeneous"),
        (np.array([None, 1.0]), "dtype is object"),
        ((v for v in [1.0]), "a generator"),
        ([], "shape (0,)"),
        (4.0, "a single number; expected an array of shape (1,)"),
        ([np.nan], "not finite"),
        ([np.inf], "not finite"),
        (True, "a single number"),
    ],
)
def test_returns_something_else(square, value, words):
    text = said(square, lambda x: value)
    assert words in text
    assert text.startswith("Not yet")


def test_an_object_that_refuses_to_be_an_array(square):
    class Stubborn:
        def __array__(self, dtype=None, copy=None):
            raise RuntimeError("requires grad: call detach() first")

        def __repr__(self):
            raise RuntimeError("nor shown")

    text = said(square, lambda x: Stubborn())
    assert "call detach() first" in text


@pytest.mark.parametrize("student", [lambda: 1, lambda x, y: x, lambda x, *, y: x, lambda **x: 1])
def test_wrong_number_of_arguments(square, student):
    text = said(square, student)
    assert "The check calls `squared(x)`, with 1 argument in" in text


@pytest.mark.parametrize("value", [np.ones(3), 4.0, "squared", None])
def test_no_function(square, value):
    text = said(square, value)
    assert 'Hand over the function itself, `exercises.check("77.1", squared)`' in text


def test_sys_exit_and_its_own_keyboard_interrupt(square):
    assert "raised SystemExit, which ends a program" in said(square, lambda x: sys.exit())

    def student(x):
        raise KeyboardInterrupt

    assert "raised KeyboardInterrupt" in said(square, student)


def test_a_remark_that_fails_leaves_the_verdict_right(square):
    @square.notice
    def broken(student):
        return 1 / 0

    text = said(square, lambda x: x**2)
    assert text.startswith("Right")
    assert "could not be computed from your function: ZeroDivisionError" in text
