"""What this Python has, what it lacks, and the command that mends it.

Versions are read from the metadata of the installed packages, so nothing is imported to ask for them.
What each package must be at least is said once, in pyproject.toml.
"""

import os
import platform
import re
import shutil
from importlib import metadata
from pathlib import Path

import dlcore

LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")  # what a container may use
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


def report(lessons=None):
    """Versions of Python, dlcore and the packages it builds on, the memory, and the device PyTorch would use.

    `lessons` is the version of dlcore that the lessons were written for; an older package is noticed.
    """
    needs = requirements()
    lines = [("Python", platform.python_version()), ("dlcore", _own(lessons))]
    lines += [(name, _package(name, needs.get(name, name))) for name in PURPOSE]
    return Report([*lines, ("memory", memory()), ("device", device())])


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


def memory():
    """How much memory there is, as far as the system tells; a container may allow less."""
    try:
        size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf
        return "unknown"
    limits = [path for path in map(Path, LIMITS) if path.is_file()]
    texts = [path.read_text().strip() for path in limits]
    return f"{min([size, *(int(text) for text in texts if text.isdigit())]) / 2**30:.0f} GB"


def _own(lessons):
    """dlcore's version, and what to do where the lessons are newer."""
    found = dlcore.__version__
    if lessons is None or _numbers(found) >= _numbers(lessons):
        return found
    mend = "run  git pull  in the folder of the lessons, then  make lab"
    return f"{found} is older than these lessons, which need {lessons}: {mend}"


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
