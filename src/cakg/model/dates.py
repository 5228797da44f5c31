"""Bounds in time, as a reader says them: ``March 2022``, ``by 26 December 2022``.

The graph bounds what a source says by two days; this turns whole months and years back into
themselves. English, and not from the locale: the same words come out everywhere.
"""

from __future__ import annotations

from datetime import date, timedelta

MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)


def parsed(written: str) -> date | None:
    """Return ``2022-12-26`` as a date; None for what is none."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def day(written: str) -> str:
    """Return ``2022-12-26`` as ``26 December 2022``; what is no such date stays as it is."""
    one = parsed(written)
    return f"{one.day} {MONTHS[one.month - 1]} {one.year}" if one else written


def span(earliest: str, latest: str) -> str:
    """Return two bounds, each possibly empty, as one phrase; empty when there is neither."""
    if not (earliest and latest):
        return f"from {day(earliest)}" if earliest else f"by {day(latest)}" if latest else ""
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
