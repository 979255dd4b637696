"""What this Python has, what it lacks, and the command that mends it.

Versions are read from the metadata of the installed packages, so nothing is imported to ask for them.
What each package must be at least is said once, in pyproject.toml.
"""

import os
import platform
import re
import shutil
from importlib import metadata

import dlcore

PURPOSE = {
    "numpy": "all arithmetic",
    "matplotlib": "pictures",
    "ipywidgets": "sliders",
    "torch": "the twins in PyTorch",
}


class Report:
    """Lines of (name, version or what to do)."""

    def __init__(self, lines):
        self.lines = dict(lines)

    def __repr__(self):
        width = max(map(len, self.lines)) + 2
        return "\n".join(f"{name:{width}}{words}" for name, words in self.lines.items())


def report():
    """Versions of Python, dlcore and the packages it builds on, and the device PyTorch would use."""
    needs = requirements()
    lines = [("Python", platform.python_version()), ("dlcore", dlcore.__version__)]
    lines += [(name, _package(name, needs.get(name, name))) for name in PURPOSE]
    return Report([*lines, ("device", device())])


def publishing():
    """Is a page made that will be read without a kernel? `make notebooks` and the strict test say so."""
    return os.environ.get("DLCORE_PUBLISH") == "1"


def requirements():
    """What pyproject.toml asks of each package, extras included: {"numpy": "numpy>=2.0", …}."""
    try:
        wanted = metadata.requires("dlcore") or []
    except metadata.PackageNotFoundError:
        return {}
    plain = [line.split(";")[0].strip() for line in wanted]
    return {re.match(r"[\w.-]+", line)[0].lower(): line for line in plain}


def version(name):
    """The installed version of a package, or None."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def device():
    """Where PyTorch will compute, as far as can be told without importing it."""
    torch = version("torch")
    if platform.system() == "Darwin" and platform.machine() == "arm64":
        return "Apple GPU"
    hidden = os.environ.get("CUDA_VISIBLE_DEVICES") in ("", "-1")
    if hidden or not shutil.which("nvidia-smi"):
        return "CPU"
    if torch and torch.endswith("+cpu"):
        return "CPU: there is an NVIDIA GPU, but the torch installed is the build without it"
    return "NVIDIA GPU"


def _package(name, requirement):
    found = version(name)
    mend = f'run  %pip install "{requirement}"  in a cell, then restart the kernel'
    if found is None:
        return f"missing ({PURPOSE[name]}): {mend}"
    least = re.search(r">=\s*([\d.]+)", requirement)
    if least and _numbers(found) < _numbers(least[1]):
        return f"{found} is older than the lessons need: {mend}"
    return found


def _numbers(text):
    """2.13.0+cpu → (2, 13, 0), to compare versions."""
    return tuple(int(part) for part in re.match(r"[\d.]*\d", text)[0].split("."))
