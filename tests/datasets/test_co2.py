import datetime

import numpy as np
import pytest

from dlcore.datasets import co2
from dlcore.datasets.co2 import _decimal_year


def test_the_record_as_the_source_describes_it():
    t, ppm = co2()
    assert len(t) == len(ppm) == 2284 - 59
    assert t.dtype == ppm.dtype == np.float64
    assert ppm[0] == 316.1  # 29 March 1958
    assert ppm[-1] == 371.5  # 29 December 2001
    assert t[0] == 1958 + 87 / 365
    assert t[-1] == 2001 + 362 / 365
    assert (ppm.min(), ppm.max()) == (313.0, 373.9)


def test_gaps_are_dropped_or_kept_as_nan():
    dropped, kept = co2(), co2(gaps="nan")
    assert len(kept.t) == 2284
    assert np.count_nonzero(np.isnan(kept.ppm)) == 59
    measured = np.isfinite(kept.ppm)
    assert np.array_equal(kept.t[measured], dropped.t)
    assert np.array_equal(kept.ppm[measured], dropped.ppm)


def test_weeks_are_in_order_and_seven_days_apart():
    t, _ = co2(gaps="nan")
    assert np.allclose(np.diff(t), 7 / 365.25, atol=1e-4)


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("19580101", 1958.0),
        ("19581231", 1958 + 364 / 365),
        ("19600101", 1960.0),
        ("19600301", 1960 + 60 / 366),  # a leap year
        ("20000229", 2000 + 59 / 366),
        ("20011231", 2001 + 364 / 365),
    ],
)
def test_decimal_year(date, expected):
    assert _decimal_year([date])[0] == expected


def test_decimal_year_agrees_with_the_standard_library_on_every_day():
    days = [datetime.date(1958, 1, 1) + datetime.timedelta(days=n) for n in range(0, 16000, 11)]
    ours = _decimal_year([day.strftime("%Y%m%d") for day in days])
    theirs = []
    for day in days:
        first, following = datetime.date(day.year, 1, 1), datetime.date(day.year + 1, 1, 1)
        theirs.append(day.year + (day - first) / (following - first))
    assert ours == pytest.approx(theirs, rel=1e-15)


def test_start_is_included_and_end_is_not():
    t, ppm = co2()
    part = co2(start=t[100], end=t[200])
    assert np.array_equal(part.t, t[100:200])
    assert np.array_equal(part.ppm, ppm[100:200])
    before, after = co2(end=1980), co2(start=1980)
    assert np.array_equal(np.concatenate([before.t, after.t]), t)


def test_what_is_returned_may_be_changed():
    co2().ppm[:] = 0
    assert co2().ppm[0] == 316.1


def test_trend_and_season_are_there():
    t, ppm = co2()
    since, angle = t - 1980, 2 * np.pi * t
    season = np.stack([np.ones_like(t), since, since**2, np.sin(angle), np.cos(angle)], 1)
    weights, *_ = np.linalg.lstsq(season, ppm, rcond=None)
    assert 1.2 < weights[1] < 1.5  # ppm a year around 1980
    assert 2.5 < np.hypot(*weights[3:]) < 3.0  # ppm
    assert np.std(ppm - season @ weights) < 1.0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: co2(gaps="fill"), 'co2: gaps is \'fill\', expected "drop" or "nan"'),
        (lambda: co2(1990, 1980), "co2: start=1990 is not before end=1980"),
        (
            lambda: co2(start=2010),
            "co2: no week lies between start=2010 and end=None; the record runs from 195",
        ),
    ],
)
def test_bad_input_is_a_sentence(call, message):
    with pytest.raises(ValueError, match=message):
        call()
