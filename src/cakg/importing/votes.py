"""Votes in the General Assembly, in three forms: Voeten's table, the Digital Library's, and compiled from reports.

A vote is on a resolution. Where the table has several roll calls under one number, on paragraphs or motions, or has no
number, the roll call is what was voted on. A missing row says nothing; only a row that marks an absence tells of one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import narwhals as nw
from pyoxigraph import Literal

from cakg.asking.names import labels
from cakg.engines.engine import Engine
from cakg.importing.dataset import Dataset, Mapping, Requirement, is_one_of
from cakg.importing.facts import (
    ADDRESS,
    Fact,
    Row,
    Source,
    by_row,
    english,
    is_number,
    iso,
    leaves_out,
    local,
    named,
    number,
    slug,
    triples,
)
from cakg.importing.ntriples import DAY
from cakg.linking.codes import codes
from cakg.vocabulary import CAKG, DCTERMS, ID, KIND, RDF, RDFS, SKOS

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
_EVENT = ((RDF.type, CAKG.Event), (CAKG.kind, KIND["vote"]), (CAKG.concerns, ID["un-general-assembly"]))


class _Vote(NamedTuple):
    """One state's vote: its code, the day, the mark, and where it stands."""

    state: str
    day: str
    mark: str
    resolution: str
    """The number of the resolution, or nothing."""
    key: str
    record: str
    title: str = ""
    call: str = ""
    """The number of the roll call, where not the resolution but that was voted on."""
    address: str = ""


class _Votes(Source):
    """What one table of votes shares with the others: who speaks, and the states and titles that the graph knows."""

    def __init__(self, engine: Engine, name: str) -> None:
        super().__init__(engine, name)
        self.states = codes(engine, "iso2")
        self.labels = labels(engine, self.states.values())
        # Aliases of one word are capitals and governments, which a title would mean as themselves.
        in_titles = {name: thing for name, thing in named(engine, "State").items() if " " in name}
        in_titles |= {label: thing for thing, label in self.labels.items()}
        in_titles |= {name: thing for name, thing in named(engine, "Place").items() if name in _PLACES}
        self.in_titles = [(re.compile(rf"\b{re.escape(name)}\b"), thing) for name, thing in in_titles.items()]
        self.resolution = cache(self._resolution)

    def requirements(self, resolution: str) -> list[Requirement]:
        """Return what is required of a day and of the number of a *resolution*, which may be missing."""
        no_day = ~nw.col("date").str.replace_all("-", "").str.contains(DAY)
        no_number = ~nw.col(resolution).str.contains(_NUMBER)
        return [
            Requirement("date", "is no day of the calendar", no_day.fill_null(True)),
            Requirement(resolution, "is no number of a resolution", no_number.fill_null(False)),
        ]

    def told_of(self, vote: _Vote) -> Iterator[str]:
        """Return resolution, roll call, and who voted how."""
        if vote.state not in self.states or vote.mark not in _CHOICE:
            return
        of, at = ID[f"unga-{slug(vote.resolution)}"], ID[f"unga-roll-call-{vote.call}"]
        what = f"roll call {vote.call}" if vote.call else f"resolution {vote.resolution}"
        state, choice, day = self.states[vote.state], _CHOICE[vote.mark], iso(vote.day)
        _, verb, label = _CHOICES[choice]
        event = at if vote.call else of
        if vote.resolution:
            yield self.resolution(of, vote.resolution, vote.title)
        if vote.call:
            yield _roll_call(at, vote.call, of if vote.resolution else "")
        yield from self.told(
            Fact(
                *(state, CAKG.iri + choice, event),
                name=f"{local(state)} {verb} {local(event)} {day}",
                label=f"{label.format(self.labels[state])} General Assembly {what}, {day}",
                key=vote.key,
                record=vote.record,
                earliest=day,
                latest=day,
                address=vote.address,
            )
        )

    def _resolution(self, of: str, resolution: str, title: str) -> str:
        title = re.sub(_ADDED, "", title).replace("[...]", "…")
        concerned = sorted({thing for pattern, thing in self.in_titles if pattern.search(title)})
        return triples(
            of,
            *_EVENT,
            (RDFS.label, english(f"General Assembly resolution {resolution}")),
            (RDFS.label, Literal(f"Резолюция Генеральной Ассамблеи {resolution}", language="ru")),
            *((SKOS.altLabel, english(name)) for name in (f"A/RES/{resolution}", resolution)),
            (SKOS.definition, english("A resolution of the United Nations General Assembly, and the vote on it.")),
            *([(DCTERMS.title, english(title))] if title else []),
            *((CAKG.concerns, thing) for thing in concerned),
        )


