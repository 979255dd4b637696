"""The files around the code: nothing tied to one machine, licences, and the script of the build server."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Exists on one machine only; addresses and relative paths may hold the same names.
# Ann is a student whom some tests made up.
ABSOLUTE = re.compile(
    r"(?<![\w.~:/<-])/(?:home|Users|root|opt|mnt|media|work|workspace)/(?!ann\b)[\w.-]"
    r"|\b[A-Z]:\\{1,2}\w|\bfile://"
)
TOOLS = ["bash", "dirname", "id", "mkdir", "touch", "chmod", "cat", "cp"]


def committed():
    """The text files that git has or would take; without git, those of no hidden folder."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True
    )
    if listed.returncode == 0:
        names = listed.stdout.decode().split("\0")
    else:
        names = [str(file.relative_to(ROOT)) for file in ROOT.rglob("*")]
        names = [name for name in names if not re.search(r"(^|[/\\])(\.(?!ci)|__pycache__)", name)]
    for file in sorted(ROOT / name for name in names):
        if file.is_file() and b"\0" not in file.read_bytes()[:4096]:
            yield file


def test_no_file_names_a_path_of_one_machine():
    found = []
    for file in committed():
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            found += [f"{file.relative_to(ROOT)}:{number}: {hit[0]}" for hit in ABSOLUTE.finditer(line)]
    assert found == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("open('/ho" + "me/ada/x.csv')", True),
        ("C:" + "\\Temp", True),
        ("https://example.org/home/page", False),
        ("../work/done", False),
        ("${HOME}/.cache", False),
    ],
)
def test_such_a_path_is_found(line, found):
    assert bool(ABSOLUTE.search(line)) == found


def test_the_licences_name_what_they_cover():
    code = (ROOT / "LICENSE").read_text(encoding="utf-8")
    lessons = (ROOT / "LICENSE-lessons.md").read_text(encoding="utf-8")
    assert code.startswith("MIT License")
    assert "https://creativecommons.org/licenses/by/4.0/" in lessons
    for named in re.findall(r"`([\w./-]+)`", lessons):
        assert (ROOT / named).exists(), f"LICENSE-lessons.md names {named}, which is not there"


def test_the_readme_links_to_what_is_there():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    assert {"LICENSE", "LICENSE-lessons.md", "CITATION.cff", "CHANGELOG.md"} <= set(links)
    pictures = re.findall(r'<img src="([^"]+)" width="\d+" alt="[^"]+">', text)
    assert len(pictures) == text.count("<img") == len(list((ROOT / "notebooks").glob("*.ipynb")))
    assert [target for target in links + pictures if not (ROOT / target).exists()] == []


@pytest.fixture
def build_server(tmp_path):
    """Runs .ci/run where only the programs of one folder exist; those made here write down their calls."""
    log, programs = tmp_path / "log", tmp_path / "bin"
    programs.mkdir()
    for name in TOOLS:
        (programs / name).symlink_to(shutil.which(name))

    def program(name, script=":"):
        file = programs / name
        file.unlink(missing_ok=True)
        file.write_text(f'#!/bin/bash\necho "{name} $* browser=$DLCORE_REQUIRE_BROWSER" >> {log}\n{script}\n')
        file.chmod(0o755)

    def run():
        program("make")
        done = subprocess.run(
            [shutil.which("bash"), str(ROOT / ".ci" / "run")],
            env={"PATH": str(programs), "CI": "true"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        return done, [line.split() for line in log.read_text().splitlines()] if log.exists() else []

    return program, run, programs


@pytest.mark.skipif(sys.platform == "win32", reason="the build server runs bash")
class TestBuildServer:
    def test_with_a_browser_only_the_tests_run(self, build_server):
        program, run, _ = build_server
        program("chromium")
        done, calls = run()
        assert done.returncode == 0, done.stderr
        assert calls == [["make", "test", "browser=1"]]

    def test_a_missing_browser_is_installed(self, build_server):
        program, run, programs = build_server
        program("id", "echo 0")
        install = f"[ $1 = install ] && cp {programs}/id {programs}/chromium; true"
        program("apt-get", install)
        done, calls = run()
        assert done.returncode == 0, done.stderr
        assert [call[:2] for call in calls if call[0] != "id"] == [
            ["apt-get", "update"],
            ["apt-get", "install"],
            ["make", "test"],
        ]

    def test_where_it_cannot_be_installed_it_says_so(self, build_server):
        program, run, _ = build_server
        done, calls = run()
        assert done.returncode == 1
        assert "no Chromium was found, and no apt-get" in done.stderr
        program("apt-get")
        program("id", "echo 1000")
        done, calls = run()
        assert done.returncode == 1
        assert "As root: apt-get install chromium" in done.stderr
        assert "make" not in [call[0] for call in calls]

    def test_it_is_executable(self):
        assert os.access(ROOT / ".ci" / "run", os.X_OK)
