"""Everything a person does with this repository, one command each.

    python tasks.py lab         open the lessons in JupyterLab; options: --port 9999 --no-browser
    python tasks.py test        style, tests and notebooks; options as pytest's: -k linear, tests/nn
    python tasks.py notebooks   run the lessons' sources, write the notebooks as published; one lesson: 03
    python tasks.py sync        bring a notebook edited in JupyterLab back to its source; one lesson: 03
    python tasks.py measure     what takes too long for a lesson, into measured/; one lesson: 03
    python tasks.py weights     train the small weights that ship, into dlcore/weights; one set: mnist_mlp
    python tasks.py bench       NumPy against PyTorch, and how fast the sliders answer
    python tasks.py lock        write constraints.txt anew from pyproject.toml; options as uv's: --upgrade
    python tasks.py clean       remove .venv and what the tools left behind

`make lab ARGS="--port 9999"` is the same as `python tasks.py lab --port 9999`.

The first task makes .venv and installs into it; later ones find it ready. A Python that has dlcore installed
already, or is the conda environment "dlcore", is used as it is. DLCORE_TORCH chooses the build of PyTorch:
auto (the default: gpu where nvidia-smi answers), cpu or gpu.
"""
# Standard library only, and nothing that Python 3.6 cannot parse: an old Python must be able to say so.

import os
import re
import shutil
import socket
import subprocess
import sys

OLDEST, NEWEST = (3, 11), (3, 13)


def wrong_python(version, executable):
    """What to do where this Python is too old or too new, with one of this machine that fits; else None."""
    if OLDEST <= tuple(version[:2]) <= NEWEST:
        return None
    names = [f"python3.{minor}" for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]
    fitting = next((name for name in names if runs(name)), None)
    name = fitting or "python3.12"
    source = "This machine has" if fitting else "Install one from https://www.python.org/downloads/, for example"
    found = f"{executable} is Python {version[0]}.{version[1]}"
    return (
        f"dlcore needs Python 3.{OLDEST[1]} to 3.{NEWEST[1]}; {found}. {source} {name}: "
        f"type make lab PYTHON={name}, or {name} tasks.py lab."
    )


def runs(name):
    """Whether a Python of this name is there and starts (some are only pointers to one that is not)."""
    path = shutil.which(name)
    return path is not None and subprocess.call([path, "-c", ""], stderr=subprocess.DEVNULL) == 0


trouble = wrong_python(sys.version_info, sys.executable)
if trouble:
    sys.exit(trouble)

# From here on the Python is recent.
from tools import environment  # noqa: E402
from tools import lock as locking  # noqa: E402
from tools.environment import ROOT, Trouble, run  # noqa: E402


def lab(args):
    check_port(args)
    python = environment.python("jupyterlab", "ipywidgets", "matplotlib")
    page = [] if paths(args) else ["--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb"]
    root = ["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []  # in a container one often is root
    return run([python, "-m", "jupyterlab", f"--ServerApp.root_dir={ROOT}", *root, *page, *args])


def test(args):
    """Style and everything else; with options, only the tests they ask for."""
    python = environment.python("pytest", "pytest_timeout", "xdist", "nbval", "hypothesis", "ruff")
    if not args:
        for style in (["check"], ["format", "--check"]):
            if run([python, "-m", "ruff", *style]):
                raise Trouble("ruff found something to mend; ruff check --fix and ruff format do most of it.")
    workers = min(4, os.cpu_count() or 1)
    # conftest.py says what shares a process, and what begins first
    options = ["-n", workers, "--dist", "loadfile", "--no-loadscope-reorder"]
    options += ["--nbval", "--nbval-current-env", "--nbval-cell-timeout", 120]
    where = [] if paths(args) else [room for room in ("tests", "notebooks") if (ROOT / room).is_dir()]
    return run([python, "-m", "pytest", *options, *where, *args], env=as_published(os.environ))


def as_published(env):
    """The surroundings in which notebooks are made: no GPU, no live widgets, no backend of one's own."""
    env = dict(env, CUDA_VISIBLE_DEVICES="", DLCORE_PUBLISH="1")
    env.setdefault("OMP_NUM_THREADS", "1")  # the tests run side by side
    env.pop("MPLBACKEND", None)
    return env


def notebooks(args):
    return run([environment.python("jupytext", "nbclient"), "-m", "tools.publish", "notebooks", *args])


def sync(args):
    return run([environment.python("jupytext"), "-m", "tools.publish", "sync", *args])


def measure(args):
    return run([environment.python("psutil"), "-m", "tools.measure", *args])


def weights(args):
    return run([environment.python("numpy"), "-m", "tools.weights", *args])


def bench(args):
    return run([environment.python("torch", "playwright", "autograd"), "-m", "benchmarks", *args])


def lock(args):
    return locking.lock(environment.bare(), args)


def clean(args):
    rubbish = [environment.VENV, *(ROOT / name for name in (".pytest_cache", ".ruff_cache", ".hypothesis"))]
    for room in ("dlcore", "tests", "tools", "benchmarks", "notebooks"):
        rubbish += [*(ROOT / room).rglob("__pycache__"), *(ROOT / room).rglob(".ipynb_checkpoints")]
    for folder in rubbish:
        if folder.exists():
            shutil.rmtree(folder)
    return 0


def help(args):
    print(__doc__.strip())
    return 0


TASKS = {task.__name__: task for task in (lab, test, notebooks, sync, measure, weights, bench, lock, clean, help)}


def paths(args):
    """The options that name something in the repository."""
    return [word for word in args if (ROOT / word.split("::")[0]).exists()]


def check_port(args):
    """Refuse a taken port that was asked for. Without one, JupyterLab takes the next free port by itself."""
    asked = re.search(r"--(?:ServerApp\.)?port[= ](\d+)", " ".join(args))
    if asked is None:
        return
    with socket.socket() as probe:
        if os.name != "nt":  # on Windows the option would let two servers share the port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(asked.group(1))))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or error
            raise Trouble(
                f"Port {asked.group(1)} is not free ({reason}). Name another with --port, or none: "
                "JupyterLab then takes the next free one."
            ) from None


def main(args):
    name, options = (args[0], args[1:]) if args else ("help", [])
    if name not in TASKS:
        raise Trouble(f"There is no task {name!r}; the tasks are {', '.join(TASKS)}.")
    return TASKS[name](options)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (Trouble, KeyboardInterrupt) as stop:
        sys.exit(f"dlcore: {stop}" if str(stop) else 130)
