"""Binder without a container engine: the Dockerfile that would be built, and its two scripts run for real."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from jupyterlab_server.settings_utils import get_settings

ROOT = Path(__file__).resolve().parents[2]
BINDER = ROOT / "binder"
KERNELS = "@jupyterlab/apputils-extension:kernels-settings"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Binder is Linux; its scripts need bash")


def test_binder_has_the_students_environment():
    assert (BINDER / "environment.yml").read_bytes() == (ROOT / "environment.yml").read_bytes()


@pytest.fixture(scope="module")
def dockerfile():
    """What repo2docker would build here, rendered by repo2docker itself."""
    from repo2docker.app import Repo2Docker
    from repo2docker.utils import chdir

    app = Repo2Docker()
    with chdir(ROOT):
        packs = (Pack(base_image=app.base_image) for Pack in app.buildpacks)
        pack = next(pack for pack in packs if pack.detect())
        pack.platform = "linux/amd64"
        text = pack.render({"NB_UID": "1000", "NB_USER": "jovyan"})
        return type(pack).__name__, pack.python_version, text


def test_repo2docker_takes_conda_with_python_3_12(dockerfile):
    pack, python, text = dockerfile
    assert pack == "CondaBuildPack"
    assert python == "3.12"
    assert "py-2d3-2e12" in text or "py-3.12" in text  # the base environment it starts from


def test_repo2docker_uses_every_file_of_binder(dockerfile):
    _, _, text = dockerfile
    update = text.index('env update -p ${NB_PYTHON_PREFIX} --file "binder/environment.yml"')
    copied = text.index("COPY --chown=1000:1000 src/ ${REPO_DIR}/")
    built = text.index("RUN ./binder/postBuild")
    assert update < copied < built  # packages stay cached while only the lessons change
    assert 'ENV R2D_ENTRYPOINT="${REPO_DIR}/binder/start"' in text


def test_binder_gets_the_cpu_build_of_torch():
    """conda-forge's pytorch needs a driver (__cuda) for its GPU build; nothing here may ask for one."""
    text = (BINDER / "environment.yml").read_text(encoding="utf-8")
    lines = [line.strip() for line in text.splitlines() if not line.startswith("#")]
    assert "- pytorch>=2.6,<3" in lines
    assert not [line for line in lines if "gpu" in line or "cuda" in line or "nvidia" in line]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A copy of the repository after postBuild, in an environment of its own that reaches no network.

    The environment borrows this one's packages (pip and the build backend among them) by a .pth file.
    """
    copy = tmp_path_factory.mktemp("binder")
    for name in ("dlcore", "binder"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "LICENSE-lessons.md"):
        shutil.copy(ROOT / name, copy)
    prefix = copy / "env"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", prefix], check=True)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    borrowed = prefix / "lib" / version / "site-packages" / "borrowed.pth"
    borrowed.write_text(sysconfig.get_path("purelib") + "\n")
    env = dict(os.environ, PATH=f"{prefix / 'bin'}:{os.environ['PATH']}", PIP_NO_INDEX="1")
    env.pop("PYTHONPATH", None)
    env["PIP_CONFIG_FILE"] = os.devnull
    # pip's own spelling: this variable names the option's value, so "false" means no isolation
    env["PIP_NO_BUILD_ISOLATION"] = "false"
    done = subprocess.run(["bash", "binder/postBuild"], cwd=copy, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return copy, prefix, env


def test_post_build_installs_the_package_from_the_copy(built):
    copy, prefix, env = built
    code = "import dlcore; print(dlcore.__file__)"
    done = subprocess.run(["python", "-c", code], cwd=prefix, env=env, capture_output=True, text=True)
    assert done.stdout.strip() == str(copy / "dlcore" / "__init__.py"), done.stderr


def test_post_build_enables_the_server_extension(built):
    _, prefix, _ = built
    file = prefix / "etc" / "jupyter" / "jupyter_server_config.d" / "dlcore.json"
    assert json.loads(file.read_text())["ServerApp"]["jpserver_extensions"] == {"dlcore.server": True}


def test_post_build_keeps_widget_callbacks_on_the_main_thread(built, tmp_path):
    """JupyterLab's own reading of its settings, with the real schema."""
    _, prefix, _ = built
    schemas = Path(sysconfig.get_path("data")) / "share" / "jupyter" / "lab" / "schemas"

    def default(settings):
        found, _ = get_settings(str(settings), str(schemas), str(tmp_path / "user"), KERNELS)
        return found["schema"]["properties"]["commsOverSubshells"]["default"]

    assert default(tmp_path / "none") != "disabled"
    assert default(prefix / "share" / "jupyter" / "lab" / "settings") == "disabled"


def test_start_runs_what_it_is_given_on_one_thread():
    code = "import os, sys; print(os.environ['OMP_NUM_THREADS'], sys.argv[1:]); sys.exit(3)"
    command = ["bash", str(BINDER / "start"), sys.executable, "-c", code, "two words", "*"]
    env = {key: value for key, value in os.environ.items() if key != "OMP_NUM_THREADS"}
    done = subprocess.run(command, capture_output=True, text=True, env=env)
    assert done.stdout.strip() == "1 ['two words', '*']"
    assert done.returncode == 3  # exec: the server's exit is the session's


@pytest.mark.parametrize("script", ["postBuild", "start"])
def test_the_scripts_can_be_executed(script):
    assert os.access(BINDER / script, os.X_OK)
    content = (BINDER / script).read_bytes()
    assert content.startswith(b"#!/bin/bash\n")
    assert b"\r" not in content
