"""Timelines: hard, soft and open ends of bars, and an axis that is wider for years with many dates."""

from __future__ import annotations

import itertools
import json
import re

import pytest

from cakg.graph import KnowledgeGraph
from cakg.paths import shipped
from cakg.pictures.timeline import at, axis, bar, breaks, timeline_data


@pytest.mark.parametrize(
    "aspect, earliest, latest, ends",
    [
        ("event", "2022-03-01", "2022-03-31", ("soft", "soft")),
        ("event", "2022-03-02", "2022-03-02", ("hard", "hard")),
        ("event", "", "2022-12-26", ("open", "soft")),
        ("event", "2022-01-01", "", ("soft", "open")),
        ("state", "2008-01-01", "2008-12-31", ("soft", "soft")),
        ("state", "2022-01-01", "2022-01-31", ("soft", "soft")),
        ("state", "2022-01-01", "2022-02-28", ("hard", "hard")),
        ("state", "1991-01-01", "2014-12-31", ("hard", "hard")),
        ("state", "2022-02-24", "2022-12-26", ("hard", "hard")),
        ("measure", "2022-01-01", "2022-12-31", ("hard", "hard")),
        ("state", "2022-01-01", "", ("hard", "open")),
        ("state", "", "2008-12-31", ("open", "hard")),
        ("measure", "2022-01-01", "2022-10-31", ("hard", "hard")),
        ("", "2022-01-01", "no date", ("hard", "open")),
    ],
)
def test_ends_show_how_exactly_dates_are_known(aspect, earliest, latest, ends):
    """Events have soft ends, states and measurements hard ones; an end without a date is open."""
    made = bar(aspect, earliest, latest)

    assert (made["starts"], made["ends"]) == ends
    assert (made["from"] is None, made["to"] is None) == tuple(end == "open" for end in ends)


def test_bar_lasts_until_the_end_of_its_last_day():
    """A bar of one day is one day long."""
    made = bar("event", "2022-03-02", "2022-03-02")

    assert made["to"] - made["from"] == 1


def test_axis_gives_more_room_to_years_with_many_dates():
    """The year with the most dates takes the most room, and every year is on the axis."""
    stops, ticks = axis(["2008-01-01", "2014-06-30", *["2022-03-01"] * 20, "2023-01-01"])
    wide = {year: after[1] - before[1] for year, (before, after) in enumerate(itertools.pairwise(stops), 2008)}
    days = [at(day, stops) for day in range(stops[0][0], stops[-1][0] + 1)]

    assert days == sorted(days)
    assert (days[0], days[-1]) == (0, 1)
    assert max(wide, key=wide.__getitem__) == 2022
    assert min(wide.values()) > 0.01
    assert [tick["label"] for tick in ticks if tick["year"]] == [str(year) for year in range(2008, 2024)]
    assert [tick["label"] for tick in ticks if not tick["year"]][:2] == ["Feb", "Mar"]
    assert {tick["label"] for tick in ticks if tick["year"] and tick["dated"]} == {"2008", "2014", "2022", "2023"}


def test_axis_shows_where_it_is_shortened():
    """Years without dates are shown as a break; there is no break between neighbouring years with dates."""
    _, ticks = axis(["2008-01-01", "2014-06-30", "2022-03-01", "2023-01-01"])
    year = {tick["label"]: tick["at"] for tick in ticks if tick["year"]}

    assert breaks(ticks) == [(year["2009"], year["2014"]), (year["2015"], year["2022"])]
    assert breaks(axis(["2022-03-01", "2023-01-01"])[1]) == []
    assert breaks([]) == []


@pytest.mark.parametrize("dates", [[], ["", "2022-13-45", "soon"]])
def test_axis_without_dates_is_empty(dates):
    """An invalid date does not change the axis."""
    assert axis(dates) == ([], [])


def test_axis_reaches_the_last_possible_day():
    """The year 9999 does not overflow."""
    assert len(axis(["9999-12-31"])[0]) == 2


def test_page_separates_dated_and_undated_statements(small):
    """The vote of March is a bar with vague ends; the denied supply has no date and no bar."""
    page = small.draw("timeline", command="cakg draw timeline -o timeline.html")
    data = json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)[1])
    bars = {data["statements"][one["statement"]]["label"]: one for one in data["timeline"]["bars"]}

    assert list(bars) == ["Abstention of Kazakhstan"]
    assert bars["Abstention of Kazakhstan"]["starts"] == "soft"
    assert len(data["statements"]) > 5


def test_full_page_keeps_dated_statements(small, monkeypatch):
    """In a large graph, undated statements are left out first, and the page states how many."""
    monkeypatch.setattr("cakg.pictures.timeline.MOST_STATEMENTS", 1)
    page = small.draw("timeline", command="cakg draw timeline -o timeline.html")
    data = json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)[1])

    assert [one["label"] for one in data["statements"]] == ["Abstention of Kazakhstan"]
    assert data["leftOut"]["statements"] > 3


def test_caption_describes_the_timeline(small):
    """The caption counts dated statements and gives their range, overall and by theme."""
    page = small.draw("timeline", command="cakg draw timeline -o timeline.html")
    data = json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)[1])

    assert data["takeaway"] == (
        "1 of 7 statements has a date; 1 of these is said without a hedge. All dates are in 2022."
    )
    assert data["alternative"].splitlines()[1] == "diplomacy (1): Abstention of Kazakhstan, March 2022."


def test_takeaway_ignores_open_ends(graph_of):
    """The takeaway uses only the dates that are given, not open ends."""
    kg = KnowledgeGraph(
        graph_of("""
        id:a a cakg:State ; rdfs:label "A"@en . id:b a cakg:State ; rdfs:label "B"@en .
        id:writer a cakg:Person ; rdfs:label "Writer"@en .
        source:one a cakg:Article ; rdfs:label "One"@en ; cakg:shortName "One 2022" ; cakg:author id:writer .
        passage:one a cakg:Passage ; cakg:source source:one ; cakg:paragraph 1 ; cakg:sentence 1 .
        stmt:a a cakg:Statement , rdf:Statement ; rdfs:label "Visit"@en ; rdf:subject id:a ;
            rdf:predicate cakg:visited ; rdf:object id:b ; cakg:latest "2022-12-26"^^xsd:date .
        stmt:b a cakg:Statement , rdf:Statement ; rdfs:label "Supply"@en ; rdf:subject id:a ;
            rdf:predicate cakg:supplied ; rdf:object id:b ;
            cakg:earliest "2019-01-01"^^xsd:date ; cakg:latest "2022-12-31"^^xsd:date .
        claim:a a cakg:Claim ; cakg:affirms stmt:a ; cakg:denies stmt:b ; cakg:mode mode:asserted ;
            cakg:speaker id:writer ; cakg:passage passage:one .
        """),
        shipped(),
    )
    data = timeline_data(kg.network(), "")

    assert data["takeaway"] == (
        "2 of 2 statements have dates; 1 of these is said without a hedge."
        " The dates run from 2019 to 2022; 1 statement falls entirely in 2022."
    )
    assert "security (1): Denied: Supply, 2019 to 2022." in data["alternative"]
