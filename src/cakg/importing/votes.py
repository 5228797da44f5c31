"""Votes in the General Assembly, in three forms: Voeten's table, the Digital Library's, and compiled from reports.

A vote is on a resolution. Where the table has several roll calls under one number, on paragraphs or motions, or has no
number, the roll call is what was voted on. A missing row says nothing; only a row that marks an absence tells of one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from typing import NamedTuple

import narwhals as nw
from pyoxigraph import Literal

from cakg.engines.engine import Engine
from cakg.importing import facts
from cakg.importing.dataset import Dataset, Mapping, Requirement, is_one_of
from cakg.importing.facts import ADDRESS, Fact, Row, Source, english, named, number, slug, triples
from cakg.importing.ntriples import DAY
from cakg.vocabulary import CAKG, DCTERMS, ID, KIND, RDF, RDFS, SKOS, local

_CHOICES = {
    "votedFor": (("1", "yes", "Y"), "voted for", "Vote of {} for"),
    "votedAgainst": (("3", "no", "N"), "voted against", "Vote of {} against"),
    "abstainedOn": (("2", "abstain", "A"), "abstained on", "Abstention of {} on"),
    "absentFrom": (("8", "absent", "X"), "absent from", "Absence of {} from the vote on"),
}
_CHOICE = {mark: choice for choice, (marks, _, _) in _CHOICES.items() for mark in marks}
_NO_MEMBER = "9"
_FROM_MEMORY = "unverified-memory"
_STATES = ["AF", "AM", "AZ", "BY", "CN", "GE", "KG", "KZ", "RU", "TJ", "TM", "UA", "US", "UZ"]
_NUMBER = "^(?:A/RES|R)/((?:ES-)?[0-9]+/[0-9A-Z/-]+)$"
_PLACES = ("Abkhazia", "Central Asia", "Crimea", "South Ossetia")
"""Places that titles name as they name states."""
_ADDED = r"\s*(?:: resolution / adopted .*|\(preamble .*\))$"
"""What a catalogue or a compiler writes after the title."""


class _Vote(NamedTuple):
    """One state's vote: its code, the mark, the day, and where it stands."""

    state: str
    mark: str
    day: str
    resolution: str
    """The number of the resolution, or nothing."""
    key: str
    record: str
    title: str = ""
    call: str = ""
    """The number of the roll call, where not the resolution but that was voted on."""
    address: str = ""
    reports: str = ""


def _voeten(rows: list[Row]) -> Iterator[_Vote]:
    calls = defaultdict(set)
    for row in rows:
        calls[_bare(row["unres"])].add(number(row["rcid"]))
    for row in rows:
        resolution, call, state = _bare(row["unres"]), number(row["rcid"]), row["iso2"]
        several = call if len(calls[resolution]) > 1 or not resolution else ""
        key, record = f"{call} {state}", f"rcid {call}, {state}"
        yield _Vote(state, number(row["vote"]), row["date"], resolution, key, record, call=several)


def _library(rows: list[Row]) -> Iterator[_Vote]:
    for row, state in ((row, state) for row in rows for state in _STATES if row[state]):
        entry, resolution = row["undl_record"], row["resolution"]
        key, record = f"{entry} {state}", f"record {entry}, {resolution}, {state}"
        said = (row["title"] or "", "", row["url"] or "")
        yield _Vote(state, row[state], row["date"], _bare(resolution), key, record, *said)


def _compiled(rows: list[Row]) -> Iterator[_Vote]:
    for row in (row for row in rows if row["status"] != _FROM_MEMORY):
        state, resolution = row["iso2"], row["resolution"]
        key, record = f"{resolution} {state}", f"{resolution}, {state}"
        said = (row["title"] or "", "", "", row["evidence"] or "")
        yield _Vote(state, row["vote"], row["date"], _bare(resolution), key, record, *said)


def _bare(resolution: str | None) -> str:
    """Return a number of a resolution as it is said: R/71/68 and A/RES/71/68 are one, 71/68."""
    return re.sub(_NUMBER, r"\1", resolution or "")


