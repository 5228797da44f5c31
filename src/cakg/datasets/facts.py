"""Facts of a dataset: each becomes a statement, a claim and a row.

Used by the importers of votes, alliances, memberships and conflicts. They convert row by row, which is fast enough for
thousands of rows. Knows no dataset.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

import narwhals as nw
from pyoxigraph import Literal, NamedNode

from cakg.datasets.mapping import Frame, Mapping, Nodes, Requirement
from cakg.datasets.ntriples import WEB_ADDRESS
from cakg.errors import CakgError
from cakg.links.identifiers import codes
from cakg.model.labels import labels
from cakg.store.protocol import Engine
from cakg.store.rows import texts, values_of
from cakg.vocabulary import CAKG, CLAIM, MODE, PASSAGE, RDF, RDFS, SCHEMA, SOURCE, STMT, XSD

Row: TypeAlias = dict[str, Any]
"""The cells of a row by column: texts or None."""
MIDNIGHT = r"[T ]00:00(?::00(?:\.0+)?)?Z?$"
"""The pattern of the time that programs add to days."""


class Fact(NamedTuple):
    """A fact in a row of a dataset; things and values are IRIs, days are written as 2022-03-02."""

    subject: str
    predicate: str
    object: str
    name: str
    """The name in the statement's IRI. Two datasets with the same statement must give it the same name."""
    label: str
    key: str
    """The key in the claim's IRI and, unless *row* is given, in the row's IRI."""
    record: str
    earliest: str | None = None
    latest: str | None = None
    qualifiers: tuple[tuple[str, str], ...] = ()
    """Pairs of a property and a value."""
    row: str = ""
    address: str = ""


class Source:
    """A dataset as a source: its author, and the states of the graph by their codes in *system*, with labels."""

    def __init__(self, engine: Engine, name: str, system: str) -> None:
        found = texts(engine, f"SELECT ?author WHERE {{ <{SOURCE[name]}> cakg:author ?author }}")
        if not found:
            remedy = "copy it from graph/datasets/datasets.ttl"
            raise CakgError(f"the graph does not describe source:{name}", remedy=remedy)
        self.name, self.author = name, found[0]["author"]
        self.states = codes(engine, system)
        self.labels = labels(engine, self.states.values())

    def row(self, key: str) -> str:
        """Return the IRI of a row."""
        return PASSAGE[f"{self.name}-{slug(key)}"]

    def triples_of(self, fact: Fact) -> Iterator[str]:
        """Yield the triples of the statement, of the claim and of the row."""
        statement, row = STMT[slug(fact.name)], self.row(fact.row or fact.key)
        days = ((CAKG.earliest, fact.earliest), (CAKG.latest, fact.latest))
        yield triples(
            statement,
            *((RDF.type, CAKG.Statement), (RDF.type, RDF.Statement), (RDFS.label, english(fact.label))),
            *((RDF.subject, fact.subject), (RDF.predicate, fact.predicate), (RDF.object, fact.object)),
            *fact.qualifiers,
            *((bound, Literal(day, datatype=NamedNode(XSD.date))) for bound, day in days if day),
        )
        yield triples(
            CLAIM[f"{self.name}-{slug(fact.key)}"],
            *((RDF.type, CAKG.Claim), (CAKG.affirms, statement), (CAKG.mode, MODE.asserted)),
            *((CAKG.speaker, self.author), (CAKG.passage, row)),
        )
        yield triples(
            row,
            *((RDF.type, CAKG.Row), (CAKG.source, SOURCE[self.name]), (CAKG.record, Literal(fact.record))),
            *([(SCHEMA.url, fact.address)] if re.fullmatch(WEB_ADDRESS, fact.address) else []),
        )


def by_row(
    requirements: Sequence[Requirement],
    triples_of: Callable[[list[Row]], Iterable[str]],
    *,
    wide: Collection[str] = (),
) -> Mapping:
    """Return the mapping that passes all rows of a file to *triples_of* and writes equal texts only once.

    *wide* are the columns of a wide form that can be used.
    """

    def nodes(rows: Frame) -> list[Nodes]:
        found = {"text": list(triples_of(list(rows.collect().iter_rows(named=True))))}
        frame = nw.from_dict(found, {"text": nw.String}, backend=nw.Implementation.POLARS)
        return [Nodes(frame.lazy(), nw.col("text"), unique=True)]

    return Mapping(requirements, nodes, wide)


def triples(subject: str, *pairs: tuple[str, str | Literal]) -> str:
    """Return the triples of one node with these properties and values, IRIs or literals.

    IRIs are not checked: they come from the vocabulary or from :func:`slug`, or they match :data:`WEB_ADDRESS`.
    """
    terms = ((name, f"<{value}>" if isinstance(value, str) else value) for name, value in pairs)
    return "".join([f"<{subject}> <{name}> {term} .\n" for name, term in terms])


def english(text: str) -> Literal:
    """Return *text* as a literal in English."""
    return Literal(text, language="en")


def slug(text: str) -> str:
    """Return *text* as the last part of an IRI: lower-case letters, digits and hyphens."""
    return re.sub("[^a-z0-9]+", "-", text.lower()).strip("-")


def iso(day: str) -> str:
    """Return a day of eight digits, with or without hyphens or a time of midnight, as ``2022-03-02``."""
    digits = re.sub(MIDNIGHT, "", day).replace("-", "")
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"


def things_by_name(engine: Engine, *classes: str) -> dict[str, str]:
    """Return the things of *classes* by their English names, hidden ones included; labels take precedence."""
    found = texts(
        engine,
        f"""SELECT ?thing ?name WHERE {{
          VALUES ?class {{ {values_of(CAKG[one] for one in classes)} }}
          ?thing a ?class ; skos:altLabel|skos:hiddenLabel|rdfs:label ?name . FILTER (LANG(?name) = "en")
        }} ORDER BY DESC(?thing)""",
    )
    things = {row["name"]: row["thing"] for row in found}
    return things | {label: thing for thing, label in labels(engine, things.values()).items()}
