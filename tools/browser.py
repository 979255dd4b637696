"""Headless Chromium on a notebook in JupyterLab: open, run, move the controls of an explorer, look.

`chromium()` starts the browser, `Notebook` is one open notebook, `Panel` one explorer in it.
"""

import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # nothing outside this machine
)
KERNEL = "window.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel"


def find_browser() -> str | None:
    """Return the path of a Chromium-like browser: DLCORE_BROWSER, or the first known name that is found."""
    names = [os.environ["DLCORE_BROWSER"]] if os.environ.get("DLCORE_BROWSER") else NAMES
    return next((path for path in map(shutil.which, names) if path), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start headless Chromium; it ends with the `with` block."""
    path = find_browser()
    if path is None:
        raise FileNotFoundError(
            f"No browser found. Install one of {', '.join(NAMES)}, or set DLCORE_BROWSER to its path."
        )
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        flags = [*FLAGS, *(["--no-sandbox"] if is_root else [])]
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=flags)
        try:
            yield browser
        finally:
            browser.close()


class Notebook:
    """A notebook open in JupyterLab, with a kernel that is connected and idle."""

    def __init__(self, page: Page, server, name: str, seconds: float = 60):
        self.page = page
        page.set_default_timeout(20_000)
        page.goto(f"{server.url}doc/tree/{name}?token={server.token}&reset")
        self.wait_until_idle(seconds)

    def wait_until_idle(self, seconds: float = 60):
        """Wait until the kernel is connected and idle (the toolbar says so too early)."""
        idle = "kernel?.connectionStatus === 'connected' && kernel.status === 'idle'"
        self.page.wait_for_function(f"() => {{ const kernel = {KERNEL}; return {idle} }}", timeout=seconds * 1000)

    def command(self, name: str):
        """Run a JupyterLab command, such as "notebook:run-all-cells", and wait until it is done."""
        return self.page.evaluate("async name => { await jupyterapp.commands.execute(name) }", name)

    def run_all(self, seconds: float = 180):
        """Run every cell, as "Run All Cells" does, and wait until the last one is done."""
        self.command("notebook:run-all-cells")
        self.wait_until_idle(seconds)

    def run_cell(self, index: int):
        """Select one cell, run it as Shift + Enter does and wait until it is done."""
        content = "jupyterapp.shell.currentWidget.content"
        self.page.evaluate(f"index => {{ {content}.deselectAll(); {content}.activeCellIndex = index }}", index)
        self.command("notebook:run-cell")
        self.wait_until_idle()

    def errors(self) -> list[str]:
        """Return "name: value" for every error among the outputs."""
        return self.page.evaluate("""() => {
            const found = []
            for (const cell of jupyterapp.shell.currentWidget.content.model.cells)
                for (let i = 0; i < (cell.outputs?.length ?? 0); i++) {
                    const output = cell.outputs.get(i).toJSON()
                    if (output.output_type === 'error') found.push(`${output.ename}: ${output.evalue}`)
                }
            return found
        }""")

    def ask(self, code: str) -> str:
        """Run code in the kernel, beside the cells, and return what it printed. Errors are raised here."""
        answer = self.page.evaluate(
            f"""async code => {{
                let text = '', error = null
                const future = {KERNEL}.requestExecute({{code, store_history: false, allow_stdin: false}})
                future.onIOPub = message => {{
                    const content = message.content
                    if (message.header.msg_type === 'stream') text += content.text
                    if (message.header.msg_type === 'error') error = `${{content.ename}}: ${{content.evalue}}`
                }}
                await future.done
                return {{text, error}}
            }}""",
            code,
        )
        if answer["error"]:
            raise RuntimeError(f"The kernel answered {answer['error']}")
        return answer["text"].strip()

    def interrupt(self):
        """Interrupt the kernel, as the stop button does."""
        self.page.evaluate(f"() => {KERNEL}.interrupt()")
        self.wait_until_idle()

    def restart(self):
        """Restart the kernel without a question and wait until it is there again."""
        self.page.evaluate(f"() => {KERNEL}.restart()")
        self.wait_until_idle()

    def panels(self, cell: int | None = None) -> list["Panel"]:
        """Return every explorer on the page, or of one cell, from top to bottom."""
        place = self.page if cell is None else self.page.locator(".jp-Notebook .jp-Cell").nth(cell)
        return [Panel(root) for root in place.locator(".jp-OutputArea-output .dlcore-panel").all()]

    def count(self, selector: str) -> int:
        """Return how many elements match a CSS selector."""
        return self.page.locator(selector).count()

    def screenshot(self, path: Path):
        """Save a picture of the window."""
        self.page.screenshot(path=path)


class Panel:
    """One explorer on the page: its controls, picture, sentence, challenges and buttons."""

    def __init__(self, root: Locator):
        self.root = root
        self.page = root.page
        self.handles = root.locator(".dlcore-controls .noUi-handle").filter(visible=True)
        self.picture = root.locator(".dlcore-figure img.widget-image")
        self._before = None  # what was seen before the last action

    @property
    def sentence(self) -> str:
        """The sentence under the figure."""
        return self.root.locator(".dlcore-sentence").inner_text().strip()

    @property
    def challenges(self) -> str:
        """The challenges as they stand."""
        return self.root.locator(".dlcore-challenges").inner_text().strip()

    @property
    def error(self) -> str:
        """What the panel says went wrong; empty when all is well."""
        return "\n".join(text.strip() for text in self.root.locator(".dlcore-error").all_inner_texts()).strip()

    @property
    def source(self) -> str:
        """The address of the picture, a new one for each picture."""
        return self.picture.get_attribute("src") or ""

    @property
    def seen(self) -> tuple[str, str]:
        """Picture and sentence as they stand."""
        return self.source, self.sentence

    def label(self, index: int) -> str:
        """The words beside a slider."""
        box = self.handles.nth(index).locator("xpath=ancestor::*[contains(@class, 'widget-inline-hbox')]")
        return (box.locator(".widget-label").text_content() or "").strip()  # outside the window there is no inner text

    def button(self, label: str) -> Locator:
        """The button with this label, such as "Step" or "Play"."""
        whole = re.compile(rf"^\s*{re.escape(label)}\s*$")  # not by its name, of which an icon is part
        return self.root.locator("button").filter(has_text=whole)

    def click(self, label: str):
        """Press a button."""
        self._before = self.seen
        self.button(label).click()

    def press(self, index: int, key: str = "ArrowRight"):
        """Press a key on the handle of a slider."""
        self._before = self.seen
        self.handles.nth(index).press(key)

    def position(self, index: int) -> str:
        """Where the handle of a slider stands, as a screen reader would say it."""
        return self.handles.nth(index).get_attribute("aria-valuetext") or ""

    def drag(self, index: int, *fractions: float, moves: int = 12):
        """Drag the handle of a slider through fractions of its range (0 left, 1 right), then let go."""
        handle, mouse = self.handles.nth(index), self.page.mouse
        handle.scroll_into_view_if_needed()
        start = self._standing(handle)
        track = handle.locator("xpath=ancestor::*[contains(@class, 'noUi-base')]").bounding_box()
        before, self._before = self.position(index), self.seen
        y = start["y"] + start["height"] / 2
        mouse.move(start["x"] + start["width"] / 2, y)
        mouse.down()
        for fraction in fractions:
            mouse.move(track["x"] + fraction * track["width"], y, steps=moves)
        mouse.up()
        if self.position(index) == before:  # it was there already: no answer will come
            self._before = None

    def _standing(self, element: Locator) -> dict:
        """The place of an element once the page stands still: JupyterLab lays out anew after scrolling."""
        place = element.bounding_box()
        for _ in range(100):
            self.page.wait_for_timeout(40)
            last, place = place, element.bounding_box()
            if place == last:
                return place
        raise TimeoutError("The page was still moving after 4 s")

    def settle(self, patience: float = 5, seconds: float = 30):
        """Wait for the answer to the last action, at most `patience` seconds, then until all stands still.

        A panel at rest sends its picture again with more pixels; that one says that nothing else is on its way.
        """
        start = time.monotonic()
        answered = self._before is None
        rest = None  # what was seen, sharp, at the look before
        while True:
            now = self.seen
            answered = answered or now != self._before or time.monotonic() - start > patience
            if answered and now == rest:
                break
            rest = now if answered and self._sharp() else None
            if time.monotonic() - start > seconds:
                raise TimeoutError(f"The panel was still changing after {seconds} s: {self.sentence!r}")
            self.page.wait_for_timeout(60)
        self._before = None

    def _sharp(self) -> bool:
        return self.picture.evaluate("image => image.complete && image.naturalWidth > 1.5 * image.clientWidth")

    def screenshot(self, path: Path):
        """Save a picture of the panel."""
        self.root.screenshot(path=path)
