"""Measurements, apart from the tests: how soon a slider answers, what a NumPy layer costs beside PyTorch."""
