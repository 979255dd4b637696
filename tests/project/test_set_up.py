"""tools/environment.py: .venv is made once, left alone where it is ready, mended where it is broken."""

import os
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from tools import environment
from tools.environment import Trouble

Disk = namedtuple("Disk", "total used free")
VERSION_FILE = "__version__ = '{}'\ncuda: Optional[str] = {}\nhip: Optional[str] = None\n"


@pytest.fixture
def scratch(tmp_path, monkeypatch):
    """A repository of its own where pip and venv are only written down; returns what they were told."""
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(environment, "CONSTRAINTS", tmp_path / "constraints.txt")
    monkeypatch.setattr(environment, "healthy", lambda python: python.is_file())
    monkeypatch.setattr(environment.platform, "system", lambda: "Linux")
    monkeypatch.setattr(environment.shutil, "disk_usage", lambda path: Disk(1e12, 0, 1e12))
    monkeypatch.setenv("DLCORE_TORCH", "cpu")
    (tmp_path / "pyproject.toml").write_text("[project]")
    (tmp_path / "constraints.txt").write_text("numpy==2.4.6\ntorch==2.13.0  # via dlcore\n")
    commands = []

    def run(command, env=None):
        words = [str(word) for word in command]
        commands.append(words)
        if words[1:3] == ["-m", "venv"]:
            python = environment.python_of(environment.VENV)
            python.parent.mkdir(parents=True)
            python.touch()
            packages().mkdir(parents=True)
        if any(word.startswith("torch==") for word in words):
            have_torch("2.13.0+cpu", "None")
        return 0

    monkeypatch.setattr(environment, "run", run)
    return commands


def packages():
    return environment.VENV / "lib" / "python3.12" / "site-packages"


def have_torch(version, cuda):
    file = packages() / "torch" / "version.py"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(VERSION_FILE.format(version, cuda))


def test_the_first_set_up_installs_everything_by_the_pins(scratch):
    environment.set_up()
    made, build, torch, rest = scratch
    assert made[1:4] == ["-m", "venv", "--clear"]
    assert build[-4:] == ["hatchling", "editables", "-c", str(environment.CONSTRAINTS)]
    assert torch[-1] == "torch==2.13.0+cpu"
    assert "--no-deps" in torch
    assert rest[-3:] == [".[lab,torch,test]", "-c", str(environment.CONSTRAINTS)]


def test_the_second_set_up_does_nothing(scratch):
    python = environment.set_up()
    scratch.clear()
    assert environment.set_up() == python
    assert scratch == []


@pytest.mark.parametrize("change", ["pyproject.toml", "constraints.txt", "DLCORE_TORCH", "moved", "lost"])
def test_a_change_sets_up_again_but_fetches_no_torch(scratch, tmp_path, monkeypatch, change):
    environment.set_up()
    scratch.clear()
    if change == "DLCORE_TORCH":
        monkeypatch.setenv("DLCORE_TORCH", "auto")
        monkeypatch.setattr(environment, "answers", lambda *command: False)
    elif change == "moved":
        monkeypatch.setattr(environment, "ROOT", tmp_path / "elsewhere")
        shutil.copytree(tmp_path, tmp_path / "elsewhere")
    elif change == "lost":
        (environment.VENV / ".dlcore-stamp").unlink()
    else:
        with (tmp_path / change).open("a") as file:
            file.write("# more\n")
    environment.set_up()
    assert [words[-3] for words in scratch] == ["editables", ".[lab,torch,test]"]


def test_a_failed_install_leaves_no_stamp_and_says_what_to_do(scratch, monkeypatch):
    works = environment.run
    monkeypatch.setattr(environment, "run", lambda words, env=None: int("-e" in words) or works(words))
    with pytest.raises(Trouble, match=r"pip could not finish.*same command again.*tasks\.py clean"):
        environment.set_up()
    assert not (environment.VENV / ".dlcore-stamp").exists()
    monkeypatch.setattr(environment, "run", works)
    scratch.clear()
    environment.set_up()
    assert not [words for words in scratch if "venv" in words], "what was installed must stay"


def test_a_full_disk_is_said_before_anything_is_done(scratch, monkeypatch):
    monkeypatch.setattr(environment.shutil, "disk_usage", lambda path: Disk(1e12, 0, 1.24e9))
    with pytest.raises(Trouble, match=r"disk is too full: .*\.venv needs about 3 GB at first, free are 1\.2 GB"):
        environment.set_up()
    assert scratch == []


def test_a_disk_that_fills_up_on_the_way_is_said(scratch, monkeypatch):
    def fills_up(words, env=None):
        monkeypatch.setattr(environment.shutil, "disk_usage", lambda path: Disk(1e12, 1e12, 1e6))
        return 1

    monkeypatch.setattr(environment, "make_venv", lambda: None)
    monkeypatch.setattr(environment, "run", fills_up)
    with pytest.raises(Trouble, match=r"disk of .* is full"):
        environment.set_up()


def test_an_interrupted_install_is_forgotten(scratch):
    environment.set_up()
    for name in ("whole-1.0.dist-info", "cut-1.0.dist-info"):
        (packages() / name).mkdir()
    (packages() / "whole-1.0.dist-info" / "RECORD").touch()
    environment.forget_interrupted_installs()
    assert [folder.name for folder in packages().glob("*.dist-info")] == ["whole-1.0.dist-info"]


