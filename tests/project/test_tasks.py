"""tasks.py and the Makefile: what a person types, and what they are told when it cannot work."""

import ast
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import tasks
from tools import environment

ROOT = Path(__file__).resolve().parents[2]
OLD_PYTHONS = [found for minor in range(6, 11) if (found := shutil.which(f"python3.{minor}")) and tasks.runs(found)]


def type_in(*command):
    """Run a command as at a prompt, also where these tests were started by make."""
    env = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)


@pytest.fixture
def commands(monkeypatch):
    """The commands that a task would run, without running them; its environment is ready."""
    seen = []

    def run(command, env=None):
        seen.append(([str(word) for word in command], env))
        return 0

    monkeypatch.setattr(tasks, "run", run)
    monkeypatch.setattr(environment, "python", lambda *modules: Path("python"))
    return seen


def test_an_old_python_can_read_tasks_py():
    ast.parse((ROOT / "tasks.py").read_text(encoding="utf-8"), feature_version=(3, 6))


@pytest.mark.parametrize("version", [(3, 6, 15), (3, 10, 14), (3, 14, 0), (4, 0, 0)])
def test_a_python_that_does_not_fit_is_told_what_would(version):
    code = f"import runpy, sys; sys.version_info = {version}; sys.argv = ['tasks.py', 'lab']; "
    done = type_in(sys.executable, "-c", code + "runpy.run_path('tasks.py', run_name='__main__')")
    assert done.returncode == 1
    assert done.stderr.startswith("dlcore needs Python 3.11 to 3.13;")
    assert f"is Python {version[0]}.{version[1]}" in done.stderr
    assert re.search(r"make lab PYTHON=python3\.1[123]", done.stderr)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("old", OLD_PYTHONS or [pytest.param("", marks=pytest.mark.skip("no old Python here"))])
def test_a_real_old_python_says_so(old):
    done = type_in("make", "lab", f"PYTHON={old}") if shutil.which("make") else type_in(old, "tasks.py", "lab")
    assert done.returncode != 0
    assert "dlcore needs Python 3.11 to 3.13;" in done.stderr
    assert "SyntaxError" not in done.stderr


def test_the_advice_names_a_python_of_this_machine(monkeypatch):
    monkeypatch.setattr(tasks, "runs", lambda name: name == "python3.12")
    assert "This machine has python3.12: type make lab PYTHON=python3.12" in tasks.wrong_python((3, 9, 2), "py")
    monkeypatch.setattr(tasks, "runs", lambda name: False)
    assert "python.org/downloads" in tasks.wrong_python((3, 9, 2), "py")


@pytest.mark.parametrize("spelling", ["--port {}", "--port={}", "--ServerApp.port={}"])
def test_a_taken_port_is_one_sentence(spelling):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = type_in(sys.executable, "tasks.py", "lab", *spelling.format(port).split())
    assert done.returncode == 1
    assert done.stderr.startswith(f"dlcore: Port {port} is not free")
    assert len(done.stderr.splitlines()) == 1


def test_a_free_port_is_no_trouble():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    tasks.check_port(["--port", str(port)])
    tasks.check_port(["--no-browser"])
    with pytest.raises(environment.Trouble, match="Port 70000 is not free"):
        tasks.check_port(["--port", "70000"])


def test_lab_opens_the_start_page_and_passes_options_on(commands):
    tasks.main(["lab", "--no-browser", "--ServerApp.token=x"])
    [(command, _)] = commands
    assert command[1:3] == ["-m", "jupyterlab"]
    assert "--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb" in command
    assert command[-2:] == ["--no-browser", "--ServerApp.token=x"]
    assert (ROOT / "notebooks" / "00_start_here.ipynb").is_file()


def test_test_checks_style_then_tests_and_notebooks_in_one_run(commands, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "agg")
    tasks.main(["test"])
    (check, _), (form, _), (pytest_run, env) = commands
    assert check[2:] == ["ruff", "check"]
    assert form[2:] == ["ruff", "format", "--check"]
    assert {"--nbval", "--nbval-current-env", "tests", "notebooks"} < set(pytest_run)
    assert env["CUDA_VISIBLE_DEVICES"] == ""
    assert env["DLCORE_PUBLISH"] == "1"
    assert "MPLBACKEND" not in env


def test_test_with_options_runs_only_what_they_name(commands):
    tasks.main(["test", "-k", "linear"])
    tasks.main(["test", "tests/project/test_tasks.py::test_one"])
    (by_name, _), (by_path, _) = commands
    assert by_name[-4:] == ["tests", "notebooks", "-k", "linear"]
    assert by_path[-1] == "tests/project/test_tasks.py::test_one"
    assert "notebooks" not in by_path


def test_a_style_fault_stops_the_tests(monkeypatch):
    monkeypatch.setattr(environment, "python", lambda *modules: Path("python"))
    monkeypatch.setattr(tasks, "run", lambda command, env=None: 1)
    with pytest.raises(environment.Trouble, match="ruff"):
        tasks.main(["test"])


@pytest.mark.parametrize(
    ("typed", "module"),
    [
        ("notebooks 03", "tools.publish notebooks 03"),
        ("sync", "tools.publish sync"),
        ("measure 03", "tools.measure 03"),
        ("weights mnist_mlp", "tools.weights mnist_mlp"),
        ("bench", "benchmarks"),
    ],
)
def test_authors_tasks_are_modules(commands, typed, module):
    tasks.main(typed.split())
    assert " ".join(commands[0][0]) == f"python -m {module}"


def test_an_unknown_task_lists_the_known():
    done = type_in(sys.executable, "tasks.py", "tset")
    assert done.returncode == 1
    assert done.stderr.strip() == f"dlcore: There is no task 'tset'; the tasks are {', '.join(tasks.TASKS)}."


def test_the_exit_status_of_a_command_is_the_tasks(tmp_path):
    assert environment.run([sys.executable, "-c", "raise SystemExit(7)"]) == 7


def test_every_make_target_is_a_task_and_every_task_is_explained():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.search(r"^\.PHONY: (.+)$", makefile, re.M)[1].split()
    assert sorted(targets) == sorted(tasks.TASKS)
    assert re.search(rf"^{' '.join(targets)}:$", makefile, re.M)
    explained = re.findall(r"^    python tasks\.py (\w+)", tasks.__doc__, re.M)
    assert explained == [name for name in tasks.TASKS if name != "help"]


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_make_passes_options_on():
    done = type_in("make", "--dry-run", "lab", "PYTHON=python3.12", "ARGS=--port 9999 --no-browser")
    assert done.stdout.strip() == "python3.12 tasks.py lab --port 9999 --no-browser"
