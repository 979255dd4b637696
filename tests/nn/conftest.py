"""What all tests of layers share: warnings are errors, and a way to see that a failed call changed nothing."""

import contextlib
import warnings

import numpy as np
import pytest


@pytest.fixture(autouse=True)
def warnings_are_errors():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


@pytest.fixture
def unchanged():
    """`with unchanged(module):` parameters, gradients and caches are afterwards as before."""

    @contextlib.contextmanager
    def check(module):
        arrays = [(p, p.data.copy(), None if p.grad is None else p.grad.copy()) for p in module.parameters()]
        caches = [m.cache for m in module.modules()]
        yield
        for p, data, grad in arrays:
            np.testing.assert_array_equal(p.data, data)
            assert (p.grad is None) == (grad is None)
            assert grad is None or np.array_equal(p.grad, grad)
        assert all(m.cache is cache for m, cache in zip(module.modules(), caches, strict=True))

    return check
