"""Panels in a notebook's event loop: events from other threads, playing, pausing, closing."""

import asyncio
import threading

import pytest
from smallest import Counter, Square


def test_events_from_another_thread_are_drawn_on_the_loop(in_a_loop):
    async def main():
        panel = Square()
        drawing = []
        draw = panel.draw
        panel.draw = lambda *content: drawing.append(threading.get_ident()) or draw(*content)

        def drag():
            for step in range(9):
                panel.widgets["x"].value = -4.0 + step

        await asyncio.to_thread(drag)
        await asyncio.sleep(0.05)
        panel.wait()
        assert panel.sentence == "At 4.0 the square is 16.0."
        assert set(drawing) == {threading.get_ident()}
        assert len(drawing) < 9  # the latest value wins: those in between are skipped
        panel.close()

    in_a_loop(main)


def test_wait_from_another_thread(in_a_loop):
    async def main():
        panel = Square()

        def drag_and_wait():
            panel.widgets["x"].value = 3.0
            panel.wait()

        with pytest.raises(ArithmeticError):
            await asyncio.to_thread(drag_and_wait)
        panel.close()

    in_a_loop(main)


def test_play_obeys_a_slider_and_ends_by_itself(in_a_loop):
    async def main():
        counter = Counter()
        counter.play()
        counter.play()
        for _ in range(200):
            await asyncio.sleep(0.01)
            if not counter.playing:
                break
        assert counter.sentence == "The count is 100."
        assert not counter.playing
        counter.close()

    in_a_loop(main)


def test_a_failing_step_pauses_and_keeps_the_state(in_a_loop):
    async def main():
        counter = Counter()
        counter.fault = 50
        counter.play()
        for _ in range(200):
            await asyncio.sleep(0.01)
            if not counter.playing:
                break
        assert not counter.playing
        assert counter.state == 0  # the last state that was shown
        with pytest.raises(ArithmeticError, match="unlucky"):
            counter.wait()
        counter.close()

    in_a_loop(main)


def test_closing_ends_the_task(in_a_loop):
    async def main():
        tasks = len(asyncio.all_tasks())
        counter = Counter()
        counter.pace = 1
        counter.play()
        await asyncio.sleep(0.05)
        counter.close()
        await asyncio.sleep(0.05)
        assert len(asyncio.all_tasks()) == tasks
        assert not counter.playing

    in_a_loop(main)
