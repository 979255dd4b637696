"""The drawing sheet in JupyterLab: a digit drawn with the mouse, the keys and a finger, and what the net says to it."""

import re

import pytest

from tools.browser import Notebook

DRAW = """
from dlcore import models
from dlcore.datasets import mnist
from dlcore.explore.draw_digit import DrawDigit
panel = DrawDigit(models.pretrained("mnist_cnn"), *mnist().test)
panel
"""
SEVEN = [(6, 6), (20, 6), (17, 12), (14, 18), (12, 24)]
ONE = [(14, 5), (14, 14), (14, 23)]
WIDGETS = "import ipywidgets; print(len(ipywidgets.widgets.widget._instances))"


@pytest.fixture(scope="module")
def notebook(browser, lab):
    """A notebook of two cells, the first of which draws; open for all tests here."""
    context = browser.new_context(viewport={"width": 1366, "height": 900}, has_touch=True)
    page = context.new_page()
    yield Notebook(page, lab, lab.write("draw.ipynb", DRAW, "1 + 1"))
    context.close()
    lab.end_kernels()


@pytest.fixture
def sheet(notebook):
    """The sheet, as new and clear."""
    notebook.run_cell(0)
    assert notebook.errors() == []
    (panel,) = notebook.panels(0)
    sheet = Sheet(notebook, panel)
    sheet.click("Clear")
    sheet.settle("An empty sheet: ")
    return sheet


class Sheet:
    """The sheet in the page: pointers and keys in, the panel's sentence out."""

    def __init__(self, notebook, panel):
        self.notebook, self.panel, self.page = notebook, panel, notebook.page
        self.canvas = panel.root.locator(".dlcore-pad canvas")
        self.canvas.wait_for()

    def click(self, label):
        self.panel.root.locator(".dlcore-pad").get_by_role("button", name=label).click()

    def at(self, point):
        """A place on the screen, from pixels of the image."""
        box = self.canvas.bounding_box()
        return box["x"] + point[0] / 28 * box["width"], box["y"] + point[1] / 28 * box["height"]

    def draw(self, points):
        """A line through these points, with the mouse."""
        self.canvas.scroll_into_view_if_needed()
        self.page.mouse.move(*self.at(points[0]))
        self.page.mouse.down()
        for point in points[1:]:
            self.page.mouse.move(*self.at(point), steps=6)
        self.page.mouse.up()

    def settle(self, start, seconds=20):
        """The sentence once it begins so."""
        for _ in range(10 * seconds):
            if self.panel.sentence.startswith(start):
                self.panel.settle()
                return self.panel.sentence
            self.page.wait_for_timeout(100)
        raise AssertionError(f"expected {start!r}: {self.panel.sentence!r}")

    @property
    def marks(self):
        """What the kernel has got: (kind, how many points) of each mark."""
        found = self.notebook.ask("print([(kind, len(rest) // 2) for kind, *rest in panel.values['drawing']])")
        return eval(found)

    @property
    def dark(self):
        """How many pixels of the sheet on the screen are dark."""
        return self.canvas.evaluate("""canvas => {
            const all = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data
            let dark = 0
            for (let i = 0; i < all.length; i += 4) dark += all[i] < 100 && all[i + 2] < 100
            return dark
        }""")


def test_a_digit_drawn_with_the_mouse_is_read(sheet, screenshots):
    assert sheet.dark == 0
    sheet.draw(SEVEN)
    sentence = sheet.settle("A drawing of 1 line: the net says 7 with ")
    assert float(re.search(r"([\d.]+) %", sentence)[1]) > 50
    ((kind, points),) = sheet.marks
    assert kind == "ink"
    assert points > 15
    assert sheet.dark > 1000
    sheet.panel.screenshot(screenshots / "draw_digit.png")
    assert (sheet.panel.error, sheet.notebook.errors()) == ("", [])


