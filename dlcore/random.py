"""Where random numbers come from when no generator is given."""

from contextlib import contextmanager

import numpy as np

_default = np.random.default_rng()


def seed(n):
    """Start the default generator anew from the integer `n`, so that what follows can be repeated."""
    global _default
    _default = np.random.default_rng(n)


def generator(given=None):
    """The generator `given`, or the default one where none is given."""
    if given is None:
        return _default
    if not isinstance(given, np.random.Generator):
        raise TypeError(
            f"generator is a {type(given).__name__}, expected a numpy.random.Generator such as default_rng(0)"
        )
    return given


@contextmanager
def untouched(*generators):
    """Whatever is drawn in the block, afterwards these generators, and the default one, stand where they stood.

    So two such blocks in a row get the same numbers.
    """
    before = [(each.bit_generator, each.bit_generator.state) for each in (_default, *generators)]
    try:
        yield
    finally:
        for bits, state in before:
            bits.state = state


@contextmanager
def seeded(n):
    """In the block the default generator starts anew from the integer `n`; afterwards it stands where it stood.

    So a model built in it has the same weights each time, and nothing drawn later depends on that.
    """
    with untouched():
        _default.bit_generator.state = np.random.default_rng(n).bit_generator.state
        yield
