"""How tests share processes, on a small tree of tests with two of them."""

import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import conftest

ROOT = Path(__file__).resolve().parents[2]
MEET = """
import os, time
from pathlib import Path
import pytest

@pytest.mark.parametrize(("me", "other"), [("a", "b"), ("b", "a")])
def test_lesson(me, other):
    Path(me).write_text(str(os.getpid()))
    for _ in range(300):
        if Path(other).is_file():
            return
        time.sleep(0.1)
    raise AssertionError("the other lesson never began while this one ran")
"""
STAY = """
import os
import pytest

SEEN = set()

@pytest.mark.parametrize("place", range(4))
def test_cell(place):
    assert SEEN == set(range(place))
    SEEN.add(place)
"""


def test_what_is_long_begins_first_and_all_else_keeps_its_order():
    ids = [
        "tests/nn/test_conv.py::test_x",
        "notebooks/00_start_here.ipynb::Cell 0",
        "tests/browser/test_explorers.py::test_x",
        "tests/a/test_b.py::test_x",
        "tests/browser/test_lessons.py::test_x[05]",
        "notebooks/00_start_here.ipynb::Cell 1",
    ]
    items = [SimpleNamespace(nodeid=nodeid) for nodeid in ids]
    conftest.pytest_collection_modifyitems(items)
    assert [ids.index(item.nodeid) for item in items] == [4, 1, 5, 2, 0, 3]


@pytest.mark.parametrize("pattern", conftest.LONG)
def test_what_begins_first_is_there(pattern):
    assert list(ROOT.glob(pattern))


def test_lessons_in_the_browser_run_side_by_side_and_a_file_stays_together(tmp_path):
    shutil.copy(ROOT / "conftest.py", tmp_path)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    for name, text in ((conftest.ALONE, MEET), ("tests/test_one.py", STAY), ("notebooks/test_two.py", STAY)):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    share = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *share], cwd=tmp_path, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "10 passed" in done.stdout
    assert (tmp_path / "a").read_text() != (tmp_path / "b").read_text()
