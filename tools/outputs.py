"""What a published cell shows: text, and pictures with a description. Never a widget, a warning or a path.

GitHub, nbconvert, VS Code and JupyterLab on a fresh clone all show a picture that stands alone;
each of them fails in its own way on a widget whose kernel is gone.
"""

import base64
import copy
import io
import re

from nbformat import from_dict
from PIL import Image

WIDGET = "application/vnd.jupyter.widget-view+json"
UNCHECKED = {"nbval-ignore-output", "nbval-skip"}
ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{6,}")
NUMBER = re.compile(r"\s*[-+]?\d[\d.,]*(?:e[-+]?\d+)?")


def faults(cell, private=()):
    """Sentences on what the outputs of a cell, as they came from the kernel, must not show."""
    unchecked = UNCHECKED & set(cell.metadata.get("tags", ()))
    for output in cell.outputs:
        if output.output_type == "stream" and output.name == "stderr" and not unchecked:
            yield f"writes to stderr, which readers would see as an error: {output.text.strip()[:200]!r}"
            continue
        data = output.get("data", {})
        images = [key for key in data if key.startswith("image/")]
        for key in images:
            if not output.metadata.get(key, {}).get("alt", "").strip():
                yield f"shows {key} without a description; set {{{key!r}: {{'alt': …}}}} in its metadata"
        if data.keys() == {WIDGET, "text/plain"}:
            yield f"shows a widget without a picture; a saved page would hold {data['text/plain'][:60]!r}"
        text = _text(output)
        if ADDRESS.search(text) and not unchecked:
            yield f"prints a memory address, which changes at every run: {ADDRESS.search(text)[0]!r}"
        for path in private:
            if re.search(re.escape(path) + r"""(?![\w.-])""", text):
                yield f"prints a path of this machine: {path!r}"


def clean(outputs):
    """The outputs as published."""
    kept = []
    for output in outputs:
        if output.output_type == "stream":
            if output.name == "stderr":
                continue
            if kept and kept[-1].output_type == "stream":
                kept[-1].text += output.text
                continue
        elif output.output_type == "error":
            output.traceback = [f"{output.ename}: {output.evalue}"]
        else:
            output.data.pop(WIDGET, None)
            output.metadata = {k: v for k, v in output.metadata.items() if k in output.data and v}
            if not output.data:
                continue
        kept.append(from_dict(output))
    for output in kept:
        if output.output_type == "stream":  # a progress line leaves only its last state
            output.text = re.sub(r"^.*\r(?=[^\n])", "", output.text, flags=re.MULTILINE)
    return kept


def settle(new, old, fresh=False):
    """Take from the old notebook what did not really change, so that a second run writes the same file.

    A picture stays when its pixels are equal: the bytes depend on the versions of libraries.
    Cells whose outputs no test compares (timings, versions) stay when nothing else in the lesson changed
    and they differ only in numbers, unless `fresh`.
    """
    same_lesson = _checked_text(new) == _checked_text(old)
    before = {cell.id: cell for cell in old.cells if cell.cell_type == "code"}
    for cell in new.cells:
        past = before.get(cell.id)
        if cell.cell_type != "code" or past is None or past.source != cell.source:
            continue
        if same_lesson and not fresh and _unchecked(cell) and _pattern(cell) == _pattern(past):
            cell.outputs = copy.deepcopy(past.outputs)
        for output, earlier in zip(cell.outputs, past.outputs, strict=False):
            _keep_picture(output, earlier)


def _keep_picture(output, earlier):
    new, old = (o.get("data", {}).get("image/png") for o in (output, earlier))
    if new and old and new != old and _pixels(new) == _pixels(old):
        output.data["image/png"] = old


def _pixels(png):
    with Image.open(io.BytesIO(base64.b64decode(png))) as image:
        return image.size, image.convert("RGBA").tobytes()


def _unchecked(cell):
    return UNCHECKED & set(cell.metadata.get("tags", ()))


def _checked_text(notebook):
    return [
        (cell.source, [] if _unchecked(cell) else [_text(output) for output in cell.get("outputs", [])])
        for cell in notebook.cells
    ]


def _pattern(cell):
    return [(sorted(output.get("data", ())), NUMBER.sub("#", _text(output))) for output in cell.outputs]


def _text(output):
    """All text of an output that is not a picture."""
    data = output.get("data", {})
    parts = [str(value) for key, value in sorted(data.items()) if not key.startswith("image/") and key != WIDGET]
    return "\n".join([*parts, output.get("text", ""), output.get("evalue", "")])
