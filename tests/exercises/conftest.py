"""A made-up lesson for the engine: one exercise, its variant and two predictions."""

import sys
import types

import numpy as np
import pytest

from dlcore.exercises import Exercise, Prediction, catalogue, memory


@pytest.fixture(autouse=True)
def fresh_memory():
    memory.forget()
    yield
    memory.forget()


@pytest.fixture
def square():
    """x² for every element of x (N,)."""
    exercise = Exercise(
        "77.1",
        "a square",
        task="Write `squared(x)`: x² for every element of x, shape (N,).",
        inputs=[(np.array([2.0]),), (np.array([1.0, -3.0]),), (np.array([0.5, 0.0, -4.0]),)],
        hints=("first hint", "second hint", "third hint"),
    )

    @exercise.reference
    def squared(x):
        return x**2

    @exercise.wrong("twice x", look="What is 3 × 3?")
    def _double(x):
        return 2 * x

    @exercise.wrong("the cube of x", look="Count the factors.")
    def _cube(x):
        return x**3

    @exercise.wrong("the square of the first number alone", look="Every element counts.")
    def _first(x):
        return x[0] ** 2

    @exercise.notice
    def _even(student):
        return f"(−3)² is {student(np.array([-3.0]))[0]:g}."

    return exercise


@pytest.fixture
def split():
    """An exercise whose answer has two parts."""
    exercise = Exercise(
        "77.2",
        "sum and mean",
        task="Write `totals(x)`: the sum and the mean of x, shape (N,).",
        inputs=[(np.array([2.0, 4.0]),), (np.array([1.0, 5.0, 0.0]),)],
        hints=("one", "two", "three"),
        returns=2,
    )

    @exercise.reference
    def totals(x):
        return x.sum(), x.mean()

    @exercise.wrong("the two in the other order", look="The sum comes first.")
    def _swapped(x):
        return x.mean(), x.sum()

    @exercise.notice
    def _nothing(student):
        return "one is N times the other."

    return exercise


@pytest.fixture
def lesson(monkeypatch, square, split):
    """Lesson 77 in the catalogue."""
    module = types.ModuleType("dlcore.exercises.lesson77")
    variant = Exercise("77.1v", "a cube", task="Write `cubed(x)`.", inputs=square.inputs, hints=square.hints)

    @variant.reference
    def cubed(x):
        return x**3

    @variant.notice
    def _odd(student):
        return "a cube keeps the sign."

    module.square, module.variant, module.split = square, variant, split
    module.choice = Prediction(
        "77.1",
        "Is x² ever negative?",
        choices={"a": "Yes.", "b": "No."},
        answer="b",
        replies={"a": "For real x it is not."},
        explanation="BECAUSE of the sign rule.",
    )
    module.number = Prediction("77.2", "What is 1.5²?", answer=2.25, tolerance=0.01, explanation="BECAUSE 9/4.")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(catalogue, "lessons", lambda: [3, 77])
    return module
