"""Run a lesson from a clean kernel, on the CPU, and say how long it took and how much memory it used."""

import os
import re
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass

import psutil
from ipykernel.kernelspec import RESOURCES, get_kernel_dict
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from tools.lesson import LessonError

# One thread: the last digits of a sum depend on how many threads share it.
ENVIRONMENT = {
    "CUDA_VISIBLE_DEVICES": "",
    "DLCORE_PUBLISH": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
}


@dataclass(frozen=True)
class Run:
    seconds: float
    peak: int  # bytes of resident memory


class ThisPython(KernelSpecManager):
    """Finds the kernel of the running environment, whatever kernels the user has installed."""

    def get_kernel_spec(self, kernel_name):
        return self.kernel_spec_class(resource_dir=RESOURCES, **get_kernel_dict())


def execute(notebook, folder, timeout=120):
    """Run every cell of `notebook` in place, with `folder` as the working directory."""
    started = time.perf_counter()
    current = [0]
    manager = AsyncKernelManager(kernel_name="python3", kernel_spec_manager=ThisPython())
    memory = Memory(manager)
    client = NotebookClient(
        notebook,
        km=manager,
        timeout=timeout,
        store_widget_state=False,
        record_timing=False,
        on_notebook_start=memory.start,
        on_cell_execute=lambda cell, cell_index: current.__setitem__(0, cell_index),
    )
    with tempfile.TemporaryDirectory() as profile:  # no start-up files of the user's own IPython
        environment = {**os.environ, **ENVIRONMENT, "IPYTHONDIR": profile}
        environment.pop("MPLBACKEND", None)
        try:
            client.execute(cwd=str(folder), env=environment, stderr=subprocess.DEVNULL, cleanup_kc=True)
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            raise LessonError(_failure(notebook.cells[current[0]], error, timeout)) from None
        finally:
            memory.stop()
    return Run(time.perf_counter() - started, memory.peak)


class Memory:
    """The highest resident memory of a kernel, looked at fifty times a second."""

    def __init__(self, manager):
        self.manager = manager
        self.peak = 0
        self.finished = threading.Event()

    def start(self, notebook):
        process = psutil.Process(self.manager.provisioner.process.pid)
        threading.Thread(target=self._watch, args=[process], daemon=True).start()

    def stop(self):
        self.finished.set()

    def _watch(self, process):
        try:
            while not self.finished.wait(0.02):
                self.peak = max(self.peak, process.memory_info().rss)
        except psutil.NoSuchProcess:
            return


def _failure(cell, error, timeout):
    if isinstance(error, CellTimeoutError):
        return f"cell {cell.id} took longer than {timeout} s"
    if isinstance(error, DeadKernelError):
        return f"cell {cell.id} ended the kernel; the machine may have run out of memory"
    lines = [line for output in cell.outputs for line in output.get("traceback", ())]
    traceback = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(lines))
    return f"cell {cell.id} raised {error.ename}: {error.evalue}\n{traceback}"
