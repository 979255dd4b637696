"""Larger data sets: fetched once with Pooch, kept in a folder, and never taken half.

A gzip file is good when what it unpacks to has the known SHA-256, whoever compressed it. So a copy of one's own
serves as well as a mirror's.
"""

import gzip
import hashlib
import importlib.util
import os
import zlib
from pathlib import Path
from urllib.parse import urlsplit


def unpacked(name, sha256, mirrors, title):
    """What the gzip file `name` holds, as bytes: from the folder, or else from the first mirror that has it whole.

    Arguments
        sha256: that of the unpacked bytes.
        mirrors: addresses to which the name is appended, tried in turn.
        title: the data set, as "mnist": it names the subfolder for its files and begins every message.
    The folder is that of the variable DLCORE_DATA, or the system's cache. Files are looked for in it and in its
    subfolder `title`, where fetched ones go. A RuntimeError says what is missing or broken and what to do.
    """
    folder = data_folder(title)
    for file in (folder / name, folder / title / name):
        if file.is_file():
            return known(file, sha256, title)
    return known(_fetched(name, sha256, mirrors, folder / title, title), sha256, title)


def data_folder(title):
    """Where larger sets are kept: DLCORE_DATA, or a folder in the system's cache."""
    given = os.environ.get("DLCORE_DATA")
    return Path(given).expanduser() if given else Path(_pooch(title).os_cache("dlcore"))


def known(file, sha256, title):
    """The unpacked bytes of a gzip file on this disk; a RuntimeError where they are not the known ones."""
    try:
        return _content(file, sha256)
    except (OSError, ValueError) as error:
        raise RuntimeError(
            f"{title}: {file} is not the official file: {_reason(error)}. Move it away and repeat the command, "
            "which then fetches it anew; all other files stay."
        ) from None


def _content(file, sha256):
    """The unpacked bytes; a ValueError where they are not those of the SHA-256."""
    try:
        content = gzip.decompress(Path(file).read_bytes())
    except EOFError:
        raise ValueError("it ends too early") from None
    except (gzip.BadGzipFile, zlib.error):
        raise ValueError("it cannot be unpacked") from None
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise ValueError(f"its SHA-256, unpacked, begins with {found[:8]}, expected {sha256[:8]}")
    return content


def _fetched(name, sha256, mirrors, folder, title):
    """Fetches one file. Pooch writes to a temporary one and takes it over only when it is whole and known."""
    pooch = _pooch(title)
    _make(folder, title)
    pooch.get_logger().setLevel("WARNING")  # it would report the hash of the compressed file
    bar = importlib.util.find_spec("tqdm") is not None
    download = pooch.HTTPDownloader(progressbar=bar, chunk_size=2**16)

    def checked(url, file, _):
        download(url, file, None)
        _content(file, sha256)

    failures = []
    for mirror in mirrors:
        print(f"{title}: fetching {name} from {urlsplit(mirror).netloc}", flush=True)
        try:
            return pooch.retrieve(mirror + name, None, name, folder, downloader=checked)
        except (OSError, ValueError) as error:  # all that requests raises is an OSError
            failures.append(f"{urlsplit(mirror).netloc}: {_reason(error)}")
    raise RuntimeError(
        f"{title}: {name} could not be fetched ({'; '.join(failures)}). Check the network and repeat the command: "
        f"what is already in {folder} stays. Or let DLCORE_DATA name a folder that holds the files."
    )


def _make(folder, title):
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RuntimeError(
            f"{title}: the folder {folder} cannot be made: {_reason(error)}. Let DLCORE_DATA name one that can."
        ) from None


def _reason(error):
    """A few words on what went wrong."""
    response = getattr(error, "response", None)
    if response is not None:
        return f"HTTP status {response.status_code}"
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return str(error)


def _pooch(title):
    try:
        import pooch
    except ModuleNotFoundError:
        raise ModuleNotFoundError(
            f"{title}: fetching files needs Pooch, which is not installed here. "
            "To install it: python -m pip install pooch",
            name="pooch",
        ) from None
    return pooch
