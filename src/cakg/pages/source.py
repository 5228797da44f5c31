"""The page of a source: its passages in order with their claims, what is known about it, and the use of a dataset.

Finds what is on the page. Does not decide how it looks. The rows of a dataset are counted, not listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, NamedTuple

from pyoxigraph import NamedNode

from cakg.errors import UnknownThingError
from cakg.model.claims import Claim, Labelled, Properties, Statement, first, values
from cakg.model.corroboration import Verdict
from cakg.model.notes import Note, Notes
from cakg.model.phrases import whole
from cakg.model.records import Records
from cakg.model.sources import Passage, Source
from cakg.pages.points import PointClaim, side
from cakg.store.rows import texts
from cakg.vocabulary import CAKG, DCTERMS, RDF, shorten

_PASSAGES = "SELECT DISTINCT ?passage WHERE { ?passage cakg:source %s ; a cakg:Passage }"
_CLAIMS = "SELECT DISTINCT ?claim WHERE { ?claim cakg:source %s ; a cakg:Claim }"
_ROWS = """SELECT ?predicate (COUNT(DISTINCT ?statement) AS ?number) WHERE {
  ?claim cakg:source %s ; cakg:affirms ?statement . ?statement rdf:predicate ?predicate
} GROUP BY ?predicate ORDER BY DESC(?number) ?predicate"""
_PASSAGE_COUNTS = """SELECT ?source (COUNT(DISTINCT ?passage) AS ?number) WHERE {
  VALUES ?kind { cakg:Passage cakg:Row } ?passage a ?kind ; cakg:source ?source
} GROUP BY ?source"""
_CLAIM_COUNTS = """SELECT ?source (COUNT(DISTINCT ?claim) AS ?claims) (COUNT(DISTINCT ?statement) AS ?statements)
WHERE {
  ?claim a cakg:Claim ; cakg:source ?source . OPTIONAL { ?claim cakg:affirms|cakg:denies|cakg:leavesOpen ?statement }
} GROUP BY ?source"""


class SourcePassage(NamedTuple):
    """A sentence of an article with its claims."""

    passage: Passage
    start: int | None
    """Its first character in the normalised text; None if the graph does not say where it is."""
    end: int | None
    sha256: str
    reason: Labelled
    """Why it has no claims; empty if it has claims, or none and no reason is given."""
    claims: tuple[PointClaim, ...]
    """Its claims, once for each polarity, with the statements that they are about."""

    def as_json(self) -> dict[str, Any]:
        """Return the passage as a dictionary for JSON."""
        place = self.passage
        return {
            "passage": shorten(place.iri),
            "paragraph": place.paragraph or None,
            "sentence": place.sentence or None,
            "start": self.start,
            "end": self.end,
            "sha256": self.sha256 or None,
            "no_claim_reason": self.reason.label or None,
            "claims": self.claims,
        }


class DatasetUse(NamedTuple):
    """What the graph has of a dataset."""

    method: Labelled
    """How it was collected."""
    method_meaning: str
    rows: int
    """The number of its rows in the graph."""
    predicates: tuple[tuple[Labelled, int], ...]
    """How many statements its rows make with each predicate."""
    verdicts: tuple[tuple[Statement, tuple[tuple[Verdict, Claim], ...]], ...]
    """Its verdicts on claims of articles, confirmations and contradictions first: each statement with the verdicts on
    claims about it that give the same reason."""

    def as_json(self) -> dict[str, Any]:
        """Return the use as a dictionary for JSON."""
        return {
            "collection_method": self.method.label or None,
            "rows": self.rows,
            "statements_by_predicate": {one.label: number for one, number in self.predicates},
            "verdicts": [
                {
                    "verdict": verdict.label,
                    "claim": shorten(claim.iri),
                    "passage": claim.passage.label,
                    "statement": shorten(statement.iri),
                    "label": statement.label,
                    "why": verdict.why,
                }
                for statement, those in self.verdicts
                for verdict, claim in those
            ],
        }


class SourcePage(NamedTuple):
    """A source with everything that is known about it."""

    source: Source
    properties: Properties
    """All properties of the source in the graph."""
    authors: tuple[Labelled, ...]
    unnamed: frozenset[str]
    """The IRIs of the authors whom the text does not name."""
    publisher: Labelled
    notes: tuple[Note, ...]
    """Notes of the editors on the source."""
    author_notes: tuple[Note, ...]
    """Notes of the editors on its authors."""
    reports_on: tuple[Source, ...]
    """The work that it reports on, the work that this one reports on, and so on."""
    reported_by: tuple[Source, ...]
    """The sources that report on it."""
    passages: tuple[SourcePassage, ...]
    """Its passages in the order of the text; empty for a dataset."""
    use: DatasetUse | None
    """None for an article."""

    @property
    def paragraphs(self) -> Iterator[tuple[int, list[SourcePassage]]]:
        """The passages by the number of their paragraph, which is 0 if it is not known."""
        for number, those in groupby(self.passages, key=lambda one: one.passage.paragraph):
            yield number, list(those)

    @property
    def placed(self) -> bool:
        """Whether the graph says of any passage where it is in the text."""
        return any(one.start is not None and one.end is not None and one.sha256 for one in self.passages)

    @property
    def length(self) -> int:
        """The number of characters of the normalised text; 0 if it is not known."""
        return whole(self._value(CAKG.textLength))

    @property
    def sha256(self) -> str:
        """The hash of the normalised text; empty if it is not known."""
        return self._value(CAKG.textSha256)

    @property
    def with_claims(self) -> int:
        """How many passages have claims."""
        return sum(bool(one.claims) for one in self.passages)

    @property
    def with_reason(self) -> int:
        """How many passages have no claims and a reason for that."""
        return sum(bool(one.reason.label and not one.claims) for one in self.passages)

    @property
    def claims(self) -> list[Claim]:
        """The claims of all passages, each once."""
        return list({side.claim.iri: side.claim for one in self.passages for side in one.claims}.values())

    @property
    def statements(self) -> set[str]:
        """The IRIs of the statements that its claims are about; for a dataset, those that it gives verdicts on."""
        checked = {statement.iri for statement, _ in self.use.verdicts} if self.use else set[str]()
        return checked | {about.iri for one in self.passages for side in one.claims for about in side.statements}

    def _value(self, role: str) -> str:
        return first(self.properties, role)

    def as_json(self) -> dict[str, Any]:
        """Return the page as a dictionary for JSON."""
        source = self.source
        return {
            "iri": source.iri,
            "short_name": source.short_name,
            "title": source.title or None,
            "kind": "dataset" if source.dataset else "article",
            "authors": [
                {"iri": one.iri, "label": one.label, "named_in_text": one.iri not in self.unnamed}
                for one in self.authors
            ],
            "publisher": self.publisher.label or None,
            "date": source.date,
            "earliest": source.earliest or None,
            "latest": source.latest or None,
            "address": source.address or None,
            "language": source.language or None,
            "licence": source.licence or None,
            "rights": source.rights or None,
            "covers": source.covers or None,
            "citation": source.citation,
            "reports_on": [shorten(one.iri) for one in self.reports_on],
            "reported_by": [shorten(one.iri) for one in self.reported_by],
            "text_length": self.length or None,
            "text_sha256": self.sha256 or None,
            "notes": (*self.notes, *self.author_notes),
            "coverage": {
                "passages": len(self.passages),
                "with_claims": self.with_claims,
                "with_reason": self.with_reason,
            },
            "passages": self.passages,
            "dataset": self.use,
        }


class Counts(NamedTuple):
    """How much of a source is in the graph."""

    passages: int = 0
    """Sentences, or rows of a dataset."""
    claims: int = 0
    statements: int = 0


def page(records: Records, iri: str) -> SourcePage:
    """Return the page of a source; raise an error if it does not exist."""
    if not (source := records.sources.get(iri)):
        raise UnknownThingError(shorten(iri))
    properties = records.describe([iri])[iri]
    notes = Notes(records)
    people = records.describe(source.authors)
    publisher = first(properties, DCTERMS.publisher)
    labels = records.labels({*source.authors, *([publisher] if "://" in publisher else [])})
    return SourcePage(
        source=source,
        properties=properties,
        authors=tuple(Labelled(one, labels[one]) for one in source.authors),
        unnamed=frozenset(one for one, known in people.items() if CAKG.Unnamed in values(known, RDF.type)),
        publisher=Labelled(publisher if publisher in labels else "", labels.get(publisher, publisher)),
        notes=notes.about(iri),
        author_notes=tuple(note for one in source.authors for note in notes.about(one)),
        reports_on=tuple(records.sources[work] for work in source.reports_on if work in records.sources),
        reported_by=tuple(one for one in records.sources.values() if iri in one.reports_on),
        passages=() if source.dataset else _passages(records, iri),
        use=_use(records, iri, properties) if source.dataset else None,
    )


def counts(records: Records) -> dict[str, Counts]:
    """Return how much of each source is in the graph, by its IRI."""
    passages = {row["source"]: int(row["number"]) for row in texts(records.engine, _PASSAGE_COUNTS) if "source" in row}
    claims = {row["source"]: row for row in texts(records.engine, _CLAIM_COUNTS) if "source" in row}
    return {
        iri: Counts(passages.get(iri, 0), *(int(claims.get(iri, {}).get(what, 0)) for what in ("claims", "statements")))
        for iri in records.sources
    }


def _passages(records: Records, iri: str) -> tuple[SourcePassage, ...]:
    known = records.passages(row["passage"] for row in texts(records.engine, _PASSAGES % NamedNode(iri)))
    claims = records.claims(row["claim"] for row in texts(records.engine, _CLAIMS % NamedNode(iri)))
    statements = records.statements(statement for claim in claims.values() for statement in claim.statements)
    of_passage: dict[str, list[PointClaim]] = {}
    for claim in sorted(claims.values(), key=lambda one: one.order):
        of_passage.setdefault(claim.passage.iri, []).extend(side(claim, statements))
    described = records.describe(known)
    reasons = records.labels(_reasons(described))

    def passage(place: Passage) -> SourcePassage:
        one = described[place.iri]
        start, end = (first(one, role) for role in (CAKG.start, CAKG.end))
        placed = start.isdecimal() and end.isdecimal()
        reason = first(one, CAKG.noClaimReason)
        return SourcePassage(
            passage=place,
            start=whole(start) if placed else None,
            end=whole(end) if placed else None,
            sha256=first(one, CAKG.sha256),
            reason=Labelled(reason, reasons.get(reason, reason)),
            claims=tuple(of_passage.get(place.iri, ())),
        )

    found = map(passage, known.values())
    return tuple(sorted(found, key=lambda one: (*one.passage[5:7], one.start or 0, one.passage.iri)))


def _reasons(described: Mapping[str, Properties]) -> Iterable[str]:
    return {reason for one in described.values() if "://" in (reason := first(one, CAKG.noClaimReason))}


def _use(records: Records, iri: str, properties: Properties) -> DatasetUse:
    method = first(properties, CAKG.collectionMethod)
    rows = texts(records.engine, _ROWS % NamedNode(iri))
    labels = records.labels({row["predicate"] for row in rows if "predicate" in row} | ({method} - {""}))
    found = [verdict for those in records.verdicts.values() for verdict in those if verdict.source == iri]
    claims = records.claims(verdict.claim for verdict in found)
    statements = records.statements(verdict.statement for verdict in found)
    groups: dict[tuple[str, ...], list[tuple[Verdict, Claim]]] = {}
    for verdict in found:
        if verdict.claim in claims and verdict.statement in statements:
            same = (verdict.verdict, verdict.statement, verdict.why)
            groups.setdefault(same, []).append((verdict, claims[verdict.claim]))
    verdicts = [(statements[iri], tuple(sorted(those, key=_order))) for (_, iri, _), those in groups.items()]
    return DatasetUse(
        method=Labelled(method, labels.get(method, "")),
        method_meaning=records.definitions([method]).get(method, "") if method else "",
        rows=counts(records)[iri].passages,
        predicates=tuple(
            (Labelled(row["predicate"], labels[row["predicate"]]), int(row["number"]))
            for row in rows
            if "predicate" in row
        ),
        verdicts=tuple(sorted(verdicts, key=lambda one: (*_order(one[1][0]), one[0].label, one[0].iri))),
    )


def _order(one: tuple[Verdict, Claim]) -> tuple[tuple[int, str], tuple[object, ...]]:
    return one[0].rank, one[1].order
