"""Where an answer comes from, written so that it can be pasted under a text.

Knows who wrote and published each source, when, through whose mouth a claim reached it, and
which claims stand behind a row. Does not know questions or tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pyoxigraph import NamedNode

from cakg.model.dates import day, span
from cakg.model.names import grouped, labels, texts, values_of
from cakg.store.protocol import Engine, Row
from cakg.vocabulary import CLAIM, PASSAGE, STMT

IN_ARTICLES = """
  VALUES ?work { cakg:Article cakg:Source }
  ?article a ?work ; ^cakg:source/(^cakg:affirmedBy|^cakg:deniedBy|^cakg:leftOpenBy) ?statement .
"""
"""What ``?statement`` matches when a source speaks of it that is no dataset; those few are found first."""


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
    covers: str = ""
    """From when to when a dataset's rows go: ``1992 to 2018``; beyond that it says nothing. Empty for an article."""
    dataset: bool = False

    @property
    def dated(self) -> str:
        """When it appeared and, of a dataset, of what time it speaks."""
        return ", ".join(part for part in (self.date, f"data for {self.covers}" if self.covers else "") if part)

    @property
    def named_with_date(self) -> str:
        """The source as a footer names it: ``ASIA-Plus 2022 (26 December 2022)``."""
        return f"{self.short} ({self.dated})" if self.dated else self.short


class Saying(NamedTuple):
    """Where one claim stands and who makes it."""

    claim: str
    passage: str
    source: Source
    place: str
    """The passage in a table cell: ``ASIA-Plus 2022 11.1``, ``Voeten 2020, rcid 4829, KAZ``."""
    where: str
    """What finds it again in the source: ``paragraph 11, sentence 1``, ``rcid 4829, KAZ``."""
    address: str
    """The address of the passage itself, where it has one, else that of the source."""
    evidence: tuple[str, ...]
    """What a row of a dataset cites for itself."""
    order: tuple[str, int, int, str]
    """Where the claim stands when claims are put in the order in which they are told."""
    speaker: str
    through: str
    """Through whom the words come: ``the accusers, as reported by ASIA-Plus``; empty in the source's own voice."""

    @property
    def citation(self) -> str:
        """The citation in one line, ready to paste."""
        source = self.source
        who = [source.author, f"“{source.title}”" if source.title else ""]
        who += [source.publisher if source.publisher != source.author else "", source.date, self.address, self.where]
        said = f" Speaker: {self.through}." if self.through else ""
        said += f" Evidence that the row cites: {' and '.join(self.evidence)}" if self.evidence else ""
        return ", ".join(part for part in who if part) + "." + said


def sources(engine: Engine) -> dict[str, Source]:
    """Return every source of the graph by its IRI, the works that are only reported on among them."""
    rows = texts(
        engine,
        """SELECT * WHERE {
          ?source cakg:shortName ?short .
          OPTIONAL { ?source dcterms:title ?title }
          OPTIONAL { ?source cakg:author ?author . OPTIONAL { ?author a ?unnamed . FILTER (?unnamed = cakg:Unnamed) } }
          OPTIONAL { ?source dcterms:publisher ?publisher }
          OPTIONAL { ?source cakg:earliest ?earliest }
          OPTIONAL { ?source cakg:latest ?latest }
          OPTIONAL { ?source cakg:dateWording ?wording }
          OPTIONAL { ?source schema:url ?address }
          OPTIONAL { ?source cakg:reportsOn ?work }
          OPTIONAL { ?source cakg:coversFrom ?from }
          OPTIONAL { ?source cakg:coversUntil ?until }
          OPTIONAL { ?source a ?dataset . FILTER (?dataset = cakg:Dataset) }
        } ORDER BY ?source ?title ?author ?publisher ?work""",
    )
    called = labels(engine, [row[role] for row in rows for role in ("author", "publisher") if role in row])
    reports = {row["source"]: row["work"] for row in rows if "work" in row}
    known: dict[str, Source] = {}
    for row in rows:
        publisher, author = (called.get(row.get(role, ""), "") for role in ("publisher", "author"))
        earliest, latest = row.get("earliest", ""), row.get("latest", "")
        known.setdefault(
            row["source"],
            Source(
                iri=row["source"],
                short=row["short"],
                title=row.get("title", ""),
                author=publisher or author if "unnamed" in row else author or publisher,
                publisher=publisher,
                date=day(earliest)
                if earliest and earliest == latest
                else row.get("wording") or span(earliest, latest) or "undated",
                address=row.get("address", ""),
                reports_on=_chain(row["source"], reports),
                covers=span(row.get("from", ""), row.get("until", "")),
                dataset="dataset" in row,
            ),
        )
    return known


