"""What a student sees: a `Note`, readable as plain text and as HTML.

The plain text is what screen readers, terminals and notebook tests read; the HTML says the same with a
coloured border. The colour is never alone: the first word of a note ("Right", "Not yet") says the same.
"""

import html
import re
from dataclasses import dataclass, field

COLOURS = {"right": "#009E73", "wrong": "#D55E00", "information": "#0072B2"}

FRAME = (
    "border-left: 4px solid {colour}; padding: 0.1em 0 0.1em 0.9em; margin: 0.4em 0; max-width: 60em; "
    "color: var(--jp-content-font-color1, inherit); background: transparent"
)
BLOCK = (
    "margin: 0.2em 0 0.6em; padding: 0.5em 0.7em; overflow-x: auto; color: inherit; "
    "background: var(--jp-layout-color2, rgba(127, 127, 127, 0.15))"
)


def _inline(text):
    """Escape `text` for HTML and set what stands between backticks as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text))


@dataclass(frozen=True)
class Prose:
    """A paragraph; words between backticks are code."""

    words: str

    def text(self):
        return self.words

    def html(self):
        return f'<p style="margin: 0.3em 0">{_inline(self.words)}</p>'


@dataclass(frozen=True)
class Block:
    """Lines whose columns must stay aligned: numbers, printed output, source code."""

    label: str
    lines: str

    def text(self):
        heading = [self.label] if self.label else []
        return "\n".join(heading + [f"    {line}".rstrip() for line in self.lines.splitlines()])

    def html(self):
        heading = f'<p style="margin: 0.3em 0">{_inline(self.label)}</p>' if self.label else ""
        return f'{heading}<pre style="{BLOCK}">{html.escape(self.lines)}</pre>'


@dataclass(frozen=True)
class Items:
    """A list of (name, sentence) pairs: the choices of a prediction, the rows of a progress table."""

    pairs: tuple

    def text(self):
        width = max((len(name) for name, _ in self.pairs), default=0)
        return "\n".join(f"    {name:<{width}}  {sentence}" for name, sentence in self.pairs)

    def html(self):
        rows = (f"<li><strong>{_inline(name)}</strong> {_inline(words)}</li>" for name, words in self.pairs)
        return f'<ul style="list-style: none; margin: 0.3em 0; padding-left: 0.6em">{"".join(rows)}</ul>'


@dataclass(frozen=True)
class Fold:
    """Words that a reader opens on a page without a kernel. Plain text cannot fold: it leaves them out."""

    summary: str
    words: str

    def text(self):
        return ""

    def html(self):
        return f"<details><summary>{_inline(self.summary)}</summary>{Prose(self.words).html()}</details>"


@dataclass(frozen=True, repr=False)
class Note:
    """A short message: one word that judges, what it is about, and its parts.

    tone    "right", "wrong" or "information": the colour of the border
    word    the first word, which says the same as the colour
    about   what the note is about, such as "Exercise 3.1, Slope of the mean squared error"
    parts   strings (paragraphs), `Block`, `Items` or `Fold`
    """

    tone: str
    word: str
    about: str
    parts: tuple = field(default=())

    def _parts(self):
        return [Prose(part) if isinstance(part, str) else part for part in self.parts if part]

    def __repr__(self):
        texts = [f"{self.word} · {self.about}", *(part.text() for part in self._parts())]
        return "\n".join(text for text in texts if text)

    def _repr_html_(self):
        heading = f"<strong>{_inline(self.word)}</strong> · {_inline(self.about)}"
        body = "".join(part.html() for part in self._parts())
        style = FRAME.format(colour=COLOURS[self.tone])
        return f'<div role="note" style="{style}"><p style="margin: 0.3em 0">{heading}</p>{body}</div>'
