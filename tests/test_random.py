"""The default generator, and the light front door."""

import subprocess
import sys

import numpy as np
import pytest

import dlcore
from dlcore import random


def test_a_seed_repeats_the_default_generator():
    dlcore.seed(3)
    first = random.generator().random(4)
    dlcore.seed(3)
    np.testing.assert_array_equal(first, random.generator().random(4))
    np.testing.assert_array_equal(first, np.random.default_rng(3).random(4))


def test_a_given_generator_is_used():
    own = np.random.default_rng(0)
    assert random.generator(own) is own


@pytest.mark.parametrize("given", [0, np.random, "a"])
def test_anything_else_is_refused(given):
    with pytest.raises(TypeError, match="expected a numpy.random.Generator"):
        random.generator(given)


def test_rooms_open_when_named():
    script = "import sys, dlcore; assert 'dlcore.nn' not in sys.modules; dlcore.nn.Linear(2, 1); dlcore.optim.SGD"
    subprocess.run([sys.executable, "-c", script], check=True)
    assert {"nn", "optim", "seed", "__version__"} <= set(dir(dlcore))
    with pytest.raises(AttributeError, match="module 'dlcore' has no attribute 'layers'"):
        _ = dlcore.layers


def test_what_is_drawn_untouched_leaves_no_trace():
    own = np.random.default_rng(1)
    dlcore.seed(2)
    drawn = []
    for _ in range(2):
        with random.untouched(own):
            drawn.append((own.random(), random.generator().random()))
    assert drawn[0] == drawn[1] == (own.random(), random.generator().random())


def test_an_error_does_not_keep_the_numbers():
    own = np.random.default_rng(1)

    def fails():
        with random.untouched(own):
            own.random()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert own.random() == np.random.default_rng(1).random()


def test_a_block_with_a_seed_of_its_own():
    dlcore.seed(5)
    with random.seeded(3):
        assert random.generator().random() == np.random.default_rng(3).random()
    assert random.generator().random() == np.random.default_rng(5).random()
