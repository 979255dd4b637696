"""The live game: what its controls do, what is seen of it, and that it is the game that was measured."""

import numpy as np
import pytest

from dlcore.explore.arrows import arrows
from dlcore.explore.live_game import KEPT, MIXED, NEVER, SHAPES, Settings, Watched, with_rules
from dlcore.explore.live_gan import FIRST, MIX, STAGES, LiveGAN
from dlcore.gan import PRESETS, TARGETS, Rules, plane_game

QUICK = {"batch": 16}


@pytest.fixture
def live():
    panel = LiveGAN(**QUICK)
    yield panel
    panel.close()


def weights(state):
    models = state.game.generator, state.game.discriminator
    return np.concatenate([array.ravel() for model in models for array in model.state_dict().values()])


def shown(panel):
    return [name for name, widget in panel.widgets.items() if widget.layout.display != "none"]


def test_it_is_the_game_that_was_measured():
    """A preset on a seed plays the very rounds of `gan.looks`, whose promises are measured."""
    for name, preset in PRESETS.items():
        watched = Watched(with_rules(Settings(seed=3), preset.rules))
        assert watched.settings.rules == preset.rules, name
        game = plane_game(TARGETS["ring"], preset.rules, 3)
        for _ in range(3):
            watched.step("both")
            assert (watched.d_loss, watched.g_loss) == game.round()
    assert with_rules(Settings(), Rules()) == Settings()


def test_settings_and_rules_belong_together():
    settings = Settings(loss="minimax", length=NEVER, momentum=0.9, smoothing=0.1)
    assert (settings.rules.length, settings.rules.betas, settings.rules.smoothing) == (None, (0.9, 0.999), 0.1)
    assert with_rules(settings, settings.rules) == settings
    mix = Settings(data=MIXED, clouds=3, spread=0.2, first=0.6).target
    assert (mix.pieces, mix.sigma, mix.name) == (3, 0.2, MIXED)
    assert {Settings(data=data).target.name for data in SHAPES} == set(SHAPES)


def test_each_player_steps_alone(live):
    start = weights(live.state)
    half = len(start) - len(weights_of(live.state.game.discriminator))
    live.act("d", times=2)
    assert (live.state.game.d_steps, live.state.game.rounds) == (2, 0)
    np.testing.assert_array_equal(weights(live.state)[:half], start[:half])
    live.act("g")
    assert (live.state.game.d_steps, live.state.game.rounds) == (2, 1)
    live.set(d_steps=4).act("step")
    assert (live.state.game.d_steps, live.state.game.rounds) == (6, 2)


def weights_of(model):
    return np.concatenate([array.ravel() for array in model.state_dict().values()])


def test_a_control_restarts_or_is_obeyed(live):
    live.act(times=2)
    live.set(d_rate=0.01, g_rate=1e-3, loss="least squares", noise=0.3, batch=32, smoothing=0.1, momentum=0.9)
    assert live.state.game.rounds == 2
    rules = live.act().state.game.rules
    assert (rules.d_rate, rules.g_rate, rules.loss, rules.noise, rules.batch) == (0.01, 1e-3, "least squares", 0.3, 32)
    assert live.state.game.d_optimizer.param_groups[0]["lr"] == 0.01
    live.set(clouds=7)  # no matter here: the ring has none of it
    assert live.state.game.rounds == 3
    for name, value in {"data": MIXED, "clouds": 4, "spread": 0.3, "first": 0.2, "seed": 2}.items():
        live.act()
        assert live.set(**{name: value}).state.game.rounds == 0, name
    assert live.state.target.pieces == 4


def test_controls_of_the_mix_come_with_it(live):
    assert shown(live) == list(STAGES[0])
    live.set(data=MIXED)
    assert shown(live) == [*STAGES[0], *MIX]
    live.more()
    assert set(shown(live)) == set(live.widgets) == set(FIRST)
    live.set(data="moons")
    assert shown(live) == [*STAGES[0], *STAGES[1]]


def test_a_preset_begins_anew_and_keeps_the_seed(live):
    live.set(seed=4, smoothing=0.2, data="grid").act(times=3)
    live.preset("collapses")
    assert live.state.game.rounds == 0
    assert live.state.settings == with_rules(Settings(seed=4), PRESETS["collapses"].rules)
    assert {"Works", "Collapses", "Oscillates"} <= set(live.buttons())


def test_the_same_steps_give_the_same_numbers(live):
    again = LiveGAN(rounds=5, **QUICK)
    live.act(times=5)
    assert live.sentence == again.sentence
    np.testing.assert_array_equal(weights(live.state), weights(again.state))
    again.close()


def test_a_step_leaves_the_old_state(live):
    before = live.state
    numbers = weights(before)
    live.act(times=3)
    assert before.game.rounds == 0
    np.testing.assert_array_equal(weights(before), numbers)
    assert len(before.history) == 1


