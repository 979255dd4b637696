"""Predictions hold the explanation back until the reader commits."""

import numpy as np
import pytest

from dlcore import exercises
from dlcore.exercises import Prediction


@pytest.fixture(autouse=True)
def not_publishing(monkeypatch):
    monkeypatch.delenv("DLCORE_PUBLISH", raising=False)


def test_untouched_asks_and_explains_nothing(lesson):
    note = exercises.predict("77.1", ...)
    assert "Is x² ever negative?" in repr(note)
    assert "    a  Yes.\n    b  No." in repr(note)
    assert 'exercises.predict("77.1", "a")' in repr(note)
    assert "BECAUSE" not in repr(note)
    assert "BECAUSE" not in note._repr_html_()
    assert repr(exercises.predict("77.1")) == repr(note)


def test_published_pages_fold_the_answer_into_the_html(lesson, monkeypatch):
    monkeypatch.setenv("DLCORE_PUBLISH", "1")
    note = exercises.predict("77.1", ...)
    assert "BECAUSE" not in repr(note)
    page = note._repr_html_()
    folded = page[page.index("<details>") : page.index("</details>")]
    assert "<summary>" in folded
    assert "b: No. BECAUSE of the sign rule." in folded
    assert "BECAUSE" not in page.replace(folded, "")


@pytest.mark.parametrize("choice", ["b", "B", " b ", "b)", "b."])
def test_the_right_choice(lesson, choice):
    note = exercises.predict("77.1", choice)
    assert repr(note) == ("It agrees · Prediction 77.1\nYou said b: No.\nBECAUSE of the sign rule.")
    assert note.tone == "right"


def test_the_wrong_choice_is_answered(lesson):
    assert repr(exercises.predict("77.1", "a")).splitlines() == [
        "It differs · Prediction 77.1",
        "You said a: Yes.",
        "For real x it is not.",
        "The answer is b: No.",
        "BECAUSE of the sign rule.",
    ]


@pytest.mark.parametrize("choice", ["c", "", "no", 1, 2.5, None, ["b"], len])
def test_no_choice_gets_a_sentence_and_the_question(lesson, choice):
    text = repr(exercises.predict("77.1", choice))
    assert 'is no answer to this question; expected one of "a" or "b".' in text
    assert "Is x² ever negative?" in text
    assert "BECAUSE" not in text


@pytest.mark.parametrize("choice", [2.25, 2.255, np.float64(2.25), np.float32(2.25)])
def test_a_number_within_the_tolerance(lesson, choice):
    assert repr(exercises.predict("77.2", choice)).startswith("It agrees")


@pytest.mark.parametrize("choice", [2, 3.0, np.int64(2), -2.25])
def test_another_number(lesson, choice):
    text = repr(exercises.predict("77.2", choice))
    assert text.startswith("It differs")
    assert "The answer is 2.25." in text
    assert "BECAUSE" in text


@pytest.mark.parametrize("choice", ["2.25", True, None, float("nan"), float("inf"), 2 + 1j, [2.25]])
def test_no_number_gets_a_sentence(lesson, choice):
    text = repr(exercises.predict("77.2", choice))
    assert "is no answer to this question; expected a number." in text
    assert "BECAUSE" not in text


@pytest.mark.parametrize(
    ("answer", "tolerance", "example"),
    [(5, 0.5, "12"), (12, 0.1, "40"), (11.0, 7.0, "40"), (15.4, 2.5, "40"), (0.25, 0.02, "0.7"), (-4, 0.05, "12")],
)
def test_the_example_has_the_form_of_an_answer_and_is_none(answer, tolerance, example):
    prediction = Prediction("77.5", "q?", answer=answer, tolerance=tolerance, explanation="e")
    assert f'`exercises.predict("77.5", {example})`' in prediction.ask().parts[-1]
    assert not prediction.agrees(float(example))


def test_an_example_of_one_s_own():
    prediction = Prediction("77.5", "q?", answer=15920, tolerance=2, explanation="e", example=500)
    assert '`exercises.predict("77.5", 500)`' in prediction.ask().parts[-1]


def test_validate():
    with pytest.raises(
        ValueError, match=r"Prediction 77\.5 lacks explanation, the answer among the choices, a reply to a"
    ):
        Prediction("77.5", "q?", answer="c", explanation="", choices={"a": "x"}).validate()
    with pytest.raises(ValueError, match="lacks a tolerance above 0"):
        Prediction("77.5", "q?", answer=1, explanation="e").validate()
    with pytest.raises(ValueError, match="lacks an example that is not the answer"):
        Prediction("77.5", "q?", answer=1, tolerance=0.5, explanation="e", example=1.2).validate()
