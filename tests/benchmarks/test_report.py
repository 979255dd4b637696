"""The pure parts of the benchmarks: statistics, tables and the file of results."""

import pytest

from benchmarks.report import HEAD, circumstances, merge, number, quantiles, save, table, verdict
from benchmarks.sliders import ages
from benchmarks.training import latencies


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.0456, "0.046"),
        (1.26, "1.3"),
        (9.96, "10"),
        (12.34, "12.3"),
        (99.96, "100.0"),
        (612.4, "612"),
    ],
)
def test_number_keeps_the_digits_it_deserves(value, text):
    assert number(value) == text


def test_quantiles_are_median_and_95_percent():
    assert quantiles(list(range(101))) == "50.0 / 95.0"
    assert quantiles([3.0]) == "3 / 3"


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.2, "met"), (0.25, "met"), (0.3, "within the limit"), (0.35, "within the limit"), (0.4, "missed")],
)
def test_verdict_against_an_aim_and_a_limit(value, words):
    assert verdict(value, aim=0.25, limit=0.35) == words


def test_verdict_without_a_limit():
    assert verdict(0.3, aim=0.25) == "missed"


def test_table_is_markdown_with_aligned_columns():
    assert table(("a", "long name"), [("wide cell", 1)]) == (
        "| a         | long name |\n|-----------|-----------|\n| wide cell | 1         |"
    )


def test_table_refuses_a_short_row():
    with pytest.raises(ValueError, match="shorter"):
        table(("a", "b"), [("one",)])


def test_merge_replaces_one_section_and_keeps_the_others():
    text = merge("", "sliders", "old sliders")
    text = merge(text, "layers", "layers\n\n| a |")
    text = merge(text, "sliders", "new sliders")
    assert text == f"{HEAD}\n## layers\n\nlayers\n\n| a |\n\n## sliders\n\nnew sliders\n"


def test_save_writes_the_file_anew(tmp_path):
    path = tmp_path / "RESULTS.md"
    save("layers", "first", path)
    save("layers", "second", path)
    assert path.read_text(encoding="utf-8") == f"{HEAD}\n## layers\n\nsecond\n"


def test_circumstances_name_the_versions_and_what_is_missing():
    line = circumstances(["numpy", "no-such-package"], "one thread")
    assert "one thread" in line
    assert "numpy 2." in line
    assert "no-such-package (not installed as a package)" in line


def test_ages_count_from_the_latest_input_of_that_value_before_the_picture():
    inputs = [(0, 1.0), (10, 2.0), (20, 1.0), (90, 1.0)]
    assert ages(inputs, [(50, 1.0), (60, 2.0)]) == [30, 50]


def test_a_picture_of_a_value_that_was_never_put_in_has_no_age():
    assert ages([(0, 1.0)], [(50, 7.0)]) == []


def test_latency_is_from_a_change_to_the_first_picture_that_shows_it():
    inputs = [(100.0, 0.1), (200.0, 0.3), (900.0, 0.5)]
    pictures = [(90.0, 1, 0.1), (120.0, 2, 0.2), (130.0, 3, 0.1), (140.0, 4, 0.1), (260.0, 5, 0.3)]
    assert latencies(inputs, pictures) == [30.0, 60.0]
