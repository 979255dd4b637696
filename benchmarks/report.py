"""Tables of results, and the file that keeps them: benchmarks/RESULTS.md."""

import datetime
import os
import platform
import re
from collections.abc import Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
import psutil

RESULTS = Path(__file__).with_name("RESULTS.md")
HEAD = """# Results

Written by `make bench`. Each section names its date, its machine and its versions; compare ratios, which were
measured in the same run, rather than milliseconds.
"""
ARCHITECTURES = {"AMD64": "x86-64", "x86_64": "x86-64", "aarch64": "arm64"}


def quantiles(values: Sequence[float]) -> str:
    """Return "median / 95 %" of some measurements, as text."""
    middle, high = np.percentile(values, [50, 95])
    return f"{number(middle)} / {number(high)}"


def number(value: float) -> str:
    """Return a measured number with as many digits as it deserves."""
    if value == 0 or abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.2g}" if abs(value) < 10 else f"{value:.1f}"


def verdict(value: float, aim: float, limit: float | None = None) -> str:
    """Say whether a value, for which less is better, meets its aim, or at least a limit above the aim."""
    if value <= aim:
        return "met"
    return "within the limit" if limit is not None and value <= limit else "missed"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table whose columns are aligned, so that it also reads well in a terminal."""
    lines = [tuple(map(str, row)) for row in (header, *rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    padded = ["| " + " | ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) + " |" for row in lines]
    rule = "|" + "|".join("-" * (w + 2) for w in widths) + "|"
    return "\n".join([padded[0], rule, *padded[1:]])


def machine() -> str:
    """Describe this machine in words."""
    kind = ARCHITECTURES.get(platform.machine(), platform.machine())
    memory = round(psutil.virtual_memory().total / 2**30)
    system = {"Darwin": "macOS"}.get(platform.system(), platform.system())
    return f"{os.cpu_count()} cores ({kind}), {memory} GiB, {system}"


def circumstances(packages: Iterable[str], extra: str = "") -> str:
    """Return the line under a heading: date, machine, what else ran on it, versions."""
    versions = [f"Python {platform.python_version()}"]
    for package in packages:
        try:
            versions.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            versions.append(f"{package} (not installed as a package)")
    where = ", ".join(filter(None, [machine(), extra]))
    load = f"load before the run {os.getloadavg()[0]:.1f}; " if hasattr(os, "getloadavg") else ""
    return f"{datetime.date.today():%Y-%m-%d}; {where}; {load}{', '.join(versions)}."


def merge(text: str, name: str, section: str) -> str:
    """Return the results file `text` with the section called `name` replaced, or added in its place."""
    sections = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", text, flags=re.M | re.S))
    sections[name] = f"\n{section.strip()}\n\n"
    body = "".join(f"## {key}\n{sections[key]}" for key in sorted(sections))
    return f"{HEAD}\n{body}".rstrip() + "\n"


def save(name: str, section: str, path: Path = RESULTS):
    """Write one section of the results file; the other sections stay as they are."""
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    path.write_text(merge(old, name, section), encoding="utf-8", newline="\n")
