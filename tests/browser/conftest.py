"""JupyterLab and headless Chromium for the tests in this folder.

Without a browser the tests are skipped; DLCORE_REQUIRE_BROWSER=1 makes a missing browser an error.
DLCORE_SCREENSHOTS names a folder for the pictures they take.
"""

import os
from pathlib import Path

import pytest

from tools.browser import Notebook, chromium, find_browser
from tools.jupyter import ROOT, JupyterServer

WINDOW = {"width": 1366, "height": 768}  # a small laptop


@pytest.fixture(scope="session")
def browser():
    """Headless Chromium."""
    if find_browser() is None and os.environ.get("DLCORE_REQUIRE_BROWSER") != "1":
        pytest.skip("no Chromium, Chrome or Edge was found; DLCORE_BROWSER can name one")
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """A JupyterLab server over a copy of the published lessons."""
    with JupyterServer(tmp_path_factory.mktemp("lab"), sorted((ROOT / "notebooks").glob("*.ipynb"))) as server:
        yield server


@pytest.fixture
def open_notebook(browser, lab):
    """A function that opens a notebook by name; page and kernel end with the test."""
    pages = []

    def open_one(name):
        pages.append(browser.new_page(viewport=WINDOW))
        return Notebook(pages[-1], lab, name)

    yield open_one
    for page in pages:
        page.close()
    lab.end_kernels()


@pytest.fixture
def wait_for():
    """`wait_for(notebook, state, condition)`: ask for state(notebook) until the condition holds of it; return it."""

    def wait(notebook, state, condition):
        for _ in range(100):
            now = state(notebook)
            if condition(*now):
                return now
            notebook.page.wait_for_timeout(100)
        raise AssertionError(f"it did not come to that: {now}")

    return wait


@pytest.fixture(scope="session")
def screenshots(tmp_path_factory):
    """The folder for pictures."""
    folder = os.environ.get("DLCORE_SCREENSHOTS")
    if not folder:
        return tmp_path_factory.mktemp("screenshots")
    Path(folder).mkdir(parents=True, exist_ok=True)
    return Path(folder)
