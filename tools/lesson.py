"""A lesson has two faces: Markdown, which is written and reviewed, and a notebook, which is opened.

What an author writes is the type, the text and the tags of each cell; everything else in a notebook comes
from running it. A published notebook carries the digest of the cells it was made from. So each command can
tell which face has changed since, and never overwrites the only copy of an edit.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

import nbformat
from jupytext.myst import MystMetadataParsingError, myst_to_notebook, notebook_to_myst
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

NAME = re.compile(r"(\d\d)_\w+")
NEW_CELL = {"markdown": new_markdown_cell, "code": new_code_cell, "raw": new_raw_cell}
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
HEADER = """\
---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3 (ipykernel)
  language: python
  name: python3
---
"""


class LessonError(Exception):
    """A fault in a lesson, told in a sentence its author can act on."""


@dataclass(frozen=True)
class Lesson:
    """One lesson by its name, `03_descent`, in the folder of the notebooks."""

    name: str
    folder: Path

    @property
    def number(self):
        return self.name[:2]

    @property
    def source(self):
        return self.folder / "source" / f"{self.name}.md"

    @property
    def notebook(self):
        return self.folder / f"{self.name}.ipynb"


def find(folder, wanted=()):
    """The lessons of a folder in order; `wanted` picks some by number ("3", "03") or by name."""
    folder = Path(folder)
    files = [*folder.glob("source/*.md"), *folder.glob("*.ipynb")]
    lessons = [Lesson(name, folder) for name in sorted({f.stem for f in files}) if NAME.fullmatch(name)]
    keys = {word.zfill(2) for word in wanted}
    unknown = keys - {lesson.number for lesson in lessons} - {lesson.name for lesson in lessons}
    if unknown:
        known = ", ".join(lesson.name for lesson in lessons) or "none"
        raise LessonError(f"no lesson {', '.join(sorted(unknown))} in {folder}; there are: {known}")
    return [lesson for lesson in lessons if not keys or keys & {lesson.number, lesson.name}]


def authored(notebook):
    """What the author wrote: (type, text, metadata) of each cell, without blank cells and blank ends."""
    return [
        (cell.cell_type, cell.source.strip("\n").rstrip(), kept_metadata(cell.metadata))
        for cell in notebook.cells
        if cell.source.strip()
    ]


def kept_metadata(metadata):
    """Tags and a hidden source belong to the lesson; the rest is left behind by the programs that open it."""
    kept = {"tags": list(metadata["tags"])} if metadata.get("tags") else {}
    if metadata.get("jupyter", {}).get("source_hidden"):
        kept["jupyter"] = {"source_hidden": True}
    return kept


def digest(cells):
    return hashlib.sha256(json.dumps(cells, ensure_ascii=False).encode()).hexdigest()[:16]


def read_source(path):
    """The authored cells of a Markdown source."""
    try:
        return authored(myst_to_notebook(path.read_text(encoding="utf-8")))
    except MystMetadataParsingError as error:
        raise LessonError(f"{path.name}: {error}") from None


def read_notebook(path):
    try:
        return nbformat.read(path, as_version=4)
    except (nbformat.reader.NotJSONError, nbformat.ValidationError, AttributeError, KeyError):
        raise LessonError(f"{path.name} is no readable notebook; remove it to have it made anew") from None


def published_digest(notebook):
    """The digest of the cells a notebook was published from; None for one that never was."""
    return notebook.metadata.get("dlcore", {}).get("source")


def assemble(number, cells):
    """A notebook not yet run, whose cell ids say lesson and position: l03-c07."""
    notebook = new_notebook(metadata={**METADATA, "dlcore": {"source": digest(cells)}})
    for position, (kind, text, metadata) in enumerate(cells, start=1):
        cell_id = f"l{number}-c{position:02}"
        notebook.cells.append(NEW_CELL[kind](source=text, metadata=metadata, id=cell_id))
    return notebook


def write_source(path, cells):
    """Write cells as MyST Markdown; an existing front matter and fence language stay as they are."""
    old = path.read_text(encoding="utf-8") if path.exists() else HEADER
    header = re.match(r"---\n.*?\n---\n", old, re.DOTALL)
    fence = re.search(r"^`{3,}\{code-cell\} *(\S*)", old, re.MULTILINE)
    notebook = new_notebook(cells=[NEW_CELL[kind](source=text, metadata=meta) for kind, text, meta in cells])
    body = notebook_to_myst(notebook, default_lexer=fence[1] if fence else "ipython3")
    text = f"{header[0] if header else HEADER}\n{body}"
    again = authored(myst_to_notebook(text))
    if again != cells:
        place = next((i for i, (a, b) in enumerate(zip(again, cells, strict=False)) if a != b), len(again))
        raise LessonError(
            f"{path.name}: cell {place + 1} does not survive the way to Markdown; "
            "its text must hold no line that Markdown reads as the border of a cell ('+++', '```{code-cell}')"
        )
    write(path, text)


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
