"""show_source shows what inspect finds, under its class and without what was asked to be left out."""

import ast
import collections
import inspect
import json

import numpy as np
import pytest

from dlcore import show
from dlcore.show import Source, show_source


class Base:
    """A class to look at.

    Its docstring has two paragraphs.
    """

    size = 3

    def forward(self, x):
        """Return x."""

        return x

    # why backward is here
    @staticmethod
    def backward(dy):
        """Return dy.

        Twice the lines.
        """
        return dy

    @property
    def shape(self):
        return (self.size,)

    @classmethod
    def empty(cls):
        """Nothing but words."""


class Child(Base):
    def extra(self):
        return 1


def plain(x):
    """Add one."""
    return x + 1


def text(*objects, **options):
    return repr(show_source(*objects, **options))


def body(code):
    """The code without the line that names its file."""
    return "\n".join(line for line in code.splitlines() if not line.startswith("# "))


def test_function_is_its_source():
    assert body(text(plain)) == inspect.getsource(plain).rstrip()


def test_docstring_can_be_left_out():
    assert body(text(plain, docstring=False)) == "def plain(x):\n    return x + 1"


def test_class_without_docstrings_is_the_same_code():
    code = text(Base, docstring=False)
    assert "two paragraphs" not in code
    assert "Return" not in code
    assert "# why backward is here" in code
    tree = ast.parse(inspect.getsource(Base))
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node):
            node.body = node.body[1:] or [ast.Expr(ast.Constant(...))]
    assert ast.dump(ast.parse(code)) == ast.dump(tree)


def test_methods_stand_under_their_class():
    wanted = (
        "class Base:\n    ...\n\n"
        "    def forward(self, x):\n        return x\n\n"
        "    @staticmethod\n    def backward(dy):\n        return dy"
    )
    assert body(text(Base.forward, Base.backward, docstring=False)) == wanted
    assert body(text(Base, "forward", "backward", docstring=False)) == wanted


@pytest.mark.parametrize(
    ("method", "line"),
    [
        (Base().forward, "    def forward(self, x):"),
        (Base.empty, "    def empty(cls):"),
        (Base.shape, "    def shape(self):"),
    ],
    ids=["bound", "classmethod", "property"],
)
def test_every_kind_of_method(method, line):
    code = body(text(method))
    assert code.startswith("class Base:\n    ...\n")
    assert line in code.splitlines()


def test_inherited_method_stands_under_the_class_that_has_it():
    assert "class Base:" in text(Child, "forward")
    assert "class Child(Base):" in text(Child, "extra")


def test_several_objects_stand_one_below_the_other():
    code = text(plain, Child, Base, "forward")
    places = [code.index(line) for line in ("def plain", "class Child", "class Base", "    def forward")]
    assert places == sorted(places)


def test_every_result_is_code_that_parses():
    for item in (plain, Base, Child, Base.shape, np.linalg.norm, show.show_source, json.JSONEncoder):
        for docstring in (True, False):
            ast.parse(text(item, docstring=docstring))


def test_file_is_named_without_line_numbers():
    assert text(show_source).splitlines()[0] == "# dlcore/show.py"
    assert text(json.JSONEncoder, "encode").splitlines()[0] == "# json/encoder.py"


def test_code_typed_into_a_notebook_has_no_file(monkeypatch):
    monkeypatch.setattr(plain, "__module__", "__main__")
    assert text(plain) == inspect.getsource(plain).rstrip()


def test_markdown_is_a_fence_around_the_text():
    assert show_source(plain)._repr_markdown_() == f"```python\n{text(plain)}\n```"
    assert Source('"""```"""')._repr_markdown_() == '````python\n"""```"""\n````'


@pytest.mark.parametrize(
    ("arguments", "error", "sentence"),
    [
        ((), TypeError, "at least one function, method or class, got nothing"),
        ((3,), TypeError, "expected a function, method or class written in Python, got int"),
        ((len,), TypeError, "got builtin_function_or_method"),
        (("forward",), TypeError, "the name 'forward' must follow a class"),
        ((Base, "backwards"), AttributeError, "Base has no method 'backwards'"),
        ((Base, "size"), TypeError, "got int"),
        ((collections.OrderedDict,), None, ""),
    ],
)
def test_what_cannot_be_shown_is_a_sentence(arguments, error, sentence):
    if error is None:
        assert "class OrderedDict" in text(*arguments)
        return
    with pytest.raises(error, match=sentence):
        show_source(*arguments)


def test_code_without_a_file_is_a_sentence():
    scope = {"__name__": "json"}
    exec("def made(): pass", scope)
    with pytest.raises(TypeError, match="made has no source file to show"):
        show_source(scope["made"])
