"""Explorers in a real kernel, moved by the messages that JupyterLab sends.

On the main shell a message is handled by the thread that draws. On a subshell, which JupyterLab uses by
default, it is handled by another thread, even while a cell runs. The very first message to a widget goes to
the main shell in any case: ipykernel sends it to the shell that was the last to send something from there.
"""

from pathlib import Path

import psutil
import pytest
from kernel_session import KernelSession, width

PREPARE = Path(__file__).with_name("in_the_kernel.py").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    session = KernelSession(tmp_path_factory.mktemp("kernel"))
    yield session
    session.close()


@pytest.fixture
def kernel(started):
    """A kernel that holds nothing of an earlier test."""
    started.run("%reset -f", "clean")
    started.run(PREPARE, "prepare")
    started.run("None", "a")  # closes what an earlier test has shown
    started.settle(0.1)
    started.pictures.clear()
    return started


@pytest.fixture
def fresh(started):
    """A kernel that has just started."""
    started.restart()
    started.run(PREPARE, "prepare")
    return started


@pytest.fixture(params=["main shell", "subshell"])
def shell(request, kernel):
    """The id of the shell that slider messages go to; None is the main one."""
    return kernel.create_subshell() if request.param == "subshell" else None


def show_slope(kernel, shell):
    """Show a panel, move its slider once and return the id of the slider."""
    kernel.run("panel = Slope()\npanel")
    slider = kernel.find("FloatSliderModel")
    kernel.change(slider, shell, value=0.01)
    wait_for(kernel, "The slope is 0.01.")
    kernel.run("panel.widgets['slope'].observe(lambda _: handling.add(on_main_thread()), 'value')", "watch")
    kernel.settle()
    kernel.pictures.clear()
    return slider


def sentence(kernel):
    """The sentence under the newest figure, as the browser has it."""
    return kernel.models[kernel.inside("dlcore-sentence")]["value"]


def error(kernel):
    """What the newest panel says went wrong."""
    return kernel.models[kernel.inside("dlcore-error")]["value"]


def wait_for(kernel, words):
    """Wait until the sentence holds these words."""
    kernel.listen(lambda _: words in sentence(kernel))


def test_a_moved_slider_changes_picture_and_sentence(kernel, shell):
    slider = show_slope(kernel, shell)
    kernel.change(slider, shell, value=0.25)
    wait_for(kernel, "The slope is 0.25.")
    assert len(kernel.pictures) == 1
    assert error(kernel) == ""
    assert kernel.run("panel.wait(); print(panel.values, drawing)", "look") == "{'slope': 0.25} {True}"
    assert kernel.run("print(handling)", "look") == str({shell is None})


def test_of_a_burst_the_last_value_stays(kernel, shell):
    slider = show_slope(kernel, shell)
    for value in range(1, 60):
        kernel.change(slider, shell, value=value / 100)
    kernel.settle()
    assert "The slope is 0.59." in sentence(kernel)
    assert kernel.run("print(panel.result, drawing, handling)", "look") == f"0.59 {{True}} {{{shell is None}}}"
    last = kernel.pictures[-1]
    kernel.run("panel.close(); panel = Slope(); panel.set(slope=0.59)\npanel", "again")
    kernel.settle()
    assert kernel.pictures[-1] == last


def test_values_that_arrive_while_a_cell_runs_become_one_picture(kernel):
    subshell = kernel.create_subshell()
    slider = show_slope(kernel, subshell)
    request = kernel.send_cell("import time; print('working', flush=True); time.sleep(1)", "work")
    kernel.listen(lambda message: message["content"].get("text", "").startswith("working"))
    for value in range(1, 60):
        kernel.change(slider, subshell, value=value / 100)
    kernel.result(request)
    kernel.settle()
    assert "The slope is 0.59." in sentence(kernel)
    at_once = [picture for picture in kernel.pictures if width(picture) < 1000]
    assert len(at_once) == 1


