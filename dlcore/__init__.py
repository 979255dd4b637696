"""dlcore: `torch.nn` with the covers off, and what the lessons build on it.

`import dlcore` is light: each room (`dlcore.nn`, `dlcore.optim`, …) is imported when it is first named.
"""

import importlib
import pkgutil

from .random import seed

__version__ = "0.1.0"
__all__ = ["__version__", "seed"]


def __getattr__(name):
    if name in _rooms():
        return importlib.import_module(f".{name}", __name__)
    raise AttributeError(f"module 'dlcore' has no attribute '{name}'")


def __dir__():
    return sorted({*globals(), *_rooms()})


def _rooms():
    return {module.name for module in pkgutil.iter_modules(__path__)}
