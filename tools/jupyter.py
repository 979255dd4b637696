"""A JupyterLab server of its own, over a scratch copy of some notebooks.

Tests and benchmarks drive real JupyterLab with it. Nothing of the user's settings reaches the server, and
nothing it writes reaches the user: settings, data, runtime files and notebooks lie in one scratch folder.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from urllib import request

import nbformat

ROOT = Path(__file__).resolve().parents[1]
TOKEN = "lessons"
SETTINGS = {  # nothing that pops up: a dialog swallows the next key
    "@jupyterlab/apputils-extension/notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
        "doNotDisturbMode": True,
    },
    "@jupyterlab/docmanager-extension/plugin": {"autosave": False},
}


class JupyterServer:
    """A running JupyterLab server, to be used in a `with` statement.

    Parameters
        folder     a folder for everything the server writes; notebooks are copied to `folder/notebooks`
        notebooks  the notebooks to copy
        config     further configuration, as in `jupyter_server_config.json`
        path       further folders on the PYTHONPATH of the server and its kernels
    Attributes
        url        the address, ending in "/"
        token      the token every request carries
    """

    def __init__(
        self,
        folder: Path,
        notebooks: Iterable[Path] = (),
        config: Mapping | None = None,
        path: Iterable[Path] = (),
    ):
        self.token = TOKEN
        self.folder = Path(folder)
        self.notebooks = self.folder / "notebooks"
        self.notebooks.mkdir(parents=True)
        for notebook in notebooks:
            shutil.copy(notebook, self.notebooks)
        if (ROOT / "measured").is_dir():
            shutil.copytree(ROOT / "measured", self.folder / "measured")  # lessons read ../measured
        self._write_settings(config or {})
        self._log = (self.folder / "server.log").open("w")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", "--no-browser", "--expose-app-in-browser", "--allow-root"],
            cwd=self.notebooks,
            env=self._environment(path),
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        try:
            self._wait_until_up()
        except BaseException:
            self.process.kill()
            self.process.wait()
            self._log.close()
            raise

    def _write_settings(self, config):
        server = {"ip": "127.0.0.1", "port": 0, **config.get("ServerApp", {})}
        identity = {"token": self.token, "hashed_password": ""}
        file = self.folder / "config" / "jupyter_server_config.json"
        file.parent.mkdir()
        file.write_text(json.dumps({**config, "ServerApp": server, "PasswordIdentityProvider": identity}))
        for plugin, settings in SETTINGS.items():
            file = self.folder / "config" / "lab" / "user-settings" / f"{plugin}.jupyterlab-settings"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(settings))

    def _environment(self, path):
        folders = {
            "JUPYTER_CONFIG_DIR": "config",
            "JUPYTER_DATA_DIR": "data",
            "JUPYTER_RUNTIME_DIR": "runtime",
            "IPYTHONDIR": "ipython",
        }
        env = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
        env |= {name: str(self.folder / folder) for name, folder in folders.items()}
        env["PYTHONPATH"] = os.pathsep.join(map(str, [ROOT, *path]))
        env["OMP_NUM_THREADS"] = "1"
        return env

    def _wait_until_up(self, seconds=60):
        """Wait until the server has written its address into its runtime file and answers there."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"JupyterLab did not start:\n{self.log()}")
            for file in (self.folder / "runtime").glob("jpserver-*.json"):
                try:
                    self.url = json.loads(file.read_text())["url"]
                    self.get("api/status")
                except (OSError, ValueError):  # half written, or not listening yet
                    continue
                return
            time.sleep(0.1)
        raise TimeoutError(f"JupyterLab did not answer within {seconds} s:\n{self.log()}")

    def write(self, name: str, *cells: str) -> str:
        """Write a notebook of code cells beside the others and return its name."""
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        notebook.metadata["kernelspec"] = {
            "name": "python3",
            "display_name": "Python 3",
            "language": "python",
        }
        nbformat.write(notebook, self.notebooks / name)
        return name

    def end_kernels(self):
        """Shut every kernel down, so that the next notebook has the machine to itself."""
        for kernel in self.get("api/kernels"):
            self.request("DELETE", f"api/kernels/{kernel['id']}")

    def request(self, method: str, path: str, body=None):
        """Send a request to the server's REST interface and return the decoded answer."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"token {self.token}", "Content-Type": "application/json"}
        opener = request.build_opener(request.ProxyHandler({}))  # a proxy of the user must not see loopback
        query = request.Request(self.url + path, data=data, headers=headers, method=method)
        with opener.open(query, timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def get(self, path: str):
        """Return the decoded answer to a GET request."""
        return self.request("GET", path)

    def log(self) -> str:
        """Return what the server has printed so far."""
        return (self.folder / "server.log").read_text()

    def close(self):
        """Stop the server; it ends its kernels itself."""
        if self.process.poll() is None:
            with suppress(OSError):  # it may be gone already
                self.request("POST", "api/shutdown")
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self._log.close()

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()
