"""Bringing a notebook edited in JupyterLab back to its source, and never losing an edit of either."""

import nbformat
import pytest

from tools import lesson, publish
from tools.lesson import LessonError


def edit(one, change):
    """Change a notebook as JupyterLab does: text, tags, its own metadata, its own cell ids."""
    notebook = lesson.read_notebook(one.notebook)
    change(notebook)
    for cell in notebook.cells:
        cell.metadata["editable"] = True
        cell.metadata.setdefault("tags", [])
    notebook.metadata["language_info"] = {"name": "python", "version": "3.12.1"}
    nbformat.write(notebook, one.notebook)


def test_sync_writes_an_edit_back_and_publishing_gives_it_again(again, source):
    one = again()

    def change(notebook):
        notebook.cells[1].source = "import sys\nprint(2 + 3)\n"
        notebook.cells[1].metadata["tags"] = ["hello"]
        notebook.cells.insert(1, nbformat.v4.new_markdown_cell("## New\n\n- a\n- b\n"))
        del notebook.cells[-1]

    edit(one, change)
    assert publish.sync(one)
    assert not publish.sync(one)
    text = one.source.read_text(encoding="utf-8")
    assert text.startswith(source[: source.index("# A scratch")])
    assert ":tags: [hello]\n\nimport sys\nprint(2 + 3)\n```" in text
    assert "editable" not in text
    wanted = lesson.authored(lesson.read_notebook(one.notebook))
    publish.publish(one)
    assert lesson.authored(lesson.read_notebook(one.notebook)) == wanted == lesson.read_source(one.source)
    assert [cell.id for cell in lesson.read_notebook(one.notebook).cells][-1] == "l07-c05"


def test_sync_leaves_an_unedited_source_alone(again, source):
    one = again(source.replace("\n\n+++\n\n", "\n\n\n+++\n\n\n"))
    before = one.source.read_bytes()
    edit(one, lambda notebook: None)
    assert not publish.sync(one)
    assert one.source.read_bytes() == before


def test_sync_can_be_repeated_while_editing_goes_on(again):
    one = again()
    for words in ("first", "second"):
        edit(one, lambda notebook, words=words: notebook.cells[2].update(source=words))
        assert publish.sync(one)
        assert f"\n{words}\n" in one.source.read_text(encoding="utf-8")


def test_sync_refuses_when_both_sides_changed(again, source):
    one = again(source.replace("Text of its own", "Other text of its own"))
    edit(one, lambda notebook: notebook.cells[1].update(source="1"))
    with pytest.raises(LessonError, match=r"07_scratch\.md has changed since 07_scratch\.ipynb was published"):
        publish.sync(one)
    assert "Other text" in one.source.read_text(encoding="utf-8")
    assert publish.sync(one, force=True)
    assert "Other text" not in one.source.read_text(encoding="utf-8")


def test_publishing_refuses_to_drop_edits_of_the_notebook(again):
    one = again()
    edit(one, lambda notebook: notebook.cells[1].update(source="print('mine')"))
    with pytest.raises(LessonError, match=r"has edits that 07_scratch\.md lacks; 'make sync' keeps them"):
        publish.publish(one)
    assert "mine" in one.notebook.read_text(encoding="utf-8")
    publish.publish(one, force=True)
    assert "mine" not in one.notebook.read_text(encoding="utf-8")


def test_sync_makes_the_source_of_a_new_notebook(tmp_path):
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("# New"), nbformat.v4.new_code_cell(":not an option")]
    )
    nbformat.write(notebook, tmp_path / "08_new.ipynb")
    (one,) = lesson.find(tmp_path)
    assert publish.sync(one)
    assert lesson.read_source(one.source) == [("markdown", "# New", {}), ("code", ":not an option", {})]


def test_sync_refuses_text_that_markdown_cannot_hold(tmp_path):
    cells = [nbformat.v4.new_markdown_cell("a"), nbformat.v4.new_markdown_cell("b\n\n+++\n\nc")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "08_new.ipynb")
    (one,) = lesson.find(tmp_path)
    with pytest.raises(LessonError, match=r"cell 2 does not survive"):
        publish.sync(one)
    assert not one.source.exists()


def test_broken_notebook_is_a_sentence(scratch):
    one = scratch("# A scratch lesson\n")
    one.notebook.write_text("<<<<<<< HEAD", encoding="utf-8")
    with pytest.raises(LessonError, match=r"07_scratch\.ipynb is no readable notebook"):
        publish.sync(one)
