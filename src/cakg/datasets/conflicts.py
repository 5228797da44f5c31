"""UCDP/PRIO armed conflicts by year: the two sides, and the states that supported a side with troops.

A side is a state if its government is the party, else a group. A state that joins with troops supports a side and is
not a side itself. Names and numbers in a cell are in different orders, so states are identified by number and groups by
name. If a side has several groups, the row does not say which of them was supported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import narwhals as nw

from cakg.datasets.facts import MIDNIGHT, Fact, Row, Source, by_row, english, iso, slug, things_by_name, triples
from cakg.datasets.mapping import Dataset, Mapping, Requirement, is_day, is_number, is_one_of, is_year
from cakg.model.labels import labels
from cakg.store.protocol import Engine
from cakg.vocabulary import CAKG, ID, INTENSITY, RDF, RDFS, SKOS, local

_INTENSITIES = {"1": "minor", "2": "war"}
_OVER_WHAT = {"1": " over {}", "2": " over government", "3": " over government and {}"}
_STATES = ["gwno_a", "gwno_b", "gwno_a_2nd", "gwno_b_2nd"]
_DAYS = ["start_date", "end_date"]
_COLUMNS = ["conflict_id", "year", "side_b", "intensity_level", "incompatibility", "territory_name", *_DAYS, *_STATES]
_PARTY_DEFINITION = "A party to an armed conflict, by the name that the Uppsala Conflict Data Program gives it."
_EXACT = ("1", None)
"""The precision of a day that is known, or not given. Of other days only the year is used: the makers assigned them."""
_DAY_FIRST = r"^([0-9]{2})-([0-9]{2})-([0-9]{4})$"


def _mapping(engine: Engine) -> Mapping:
    source = Source(engine, "ucdp-prio", "gw")
    groups = things_by_name(engine, "Place", "Group", "Organisation")
    names = source.labels | labels(engine, groups.values())

    def states(row: Row, column: str) -> list[str]:
        """Return the states of the graph whose numbers are in a cell."""
        numbers = [number.strip() for number in (row[column] or "").split(",")]
        return [source.states[number] for number in numbers if number in source.states]

    def triples_of(rows: list[Row]) -> Iterator[str]:
        for row in rows:
            parties, described = {}, {}
            for name in (row["side_b"] or "").split(", "):
                if name and not name.startswith("Government of "):
                    party = groups.get(name) or ID[f"ucdp-{slug(name)}"]
                    parties[party] = name
                    if name not in groups:
                        label, definition = (RDFS.label, english(name)), (SKOS.definition, english(_PARTY_DEFINITION))
                        described[party] = triples(party, (RDF.type, CAKG.Group), label, definition)
            sides_a, sides_b = states(row, "gwno_a"), [*states(row, "gwno_b"), *parties]
            supported_b = sides_b if len(sides_b) == 1 else [groups[row["side_b"]]] if row["side_b"] in groups else []
            pairs = [("inConflictWith", one, other) for one in sides_a for other in sides_b]
            pairs += [("supports", one, other) for one in states(row, "gwno_a_2nd") for other in sides_a]
            pairs += [("supports", one, other) for one in states(row, "gwno_b_2nd") for other in supported_b]
            for predicate, one, other in pairs:
                yield from (described[side] for side in (one, other) if side in described)
                yield from source.triples_of(_fact(row, predicate, one, other, parties | names))

    return by_row(_requirements(source.states), triples_of)


def _fact(row: Row, predicate: str, one: str, other: str, names: dict[str, str]) -> Fact:
    """Return the fact that *one* fought or supported *other* on the days of fighting in the row's year."""
    conflict, year, intensity = row["conflict_id"], row["year"], _INTENSITIES[row["intensity_level"]]
    start, end = (iso(re.sub(_DAY_FIRST, r"\3\2\1", row[column])) if row[column] else "" for column in _DAYS)
    if row.get("start_prec") not in _EXACT:
        start = start and f"{start[:4]}-01-01"
    if row.get("end_prec") not in _EXACT:
        end = end and f"{end[:4]}-12-31"
    first, last = f"{year}-01-01", f"{year}-12-31"
    start, end = max(start, first), min(end or last, last)
    # ISO dates keep labels below 100 characters, the most that the check of the graph allows.
    when, dated = (year if (start, end) == (first, last) else f"{start}{to}{end}" for to in (" – ", " to "))
    over = _OVER_WHAT.get(row["incompatibility"] or "", "").format(row["territory_name"] or "territory")
    fought = predicate == "inConflictWith"
    verb = "in conflict with" if fought else predicate
    label = "Armed conflict of {} with {}, {} ({})" if fought else "Troop support by {} for {}, {}"
    return Fact(
        *(one, CAKG.iri + predicate, other),
        name=f"{local(one)} {verb} {local(other)} {when} {intensity if fought else ''}",
        label=label.format(names[one], names[other], dated, intensity),
        key=f"{conflict} {year} {local(one)} {verb} {local(other)}",
        row=f"{conflict} {year}",
        record=f"conflict {conflict}{over}, {year}",
        earliest=start,
        latest=end,
        qualifiers=((CAKG.intensity, INTENSITY[intensity]),) if fought else (),
    )


def _requirements(states: dict[str, str]) -> list[Requirement]:
    ours = rf"^(?:(?:{'|'.join(states)}) *(?:, *|$))+$"
    no_list, unknown = "is not a list of state numbers", "has a state that is not in the graph: left out"
    found = [is_number("conflict_id"), is_year("year")]
    found.append(is_one_of("intensity_level", _INTENSITIES, "is neither 1 nor 2"))
    for column in _STATES:
        found.append(Requirement(column, no_list, ~nw.col(column).str.contains(r"^[0-9]+(, *[0-9]+)*$")))
        found.append(Requirement(column, unknown, ~nw.col(column).str.contains(ours), keep_row=True))
    for column in _DAYS:
        day = nw.col(column).str.replace_all(MIDNIGHT, "")
        digits = day.str.replace_all(_DAY_FIRST, "$3$2$1").str.replace_all("-", "")
        found.append(is_day(column, digits))
    return found


DATASETS = [Dataset("ucdp-prio", _COLUMNS, _mapping)]
