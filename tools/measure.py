"""Results that take longer than a lesson may: computed here, kept in measured/, quoted by the lessons.

    python -m tools.measure         every lesson
    python -m tools.measure 03      one of them

Each file names its command, date, machine and versions beside the values, so that anybody can do it again.
"""

import datetime
import json
import platform
import re
import sys
from pathlib import Path

import numpy as np

from benchmarks.report import machine
from tools import (
    gradient_cost,
    measure_backpropagation,
    measure_convolution,
    measure_digits_gan,
    measure_gan,
    measure_generalisation,
    measure_memory,
    measure_remedies,
    measure_rounding,
    measure_sequences,
    rank_optimizers,
)
from tools.environment import Trouble

FOLDER = Path(__file__).resolve().parents[1] / "measured"
LESSONS = {
    "02_chain_rule": {"gradient_costs": gradient_cost.measure},
    "03_gradient_descent": {"optimizers": rank_optimizers.measure},
    "04_backpropagation": {
        "moons": measure_backpropagation.measure_moons,
        "mnist": measure_backpropagation.measure_mnist,
        "rounding": measure_rounding.measure,
    },
    "05_generalisation": {
        "remedies": measure_remedies.measure_remedies,
        "sizes": measure_remedies.measure_sizes,
        "shifts": measure_remedies.measure_shifts,
        "labels": measure_generalisation.measure_labels,
        "double_descent": measure_generalisation.measure_double_descent,
        "k_fold": measure_generalisation.measure_k_fold,
    },
    "06_convolutional": {
        "network": measure_convolution.measure_network,
        "data_efficiency": measure_convolution.measure_data_efficiency,
    },
    "07_recurrent": {
        "first_symbol": measure_memory.measure_first_symbol,
        "adding": measure_memory.measure_adding,
        "names": measure_sequences.measure_names,
        "sonnets": measure_sequences.measure_sonnets,
        "series": measure_sequences.measure_series,
    },
    "08_gan": {
        "ring": measure_gan.measure_ring,
        "presets": measure_gan.measure_presets,
        "remedies": measure_gan.measure_remedies,
        "digits_numpy": measure_digits_gan.measure_digits_numpy,
        "digits_torch": measure_digits_gan.measure_digits_torch,
        "digits_judged": measure_digits_gan.measure_digits_judged,
    },
}


def circumstances(lesson):
    """What somebody needs to know who measures it again."""
    return {
        "command": f"python tasks.py measure {lesson[:2]}",
        "date": f"{datetime.date.today():%Y-%m-%d}",
        "machine": machine(),
        "versions": {"python": platform.python_version(), "numpy": np.__version__},
    }


def as_text(results):
    """JSON with each list of plain values on one line."""
    text = json.dumps(results, indent=2, ensure_ascii=False)
    return re.sub(r"\[\s+([^][{}]+?)\s+\]", lambda found: f"[{' '.join(found[1].split())}]", text) + "\n"


def main(args):
    wanted = [name for name in LESSONS if not args or name[:2] in args]
    unknown = set(args) - {name[:2] for name in LESSONS}
    if unknown:
        known = ", ".join(name[:2] for name in LESSONS)
        raise Trouble(f"Nothing is measured for lesson {', '.join(sorted(unknown))}; expected one of {known}.")
    FOLDER.mkdir(exist_ok=True)
    for lesson in wanted:
        results = circumstances(lesson)
        for name, measure in LESSONS[lesson].items():
            print(f"{lesson}: {name}", flush=True)
            results[name] = measure()
        (FOLDER / f"{lesson}.json").write_text(as_text(results), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Trouble as stop:
        sys.exit(f"dlcore: {stop}")
