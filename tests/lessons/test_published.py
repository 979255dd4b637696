"""What people open is what was written, as a clean kernel ran it: for every lesson."""

import base64
from pathlib import Path

import nbformat
import pytest

from tools import lesson, outputs

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
LESSONS = lesson.find(NOTEBOOKS)

every_lesson = pytest.mark.parametrize("one", LESSONS, ids=lambda one: one.name)


def code_cells(one):
    return [cell for cell in lesson.read_notebook(one.notebook).cells if cell.cell_type == "code"]


def all_outputs(one):
    return [(cell.id, output) for cell in code_cells(one) for output in cell.outputs]


def test_there_are_lessons_with_numbers_of_their_own():
    numbers = [one.number for one in LESSONS]
    assert numbers
    assert len(set(numbers)) == len(numbers)


@every_lesson
def test_source_and_notebook_hold_the_same_cells(one):
    notebook = lesson.read_notebook(one.notebook)
    assert lesson.authored(notebook) == lesson.read_source(one.source)
    assert lesson.published_digest(notebook) == lesson.digest(lesson.read_source(one.source))


@every_lesson
def test_notebook_is_exactly_what_publishing_writes(one):
    notebook = lesson.read_notebook(one.notebook)
    bare = lesson.assemble(one.number, lesson.read_source(one.source))
    assert notebook.metadata == bare.metadata
    assert [(cell.id, cell.metadata) for cell in notebook.cells] == [(c.id, c.metadata) for c in bare.cells]
    assert one.notebook.read_text(encoding="utf-8") == nbformat.writes(notebook) + "\n"
    nbformat.validate(notebook)


@every_lesson
def test_cells_ran_once_in_order(one):
    counts = [cell.execution_count for cell in code_cells(one)]
    assert counts == list(range(1, len(counts) + 1))
    for cell in code_cells(one):
        results = [out.execution_count for out in cell.outputs if out.output_type == "execute_result"]
        assert results in ([], [cell.execution_count])


@every_lesson
def test_outputs_hold_no_error_warning_or_widget(one):
    expected = {cell.id for cell in code_cells(one) if "raises-exception" in cell.metadata.get("tags", ())}
    for cell_id, output in all_outputs(one):
        assert output.output_type != "error" or cell_id in expected, cell_id
        assert output.get("name") != "stderr", cell_id
        assert outputs.WIDGET not in output.get("data", {}), cell_id
        assert output.get("data") != {}, cell_id
    assert "widgets" not in lesson.read_notebook(one.notebook).metadata


@every_lesson
def test_every_picture_is_described(one):
    for cell_id, output in all_outputs(one):
        for key in output.get("data", {}):
            if key.startswith("image/"):
                assert output.metadata[key]["alt"].strip(), cell_id
                assert output.data["text/plain"].strip(), cell_id


@every_lesson
def test_outputs_have_no_fault(one):
    private = [str(NOTEBOOKS.parent), str(Path.home())]
    for cell in code_cells(one):
        assert list(outputs.faults(cell, private)) == []


@every_lesson
def test_the_picture_for_the_readme_is_the_first_of_the_lesson(one):
    shown = [output.data["image/png"] for _, output in all_outputs(one) if "image/png" in output.get("data", {})]
    picture = one.folder / "pictures" / f"{one.notebook.stem}.png"
    assert picture.exists() == bool(shown)
    assert not shown or picture.read_bytes() == base64.b64decode(shown[0])
