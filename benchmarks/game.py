"""The game of two players: what a round costs in NumPy and in PyTorch, and a second of it watched live."""

import time

import numpy as np
import torch

from benchmarks.report import circumstances, number, quantiles, save, table, verdict
from dlcore import twin
from dlcore.explore.live_gan import LiveGAN
from dlcore.gan import plane_game

ROUNDS, TURNS, FRAMES, PACE, PICTURES = 40, 15, 60, 300, 25
NOTE = f"""
The ring of 8 Gaussians: G 2-64-64-2, D 2-64-64-1, batches of 128, Adam, float64, one thread. A round is a step of
each player; both backends get the same draws, in turn {ROUNDS} rounds each, {TURNS} times. Live: a round with the
samples that are kept of it, a picture with the field of D, contours and arrows, as far as its PNG; a second has
{PACE} rounds and {PICTURES} pictures. All is CPU time, so that what else runs on the machine counts little.
"""


def cpu(function):
    """Return the CPU time of a call in ms."""
    begin = time.process_time()
    function()
    return 1000 * (time.process_time() - begin)


def rounds(game, draws):
    """Play a round with each pair of draws."""
    for for_d, for_g in draws:
        game.d_step(for_d)
        game.g_step(for_g)


def compare():
    """Return the times of a round (ms) in NumPy and in PyTorch."""
    ours = plane_game()
    theirs = twin.TorchGame(ours)
    times = []
    for _ in range(TURNS + 1):
        draws = [(ours.draw(), ours.draw()) for _ in range(ROUNDS)]
        times.append([cpu(lambda: rounds(game, draws)) / ROUNDS for game in (ours, theirs)])  # noqa: B023
    return np.array(times[1:]).T  # the first warms up


def live():
    """Return the times of a watched round and of a picture (ms)."""
    panel = LiveGAN(rounds=500)
    state = panel.fork(panel.state)
    steps = [cpu(lambda: state.step("both")) for _ in range(10 * FRAMES)]
    pictures = [cpu(lambda: panel._present(panel.fork(state))) for _ in range(FRAMES)]
    panel.close()
    return steps, pictures


def main():
    """Measure; print and save the table."""
    torch.set_num_threads(1)
    ours, theirs = compare()
    steps, pictures = live()
    second = PACE * np.mean(steps) + PICTURES * np.mean(pictures)
    rows = [
        ("a round in NumPy (ms)", quantiles(ours), "", ""),
        ("a round in PyTorch (ms)", quantiles(theirs), "", ""),
        ("NumPy / PyTorch", number(float(np.median(ours) / np.median(theirs))), "", ""),
        ("a round watched live (ms)", quantiles(steps), "", ""),
        ("a picture (ms)", quantiles(pictures), "", ""),
        ("a second of it live (ms)", number(float(second)), "1000", verdict(second, 1000)),
    ]
    header = ("two players, median / 95 %", "measured", "aim", "verdict")
    section = f"{circumstances(['numpy', 'torch', 'matplotlib'])}\n\n{table(header, rows)}\n{NOTE}".strip()
    print(f"game: {section}\n")
    save("game", section)
