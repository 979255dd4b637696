"""Fixtures of the tests of what explorers and steppers share."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from smallest import Counter, Square


@pytest.fixture
def square():
    panel = Square()
    yield panel
    panel.close()


@pytest.fixture
def counter():
    panel = Counter()
    yield panel
    panel.close()


@pytest.fixture
def in_a_loop():
    """Run a coroutine function in a thread and a loop of its own: the browser's tests leave one running in this."""

    def run(main):
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(asyncio.run, main()).result()

    return run
