"""Dates as users write and read them: ``2022-03``, ``March 2022``, ``not after 26 December 2022``.

Every option and parameter for a date takes a day, a month or a year. As a start it means its first day, as an end its
last day. The graph stores a time as an earliest and a latest day; this module turns such a pair back into a month or a
year. Names of months are always English, whatever the locale.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from cakg.errors import BadValueError
from cakg.store.literals import FORMS
from cakg.vocabulary import XSD

MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)


def period(written: str) -> tuple[date, date]:
    """Return the first and the last day of a day, a month or a year: ``2022-03-02``, ``2022-03``, ``2022``.

    Anything else raises :class:`BadValueError`.
    """
    text = written.strip()
    first = parsed(text + "-01-01"[len(text) - 4 :]) if re.fullmatch(r"\d{4}(-\d\d){0,2}", text, re.ASCII) else None
    if not first:
        raise BadValueError(f"{written!r} is not a date", remedy="a date is written 2022-03-02, 2022-03 or 2022")
    if len(text) > len("2022-03"):
        return first, first
    month = first.month if len(text) > len("2022") else 12
    return first, date(first.year, 12, 31) if month == 12 else date(first.year, month + 1, 1) - timedelta(1)


def first_day(given: date | str | int | None) -> date | None:
    """Return the first day of a day, a month or a year; None if *given* is None."""
    return _day(given, 0)


def last_day(given: date | str | int | None) -> date | None:
    """Return the last day of a day, a month or a year; None if *given* is None."""
    return _day(given, 1)


def _day(given: date | str | int | None, place: int) -> date | None:
    if given is None:
        return None
    if isinstance(given, datetime):
        return given.date()
    return given if isinstance(given, date) else period(str(given))[place]


def check_order(since: date | None, until: date | None) -> None:
    """Raise :class:`BadValueError` if the period ends before it starts."""
    if since and until and until < since:
        raise BadValueError(
            f"the period ends before it starts: {since} to {until}", remedy="give the earlier date first"
        )


def parsed(written: str) -> date | None:
    """Return ``2022-12-26`` as a date; None if the text is not a date."""
    return date.fromisoformat(written) if FORMS[XSD.date].fits(written) else None


def day(written: str) -> str:
    """Return ``2022-12-26`` as ``26 December 2022``; any other text is returned unchanged."""
    one = parsed(written)
    return f"{one.day} {MONTHS[one.month - 1]} {one.year}" if one else written


def span(earliest: str, latest: str) -> str:
    """Return the period between two dates in words; either may be empty. Without dates, return an empty text."""
    if not (earliest and latest):
        return f"from {day(earliest)}" if earliest else f"not after {day(latest)}" if latest else ""
    start, end = parsed(earliest), parsed(latest)
    if not (start and end):
        return f"{earliest} to {latest}"
    first, last = day(earliest), day(latest)
    if start < end < date.max and start.day == 1 and (end + timedelta(1)).day == 1:
        whole_years = start.month == 1 and end.month == 12
        first, last = (str(one.year) if whole_years else f"{MONTHS[one.month - 1]} {one.year}" for one in (start, end))
    if first == last:
        return first
    return f"{first.removesuffix(f' {start.year}') if start.year == end.year else first} to {last}"


def in_words(text: str) -> str:
    """Return *text* with its ISO dates in words: ``2022-03-02 to 2022-04-07`` becomes ``2 March to 7 April 2022``."""
    return _DAYS.sub(lambda found: span(found[1], found[2]) if found[2] else day(found[1]), text)


_DAYS = re.compile(r"(?<![\w/-]){0}(?: to {0})?(?![\w/-])".replace("{0}", "([0-9]{4}-[0-9]{2}-[0-9]{2})"))
"""An ISO date, or two of them with ``to`` in between; none inside an address or a longer name."""


def years(spans: Iterable[tuple[str, str]]) -> str:
    """Return periods of years in words, with adjacent ones merged: ``1991–2014, 2023``. Either end may be empty."""
    found: list[tuple[str, str]] = []
    for start, end in sorted(spans):
        if found and start and found[-1][1] and int(start) <= int(found[-1][1]) + 1:
            found[-1] = (found[-1][0], max(found[-1][1], end) if end else "")
        elif (start or end) and not (found and found[-1][0] and not found[-1][1]):
            found.append((start, end))
    words = {(True, True): "{}–{}", (True, False): "since {}", (False, True): "until {1}"}
    return ", ".join(
        start if start == end else words[bool(start), bool(end)].format(start, end) for start, end in found
    )
