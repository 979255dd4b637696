"""Settings of all tests."""

import os

import pytest
from hypothesis import settings

import dlcore

# No deadline: a slow machine is not a fault. In CI the examples are the same at every run.
settings.register_profile("dlcore", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("dlcore")


@pytest.fixture(autouse=True)
def same_weights_at_every_run():
    """Weights drawn without a generator are the same each time: a rare draw lies on a kink, or is all dead units."""
    dlcore.seed(0)
