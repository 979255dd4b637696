"""MNIST: handwritten digits, 28 × 28 pixels. A part ships with the package; all of it is fetched on request."""

import lzma
import math
from importlib.resources import files
from typing import NamedTuple

import numpy as np

from dlcore.datasets.fetch import unpacked

MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
# The official files and the SHA-256 of each, unpacked: images and labels, to train and to test.
OFFICIAL = {
    "train-images-idx3-ubyte.gz": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte.gz": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte.gz": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte.gz": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
SHIPPED = [f"mnist-{part}.idx.xz" for part in ("train-images", "train-labels", "test-images", "test-labels")]


class Digits(NamedTuple):
    """Images and what they show: `images, labels = train`."""

    images: np.ndarray  # (N, 28, 28), uint8: 0 is the paper, 255 full ink
    labels: np.ndarray  # (N,), int64: the digit, 0 to 9

    def __repr__(self):
        return f"{len(self.labels):,} digits: images {self.images.shape}, labels {self.labels.shape}"


class MNIST(NamedTuple):
    """Two sets of digits: `train, test = mnist()`."""

    train: Digits
    test: Digits


def mnist(full=False):
    """Handwritten digits: 10,000 to train and the official 10,000 to test.

        train, test = mnist()
        x = train.images.reshape(-1, 784) / 255      # (10000, 784), from 0 to 1
        y = train.labels                             # (10000,)

    Arguments
        full: True gives all 60,000 images to train. The four official files are fetched once (11 MB) and kept in
            the system's cache, or in the folder that the variable DLCORE_DATA names. It may hold them already;
            then no network is needed.
    Returns
        MNIST(train, test), each Digits(images (N, 28, 28) uint8, labels (N,) int64).
    The 10,000 were drawn at random from the 60,000, class by class in their proportions, and shuffled: the first n
    are a fair sample too. The test images keep their official order.
    Source
        Y. LeCun, C. Cortes & C. J. C. Burges, The MNIST database of handwritten digits. CC BY-SA 3.0.
    """
    parts = [_official(name) for name in OFFICIAL] if full else [_shipped(name) for name in SHIPPED]
    train_images, train_labels, test_images, test_labels = parts
    return MNIST(
        Digits(train_images, train_labels.astype(np.int64)),
        Digits(test_images, test_labels.astype(np.int64)),
    )


def _official(name):
    return read_idx(unpacked(name, OFFICIAL[name], MIRRORS, "mnist"), name)


def _shipped(name):
    try:
        content = lzma.decompress(files("dlcore.datasets").joinpath("data", name).read_bytes())
    except (OSError, lzma.LZMAError) as error:
        raise RuntimeError(
            f"mnist: {name}, which ships with dlcore, is broken ({error}). Install dlcore anew."
        ) from None
    return read_idx(content, name)


def read_idx(content, name):
    """The array in the bytes of an IDX file of uint8.

    The format, numbers big-endian: two zero bytes, 8 for uint8, the number of axes, the length of each axis in
    four bytes, then the elements.
    """
    if len(content) < 4 or content[:3] != b"\0\0\x08":
        raise ValueError(f"read_idx: {name} begins with {content[:4].hex(' ')!r}, expected '00 00 08' and the axes")
    start = 4 + 4 * content[3]
    shape = np.frombuffer(content[4:start], ">u4").tolist()
    if len(content) != start + math.prod(shape):
        raise ValueError(f"read_idx: {name} has {len(content):,} bytes, which does not fit its shape {tuple(shape)}")
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape).copy()
