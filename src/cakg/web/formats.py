"""The formats of a page that describes a node: triples of the node and of what its page shows, JSON and CSV."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from cakg import tables
from cakg.model.citing import FORMATS, Reference
from cakg.model.claims_table import statements_table
from cakg.model.rights import Rights
from cakg.store.serialise import Triples
from cakg.vocabulary import CAKG
from cakg.web.explorer import Explorer
from cakg.web.resources import Writer

RDF = {"ttl": "turtle", "jsonld": "jsonld", "nt": "ntriples"}
"""The formats of triples, by extension."""
_FINDING = frozenset({CAKG.involves, CAKG.inProfile, CAKG.independentSources, CAKG.independentDenials})
"""The derived properties of statements by which queries find and count them."""


def of_node(
    explorer: Explorer,
    subjects: Collection[str],
    statements: Collection[str],
    json: Callable[[], str],
    *,
    brief: Collection[str] = (),
) -> Mapping[str, Writer]:
    """Return the writers of a page: triples of *subjects*, a table of *statements*, and the content of *json*.

    *brief* are subjects with pages of their own, which have the triples that only help to find them.
    """
    return {
        "json": lambda: json().encode(),
        "csv": lambda: csv_of(explorer, statements),
        **triples(explorer, subjects, brief),
    }


def triples(explorer: Explorer, subjects: Collection[str], brief: Collection[str] = ()) -> Mapping[str, Writer]:
    """Return the writers of the triples of *subjects*, without those that only help to find the *brief* ones."""
    return writers_of(explorer, lambda: Triples.of(explorer.kg.engine, subjects).without(_FINDING, brief))


def writers_of(explorer: Explorer, found: Callable[[], Triples]) -> Mapping[str, Writer]:
    """Return the writers of the triples that *found* returns, in each format of triples."""

    def writer(syntax: str) -> Writer:
        return lambda: found().written(syntax, Rights(explorer.records).short_lines)

    return {extension: writer(syntax) for extension, syntax in RDF.items()}


def table(rows: Iterable[Sequence[object]]) -> bytes:
    """Return *rows* as CSV, the first of them as header; texts are unchanged, for programs."""
    return tables.csv(rows, newline="\r\n", raw=True).encode()


def csv_of(explorer: Explorer, statements: Collection[str]) -> bytes:
    """Return *statements* as CSV, one row for each claim about each; texts are unchanged, for programs."""
    records = explorer.records
    things = {iri: one.values(CAKG.involves) for iri, one in records.statements(statements).items()}
    labels = records.labels(thing for those in things.values() for thing in those)
    involved = {iri: {labels[thing] for thing in those} for iri, those in things.items()}
    return table(statements_table(records, involved))


def with_claims(explorer: Explorer, statements: Collection[str]) -> set[str]:
    """Return the IRIs of *statements*, of the claims about them, and of the passages of these claims."""
    found = explorer.records.statements(statements)
    claims = [claim for one in found.values() for claim in one.claims]
    return {*found, *(one.iri for one in claims), *(one.passage.iri for one in claims)}


def citation_writers(references: Callable[[], Sequence[Reference]]) -> Mapping[str, Writer]:
    """Return the writers of *references* as BibTeX, CSL-JSON and RIS."""

    def writer(write: Callable[[Iterable[Reference]], str]) -> Writer:
        return lambda: write(references()).encode()

    return {format: writer(write) for format, write in FORMATS.items() if format != "txt"}
