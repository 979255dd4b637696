import numpy as np
import pytest

from dlcore import nn
from dlcore.twin import Row, same


def test_the_table_shows_no_rounding():
    model = nn.Linear(2, 1)
    model.load_state_dict({"weight": np.array([[3.0, -4.0]]), "bias": np.array([0.5])})
    report = same(model, np.array([[1.0, 2.0]]), nn.MSELoss(), np.array([[1.0]]))
    assert repr(report).splitlines() == [
        "quantity               shape   largest value  relative difference",
        "output                 (1, 1)  4.5            < 1e-10",
        "loss                   ()      30.25          < 1e-10",
        "gradient of the input  (1, 2)  44             < 1e-10",
        "gradient of weight     (1, 2)  22             < 1e-10",
        "gradient of bias       (1,)    11             < 1e-10",
        "NumPy and PyTorch give the same numbers: no relative difference exceeds 1e-10.",
    ]
    assert report._repr_html_().count("<tr>") == 6
    assert "<td>gradient of weight</td><td>(1, 2)</td><td>22</td><td>&lt; 1e-10</td>" in report._repr_html_()


@pytest.mark.parametrize(
    ("ours", "theirs", "difference"),
    [
        ([1.0, 2.0], [1.0, 2.5], 0.5 / 2.5),
        ([0.1], [0.2], 0.1),  # below 1 the difference counts as it is
        ([np.nan, np.inf], [np.nan, np.inf], 0),
        ([np.nan], [1.0], np.inf),
        ([1.0, 7.0], [np.inf, 7.0], np.inf),
        ([np.inf, 6.0], [np.inf, 8.0], 0.25),  # an infinity does not hide the other elements
        ([], [], 0),
        ([1.0], [1.0, 1.0], np.inf),
        (None, [1.0], np.inf),
    ],
)
def test_the_difference(ours, theirs, difference):
    assert Row.of("", ours, theirs).difference == pytest.approx(difference)
