"""Where a panel draws: on the thread, and in the event loop, that made it.

JupyterLab with ipykernel 7 delivers slider events on a second thread (a subshell). Matplotlib and the state of
a panel are not made for two threads, so work is handed to the loop of the cell that made the panel. Where no
loop runs (a test, a plain script) it is done at once.
"""

import asyncio
import threading


class MainLoop:
    def __init__(self):
        self._thread = threading.get_ident()
        try:
            self._loop = asyncio.get_running_loop()
        except RuntimeError:
            self._loop = None

    @property
    def running(self):
        """Is there a loop that can play and wait?"""
        return self._loop is not None

    @property
    def here(self):
        """Is this the thread that may draw?"""
        return self._loop is None or threading.get_ident() == self._thread

    def call(self, function):
        """Run `function` now if this is the drawing thread, else as soon as that thread is free."""
        if self.here:
            function()
        else:
            self._loop.call_soon_threadsafe(function)

    def later(self, seconds, function):
        """Run `function` after a while; the handle can cancel it. Only on the drawing thread."""
        return self._loop.call_later(seconds, function)

    def task(self, coroutine):
        """Start a coroutine beside whatever the kernel does. Only on the drawing thread."""
        return self._loop.create_task(coroutine)
