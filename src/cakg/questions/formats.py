"""One writer for each format, for answers of the catalogue and for free queries alike.

Knows tables, CSV, XLSX, JSON and Markdown. What is written, and what is said below the rows, is the document's matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from math import isfinite
from typing import Protocol, TypeAlias

from pyoxigraph import Literal, NamedNode

from cakg import tables
from cakg.errors import BadValueError
from cakg.model.records import Records
from cakg.model.rights import Rights
from cakg.store.protocol import Result, Solutions, Term
from cakg.vocabulary import XSD, shorten

FORMATS = ("table", "csv", "xlsx", "json", "markdown")
TRIPLE_FORMATS = ("turtle", "ntriples", "jsonld")
NEVER_HOISTED = frozenset({"statement", "status", "polarity", "passage"})
"""Columns that stay in every row of a table, also where all rows have the same value."""

Value: TypeAlias = str | int | float | bool | None

_NUMBERS: Mapping[str, Callable[[str], int | float]] = {XSD.integer: int, XSD.decimal: float, XSD.double: float}


class Document(Protocol):
    """Rows that can be written in any of :data:`FORMATS`."""

    def readable(self, *, cite: bool = False, iri: bool = False) -> tuple[Sequence[str], list[list[str]]]:
        """Return headers and cells for readers."""

    def lines(self, *, cite: bool = False, iri: bool = False) -> Iterable[Sequence[object]]:
        """Return headers and cells for programs, the headers first."""

    def typed_lines(self, *, cite: bool = False, iri: bool = False) -> Iterable[Sequence[object]]:
        """Return the same for a workbook, in which a number is a number."""

    def about(self) -> list[tuple[str, str]]:
        """Return what a workbook says of itself: names and values."""

    def content(self, *, cite: bool = False) -> object:
        """Return everything as JSON takes it."""

    def below(self, *, cite: bool = False, width: int | None = None, shown: int = 0) -> list[str]:
        """Return the paragraphs below the rows, wrapped to *width*, or for Markdown without one.

        *shown* is the number of rows of the table.
        """

    def empty(self) -> str:
        """Return what to say in place of rows."""


def write(document: Document, format: str, *, cite: bool = False, iri: bool = False, width: int = tables.WIDTH) -> str:
    """Return *document* in one of :data:`FORMATS` that is text; *cite* adds citations, *iri* adds IRIs to labels."""
    if format == "json":
        return tables.json(document.content(cite=cite))
    if format == "csv":
        return tables.csv(document.lines(cite=cite, iri=iri))
    headers, cells = document.readable(cite=cite, iri=iri)
    if format == "markdown":
        body = tables.markdown(headers, cells) if cells else document.empty()
        return "\n\n".join(filter(None, [body, *document.below(cite=cite, shown=len(cells))]))
    body = tables.render(headers, cells, width=width, never_hoisted=NEVER_HOISTED) if cells else document.empty()
    return "\n\n".join(filter(None, [body, *document.below(cite=cite, width=width, shown=len(cells))]))


def write_xlsx(document: Document, *, cite: bool = False, iri: bool = False) -> bytes:
    """Return *document* as a workbook; without openpyxl, an error that says how to get it."""
    from cakg.workbook import workbook

    return workbook(document.typed_lines(cite=cite, iri=iri), document.about(), title="Rows")


def write_file(
    document: Document, format: str, *, cite: bool = False, iri: bool = False, width: int = tables.WIDTH
) -> str | bytes:
    """Return *document* in any of :data:`FORMATS`."""
    if format == "xlsx":
        return write_xlsx(document, cite=cite, iri=iri)
    return write(document, format, cite=cite, iri=iri, width=width)


def write_result(
    records: Records, result: Result, *, format: str = "", iri: bool = False, width: int = tables.WIDTH
) -> str | bytes:
    """Return what a free query gave in *format*; left out, a table for rows and Turtle for triples.

    Rows as CSV and JSON are in the formats of SPARQL 1.1. A format that does not fit raises :class:`BadValueError`.
    """
    fitting = TRIPLE_FORMATS if isinstance(result, list) else FORMATS
    chosen = format or fitting[0]
    if chosen not in fitting:
        what = "triples" if isinstance(result, list) else "rows"
        raise BadValueError(f"{what} are not written as {chosen}", remedy=f"--format {', '.join(fitting)}")
    if isinstance(result, list):
        from cakg.store.serialise import write_triples

        return write_triples(result, chosen).decode()
    if isinstance(result, bool) and chosen != "xlsx":
        words = {"json": f'{{"head": {{}}, "boolean": {str(result).lower()}}}', "csv": str(result).lower()}
        return words.get(chosen, "yes" if result else "no")
    if isinstance(result, bool):
        raise BadValueError("yes or no is not written as xlsx", remedy="--format table, csv, json, markdown")
    return write_file(_FreeRows(records, result), chosen, iri=iri, width=width)


class _FreeRows:
    """The rows of a free query."""

    def __init__(self, records: Records, solutions: Solutions) -> None:
        self._records = records
        self._solutions = solutions

    def readable(self, *, cite: bool = False, iri: bool = False) -> tuple[Sequence[str], list[list[str]]]:  # noqa: ARG002
        rows = self._solutions.rows
        called = self._records.labels(term.value for row in rows for term in row if isinstance(term, NamedNode))

        def text(term: Term | None) -> str:
            value = called.get(term.value, " ".join(term.value.split())) if term else None
            return shown(term, value, iri=iri)

        return self._solutions.variables, [[text(term) for term in row] for row in rows]

    def lines(self, *, cite: bool = False, iri: bool = False) -> Iterable[Sequence[object]]:  # noqa: ARG002
        rows = ([term.value if term else "" for term in row] for row in self._solutions.rows)
        return [self._solutions.variables, *rows]

    def typed_lines(self, *, cite: bool = False, iri: bool = False) -> Iterable[Sequence[object]]:  # noqa: ARG002
        rows = (
            [of_literal(one) if isinstance(one, Literal) else one and one.value for one in row]
            for row in self._solutions.rows
        )
        return [self._solutions.variables, *rows]

    def about(self) -> list[tuple[str, str]]:
        return Rights(self._records).about(())

    def content(self, *, cite: bool = False) -> object:  # noqa: ARG002
        bindings = [{name: _binding(term) for name, term in row.items()} for row in self._solutions.dicts()]
        return {"head": {"vars": self._solutions.variables}, "results": {"bindings": bindings}}

    def below(self, *, cite: bool = False, width: int | None = None, shown: int = 0) -> list[str]:  # noqa: ARG002
        rows = self._solutions.rows
        return [tables.counted(len(rows), "row")] if rows and width else []

    def empty(self) -> str:
        return "no row"


def shown(term: Term | None, value: Value, *, iri: bool) -> str:
    """Return the *value* of a cell in words; with *iri*, the shortened IRI behind its label."""
    text = "" if value is None else str(value)
    short = shorten(term.value) if iri and isinstance(term, NamedNode) else text
    return text if short == text else f"{text} ({short})"


def of_literal(term: Literal) -> Value:
    """Return a number, or the text of what is none, or none that JSON can write: ``NaN``."""
    text = " ".join(term.value.split())
    if read := _NUMBERS.get(term.datatype.value):
        with suppress(ValueError, OverflowError):
            return found if isfinite(found := read(text)) else text
    return text


def _binding(term: Term) -> dict[str, str]:
    if not isinstance(term, Literal):
        return {"type": "uri" if isinstance(term, NamedNode) else "bnode", "value": term.value}
    kind = {"xml:lang": term.language} if term.language else {"datatype": term.datatype.value}
    return {"type": "literal", "value": term.value, **kind}
