"""Settings of all tests."""

import os

from hypothesis import settings

# No deadline: a slow machine is not a fault. In CI the examples are the same at every run.
settings.register_profile("dlcore", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("dlcore")
