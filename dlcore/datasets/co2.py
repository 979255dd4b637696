"""The weekly CO₂ record of Mauna Loa: a rising trend with a season on top."""

import csv
from importlib.resources import files
from typing import NamedTuple

import numpy as np

GAPS = ("drop", "nan")


class CO2(NamedTuple):
    """Two columns of equal length: `t, ppm = co2()`."""

    t: np.ndarray  # decimal year
    ppm: np.ndarray  # CO₂ in parts per million of dry air, by volume


def co2(start=None, end=None, gaps="drop"):
    """Atmospheric CO₂ at Mauna Loa, one value a week from March 1958 to December 2001.

    Equations
        t = year + (day of the year − 1) / (365, or 366 in a leap year)
        so 1 January is year.0, and one unit of t is one year.
    Arguments
        start, end: decimal years; the weeks with start ≤ t < end are returned. None: no limit on that side.
        gaps: 59 of the 2,284 weeks have no measurement. "drop" leaves them out; "nan" keeps them, ppm is NaN.
    Returns
        CO2(t (N,), ppm (N,)), float64, in order of time.
    Source
        C. D. Keeling & T. P. Whorf (2004), Atmospheric CO₂ concentrations derived from flask air samples at
        sites in the SIO network. In Trends: A Compendium of Data on Global Change, Carbon Dioxide Information
        Analysis Center (CDIAC), Oak Ridge National Laboratory, U.S. Department of Energy. Public domain.
    """
    if gaps not in GAPS:
        raise ValueError(f'co2: gaps is {gaps!r}, expected "drop" or "nan"')
    if start is not None and end is not None and not start < end:
        raise ValueError(f"co2: start={start} is not before end={end}")
    t, ppm = _read()
    keep = np.isfinite(ppm) if gaps == "drop" else np.ones(len(t), dtype=bool)
    if start is not None:
        keep &= t >= start
    if end is not None:
        keep &= t < end
    if not keep.any():
        raise ValueError(
            f"co2: no week lies between start={start} and end={end}; the record runs from {t[0]:.2f} to {t[-1]:.2f}"
        )
    return CO2(t[keep], ppm[keep])


def _read():
    table = files("dlcore.datasets").joinpath("data", "co2_weekly.csv")
    _, *rows = csv.reader(table.read_text(encoding="utf-8").splitlines())
    dates, ppm = zip(*rows, strict=True)
    ppm = np.array([value or "nan" for value in ppm], dtype=float)
    return _decimal_year(dates), ppm


def _decimal_year(dates):
    """Dates as texts YYYYMMDD to decimal years."""
    days = np.array([f"{date[:4]}-{date[4:6]}-{date[6:]}" for date in dates], dtype="datetime64[D]")
    years = days.astype("datetime64[Y]")
    first, following = years.astype("datetime64[D]"), (years + 1).astype("datetime64[D]")
    return 1970 + years.astype(int) + (days - first) / (following - first)
