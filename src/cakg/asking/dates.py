"""Bounds in time, as a reader says them: ``March 2022``, ``by 26 December 2022``.

The graph bounds what a source says by two days; this turns whole months and years back into
themselves. English, and not from the locale: the same words come out everywhere.
"""

from __future__ import annotations

MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)


def day(date: str) -> str:
    """Return ``2022-12-26`` as ``26 December 2022``; what is no such date stays as it is."""
    parts = _parts(date)
    return f"{parts[2]} {MONTHS[parts[1] - 1]} {parts[0]}" if parts else date


def span(earliest: str, latest: str) -> str:
    """Return two bounds, each possibly empty, as one phrase; empty when there is neither."""
    if not (earliest and latest):
        return f"from {day(earliest)}" if earliest else f"by {day(latest)}" if latest else ""
    start, end = _parts(earliest), _parts(latest)
    if not (start and end):
        return f"{earliest} to {latest}"
    if start == end:
        return day(earliest)
    first, last = day(earliest), day(latest)
    if start[2] == 1 and end[2] == _days(end[0], end[1]):
        whole_years = start[1] == 1 and end[1] == 12
        first, last = (str(one[0]) if whole_years else f"{MONTHS[one[1] - 1]} {one[0]}" for one in (start, end))
    if first == last:
        return first
    return f"{first.removesuffix(f' {start[0]}') if start[0] == end[0] else first} to {last}"


def _parts(date: str) -> tuple[int, int, int] | None:
    numbers = date.split("-")
    if len(numbers) != 3 or not all(number.isdigit() for number in numbers):
        return None
    year, month, number = map(int, numbers)
    return (year, month, number) if 1 <= month <= 12 else None


def _days(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31
