"""Every published lesson, as a reader meets it: opened, run, every slider dragged to both ends, in little memory."""

import pytest

from tools.jupyter import ROOT

MEMORY = 700  # MB for the kernel: Binder gives a student 2 GB, and two lessons may be open
PEAK = """
import sys
if sys.platform == "win32":
    import psutil
    print(psutil.Process().memory_info().peak_wset)
else:
    import resource
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024))
"""
LESSONS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.timeout(420)  # another lesson may run beside it
@pytest.mark.parametrize("lesson", LESSONS)
def test_lesson_runs_and_its_explorers_answer(lesson, open_notebook, screenshots):
    notebook = open_notebook(lesson)
    notebook.run_all()
    assert notebook.errors() == []
    for number, panel in enumerate(notebook.panels(), start=1):
        name = f"{lesson.removesuffix('.ipynb')}_panel{number}"
        panel.settle()
        panel.screenshot(screenshots / f"{name}.png")
        for index in range(panel.handles.count()):
            drag_to_both_ends(panel, index)
        panel.screenshot(screenshots / f"{name}_moved.png")
    used = int(notebook.ask(PEAK)) / 1e6
    assert used < MEMORY, f"the kernel of {lesson} holds {used:.0f} MB"


def drag_to_both_ends(panel, index):
    """Drag one slider through its range; the panel answers at each end, without an error."""
    label = panel.label(index)
    seen = set()
    for end in (0, 1):
        panel.drag(index, end, moves=2)
        panel.settle()
        assert panel.error == "", f"{label} at its {('lower', 'upper')[end]} end: {panel.error}"
        assert panel.sentence, f"{label}: the sentence is empty"
        seen.add(panel.seen)
    answers_later = panel.button("Step").count()  # as a learning rate does
    assert len(seen) == 2 or answers_later, f"{label}: picture and sentence are the same at both ends"
