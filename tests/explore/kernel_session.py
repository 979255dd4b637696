"""A real kernel spoken to as JupyterLab does: cells, slider messages on either shell, widget models kept."""

import os
import queue
import struct
import time

from jupyter_client import KernelManager

from tools.jupyter import ROOT
from tools.kernel import ThisPython


class KernelSession:
    """A kernel and the widget models it has announced.

    Attributes
        models    comm id → the state of that widget, as the browser would know it
        pictures  every PNG sent so far, in order
    """

    def __init__(self, folder):
        self.models = {}
        self.pictures = []
        self.manager = KernelManager(kernel_name="python3", kernel_spec_manager=ThisPython())
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "IPYTHONDIR": str(folder),
            "OMP_NUM_THREADS": "1",
        }
        self.manager.start_kernel(env=environment, cwd=str(folder))
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def close(self):
        """Stop the kernel."""
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def restart(self):
        """Restart the kernel, as the button does; the browser forgets its models."""
        self.manager.restart_kernel(now=True)
        self.client.wait_for_ready(timeout=60)
        self.models.clear()

    def send_cell(self, code, cell="a"):
        """Ask the kernel to run a cell; return the id of the request at once."""
        content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}}
        message = self.client.session.msg("execute_request", {**content, "allow_stdin": False})
        message["metadata"]["cellId"] = cell
        self.client.shell_channel.send(message)
        return message["header"]["msg_id"]

    def run(self, code, cell="a"):
        """Run a cell and return what it printed; an error in it is raised here."""
        return self.result(self.send_cell(code, cell))

    def result(self, request):
        """Wait until the cell of a request is done; return what it printed."""
        printed, error = [], []

        def done(message):
            kind, content = message["header"]["msg_type"], message["content"]
            if message["parent_header"].get("msg_id") != request:
                return False
            if kind == "stream":
                printed.append(content["text"])
            if kind == "error":
                error.append(f"{content['ename']}: {content['evalue']}")
            return kind == "status" and content["execution_state"] == "idle"

        self.listen(done)
        if error:
            raise RuntimeError(error[0])
        return "".join(printed).strip()

    def listen(self, until, seconds=30):
        """Take in messages until `until(message)` is true; models and pictures are kept up to date."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                message = self.client.get_iopub_msg(timeout=0.05)
            except queue.Empty:
                message = {"header": {"msg_type": None}, "parent_header": {}, "content": {}, "buffers": []}
            self._take_in(message)
            if until(message):
                return
        raise TimeoutError(f"The kernel did not do what was waited for within {seconds} s.")

    def settle(self, quiet=0.6):
        """Take in messages until none has come for `quiet` seconds."""
        last = time.monotonic()

        def silent(message):
            nonlocal last
            if message["header"]["msg_type"]:
                last = time.monotonic()
            return time.monotonic() - last > quiet

        self.listen(silent)

    def create_subshell(self):
        """Ask for a second thread for messages, as JupyterLab does, and return its id."""
        self.client.control_channel.send(self.client.session.msg("create_subshell_request"))
        reply = self.client.get_control_msg(timeout=10)
        assert reply["content"]["status"] == "ok", reply["content"]
        return reply["content"]["subshell_id"]

    def change(self, model, subshell=None, **state):
        """Send new values of a widget, as a moved slider or a pressed key does."""
        self._comm(model, {"method": "update", "state": state, "buffer_paths": []}, subshell)

    def click(self, label, subshell=None):
        """Press a button."""
        content = {"method": "custom", "content": {"event": "click"}}
        self._comm(self.find("ButtonModel", description=label), content, subshell)

    def _comm(self, model, data, subshell):
        message = self.client.session.msg("comm_msg", {"comm_id": model, "data": data})
        if subshell is not None:
            message["header"]["subshell_id"] = subshell
        self.client.shell_channel.send(message)

    def find(self, kind, **traits):
        """Return the id of the newest widget of a kind whose traits have these values."""
        fits = [
            model
            for model, state in self.models.items()
            if state["_model_name"] == kind and all(state.get(name) == value for name, value in traits.items())
        ]
        assert fits, f"no {kind} with {traits} among {len(self.models)} widgets"
        return fits[-1]

    def inside(self, css_class):
        """Return the id of the newest widget with a CSS class."""
        return [model for model, state in self.models.items() if css_class in state.get("_dom_classes", ())][-1]

    def _take_in(self, message):
        kind, content = message["header"]["msg_type"], message["content"]
        model = content.get("comm_id")
        if kind == "comm_open":
            self.models[model] = {}
        elif kind == "comm_close":
            self.models.pop(model, None)
        if kind not in ("comm_open", "comm_msg") or model not in self.models:
            return
        state, data = self.models[model], content["data"]
        state.update(data.get("state", {}))
        for path, buffer in zip(data.get("buffer_paths", ()), message["buffers"], strict=False):
            state[path[-1]] = bytes(buffer)
            if state["_model_name"] == "ImageModel":
                self.pictures.append(bytes(buffer))


def width(picture):
    """Return the width in pixels that a PNG says it has."""
    return struct.unpack(">I", picture[16:20])[0]
