"""The page docs/writing-a-lesson.md, followed to the letter in a copy of the repository.

Its files are written where it says, its lesson is published and run again under nbval, and the tests that hold
for every lesson are run on it. Then once more with a fault for each rule: the tests that the page relies on fail.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import tasks
from tools import publish

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "writing-a-lesson.md").read_text(encoding="utf-8")
FILE = re.compile(r"^\*\*`([^`\n]+)`\*\*[^`]*\n\n(`{3,})\w+\n(.*?)^\2$", re.MULTILINE | re.DOTALL)
FILES = {name: text for name, _, text in FILE.findall(PAGE)}

SOURCE = "notebooks/source/09_square_roots.md"
NOTEBOOK = "notebooks/09_square_roots.ipynb"
EXPLORERS = "dlcore/explore/heron.py"
PANELS = "tests/explore/panels.py"  # stands already; the page adds lines
EXERCISES = "dlcore/exercises/lesson09.py"
OWN = ["tests/explore/test_heron.py", "tests/exercises/test_lesson09.py"]
EVERY = [
    "tests/explore/test_every_panel.py",
    "tests/exercises/test_every_exercise.py",
    "tests/lessons/test_text.py",
    "tests/lessons/test_published.py",
]
THIS_LESSON = "heron or lesson09 or OneStep or ManySteps or 09 or [9] or 9.1 or 9.2"  # as their tests are called

# A fault in one file (text, what it becomes) and the test that finds it.
FAULTS = [
    (SOURCE, "# 9 · Square roots", "## 9 · Square roots", "test_lesson_begins_with_its_only_title"),
    (SOURCE, r"\tag{9.1}", "", "test_equations_cited_in_code_stand_in_exactly_one_lesson"),
    (SOURCE, 'exercises.predict("9.1", ...)', "", "test_every_exercise_of_a_lesson_is_asked"),
    (SOURCE, 'print(f"', "\n" * 25 + 'print(f"', "test_cells_fit_on_a_screen"),
    (SOURCE, "halves the guess:", "halves the guess.", "test_source_and_notebook_hold_the_same_cells"),
    (EXPLORERS, "{result.next - ROOT:.4f}.", "{result.next - ROOT:.4f}", "test_first_picture"),
    (EXPLORERS, "self._step.set_data", "self._last.set_data", "test_each_control_changes_the_picture"),
    (EXPLORERS, "(*state, better(state[-1]))", "state", "test_steps_arrive"),
    (EXERCISES, "(1.0, 2.0), (2.0, 3.0)", "(1.0, 1.0)", "test_declared_whole"),
    (EXERCISES, "answer=5", "answer=6", "test_predictions"),
]


def merged(text, block):
    """`text` with the new lines of `block`: imports after the last import, others after the line they follow."""
    lines = text.splitlines()
    place = max(i for i, line in enumerate(lines) if line.startswith("from dlcore"))
    for line in block.splitlines():
        if line in lines:
            place = lines.index(line)
        elif line.strip() != "...":
            place += 1
            lines.insert(place, line)
    return "\n".join(lines) + "\n"


def follow(folder):
    """Copy the repository and do in it what the page says."""
    rubbish = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    for room in ("dlcore", "tools", "notebooks", "measured", "tests"):
        if (ROOT / room).is_dir():
            shutil.copytree(ROOT / room, folder / room, ignore=rubbish)
    shutil.copy(ROOT / "pyproject.toml", folder)
    for name, text in FILES.items():
        file = folder / name
        if file.exists():
            text = merged(file.read_text(encoding="utf-8"), text)
        file.write_text(text, encoding="utf-8", newline="\n")


def python(folder, *arguments):
    """Run a module in the copy, as `make` does in the repository: its exit status and what it printed."""
    env = {**os.environ, "PYTHONPATH": str(folder), "PYTHONUTF8": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-m", *arguments]
    done = subprocess.run(
        command, cwd=folder, env=tasks.as_published(env), capture_output=True, text=True, encoding="utf-8"
    )
    return done.returncode, done.stdout + done.stderr


def run_tests(folder, chosen, *arguments):
    """Exit status, (outcome, file, test) of each test, and all that pytest printed."""
    options = ["-q", "-rA", "--tb=short", "-p", "no:cacheprovider", "-k", chosen]
    status, output = python(folder, "pytest", *options, *arguments)
    return status, re.findall(r"^(PASSED|FAILED|ERROR) ([^:\s]+)(?:::(\w+))?", output, re.MULTILINE), output


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("repository")
    follow(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(folder))  # the kernel imports the copy
        assert publish.main(["notebooks", "09"], folder / "notebooks") == 0
    return folder


def test_the_page_holds_every_file_of_a_lesson():
    assert list(FILES) == [SOURCE, EXPLORERS, PANELS, OWN[0], EXERCISES, OWN[1]]
    assert PAGE.count("**`") == len(FILES)


def test_the_page_names_what_there_is():
    assert set(re.findall(r"`make (\w+)", PAGE)) <= set(tasks.TASKS)
    for target in re.findall(r"\]\(([^)]+)\)", PAGE):
        assert (ROOT / "docs" / target).exists(), target


def test_the_files_are_in_the_house_style(copy):
    files = [EXPLORERS, EXERCISES, *OWN]
    for style in (["check"], ["format", "--diff"]):
        status, output = python(copy, "ruff", *style, "--no-cache", *files)
        assert status == 0, output


def test_the_lesson_is_published_with_its_pictures_and_numbers(copy):
    notebook = (copy / NOTEBOOK).read_text(encoding="utf-8")
    assert "The guess 4.00 leads to 2.2500, which misses √2 by 0.8358." in notebook
    assert "Step 0: the guess is 5.00000000" in notebook
    assert notebook.count('"image/png": "') == 2
    assert "Your turn · Exercise 9.1" in notebook


def test_every_test_of_a_lesson_passes(copy):
    nbval = ["-p", "nbval.plugin", "--nbval", "--nbval-current-env"]
    status, results, output = run_tests(copy, THIS_LESSON, *nbval, *OWN, *EVERY, NOTEBOOK)
    assert status == 0, output
    assert {file for _, file, _ in results} == {*OWN, *EVERY, NOTEBOOK}


def test_a_breach_of_each_rule_is_found(copy, tmp_path):
    folder = shutil.copytree(copy, tmp_path / "broken")
    for name, right, wrong, _ in FAULTS:
        text = (folder / name).read_text(encoding="utf-8")
        assert right in text, f"{name} of the page has no {right!r} to break"
        (folder / name).write_text(text.replace(right, wrong, 1), encoding="utf-8")
    finders = {test for *_, test in FAULTS}
    chosen = f"({THIS_LESSON} or cited) and ({' or '.join(finders)})"
    _, results, output = run_tests(folder, chosen, *OWN, *EVERY)
    assert {test for outcome, _, test in results if outcome == "FAILED"} == finders, output
