"""Where an answer comes from, written so that it can be pasted under a text.

Knows who wrote and published each source, when, and through whose mouth a claim
reached it. Does not know questions or tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pyoxigraph import NamedNode

from cakg.dates import day, span
from cakg.engine import Engine
from cakg.names import labels, values_of
from cakg.vocabulary import prefix_header


class Source(NamedTuple):
    """An article or a dataset, as a citation names it; what is not known is an empty text."""

    iri: str
    short: str
    title: str
    author: str
    """The author's name, or the publisher's where the text names no author."""
    publisher: str
    date: str
    address: str
    reports_on: tuple[str, ...]
    """The works that it passes on, nearest first, as IRIs."""

    @property
    def named_with_date(self) -> str:
        """The source as a footer names it: ``ASIA-Plus 2022 (26 December 2022)``."""
        return f"{self.short} ({self.date})" if self.date else self.short


class Saying(NamedTuple):
    """Where one claim stands and who makes it."""

    claim: str
    passage: str
    source: Source
    paragraph: str
    sentence: str
    speaker: str
    through: str
    """Through whom the words come: ``the accusers, as reported by ASIA-Plus``; empty in the source's own voice."""

    @property
    def place(self) -> str:
        """The passage in a table cell: ``ASIA-Plus 2022 11.1``."""
        return f"{self.source.short} {self.paragraph}.{self.sentence}"

    @property
    def order(self) -> tuple[str, int, int]:
        """Where the claim stands when claims are put in the order in which they are told."""
        return self.source.short, int(self.paragraph), int(self.sentence)

    @property
    def citation(self) -> str:
        """The citation in one line, ready to paste."""
        source = self.source
        who = [source.author, f"“{source.title}”" if source.title else ""]
        who += [source.publisher if source.publisher != source.author else "", source.date, source.address]
        where = f"paragraph {self.paragraph}, sentence {self.sentence}"
        said = f" Speaker: {self.through}." if self.through else ""
        return ", ".join([part for part in who if part] + [where]) + "." + said


def sources(engine: Engine) -> dict[str, Source]:
    """Return every source of the graph by its IRI, the works that are only reported on among them."""
    found = engine.select(
        prefix_header("cakg", "dcterms", "rdfs", "schema")
        + """SELECT ?source ?short ?title ?author ?unnamed ?publisher ?earliest ?latest ?wording ?address ?work WHERE {
          ?source cakg:shortName ?short .
          OPTIONAL { ?source dcterms:title ?title }
          OPTIONAL { ?source cakg:author ?author . OPTIONAL { ?author a ?unnamed . FILTER (?unnamed = cakg:Unnamed) } }
          OPTIONAL { ?source dcterms:publisher ?publisher }
          OPTIONAL { ?source cakg:earliest ?earliest }
          OPTIONAL { ?source cakg:latest ?latest }
          OPTIONAL { ?source cakg:dateWording ?wording }
          OPTIONAL { ?source schema:url ?address }
          OPTIONAL { ?source cakg:reportsOn ?work }
        } ORDER BY ?source ?title ?author ?publisher ?work"""
    ).dicts()
    rows = [{name: term.value for name, term in row.items()} for row in found]
    called = labels(engine, [row[role] for row in rows for role in ("author", "publisher") if role in row])
    reports = {row["source"]: row["work"] for row in rows if "work" in row}
    known: dict[str, Source] = {}
    for row in rows:
        publisher = called.get(row.get("publisher", ""), "")
        author = called.get(row.get("author", ""), "")
        known.setdefault(
            row["source"],
            Source(
                iri=row["source"],
                short=row["short"],
                title=row.get("title", ""),
                author=publisher or author if "unnamed" in row else author or publisher,
                publisher=publisher,
                date=_date(row),
                address=row.get("address", ""),
                reports_on=_chain(row["source"], reports),
            ),
        )
    return known


def sayings(engine: Engine, claims: Iterable[str]) -> dict[str, Saying]:
    """Return where each of *claims* stands and who makes it; what is no claim is left out."""
    wanted = sorted(set(claims))
    if not wanted:
        return {}
    found = engine.select(
        f"{prefix_header('cakg')}SELECT ?claim ?passage ?source ?paragraph ?sentence ?speaker"
        f" WHERE {{ VALUES ?claim {{ {values_of(wanted)} }} ?claim cakg:passage ?passage ; cakg:speaker ?speaker ."
        " ?passage cakg:source ?source ; cakg:paragraph ?paragraph ; cakg:sentence ?sentence }"
    )
    rows = [[term.value if term else "" for term in row] for row in found.rows]
    known = sources(engine)
    authors = _authors(engine)
    called = labels(engine, [row[5] for row in rows])
    return {
        claim: Saying(
            claim=claim,
            passage=passage,
            source=known[source],
            paragraph=paragraph,
            sentence=sentence,
            speaker=called[speaker],
            through=_through(speaker, called[speaker], known[source], known, authors),
        )
        for claim, passage, source, paragraph, sentence, speaker in rows
        if source in known
    }


def numbered(found: Iterable[Saying]) -> dict[str, int]:
    """Return the number of each different citation text, from 1 in the order given."""
    numbers: dict[str, int] = {}
    for saying in found:
        numbers.setdefault(saying.citation, len(numbers) + 1)
    return numbers


def in_sentence(name: str) -> str:
    """Return a label as it stands inside a sentence: ``the author of the comment``, but ``Temur Umarov``."""
    article = name.partition(" ")[0] in ("The", "Those", "A", "An", "Some", "Unnamed")
    return name[:1].lower() + name[1:] if article else name


def _through(
    speaker: str, name: str, source: Source, known: Mapping[str, Source], authors: Mapping[str, frozenset[str]]
) -> str:
    """Say through whom *speaker*'s words come; nothing when the source speaks for itself and reports on no other."""
    own = speaker in authors.get(source.iri, ())
    reported = name if own else f"{name}, as reported by {source.author or source.publisher}"
    if any(speaker in authors.get(work, ()) for work in source.reports_on):
        return reported
    works = [known[work].author or known[work].short for work in source.reports_on if work in known]
    return f"{reported}{',' if own else ''} reporting on {' and '.join(works)}" if works else "" if own else reported


def _authors(engine: Engine) -> dict[str, frozenset[str]]:
    """Return who wrote each source, as IRIs."""
    found = engine.select(prefix_header("cakg") + "SELECT ?source ?author WHERE { ?source cakg:author ?author }")
    authors: dict[str, frozenset[str]] = {}
    for source, author in found.rows:
        if isinstance(source, NamedNode) and isinstance(author, NamedNode):
            authors[source.value] = authors.get(source.value, frozenset()) | {author.value}
    return authors


def _chain(source: str, reports: Mapping[str, str]) -> tuple[str, ...]:
    """Follow ``reportsOn`` from *source* to the root; a circle ends where it closes."""
    chain: list[str] = []
    while (work := reports.get(source)) is not None and work not in chain:
        chain.append(work)
        source = work
    return tuple(chain)


def _date(row: Mapping[str, str]) -> str:
    """Return a source's date as a reader writes it, or its own wording where the day is not known."""
    earliest, latest = row.get("earliest", ""), row.get("latest", "")
    if earliest and earliest == latest:
        return day(earliest)
    if "wording" in row:
        return row["wording"]
    return span(earliest, latest) or "undated"
