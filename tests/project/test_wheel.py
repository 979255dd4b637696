"""What somebody gets who installs the package without the repository."""

from pathlib import Path

from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).resolve().parents[2]


def test_the_wheel_holds_every_file_of_the_package():
    packed = {file.distribution_path for file in WheelBuilder(str(ROOT)).recurse_included_files()}
    there = {
        file.relative_to(ROOT).as_posix()
        for file in (ROOT / "dlcore").rglob("*")
        if file.is_file() and not {"__pycache__", ".ipynb_checkpoints"} & set(file.parts)
    }
    assert packed == there
    assert "dlcore/datasets/data/mnist-train-images.idx.xz" in packed
