"""An RNN and an LSTM that learn which symbol came first: the run under it, and the panel."""

import numpy as np
import pytest

from dlcore import random
from dlcore.explore.remember import CELLS, EVERY, LENGTHS, LONG, MOST, Race, Remember, Settings
from dlcore.nn.functional import sigmoid


@pytest.fixture
def panel():
    made = Remember()
    yield made
    made.close()


def trained(updates, **settings):
    race = Race(Settings(**settings))
    for _ in range(updates):
        race.update()
    return race


def weights(race, cell):
    return np.concatenate([array.ravel() for array in race.learners[cell].model.state_dict().values()])


def test_both_read_the_same_and_a_copy_goes_on_by_itself():
    race = trained(15, length=5)
    before = weights(race, "LSTM")
    first, second = race.copy(), race.copy()
    for other in (first, second):
        for _ in range(10):
            other.update()
    assert (race.updates, len(race.learners["RNN"].curve)) == (15, 2)
    assert np.array_equal(weights(race, "LSTM"), before)
    for cell in CELLS:
        assert np.array_equal(weights(first, cell), weights(second, cell))
        assert np.array_equal(weights(first, cell), weights(trained(25, length=5), cell))


def test_forget_gates_begin_where_the_bias_says():
    model = Settings(bias=3.0).model("LSTM")
    biases = model.rnn.bias_ih_l0.data + model.rnn.bias_hh_l0.data
    np.testing.assert_array_equal(biases[32:64], 3)
    assert np.abs(model.rnn.weight_hh_l0.data).max() <= 32**-0.5


def test_weights_come_from_the_seed_and_draw_nothing_else():
    with random.untouched():
        before = random.generator().random()
    one, other = Settings().model("RNN"), Settings(seed=2).model("RNN")
    assert not np.allclose(one.head.weight.data, other.head.weight.data)
    assert random.generator().random() == before


def test_an_lstm_with_open_gates_remembers_what_the_rnn_forgets():
    race = trained(200, length=30)
    assert race.share("LSTM") >= 0.99
    assert race.share("RNN") < 0.5


def test_shut_gates_lose_against_the_rnn():
    race = trained(150, length=10, bias=0.0)
    assert race.share("RNN") > 0.99
    assert race.share("LSTM") < 0.6


def test_challenges_can_be_met(panel):
    panel.set(length=30)
    panel.act("hundred", times=2)
    assert list(panel.met.values()) == [True, False]
    panel.set(length=10, bias=0.0)
    panel.act("hundred")
    panel.act(times=50)
    assert list(panel.met.values()) == [True, True]


def test_ended_runs_stand_at_their_length(panel):
    for length in (5, 20, 40):
        panel.set(length=length)
        panel.act(times=EVERY if length == 20 else LONG)  # the short run is none
    places, shares = panel._runs["LSTM"].get_data()
    assert [round(place) for place in places] == [LENGTHS.index(5), LENGTHS.index(40)]
    assert list(shares) == [100 * run.curves["LSTM"][-1] for run in (*panel.state.before, panel.state.ended)]
    assert len(panel._last["RNN"].get_xdata()) == LONG // EVERY + 1


def test_words(panel):
    assert panel.sentence.startswith(
        "Before the first update on sequences of 20 symbols, the LSTM, whose forget gates "
    )
    assert f"σ(3) = {sigmoid(np.array(3.0)):.2f}" in panel.sentence
    panel.set(length=5).act()
    assert panel.sentence.startswith("After 1 update on sequences of 5 symbols")
    panel.act("hundred", times=MOST // 100)
    assert panel.finished(panel.state)
    assert panel.sentence.endswith("The run is over; Reset begins another.")
    panel.act()
    assert panel.state.updates == MOST
