"""Ranges stand in pyproject.toml, exact pins in constraints.txt; what repeats them agrees with them."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import dlcore
from tools.lock import HEADER, tidy

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
CONDA_NAMES = {"matplotlib-base": "matplotlib", "python-isal": "isal", "pytorch": "torch"}
CONSTRAINTS = (ROOT / "constraints.txt").read_text(encoding="utf-8")


def ranges(*groups):
    """{name: specifiers} of the package itself and of the named extras."""
    lines = PROJECT["project"]["dependencies"] + [line for group in groups for line in EXTRAS[group]]
    wanted = map(Requirement, lines)
    return {canonicalize_name(item.name): item.specifier for item in wanted}


def pins():
    """{name: version} of constraints.txt."""
    lines = [line.split("#")[0].strip() for line in CONSTRAINTS.splitlines()]
    found = [Requirement(line) for line in lines if line]
    for item in found:
        assert re.fullmatch(r"==[\w.]+", str(item.specifier)), f"{item} is not an exact pin"
    assert len({item.name for item in found}) == len(found), "a package is pinned twice"
    return {canonicalize_name(item.name): str(item.specifier)[2:] for item in found}


def conda():
    """{name on PyPI: specifiers} of environment.yml, without python and pip."""
    lines = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    assert all(isinstance(line, str) for line in lines), "environment.yml installs nothing by pip"
    wanted = map(Requirement, [line for line in lines if not line.startswith("python=") and line != "pip"])
    return {CONDA_NAMES.get(item.name, item.name): item.specifier for item in wanted}


def test_constraints_pin_everything_that_is_asked_for():
    pinned = pins()
    for name, specifier in ranges(*EXTRAS).items():
        assert name in pinned, f"constraints.txt lacks {name}: python tasks.py lock"
        assert specifier.contains(pinned[name]), f"{name}=={pinned[name]} is outside {specifier}"


def test_torch_is_the_release_the_numbers_were_checked_with():
    assert pins()["torch"] == "2.13.0"


def test_constraints_leave_the_build_of_torch_open_and_name_no_host():
    assert not [name for name in pins() if name.startswith(("nvidia", "cuda", "triton"))]
    assert CONSTRAINTS.startswith(HEADER)
    assert not re.search(r"://|index-url|find-links|@ |\+", CONSTRAINTS)


def test_tidy_keeps_pins_and_drops_cuda():
    text = "# by uv\nnumpy==2.0\nnvidia-cublas==13 ; sys_platform == 'linux'\ncuda-toolkit==13\ntriton==3\n"
    assert tidy(text) == HEADER + "numpy==2.0\n"


def test_conda_has_the_same_ranges():
    assert conda() == ranges("lab", "torch")


def test_conda_python_is_exact_and_supported():
    lines = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    assert "python=3.12" in lines  # a range gives Binder another Python
    assert Requirement("python" + PROJECT["project"]["requires-python"]).specifier.contains("3.12.0")
    assert "pip" in lines  # for `pip install --no-deps -e .`


def test_one_version():
    assert PROJECT["project"]["dynamic"] == ["version"]
    assert PROJECT["tool"]["hatch"]["version"]["path"] == "dlcore/__init__.py"
    assert yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))["version"] == dlcore.__version__
    newest = re.search(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert newest[1] == dlcore.__version__


@pytest.mark.parametrize("minor", [11, 12, 13])
def test_the_supported_pythons_are_said_alike(minor):
    assert f"Programming Language :: Python :: 3.{minor}" in PROJECT["project"]["classifiers"]
    supported = Requirement("python" + PROJECT["project"]["requires-python"]).specifier
    assert supported.contains(f"3.{minor}.0")
    assert not supported.contains("3.10.9")
    assert not supported.contains("3.14.0")


def test_the_start_page_asks_for_the_package_it_was_published_with():
    page = (ROOT / "notebooks" / "source" / "00_start_here.md").read_text(encoding="utf-8")
    assert re.findall(r'environment\.report\("([\d.]+)"\)', page) == [dlcore.__version__]