def test_a_failure_is_a_sentence_in_the_panel_and_passes(kernel, shell):
    slider = show_slope(kernel, shell)
    kernel.change(slider, shell, value=2)
    kernel.listen(lambda _: "too steep" in error(kernel))
    with pytest.raises(RuntimeError, match="too steep"):
        kernel.run("panel.wait()", "look")
    kernel.change(slider, shell, value=0.5)
    wait_for(kernel, "The slope is 0.50.")
    kernel.listen(lambda _: error(kernel) == "")


def test_a_live_panel_plays_obeys_its_slider_and_pauses(kernel, shell):
    kernel.run("panel = Count()\npanel")
    kernel.click("Play", shell)
    kernel.listen(lambda _: len(kernel.pictures) > 5)
    assert kernel.run("print(1 + 1)", "other") == "2"  # other cells are answered meanwhile
    kernel.change(kernel.find("FloatSliderModel"), shell, value=0)
    kernel.listen(lambda _: kernel.run("print(panel.values['rate'])", "look") == "0.0")
    first, second = (
        kernel.run("import time; time.sleep(0.1); print(panel.state, panel.playing)", "look") for _ in range(2)
    )
    assert first == second
    assert first.endswith("True")
    kernel.click("Pause", shell)
    kernel.listen(lambda _: kernel.run("print(panel.playing)", "look") == "False")
    assert kernel.run("left_behind()", "look").split()[0] == "0"
    assert kernel.run("print(drawing)", "look") == "{True}"


@pytest.mark.parametrize("last_line", ["panel", "None", "display(panel)"])
def test_twenty_runs_of_a_live_cell_leave_one_of_each(fresh, last_line):
    cell = f"panel = Count(); panel.play()\n{last_line}"
    fresh.run(cell)
    tasks, figures, widgets = fresh.run("left_behind()", "look").split()
    assert (tasks, figures) == ("1", "1")
    for _ in range(19):
        fresh.run(cell)
    assert fresh.run("left_behind()", "look").split() == ["1", "1", widgets]
    assert fresh.run("print(panel.playing)", "look") == "True"


def test_close_leaves_nothing(fresh):
    nothing = fresh.run("left_behind()", "look")
    fresh.run("panel = Count(); panel.play()\npanel")
    fresh.run("panel.close(); del panel", "close")
    fresh.settle()
    assert fresh.run("left_behind()", "look") == nothing


@pytest.mark.parametrize("cell", [None, "import time; time.sleep(30)"])
def test_interrupt_stops_a_live_panel(kernel, cell):
    """Whether or not a cell runs at that moment."""
    kernel.run("panel = Count(); panel.play()\npanel")
    kernel.listen(lambda _: len(kernel.pictures) > 3)
    request = cell and kernel.send_cell(f"print('working', flush=True); {cell}", "work")
    if request:
        kernel.listen(lambda message: message["content"].get("text", "").startswith("working"))
    kernel.manager.interrupt_kernel()
    if request:
        with pytest.raises(RuntimeError, match="KeyboardInterrupt"):
            kernel.result(request)
        kernel.run("panel.pause()", "look")
    kernel.settle()
    assert kernel.run("print(panel.playing)", "look") == "False"
    assert kernel.run("left_behind()", "look").split()[0] == "0"
    before = kernel.run("print(panel.state)", "look")
    kernel.run("panel.play()", "look")
    kernel.listen(lambda _: kernel.run("print(panel.state)", "look") != before)


def test_restart_in_mid_training_leaves_nothing(kernel):
    kernel.run("panel = Count(); panel.play()\npanel")
    old = psutil.Process(kernel.manager.provisioner.pid)
    kernel.restart()
    assert not old.is_running()
    kernel.run(PREPARE, "prepare")
    assert kernel.run("left_behind()", "look") == "0 0 0"
    kernel.run("panel = Count(); panel.play()\npanel")
    assert kernel.run("left_behind()", "look").split()[:2] == ["1", "1"]
