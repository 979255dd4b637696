"""Sunspots, year by year: a cycle of about eleven years that no two times is the same."""

from importlib.resources import files
from typing import NamedTuple

import numpy as np


class Sunspots(NamedTuple):
    """Two columns of equal length: `year, number = sunspots()`."""

    year: np.ndarray
    number: np.ndarray


def sunspots():
    """Mean sunspot number of each year from 1700 to 2008.

    Returns
        Sunspots(year (309,) of integers, number (309,) of float64), in order of time.
    Source
        National Geophysical Data Center (NOAA), Boulder, Colorado: yearly sunspot numbers. Public domain.
    """
    table = files("dlcore.datasets").joinpath("data", "sunspots_yearly.csv").read_text(encoding="utf-8")
    year, number = np.loadtxt(table.splitlines(), delimiter=",", skiprows=1, unpack=True)
    return Sunspots(year.astype(np.int64), number)
