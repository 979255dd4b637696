"""The live character model: what its controls do, what is seen, an explosion."""

from dataclasses import replace

import numpy as np
import pytest

from dlcore.explore.live_characters import REFRESHED, LiveCharacters
from dlcore.explore.naming import GUESS, WRITTEN, Settings


@pytest.fixture
def live():
    panel = LiveCharacters()
    yield panel
    panel.close()


def weights(shown):
    return np.concatenate([array.ravel() for array in shown.run.model.state_dict().values()])


def test_a_control_restarts_or_is_obeyed(live):
    live.act(times=3)
    live.set(rate=0.5, clip="off", temperature=0.5)
    assert live.state.run.updates == 3
    assert live.act().state.run.updates == 4
    for name, value in {"cell": "GRU", "hidden": 16, "seed": 9}.items():
        live.act()
        assert live.set(**{name: value}).state.run.updates == 0, name
    assert live.state.run.settings == Settings("GRU", 16, 0.5, False, 9)


def test_a_temperature_is_about_writing_alone(live):
    live.act(times=REFRESHED)
    before, names = weights(live.state), live.state.net
    live.set(temperature=0.1)
    assert live.state.net != names
    np.testing.assert_array_equal(weights(live.state), before)
    assert live.state.run.updates == REFRESHED
    assert live.set(temperature=1.0).state.net == names  # the same dice


def test_names_stay_until_they_can_be_read(live):
    first = live.state.net
    assert live.act(times=REFRESHED - 1).state.net == first
    assert live.act().state.net != first
    assert live.state.when == REFRESHED
    others = live.act("write").state
    assert others.net != live.act("write").state.net
    assert others.run.updates == REFRESHED


def test_known_names_are_counted(live):
    state = live.state
    assert len(state.net) == len(state.bigrams) == WRITTEN
    two = replace(state, net=(live._names[0][0], "xxxx", live._names[0][7]))
    assert live.describe(two).endswith("written after update 0 at τ = 1.00, it was trained on 2.")


def test_the_last_try_stays(live):
    live.act(times=30).reset()
    history = live.state.run.last.history
    assert history[-1, 0] == 30
    live.set(hidden=16)  # nothing was tried since
    np.testing.assert_array_equal(live.state.run.last.history, history)
    np.testing.assert_array_equal(live._last.get_data(), history[:, [0, 2]].T)


def test_an_explosion_is_a_picture_and_a_sentence(live):
    live.set(clip="off", rate=50.0).act(times=30)
    assert live.state.run.worst > 2 * GUESS
    assert "; equal guesses would need less. The last gradient had the norm" in live.sentence
    assert live._axes.get_ylim()[1] > 2 * GUESS
    live.wait()


def test_what_has_overflowed_ends_and_reset_begins_another(live):
    live.state.run.model.head.weight.data[:] = np.float32(1e38)
    live.act()
    assert live.finished(live.state)
    assert "have overflowed: it has exploded." in live.sentence
    live.wait()
    live.reset()
    assert live.sentence.startswith("Before the first update the LSTM with 32 units needs 4.")


def test_each_challenge_can_be_met(live):
    assert list(live.met.values()) == [False, False]
    live.act("epoch", times=2)
    assert live.state.run.bits < live.state.run.data.bigram_bits
    assert list(live.met.values()) == [False, False]
    live.set(hidden=16).act("epoch", times=8).set(rate=1.0).act("epoch")
    assert list(live.met.values()) == [True, False]
    live.set(hidden=32, rate=3.0).act(times=30).set(clip="off", rate=50.0).act(times=10)
    assert list(live.met.values()) == [True, False]
    live.set(clip="on", rate=3.0).act("epoch", times=5)
    assert list(live.met.values()) == [True, True]


def test_names_of_ones_own():
    live = LiveCharacters(names=(("anna", "bob"), ("ann",)), hidden=8, temperature=0.5, rate=2.0)
    assert live.state.run.data.known == {"anna", "bob"}
    assert live.values["temperature"] == 0.5
    live.close()


def test_it_plays_and_obeys(in_a_loop, until):
    async def main():
        live = LiveCharacters(hidden=8)
        live.play()
        await until(lambda: live.state.run.updates > 20)
        live.set(rate=0.5)
        await until(lambda: live.state.run.settings.rate == 0.5)
        changed = live.state.run.updates
        assert changed > 20
        await until(lambda: live.state.run.updates > changed)
        live.pause()
        live.wait()
        live.close()

    in_a_loop(main)


def test_the_axis_reaches_as_low_as_the_batches(live):
    lowest = live._axes.get_ylim()[0]
    with_few = LiveCharacters(names=(("anna", "bob"), ("anna",)))
    with_few.act("epoch", times=200)
    drawn = np.array(with_few.state.run.history)[:, 1]
    assert drawn.min() < lowest
    assert with_few._axes.get_ylim()[0] <= drawn.min()
    with_few.close()
