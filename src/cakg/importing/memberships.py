"""Correlates of War, intergovernmental organisations: which state belongs to which, year by year.

The years are those of the dataset's coders, who count by calendar years and not always from the day of accession.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from cakg.asking.names import labels
from cakg.engines.engine import Engine
from cakg.importing.dataset import Dataset, Mapping, is_one_of
from cakg.importing.facts import Fact, Row, Source, by_row, is_number, leaves_out, local, named, number, runs
from cakg.linking.codes import codes
from cakg.vocabulary import CAKG, MEMBERSHIP

_MEMBERSHIPS = {
    "1": ("full", "Full membership"),
    "2": ("associate", "Associate membership"),
    "3": ("observer", "Observer status"),
}
_NONE = ["0", "-1", "-9"]
"""No member, an organisation not yet or no longer there, not known."""


def _mapping(engine: Engine) -> Mapping:
    source, states = Source(engine, "cow-igo-3"), codes(engine, "cow")
    names = labels(engine, states.values())
    organisations = {name.lower(): thing for name, thing in named(engine, "Organisation").items()}

    def told(rows: list[Row]) -> Iterator[str]:
        belonged = defaultdict(list)
        years = [int(number(row["year"])) for row in rows]
        for row, year in zip(rows, years, strict=True):
            state, organisation, code = number(row["ccode"]), (row["igo"] or "").lower(), number(row["code"])
            if state in states and organisation in organisations and code in _MEMBERSHIPS:
                belonged[state, organisation, code].append(year)
        for (state, organisation, code), held in belonged.items():
            one, other, (membership, words) = states[state], organisations[organisation], _MEMBERSHIPS[code]
            for run in runs(held, min(years), max(years)):
                yield from source.told(
                    Fact(
                        *(one, f"{CAKG.iri}memberOf", other),
                        name=f"{words} of {local(one)} in {local(other)}{run.span}",
                        label=f"{words} of {names[one]} in {organisation.upper()}{run.span}",
                        key=f"{state} {organisation} {membership} {run.first}",
                        record=f"ccode {state}, {organisation}, {run.first}–{run.last}, {membership}",
                        earliest=run.earliest,
                        latest=run.latest,
                        more=((CAKG.membership, MEMBERSHIP[membership]),),
                    )
                )

    coded = [*_MEMBERSHIPS, *_NONE]
    requirements = [
        is_number("year", "4"),
        is_number("ccode"),
        is_one_of("code", [*coded, *(f"{code}.0" for code in coded)], "is no code of membership"),
        leaves_out("ccode", states),
        leaves_out("igo", organisations),
    ]
    return by_row(requirements, told)


DATASETS = [Dataset("cow-igo-3", ["ccode", "year", "igo", "code"], _mapping, whole=True)]
