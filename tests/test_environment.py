"""The environment report: right when all is there, and useful when something is not."""

import platform
import re
import subprocess
import sys
from importlib import metadata

import numpy as np
import pytest

import dlcore
from dlcore import environment


@pytest.fixture
def installed(monkeypatch):
    """Pretend that exactly these packages are installed."""

    def pretend(**versions):
        def version(name):
            if name not in versions:
                raise metadata.PackageNotFoundError(name)
            return versions[name]

        needs = ["numpy>=2.0", 'ipywidgets<9,>=8.1; extra == "lab"', 'torch<3,>=2.6; extra == "torch"']
        monkeypatch.setattr(environment.metadata, "version", version)
        monkeypatch.setattr(environment.metadata, "requires", lambda name: needs)

    return pretend


@pytest.fixture
def machine(monkeypatch):
    """Pretend to be a machine, by default one with an NVIDIA GPU."""

    def pretend(system="Linux", processor="x86_64", gpu=True, visible=None):
        monkeypatch.setattr(environment.platform, "system", lambda: system)
        monkeypatch.setattr(environment.platform, "machine", lambda: processor)
        monkeypatch.setattr(environment.shutil, "which", lambda name: "/usr/bin/nvidia-smi" if gpu else None)
        monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
        if visible is not None:
            monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)

    return pretend


def test_report_tells_the_versions_in_use():
    lines = environment.report().lines
    assert lines["Python"] == platform.python_version()
    assert lines["numpy"] == np.__version__
    assert list(lines) == ["Python", "dlcore", "numpy", "matplotlib", "ipywidgets", "torch", "memory", "device"]


def test_report_is_a_table():
    text = repr(environment.report())
    starts = {re.match(r"\w+ +", line).end() for line in text.splitlines()}
    assert starts == {len("matplotlib  ")}


def test_missing_package_comes_with_the_command_that_mends_it(installed):
    installed(numpy="2.4.6", matplotlib="3.11.2", ipywidgets="8.1.9")
    words = environment.report().lines["torch"]
    assert words.startswith('missing (the twins in PyTorch): run  %pip install "torch<3,>=2.6"')


def test_old_package_comes_with_the_command_that_mends_it(installed):
    installed(numpy="2.4.6", ipywidgets="8.0.10", torch="2.13.0+cpu")
    lines = environment.report().lines
    assert lines["ipywidgets"].startswith('8.0.10 is older than the lessons need: run  %pip install "ipywidgets<9')
    assert lines["torch"] == "2.13.0+cpu"


def test_report_works_where_nothing_is_installed(monkeypatch):
    def missing(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(environment.metadata, "version", missing)
    monkeypatch.setattr(environment.metadata, "requires", missing)
    lines = environment.report().lines
    assert lines["dlcore"] == dlcore.__version__
    assert '%pip install "numpy"' in lines["numpy"]


@pytest.mark.parametrize(
    ("setting", "torch", "device"),
    [
        ({"gpu": False}, "2.13.0", "CPU"),
        ({}, "2.13.0+cu126", "NVIDIA GPU"),
        ({}, "2.13.0+cpu", "CPU: there is an NVIDIA GPU, but the torch installed is the build without it"),
        ({"visible": ""}, "2.13.0", "CPU"),
        ({"visible": "1"}, "2.13.0", "NVIDIA GPU"),
        ({"system": "Darwin", "processor": "arm64", "gpu": False}, "2.13.0", "Apple GPU"),
        ({"system": "Darwin", "gpu": False}, "2.2.2", "CPU"),
    ],
)
def test_device(installed, machine, setting, torch, device):
    installed(torch=torch)
    machine(**setting)
    assert environment.device() == device


def test_report_imports_none_of_what_it_reports():
    code = "import sys; from dlcore import environment; environment.report(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"torch", "matplotlib", "ipywidgets"} & set(done.stdout.split())


@pytest.mark.parametrize("lessons", [None, "0.0.9", dlcore.__version__])
def test_a_package_as_new_as_the_lessons_is_fine(lessons):
    assert environment.report(lessons).lines["dlcore"] == dlcore.__version__


@pytest.mark.parametrize("lessons", ["99.0", f"{dlcore.__version__}.1"])
def test_a_package_older_than_the_lessons_is_noticed(lessons):
    words = environment.report(lessons).lines["dlcore"]
    assert words.startswith(f"{dlcore.__version__} is older than these lessons, which need {lessons}: run  git pull")


def test_memory_is_that_of_the_container_where_one_says_less(tmp_path, monkeypatch):
    limit = tmp_path / "memory.max"
    monkeypatch.setattr(environment, "LIMITS", [str(limit)])
    limit.write_text("max\n")
    unlimited = environment.memory()
    limit.write_text(f"{2**30}\n")
    assert environment.memory() == (unlimited if unlimited == "unknown" else "1 GB")


def test_memory_where_the_system_does_not_tell(monkeypatch):
    monkeypatch.delattr(environment.os, "sysconf", raising=False)
    assert environment.memory() == "unknown"
