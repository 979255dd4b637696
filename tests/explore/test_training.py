"""Live training: what its controls do, what is seen, the line that brings it back."""

import numpy as np
import pytest

from dlcore.explore import style
from dlcore.explore.curves import between, joined
from dlcore.explore.run import Settings
from dlcore.explore.training import FIRST, STAGES, LiveTraining


@pytest.fixture
def live():
    panel = LiveTraining()
    yield panel
    panel.close()


def weights(run):
    return np.concatenate([array.ravel() for array in run.model.state_dict().values()])


def test_stages_reveal_controls(live):
    def shown():
        return [name for name, widget in live.widgets.items() if widget.layout.display != "none"]

    assert shown() == list(STAGES[0])
    live.more()
    assert shown() == [*STAGES[0], *STAGES[1]]
    live.more()
    assert shown() == list(live.widgets)
    live.more()
    assert shown() == list(STAGES[0])
    assert live.set(noise=0.0).state.settings.noise == 0  # hidden controls obey too
    some = LiveTraining(controls=("rate", "noise"))
    assert [name for name, widget in some.widgets.items() if widget.layout.display != "none"] == ["rate", "noise"]
    some.close()


def test_a_control_restarts_or_is_obeyed(live):
    live.act(times=3)
    live.set(rate=0.5, batch=50, decay=0.01, optimizer="Adam", speed=1)
    assert live.state.updates == 3
    assert live.act().state.updates == 4
    for name, value in {"width": 3, "depth": 1, "data": "xor", "noise": 0.2, "activation": "ReLU", "seed": 9}.items():
        live.act()
        assert live.set(**{name: value}).state.updates == 0, name
    assert live.state.settings == Settings("xor", 0.5, 3, 1, "ReLU", 50, "Adam", 0.01, 0.2, 9)


def test_new_weights_are_another_start_from_the_same_points(live):
    before = live.state
    live.act(times=3).new_weights()
    assert (live.state.updates, live.values["seed"]) == (0, 2)
    assert live.state.measures.loss != before.measures.loss
    np.testing.assert_array_equal(live.state.x, before.x)
    live.reset()
    assert live.values["seed"] == 2


def test_the_last_try_stays(live):
    live.act(times=20).reset()
    losses = live.state.last.losses
    assert losses[-1, 0] == 20
    live.set(width=3)  # nothing was tried since
    np.testing.assert_array_equal(live.state.last.losses, losses)
    np.testing.assert_array_equal(np.stack(live._last.get_data(), axis=1), losses)


@pytest.mark.parametrize("make", [
    lambda: LiveTraining().set(rate=0.345).act(times=7),
    lambda: LiveTraining(data="spiral", width=8, rate=0.03, seed=4, updates=120),
    lambda: LiveTraining(stage=3).act(times=30).set(rate=1.23456, batch=50).act(times=30).set(optimizer="Adam"),
    lambda: LiveTraining(data="xor", activation="ReLU", optimizer="Nesterov", decay=0.01).act("epoch", times=2),
])  # fmt: skip
def test_a_preset_brings_back_what_is_seen(make):
    shown = make()
    again = eval(shown.preset(), {"LiveTraining": LiveTraining})
    assert (again.sentence, again.values) == (shown.sentence, shown.values)
    assert again._canvas.render() == shown._canvas.render()
    again.act(times=20), shown.act(times=20)
    np.testing.assert_array_equal(weights(again.state), weights(shown.state))
    again.close(), shown.close()


def test_a_preset_is_short_and_can_be_shown(live):
    assert live.preset() == "LiveTraining()"
    live.set(data="spiral", rate=0.03, seed=4).act(times=12).as_code()
    preset = "LiveTraining(data='spiral', rate=0.03, seed=4, updates=12)"
    assert live.preset() == preset
    assert preset.replace("'", "&#x27;") in live._view._code.value


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"colour": 1}, "no control 'colour', expected data, rate"),
        ({"controls": ("eta",)}, "no control 'eta', expected data, rate"),
        ({"data": "rings"}, "data='rings' is not a value it can take"),
        ({"rate": 20.0}, "rate=20.0 is not a value it can take"),
        ({"updates": 5, "changes": [(9, "rate", 0.1)]}, "expected .* in order, up to updates=5"),
        ({"updates": 5, "changes": [(3, "width", 2)]}, "which start anew"),
    ],
)
def test_a_wrong_preset_is_refused(settings, message):
    with pytest.raises(ValueError, match=message):
        LiveTraining(**settings)


