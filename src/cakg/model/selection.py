"""Selects the statements of a picture or an export.

Finds the statements of a :class:`Selection` and the things that each involves. Does not know how they are used:
:mod:`cakg.network.build` makes edges of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import TypedDict

from pyoxigraph import NamedNode

from cakg.errors import BadValueError
from cakg.model.dates import parsed
from cakg.model.frequency import said_of
from cakg.model.profiles import profile_term
from cakg.model.records import GIVEN_IN_ARTICLES, IN_ARTICLES, Records
from cakg.store.rows import rows, texts, values_of
from cakg.vocabulary import ID, SOURCE, STATUS, THEME, ClosedNamespace, OpenNamespace, local, shorten

_MOST_THINGS = 2_000
"""The most things of :func:`foremost`."""


class SelectionFields(TypedDict, total=False):
    """The fields of a :class:`Selection` as users give them: one or several names or IRIs, days as texts or dates."""

    about: str | Sequence[str]
    hops: int
    themes: str | Sequence[str]
    sources: str | Sequence[str]
    statuses: str | Sequence[str]
    profile: str
    since: date | str | None
    until: date | str | None
    datasets: bool


@dataclass(frozen=True, slots=True)
class Selection:
    """The statements to keep. A field that is not given selects all.

    *about* has IRIs of things: statements that involve one of them are kept. With *hops* above 1, statements that share
    a thing with those are kept too, and so on for each hop. *themes*, *sources* and *statuses* are IRIs or local names
    (``"security"``). Statements found only in datasets are left out, unless *sources* is given or *datasets* is true.
    With *since* or *until*, a statement is kept if it may apply on one of the days; a statement without dates is always
    kept.
    """

    about: tuple[str, ...] = ()
    """IRIs of things: statements that involve one of them are kept."""
    hops: int = 1
    """How many steps a statement may be away from the things of *about*."""
    themes: tuple[str, ...] = ()
    """Themes: statements of one of them are kept."""
    sources: tuple[str, ...] = ()
    """Sources: statements of one of them are kept."""
    statuses: tuple[str, ...] = ()
    """Statuses: statements with one of them are kept."""
    profile: str = "everything"
    """``everything``, ``unhedged`` or ``stated``."""
    since: date | None = None
    """Statements that may apply on or after this date are kept."""
    until: date | None = None
    """Statements that may apply on or before this date are kept."""
    datasets: bool = False
    """Whether statements that only datasets make are kept too."""

    def __post_init__(self) -> None:
        if self.hops < 1:
            raise BadValueError(f"{self.hops} is not a number of hops", remedy="give 1 or more")
        if self.since and self.until and self.since > self.until:
            raise BadValueError(
                f"no day is after {self.since} and before {self.until}", remedy="exchange the two dates"
            )
        profile_term(self.profile)
        for status in self.statuses:
            _status(status)

    @property
    def restricts(self) -> bool:
        """Whether anything but *datasets* is given, so that an export of all triples becomes one of a part."""
        return replace(self, datasets=False) != Selection()

    def pattern(self, *, given: bool = False) -> str:
        """Return the SPARQL pattern of ``?statement``, without dates and hops; *given* says that it has values."""
        claims = "^cakg:source/(^cakg:affirmedBy|^cakg:deniedBy|^cakg:leftOpenBy)"
        articles = GIVEN_IN_ARTICLES if given else IN_ARTICLES
        lines = ["" if self.datasets or self.sources else articles]
        if self.sources:
            lines.append(f"{_values('source', SOURCE, self.sources)} ?source {claims} ?statement .")
        # A variable instead of the profile: an engine that counts constants would begin with all statements.
        lines.append("?statement cakg:inProfile ?profile .")
        lines.append(f"FILTER (?profile = {profile_term(self.profile)})")
        if self.statuses:
            lines.append(f"?statement cakg:status ?status . {_values('status', STATUS, self.statuses)}")
        if self.themes:
            lines.append(f"?statement rdf:predicate/cakg:theme ?theme . {_values('theme', THEME, self.themes)}")
        return "\n".join(lines)

    def spans(self, earliest: str, latest: str) -> bool:
        """Return whether a period between two ISO dates overlaps the selected one; any other text is no bound."""
        start, end = parsed(earliest), parsed(latest)
        over_before = bool(self.since and end and end < self.since)
        begun_after = bool(self.until and start and start > self.until)
        return not (over_before or begun_after)

    def in_words(self, label: Mapping[str, str]) -> str:
        """Return the selection in words; *label* has the labels of things by IRI."""
        names = " and ".join(label.get(thing, shorten(thing)) for thing in self.about)
        hops = f" within {self.hops} hops" if self.hops > 1 else ""
        parts = [f"about {names}{hops}" if names else ""]
        for word, chosen in (("theme", self.themes), ("source", self.sources), ("status", self.statuses)):
            parts.append(f"{word} {' or '.join(local(iri) for iri in chosen)}" if chosen else "")
        parts.append(f"profile {local(self.profile)}" if local(self.profile) != "everything" else "")
        parts.append(f"from {self.since}" if self.since else "")
        parts.append(f"until {self.until}" if self.until else "")
        parts.append("datasets too" if self.datasets else "")
        return ", ".join(part for part in parts if part) or "everything"

    def to_options(self) -> list[str]:
        """Return the command-line options of this selection."""
        profile = local(self.profile)
        options: list[tuple[str, Iterable[object]]] = [
            ("--about", self.about),
            ("--theme", self.themes),
            ("--source", self.sources),
            ("--status", self.statuses),
            ("--hops", [self.hops] if self.hops != 1 else []),
            ("--profile", [profile] if profile != "everything" else []),
            ("--from", [self.since] if self.since else []),
            ("--until", [self.until] if self.until else []),
        ]
        given = [(option, str(value)) for option, values in options for value in values]
        words = [word for option, text in given for word in (option, shorten(text) if ":" in text else text)]
        return [*words, "--datasets"] if self.datasets else words


def involved(records: Records, selection: Selection, only: Collection[str] | None = None) -> dict[str, tuple[str, ...]]:
    """Return the selected statements and the things that each involves, as IRIs, sorted.

    *only* limits the result to these statements, given as IRIs.
    """
    things: dict[str, set[str]] = {}
    # With several hops the path may lead through statements that are not in *only*.
    given = ""
    if selection.hops == 1 and only is not None:
        given = f"VALUES ?statement {{ {values_of(sorted(only))} }}"
    elif selection.hops == 1 and selection.about:
        given = _about(records, selection)
    for row in texts(
        records.engine,
        f"""SELECT DISTINCT ?statement ?thing ?earliest ?latest WHERE {{
          {given}
          {selection.pattern(given=bool(given))}
          ?statement cakg:involves ?thing .
          OPTIONAL {{ ?statement cakg:earliest ?earliest }}
          OPTIONAL {{ ?statement cakg:latest ?latest }}
        }}""",
    ):
        if selection.spans(row.get("earliest", ""), row.get("latest", "")):
            things.setdefault(row["statement"], set()).add(row["thing"])
    kept = _within_hops(things, selection) if selection.about else things
    return {iri: tuple(sorted(kept[iri])) for iri in sorted(kept) if only is None or iri in only}


def _about(records: Records, selection: Selection) -> str:
    """Return the SPARQL pattern of each ``?statement`` that involves a thing that the selection is about."""
    nodes = [NamedNode(iri if "://" in iri else ID[iri]) for iri in selection.about]
    if not selection.datasets and (said := said_of(records, nodes)) is not None:
        return f"VALUES ?statement {{ {values_of(said)} }}"
    return f"VALUES ?centre {{ {' '.join(map(str, nodes))} }} ?statement cakg:involves ?centre ."


def connected(records: Records, selection: Selection) -> set[str]:
    """Return the IRIs of the selected statements with their things, claims, passages, sources and speakers."""
    kept = involved(records, selection)
    found = {*kept, *chain.from_iterable(kept.values())}
    for claim in chain.from_iterable(one.claims for one in records.statements(kept).values()):
        found |= {claim.iri, claim.passage.iri, claim.passage.source.iri, claim.speaker.iri}
    return found


def left_out(records: Records, selection: Selection) -> int:
    """Return how many statements are left out because only datasets make them; 0 if datasets are selected."""
    if selection.sources or selection.datasets:
        return 0
    return _count(records, replace(selection, datasets=True)) - _count(records, selection)


def foremost(records: Records, selection: Selection, most: int) -> tuple[set[str], int] | None:
    """Return at most *most* of the selected statements, and how many there are; None if all of them are so few.

    They are between the things with the most statements: of two statements, the one whose less connected thing has
    more statements comes first. With several hops, all statements are kept.
    """
    if selection.hops > 1 or (number := _count(records, selection)) <= most:
        return None
    engine, where = records.engine, _where(records, selection)
    ranked = f"SELECT ?thing WHERE {{ {where} ?statement cakg:involves ?thing }} GROUP BY ?thing"
    order = f"ORDER BY DESC(COUNT(DISTINCT ?statement)) ?thing LIMIT {_MOST_THINGS}"
    rank = {row["thing"]: place for place, row in enumerate(texts(engine, f"{ranked} {order}"))}
    ends = "?statement rdf:subject ?one ; rdf:object ?other ."
    found = rows(engine, f"SELECT DISTINCT ?statement ?one ?other WHERE {{ {where} {ends} }}")
    between: set[tuple[int, int, str]] = set()
    for statement, one, other in found:
        if statement and one and other and one.value in rank and other.value in rank:
            first, second = sorted((rank[one.value], rank[other.value]))
            between.add((second, first, statement.value))
    return {statement for *_, statement in sorted(between)[:most]}, number


def _count(records: Records, selection: Selection) -> int:
    """Count the selected statements, with one hop only."""
    query = f"SELECT (COUNT(DISTINCT ?statement) AS ?number) WHERE {{ {_where(records, selection)} }}"
    return int(texts(records.engine, query)[0]["number"])


def _where(records: Records, selection: Selection) -> str:
    """Return the SPARQL pattern of the selected statements, with one hop only."""
    about = _about(records, selection) if selection.about else ""
    days = "".join(
        f'OPTIONAL {{ ?statement cakg:{end} ?{end} }} FILTER (COALESCE(?{end} {sign} "{bound}"^^xsd:date, true)) '
        for end, sign, bound in (("latest", ">=", selection.since), ("earliest", "<=", selection.until))
        if bound
    )
    return f"{about} {selection.pattern(given=bool(about))} {days}"


def _within_hops(things: Mapping[str, set[str]], selection: Selection) -> dict[str, set[str]]:
    """Return the statements within the selected number of hops of the things that the selection is about."""
    reached = set(selection.about)
    kept: dict[str, set[str]] = {}
    for _ in range(selection.hops):
        kept = {statement: involves for statement, involves in things.items() if involves & reached}
        reached = reached.union(*kept.values())
    return kept


def _status(value: str) -> str:
    """Return the IRI of a status, given as IRI or local name."""
    try:
        return STATUS[value.removeprefix(STATUS.iri)]
    except KeyError as error:
        raise BadValueError(str(error.args[0]), remedy=f"it is one of {', '.join(sorted(STATUS.names))}") from error


def _values(variable: str, names: ClosedNamespace | OpenNamespace, chosen: Iterable[str]) -> str:
    """Return the VALUES block that binds *variable* to each of *chosen*, IRIs or local names."""
    try:
        return f"VALUES ?{variable} {{ {values_of(value if '://' in value else names[value] for value in chosen)} }}"
    except ValueError as error:
        raise BadValueError(str(error)) from error
