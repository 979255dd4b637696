"""What holds for every explorer: each control at its least, greatest, first and random value; each action."""

import importlib
import io
import pkgutil

import ipywidgets
import numpy as np
import pytest
from panels import EXPLORERS, STEPPERS
from PIL import Image

import dlcore.explore
from dlcore.explore import Explorer, Panel, Stepper, png
from dlcore.explore.controls import extremes, random_value

ALL = EXPLORERS | STEPPERS


@pytest.fixture(params=ALL)
def panel(request):
    """A panel as it begins."""
    made = ALL[request.param]()
    yield made
    made.close()


@pytest.fixture(params=ALL, scope="module")
def shown(request):
    """A panel that several tests look at, and leave as it is: to make one takes longer than they do."""
    made = ALL[request.param]()
    yield made
    made.close()


@pytest.fixture(params=EXPLORERS, scope="module")
def explorer(request):
    """An explorer that several tests look at, and leave as it is."""
    made = EXPLORERS[request.param]()
    yield made
    made.close()


@pytest.fixture(params=STEPPERS)
def stepper(request):
    made = STEPPERS[request.param]()
    yield made
    made.close()


@pytest.fixture(scope="module")
def closed():
    """Each panel made and closed, by name: its class, and the widgets that it has left behind."""
    found = {}
    for name, make in ALL.items():
        before = set(ipywidgets.widgets.widget._instances)
        panel = make()
        panel.close()
        found[name] = type(panel), set(ipywidgets.widgets.widget._instances) - before
    return found


@pytest.fixture
def quick(monkeypatch):
    """Pictures that are to be kept are not made small: that takes ten times as long as to draw them."""
    monkeypatch.setattr(png, "small", png.quick)


def pixels(data):
    """The pixels of a PNG in their colours, 0 to 255."""
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


def says_something(panel):
    panel.wait()
    assert panel.sentence.endswith(".")
    assert not {"nan", "inf", "None", "{"} & set(panel.sentence.replace(",", " ").split())
    assert pixels(panel._view._image.value).std() > 0.01 * 255


def test_every_class_is_tested(closed):
    for module in pkgutil.iter_modules(dlcore.explore.__path__):
        importlib.import_module(f"dlcore.explore.{module.name}")
    bases = {Explorer, Stepper}
    classes = {cls for base in bases for cls in base.__subclasses__() if cls.__module__.startswith("dlcore.")}
    assert classes == {cls for cls, _ in closed.values()}


def test_first_picture(shown):
    says_something(shown)


def test_controls_at_their_ends(panel):
    first = panel.values
    for name, widget in panel.widgets.items():
        for value in extremes(widget):
            panel.set(**{name: value})
            says_something(panel)
        panel.set(**{name: first[name]})
    assert panel.values == first
    says_something(panel)


def test_controls_at_random(panel):
    generator = np.random.default_rng(3)
    for _ in range(12):
        panel.set(**{name: random_value(widget, generator) for name, widget in panel.widgets.items()})
        says_something(panel)


def test_each_control_changes_the_picture(explorer, quick):
    for name, widget in explorer.widgets.items():
        frames = [png for _, png, _ in explorer.frames(name, extremes(widget))]
        assert len(set(frames)) == len(frames), name


def test_compute_is_pure(explorer):
    values = explorer.values
    shown = explorer.sentence
    first, second = explorer.compute(**values), explorer.compute(**values)
    assert explorer.describe(first) == explorer.describe(second) == shown
    assert explorer.values == values


def test_frames_leave_the_panel_as_it_was(explorer, quick):
    before = explorer._canvas.render()
    name, widget = next(iter(explorer.widgets.items()))
    frames = list(explorer.frames(name, extremes(widget)))
    assert len({sentence for _, _, sentence in frames}) == len(frames)
    assert explorer._canvas.render() == before


def test_actions_in_random_order(stepper):
    generator = np.random.default_rng(4)
    moves = [*stepper.actions, "reset", "control"]
    for move in generator.choice(moves, 40):
        if move == "control":
            name = generator.choice(list(stepper.widgets))
            stepper.set(**{name: random_value(stepper.widgets[name], generator)})
        elif move == "reset":
            stepper.reset()
        else:
            stepper.act(str(move))
        stepper.wait()
    says_something(stepper)


def test_step_leaves_the_old_state(stepper):
    before, sentence = stepper.state, stepper.sentence
    for action in stepper.actions:
        stepper.act(action)
    assert stepper.describe(before) == sentence


def test_reset_is_the_start(stepper):
    start, first = stepper.sentence, stepper.values
    for action in stepper.actions:
        stepper.act(action, times=3)
    stepper.reset()
    assert (stepper.sentence, stepper.values) == (start, first)


def test_mime_bundle(shown):
    data, metadata = shown._repr_mimebundle_()
    assert data["text/plain"] == metadata["image/png"]["alt"] == shown.sentence
    assert pixels(data["image/png"]).shape[1] == 2 * metadata["image/png"]["width"]
    assert "application/vnd.jupyter.widget-view+json" in data


def test_close_leaves_nothing(closed):
    assert {name: left for name, (_, left) in closed.items() if left} == {}


def test_unknown_control_is_refused(shown):
    values = shown.values
    with pytest.raises(ValueError, match="no control 'colour'"):
        shown.set(colour=1)
    assert shown.values == values
    assert isinstance(shown, Panel)
