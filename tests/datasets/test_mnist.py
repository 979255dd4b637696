"""MNIST as it ships, and how that was made."""

import gzip
import hashlib
import importlib
import lzma

import numpy as np
import pytest

from dlcore.datasets import mnist
from dlcore.datasets.mnist import OFFICIAL, SHIPPED, read_idx
from tools import pack_mnist
from tools.environment import Trouble

IMAGES, LABELS, TEST_IMAGES, TEST_LABELS = OFFICIAL
RANDOM = np.random.default_rng(0)
SMALL = [
    RANDOM.integers(0, 256, (60, 28, 28), dtype=np.uint8),
    np.arange(60, dtype=np.uint8) % 10,
    RANDOM.integers(0, 256, (20, 28, 28), dtype=np.uint8),
    np.arange(20, dtype=np.uint8) % 10,
]


# what ships


@pytest.fixture(scope="module")
def digits():
    return mnist()


def test_images_and_labels_have_their_shapes(digits):
    for part in digits:
        assert part.images.shape == (10_000, 28, 28)
        assert part.images.dtype == np.uint8
        assert part.labels.shape == (10_000,)
        assert part.labels.dtype == np.int64
        assert (part.images.min(), part.images.max()) == (0, 255)
    assert repr(digits.train) == "10,000 digits: images (10000, 28, 28), labels (10000,)"


def test_classes_have_the_official_proportions(digits):
    assert np.bincount(digits.train.labels).tolist() == [987, 1124, 993, 1022, 974, 904, 986, 1044, 975, 991]
    assert np.bincount(digits.test.labels).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]


def test_the_numbers_are_those_that_were_packed(digits):
    assert [hashlib.sha256(array.tobytes()).hexdigest()[:16] for part in digits for array in part] == [
        "fdf9f0ada2bf8b54",
        "194b36c6d149510d",
        "6d87418db22cc802",
        "2fd8de6bdb8d1178",
    ]


def test_the_test_images_are_the_official_ones(digits):
    images, labels = digits.test
    for name, array in ((TEST_IMAGES, images), (TEST_LABELS, labels.astype(np.uint8))):
        assert hashlib.sha256(pack_mnist.idx(array)).hexdigest() == OFFICIAL[name]


def test_the_first_n_are_a_fair_sample(digits):
    counts = np.bincount(digits.train.labels[:1000])
    assert np.all(np.abs(counts - 100) < 4 * np.sqrt(90))


def test_what_is_returned_may_be_changed(digits):
    train, _ = mnist()
    train.images[:] = 0
    train.labels[:] = 0
    again, _ = mnist()
    assert all(np.array_equal(mine, kept) for mine, kept in zip(again, digits.train, strict=True))


def test_a_broken_shipped_file_is_a_sentence(tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    monkeypatch.setattr(importlib.import_module("dlcore.datasets.mnist"), "files", lambda package: tmp_path)
    with pytest.raises(RuntimeError, match=r"mnist: mnist-train-images.idx.xz, which ships with dlcore, is broken"):
        mnist()
    (tmp_path / "data" / SHIPPED[0]).write_bytes(lzma.compress(b"x" * 1000)[:-20])
    with pytest.raises(RuntimeError, match="is broken .*Install dlcore anew"):
        mnist()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "read_idx: some begins with '', expected '00 00 08' and the axes"),
        (b"\0\0\x0d\x01\0\0\0\x01\0", "begins with '00 00 0d 01'"),
        (pack_mnist.idx(SMALL[1])[:-1], r"has 67 bytes, which does not fit its shape \(60,\)"),
        (pack_mnist.idx(SMALL[0]) + b"\0", r"has 47,057 bytes, which does not fit its shape \(60, 28, 28\)"),
        (b"\0\0\x08\x03\0\0\0\x01", "has 8 bytes, which does not fit its shape"),
    ],
)
def test_a_bad_idx_header_is_a_sentence(content, message):
    with pytest.raises(ValueError, match=message):
        read_idx(content, "some")


# how it was made


@pytest.mark.parametrize("counts", [[5923, 6742, 5958], [1, 1, 1], [9, 1]])
@pytest.mark.parametrize("total", [1, 7, 100])
def test_shares_add_up_and_miss_the_proportion_by_less_than_one(counts, total):
    counts = np.array(counts)
    shares = pack_mnist.shares(counts, total)
    assert shares.sum() == total
    assert np.all(np.abs(shares - counts * total / counts.sum()) < 1)


def test_packing_draws_by_class_and_gives_the_same_bytes_again():
    packed = pack_mnist.pack(SMALL, total=30)
    assert packed == pack_mnist.pack(SMALL, total=30)
    images, labels, *test = [read_idx(lzma.decompress(content), name) for name, content in packed.items()]
    assert np.bincount(labels).tolist() == [3] * 10
    places = [int(np.flatnonzero((SMALL[0] == image).all(axis=(1, 2)))[0]) for image in images]
    assert len(set(places)) == 30
    assert places != sorted(places)
    assert np.array_equal(SMALL[1][places], labels)
    assert all(np.array_equal(mine, official) for mine, official in zip(test, SMALL[2:], strict=True))


def test_the_command_packs_and_refuses(tmp_path, monkeypatch, capsys):
    content = {name: pack_mnist.idx(array) for name, array in zip(OFFICIAL, SMALL, strict=True)}
    for name in content:
        monkeypatch.setitem(OFFICIAL, name, hashlib.sha256(content[name]).hexdigest())
    monkeypatch.setattr(pack_mnist, "FOLDER", tmp_path)
    monkeypatch.setattr(pack_mnist.pack, "__defaults__", (30, 0))
    with pytest.raises(Trouble, match="Name the folder that holds the four official files"):
        pack_mnist.main([])
    with pytest.raises(Trouble, match=f"has no {IMAGES}, {LABELS}, {TEST_IMAGES}, {TEST_LABELS}"):
        pack_mnist.main([str(tmp_path)])
    for name in content:
        (tmp_path / name).write_bytes(gzip.compress(content[TEST_LABELS if name == LABELS else name]))
    with pytest.raises(Trouble, match=f"{LABELS} is not the official file: its SHA-256"):
        pack_mnist.main([str(tmp_path)])
    (tmp_path / LABELS).write_bytes(gzip.compress(content[LABELS]))
    assert pack_mnist.main([str(tmp_path)]) == 0
    assert [line.split(":")[0] for line in capsys.readouterr().out.splitlines()] == SHIPPED
    assert all((tmp_path / name).is_file() for name in SHIPPED)
