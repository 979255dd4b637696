"""JupyterLab in headless Chromium, for the benchmarks that measure what a reader waits for."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from benchmarks.report import circumstances
from tools.browser import chromium
from tools.jupyter import JupyterServer

PACKAGES = ("jupyterlab", "ipykernel", "ipywidgets", "matplotlib", "numpy")


@contextmanager
def lab() -> Iterator[tuple[Page, JupyterServer, str]]:
    """Yield an empty page of a small laptop, a server for it, and where and when this is measured."""
    with (
        tempfile.TemporaryDirectory() as folder,
        JupyterServer(Path(folder)) as server,
        chromium() as browser,
    ):
        where = circumstances(PACKAGES, f"headless Chromium {browser.version.split('.')[0]}")
        yield browser.new_page(viewport={"width": 1366, "height": 768}), server, where
