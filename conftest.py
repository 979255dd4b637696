"""How the tests share the processes of `make test`: which stay together, and which begin first."""

from fnmatch import fnmatch

import pytest

ALONE = "tests/browser/test_lessons.py"  # each of its tests, a lesson in the browser, may run in another process
LONG = (  # these begin first, in this order, so that no process is left with one of them at the end
    "tests/browser/test_lessons.py",
    "tests/explore/test_every_panel.py",
    "tests/project/test_writing_a_lesson.py",
    "notebooks/*.ipynb",
    "tests/browser/*",
    "tests/explore/test_protocol.py",
    "tests/exercises/test_every_exercise.py",
)


def pytest_collection_modifyitems(items):
    def place(item):
        file = item.nodeid.split("::")[0]
        return next((i for i, pattern in enumerate(LONG) if fnmatch(file, pattern)), len(LONG))

    items.sort(key=place)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """One file's tests share a process, as a notebook's cells need the same kernel."""
    from xdist.scheduler import LoadFileScheduling

    class Sharing(LoadFileScheduling):
        def _split_scope(self, nodeid):
            file = nodeid.split("::")[0]
            return nodeid if file == ALONE else file

    return Sharing(config, log) if config.getoption("dist") == "loadfile" else None
