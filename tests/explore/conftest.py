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


@pytest.fixture
def until():
    """`await until(condition)`: let the panel go on until the condition holds."""

    async def ask(condition, seconds=20):
        for _ in range(int(seconds / 0.005)):
            if condition():
                return
            await asyncio.sleep(0.005)
        raise AssertionError(f"it did not come to that within {seconds} s")

    return ask
