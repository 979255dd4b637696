"""Live training in JupyterLab: it plays, obeys its slider, lets other cells in, pauses and resets."""

import pytest

LIVE = "from dlcore.explore.training import LiveTraining\nlive = LiveTraining()\nlive"
STATE = "print(live.state.updates, live.state.settings.rate, live.playing)"


@pytest.fixture
def notebook(open_notebook, lab):
    """A notebook whose only cell shows the panel."""
    notebook = open_notebook(lab.write("live.ipynb", LIVE))
    notebook.run_cell(0)
    return notebook


def state(notebook):
    """Updates, the rate of the last of them, and whether it plays, asked in another cell as it does."""
    updates, rate, playing = notebook.ask(STATE).split()
    return int(updates), float(rate), playing == "True"


def test_it_plays_obeys_pauses_and_resets(notebook, wait_for, screenshots):
    assert notebook.errors() == []
    (panel,) = notebook.panels()
    panel.settle()
    first = panel.sentence
    assert first.startswith("Before the first update, ")

    panel.click("Play")
    panel.button("Pause").wait_for()
    before, rate, _ = wait_for(notebook, state, lambda updates, *_: updates > 100)
    assert rate == 0.1
    assert notebook.ask("print(1 + 1)") == "2"
    picture, (rates,) = panel.source, [i for i in range(panel.handles.count()) if "rate" in panel.label(i)]
    for _ in range(4):
        panel.press(rates, "ArrowRight")
    changed, rate, playing = wait_for(notebook, state, lambda updates, rate, _: rate > 0.12)
    assert (changed > before, playing, rate) == (True, True, pytest.approx(0.1 * 10**0.1, rel=0.01))
    wait_for(notebook, state, lambda updates, *_: updates > changed + 100)  # parameters were kept: it goes on counting
    assert panel.source != picture
    panel.screenshot(screenshots / "live_training.png")

    panel.click("Pause")
    panel.settle()
    updates, _, playing = state(notebook)
    assert not playing
    assert panel.sentence.startswith(f"After {updates:,} updates ")
    notebook.page.wait_for_timeout(300)
    assert state(notebook)[0] == updates

    panel.click("As code")
    code = panel.root.locator(".dlcore-code code")
    code.wait_for()
    assert f"updates={updates}" in code.inner_text()

    panel.click("Reset")
    panel.settle()
    assert panel.sentence == first  # the rate is another, the weights are those of the start
    assert (panel.error, notebook.errors()) == ("", [])
    assert notebook.ask("live.wait(); print(live.state.updates)") == "0"
