"""Votes in the General Assembly, from three tables: Voeten's, the Digital Library's, and one compiled from reports.

A vote is on a resolution. If a resolution number is missing, or has several roll calls (on paragraphs or motions), the
vote is on the roll call. A missing row means nothing; a state was absent only if a row says so.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache, partial

import narwhals as nw
from pyoxigraph import Literal

from cakg.datasets.facts import ADDRESS, Fact, Row, Source, by_row, english, iso, slug, things_by_name, triples
from cakg.datasets.mapping import (
    Dataset,
    Mapping,
    Requirement,
    is_day,
    is_number,
    is_one_of,
    left_out_unless_one_of,
    matches,
)
from cakg.model import dates
from cakg.store.protocol import Engine
from cakg.vocabulary import CAKG, DCTERMS, ID, KIND, RDF, RDFS, SKOS, local

_CHOICES = {
    "votedFor": (("1", "yes", "Y"), "voted for", "Vote of {} for"),
    "votedAgainst": (("3", "no", "N"), "voted against", "Vote of {} against"),
    "abstainedOn": (("2", "abstain", "A"), "abstained on", "Abstention of {} on"),
    "absentFrom": (("8", "absent", "X"), "absent from", "Absence of {} from the vote on"),
}
_CHOICE_OF_MARK = {mark: choice for choice, (marks, _, _) in _CHOICES.items() for mark in marks}
_NO_MEMBER = "9"
_FROM_MEMORY = "unverified-memory"
_STATES = "AF AM AZ BY CN GE KG KZ RU TJ TM UA US UZ"
_NUMBER = "^(?:A/RES|R)/((?:ES-)?[0-9]+/[0-9A-Z/-]+)$"
_PLACES = ("Abkhazia", "Central Asia", "Crimea", "South Ossetia")
"""Places that are searched for in titles, in addition to states."""
_ADDITIONS = r"\s*(?:: resolution / adopted .*|\(preamble .*\))$"
"""Text that a catalogue or a compiler adds after a title."""


def _mapping(name: str, entry: str, record: str, columns: Sequence[str], engine: Engine) -> Mapping:
    """Return the mapping of a table with *columns*; the second column has the resolution.

    The column *entry* and the state identify a vote; *record* is the pattern of its identifier in words.
    """
    source, of = Source(engine, name, "iso2"), columns[1]
    resolution_triples = cache(partial(_resolution, _title_patterns(engine, source)))

    def fact(row: Row, state: str, choice: str, what: str) -> Fact:
        """Return the fact that a state made this *choice* on *what*, a resolution or a roll call."""
        voter, day, (_, verb, label) = source.states[state], iso(row["date"]), _CHOICES[choice]
        return Fact(
            *(voter, CAKG.iri + choice, _event(what)),
            name=f"{local(voter)} {verb} {local(_event(what))} {day}",
            label=f"{label.format(source.labels[voter])} General Assembly {what}, {dates.day(day)}",
            key=f"{row[entry]} {state}",
            record=record.format(row[entry], row[of], state),
            earliest=day,
            latest=day,
            address=row.get("url") or "",
        )

    def triples_of(rows: list[Row]) -> Iterator[str]:
        calls = defaultdict(set)
        for row in rows:
            calls[_number(row[of])].add(row.get("rcid", ""))
        for row in rows:
            number, votes = _number(row[of]), {row["iso2"]: row["vote"]} if "vote" in row else row
            call = row["rcid"] if not number or len(calls[number]) > 1 else ""
            for state in source.states.keys() & votes.keys():
                choice = _CHOICE_OF_MARK.get(votes[state])
                if choice and row.get("status") != _FROM_MEMORY:
                    if number:
                        yield resolution_triples(number, row.get("title") or "")
                    if call:
                        yield _roll_call(call, [(CAKG.concerns, _event(number))] if number else [])
                    vote = fact(row, state, choice, f"roll call {call}" if call else f"resolution {number}")
                    yield from source.triples_of(vote)
                    for report in filter(None, (row.get("evidence") or "").split(" ; ")):
                        yield triples(source.row(vote.key), *_evidence(report))

    return by_row(_requirements(columns, source), triples_of)


def _requirements(columns: Sequence[str], source: Source) -> list[Requirement]:
    """Return the requirements of a table with *columns*; the second column has the resolution."""
    day, unknown = nw.col("date").str.replace_all("-", ""), "is not a known vote"
    marks, remembered = [*_CHOICE_OF_MARK, _NO_MEMBER], nw.col("status") == _FROM_MEMORY
    no_member = nw.col("vote").is_in([_NO_MEMBER, f"{_NO_MEMBER}.0"])
    number = (
        f"{_NUMBER}|^$" if "rcid" in columns else _NUMBER
    )  # without a resolution number, the roll call has its own number
    requirements = [
        is_day("date", day.fill_null("")),
        matches(columns[1], number, "is not a resolution number"),
        *(is_number(entry) for entry in ("rcid", "undl_record")),
        *(is_one_of(state, ["", *marks], unknown) for state in _STATES.split()),
        is_one_of("vote", marks, unknown),
        Requirement("vote", "says that the state was not a member: left out", no_member, keep_row=True),
        Requirement("status", "says that no report gives the vote: left out", remembered, keep_row=True),
        left_out_unless_one_of("iso2", source.states),
    ]
    return [required for required in requirements if required.column in columns]


def _number(resolution: str | None) -> str:
    """Return the short number of a resolution: 71/68 for R/71/68 and for A/RES/71/68."""
    return re.sub(_NUMBER, r"\1", resolution or "")


def _event(what: str) -> str:
    """Return the IRI of a resolution or of a roll call."""
    return ID[f"unga-{slug(what.removeprefix('resolution '))}"]


def _title_patterns(engine: Engine, source: Source) -> list[tuple[re.Pattern[str], str]]:
    """Return the patterns that find states and places in a title, each with the IRI of the state or place."""
    # Aliases of one word are left out, such as a capital that stands for its state: a title may mean the city.
    names = {name: thing for name, thing in things_by_name(engine, "State").items() if " " in name}
    names |= {label: thing for thing, label in source.labels.items()}
    names |= {name: thing for name, thing in things_by_name(engine, "Place").items() if name in _PLACES}
    return [(re.compile(rf"\b{re.escape(name)}\b"), thing) for name, thing in names.items()]


def _resolution(patterns: list[tuple[re.Pattern[str], str]], number: str, title: str) -> str:
    title = re.sub(_ADDITIONS, "", title).replace("[...]", "…")
    return _voted_on(
        f"resolution {number}",
        f"Резолюция Генеральной Ассамблеи {number}",
        *((SKOS.altLabel, english(name)) for name in (f"A/RES/{number}", number)),
        (SKOS.definition, english("A resolution of the United Nations General Assembly, and the vote on it.")),
        *([(DCTERMS.title, english(title))] if title else []),
        *((CAKG.concerns, thing) for thing in sorted({thing for name, thing in patterns if name.search(title)})),
    )


def _roll_call(call: str, concerned: list[tuple[str, str]]) -> str:
    definition = "A vote in the United Nations General Assembly, by its number in Voeten's table."
    russian = f"Поимённое голосование {call} в Генеральной Ассамблее"
    return _voted_on(f"roll call {call}", russian, (SKOS.definition, english(definition)), *concerned)


def _voted_on(what: str, russian: str, *more: tuple[str, str | Literal]) -> str:
    """Return the triples of a resolution or a roll call."""
    return triples(
        _event(what),
        *((RDF.type, CAKG.Event), (CAKG.kind, KIND["vote"]), (CAKG.concerns, ID["un-general-assembly"])),
        (RDFS.label, english(f"General Assembly {what}")),
        (RDFS.label, Literal(russian, language="ru")),
        *more,
    )


def _evidence(report: str) -> Iterator[tuple[str, str | Literal]]:
    """Yield a report as evidence: its address, or else the compiler's words, and any remark after the address."""
    report = re.sub(r"^github (\S+)@(\S+) (\S+)$", r"https://github.com/\1/blob/\2/\3", report)
    linked = re.fullmatch(rf"({ADDRESS})(?: \((.*)\))?", report)
    yield CAKG.evidence, linked[1] if linked else Literal(report)
    if linked and linked[2]:
        yield SKOS.note, english(linked[2])


def _dataset(name: str, entry: str, record: str, columns: str) -> Dataset:
    return Dataset(name, columns.split(), partial(_mapping, name, entry, record, columns.split()))


DATASETS = [
    _dataset("voeten-unga", "rcid", "rcid {0}, {2}", "date unres rcid vote iso2"),
    _dataset("undl-votes", "undl_record", "record {}, {}, {}", f"date resolution undl_record title url {_STATES}"),
    _dataset("es11-votes", "resolution", "{0}, {2}", "date resolution title vote status iso2 evidence"),
]
