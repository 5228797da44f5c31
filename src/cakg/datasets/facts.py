"""Facts of a dataset: a statement, the claim by which the dataset makes it, and the row that holds it.

What the importers of votes, alliances, memberships and conflicts share: they take row by row what comes by the
thousand, not by the million. Knows no dataset.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

import narwhals as nw
from pyoxigraph import Literal, NamedNode

from cakg.datasets.mapping import Frame, Mapping, Nodes, Requirement, matches
from cakg.errors import CakgError
from cakg.links.identifiers import codes
from cakg.model.names import labels, texts, values_of
from cakg.store.protocol import Engine
from cakg.vocabulary import CAKG, CLAIM, MODE, PASSAGE, RDF, RDFS, SCHEMA, SOURCE, STMT, XSD

Row: TypeAlias = dict[str, Any]
"""The cells of a row by column, texts or None."""
ADDRESS = r"https?://[^\s<>\"{}|\\^`]+"
"""What an address on the web looks like."""
_WHOLE = r"^(-?[0-9]+)\.0$"
"""A whole number that something has written as a fraction."""


class Fact(NamedTuple):
    """What a dataset says in a row; things and values are IRIs, days are written as 2022-03-02."""

    subject: str
    predicate: str
    object: str
    name: str
    """What the statement is named after; what two datasets say alike has one name."""
    label: str
    key: str
    """What the claim is named after, and the row unless it has a name of its own."""
    record: str
    earliest: str | None = None
    latest: str | None = None
    qualifiers: tuple[tuple[str, str], ...] = ()
    """Qualifiers, by their properties."""
    row: str = ""
    address: str = ""


class Source:
    """A dataset that speaks: by whom, about which states, by their codes in *system*, and how its facts are written."""

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
        """Return the triples of statement, claim and row."""
        stated, row = STMT[slug(fact.name)], self.row(fact.row or fact.key)
        days = ((CAKG.earliest, fact.earliest), (CAKG.latest, fact.latest))
        yield triples(
            stated,
            *((RDF.type, CAKG.Statement), (RDF.type, RDF.Statement), (RDFS.label, english(fact.label))),
            *(
                (RDF.subject, fact.subject),
                (RDF.predicate, fact.predicate),
                (RDF.object, fact.object),
                *fact.qualifiers,
            ),
            *((property_, Literal(day, datatype=NamedNode(XSD.date))) for property_, day in days if day),
        )
        yield triples(
            CLAIM[f"{self.name}-{slug(fact.key)}"],
            *((RDF.type, CAKG.Claim), (CAKG.affirms, stated), (CAKG.mode, MODE.asserted)),
            *((CAKG.speaker, self.author), (CAKG.passage, row)),
        )
        yield triples(
            row,
            *((RDF.type, CAKG.Row), (CAKG.source, SOURCE[self.name]), (CAKG.record, Literal(fact.record))),
            *([(SCHEMA.url, fact.address)] if re.fullmatch(ADDRESS, fact.address) else []),
        )


def by_row(requirements: Sequence[Requirement], triples_of: Callable[[list[Row]], Iterable[str]]) -> Mapping:
    """Return the mapping that hands all rows of a file to *told*, and writes each text that it returns once.

    Whole numbers are handed on as they should be written: ``2.0`` is ``2``.
    """

    def nodes(rows: Frame) -> list[Nodes]:
        cells = rows.with_columns(nw.all().str.replace_all(_WHOLE, "$1")).collect()
        found = {"text": list(triples_of(list(cells.iter_rows(named=True))))}
        frame = nw.from_dict(found, {"text": nw.String}, backend=nw.Implementation.POLARS)
        return [Nodes(frame.lazy(), nw.col("text"), unique=True)]

    return Mapping(requirements, nodes)


def triples(subject: str, *pairs: tuple[str, str | Literal]) -> str:
    """Return the triples of one node, of the IRIs and literals that stand by its properties.

    IRIs are taken as they are: of vocabulary, of slugs, or matched by :data:`ADDRESS`.
    """
    terms = ((name, f"<{value}>" if isinstance(value, str) else value) for name, value in pairs)
    return "".join([f"<{subject}> <{name}> {term} .\n" for name, term in terms])


def english(text: str) -> Literal:
    """Return *text* as a literal in English."""
    return Literal(text, language="en")


def slug(text: str) -> str:
    """Return *text* as the last part of a name: small letters, digits and hyphens."""
    return re.sub("[^a-z0-9]+", "-", text.lower()).strip("-")


def iso(day: str) -> str:
    """Return a day of eight digits, hyphens or not, as it is written."""
    digits = day.replace("-", "")
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"


def is_number(column: str, digits: str = "1,9") -> Requirement:
    """Return the requirement that a cell is a whole number, such as a code, or a year of 4 *digits*."""
    return matches(column, rf"^\d{{{digits}}}(?:\.0)?$", "is no such number")


def is_code(column: str, known: Iterable[str], problem: str) -> Requirement:
    """Return the requirement that a cell is one of the codes that are *known*."""
    return Requirement(column, problem, ~_code(column).is_in(list(known)))


def leaves_out(column: str, known: Iterable[str]) -> Requirement:
    """Return what counts the rows that are left out, since what they name is not *known* as a thing of the graph."""
    names = [name.lower() for name in known]
    fails = ~_code(column).str.to_lowercase().is_in(names)
    return Requirement(column, "names nothing in the graph: left out", fails, keep_row=True)


def _code(column: str) -> nw.Expr:
    return nw.col(column).fill_null("").str.replace_all(_WHOLE, "$1")


def things_by_name(engine: Engine, *classes: str) -> dict[str, str]:
    """Return the things of *classes* by their English names, hidden ones too; a label goes before an alias."""
    found = texts(
        engine,
        f"""SELECT ?thing ?name WHERE {{
          VALUES ?class {{ {values_of(CAKG[one] for one in classes)} }}
          ?thing a ?class ; skos:altLabel|skos:hiddenLabel|rdfs:label ?name . FILTER (LANG(?name) = "en")
        }} ORDER BY DESC(?thing)""",
    )
    things = {row["name"]: row["thing"] for row in found}
    return things | {label: thing for thing, label in labels(engine, things.values()).items()}