def sayings(engine: Engine, claims: Iterable[str]) -> dict[str, Saying]:
    """Return where each of *claims* stands and who makes it; what is no claim is left out."""
    wanted = sorted(set(claims))
    if not wanted:
        return {}
    rows = texts(
        engine,
        f"""SELECT ?claim ?passage ?source ?paragraph ?sentence ?record ?address ?speaker WHERE {{
          VALUES ?claim {{ {values_of(wanted)} }} ?claim cakg:passage ?passage ; cakg:speaker ?speaker .
          ?passage cakg:source ?source .
          OPTIONAL {{ ?passage cakg:paragraph ?paragraph ; cakg:sentence ?sentence }}
          OPTIONAL {{ ?passage cakg:record ?record }}
          OPTIONAL {{ ?passage schema:url ?address }}
        }} ORDER BY ?claim ?address""",
    )
    known, passages = sources(engine), {row["passage"] for row in rows}
    places = labels(engine, passages)
    query = f"SELECT ?row ?it WHERE {{ VALUES ?row {{ {values_of(sorted(passages))} }} ?row cakg:evidence ?it }}"
    evidence = grouped(engine, f"{query} ORDER BY ?row ?it")
    authors = grouped(engine, "SELECT ?source ?author WHERE { ?source cakg:author ?author }")
    called = labels(engine, [row["speaker"] for row in rows])
    return {
        row["claim"]: Saying(
            claim=row["claim"],
            passage=row["passage"],
            source=source,
            place=places[row["passage"]],
            where=row.get("record") or f"paragraph {row.get('paragraph')}, sentence {row.get('sentence')}",
            address=row.get("address", source.address),
            evidence=tuple(evidence.get(row["passage"], ())),
            order=(source.short, int(row.get("paragraph", 0)), int(row.get("sentence", 0)), row.get("record", "")),
            speaker=called[row["speaker"]],
            through=_through(row["speaker"], called[row["speaker"]], source, known, authors),
        )
        for row in rows
        if (source := known.get(row["source"]))
    }


def behind(engine: Engine, rows: Sequence[Row]) -> list[list[Saying]]:
    """Return for each row the claims that it rests on, in a fixed order; an empty list where it shows none.

    A claim in the row is taken as it is. Otherwise they are the claims at its passages, those about its
    statements where both are shown, and of its speakers where it shows one.
    """
    cells = [{term.value for term in row if isinstance(term, NamedNode)} for row in rows]

    def found(pattern: str, iris: Iterable[str]) -> dict[str, set[str]]:
        values = values_of(sorted(iris))
        rows = grouped(engine, f"SELECT ?of ?it WHERE {{ VALUES ?of {{ {values} }} {pattern} }}") if values else {}
        return {of: set(those) for of, those in rows.items()}

    shown = set().union(*cells)
    at = found("?it cakg:passage ?of", (iri for iri in shown if iri.startswith(PASSAGE.iri)))
    about = found(
        "?of cakg:affirmedBy|cakg:deniedBy|cakg:leftOpenBy ?it", (iri for iri in shown if iri.startswith(STMT.iri))
    )
    by = found("?of cakg:speaker ?it", set().union(*at.values(), *about.values()))
    chosen = []
    for row in cells:
        here, of_it = (set().union(*(claims.get(iri, ()) for iri in row)) for claims in (at, about))
        narrowest = {iri for iri in row if iri.startswith(CLAIM.iri)} or here & of_it or here or of_it
        chosen.append({claim for claim in narrowest if row & by.get(claim, set())} or narrowest)
    known = sayings(engine, set().union(*chosen))
    return [[known[claim] for claim in sorted(those) if claim in known] for those in chosen]


def numbered(found: Iterable[Saying]) -> dict[str, int]:
    """Return the number of each different citation text, from 1 in the order given."""
    return {text: number for number, text in enumerate(dict.fromkeys(saying.citation for saying in found), start=1)}


def in_sentence(name: str) -> str:
    """Return a label as it stands inside a sentence: ``the author of the comment``, but ``Temur Umarov``."""
    article = name.partition(" ")[0] in ("The", "Those", "A", "An", "Some", "Unnamed")
    return name[:1].lower() + name[1:] if article else name


def _through(
    speaker: str, name: str, source: Source, known: Mapping[str, Source], authors: Mapping[str, Sequence[str]]
) -> str:
    """Say through whom *speaker*'s words come; nothing when the source speaks for itself and reports on no other."""
    own = speaker in authors.get(source.iri, ())
    reported = name if own else f"{name}, as reported by {source.author or source.publisher}"
    if any(speaker in authors.get(work, ()) for work in source.reports_on):
        return reported
    works = [known[work].author or known[work].short for work in source.reports_on if work in known]
    return f"{reported}{',' if own else ''} reporting on {' and '.join(works)}" if works else "" if own else reported


def _chain(source: str, reports: Mapping[str, str]) -> tuple[str, ...]:
    """Follow ``reportsOn`` from *source* to the root; a circle ends where it closes."""
    chain: list[str] = []
    while (work := reports.get(source)) is not None and work not in chain:
        chain.append(work)
        source = work
    return tuple(chain)
