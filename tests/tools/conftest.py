"""A scratch lesson for the tests of publishing and sync."""

import base64
import io

import pytest
from PIL import Image

from tools import lesson, publish

SOURCE = """\
---
kernelspec:
  display_name: Python 3 (ipykernel)
  language: python
  name: python3
---

# A scratch lesson

```{code-cell} ipython3
import sys
print("one")
print("two", flush=True)
```

+++

Text of its own cell, with $x_1$.

```{code-cell} ipython3
:tags: [nbval-ignore-output]

import time
print(f"took {time.perf_counter():.6f} s", file=sys.stdout)
print("a warning", file=sys.stderr)
```

```{code-cell} ipython3
from base64 import b64decode
from IPython.display import display
class Picture:
    def _repr_mimebundle_(self, **_):
        png = b64decode("RED_DOT")
        view = "application/vnd.jupyter.widget-view+json"
        data = {"image/png": png, "text/plain": "a dot", view: {"model_id": "7"}}
        return data, {"image/png": {"alt": "a dot"}}
display({"application/vnd.jupyter.widget-view+json": {"model_id": "8"}}, raw=True)
Picture()
```
"""


def dot(color, level=6):
    """A small picture as a notebook holds it; `level` changes its bytes and not its pixels."""
    file = io.BytesIO()
    Image.new("RGB", (4, 4), color).save(file, "png", compress_level=level)
    return base64.b64encode(file.getvalue()).decode()


def lesson_in(folder, text):
    (folder / "source").mkdir(exist_ok=True)
    (folder / "source" / "07_scratch.md").write_text(text, encoding="utf-8")
    (one,) = lesson.find(folder)
    return one


@pytest.fixture(scope="session")
def png():
    return dot


@pytest.fixture(scope="session")
def source():
    return SOURCE.replace("RED_DOT", dot("red"))


@pytest.fixture
def scratch(tmp_path):
    """Make a lesson of a text, in a folder of its own."""
    return lambda text: lesson_in(tmp_path, text)


@pytest.fixture(scope="session")
def published(tmp_path_factory, source):
    """The scratch lesson as published: its notebook's text."""
    one = lesson_in(tmp_path_factory.mktemp("published"), source)
    run, changed = publish.publish(one)
    assert changed
    assert run.seconds > 0
    assert 10e6 < run.peak < 1e9
    return one.notebook.read_text(encoding="utf-8")


@pytest.fixture
def again(scratch, source, published):
    """The scratch lesson with its notebook beside it, published before; from another text if given one."""

    def make(text=source):
        one = scratch(text)
        one.notebook.write_text(published, encoding="utf-8")
        return one

    return make
