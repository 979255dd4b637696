"""The real source of what a lesson explains, shown under its equation: never a retyped copy.

show_source(nn.Linear)                                      a class with everything in it
show_source(nn.Linear, "forward", "backward")               the named methods of a class
show_source(nn.Linear.backward, docstring=False)            a method under its class, without its docstring
"""

import ast
import inspect
import sys
from pathlib import Path
from textwrap import dedent, indent


class Source:
    """Source code that a notebook shows in colour and a terminal as text."""

    def __init__(self, code):
        self.code = code

    def __repr__(self):
        return self.code

    def _repr_markdown_(self):
        fence = "````" if "```" in self.code else "```"
        return f"{fence}python\n{self.code}\n{fence}"


def show_source(*objects, docstring=True):
    """The source of functions, methods and classes; strings after a class name the methods to show.

    Each piece starts with the file it comes from, so that a reader can open it. `docstring=False` leaves
    docstrings out: the lesson has said what they say.
    """
    if not objects:
        raise TypeError("show_source: expected at least one function, method or class, got nothing")
    pieces = []  # (file, lines above the code, code); methods of one class share the first two
    for item in _with_methods(objects):
        code = _source(item) if docstring else _without_docstrings(_source(item))
        file, header = _file(item), _class_header(item)
        if header and pieces and pieces[-1][:2] == (file, header):
            code = pieces.pop()[2] + "\n\n" + indent(code, "    ")
        elif header:
            code = indent(code, "    ")
        pieces.append((file, header, code))
    return Source("\n\n\n".join(_assemble(*piece) for piece in pieces))


def _with_methods(objects):
    """The objects, where a class followed by names stands for its methods of these names."""
    chosen = []
    owner = None
    for item in objects:
        if isinstance(item, str):
            if owner is None:
                raise TypeError(f"show_source: the name {item!r} must follow a class")
            if chosen and chosen[-1] is owner:
                chosen.pop()
            if not hasattr(owner, item):
                raise AttributeError(f"show_source: {owner.__name__} has no method {item!r}")
            chosen.append(_function(inspect.getattr_static(owner, item)))
        else:
            chosen.append(_function(item))
            owner = item if inspect.isclass(item) else None
    return chosen


def _function(item):
    """The plain function behind a method, property, classmethod or decorator; a class stays a class."""
    item = getattr(item, "fget", None) or getattr(item, "__func__", None) or item
    item = inspect.unwrap(item) if callable(item) else item
    if not (inspect.isfunction(item) or inspect.isclass(item)):
        raise TypeError(
            f"show_source: expected a function, method or class written in Python, got {type(item).__name__}"
        )
    return item


def _source(item):
    try:
        return dedent(inspect.getsource(item)).rstrip()
    except OSError:
        raise TypeError(f"show_source: {item.__qualname__} has no source file to show") from None


def _file(item):
    """The path as seen from beside the package, dlcore/nn/linear.py; None for code typed into a notebook."""
    package = sys.modules.get(item.__module__.split(".")[0])
    if not getattr(package, "__path__", None):
        return None
    root = Path(package.__path__[0]).parent
    return Path(inspect.getsourcefile(item)).relative_to(root).as_posix()


def _class_header(item):
    """The line `class Linear(Module):` above a method; None for functions and whole classes."""
    *path, _ = item.__qualname__.split(".")
    if inspect.isclass(item) or not path or "<locals>" in path:
        return None
    owner = sys.modules[item.__module__]
    for name in path:
        owner = getattr(owner, name)
    code = _source(owner)
    first = ast.parse(code).body[0].body[0]
    start = min(node.lineno for node in [first, *getattr(first, "decorator_list", ())])
    return "\n".join(code.splitlines()[: start - 1]).rstrip()


def _assemble(file, header, code):
    where = f"# {file}\n" if file else ""
    above = f"{header}\n    ...\n\n" if header else ""
    return where + above + code


def _without_docstrings(code):
    lines = code.splitlines()
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        if ast.get_docstring(node) is None or node.body[0].lineno == node.lineno:
            continue
        start, end = node.body[0].lineno - 1, node.body[0].end_lineno
        if end < len(lines) and lines[end] == "":
            end += 1
        lines[start:end] = [None] * (end - start)
        if len(node.body) == 1:
            lines[start] = " " * node.body[0].col_offset + "..."
    return "\n".join(line for line in lines if line is not None)
