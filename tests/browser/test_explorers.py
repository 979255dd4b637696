"""The two kinds of explorer in JupyterLab: keys, drags and buttons in, picture and sentence out."""

import pytest

from tools.browser import Notebook

LEARNING_RATE = "from dlcore.explore.descent import LearningRate\nexplorer = LearningRate()\nexplorer"
FIT_BY_HAND = """
import numpy as np
from dlcore.explore.fitting import FitByHand
t = np.linspace(2000, 2010, 121)
x = np.stack([np.ones_like(t), t - 2005, np.sin(2 * np.pi * t)], axis=1)
fit = FitByHand(t, x, x @ [380, 2, 3])
fit
"""
WIDGETS = "import ipywidgets; print(len(ipywidgets.widgets.widget._instances))"


@pytest.fixture(scope="module")
def notebook(browser, lab):
    """A notebook of two cells, open for all tests here: to load JupyterLab takes longer than they do."""
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    yield Notebook(page, lab, lab.write("scratch.ipynb", LEARNING_RATE, FIT_BY_HAND))
    page.close()
    lab.end_kernels()


def show(notebook, cell):
    """Run a cell, which shows a new panel, and return the panel when it stands still."""
    notebook.run_cell(cell)
    assert notebook.errors() == []
    (panel,) = notebook.panels(cell)
    panel.settle()
    return panel


@pytest.fixture
def rate(notebook):
    """The panel of the learning-rate explorer, as new."""
    return show(notebook, 0)


@pytest.fixture
def fit(notebook):
    """The panel of the fit by hand, as new."""
    return show(notebook, 1)


def test_keys_move_a_slider_its_picture_and_its_sentence(notebook, rate):
    before = rate.seen
    rate.press(0, "ArrowRight")
    rate.settle()
    assert all(new != old for new, old in zip(rate.seen, before, strict=True))
    rate.press(0, "End")
    rate.settle()
    value = float(notebook.ask("print(explorer.values['rate'])"))
    assert value == pytest.approx(4, rel=0.01)
    assert f"η = {value:.3g} " in rate.sentence
    assert rate.error == ""


def test_after_a_drag_the_last_value_is_shown(notebook, rate):
    for fraction in (0, 1, 0.3, 0.8, 0.5):
        rate.drag(0, fraction, moves=20)
    rate.settle()
    value = float(notebook.ask("print(explorer.values['rate'])"))
    assert value != 0.05
    assert f"η = {value:.3g}" in rate.sentence
    assert notebook.ask("print(explorer.result.rate)") == str(value)
    assert rate.error == ""


def test_a_challenge_is_met_by_dragging(rate):
    """Drag η up to where the ravine is done in 16 steps, then feel the way with the arrow keys, as a reader would."""
    assert "☐ Challenge: On the ravine, be good enough within 16 steps." in rate.challenges
    rate.drag(0, 0.3, 0.54)
    rate.settle()
    for _ in range(20):
        if "☑ Challenge met: On the ravine, be good enough within 16 steps." in rate.challenges:
            break
        rate.press(0, "ArrowRight")
        rate.settle()
    else:
        pytest.fail(f"not met: {rate.sentence} {rate.challenges}")
    rate.drag(0, 0.1)
    rate.settle()
    assert "☑ Challenge met" in rate.challenges  # once met, it stays


def test_at_rest_the_picture_has_the_pixels_of_a_dense_screen(rate):
    rate.press(0)
    rate.settle()
    natural, shown = rate.picture.evaluate("image => [image.naturalWidth, image.getBoundingClientRect().width]")
    assert natural >= 1.9 * shown


def test_every_control_is_reached_by_the_tab_key(notebook, rate):
    rate.handles.first.focus()
    focused = "() => document.activeElement.closest('.dlcore-controls')?.contains(document.activeElement)"
    words = set()
    while notebook.page.evaluate(focused):
        words.add(notebook.page.evaluate("() => document.activeElement.innerText.trim()"))
        notebook.page.keyboard.press("Tab")
        assert len(words) < 30
    assert {"bowl", "ravine", "saddle"} <= words


def test_running_the_cell_again_leaves_one_panel_and_no_more_widgets(notebook, rate):
    widgets = notebook.ask(WIDGETS)
    for _ in range(3):
        rate = show(notebook, 0)
    assert notebook.ask(WIDGETS) == widgets
    rate.press(0, "Home")
    rate.settle()
    assert "η = 0.005" in rate.sentence


def test_a_stepper_steps_plays_obeys_pauses_and_resets(notebook, fit):
    first = fit.sentence
    fit.click("Step")
    fit.settle()
    assert "after 1 step:" in fit.sentence
    fit.click("Play")
    fit.button("Pause").wait_for()
    assert notebook.ask("print(1 + 1)") == "2"
    fit.press(3, "Home")  # the learning rate, as it plays
    for _ in range(100):
        value = float(notebook.ask("print(fit.values['rate'])"))
        if value < 0.001:
            break
        notebook.page.wait_for_timeout(100)
    assert value == pytest.approx(0.0005, rel=0.01)
    assert notebook.ask("print(fit.playing)") == "True"
    fit.click("Pause")
    fit.settle()
    assert notebook.ask("print(fit.playing)") == "False"
    stopped = fit.sentence
    assert "after 1 step:" not in stopped
    notebook.page.wait_for_timeout(300)
    assert fit.sentence == stopped
    fit.click("Reset")
    fit.settle()
    assert fit.sentence == first
    assert fit.error == ""


def test_interrupt_stops_a_playing_stepper_and_restart_leaves_none(notebook, fit):
    fit.click("Play")
    fit.button("Pause").wait_for()
    notebook.interrupt()
    fit.button("Play").wait_for()
    assert notebook.ask("print(fit.playing)") == "False"
    fit.click("Play")
    fit.button("Pause").wait_for()
    notebook.restart()
    assert notebook.ask("import asyncio; print('fit' in globals())") == "False"
    fit = show(notebook, 1)
    fit.click("Step")
    fit.settle()
    assert "after 1 step:" in fit.sentence
