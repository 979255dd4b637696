"""Controls, pictures and numbers: what panels are made of."""

import pytest

from dlcore.explore import Picture, controls, style


def test_picture_says_what_is_seen():
    data, metadata = Picture(lambda figure: style.row(figure, 1).plot([0, 1]), "A line rises.")._repr_mimebundle_()
    assert data["text/plain"] == metadata["image/png"]["alt"] == "A line rises."


def test_controls_refuse_a_start_outside():
    with pytest.raises(ValueError, match=r"value is 0\.1, expected 1 to 2"):
        controls.log_slider("η", 0.1, 1, 2)
    with pytest.raises(ValueError, match="positive"):
        controls.log_slider("η", 1, 0, 2)
    with pytest.raises(ValueError, match="expected one of 'a', 'b'"):
        controls.choice("kind", ["a", "b"], "c")


@pytest.mark.parametrize(
    ("value", "words"),
    [(0, "0"), (0.0012, "0.0012"), (5e-4, "5·10⁻⁴"), (3.44, "3.4"), (120, "120"), (-7, "−7"), (2.1e6, "2·10⁶")],
)
def test_numbers_as_a_sentence_says_them(value, words):
    assert style.number(value) == words
