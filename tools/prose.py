"""What the text of lessons and code refers to: equations, exercises, files and headings.

A lesson numbers a displayed equation by `\\tag{3.2}`; code cites it in a docstring or a comment as (3.2).
"""

import ast
import io
import re
import tokenize

from markdown_it import MarkdownIt

CITATION = re.compile(r"(?<![\w)\]])\(([1-9]\.[1-9]\d*)\)")
TAG = re.compile(r"\\tag\{([^}]*)\}")
DISPLAY = re.compile(r"\$\$.*?\$\$", re.DOTALL)
ASKED = re.compile(r"exercises\.(check|hint|solution|predict)\(\s*[\"']([^\"']*)[\"']")


def citations(code):
    """The equation numbers that a Python file cites in its docstrings and comments."""
    text = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            text.append(ast.get_docstring(node) or "")
    tokens = tokenize.generate_tokens(io.StringIO(code).readline)
    text += [token.string for token in tokens if token.type == tokenize.COMMENT]
    return CITATION.findall("\n".join(text))


def tags(cells):
    """The numbers of the displayed equations of a lesson, in order; those outside $$ … $$ would not show."""
    shown = [display for text in _markdown(cells) for display in DISPLAY.findall(text)]
    return [tag for display in shown for tag in TAG.findall(display)]


def loose_tags(cells):
    """Equation numbers that stand outside a displayed equation, or are two of one."""
    loose = [tag for text in _markdown(cells) for tag in TAG.findall(DISPLAY.sub("", text))]
    doubled = [TAG.findall(display) for text in _markdown(cells) for display in DISPLAY.findall(text)]
    return loose + [tag for found in doubled for tag in found[1:]]


def asked(cells):
    """(kind, number) of each exercise and prediction that the code cells of a lesson call."""
    return [found for kind, text, _ in cells if kind == "code" for found in ASKED.findall(text)]


def links(cells):
    """The targets of all links and pictures in a lesson's text."""
    targets = []
    for token in _tokens(cells):
        if token.type in ("link_open", "image"):
            targets.append(token.attrs.get("href") or token.attrs.get("src"))
        elif token.type in ("html_inline", "html_block"):
            targets += re.findall(r"(?:src|href)=[\"']([^\"']+)[\"']", token.content)
    return targets


def pictures_without_words(cells):
    """The pictures in a lesson's text that say nothing to those who cannot see them."""
    bare = [t.attrs["src"] for t in _tokens(cells) if t.type == "image" and not t.content.strip()]
    html = "".join(token.content for token in _tokens(cells) if token.type.startswith("html"))
    return bare + [tag for tag in re.findall(r"<img[^>]*>", html) if not re.search(r"alt=[\"'][^\"']+", tag)]


def headings(cells):
    """The names by which JupyterLab and GitHub jump to the headings of a notebook."""
    lines = [line for text in _markdown(cells) for line in text.splitlines()]
    return {line.lstrip("#").strip().replace(" ", "-") for line in lines if re.match(r"#{1,6} ", line)}


def _markdown(cells):
    return [text for kind, text, _ in cells if kind == "markdown"]


def _tokens(cells):
    parser = MarkdownIt("commonmark").enable("table")
    for text in _markdown(cells):
        for token in parser.parse(text):
            yield from token.children or [token]
