"""The whole of MNIST, fetched: small files that count as the official ones, from servers on this machine."""

import gzip
import hashlib
import importlib
import os
import re
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from dlcore.datasets import mnist
from dlcore.datasets.mnist import MIRRORS, OFFICIAL
from tools.pack_mnist import idx

module = importlib.import_module("dlcore.datasets.mnist")
IMAGES, LABELS, TEST_IMAGES, TEST_LABELS = OFFICIAL
RANDOM = np.random.default_rng(0)
SMALL = [
    RANDOM.integers(0, 256, (60, 28, 28), dtype=np.uint8),
    np.arange(60, dtype=np.uint8) % 10,
    RANDOM.integers(0, 256, (20, 28, 28), dtype=np.uint8),
    np.arange(20, dtype=np.uint8) % 10,
]
CONTENT = {name: idx(array) for name, array in zip(OFFICIAL, SMALL, strict=True)}
PACKED = {name: gzip.compress(content, mtime=0) for name, content in CONTENT.items()}


def write(folder, contents):
    folder.mkdir(exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_bytes(content)


class Mirror:
    """A server on this machine: what it gives for each name, and what it was asked for."""

    def __init__(self):
        self.gives = dict(PACKED)  # bytes, or a status, or a function that answers
        self.asked = []
        mirror = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                name = self.path.lstrip("/")
                mirror.asked.append(name)
                given = mirror.gives.get(name, 404)
                if callable(given):
                    given(self)
                elif isinstance(given, int):
                    self.send_error(given)
                else:
                    self.answer(given)

            def answer(self, content, promised=None):
                self.send_response(200)
                self.send_header("Content-Length", promised or len(content))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *words):
                """Keep the terminal clean."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def mirrors(monkeypatch, tmp_path):
    """Two mirrors, and an empty folder to keep files in; the small files count as the official ones."""
    for name, content in CONTENT.items():
        monkeypatch.setitem(OFFICIAL, name, hashlib.sha256(content).hexdigest())
    both = [Mirror(), Mirror()]
    monkeypatch.setattr(module, "MIRRORS", [mirror.address for mirror in both])
    monkeypatch.setenv("DLCORE_DATA", str(tmp_path / "kept"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    yield both
    for mirror in both:
        mirror.stop()


def kept(tmp_path):
    """The files in the folder; nothing else may be left there."""
    return sorted(file.name for file in (tmp_path / "kept" / "mnist").iterdir())


def assert_all_there(digits):
    (train, test), official = digits, SMALL
    for mine, array in zip([*train, *test], official, strict=True):
        assert np.array_equal(mine, array)
    assert train.labels.dtype == np.int64
    train.images[:] = 0  # may be changed


def test_the_mirrors_are_two_and_safe():
    assert len(MIRRORS) >= 2
    assert all(mirror.startswith("https://") and mirror.endswith("/") for mirror in MIRRORS)


def test_the_first_mirror_gives_all_and_is_asked_once(mirrors, tmp_path, capfd):
    assert_all_there(mnist(full=True))
    assert_all_there(mnist(full=True))
    assert mirrors[0].asked == list(OFFICIAL)
    assert mirrors[1].asked == []
    assert kept(tmp_path) == sorted(OFFICIAL)
    printed = capfd.readouterr()
    assert printed.out.count("mnist: fetching") == 4
    assert "100%" in printed.err  # the bar


def test_without_tqdm_it_fetches_without_a_bar(mirrors, monkeypatch, capfd):
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "tqdm" else find(name))
    assert_all_there(mnist(full=True))
    assert capfd.readouterr().err == ""


def ends_early(handler):
    content = PACKED[handler.path.lstrip("/")]
    handler.answer(content[: len(content) // 2], promised=len(content))


WHOLE = PACKED[TEST_IMAGES]
BAD = {  # what a mirror gives for the test images, and how the sentence calls it
    "server error": (503, "HTTP status 503"),
    "missing": (404, "HTTP status 404"),
    "wrong file": (PACKED[IMAGES], "its SHA-256, unpacked, begins with [0-9a-f]{8}, expected [0-9a-f]{8}"),
    "no gzip": (b"<html>Please log in to this network</html>", "it cannot be unpacked"),
    "empty": (b"", "its SHA-256, unpacked, begins with e3b0c442"),
    "truncated": (WHOLE[:-40], "it ends too early"),
    "broken off": (ends_early, "ChunkedEncodingError|ConnectionError|it ends too early"),
    "damaged": (WHOLE[:1000] + b"\xff" * 50 + WHOLE[1050:], "it cannot be unpacked"),
}


@pytest.mark.parametrize("bad", [bad for bad, _ in BAD.values()], ids=BAD)
def test_where_one_mirror_fails_the_next_is_asked(mirrors, tmp_path, bad):
    mirrors[0].gives[TEST_IMAGES] = bad
    assert_all_there(mnist(full=True))
    assert mirrors[1].asked == [TEST_IMAGES]
    assert kept(tmp_path) == sorted(OFFICIAL)


@pytest.mark.parametrize(("bad", "reason"), BAD.values(), ids=BAD)
def test_where_all_mirrors_fail_one_sentence_says_why_and_good_files_stay(mirrors, tmp_path, bad, reason):
    for mirror in mirrors:
        mirror.gives[TEST_IMAGES] = bad
    with pytest.raises(RuntimeError, match=f"mnist: {TEST_IMAGES} could not be fetched") as raised:
        mnist(full=True)
    sentence = str(raised.value)
    assert len(re.findall(reason, sentence)) == 2
    assert f"repeat the command: what is already in {tmp_path / 'kept' / 'mnist'} stays" in sentence
    assert kept(tmp_path) == sorted([IMAGES, LABELS])
    for mirror in mirrors:  # mended: only what is missing is fetched
        mirror.asked.clear()
        mirror.gives[TEST_IMAGES] = WHOLE
    assert_all_there(mnist(full=True))
    assert mirrors[0].asked == [TEST_IMAGES, TEST_LABELS]


def test_no_network_is_a_sentence(mirrors, tmp_path):
    for mirror in mirrors:
        mirror.stop()
    with pytest.raises(RuntimeError, match=r"could not be fetched \(127.0.0.1:\d+: ConnectionError; 127.0.0.1:\d+: C"):
        mnist(full=True)
    assert kept(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="no signal to one's own process on Windows")
def test_an_interrupted_download_leaves_nothing_and_can_be_repeated(mirrors, tmp_path):
    def interrupts(handler):
        ends_early(handler)
        handler.wfile.flush()
        os.kill(os.getpid(), signal.SIGINT)
        threading.Event().wait(0.5)

    mirrors[0].gives[TEST_IMAGES] = interrupts
    with pytest.raises(KeyboardInterrupt):
        mnist(full=True)
    assert kept(tmp_path) == sorted([IMAGES, LABELS])
    mirrors[0].gives[TEST_IMAGES] = WHOLE
    assert_all_there(mnist(full=True))


@pytest.mark.parametrize("subfolder", ["", "mnist"])
def test_a_local_copy_needs_no_network_whoever_compressed_it(mirrors, tmp_path, monkeypatch, subfolder):
    copy = tmp_path / "copy" / subfolder
    copy.mkdir(parents=True)
    write(copy, {name: gzip.compress(content, compresslevel=1) for name, content in CONTENT.items()})
    monkeypatch.setenv("DLCORE_DATA", str(tmp_path / "copy"))
    monkeypatch.setitem(sys.modules, "pooch", None)  # it is not even imported
    assert_all_there(mnist(full=True))
    assert mirrors[0].asked == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (PACKED[LABELS][:-9], "it ends too early"),
        (PACKED[TEST_LABELS], "its SHA-256, unpacked, begins with [0-9a-f]{8}, expected [0-9a-f]{8}"),
        (b"no gzip", "it cannot be unpacked"),
    ],
    ids=["truncated", "another file", "no gzip"],
)
def test_a_bad_file_in_the_folder_is_named_and_left_alone(mirrors, tmp_path, content, reason):
    write(tmp_path / "kept", PACKED | {LABELS: content})
    with pytest.raises(RuntimeError, match=f"mnist: .*{LABELS} is not the official file: {reason}. Move it away"):
        mnist(full=True)
    assert (tmp_path / "kept" / LABELS).read_bytes() == content
    assert mirrors[0].asked == []
    (tmp_path / "kept" / LABELS).unlink()
    assert_all_there(mnist(full=True))
    assert mirrors[0].asked == [LABELS]


def test_a_folder_that_cannot_be_made_is_a_sentence(mirrors, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("DLCORE_DATA", str(tmp_path / "file"))
    with pytest.raises(RuntimeError, match=r"mnist: the folder .*file.mnist cannot be made: .*Let DLCORE_DATA name"):
        mnist(full=True)


def test_without_pooch_a_sentence_says_how_to_get_it(mirrors, monkeypatch):
    monkeypatch.setitem(sys.modules, "pooch", None)
    with pytest.raises(ModuleNotFoundError, match="python -m pip install pooch"):
        mnist(full=True)


def test_without_the_variable_files_are_kept_in_the_systems_cache(monkeypatch):
    import pooch

    from dlcore.datasets.fetch import data_folder

    monkeypatch.delenv("DLCORE_DATA", raising=False)
    assert data_folder("mnist") == pooch.os_cache("dlcore")
