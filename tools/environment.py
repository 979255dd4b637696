"""The environment that the tasks run in: made once, mended where it is broken, left alone where it is ready.

Standard library only: this runs before anything is installed.
"""

import hashlib
import importlib.util
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
CONSTRAINTS = ROOT / "constraints.txt"
EVERYTHING = ".[lab,torch,test]"
BUILD = ["hatchling", "editables"]  # installed first, so that installing dlcore itself needs no network
NEEDED_GB = {"cpu": 3, "gpu": 10}  # .venv, pip's cache and the wheels on their way
WHEELS = "https://download.pytorch.org/whl/"
CUDA = "cu130"  # the CUDA release that the pinned torch is built for by default


class Trouble(Exception):
    """What is wrong and what to do about it, for the person at the keyboard."""


def python(*modules):
    """The Python for a task: the running one where dlcore is at home in it, else that of .venv, made ready.

    modules: what the task needs of an environment that is not ours to fill.
    """
    if Path(sys.prefix).resolve() == VENV.resolve() or not at_home():
        return set_up()
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    if missing:
        raise Trouble(
            f"The environment {sys.prefix} has dlcore but no {', '.join(missing)}. Add what is missing with "
            f'{sys.executable} -m pip install -e "{EVERYTHING}" -c constraints.txt'
        )
    return Path(sys.executable)


def at_home():
    """Whether dlcore is installed in the running environment; the conda environment "dlcore" gets it now."""
    try:
        metadata.distribution("dlcore")
    except metadata.PackageNotFoundError:
        if os.environ.get("CONDA_DEFAULT_ENV") != "dlcore" or os.environ.get("CONDA_PREFIX") != sys.prefix:
            return False
        pip(sys.executable, "install", "--no-deps", "-e", ".")
    return True


def set_up():
    """Make .venv what pyproject.toml and constraints.txt ask for and return its Python; at once if it is."""
    python, stamp = python_of(VENV), VENV / ".dlcore-stamp"
    if python.is_file() and stamp.is_file() and stamp.read_text() == fingerprint():
        return python
    stamp.unlink(missing_ok=True)
    build = torch_to_install()
    if build:
        check_disk(NEEDED_GB[build])
    if not healthy(python):
        make_venv()
    forget_interrupted_installs()
    pip(python, "install", *BUILD, "-c", CONSTRAINTS)
    if build:
        pip(python, "install", "--no-deps", *torch_wheel(build, platform.system(), pinned("torch")))
    pip(python, "install", "--no-build-isolation", "-e", EVERYTHING, "-c", CONSTRAINTS)
    stamp.write_text(fingerprint())
    return python


def bare():
    """The Python of .venv, ready or not: enough to make constraints.txt anew where old pins and new ranges differ."""
    if not healthy(python_of(VENV)):
        make_venv()
    return python_of(VENV)


def fingerprint():
    """What .venv was made for; it is made ready again when any of this changes."""
    files = [ROOT / "pyproject.toml", CONSTRAINTS, VENV / "pyvenv.cfg"]
    words = [str(ROOT), torch_setting(), str(shutil.which("nvidia-smi"))]
    words += [file.read_text(encoding="utf-8") for file in files if file.is_file()]
    return hashlib.sha256("\0".join(words).encode()).hexdigest()


def python_of(folder):
    """The interpreter of a virtual environment."""
    return folder / "Scripts" / "python.exe" if os.name == "nt" else folder / "bin" / "python"


def healthy(python):
    """Whether an environment is whole enough for pip to mend the rest: a Python that fits, and pip."""
    code = "import sys, pip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))"
    return python.is_file() and answers(python, "-c", code)


def make_venv():
    if importlib.util.find_spec("ensurepip") is None:
        name = f"python{sys.version_info.major}.{sys.version_info.minor}"
        raise Trouble(
            f"{sys.executable} cannot make environments: it lacks ensurepip. "
            f"On Debian and Ubuntu: sudo apt install {name}-venv"
        )
    print("dlcore: setting up .venv (this takes some minutes the first time)", flush=True)
    if run([sys.executable, "-m", "venv", "--clear", VENV]):
        raise Trouble(f"Python could not make the environment {VENV}; its own message is above.")


