"""The part of MNIST that ships with the package, made from the four official files.

    python -m tools.pack_mnist FOLDER       the folder that holds train-images-idx3-ubyte.gz and the others

It writes dlcore/datasets/data/mnist-*.idx.xz: 10,000 of the 60,000 training images and all test images.
"""

import lzma
import sys
from pathlib import Path

import numpy as np

from dlcore.datasets.fetch import known
from dlcore.datasets.mnist import OFFICIAL, SHIPPED, read_idx
from tools.environment import Trouble

FOLDER = Path(__file__).resolve().parents[1] / "dlcore" / "datasets" / "data"
KEPT = 10_000
SEED = 0


def shares(counts, total):
    """`total` divided in the proportions of `counts`: rounded down, then one more for the largest remainders."""
    exact = counts * total / counts.sum()
    whole = np.floor(exact).astype(int)
    missing = total - whole.sum()
    whole[np.argsort(whole - exact, kind="stable")[:missing]] += 1
    return whole


def draw(labels, total, generator):
    """Places of `total` examples, each class in its share, in random order."""
    counts = np.bincount(labels)
    chosen = [
        generator.choice(np.flatnonzero(labels == digit), share, replace=False)
        for digit, share in enumerate(shares(counts, total))
    ]
    return generator.permutation(np.concatenate(chosen))


def idx(array):
    """An array of uint8 as the bytes of an IDX file."""
    return bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">u4").tobytes() + array.tobytes()


def pack(arrays, total=KEPT, seed=SEED):
    """{name: bytes} of the files that ship, from the four official arrays."""
    train_images, train_labels, *test = arrays
    chosen = draw(train_labels, total, np.random.default_rng(seed))
    parts = (train_images[chosen], train_labels[chosen], *test)
    best = 9 | lzma.PRESET_EXTREME
    return {name: lzma.compress(idx(part), preset=best) for name, part in zip(SHIPPED, parts, strict=True)}


def main(args):
    if len(args) != 1:
        raise Trouble("Name the folder that holds the four official files: python -m tools.pack_mnist FOLDER")
    folder = Path(args[0])
    missing = [name for name in OFFICIAL if not (folder / name).is_file()]
    if missing:
        raise Trouble(f"{folder} has no {', '.join(missing)}.")
    try:
        arrays = [read_idx(known(folder / name, sha256, "mnist"), name) for name, sha256 in OFFICIAL.items()]
    except RuntimeError as error:
        raise Trouble(str(error)) from None
    for name, content in pack(arrays).items():
        (FOLDER / name).write_bytes(content)
        print(f"{name}: {len(content):,} bytes")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Trouble as stop:
        sys.exit(f"dlcore: {stop}")
