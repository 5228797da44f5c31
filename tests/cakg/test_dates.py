"""Two bounds in time, said as a reader would."""

from __future__ import annotations

import pytest

from cakg.model.dates import day, span


@pytest.mark.parametrize("date, shown", [("2022-03-02", "2 March 2022"), ("2022", "2022"), ("soon", "soon")])
def test_a_day_is_written_out(date: str, shown: str) -> None:
    """What is no day stays as it is."""
    assert day(date) == shown


@pytest.mark.parametrize(
    "earliest, latest, shown",
    [
        ("", "", ""),
        ("2022-02-01", "", "from 1 February 2022"),
        ("", "2022-12-26", "by 26 December 2022"),
        ("2022-12-26", "2022-12-26", "26 December 2022"),
        ("2022-03-01", "2022-03-31", "March 2022"),
        ("2024-02-01", "2024-02-29", "February 2024"),
        ("2023-02-01", "2023-02-28", "February 2023"),
        ("1900-02-01", "1900-02-28", "February 1900"),
        ("2022-01-01", "2022-12-31", "2022"),
        ("2008-01-01", "2014-12-31", "2008 to 2014"),
        ("2022-01-01", "2022-10-31", "January to October 2022"),
        ("2021-12-01", "2022-01-31", "December 2021 to January 2022"),
        ("2022-01-01", "2022-12-26", "1 January to 26 December 2022"),
        ("2021-12-24", "2022-02-24", "24 December 2021 to 24 February 2022"),
        ("2022", "2023", "2022 to 2023"),
    ],
)
def test_whole_months_and_years_are_recognised(earliest: str, latest: str, shown: str) -> None:
    """Nothing is rounded: a bound inside a month stays a day."""
    assert span(earliest, latest) == shown
