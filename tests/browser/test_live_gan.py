"""The two players of lesson 08 in JupyterLab: they play, obey a slider, pause, step one at a time and reset."""

import pytest

LINE = "from dlcore.explore.two_players import OneDimension\nline = OneDimension()\nline"
LIVE = "from dlcore.explore.live_gan import LiveGAN\nlive = LiveGAN()\nlive"
STATE = "print(live.state.game.d_steps, live.state.game.rounds, live.state.settings.g_rate, live.playing)"


@pytest.fixture
def notebook(open_notebook, lab):
    """A notebook with a panel in each of two cells."""
    return open_notebook(lab.write("gan.ipynb", LINE, LIVE))


def state(notebook):
    """Steps of D and of G, the rate of G, and whether it plays, asked in another cell as it does."""
    d_steps, rounds, rate, playing = notebook.ask(STATE).split()
    return int(d_steps), int(rounds), float(rate), playing == "True"


def slider(panel, words):
    """The number of the slider whose label has these words."""
    (found,) = [i for i in range(panel.handles.count()) if words in panel.label(i)]
    return found


def test_two_players_on_a_line(notebook, screenshots):
    notebook.run_cell(0)
    (panel,) = notebook.panels()
    panel.settle()
    assert panel.sentence.startswith("The generator stands at 2.00 ")
    panel.press(slider(panel, "mean of G"), "ArrowRight")
    panel.settle()
    assert panel.sentence.startswith("The generator stands at 2.05 ")
    panel.click("Step G")
    panel.settle()
    moved = float(notebook.ask("print(line.state.m)"))
    assert 1.5 < moved < 2.05
    panel.click("Step D")
    panel.settle()
    assert float(notebook.ask("print(line.state.m)")) == moved
    panel.screenshot(screenshots / "two_players.png")
    assert (panel.error, notebook.errors()) == ("", [])


def test_it_plays_obeys_pauses_steps_and_resets(notebook, wait_for, screenshots):
    notebook.run_cell(1)
    (panel,) = notebook.panels()
    panel.settle()
    first = panel.sentence
    assert first.startswith("Before the first round on the ring, ")

    panel.click("Play")
    panel.button("Pause").wait_for()
    before = wait_for(notebook, state, lambda d, rounds, *_: rounds > 100)[1]
    assert notebook.ask("print(1 + 1)") == "2"
    for _ in range(4):
        panel.press(slider(panel, "η of G"), "ArrowRight")
    changed = wait_for(notebook, state, lambda d, rounds, rate, _: rate > 2.5e-3)
    assert changed[1] > before
    assert changed[3]
    wait_for(notebook, state, lambda d, rounds, *_: rounds > changed[1] + 50)
    panel.screenshot(screenshots / "live_gan.png")

    panel.click("Pause")
    panel.settle()
    d_steps, rounds, _, playing = state(notebook)
    assert (d_steps, playing) == (rounds, False)
    panel.click("Step D")
    panel.settle()
    assert state(notebook)[:2] == (rounds + 1, rounds)
    panel.click("Step G")
    panel.settle()
    assert state(notebook)[:2] == (rounds + 1, rounds + 1)

    panel.click("Collapses")
    panel.settle()
    assert state(notebook) == (0, 0, 2e-3, False)
    assert panel.sentence == first
    assert (panel.error, notebook.errors()) == ("", [])
