"""Finding what texts refer to, on small texts."""

from tools import prose

CODE = '''
"""A module after (3.1)."""

class Linear:
    """Affine map.

    Equations
        y = x Wᵀ + b                 (4.1)
        dx = dy W                    (4.12)
    """

    def forward(self, x):  # as (4.3) says
        "U(2.5), f(3.2), [1](3.3), (0.9), (2.0), (1, 2) and 3.4 are no citations."
        return (5.5) * x
'''

CELLS = [
    ("markdown", "# A lesson\n\n$$ y = x \\tag{3.1} $$\n\n$$\nz\n\\tag{3.2}\n$$ and `[no](link)`", {}),
    (
        "markdown",
        "## The *next* one\n\nSee [lesson](04_next.ipynb#What) and ![a dot](dot.png) ![](bare.png)",
        {},
    ),
    ("markdown", '<details><img src="raw.png" alt="words"><img src="b.png"></details>\n\n\\tag{3.9}', {}),
    ("code", 'exercises.check("3.1", slope)\nexercises.predict(\n    "3.2", "b")  # \\tag{3.8}', {}),
]


def test_citations_stand_in_docstrings_and_comments():
    assert sorted(prose.citations(CODE)) == ["3.1", "4.1", "4.12", "4.3"]


def test_tags_in_order():
    assert prose.tags(CELLS) == ["3.1", "3.2"]


def test_loose_tags():
    assert prose.loose_tags(CELLS) == ["3.9"]
    assert prose.loose_tags([("markdown", "$$a \\tag{3.1} \\tag{3.2}$$", {})]) == ["3.2"]


def test_asked():
    assert prose.asked(CELLS) == [("check", "3.1"), ("predict", "3.2")]


def test_links():
    assert prose.links(CELLS) == ["04_next.ipynb#What", "dot.png", "bare.png", "raw.png", "b.png"]


def test_pictures_without_words():
    assert prose.pictures_without_words(CELLS) == ["bare.png", '<img src="b.png">']


def test_headings():
    assert prose.headings(CELLS) == {"A-lesson", "The-*next*-one"}
