"""Time limit, printing and interrupts: what a student's function may not do to the kernel."""

import os
import signal
import sys
import threading
import time

import pytest

from dlcore.exercises import sandbox
from dlcore.exercises.diagnose import diagnose
from dlcore.exercises.verdict import verdict


def said(exercise, function):
    return repr(verdict(exercise, diagnose(exercise, function), function))


def workers():
    return [thread for thread in threading.enumerate() if "_call" in thread.name]


def ended_soon():
    deadline = time.monotonic() + 5
    while workers() and time.monotonic() < deadline:
        time.sleep(0.01)
    return not workers()


def test_never_ends_and_is_stopped(square):
    square.seconds = 0.3

    def student(x):
        while x[0] > 0:
            x = x * 1.0
        return x

    start = time.perf_counter()
    found = diagnose(square, student)
    assert found.kind == "endless"
    assert found.trial.outcome.stopped
    assert ended_soon()
    assert time.perf_counter() - start < 10
    assert "had not ended after 0.3 seconds and was stopped" in said(square, student)


def test_never_ends_although_it_catches_everything(square):
    square.seconds = 0.3

    def student(x):
        while len(caught) < 4:
            try:
                while True:
                    x = x + 1
            except:  # noqa: E722
                caught.append(1)

    caught = []
    found = diagnose(square, student)
    assert found.kind == "endless"
    assert len(caught) == 4
    assert ended_soon()


def test_never_ends_in_compiled_code(square, monkeypatch):
    square.seconds = 0.3

    monkeypatch.setattr(sandbox, "PATIENCE", 0.05)
    text = said(square, lambda x: time.sleep(1.0))
    assert "restart the kernel" in text
    assert "was stopped" not in text
    assert ended_soon()


def test_prints_for_ever(square, capsys):
    square.seconds = 0.3

    def student(x):
        while True:
            print("still here")

    text = said(square, student)
    assert "Your function printed\n    still here\n" in text
    assert len(text) < 2_000
    assert capsys.readouterr().out == ""


def test_printing_is_fine(square, capsys):
    def student(x):
        print("x is", x)
        return x**2

    assert diagnose(square, student).kind == "right"

    def wrong(x):
        print("x is", x)
        return x**2 + 1

    assert "Your function printed\n    x is [2.]" in said(square, wrong)
    print("afterwards")
    assert capsys.readouterr().out == "afterwards\n"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot send itself SIGINT without ending the process")
def test_interrupt_passes_through_and_stops_the_function(square):
    square.seconds = 30.0

    def student(x):
        while True:
            x = x + 1

    timer = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        diagnose(square, student)
    assert ended_soon()


def test_where_there_are_no_threads(square, monkeypatch):
    def refuse(thread):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert diagnose(square, lambda x: x**2).kind == "right"
    assert diagnose(square, lambda x: 2 * x).kind == "known"
    assert diagnose(square, lambda x: x / "2").kind == "raised"
    assert diagnose(square, lambda x: sys.exit()).kind == "exit"


def test_warnings_of_arithmetic_are_not_printed(square, recwarn):
    diagnose(square, lambda x: x / 0)
    assert not [warning for warning in recwarn if warning.category is RuntimeWarning]
