"""Run a student's function: on copies, with a time limit, its printing kept, its errors caught.

The function runs in a daemon thread, so that the kernel can stop waiting. A Python loop is stopped by raising
SystemExit inside its thread, again until it ends: a bare `except:` may catch the first. (SystemExit, because
`threading` lets a thread end on it without printing a traceback.) A call inside compiled code ends only when
that code returns. Where there are no threads (Pyodide) the function runs directly and has no time limit.
"""

import contextlib
import copy
import ctypes
import io
import queue
import threading
import time
from dataclasses import dataclass

import numpy as np

PRINTED_LIMIT = 2_000  # characters kept of what a function prints
PATIENCE = 1.0  # seconds given to a function to stop


@dataclass(frozen=True)
class Outcome:
    """What one call did.

    ended      False if the time limit passed first
    value      what it returned
    error      the exception it raised, or None
    arguments  the arguments after the call: copies of those given, which the function may have changed
    printed    what it printed, the first `PRINTED_LIMIT` characters
    stopped    False if it is still running
    """

    ended: bool
    value: object
    error: BaseException | None
    arguments: tuple
    printed: str
    stopped: bool = True


class _Paper(io.TextIOBase):
    """Standard output that keeps its first `PRINTED_LIMIT` characters: a loop may print for ever."""

    def __init__(self):
        self.text = ""

    def write(self, text):
        self.text += text[: PRINTED_LIMIT - len(self.text)]
        return len(text)


def _call(function, arguments, answers, caught):
    """Put (value, error) of one call into the queue `answers`."""
    value, error = None, None
    try:
        with np.errstate(all="ignore"):  # a result that is not finite gets a sentence of its own
            value = function(*arguments)
    except caught as raised:
        error = raised
    answers.put((value, error))


def _stop(thread):
    """Raise SystemExit in `thread` until it ends; True if it did within `PATIENCE` seconds."""
    deadline = time.monotonic() + PATIENCE
    while thread.is_alive() and time.monotonic() < deadline:
        ident = ctypes.c_ulong(thread.ident)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ident, ctypes.py_object(SystemExit))
        thread.join(0.02)
    return not thread.is_alive()


def run(function, arguments, seconds=2.0):
    """The `Outcome` of `function` on copies of `arguments`, within `seconds`. An interrupt passes through."""
    arguments, answers, paper = copy.deepcopy(arguments), queue.SimpleQueue(), _Paper()
    thread = threading.Thread(target=_call, args=(function, arguments, answers, BaseException), daemon=True)
    with contextlib.redirect_stdout(paper):
        try:
            thread.start()
        except RuntimeError:  # no threads on this platform
            _call(function, arguments, answers, (Exception, SystemExit))
        try:
            value, error = answers.get(timeout=seconds)
        except queue.Empty:
            return Outcome(False, None, None, arguments, paper.text, stopped=_stop(thread))
        except BaseException:  # Interrupt Kernel while the function runs: stop it, then pass the interrupt on
            _stop(thread)
            raise
    return Outcome(True, value, error, arguments, paper.text)
