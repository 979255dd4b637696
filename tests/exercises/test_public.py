"""What a lesson calls: check, hint, solution, predict, progress, reset."""

import subprocess
import sys

import pytest

from dlcore import exercises


def squared(x):
    return x**2


def test_check_takes_the_number_and_the_function(lesson):
    assert repr(exercises.check("77.1", squared)).startswith("Right")
    assert repr(exercises.check("77.1")).startswith("Your turn")
    assert repr(exercises.check("77.1", ...)).startswith("Your turn")


def test_hints_come_in_order_and_end(lesson):
    words = [repr(exercises.hint("77.1")) for _ in range(5)]
    for i, hint in enumerate(["first hint", "second hint", "third hint"]):
        assert words[i].startswith(f"Hint {i + 1} of 3 · Exercise 77.1")
        assert hint in words[i]
    assert "second hint" not in words[0]
    for last in words[3:]:
        assert all(hint in last for hint in ["first hint", "second hint", "third hint"])
        assert 'There are no more. `exercises.solution("77.1")`' in last


def test_solution_shows_the_source_and_opens_the_variant(lesson):
    text = repr(exercises.solution("77.1"))
    assert "def squared(x):\n        return x**2" in text
    assert "@exercise" not in text
    assert "Now a variant, yours to write. Write `cubed(x)`." in text
    assert 'exercises.check("77.1v", cubed)' in text
    assert repr(exercises.check("77.1v", lambda x: x**3)).startswith("Right")


def test_solution_without_a_variant(lesson):
    assert "once more" in repr(exercises.solution("77.2"))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: exercises.check("77.9", squared), "There is no exercise '77.9'. Lesson 77 has 77.1, 77.2."),
        (lambda: exercises.check("99.1", squared), "Lessons with exercises: 3, 77."),
        (lambda: exercises.check("one", squared), "There is no exercise 'one'"),
        (lambda: exercises.check("77.1w", squared), "There is no exercise '77.1w'"),
        (lambda: exercises.check(squared, "77.1"), "comes first and in quotes"),
        (lambda: exercises.check(77.1, squared), "comes first and in quotes"),
        (lambda: exercises.hint("77.9"), "There is no exercise"),
        (lambda: exercises.solution("77.9"), "There is no exercise"),
        (lambda: exercises.predict("77.9", "a"), "There is no prediction '77.9'. Lesson 77 has 77.1, 77.2."),
        (lambda: exercises.predict("a", "77.1"), "There is no prediction 'a'"),
        (lambda: exercises.predict(2, "77.1"), "The number of a prediction comes first"),
    ],
)
def test_a_number_that_does_not_exist_gets_a_sentence(lesson, call, words):
    text = repr(call())
    assert text.startswith("Not found · ")
    assert words in text


def test_progress_is_kept_and_forgotten(lesson):
    assert "nothing tried in this kernel yet" in repr(exercises.progress())
    exercises.check("77.1", lambda x: 2 * x)
    exercises.hint("77.1")
    assert "Exercise 77.1    1 try so far, with 1 hint" in repr(exercises.progress())
    exercises.check("77.1", ...)  # looking is no try
    exercises.check("77.1", squared)
    exercises.check("77.1", lambda x: 2 * x)  # once right, it stays right
    exercises.predict("77.1", "a")
    exercises.predict("77.1", "b")  # the first answer is the prediction
    text = repr(exercises.progress())
    assert text.startswith("Progress · 1 of 2 exercises right, 1 of 2 predictions made")
    assert "Exercise 77.1    right at try 2, with 1 hint" in text
    assert "Exercise 77.2    not tried yet" in text
    assert "Prediction 77.1  made, and it differed" in text
    assert "77.1v" not in text
    exercises.solution("77.1")
    exercises.check("77.1v", squared)
    assert "Exercise 77.1v   1 try so far" in repr(exercises.progress())
    exercises.reset()
    assert "nothing tried" in repr(exercises.progress())
    assert repr(exercises.hint("77.1")).startswith("Hint 1 of 3")


def test_exercises_import_neither_torch_nor_widgets_nor_matplotlib():
    code = (
        "import sys; from dlcore import exercises; exercises.check('3.1'); exercises.predict('3.1', ...);"
        "print(*{'torch', 'ipywidgets', 'matplotlib', 'IPython'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
