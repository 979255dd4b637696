"""What the outputs of a published cell may hold, and which of them stay as they were."""

import nbformat
import pytest

from tools import outputs


def code(*found, tags=()):
    return nbformat.v4.new_code_cell(outputs=list(found), metadata={"tags": list(tags)})


def shown(data, metadata=None):
    return nbformat.v4.new_output("display_data", data=data, metadata=metadata or {})


STDERR = nbformat.v4.new_output("stream", name="stderr", text="DeprecationWarning: old")
OUTPUT_FAULTS = {
    "picture without alt": (shown({"image/png": "", "text/plain": "x"}), "without a description"),
    "empty alt": (shown({"image/png": ""}, {"image/png": {"alt": " "}}), "without a description"),
    "widget without picture": (
        shown({outputs.WIDGET: {}, "text/plain": "IntSlider(value=3)"}),
        "widget without a picture",
    ),
    "stderr": (STDERR, "writes to stderr"),
    "address": (shown({"text/plain": "<object object at 0x7f3a1c2b>"}), "memory address"),
    "path": (shown({"text/html": "<b>/home/ann/x.py</b>"}), "path of this machine: '/home/ann'"),
}


@pytest.mark.parametrize("name", OUTPUT_FAULTS)
def test_fault_is_told(name):
    output, sentence = OUTPUT_FAULTS[name]
    (fault,) = outputs.faults(code(output), ["/home/ann"])
    assert sentence in fault


def test_unchecked_cell_may_warn_and_loses_the_warning():
    cell = code(STDERR, tags=["nbval-ignore-output"])
    assert not list(outputs.faults(cell))
    assert outputs.clean(cell.outputs) == []


def test_described_picture_and_plain_text_have_no_fault():
    picture = shown({"image/png": "", outputs.WIDGET: {}, "text/plain": "x"}, {"image/png": {"alt": "x"}})
    assert not list(outputs.faults(code(picture, shown({"text/plain": "3.14"})), ["/home/ann"]))


def test_only_neighbouring_streams_merge_and_progress_leaves_its_end():
    def said(text):
        return nbformat.v4.new_output("stream", name="stdout", text=text)

    between = shown({"text/plain": "x"})
    cleaned = outputs.clean([said("10 %\r"), said("90 %\rdone\n"), between, said("c")])
    assert [output.get("text") for output in cleaned] == ["done\n", None, "c"]


def test_expected_error_keeps_its_name_without_a_traceback():
    error = nbformat.v4.new_output("error", ename="ValueError", evalue="no", traceback=["/home/ann/x.py", "…"])
    assert outputs.clean([error])[0].traceback == ["ValueError: no"]


def picture_notebook(image, unchecked="3 ms", checked="5"):
    picture = shown({"image/png": image}, {"image/png": {"alt": "x"}})
    cells = [code(picture), code(shown({"text/plain": checked}))]
    cells.append(code(shown({"text/plain": unchecked}), tags=["nbval-ignore-output"]))
    for position, cell in enumerate(cells):
        cell.id = f"c{position}"
    return nbformat.v4.new_notebook(cells=cells)


def test_picture_with_equal_pixels_stays(png):
    new, old = picture_notebook(png("red", 9)), picture_notebook(png("red", 0))
    assert new != old
    outputs.settle(new, old)
    assert new == old


def test_picture_with_other_pixels_is_taken(png):
    new, old = picture_notebook(png("blue")), picture_notebook(png("red"))
    outputs.settle(new, old)
    assert new.cells[0].outputs[0].data["image/png"] == png("blue")


@pytest.mark.parametrize(
    ("unchecked", "checked", "stays"),
    [("4.5 ms", "5", True), ("4.5 s", "5", False), ("4.5 ms", "6", False)],
    ids=["other number", "other words", "lesson changed"],
)
def test_unchecked_output_stays_only_when_nothing_but_its_numbers_changed(unchecked, checked, stays, png):
    new, old = picture_notebook(png("red"), unchecked, checked), picture_notebook(png("red"))
    outputs.settle(new, old)
    assert new.cells[2].outputs[0].data["text/plain"] == ("3 ms" if stays else unchecked)
