"""The line that says how far a run is: when it comes, what it says, and that nothing is lost."""

import importlib
import itertools
import signal

import numpy as np
import pytest

from dlcore.training import batches, progress, run

module = importlib.import_module("dlcore.training.progress")
X = np.zeros((100, 1))


@pytest.fixture
def clock(monkeypatch):
    """A clock on which each update takes `clock.tick` seconds; the line is for a live page."""

    class Clock:
        tick = 0.125
        now = 0.0

        def perf_counter(self):
            return self.now

    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    monkeypatch.delenv("DLCORE_PUBLISH", raising=False)
    return clock


def trained(clock, pairs, total=None, losses=()):
    """Updates through `progress`, with these losses or all 0.25."""
    given = iter(losses or itertools.repeat(0.25))

    def step(x, y):
        clock.now += clock.tick
        return next(given)

    return progress(run(step, pairs), total)


def test_every_update_is_passed_on(clock):
    plan = batches(X, X, size=10, epochs=3)
    assert [update.number for update in trained(clock, plan, 30)] == list(range(1, 31))


def test_a_short_run_shows_nothing(clock, capsys):
    clock.tick = 0.01
    list(trained(clock, batches(X, X, size=10, epochs=3), 30))
    assert capsys.readouterr().out == ""


def test_a_long_run_writes_one_line_over_and_over(clock, capsys):
    list(trained(clock, batches(X, X, size=10, epochs=3), 30))
    written = capsys.readouterr().out
    assert written.count("\n") == 1
    assert written.endswith("\n")
    empty, *lines = written.rstrip("\n").split("\r")
    assert empty == ""
    assert lines[0] == "[###.................] update 5 of 30, loss 0.25, 3 s left"
    assert lines[-1] == "[####################] update 30 of 30, loss 0.25, 4 s     "  # wipes out "left"
    assert len(lines) == 14  # after updates 5, 7, …, 29, and at the end


def test_a_resumed_run_goes_on_in_the_line(clock, capsys):
    plan = batches(X, X, size=10, epochs=10)
    list(itertools.islice(run(lambda x, y: 0.0, plan), 20))
    list(trained(clock, plan.rest(), len(plan)))
    assert capsys.readouterr().out.startswith("\r[#####...............] update 25 of 100, loss 0.25, 9 s left\r")


def test_a_published_page_shows_no_speed(clock, capsys, monkeypatch):
    monkeypatch.setenv("DLCORE_PUBLISH", "1")
    plan = batches(X, X, size=10, epochs=3)
    list(trained(clock, plan, 30))
    assert capsys.readouterr().out == ""
    list(trained(clock, plan, 30, losses=[1.0, 2.0, float("inf")]))
    assert capsys.readouterr().out == "Stopped at update 3: the loss is inf. The descent diverged.\n"


def test_batches_without_end_have_no_bar(clock, capsys):
    plan = batches(X, X, size=10, epochs=None)
    list(itertools.islice(trained(clock, plan), 20))
    assert "\rupdate 19, loss 0.25, 2 s" in capsys.readouterr().out


def test_the_reason_of_an_early_end_stands_under_the_line(clock, capsys):
    updates = list(trained(clock, batches(X, X, size=10), 10, losses=[1.0] * 8 + [float("nan")]))
    assert updates[-1].ended.startswith("Stopped at update 9")
    line, reason, _ = capsys.readouterr().out.split("\n")
    assert "update 9 of 10, loss nan" in line
    assert reason == updates[-1].ended


def test_an_interrupt_while_it_writes_ends_the_run_and_loses_nothing(clock, capsys, monkeypatch):
    def publishing():
        if clock.now > 1:
            signal.raise_signal(signal.SIGINT)
        return False

    monkeypatch.setattr(module, "publishing", publishing)
    plan = batches(X, X, size=10, epochs=3)
    updates = list(trained(clock, plan, 30))
    assert len(updates) == 9
    assert updates[-1].ended == "Interrupted after update 9. The parameters are those after this update."
    assert plan.rest().given == 9


def test_whoever_leaves_the_loop_gets_a_new_line(clock, capsys):
    updates = trained(clock, batches(X, X, size=10), 10)
    for _ in range(8):
        next(updates)
    updates.close()
    assert capsys.readouterr().out.endswith("update 8 of 10, loss 0.25, 0 s left\n")
