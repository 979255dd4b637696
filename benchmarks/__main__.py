"""python -m benchmarks [name ...]: measure, print and write benchmarks/RESULTS.md."""

import argparse
import os
from importlib import import_module

NAMES = ("convolution", "game", "layers", "recurrent", "sliders", "training")


def main():
    """Run the benchmarks named on the command line, or all of them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"any of: {', '.join(NAMES)} (default: all)")
    names = parser.parse_args().names or NAMES
    unknown = sorted(set(names) - set(NAMES))
    if unknown:
        parser.error(f"no benchmark is called {', '.join(unknown)}; there are: {', '.join(NAMES)}")
    for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[threads] = "1"  # before NumPy starts its thread pool
    for name in names:
        import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main()
