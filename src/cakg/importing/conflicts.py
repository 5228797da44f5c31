"""UCDP/PRIO armed conflicts: who fought whom in a year, and who stood by whom with troops.

Sides are as they are coded: a state where its government is one, else the group. A state that joins with troops is no
side; it supports one. The names and the numbers in a cell are not in one order, so states are found by numbers and
groups by names; and of a side of several groups the row does not say which of them was supported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import narwhals as nw

from cakg.asking.names import labels
from cakg.engines.engine import Engine
from cakg.importing.dataset import Dataset, Mapping, Requirement, is_one_of
from cakg.importing.facts import Fact, Row, Source, by_row, english, is_number, iso, local, named, number, slug, triples
from cakg.importing.ntriples import DAY
from cakg.linking.codes import codes
from cakg.vocabulary import CAKG, ID, INTENSITY, RDF, RDFS, SKOS

_INTENSITIES = {"1": "minor", "2": "war"}
_OVER = {"1": " over {}", "2": " over government", "3": " over government and {}"}
_STATES = ["gwno_a", "gwno_b", "gwno_a_2nd", "gwno_b_2nd"]
_DAYS = ["start_date", "end_date"]
_COLUMNS = ["conflict_id", "year", "side_b", "intensity_level", "incompatibility", "territory_name", *_DAYS, *_STATES]
_A_PARTY = "A party to an armed conflict, by the name that the Uppsala Conflict Data Program gives it."
_DAY_FIRST = r"^(\d\d)-(\d\d)-(\d{4})$"


def _mapping(engine: Engine) -> Mapping:
    source, states = Source(engine, "ucdp-prio"), codes(engine, "gw")
    groups = named(engine, "Place", "Group", "Organisation")
    names = labels(engine, {*states.values(), *groups.values()})

    def known(row: Row, column: str) -> list[str]:
        """Return the states of the graph whose numbers stand in a cell."""
        listed = [code.strip() for code in (row[column] or "").split(",")]
        return [states[code] for code in listed if code in states]

    def parties(row: Row) -> list[str]:
        """Return the names of the groups on side B."""
        return [name for name in (row["side_b"] or "").split(", ") if name and not name.startswith("Government of ")]

    def party(name: str) -> str:
        """Return the group of this name: the graph's, else a new one."""
        return groups.get(name) or ID[f"ucdp-{slug(name)}"]

    def facts(row: Row) -> Iterator[Fact]:
        """Return who fought whom, and who supported whom."""
        sides_a, sides_b = known(row, "gwno_a"), [*known(row, "gwno_b"), *map(party, parties(row))]
        called = names | {party(name): name for name in parties(row) if name not in groups}
        one_side = sides_b if len(sides_b) == 1 else [groups[row["side_b"]]] if row["side_b"] in groups else []
        conflict, year, deadly = number(row["conflict_id"]), number(row["year"]), _INTENSITIES[row["intensity_level"]]
        first, last = f"{year}-01-01", f"{year}-12-31"
        start, end = (iso(re.sub(_DAY_FIRST, r"\3\2\1", row[column])) if row[column] else "" for column in _DAYS)
        start, end = max(start, first), min(end or last, last)
        when = year if (start, end) == (first, last) else f"{start} – {end}"
        over = _OVER.get(row["incompatibility"] or "", "").format(row["territory_name"] or "territory")
        fights = ("inConflictWith", "in conflict with", "Armed conflict of {} with {}, {when} ({deadly})")
        helps = ("supports", "supports", "Support by troops of {} for {}, {when}")
        pairs = [(fights, one, other) for one in sides_a for other in sides_b]
        pairs += [(helps, one, other) for one in known(row, "gwno_a_2nd") for other in sides_a]
        pairs += [(helps, one, other) for one in known(row, "gwno_b_2nd") for other in one_side]
        for (predicate, verb, label), one, other in pairs:
            fought = predicate == "inConflictWith"
            yield Fact(
                *(one, CAKG.iri + predicate, other),
                name=f"{local(one)} {verb} {local(other)} {when} {deadly if fought else ''}",
                label=label.format(called[one], called[other], when=when, deadly=deadly),
                key=f"{conflict} {year} {local(one)} {verb} {local(other)}",
                row=f"{conflict} {year}",
                record=f"conflict {conflict}{over}, {year}",
                earliest=start,
                latest=end,
                more=((CAKG.intensity, INTENSITY[deadly]),) if fought else (),
            )

    def told(rows: list[Row]) -> Iterator[str]:
        for row in rows:
            for name in parties(row):
                if name not in groups:
                    about = ((RDFS.label, english(name)), (SKOS.definition, english(_A_PARTY)))
                    yield triples(party(name), (RDF.type, CAKG.Group), *about)
            for fact in facts(row):
                yield from source.told(fact)

    return by_row(_requirements(states), told)


def _requirements(states: dict[str, str]) -> list[Requirement]:
    ours = rf"^(?:(?:{'|'.join(states)}) *(?:, *|$))+$"
    unread, unknown = "is no list of state numbers", "names a state that the graph has not: left out"
    lists = [Requirement(column, unread, ~nw.col(column).str.contains(r"^\d+(, *\d+)*$")) for column in _STATES]
    left = [Requirement(column, unknown, ~nw.col(column).str.contains(ours), kept=True) for column in _STATES]
    digits = [nw.col(day).str.replace_all(_DAY_FIRST, "$3$2$1").str.replace_all("-", "") for day in _DAYS]
    days = [
        Requirement(column, "is no day of the calendar", ~day.str.contains(DAY))
        for column, day in zip(_DAYS, digits, strict=True)
    ]
    deadly = is_one_of("intensity_level", _INTENSITIES, "is neither 1 nor 2")
    return [is_number("conflict_id"), is_number("year", "4"), deadly, *lists, *days, *left]


DATASETS = [Dataset("ucdp-prio", _COLUMNS, _mapping)]
