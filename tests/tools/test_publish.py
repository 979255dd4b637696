"""Publishing, tried on a scratch lesson: what is written, what is refused, what stays."""

import json
import re

import nbformat
import pytest

from tools import lesson, publish
from tools.lesson import LessonError


def notebook_of(text):
    return nbformat.reads(text, as_version=4)


def test_ids_say_lesson_and_position(published):
    ids = [cell.id for cell in notebook_of(published).cells]
    assert ids == ["l07-c01", "l07-c02", "l07-c03", "l07-c04", "l07-c05"]


def test_outputs_are_text_and_described_pictures(published, png):
    notebook = notebook_of(published)
    first, unchecked, picture = (cell for cell in notebook.cells if cell.cell_type == "code")
    assert first.outputs == [{"output_type": "stream", "name": "stdout", "text": "one\ntwo\n"}]
    assert [output.name for output in unchecked.outputs] == ["stdout"]
    (dot,) = picture.outputs
    assert dot.data == {"image/png": png("red"), "text/plain": "a dot"}
    assert dot.metadata == {"image/png": {"alt": "a dot"}}
    assert [cell.execution_count for cell in (first, unchecked, picture)] == [1, 2, 3]


def test_notebook_holds_nothing_that_changes_by_itself(published):
    notebook = notebook_of(published)
    assert set(notebook.metadata) == {"kernelspec", "language_info", "dlcore"}
    assert notebook.metadata.language_info == {"name": "python"}
    assert [dict(cell.metadata) for cell in notebook.cells] == [
        {},
        {},
        {},
        {"tags": ["nbval-ignore-output"]},
        {},
    ]
    assert published.endswith("}\n")
    assert published == json.dumps(json.loads(published), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    nbformat.validate(notebook)


def test_second_run_writes_the_same_bytes(published, again):
    one = again()
    _, changed = publish.publish(one)
    assert not changed
    assert one.notebook.read_text(encoding="utf-8") == published


def test_fresh_run_writes_new_timings(published, again):
    one = again()
    _, changed = publish.publish(one, fresh=True)
    assert changed
    took = re.compile(r"took [\d.]+ s")
    assert took.sub("", one.notebook.read_text(encoding="utf-8")) == took.sub("", published)


def test_failing_cell_is_named_and_the_old_notebook_stays(published, capsys, tmp_path, again, source):
    one = again(source + "\n```{code-cell} ipython3\nsum([1]) / 0\n```\n")
    assert publish.main(["notebooks", "7"], tmp_path) == 1
    error = capsys.readouterr().err
    assert "07_scratch" in error
    assert "cell l07-c06 raised ZeroDivisionError: division by zero" in error
    assert "sum([1]) / 0" in error
    assert "\x1b" not in error
    assert one.notebook.read_text(encoding="utf-8") == published


def test_fault_keeps_the_lesson_from_being_written(scratch):
    one = scratch("Text.\n\n```{code-cell} ipython3\nobject()\n```\n")
    with pytest.raises(LessonError, match=r"cell l07-c02 prints a memory address"):
        publish.publish(one)
    assert not one.notebook.exists()


def test_slow_cell_is_stopped(scratch):
    one = scratch("```{code-cell} ipython3\nimport time\ntime.sleep(60)\n```\n")
    with pytest.raises(LessonError, match=r"cell l07-c01 took longer than 1 s"):
        publish.publish(one, timeout=1)
    assert not one.notebook.exists()


def test_kernel_sees_no_gpu_and_one_thread(scratch):
    lines = [
        "```{code-cell} ipython3",
        "import os",
        "names = ['CUDA_VISIBLE_DEVICES', 'OMP_NUM_THREADS', 'DLCORE_PUBLISH']",
        "print([os.environ[name] for name in names])",
        "print(os.path.exists('source/07_scratch.md'))",
        "```",
    ]
    one = scratch("\n".join(lines))
    publish.publish(one)
    (cell,) = lesson.read_notebook(one.notebook).cells
    assert cell.outputs[0].text == "['', '1', '1']\nTrue\n"


def test_unknown_lesson_is_a_sentence(scratch, tmp_path, capsys):
    scratch("# A scratch lesson\n")
    assert publish.main(["notebooks", "9"], tmp_path) == 1
    assert capsys.readouterr().err == f"no lesson 09 in {tmp_path}; there are: 07_scratch\n"