def test_a_half_made_environment_is_made_anew(tmp_path, monkeypatch):
    """Really: a .venv whose Python points nowhere, as after an update of the system's Python."""
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    python = environment.python_of(environment.VENV)
    python.parent.mkdir(parents=True)
    if os.name == "nt":
        python.write_bytes(b"")
    else:
        python.symlink_to(tmp_path / "gone")
    assert not environment.healthy(python)
    environment.make_venv()
    assert environment.healthy(python)
    assert subprocess.check_output([python, "-c", "import sys; print(sys.prefix)"], text=True).strip() == str(
        tmp_path / ".venv"
    )


def test_a_python_without_ensurepip_names_the_package(monkeypatch):
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(Trouble, match=r"apt install python3\.\d+-venv"):
        environment.make_venv()


@pytest.mark.parametrize(
    ("setting", "system", "nvidia", "build"),
    [
        ("auto", "Linux", True, "gpu"),
        ("auto", "Linux", False, "cpu"),
        ("auto", "Darwin", True, "cpu"),
        ("cpu", "Linux", True, "cpu"),
        ("gpu", "Windows", False, "gpu"),
        ("gpu", "Darwin", False, "cpu"),
    ],
)
def test_one_setting_chooses_the_build(monkeypatch, setting, system, nvidia, build):
    monkeypatch.setattr(environment, "answers", lambda program, *args: program == "nvidia-smi" and nvidia)
    assert environment.torch_build(setting, system) == build


def test_the_setting_is_one_of_three(monkeypatch):
    monkeypatch.setenv("DLCORE_TORCH", "cuda")
    with pytest.raises(Trouble, match="DLCORE_TORCH is 'cuda'; it must be auto, cpu or gpu"):
        environment.torch_setting()


@pytest.mark.parametrize(
    ("build", "system", "requirement", "index"),
    [
        ("cpu", "Linux", "torch==2.13.0+cpu", "https://download.pytorch.org/whl/cpu"),
        ("gpu", "Linux", "torch==2.13.0", None),
        ("cpu", "Windows", "torch==2.13.0", None),
        ("gpu", "Windows", "torch==2.13.0+cu130", "https://download.pytorch.org/whl/cu130"),
        ("cpu", "Darwin", "torch==2.13.0", None),
    ],
)
def test_each_build_comes_from_where_it_is(build, system, requirement, index):
    words = environment.torch_wheel(build, system, "2.13.0")
    assert words[-1] == requirement
    assert ("--extra-index-url" in words) == (index is not None)
    assert index is None or words[words.index("--extra-index-url") + 1] == index


@pytest.mark.parametrize(
    ("setting", "nvidia", "there", "install"),
    [
        ("cpu", True, ("2.13.0+cpu", "None"), None),
        ("cpu", True, ("2.13.0", "'13.0'"), "cpu"),
        ("gpu", False, ("2.13.0+cpu", "None"), "gpu"),
        ("gpu", False, ("2.13.0", "'13.0'"), None),
        ("auto", True, ("2.13.0+cpu", "None"), "gpu"),
        ("auto", False, ("2.13.0+cu130", "'13.0'"), None),  # a GPU build also runs without a GPU
        ("auto", False, ("2.12.1+cpu", "None"), "cpu"),
        ("auto", False, None, "cpu"),
    ],
)
def test_torch_is_fetched_only_where_the_right_one_is_missing(scratch, monkeypatch, setting, nvidia, there, install):
    monkeypatch.setenv("DLCORE_TORCH", setting)
    monkeypatch.setattr(environment, "answers", lambda *command: nvidia)
    if there:
        have_torch(*there)
    assert environment.torch_to_install() == install


def test_the_torch_of_this_environment_is_read_without_importing_it(monkeypatch):
    torch = pytest.importorskip("torch", reason="torch is not installed")
    monkeypatch.setattr(environment, "VENV", Path(sys.prefix))
    build = "cpu" if torch.version.cuda is None else "gpu"
    assert environment.installed_torch() == (torch.__version__.split("+")[0], build)


def test_an_environment_that_has_dlcore_is_used_as_it_is(monkeypatch, tmp_path):
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(environment.metadata, "distribution", lambda name: name)
    assert environment.python("json") == Path(sys.executable)
    with pytest.raises(Trouble, match=r"has dlcore but no nothing_of_this_name\. .*pip install -e"):
        environment.python("json", "nothing_of_this_name")


def test_the_conda_environment_gets_dlcore_without_touching_the_rest(scratch, monkeypatch):
    def absent(name):
        raise environment.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(environment.metadata, "distribution", absent)
    monkeypatch.setenv("CONDA_DEFAULT_ENV", "dlcore")
    monkeypatch.setenv("CONDA_PREFIX", sys.prefix)
    assert environment.python("json") == Path(sys.executable)
    assert [words[-4:] for words in scratch] == [["install", "--no-deps", "-e", "."]]
    monkeypatch.setenv("CONDA_DEFAULT_ENV", "base")
    assert environment.python("json") == environment.python_of(environment.VENV)
