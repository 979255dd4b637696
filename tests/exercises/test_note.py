"""Notes as text and as HTML."""

import re
from html.parser import HTMLParser

import numpy as np

from dlcore import exercises
from dlcore.exercises.note import COLOURS, Block, Fold, Items, Note
from dlcore.exercises.values import show


class Balance(HTMLParser):
    """Every tag that opens closes, in order."""

    def __init__(self):
        super().__init__()
        self.open, self.seen = [], set()

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.seen.add(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_text_and_html_say_the_same():
    note = Note(
        "wrong",
        "Not yet",
        "Exercise 1.1",
        ("Look at `x`.", Block("Called with", "x = 1"), Items((("a", "b"),))),
    )
    assert repr(note) == "Not yet · Exercise 1.1\nLook at `x`.\nCalled with\n    x = 1\n    a  b"
    page = note._repr_html_()
    balance = Balance()
    balance.feed(page)
    assert balance.open == []
    words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert words == "Not yet · Exercise 1.1 Look at x . Called with x = 1 a b"


def test_colour_never_stands_alone(lesson):
    for student, tone in [(lambda x: x**2, "right"), (lambda x: 2 * x, "wrong"), (..., "information")]:
        note = exercises.check("77.1", student)
        assert note.tone == tone
        assert COLOURS[tone] in note._repr_html_()
        assert f"<strong>{note.word}</strong>" in note._repr_html_()
    assert len({exercises.check("77.1", s).word for s in (lambda x: x**2, lambda x: 2 * x, ...)}) == 3


def test_what_a_student_wrote_is_escaped(lesson):
    evil = "<script>alert(1)</script>"

    def raises(x):
        raise ValueError(evil)

    def prints(x):
        print(evil)
        return evil

    for student in (raises, prints, lambda x: {evil: 1}):
        page = exercises.check("77.1", student)._repr_html_()
        assert "<script" not in page
        assert "&lt;script&gt;" in page
    assert "<script" not in exercises.predict("77.1", evil)._repr_html_()
    assert "<script" not in exercises.check(evil, raises)._repr_html_()


def test_both_themes():
    page = Note("right", "Right", "x", (Block("", "1"), Fold("s", "w")))._repr_html_()
    assert "var(--jp-" in page
    assert "white" not in page.replace("white-space", "")
    assert not re.search(r"[^-]color:\s*#", page)  # text takes the theme's colour
    assert not re.search(r"background:\s*#", page)


def test_values_are_short_and_readable():
    def slope(w):
        """the gradient of w²

        More words.
        """

    assert show(np.array([1.0, 0.33333333])) == "[1.    , 0.3333]"
    assert show(np.array(2.5)) == "2.5"
    assert show(0.1) == "0.1"
    assert show(3) == "3"
    assert show(slope) == "the gradient of w²"
    assert show(np.zeros((2, 2)), indent=4) == "[[0., 0.],\n     [0., 0.]]"
    assert show([np.array([1.0, 2.0]), np.array([[3.0]])], indent=2) == "[[1., 2.],\n   [[3.]]]"
    assert len(show(np.zeros(100_000))) < 200
    assert len(show([np.zeros(3)] * 100_000)) < 300
    assert len(show("x" * 100_000)) < 200
    assert len(show(list(range(100_000)))) < 200