def forget_interrupted_installs():
    """Drop the records of packages whose installation was cut off, so that pip installs them again.

    pip writes a package's RECORD last: without it the files may be incomplete.
    """
    for record in site_packages("*.dist-info"):
        if not (record / "RECORD").is_file():
            shutil.rmtree(record)


def site_packages(pattern):
    return [*VENV.glob(f"lib/python*/site-packages/{pattern}"), *VENV.glob(f"Lib/site-packages/{pattern}")]


def pinned(package):
    """The version that constraints.txt gives a package."""
    found = re.search(rf"^{re.escape(package)}==([^\s;]+)", CONSTRAINTS.read_text(encoding="utf-8"), re.M)
    if found is None:
        raise Trouble(f"constraints.txt has no pin for {package}; python tasks.py lock writes them all.")
    return found.group(1)


# PyTorch: one setting, two builds


def torch_setting():
    setting = os.environ.get("DLCORE_TORCH", "auto").lower()
    if setting not in ("auto", "cpu", "gpu"):
        raise Trouble(f"DLCORE_TORCH is {setting!r}; it must be auto, cpu or gpu.")
    return setting


def torch_build(setting, system):
    """The build for this machine, "cpu" or "gpu". macOS has one build, which serves Apple's GPU too."""
    if system == "Darwin" or setting == "cpu":
        return "cpu"
    return "gpu" if setting == "gpu" or answers("nvidia-smi", "-L") else "cpu"


def torch_to_install():
    """The build to install, or None where the pinned torch is there in a build that serves."""
    setting = torch_setting()
    build, there = torch_build(setting, platform.system()), installed_torch()
    serves = {build, "gpu"} if setting == "auto" else {build}  # a GPU build also runs without a GPU
    return None if there in [(pinned("torch"), kind) for kind in serves] else build


def installed_torch():
    """(version, build) of the torch in .venv, read without importing it; (None, None) where there is none."""
    for file in site_packages("torch/version.py"):
        text = file.read_text(encoding="utf-8")
        version = re.search(r"^__version__ = '([^'+]+)", text, re.M)
        if version:
            return version.group(1), "gpu" if re.search(r"^cuda\b.*= '", text, re.M) else "cpu"
    return None, None


def torch_wheel(build, system, version):
    """pip's arguments for a build of torch. PyPI has the GPU build for Linux, the CPU build for others."""
    label = {("cpu", "Linux"): "cpu", ("gpu", "Windows"): CUDA}.get((build, system))
    if label is None:
        return ["--force-reinstall", f"torch=={version}"]
    # The label leaves no choice of build. An index out of reach is soon given up: pip's other sources may do.
    patience = ["--retries", "1", "--timeout", "30"]
    return ["--extra-index-url", WHEELS + label, *patience, f"torch=={version}+{label}"]


# The machine


def answers(program, *args):
    """Whether a program is there and succeeds."""
    path = shutil.which(program)
    if path is None:
        return False
    try:
        return subprocess.run([path, *args], capture_output=True, timeout=30).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def check_disk(needed_gb):
    free_gb = shutil.disk_usage(ROOT).free / 1e9
    if free_gb < needed_gb:
        raise Trouble(f"The disk is too full: {VENV} needs about {needed_gb} GB at first, free are {free_gb:.1f} GB.")


def pip(python, *args):
    if run([python, "-m", "pip", "--disable-pip-version-check", *args]) == 0:
        return
    if shutil.disk_usage(ROOT).free < 2e8:
        raise Trouble(f"The disk of {ROOT} is full. Free some space and type the same command again.")
    raise Trouble(
        "pip could not finish; its own message is above. Check the network and type the same command again: "
        "what is installed stays. To start afresh: python tasks.py clean"
    )


def run(command, env=None):
    """Run a command in the repository and return its exit status. Ctrl-C is the command's to answer."""
    child = subprocess.Popen([str(word) for word in command], cwd=ROOT, env=env)
    handlers = {signal.SIGINT: lambda *_: None, signal.SIGTERM: lambda *_: child.terminate()}
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        return child.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
