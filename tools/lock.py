"""`python tasks.py lock`: exact versions of everything, for all Pythons and systems, in constraints.txt.

uv resolves pyproject.toml once for all of them. The versions that stand in the file stay while they fit;
`--upgrade` or `--upgrade-package NAME` moves them.
"""

import re

from tools.environment import CONSTRAINTS, pip, run

# CUDA packages come with a GPU build of torch, which names their versions itself.
CUDA_PACKAGES = re.compile(r"(nvidia|cuda|triton)\b")
HEADER = """\
# Exact versions of all packages, for Python 3.11 to 3.13 on Linux, macOS and Windows.
# Made from the ranges in pyproject.toml by: python tasks.py lock
"""


def lock(python, args):
    pip(python, "install", "uv")
    options = ["--all-extras", "--universal", "--python-version", "3.11", "--fork-strategy", "fewest"]
    options += ["--annotation-style", "line", "--no-header", "--quiet", "--output-file", CONSTRAINTS]
    status = run([python, "-m", "uv", "pip", "compile", "pyproject.toml", *options, *args])
    if status == 0:
        CONSTRAINTS.write_text(tidy(CONSTRAINTS.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    return status


def tidy(text):
    """uv's output with our header and without the CUDA packages."""
    lines = [line for line in text.splitlines() if not line.startswith("#") and not CUDA_PACKAGES.match(line)]
    return HEADER + "\n".join(lines) + "\n"
