"""Timelines as pages: an axis, and a bar for each dated statement.

This module computes the axis and the bars; ``templates/timeline.js`` draws them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate, groupby, pairwise
from typing import Any

from cakg.model.dates import MONTHS, parsed, span
from cakg.network.build import Network, by_statement
from cakg.network.style import styles_of
from cakg.pictures.data import Caption, page_data
from cakg.pictures.html import Content, Shell, page
from cakg.tables import counted
from cakg.vocabulary import CAKG, local

SHELL = Shell(
    ("timeline.js",), "Select a bar to read who says so, and where. Where a bar fades, the exact date is not known."
)
"""What all pages of timelines share."""

MOST_STATEMENTS = 3_000
"""The most statements in a page, those with dates first. The page says how many are left out."""

NOTE = "Years with more dates are drawn wider. A zigzag on the axis marks shortened years without dates."
SAMPLES = (
    {"aspect": "event", "starts": "soft", "ends": "soft", "label": "event, at some time within the bar"},
    {"aspect": "state", "starts": "hard", "ends": "hard", "label": "situation, from the first day to the last"},
    {"aspect": "state", "starts": "soft", "ends": "soft", "label": "situation in one month or year, perhaps longer"},
    {"aspect": "measure", "starts": "hard", "ends": "hard", "label": "measurement for exactly this period"},
    {"aspect": "state", "starts": "hard", "ends": "open", "label": "no end date; it may not have ended"},
    {"aspect": "event", "starts": "open", "ends": "soft", "label": "no start date"},
)
"""The legend of bars: a sample and a label for each kind of bar and of ends."""

_TITLE = "What the sources say, by date"
_ALL_MONTHS = 0.2
"""A year with at least this share of the axis gets a tick for each month."""


def timeline_page(graph: Network, *, command: str) -> str:
    """Return the page of the timeline of *graph*; statements without dates are listed.

    *command* is the command that draws the page.
    """
    return page(timeline_content(graph, command))


def timeline_content(graph: Network, command: str = "") -> Content:
    """Return the content of the page of the timeline of *graph*."""
    return Content(timeline_data(graph, command), SHELL)


def timeline_data(graph: Network, command: str) -> dict[str, Any]:
    """Return the data of a timeline page of *graph*, with axis and bars under ``timeline``."""
    edges = by_statement(graph)
    dated = {iri for iri, edge in edges.items() if _day(edge.get("earliest", "")) or _day(edge.get("latest", ""))}
    caption = _caption(graph, [edges[iri] for iri in sorted(dated)], len(edges))
    data = page_data(graph, caption=caption, command=command, first=dated, most=MOST_STATEMENTS)
    known = graph.records.statements({one["iri"] for one in data["statements"]}) if graph.records else {}
    aspects = {iri: local(one.trait(CAKG.aspect)) for iri, one in known.items()}
    stops, ticks = axis(one[end] for one in data["statements"] for end in ("earliest", "latest"))
    bars = [
        {"statement": place, **bar(aspects.get(one["iri"], ""), one["earliest"], one["latest"])}
        for place, one in enumerate(data["statements"])
        if one["iri"] in dated
    ]
    data["timeline"] = {
        "ticks": ticks,
        "breaks": breaks(ticks),
        "bars": [{**one, "from": at(one["from"], stops), "to": at(one["to"], stops)} for one in bars],
        "note": NOTE,
        "samples": SAMPLES,
    }
    return data


def named(certainty: str, status: str, label: str) -> str:
    """Return the label of a bar, preceded by the status unless the statement is unhedged."""
    return label if certainty == "unhedged" else f"{status[:1].upper()}{status[1:]}: {label}"


def _caption(graph: Network, edges: Sequence[Mapping[str, Any]], total: int) -> Caption:
    """Return the caption of a timeline of the dated *edges*, out of *total* statements."""
    about = graph.selection.about if graph.selection else ()
    things = " and ".join(graph.nodes[iri]["label"] for iri in about)
    title = f"{things}: {_TITLE[0].lower()}{_TITLE[1:]}" if things else _TITLE
    if not edges:
        return Caption(title, "No statement has a date." if total else "")
    certainty, years = styles_of(graph).certainty, list(map(_years, edges))
    plain = sum(certainty(edge["status"]) == "unhedged" for edge in edges)
    takeaway = (
        f"{len(edges)} of {counted(total, 'statement')} {'has a date' if len(edges) == 1 else 'have dates'};"
        f" {plain} of these {'is' if plain == 1 else 'are'} said without a hedge. {_dates_in_words(years)}."
    )
    lanes = [f"{takeaway} By theme, with the first and the last statement of each:"]
    for theme in sorted({edge.get("theme", "") for edge in edges}):
        those = sorted((one for one in edges if one.get("theme", "") == theme), key=_by_date)
        ends = [
            f"{named(certainty(one['status']), one['status'], one['label'])}, {span(*_bounds(one))}"
            for one in (those[:1] + those[1:][-1:])
        ]
        lanes.append(f"{theme.replace('-', ' ') or 'no theme'} ({len(those)}): {'; '.join(ends)}.")
    return Caption(title, takeaway, "\n".join(lanes))


def _bounds(edge: Mapping[str, Any]) -> tuple[str, str]:
    return edge.get("earliest", ""), edge.get("latest", "")


def _by_date(edge: Mapping[str, Any]) -> tuple[str, str, str]:
    earliest, latest = _bounds(edge)
    return earliest or latest, latest or earliest, edge["label"]


def _years(edge: Mapping[str, Any]) -> tuple[int, int]:
    """Return the first and the last year of a statement, as far as dates are given."""
    days = [date.fromordinal(day).year for day in map(_day, _bounds(edge)) if day]
    return days[0], days[-1]


def _dates_in_words(years: Sequence[tuple[int, int]]) -> str:
    """Return the range of dates in words, given the first and the last year of each statement."""
    first, last = min(first for first, _ in years), max(last for _, last in years)
    if first == last:
        return f"All dates are in {first}"
    alone = Counter(first for first, last in years if first == last)
    year = max(alone, key=lambda year: (alone[year], year), default=0)
    most = f"; {counted(alone[year], 'statement')} fall{'s' * (alone[year] == 1)} entirely in {year}" if year else ""
    return f"The dates run from {first} to {last}{most}"


def bar(aspect: str, earliest: str, latest: str) -> dict[str, Any]:
    """Return the bar of a statement between two ISO dates, one of which can be empty.

    ``starts`` and ``ends`` are ``hard`` if the day is a limit of a state or a measurement; ``soft`` if an event
    happened sometime between the dates, or if a state is dated to one month or year and may extend beyond it; and
    ``open`` if there is no date. ``from`` and ``to`` are in days from the year 1; ``to`` is the day after the last.
    """
    first, last = _day(earliest), _day(latest)
    within = aspect == "event" or (aspect != "measure" and _one_month_or_year(earliest, latest))
    known = "soft" if within and first != last else "hard"
    return {
        "aspect": aspect or "state",
        "from": first,
        "to": last and last + 1,
        "starts": known if first else "open",
        "ends": known if last else "open",
    }


def _one_month_or_year(earliest: str, latest: str) -> bool:
    """Return whether two dates are the first and the last day of one month or of one year."""
    first, last = parsed(earliest), parsed(latest)
    if not first or not last or first.year != last.year or first.day != 1 or (last + timedelta(days=1)).day != 1:
        return False
    return first.month == last.month or (first.month, last.month) == (1, 12)


def axis(dates: Iterable[str]) -> tuple[list[tuple[int, float]], list[dict[str, Any]]]:
    """Return an axis on which years with more *dates* are wider, because most dates are in a single year.

    The first value is a list of stops: pairs of a day and its position between 0 and 1, with linear time in between.
    The second is a list of ticks: position ``at``, ``label``, ``year`` (whether a year begins there), and ``dated``
    (the number of *dates* in that year).
    """
    years = Counter(date.fromordinal(day).year for day in map(_day, dates) if day)
    if not years:
        return [], []
    run = range(min(years), max(years) + 1)
    crowd = 3.5 * len(run) / sum(years.values())
    weights = [1 + 1.2 * (year in years) + crowd * years[year] for year in run]
    places = [0.0, *accumulate(weight / sum(weights) for weight in weights)]
    days = [*(date(year, 1, 1).toordinal() for year in run), date(run[-1], 12, 31).toordinal() + 1]
    ticks: list[dict[str, Any]] = []
    for number, year in enumerate(run):
        start, wide, long = places[number], places[number + 1] - places[number], days[number + 1] - days[number]
        for month in range(1, 13 if wide >= _ALL_MONTHS else 2):
            spent = (date(year, month, 1).toordinal() - days[number]) / long
            label = str(year) if month == 1 else MONTHS[month - 1][:3]
            ticks.append(
                {"at": round(start + wide * spent, 4), "label": label, "year": month == 1, "dated": years[year]}
            )
    return list(zip(days, places, strict=True)), ticks


def breaks(ticks: Sequence[Mapping[str, Any]]) -> list[tuple[float, float]]:
    """Return the sections of an axis in which no year has a date, as pairs of positions."""
    years = (tick for tick in ticks if tick["year"])
    runs = [(dated, next(run)["at"]) for dated, run in groupby(years, key=lambda tick: bool(tick["dated"]))]
    return [(start, end) for (dated, start), (_, end) in pairwise(runs) if not dated]


def at(day: int | None, stops: Sequence[tuple[int, float]]) -> float | None:
    """Return the position of a day on an axis; None for no day."""
    if day is None:
        return None
    number = min(max(bisect_right(stops, (day, 0.0)), 1), len(stops) - 1)
    (before, low), (after, high) = stops[number - 1 : number + 1]
    return round(low + (high - low) * (day - before) / (after - before), 4)


def _day(written: str) -> int | None:
    """Return a date in days from the year 1; None for an empty text or an invalid date."""
    day = parsed(written)
    return day.toordinal() if day else None
