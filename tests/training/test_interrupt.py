"""Ctrl-C in the middle of training: the history stays, and going on gives the numbers of a run in one."""

import json
import os
import signal
import subprocess
import sys
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from jupyter_client import KernelManager

from dlcore.training import batches, run
from tools.kernel import ThisPython

ROOT = Path(__file__).resolve().parents[2]

SET_UP = """
import hashlib, json
import dlcore, numpy as np
from dlcore import nn, optim
from dlcore.datasets import mnist
from dlcore.models import mlp
from dlcore.training import Best, batches, numpy_step, progress, run

dlcore.seed(0)
train, _ = mnist()
x, y = train.images[:2000].reshape(-1, 784) / 255, train.labels[:2000]
model, criterion = mlp(nn, [784, 10, 10]).double(), nn.CrossEntropyLoss()
step = numpy_step(model, criterion, optim.Adam(model.parameters()))
plan = batches(x, y, size=32, epochs=16, generator=np.random.default_rng(1))
best, losses, ends = Best(model), {}, []

def follow(updates):
    for update in progress(updates, len(plan)):
        losses[update.number] = update.loss
        if update.number % plan.per_epoch == 0:
            best.offer(criterion(model(x), y))
        if update.number == 20:
            print("ready", flush=True)
    ends.append([len(losses), update.ended])
"""
BEGIN = """
try:
    follow(run(step, plan))
except KeyboardInterrupt:  # it came between two updates
    ends.append(None)
"""
END = """
follow(run(step, plan.rest()))
best.restore()
weights = hashlib.sha256(b"".join(array.tobytes() for array in model.state_dict().values())).hexdigest()
print(json.dumps([ends[0], list(losses.values()), best.value, weights]))
"""
ONE_THREAD = dict(os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")


def in_a_process(*parts, interrupted):
    """What the parts print last, run by a Python of their own that gets Ctrl-C or does not."""
    command = [sys.executable, "-c", "".join(parts)]
    with subprocess.Popen(command, cwd=ROOT, env=ONE_THREAD, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout.readline() == "ready\n"
        if interrupted:
            child.send_signal(signal.SIGINT)
        *_, last = child.stdout
    return json.loads(last)


def in_a_kernel(*cells):
    """What the last cell prints, where Interrupt Kernel comes in the middle of training."""
    manager = KernelManager(kernel_name="python3", kernel_spec_manager=ThisPython())
    manager.start_kernel(cwd=str(ROOT), env=ONE_THREAD)
    client = manager.blocking_client()
    client.start_channels()
    printed = []

    def hear(message):
        if message["msg_type"] == "stream":
            printed.append(message["content"]["text"])
            if "ready" in printed[-1]:
                manager.interrupt_kernel()

    try:
        client.wait_for_ready(timeout=60)
        for cell in cells:
            reply = client.execute_interactive(cell, timeout=60, output_hook=hear)
            assert reply["content"]["status"] == "ok", reply["content"]
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    return json.loads("".join(printed).splitlines()[-1])


@pytest.fixture(scope="module")
def whole():
    """The same training without an interrupt."""
    end, *rest = in_a_process(SET_UP, BEGIN, END.replace("follow(run(step, plan.rest()))", ""), interrupted=False)
    assert end == [16 * 63, ""]
    return rest


@pytest.mark.skipif(sys.platform == "win32", reason="no Ctrl-C to one child on Windows")
@pytest.mark.parametrize(
    "interrupted", [partial(in_a_process, interrupted=True), in_a_kernel], ids=["Ctrl-C", "kernel"]
)
def test_training_interrupted_and_resumed_is_training_in_one(whole, interrupted):
    end, losses, best, weights = interrupted(SET_UP, BEGIN, END)
    if end is not None:
        number, sentence = end
        assert 20 <= number < 16 * 63
        assert sentence == f"Interrupted after update {number}. The parameters are those after this update."
        assert losses == whole[0]
    assert [best, weights] == whole[1:]


def generator():
    return np.random.default_rng(5)


def plan():
    x = np.arange(10)
    return batches(x, -x, size=4, epochs=3, generator=generator())


def test_the_rest_is_what_has_not_been_given():
    whole, halved = list(plan()), plan()
    first = list(islice(halved, 4))
    for mine, other in zip([*first, *halved.rest()], whole, strict=True):
        assert np.array_equal(mine, other)
    assert list(halved.rest()) == []


def test_the_rest_of_batches_that_have_not_begun_is_all():
    assert len(list(plan().rest())) == 9


def test_numbers_and_epochs_go_on():
    order = plan()
    first = list(islice(run(lambda x, y: 0.0, order), 4))
    rest = list(run(lambda x, y: 0.0, order.rest()))
    assert [update.number for update in [*first, *rest]] == list(range(1, 10))
    assert [update.epoch for update in [*first, *rest]] == [1, 1, 1, 2, 2, 2, 3, 3, 3]


def test_a_new_run_over_the_same_batches_begins_anew():
    order = plan()
    next(run(lambda x, y: 0.0, order))
    assert [update.number for update in run(lambda x, y: 0.0, order)] == list(range(1, 10))


def test_an_interrupt_while_a_batch_is_made_loses_no_batch():
    def pairs():
        for number in range(5):
            if number == 2:
                signal.raise_signal(signal.SIGINT)
            yield number, None

    made, going = [], pairs()
    updates = list(run(lambda x, y: made.append(x) or 0.0, going))
    assert made == [0, 1, 2]
    assert updates[-1].ended.startswith("Interrupted after update 3.")
    list(run(lambda x, y: made.append(x) or 0.0, going, start=3))
    assert made == [0, 1, 2, 3, 4]


def test_an_interrupt_when_no_batch_is_left_is_not_lost():
    def pairs():
        yield 0, None
        signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        list(run(lambda x, y: 0.0, pairs()))
