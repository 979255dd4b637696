"""What holds for every exercise of every lesson: blank, solved, and with each of its usual wrong answers."""

import numpy as np
import pytest

from dlcore import exercises
from dlcore.exercises import Exercise, Prediction, catalogue

EXERCISES, PREDICTIONS = (
    {number: entry for lesson in catalogue.lessons() for number, entry in catalogue.entries(lesson, kind).items()}
    for kind in (Exercise, Prediction)
)
WRONGS = [(exercise, wrong) for exercise in EXERCISES.values() for wrong in exercise.wrongs]


@pytest.mark.parametrize("number", EXERCISES)
def test_knows_the_usual_wrong_answers(number):
    assert len(EXERCISES[number].wrongs) >= 4


@pytest.mark.parametrize("entry", [*EXERCISES.values(), *PREDICTIONS.values()], ids=lambda entry: entry.about)
def test_declared_whole(entry):
    entry.validate()


@pytest.mark.parametrize("number", EXERCISES)
def test_blank(number):
    note = exercises.check(number, lambda *arguments: ...)
    assert note.word == "Your turn"
    assert EXERCISES[number].task in repr(note)


@pytest.mark.parametrize("number", EXERCISES)
def test_solved(number):
    note = exercises.check(number, EXERCISES[number].answer)
    assert note.word == "Right"
    assert "Worth noticing" in repr(note)


@pytest.mark.parametrize("number", EXERCISES)
def test_the_solution_shown_is_right(number):
    names = {"np": np}
    exec(EXERCISES[number].source(), names)
    assert exercises.check(number, names[EXERCISES[number].answer.__name__]).word == "Right"


@pytest.mark.parametrize(("exercise", "wrong"), WRONGS, ids=[f"{e.number} {w.looks}" for e, w in WRONGS])
def test_usual_wrong_answers_are_recognised(exercise, wrong):
    text = repr(exercises.check(exercise.number, wrong.function))
    assert text.startswith("Not yet")
    assert f"Looks like {wrong.looks}. {wrong.look}" in text
    assert "should be" in text
