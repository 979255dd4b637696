"""Publish lessons, and bring edits made in JupyterLab back to their source.

python -m tools.publish notebooks [03 ...]     notebooks/source/03_*.md  →  run  →  notebooks/03_*.ipynb
python -m tools.publish sync [03 ...]          notebooks/03_*.ipynb  →  notebooks/source/03_*.md
"""

import argparse
import base64
import sys
from pathlib import Path

import nbformat

from tools import kernel, lesson, outputs
from tools.lesson import LessonError

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"


def publish(one, *, force=False, fresh=False, timeout=120):
    """Run a lesson and write its notebook; one with a fault is left as it was. Returns (run, changed)."""
    if not one.source.exists():
        raise LessonError(f"{one.notebook.name} has no source; 'make sync' writes it from the notebook")
    cells = lesson.read_source(one.source)
    old = lesson.read_notebook(one.notebook) if one.notebook.exists() else None
    if old and not force and _edited(old) and lesson.authored(old) != cells:
        raise LessonError(
            f"{one.notebook.name} has edits that {one.source.name} lacks; 'make sync' keeps them, --force drops them"
        )
    notebook = lesson.assemble(one.number, cells)
    run = kernel.execute(notebook, one.folder, timeout)
    _finish(notebook)
    if old:
        outputs.settle(notebook, old, fresh)
    text = nbformat.writes(notebook) + "\n"
    changed = not old or one.notebook.read_text(encoding="utf-8") != text
    if changed:
        lesson.write(one.notebook, text)
        _hang_up_picture(one, notebook)
    return run, changed


def sync(one, *, force=False):
    """Write the cells of an edited notebook to its source. Returns whether the source changed."""
    if not one.notebook.exists():
        raise LessonError(f"{one.source.name} has no notebook yet; 'make notebooks' makes it")
    notebook = lesson.read_notebook(one.notebook)
    cells = lesson.authored(notebook)
    if one.source.exists():
        theirs = lesson.read_source(one.source)
        if theirs == cells:
            return False
        if not force and lesson.published_digest(notebook) != lesson.digest(theirs):
            raise LessonError(
                f"{one.source.name} has changed since {one.notebook.name} was published from it; "
                "'--force' takes the notebook and drops those changes"
            )
    lesson.write_source(one.source, cells)
    notebook.metadata["dlcore"] = {"source": lesson.digest(cells)}
    lesson.write(one.notebook, nbformat.writes(notebook) + "\n")
    return True


def _hang_up_picture(one, notebook):
    """The first picture of a lesson, as a file that the README shows."""
    shown = (output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", ()))
    first = next((data["image/png"] for data in shown if "image/png" in data), None)
    if first:
        file = one.folder / "pictures" / f"{one.notebook.stem}.png"
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(base64.b64decode(first))


def _edited(notebook):
    """Whether somebody edited the notebook itself since it was published."""
    return lesson.published_digest(notebook) != lesson.digest(lesson.authored(notebook))


def _finish(notebook):
    """Judge and clean what the kernel left."""
    private = [str(path) for path in (ROOT, Path.home(), Path(sys.prefix)) if len(path.parts) > 1]
    found = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            found += [f"cell {cell.id} {fault}" for fault in outputs.faults(cell, private)]
            cell.outputs = outputs.clean(cell.outputs)
    if found:
        raise LessonError("; ".join(found))
    notebook.metadata = nbformat.from_dict({**lesson.METADATA, "dlcore": notebook.metadata["dlcore"]})
    nbformat.validate(notebook)


def report_publish(one, options):
    run, changed = publish(one, force=options.force, fresh=options.fresh, timeout=options.timeout)
    size = one.notebook.stat().st_size / 1000
    state = "written" if changed else "unchanged"
    return f"{run.seconds:6.1f} s  {run.peak / 2**20:5.0f} MiB  {size:6.0f} kB  {state}"


def report_sync(one, options):
    changed = sync(one, force=options.force)
    return f"{one.source.name} written; run 'make notebooks' to publish it" if changed else "unchanged"


COMMANDS = {"notebooks": report_publish, "sync": report_sync}


def main(arguments=None, folder=NOTEBOOKS):
    parser = argparse.ArgumentParser(prog="python -m tools.publish", description=__doc__.splitlines()[0])
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("lessons", nargs="*", metavar="NN", help="numbers or names; all when left out")
    parser.add_argument("--force", action="store_true", help="overwrite edits made on the other side")
    parser.add_argument("--fresh", action="store_true", help="write new timings and versions too")
    parser.add_argument("--timeout", type=float, default=120, help="seconds a cell may take (120)")
    options = parser.parse_args(arguments)
    failed = False
    try:
        lessons = lesson.find(folder, options.lessons)
    except LessonError as error:
        print(error, file=sys.stderr)
        return 1
    for one in lessons:
        try:
            print(f"{one.name:28} {COMMANDS[options.command](one, options)}", flush=True)
        except LessonError as error:
            failed = True
            print(f"{one.name:28} not written: {error}", file=sys.stderr, flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