def _roll_call(at: str, call: str, of: str) -> str:
    return triples(
        at,
        *_EVENT,
        (RDFS.label, english(f"General Assembly roll call {call}")),
        (RDFS.label, Literal(f"Поимённое голосование {call} в Генеральной Ассамблее", language="ru")),
        (SKOS.definition, english("A vote in the United Nations General Assembly, by its number in Voeten's table.")),
        *([(CAKG.concerns, of)] if of else []),
    )


def _bare(resolution: str | None) -> str:
    """Return a number of a resolution as it is said: R/71/68 and A/RES/71/68 are one, 71/68."""
    return re.sub(_NUMBER, r"\1", resolution or "")


def _voeten(engine: Engine) -> Mapping:
    votes = _Votes(engine, "voeten-unga")

    def told(rows: list[Row]) -> Iterator[str]:
        calls = defaultdict(set)
        for row in rows:
            calls[_bare(row["unres"])].add(number(row["rcid"]))
        for row in rows:
            resolution, call, state = _bare(row["unres"]), number(row["rcid"]), row["iso2"]
            several = call if len(calls[resolution]) > 1 or not resolution else ""
            key, record = f"{call} {state}", f"rcid {call}, {state}"
            mark = number(row["vote"])
            yield from votes.told_of(_Vote(state, row["date"], mark, resolution, key, record, call=several))

    marks, no_member = [*_CHOICE, _NO_MEMBER], nw.col("vote").is_in([_NO_MEMBER, f"{_NO_MEMBER}.0"])
    requirements = [
        is_number("rcid"),
        *votes.requirements("unres"),
        is_one_of("vote", [*marks, *(f"{mark}.0" for mark in marks)], "is no vote that is known"),
        Requirement("vote", "says that it was no member: left out", no_member, kept=True),
        leaves_out("iso2", votes.states),
    ]
    return by_row(requirements, told)


def _library(engine: Engine) -> Mapping:
    votes = _Votes(engine, "undl-votes")

    def told(rows: list[Row]) -> Iterator[str]:
        for row, state in ((row, state) for row in rows for state in _STATES if row[state]):
            entry, resolution = row["undl_record"], row["resolution"]
            key, record = f"{entry} {state}", f"record {entry}, {resolution}, {state}"
            vote = _Vote(state, row["date"], row[state], _bare(resolution), key, record, row["title"] or "")
            yield from votes.told_of(vote._replace(address=row["url"] or ""))

    known = [Requirement(state, "is no vote that is known", ~nw.col(state).is_in(list("YNAX"))) for state in _STATES]
    return by_row([is_number("undl_record"), *votes.requirements("resolution"), *known], told)


def _compiled(engine: Engine) -> Mapping:
    votes = _Votes(engine, "es11-votes")

    def told(rows: list[Row]) -> Iterator[str]:
        for row in (row for row in rows if row["status"] != _FROM_MEMORY):
            state, resolution = row["iso2"], row["resolution"]
            key, record = f"{resolution} {state}", f"{resolution}, {state}"
            vote = _Vote(state, row["date"], row["vote"], _bare(resolution), key, record, row["title"] or "")
            yield from votes.told_of(vote)
            for report in row["evidence"].split(" ; ") if row["evidence"] else []:
                yield triples(votes.row(key), *_cited(report))

    remembered = nw.col("status") == _FROM_MEMORY
    requirements = [
        *votes.requirements("resolution"),
        is_one_of("vote", _CHOICE, "is no vote that is known"),
        Requirement("status", "names no report that tells the vote: left out", remembered, kept=True),
        leaves_out("iso2", votes.states),
    ]
    return by_row(requirements, told)


def _cited(report: str) -> Iterator[tuple[str, str | Literal]]:
    """Return a report as evidence: its address, else the compiler's words; and the limits that these tell."""
    report = re.sub(r"^github (\S+)@(\S+) (\S+)$", r"https://github.com/\1/blob/\2/\3", report)
    linked = re.fullmatch(rf"({ADDRESS})(?: \((.*)\))?", report)
    yield CAKG.evidence, linked[1] if linked else Literal(report)
    if linked and linked[2]:
        yield SKOS.note, english(linked[2])


DATASETS = [
    Dataset("voeten-unga", ["rcid", "date", "unres", "iso2", "vote"], _voeten, whole=True),
    Dataset("undl-votes", ["date", "resolution", "undl_record", "title", "url", *_STATES], _library),
    Dataset("es11-votes", ["resolution", "date", "title", "iso2", "vote", "status", "evidence"], _compiled),
]