def test_it_predicts_while_the_line_is_drawn(sheet):
    sheet.page.mouse.move(*sheet.at(SEVEN[0]))
    sheet.page.mouse.down()
    sheet.page.mouse.move(*sheet.at(SEVEN[1]), steps=6)
    first = sheet.settle("A drawing of 1 line: ")
    for point in SEVEN[2:]:
        sheet.page.mouse.move(*sheet.at(point), steps=6)
    sheet.settle("A drawing of 1 line: the net says 7 with ")
    assert sheet.panel.sentence != first
    sheet.page.mouse.up()


def test_undo_clear_and_eraser(sheet):
    sheet.draw(ONE)
    sheet.settle("A drawing of 1 line: ")
    whole = sheet.dark
    sheet.click("Eraser")
    sheet.draw([(8, 14), (20, 14)])
    sheet.settle("A drawing of 2 lines: ")
    assert [kind for kind, _ in sheet.marks] == ["ink", "erase"]
    assert 0 < sheet.dark < whole
    sheet.click("Undo")
    sheet.settle("A drawing of 1 line: ")
    assert sheet.dark == whole
    sheet.click("Clear")
    sheet.settle("An empty sheet: ")
    assert sheet.dark == 0
    sheet.click("Undo")
    sheet.settle("A drawing of 1 line: ")
    assert sheet.dark == whole


def test_the_keys_draw_and_the_notebook_leaves_them_alone(sheet):
    cell = "() => jupyterapp.shell.currentWidget.content.activeCellIndex"
    active = sheet.page.evaluate(cell)
    sheet.canvas.focus()
    for key in [*["ArrowUp"] * 9, "Space", *["ArrowDown"] * 18]:
        sheet.page.keyboard.press(key)
    sheet.settle("A drawing of 1 line: the net says 1 with ")
    assert sheet.page.evaluate(cell) == active
    assert "Pen down, column 14, row 23 of 28." in sheet.panel.root.locator(".dlcore-pad-help").inner_text()
    assert sheet.marks == [("ink", 19)]
    for key in ("Space", "ArrowLeft", "Space", "ArrowLeft"):  # lift, move, lower, draw
        sheet.page.keyboard.press(key)
    sheet.settle("A drawing of 2 lines: ")
    sheet.page.keyboard.press("Backspace")
    sheet.settle("A drawing of 1 line: ")
    sheet.page.keyboard.press("Delete")
    sheet.settle("An empty sheet: ")


def test_a_finger_draws(sheet):
    """Touch as the browser's own protocol sends it: the page must not scroll away under it."""
    sheet.canvas.scroll_into_view_if_needed()
    before = sheet.canvas.bounding_box()
    session = sheet.page.context.new_cdp_session(sheet.page)

    def touch(kind, *points):
        places = [dict(zip("xy", sheet.at(point), strict=True)) for point in points]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})

    touch("touchStart", ONE[0])
    for row in range(6, 24):
        touch("touchMove", (14, row))
    touch("touchEnd")
    sheet.settle("A drawing of 1 line: the net says 1 with ")
    assert sheet.canvas.bounding_box() == before


def test_a_test_digit_is_put_on_the_sheet_and_edited(sheet):
    sheet.click("A test digit")
    sheet.settle("A test image of a 7: the net says 7 with ")
    sheet.draw([(8, 20), (20, 20)])
    sheet.settle("A test image of a 7 and 1 line of yours: ")
    sheet.click("A test digit")
    sheet.settle("A test image of a 2: ")


def test_a_drawing_set_in_the_kernel_is_seen(sheet):
    sheet.notebook.ask("panel.set(drawing=[['ink', 14, 5, 14, 23]])")
    sheet.settle("A drawing of 1 line: the net says 1 with ")
    sheet.page.wait_for_timeout(200)
    assert sheet.dark > 500


def test_running_the_cell_again_leaves_no_more_widgets(notebook, sheet):
    widgets = notebook.ask(WIDGETS)
    for _ in range(2):
        notebook.run_cell(0)
    assert notebook.ask(WIDGETS) == widgets
    notebook.ask("panel.close()")
    assert notebook.ask(WIDGETS) == "0"
