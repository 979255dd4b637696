"""What explorers and steppers share: controls, tries, challenges, failures, on the smallest of each."""

import pytest
from smallest import Point, Square


def test_a_moved_slider_is_drawn(square):
    square.widgets["x"].value = 2.0
    square.wait()
    assert square.sentence == "At 2.0 the square is 4.0."
    assert square.result == Point(2.0)


def test_several_controls_make_one_picture(square):
    count = []
    compute = square.compute
    square.compute = lambda **values: count.append(values) or compute(**values)
    square.set(x=-2.0, sign="minus")
    assert count == [{"x": -2.0, "sign": "minus"}]


def test_a_value_set_on_purpose_makes_a_try(square):
    square.set(x=2.0).set(x=0.5)
    assert square.tries == (Point(1.0), Point(2.0))


def test_a_drag_is_one_try(square):
    for x in (1.5, 2.0, 2.5):
        square.widgets["x"].value = x
    assert square.tries == (Point(1.0),)


def test_a_challenge_stays_met(square):
    assert square.met == {"Reach 4.": False}
    assert "☐" in square._view._challenges.value
    square.set(x=2.0).set(x=0.0)
    assert square.met == {"Reach 4.": True}
    assert "☑" in square._view._challenges.value


def test_a_failure_is_a_sentence_and_changes_nothing(square):
    before = square._canvas.render(), square.sentence, square.tries
    square.set(x=3.0)
    assert "three is not allowed here" in square._view._error.value
    assert square._view._error.layout.display is None
    assert (square._canvas.render(), square.sentence, square.tries) == before
    with pytest.raises(ArithmeticError, match="three"):
        square.wait()
    square.set(x=4.0)
    square.wait()
    assert square._view._error.layout.display == "none"


@pytest.mark.parametrize("values", [{"x": 9.0}, {"x": "many"}, {"sign": "times"}, {"x": 2.0, "sign": 3}])
def test_a_value_that_does_not_fit_changes_nothing(square, values):
    before = square.values, square.sentence
    with pytest.raises(ValueError, match="is not a value"):
        square.set(**values)
    assert (square.values, square.sentence) == before


def test_hidden_controls_obey_and_code_is_offered(square):
    square.reveal(["x"])
    assert [widget.layout.display for widget in square.widgets.values()] == [None, "none"]
    assert square.set(sign="minus").result == Point(-1.0)
    square.offer("print('<hi>')")
    assert "<code>print(&#x27;&lt;hi&gt;&#x27;)</code>" in square._view._code.value
    assert square._view._code.layout.display is None


def test_a_closed_panel_says_so():
    panel = Square()
    panel.close()
    panel.close()
    data, _ = panel._repr_mimebundle_()
    assert data == {"text/plain": "Square is closed. Run the cell that made it again."}


def test_the_style_of_a_panel_is_for_panels_of_its_size_alone(square):
    """A style holds on the whole page: with another's, a picture would be squeezed."""

    class Wide(Square):
        size = (9.0, 2.0)

    panels = square, Wide(), Square(large=True)
    views = [panel._view for panel in panels]
    names = [f".{view.root._dom_classes[-1]}" for view in views]
    assert len(set(names)) == 3
    for name, view in zip(names, views, strict=True):
        rules = [line for line in view.root.children[0].value.splitlines() if line.startswith(".")]
        assert rules
        assert all(f"{line} ".split()[0] == name for line in rules)
    for panel in panels[1:]:
        panel.close()