def test_the_history_is_thinned():
    watched = Watched(Settings(batch=2))
    for _ in range(KEPT + 40):
        watched.step("g")
    rounds = [moment.rounds for moment in watched.history]
    assert rounds == list(range(0, KEPT + 41, 2))
    assert [moment.rounds for moment in watched.moments] == [*rounds, KEPT + 40]


def test_the_last_game_stays(live):
    live.act(times=4).reset()
    assert [moment.rounds for moment in live.state.last] == [0, 1, 2, 3, 4, 4]
    live.set(data="grid")  # nothing was played since
    assert [moment.rounds for moment in live.state.last] == [0, 1, 2, 3, 4, 4]


def test_the_game_ends_with_its_rates():
    watched = Watched(Settings(length=1000, batch=2))
    watched.game.rounds = 999
    watched.step("both")
    assert watched.over
    numbers = weights(watched)
    watched.step("both")
    np.testing.assert_array_equal(weights(watched), numbers)
    assert not Watched(Settings(length=NEVER)).over


@pytest.mark.parametrize(("loss", "expected"), [
    ("non-saturating", (np.log(4), np.log(2))),
    ("minimax", (np.log(4), -np.log(2))),
    ("least squares", (0.25, 0.125)),
])  # fmt: skip
def test_where_d_can_only_guess(loss, expected):
    assert Watched(Settings(loss=loss)).undecided == pytest.approx(expected)


def test_what_d_says_is_a_probability(live):
    x = np.random.default_rng(0).normal(size=(50, 2))
    said = live.state.said(x)
    assert ((said > 0) & (said < 1)).all()
    live.set(loss="least squares", d_rate=0.05).act(times=10)
    assert 0 <= live.state.said(x).min() <= live.state.said(x).max() <= 1


def test_divergence_is_a_picture_and_a_sentence(live):
    live.state.game.lost = True
    live._present(live.state)
    assert live.sentence == "Before the first round on the ring the losses have overflowed: the game has diverged."
    assert live.act().state.game.d_steps == 0
    live.wait()


def test_the_sentence(live):
    assert (
        live.sentence == "Before the first round on the ring, 0 of 8 modes are covered and 0 % of the samples are good."
    )
    live.set(loss="minimax").act()
    assert live.sentence.startswith("After 1 round on the ring, ")
    assert "(−0.69 if D only guesses)." in live.sentence


def test_arrows_have_heads_at_their_ends():
    starts, steps = np.array([[0.0, 0.0], [1.0, 1.0], [5.0, 5.0]]), np.array([[2.0, 0.0], [0.0, 0.0], [0.0, 0.1]])
    curve = arrows(starts, steps, head=0.5)
    assert curve.shape == (2, 14)  # the step of nothing has no arrow
    np.testing.assert_allclose(curve[:, :2].T, [[0, 0], [2, 0]])
    np.testing.assert_allclose(curve[:, 3:6].T, [[1.6, 0.25], [2, 0], [1.6, -0.25]])
    assert np.isnan(curve[:, [2, 6, 9, 13]]).all()
    assert np.nanmax(np.abs(curve[:, 7:] - 5.0)) <= 0.1
    assert arrows(np.empty((0, 2)), np.empty((0, 2)), 1).shape == (2, 0)


@pytest.mark.parametrize(("settings", "message"), [
    ({"preset": "wins"}, "preset is 'wins', expected one of works, collapses, oscillates"),
    ({"width": 3}, "no setting 'width', expected one of data"),
])  # fmt: skip
def test_a_wrong_setting_is_refused(settings, message):
    with pytest.raises(ValueError, match=message):
        LiveGAN(**settings)


def test_the_challenges():
    saved = LiveGAN("collapses").act(times=300)
    assert not any(saved.met.values())
    saved.set(d_rate=4e-3, g_rate=1e-3, noise=0.5, length=2500).act(times=1900)
    assert list(saved.met.values()) == [True, False]
    saved.preset("works")
    saved.set(data=MIXED, clouds=4, first=0.8).act(times=1300)
    assert list(saved.met.values()) == [True, True]
    saved.close()


def test_rules_are_obeyed_as_it_plays(in_a_loop, until):
    async def main():
        live = LiveGAN(**QUICK)
        live.play()
        await until(lambda: live.state.game.rounds > 10)
        live.set(g_rate=0.05)
        await until(lambda: live.state.game.rules.g_rate == 0.05)
        changed = live.state.game.rounds
        await until(lambda: live.state.game.rounds > changed)
        live.set(data="moons")
        await until(lambda: live.state.game.rounds > 0 and live.state.settings.data == "moons")
        assert live.playing
        live.pause()
        live.act("d")
        assert not live.playing
        live.wait()
        live.close()

    in_a_loop(main)