def _mapping(
    name: str, columns: Sequence[str], votes: Callable[[list[Row]], Iterator[_Vote]], engine: Engine
) -> Mapping:
    """Return what becomes of a table with these *columns*, whose rows tell *votes*."""
    source = Source(engine, name, "iso2")
    resolution_of = cache(partial(_resolution, _in_titles(engine, source)))

    def told(rows: list[Row]) -> Iterator[str]:
        for vote in votes(rows):
            if vote.state in source.states and vote.mark in _CHOICE:
                resolution = ID[f"unga-{slug(vote.resolution)}"] if vote.resolution else ""
                event = ID[f"unga-roll-call-{vote.call}"] if vote.call else resolution
                if resolution:
                    yield resolution_of(vote.resolution, vote.title)
                if vote.call:
                    yield _roll_call(vote.call, [(CAKG.concerns, resolution)] if resolution else [])
                yield from source.told(_fact(source, vote, event))
                for report in filter(None, vote.reports.split(" ; ")):
                    yield triples(source.row(vote.key), *_cited(report))

    day, of, unknown = nw.col("date").str.replace_all("-", ""), columns[1], "is no vote that is known"
    marks = [*_CHOICE, _NO_MEMBER, *(f"{mark}.0" for mark in (*_CHOICE, _NO_MEMBER) if mark.isdigit())]
    remembered, no_member = nw.col("status") == _FROM_MEMORY, nw.col("vote").is_in([_NO_MEMBER, f"{_NO_MEMBER}.0"])
    missing = "R/0/0" if "rcid" in columns else ""  # a roll call has a number of its own
    requirements = {
        "date": [Requirement("date", "is no day of the calendar", ~day.fill_null("").str.contains(DAY))],
        of: [Requirement(of, "is no number of a resolution", ~nw.col(of).fill_null(missing).str.contains(_NUMBER))],
        "rcid": [facts.is_number("rcid")],
        "undl_record": [facts.is_number("undl_record")],
        **{state: [is_one_of(state, ["", *marks], unknown)] for state in _STATES},
        "vote": [
            is_one_of("vote", marks, unknown),
            Requirement("vote", "says that it was no member: left out", no_member, kept=True),
        ],
        "status": [Requirement("status", "names no report that tells the vote: left out", remembered, kept=True)],
        "iso2": [facts.leaves_out("iso2", source.states)],
    }
    return facts.by_row([one for column in columns for one in requirements.get(column, [])], told)


def _fact(source: Source, vote: _Vote, event: str) -> Fact:
    state, choice, day = source.states[vote.state], _CHOICE[vote.mark], facts.iso(vote.day)
    _, verb, label = _CHOICES[choice]
    what = f"roll call {vote.call}" if vote.call else f"resolution {vote.resolution}"
    return Fact(
        *(state, CAKG.iri + choice, event),
        name=f"{local(state)} {verb} {local(event)} {day}",
        label=f"{label.format(source.labels[state])} General Assembly {what}, {day}",
        key=vote.key,
        record=vote.record,
        earliest=day,
        latest=day,
        address=vote.address,
    )


def _in_titles(engine: Engine, source: Source) -> list[tuple[re.Pattern[str], str]]:
    """Return what finds a state or a place in a title, and its IRI."""
    # Aliases of one word are capitals and governments, which a title would mean as themselves.
    called = {name: thing for name, thing in named(engine, "State").items() if " " in name}
    called |= {label: thing for thing, label in source.labels.items()}
    called |= {name: thing for name, thing in named(engine, "Place").items() if name in _PLACES}
    return [(re.compile(rf"\b{re.escape(name)}\b"), thing) for name, thing in called.items()]


def _resolution(in_titles: list[tuple[re.Pattern[str], str]], resolution: str, title: str) -> str:
    title = re.sub(_ADDED, "", title).replace("[...]", "…")
    return _voted_on(
        f"resolution {resolution}",
        f"Резолюция Генеральной Ассамблеи {resolution}",
        *((SKOS.altLabel, english(name)) for name in (f"A/RES/{resolution}", resolution)),
        (SKOS.definition, english("A resolution of the United Nations General Assembly, and the vote on it.")),
        *([(DCTERMS.title, english(title))] if title else []),
        *((CAKG.concerns, thing) for thing in sorted({thing for name, thing in in_titles if name.search(title)})),
    )


def _roll_call(call: str, concerned: list[tuple[str, str]]) -> str:
    definition = "A vote in the United Nations General Assembly, by its number in Voeten's table."
    russian = f"Поимённое голосование {call} в Генеральной Ассамблее"
    return _voted_on(f"roll call {call}", russian, (SKOS.definition, english(definition)), *concerned)


def _voted_on(what: str, russian: str, *more: tuple[str, str | Literal]) -> str:
    """Return the triples of what was voted on, a resolution or a roll call."""
    return triples(
        ID[f"unga-{slug(what.removeprefix('resolution '))}"],
        *((RDF.type, CAKG.Event), (CAKG.kind, KIND["vote"]), (CAKG.concerns, ID["un-general-assembly"])),
        (RDFS.label, english(f"General Assembly {what}")),
        (RDFS.label, Literal(russian, language="ru")),
        *more,
    )


def _cited(report: str) -> Iterator[tuple[str, str | Literal]]:
    """Return a report as evidence: its address, else the compiler's words; and the limits that these tell."""
    report = re.sub(r"^github (\S+)@(\S+) (\S+)$", r"https://github.com/\1/blob/\2/\3", report)
    linked = re.fullmatch(rf"({ADDRESS})(?: \((.*)\))?", report)
    yield CAKG.evidence, linked[1] if linked else Literal(report)
    if linked and linked[2]:
        yield SKOS.note, english(linked[2])


def _dataset(name: str, votes: Callable[[list[Row]], Iterator[_Vote]], *columns: str) -> Dataset:
    return Dataset(name, columns, partial(_mapping, name, columns, votes))


DATASETS = [
    _dataset("voeten-unga", _voeten, "date", "unres", "rcid", "vote", "iso2"),
    _dataset("undl-votes", _library, "date", "resolution", "undl_record", "title", "url", *_STATES),
    _dataset("es11-votes", _compiled, "date", "resolution", "title", "vote", "status", "iso2", "evidence"),
]
