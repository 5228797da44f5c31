"""Dates and periods in words."""

from __future__ import annotations

from datetime import date

import pytest

from cakg.errors import BadValueError
from cakg.model.dates import day, first_day, in_words, last_day, span


@pytest.mark.parametrize("date, shown", [("2022-03-02", "2 March 2022"), ("2022", "2022"), ("soon", "soon")])
def test_a_day_is_written_out(date: str, shown: str) -> None:
    """Other text stays unchanged."""
    assert day(date) == shown


@pytest.mark.parametrize(
    "earliest, latest, shown",
    [
        ("", "", ""),
        ("2022-02-01", "", "from 1 February 2022"),
        ("", "2022-12-26", "not after 26 December 2022"),
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


@pytest.mark.parametrize(
    "text, shown",
    [
        ("The data cover 2022-03-02 to 2023-04-26.", "The data cover 2 March 2022 to 26 April 2023."),
        ("They cover 1991-01-01 to 2018-12-31.", "They cover 1991 to 2018."),
        ("Dated between 2022-01-01 and 2022-09-18.", "Dated between 1 January 2022 and 18 September 2022."),
        ("It begins on 2022-03-01.", "It begins on 1 March 2022."),
        ("2022-13-01 is none.", "2022-13-01 is none."),
        ("See https://e.example/2022-03-01/vote and A-2022-03-01.", None),
        ("2022-03-01T10:00:00 and 12022-03-01", None),
    ],
)
def test_dates_in_a_sentence_are_written_out(text: str, shown: str | None) -> None:
    """Dates in addresses and identifiers stay unchanged."""
    assert in_words(text) == (shown or text)


@pytest.mark.parametrize(
    "written, first, last",
    [
        ("2022-03-02", date(2022, 3, 2), date(2022, 3, 2)),
        ("2022-03", date(2022, 3, 1), date(2022, 3, 31)),
        (" 2024-02 ", date(2024, 2, 1), date(2024, 2, 29)),
        ("2022-12", date(2022, 12, 1), date(2022, 12, 31)),
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        (2025, date(2025, 1, 1), date(2025, 12, 31)),
        (date(2022, 3, 2), date(2022, 3, 2), date(2022, 3, 2)),
        (None, None, None),
    ],
)
def test_a_month_or_a_year_begins_and_ends_on_a_day(written: object, first: date | None, last: date | None) -> None:
    """As a start it means its first day, as an end its last."""
    assert (first_day(written), last_day(written)) == (first, last)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "written", ["", " ", "soon", "22", "2022-13", "2022-02-30", "2022-3", "20220302", "2022-W10-1", "0000"]
)
def test_an_invalid_date_says_how_dates_are_written(written: str) -> None:
    """A day that is not in the calendar is refused too."""
    with pytest.raises(BadValueError, match="is not a date\n    a date is written 2022-03-02, 2022-03 or 2022"):
        first_day(written)
