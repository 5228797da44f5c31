"""Votes in the General Assembly, from three tables: Voeten's, the Digital Library's, and one compiled from reports.

A vote is on a resolution. If a resolution number is missing, or has several roll calls (on paragraphs or motions), the
vote is on the roll call. A missing row means nothing; a state was absent only if a row says so.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial

import narwhals as nw
from pyoxigraph import Literal

from cakg.datasets.facts import (
    MIDNIGHT,
    Fact,
    Row,
    Source,
    by_row,
    english,
    iso,
    slug,
    things_by_name,
    triples,
)
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
from cakg.datasets.ntriples import WEB_ADDRESS
from cakg.links.identifiers import codes
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
_NUMBERS, _WORDS, _LETTERS = ([marks[kind] for marks, _, _ in _CHOICES.values()] for kind in range(3))
_MARKS = {"voeten-unga": [*_NUMBERS, _NO_MEMBER, *_WORDS], "undl-votes": _LETTERS, "es11-votes": [*_NUMBERS, *_WORDS]}
"""The marks of votes in each table."""
_SYSTEMS = {"iso2": "iso2", "iso3": "iso3", "ccode": "cow"}
"""The systems of the codes of states in a column; a table has one of these columns."""
_FROM_MEMORY = "unverified-memory"
_STATES = "AF AM AZ BY CN GE KG KZ RU TJ TM UA US UZ"
_PART = "[A-Z]{1,4}(?:-[A-Z]{1,4})?"
_NUMBER = (
    # 55/99 or ES-11/1; before 1976: 3379(XXX)
    r"^(?:A/RES|R)/((?:E?S-)?[0-9]+/[0-9A-Z/-]+|[0-9]+ ?\((?:E?S-)?[IVXLC]+\))"
    rf"(?: ?\[({_PART})\]| ?({_PART}))?$"  # its part: 55/99[A] in the catalogue, 55/99A in Voeten's table
)
_PLACES = ("Abkhazia", "Central Asia", "Crimea", "South Ossetia")
"""Places that are searched for in titles, in addition to states."""
_ADDITIONS = r"\s*(?:: resolution / adopted .*|\(preamble .*\))$"
"""Text that a catalogue or a compiler adds after a title."""


def _mapping(name: str, entry: str, record: str, columns: Sequence[str], engine: Engine) -> Mapping:
    """Return the mapping of a table with *columns*; the second column has the resolution.

    The column *entry* and the state identify a vote; *record* is the pattern of its identifier in words.
    """
    source, of = Source(engine, name, "iso2"), columns[1]
    state_of = _states(engine, source)
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
            number, state = _number(row[of]), state_of(row)
            call = row["rcid"] if not number or len(calls[number]) > 1 else ""
            choice = _CHOICE_OF_MARK.get(row["vote"])
            if not state or not choice or row.get("status") == _FROM_MEMORY:
                continue
            if number:
                yield resolution_triples(number, row.get("title") or "")
            if call:
                yield _roll_call(call, [(CAKG.concerns, _event(number))] if number else [])
            vote = fact(row, state, choice, f"roll call {call}" if call else f"resolution {number}")
            yield from source.triples_of(vote)
            for report in filter(None, (row.get("evidence") or "").split(" ; ")):
                yield triples(source.row(vote.key), *_evidence(report))

    requirements = _requirements(name, columns, engine)
    return by_row(requirements, triples_of, wide=[state.lower() for state in source.states])


def _states(engine: Engine, source: Source) -> Callable[[Row], str]:
    """Return the function that returns the ISO code of the state of a row, or an empty text."""
    iso_of = {thing: code for code, thing in source.states.items()}
    states = {
        column: {code: iso_of.get(thing, "") for code, thing in codes(engine, system).items()}
        for column, system in _SYSTEMS.items()
    }

    def state_of(row: Row) -> str:
        column = next(column for column in _SYSTEMS if column in row)
        return states[column].get((row[column] or "").upper(), "")

    return state_of


def _requirements(name: str, columns: Sequence[str], engine: Engine) -> list[Requirement]:
    """Return the requirements of a table with *columns*; the second column has the resolution."""
    day, unknown = nw.col("date").str.replace_all(MIDNIGHT, "").str.replace_all("-", ""), "is not a known vote"
    remembered, no_member = nw.col("status") == _FROM_MEMORY, nw.col("vote") == _NO_MEMBER
    # Without a resolution number, the roll call has its own number.
    number = f"{_NUMBER}|^$" if "rcid" in columns else _NUMBER
    return [
        is_day("date", day.fill_null("")),
        matches(columns[1], number, "is not the number of a resolution of the General Assembly"),
        *(is_number(entry) for entry in ("rcid", "undl_record")),
        is_one_of("vote", _MARKS[name], unknown),
        Requirement("vote", "says that the state was not a member: left out", no_member, keep_row=True),
        Requirement("status", "says that no report gives the vote: left out", remembered, keep_row=True),
        *(left_out_unless_one_of(column, codes(engine, system)) for column, system in _SYSTEMS.items()),
    ]


def _number(resolution: str | None) -> str:
    """Return the short number of a resolution: 71/68 for R/71/68 and A/RES/71/68, 55/99A for A/RES/55/99[A]."""
    found = re.match(_NUMBER, resolution or "")
    return found[1].replace(" ", "") + (found[2] or found[3] or "") if found else ""


def _symbols(number: str) -> list[str]:
    """Return the other names of a resolution; one for the part of a resolution also as the catalogue writes it."""
    in_catalogue = re.sub(rf"(?<=[0-9)])({_PART})$", r"[\1]", number)
    return list(dict.fromkeys([f"A/RES/{number}", number, f"A/RES/{in_catalogue}"]))


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
        *((SKOS.altLabel, english(name)) for name in _symbols(number)),
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
    linked = re.fullmatch(r"(\S+)(?: \((.*)\))?", report)
    if linked and not re.fullmatch(WEB_ADDRESS, linked[1]):
        linked = None
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
