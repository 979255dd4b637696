"""What lessons and code say about each other is true: lengths, links, equation and exercise numbers."""

from collections import Counter
from pathlib import Path
from urllib.parse import unquote

import pytest

from dlcore import exercises
from dlcore.exercises import catalogue
from tools import lesson, prose

ROOT = Path(__file__).resolve().parents[2]
LESSONS = lesson.find(ROOT / "notebooks")
CELLS = {one.name: lesson.read_source(one.source) for one in LESSONS}
LONGEST = 25  # lines of a cell

every_lesson = pytest.mark.parametrize("one", LESSONS, ids=lambda one: one.name)


@every_lesson
def test_cells_fit_on_a_screen(one):
    for position, (kind, text, _) in enumerate(CELLS[one.name], start=1):
        lines = [line for line in text.splitlines() if kind == "code" or line.strip()]
        assert len(lines) <= LONGEST, f"{kind} cell {position} of {one.name} has {len(lines)} lines"


@every_lesson
def test_lesson_begins_with_its_only_title(one):
    kind, text, _ = CELLS[one.name][0]
    assert kind == "markdown"
    assert text.startswith("# ")
    titles = [line for kind, text, _ in CELLS[one.name] if kind == "markdown" for line in text.splitlines()]
    assert sum(line.startswith("# ") for line in titles) == 1


@every_lesson
def test_links_lead_somewhere(one):
    for target in prose.links(CELLS[one.name]):
        if target.startswith(("https://", "mailto:", "attachment:")):
            continue
        path, _, heading = unquote(target).partition("#")
        page = (one.folder / path).resolve() if path else one.notebook
        assert page.exists(), f"{one.name} links to {target}"
        assert page.parent != one.source.parent, f"{one.name} links to a source, {target}; readers open notebooks"
        if heading and page.suffix == ".ipynb":
            assert heading in prose.headings(CELLS[page.stem]), f"{one.name} links to {target}"


@every_lesson
def test_pictures_in_the_text_are_described(one):
    assert prose.pictures_without_words(CELLS[one.name]) == []


@every_lesson
def test_equations_are_numbered_in_order(one):
    numbers = prose.tags(CELLS[one.name])
    assert numbers == [f"{int(one.number)}.{place}" for place in range(1, len(numbers) + 1)]
    assert prose.loose_tags(CELLS[one.name]) == []


def test_equations_cited_in_code_stand_in_exactly_one_lesson():
    standing = Counter(tag for cells in CELLS.values() for tag in prose.tags(cells))
    for path in sorted((ROOT / "dlcore").rglob("*.py")):
        for number in prose.citations(path.read_text(encoding="utf-8")):
            assert standing[number] == 1, f"{path.relative_to(ROOT)} cites ({number})"


@every_lesson
def test_exercises_asked_for_exist(one):
    for kind, number in prose.asked(CELLS[one.name]):
        catalogue.find(number, exercises.Prediction if kind == "predict" else exercises.Exercise)
        assert number.split(".")[0] == str(int(one.number)), f"{one.name} asks for exercise {number}"


@pytest.mark.parametrize("number", catalogue.lessons())
def test_every_exercise_of_a_lesson_is_asked(number):
    name = {int(one.number): one.name for one in LESSONS}[number]
    asked = set(prose.asked(CELLS[name]))
    for key in catalogue.entries(number, exercises.Exercise):
        assert key.endswith("v") or ("check", key) in asked, f"{name} never checks exercise {key}"
    for key in catalogue.entries(number, exercises.Prediction):
        assert ("predict", key) in asked, f"{name} never asks prediction {key}"
