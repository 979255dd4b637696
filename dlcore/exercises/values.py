"""Values as a student reads them: arrays with few digits, functions by what they compute."""

import reprlib
from collections.abc import Callable

import numpy as np

_short = reprlib.Repr()
_short.maxstring = _short.maxother = 120


def show(value, indent=0, digits=4):
    """`value` in few characters; later lines of an array are indented by `indent` columns.

    Arrays print their numbers with `digits` decimals, a list of arrays one below the other, functions the first
    line of their docstring.
    """
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, np.ndarray):
        return np.array2string(
            value, precision=digits, separator=", ", prefix=" " * indent, threshold=60, max_line_width=90
        )
    if isinstance(value, list | tuple) and any(isinstance(part, np.ndarray) for part in value):
        lines = [show(part, indent + 1, digits) for part in value[:10]] + ["…"] * (len(value) > 10)
        separator = f",\n{' ' * (indent + 1)}"
        return f"[{separator.join(lines)}]"
    if isinstance(value, float | np.floating):
        return f"{value:.{digits}g}"
    if isinstance(value, Callable):
        return (value.__doc__ or getattr(value, "__name__", "a function")).strip().splitlines()[0]
    return _short.repr(value)


def show_pair(left, right, indent=0):
    """Both values, with as many digits as it takes to see that they differ (at most 16)."""
    for digits in (4, 8, 16):
        texts = show(left, indent, digits), show(right, indent, digits)
        if texts[0] != texts[1]:
            break
    return texts


def kind_of(value):
    """The type of `value` with its article: "a list", "an int", "nothing" for None."""
    if value is None:
        return "nothing"
    name = "array" if isinstance(value, np.ndarray) else type(value).__name__
    return f"{'an' if name[0].lower() in 'aeio' else 'a'} {name}"
