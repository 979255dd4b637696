"""Who may import whom, from the ground up; and that the ground is light."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "dlcore"
FILES = sorted(PACKAGE.rglob("*.py"))

# room: (rooms below it, packages from outside the standard library)
GROUND = {
    "__init__": ({"random"}, set()),
    "environment": (set(), set()),
    "show": (set(), set()),
    "table": (set(), set()),
    "random": (set(), {"numpy"}),
    "nn": ({"random"}, {"numpy"}),
    "optim": ({"random", "nn"}, {"numpy"}),
    "graph": ({"random"}, {"numpy"}),
    "gradcheck": ({"random", "nn", "table"}, {"numpy"}),
    "summary": ({"nn", "table"}, {"numpy"}),
    "score": (set(), {"numpy"}),
    "datasets": ({"random"}, {"numpy", "pooch", "tqdm"}),  # the last two where larger sets are fetched
}
MIDDLE = {
    "training": (set(GROUND), {"numpy"}),
    "cost": (set(GROUND), {"numpy"}),
    "probe": (set(GROUND), {"numpy"}),
    "language": (set(GROUND), {"numpy"}),
    "forecast": (set(GROUND), {"numpy"}),
    "architecture": (set(), set()),
    "players": ({"architecture"}, set()),
    "models": ({*GROUND, "architecture", "players"}, {"numpy"}),
    "gan": ({*GROUND, "models"}, {"numpy"}),
}
BELOW = {*GROUND, *MIDDLE}
ROOMS = {
    **GROUND,
    **MIDDLE,
    "exercises": (BELOW, {"numpy", "IPython"}),
    "explore": (
        BELOW,
        {"numpy", "anywidget", "matplotlib", "contourpy", "ipywidgets", "IPython", "traitlets", "isal", "PIL"},
    ),
    "twin": (BELOW, {"numpy", "torch"}),
    "server": (set(), {"jupyter_server"}),
}


def room_of(file):
    """The first name under dlcore: nn for dlcore/nn/linear.py, random for dlcore/random.py."""
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(file):
    """Every module a file imports, also inside functions, as absolute dotted names."""
    package = file.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join([*above, *filter(None, [node.module])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def breaches(room, names):
    """The imports that a room's entry in the table does not allow."""
    rooms, packages = ROOMS[room]
    for name in names:
        top, _, rest = name.partition(".")
        if top == "dlcore":
            below = rest.partition(".")[0]
            if below in ROOMS and below not in {*rooms, room, "__init__"}:
                yield name
        elif top not in sys.stdlib_module_names and top not in packages:
            yield name


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(PACKAGE).as_posix())
def test_a_room_imports_only_what_stands_below_it(file):
    room = room_of(file)
    assert room in ROOMS, f"dlcore/{room} has no entry in the table of this test: decide what it may import"
    assert list(breaches(room, imported(file))) == []


@pytest.mark.parametrize(
    ("room", "line", "breach"),
    [
        ("nn", "import torch", "torch"),
        ("nn", "from ..optim import SGD", "dlcore.optim.SGD"),
        ("nn", "from .. import optim", "dlcore.optim"),
        ("exercises", "def f():\n    import matplotlib.pyplot", "matplotlib.pyplot"),
        ("explore", "from dlcore.exercises import check", "dlcore.exercises.check"),
        ("server", "import numpy", "numpy"),
        ("nn", "from .module import Module", None),
        ("optim", "from dlcore.nn.parameter import Parameter", None),
        ("twin", "from torch import nn", None),
    ],
)
def test_the_rule_sees_every_way_to_import(tmp_path, monkeypatch, room, line, breach):
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    file = tmp_path / "dlcore" / room / "some.py"
    file.parent.mkdir(parents=True)
    file.write_text(line)
    assert list(breaches(room, imported(file))) == ([breach] if breach else [])


@pytest.mark.parametrize(
    "room", ["", ".nn", ".optim", ".graph", ".cost", ".datasets", ".training", ".gan", ".exercises"]
)
def test_the_ground_rooms_are_light(room):
    heavy = "{'torch', 'matplotlib', 'ipywidgets', 'jupyter_server', 'pooch'}"
    code = f"import sys, dlcore{room}; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_no_file_outgrows_a_reader():
    long = [ROOT / name for name in ("tasks.py",)] + FILES
    for room in ("tools", "benchmarks"):
        long += (ROOT / room).rglob("*.py")
    sizes = {file.relative_to(ROOT).as_posix(): len(file.read_text(encoding="utf-8").splitlines()) for file in long}
    assert {name: lines for name, lines in sizes.items() if lines > 250} == {}
