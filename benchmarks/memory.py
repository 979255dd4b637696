"""python -m benchmarks.memory dlcore: the bytes that a training step of the large CNN adds, in a fresh process.

One small step comes first, so that what a library sets up once is not counted. Then the process makes large ones,
while a second thread looks every millisecond how much memory it holds.
"""

import sys
import threading

import psutil

STEPS = 20


def steps(side, batch):
    """Return a function that makes one step of the large CNN with that batch, by dlcore or torch."""
    from benchmarks import convolution, layers  # both sides import both libraries, and so start from the same

    workload = convolution.BIG
    workload.batch = batch
    if side == "dlcore":
        return layers.dlcore_step(workload, workload.model(convolution.nn).state_dict())
    return layers.torch_step(workload, workload.model(convolution.torch.nn))


def added(work):
    """Return by how many bytes the memory of this process was larger at most while `work` ran than before."""
    process, done = psutil.Process(), threading.Event()
    before = most = process.memory_info().rss

    def watch():
        nonlocal most
        while not done.wait(0.001):
            most = max(most, process.memory_info().rss)

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        work()
    finally:
        done.set()
        watching.join()
    return most - before


def main(side):
    """Measure and print."""
    small, large = steps(side, 1), steps(side, 64)
    small()
    print(added(lambda: [large() for _ in range(STEPS)]))


if __name__ == "__main__":
    main(*sys.argv[1:])
