"""Data by year: obligations between states in ATOP, and memberships of organisations in Correlates of War.

An unbroken run of years is one fact. A run that begins in the first year of the file has no start date, and one that
ends in the last year has no end date, since the data end there. Years are calendar years. ATOP's table of pairs does
not name the treaties.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from itertools import groupby

from cakg.datasets.facts import Fact, Row, Source, by_row, things_by_name
from cakg.datasets.mapping import Dataset, Mapping, Requirement, is_number, is_one_of, is_year, left_out_unless_one_of
from cakg.model import dates
from cakg.store.protocol import Engine
from cakg.vocabulary import CAKG, MEMBERSHIP, OBLIGATION, local

_OBLIGATIONS = {
    "atop_defense": ("defence", "alliedWith"),
    "atop_offense": ("offence", "alliedWith"),
    "atop_neutral": ("neutrality", "pactWith"),
    "atop_nonagg": ("non-aggression", "pactWith"),
    "atop_consul": ("consultation", "pactWith"),
}
"""The obligation and the predicate for each column of ATOP. Only a promise of help in war is an alliance."""
_MEMBERSHIPS = {
    "1": ("full", "Full membership"),
    "2": ("associate", "Associate membership"),
    "3": ("observer", "Observer status"),
}
_NO_MEMBERSHIP = ["0", "-1", "-9"]
"""The codes for no member, for an organisation that did not exist in the year, and for unknown."""


def _alliances(engine: Engine) -> Mapping:
    source = Source(engine, "atop-5", "cow")

    def facts(row: Row) -> Iterator[Fact]:
        # The table has each pair in both directions; one statement is enough.
        low, high = sorted((row["ccode1"], row["ccode2"]), key=int)
        if {low, high} <= source.states.keys():
            one, other = source.states[low], source.states[high]
            for flag, (obligation, predicate) in _OBLIGATIONS.items():
                if row[flag] == "1":
                    yield Fact(
                        *(one, CAKG.iri + predicate, other),
                        name=f"{local(one)} and {local(other)} pact of {obligation}",
                        label=f"{obligation.capitalize()} pact between {source.labels[one]} and {source.labels[other]}",
                        key=f"{low} {high} {obligation}",
                        record=f"ccode {low} and {high}, {{}}, {flag}",
                        qualifiers=((CAKG.obligation, OBLIGATION[obligation]),),
                    )

    flags = [is_one_of(flag, ["0", "1"], "is neither 0 nor 1") for flag in _OBLIGATIONS]
    pair = ("ccode1", "ccode2")
    coded = [*map(is_number, pair), *(left_out_unless_one_of(code, source.states) for code in pair)]
    return _in_runs(source, [*coded, *flags], facts)


def _memberships(engine: Engine) -> Mapping:
    source = Source(engine, "cow-igo-3", "cow")
    organisations = {name.lower(): thing for name, thing in things_by_name(engine, "Organisation").items()}

    codes_of = {_compact(name): code for code, name in _state_names(engine, source)}

    def facts(row: Row) -> Iterator[Fact]:
        state = row["ccode"] if "ccode" in row else codes_of.get(row["state"])
        organisation, code = (row["igo"] or "").lower(), row["code"]
        if state in source.states and organisation in organisations and code in _MEMBERSHIPS:
            one, other, (membership, words) = source.states[state], organisations[organisation], _MEMBERSHIPS[code]
            yield Fact(
                *(one, f"{CAKG.iri}memberOf", other),
                name=f"{words} of {local(one)} in {local(other)}",
                label=f"{words} of {source.labels[one]} in {organisation.upper()}",
                key=f"{state} {organisation} {membership}",
                record=f"ccode {state}, {organisation}, {{}}, {membership}",
                qualifiers=((CAKG.membership, MEMBERSHIP[membership]),),
            )

    left_out = [left_out_unless_one_of("ccode", source.states), left_out_unless_one_of("igo", organisations)]
    required = [
        is_number("ccode"),
        is_one_of("code", [*_MEMBERSHIPS, *_NO_MEMBERSHIP], "is not a membership code"),
        *left_out,
    ]
    return _in_runs(source, required, facts, group="igo", wide=[*organisations, *codes_of])


def _state_names(engine: Engine, source: Source) -> Iterator[tuple[str, str]]:
    """Yield the code and a name for each name of a state; the wide form has a column for each state by its name."""
    code_of = {thing: code for code, thing in source.states.items()}
    for name, thing in things_by_name(engine, "State").items():
        if thing in code_of:
            yield code_of[thing], name


def _compact(name: str) -> str:
    return name.lower().replace(" ", "")


def _in_runs(
    source: Source,
    requirements: list[Requirement],
    facts: Callable[[Row], Iterator[Fact]],
    *,
    group: str = "",
    wide: Collection[str] = (),
) -> Mapping:
    """Return the mapping that makes one fact from each unbroken run of years with equal facts.

    A run is unbroken if it has all years that the file has for the same value of *group*: early years may be listed at
    intervals.
    """

    def runs(rows: list[Row]) -> Iterator[str]:
        held: dict[tuple[str, Fact], set[int]] = defaultdict(set)
        years: dict[str, set[int]] = defaultdict(set)
        for row in rows:
            key, year = row[group] or "" if group else "", int(row["year"])
            years[key].add(year)
            for fact in facts(row):
                held[key, fact].add(year)
        every = set().union(*years.values())
        for (key, fact), found in held.items():
            for _, run in groupby(sorted(years[key]), found.__contains__):
                if {*(listed := list(run))} <= found:
                    yield from source.triples_of(_dated(fact, listed, min(every), max(every)))

    return by_row([is_year("year"), *requirements], runs, wide=wide)


def _dated(fact: Fact, run: list[int], begin: int, end: int) -> Fact:
    """Return *fact* with the dates of a *run* of years, in data from *begin* to *end*."""
    first, last = run[0], run[-1]
    since, until = f" from {first}" if first > begin else "", f" until {last}" if last < end else ""
    both = since and until
    return fact._replace(
        name=fact.name + (f", {first}–{last}" if both else since or until),
        label=fact.label + (f", {dates.span(f'{first}-01-01', f'{last}-12-31')}" if both else since or until),
        key=f"{fact.key} {first}",
        record=fact.record.format(f"{first}–{last}"),
        earliest=f"{first}-01-01" if since else None,
        latest=f"{last}-12-31" if until else None,
    )


DATASETS = [
    Dataset("atop-5", ["ccode1", "ccode2", "year", *_OBLIGATIONS], _alliances),
    Dataset("cow-igo-3", ["ccode", "year", "igo", "code"], _memberships),
]