def test_divergence_is_a_picture_and_a_sentence():
    live = LiveTraining(activation="Identity", rate=10.0, decay=0.3)
    live.act(times=400)
    assert live.finished(live.state)
    assert "have overflowed: it has diverged." in live.sentence
    updates = live.state.updates
    assert live.act(times=5).act("epoch").state.updates == updates
    live.wait()
    live.reset()
    assert live.sentence.startswith("Before the first update, the 2-8-8-1 net on moons has a loss of 0.7")
    live.close()


def test_the_sentence_counts(live):
    assert live.act().sentence.startswith("After 1 update (0.1 epochs), the 2-8-8-1 net")
    assert live.act("epoch").sentence.startswith("After 10 updates (1 epoch), ")
    assert "in the only layer." in live.set(depth=0).sentence


def test_each_challenge_can_be_met(live):
    assert not any(live.met.values())
    live.set(rate=5.0).act("epoch").set(rate=0.3).act(times=800)
    assert list(live.met.values()) == [True, False, False]
    live.set(data="spiral", width=6, optimizer="Adam", rate=0.03)
    live.set(batch=50).act(times=600)
    assert list(live.met.values()) == [True, True, False]
    live.set(data="moons", width=8, depth=4, activation="Sigmoid", rate=0.06).act(times=300)
    assert list(live.met.values()) == [True, True, True]


def test_axes_grow_with_the_run(live):
    assert live._curves.get_xlim()[1] == pytest.approx(102)
    live.act(times=101)
    assert live._curves.get_xlim()[1] == pytest.approx(204)
    assert live._curves.get_ylim() == (0.01, 2)
    live.set(rate=10.0).act(times=100)
    assert live._curves.get_ylim()[1] == 200


def test_the_line_is_where_the_net_says_one_half(live):
    live.set(rate=0.3).act(times=1500)
    line = np.array(live._boundary._line.get_data()).T
    line = line[~np.isnan(line[:, 0])]
    assert len(line) > 20
    steep = np.abs(np.diff(live.state.logits(live.state.x), axis=0)).max()
    assert np.abs(live.state.logits(line)).max() < 0.03 * steep


def test_the_field_lies_under_its_points():
    live = LiveTraining(data="blobs", rate=0.3, updates=300)
    live._canvas.render()
    pixels = np.asarray(live._canvas._agg.buffer_rgba())
    axes = live._boundary._axes
    for point in ((1.0, 1.2), (-1.0, -1.2), (0.2, 1.2)):
        column, row = np.rint(axes.transData.transform(point)).astype(int)
        probability = 1 / (1 + np.exp(-live.state.logits(np.array([point]))[0, 0]))
        expected = style.PROBABILITY(min(int(probability * 20), 19), bytes=True)
        assert np.abs(pixels[pixels.shape[0] - row, column].astype(int) - expected).max() <= 40
    live.close()


def test_interpolation_and_joining():
    np.testing.assert_allclose(between(3, 5) @ [0, 1, 4], [0, 0.5, 1, 2.5, 4])
    curve = joined([np.ones((2, 2)), np.zeros((3, 2))])
    assert curve.shape == (2, 8)
    assert np.isnan(curve[0, [0, 3, 7]]).all()


def test_a_rate_is_obeyed_as_it_plays(in_a_loop, until):
    async def main():
        live = LiveTraining()
        live.play()
        await until(lambda: live.state.updates > 20)
        live.set(rate=0.7)
        await until(lambda: live.state.settings.rate == 0.7)
        changed = live.state.updates
        await until(lambda: live.state.updates > changed)
        live.set(width=5)
        await until(lambda: live.state.updates > 0 and live.state.settings.width == 5)
        assert live.playing
        live.pause()
        assert live.state.last.losses[-1, 0] > 20  # what was played before is the last try
        assert live._view._sentence.value == f'<div role="status">{live.sentence}</div>'
        live.wait()
        live.close()

    in_a_loop(main)


def test_the_speed_is_in_updates_a_picture(live):
    assert live.pace is None
    assert live.set(speed=10).pace == 10
    assert set(FIRST) | {"speed"} == set(live.widgets)
