"""Writes answers and results of free queries as tables, CSV, XLSX, JSON or Markdown.

The content, including the text below the rows, comes from a :class:`Document`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from math import isfinite
from typing import Any, NamedTuple, Protocol, TypeAlias

from pyoxigraph import Literal, NamedNode, Triple

from cakg import tables
from cakg.errors import BadValueError
from cakg.harmless import in_markdown
from cakg.model.records import Records
from cakg.model.rights import Rights
from cakg.store.protocol import Result, Solutions, Term, text_of
from cakg.vocabulary import XSD, shorten

FORMATS = ("table", "csv", "xlsx", "json", "markdown")
TRIPLE_FORMATS = ("turtle", "ntriples", "jsonld")
NEVER_HOISTED = frozenset({"statement", "status", "polarity", "passage"})
"""Columns that stay in a table even if all rows have the same value."""

Value: TypeAlias = str | int | float | bool | None

_NUMBERS: Mapping[str, Callable[[str], int | float]] = {XSD.integer: int, XSD.decimal: float, XSD.double: float}


class Document(Protocol):
    """Rows that can be written in any of :data:`FORMATS`."""

    def readable(self, *, cite: bool = False, iri: bool = False) -> tuple[Sequence[str], list[list[str]]]:
        """Return headers and cells for readers."""

    def lines(self, *, cite: bool = False, iri: bool = False) -> Iterable[Sequence[object]]:
        """Return headers and cells for programs, the headers first."""

    def typed_lines(self, *, cite: bool = False, iri: bool = False) -> Iterable[Sequence[object]]:
        """Return headers and cells for a workbook, with numbers as numbers."""

    def about(self) -> list[tuple[str, str]]:
        """Return names and values for the second sheet of a workbook."""

    def content(self, *, cite: bool = False) -> object:
        """Return the content in the structure of its JSON."""

    def text_below(self, *, cite: bool = False, width: int | None = None, shown: int = 0) -> list[str]:
        """Return the paragraphs below the rows, wrapped to *width*, or as Markdown if *width* is None.

        *shown* is the number of rows in the table.
        """

    def empty_text(self) -> str:
        """Return the text shown if there are no rows."""

    @property
    def never_hoisted(self) -> frozenset[str]:
        """The headers of columns that stay in a table even if all rows have the same value."""


class Options(NamedTuple):
    """How a document is written."""

    cite: bool = False
    """Whether citations are added."""
    iri: bool = False
    """Whether IRIs are added to labels."""
    width: int = tables.WIDTH
    """The width of text."""
    raw: bool = False
    """Whether the texts of CSV stay as they are, which :func:`cakg.tables.csv` explains."""


def write(document: Document, format: str, options: Options) -> str:
    """Return *document* in a text format of :data:`FORMATS`."""
    cite, iri, width, raw = options
    if format == "json":
        return tables.json(document.content(cite=cite))
    if format == "csv":
        return tables.csv(document.lines(cite=cite, iri=iri), raw=raw)
    headers, cells = document.readable(cite=cite, iri=iri)
    if format == "markdown":
        body = tables.markdown(headers, cells) if cells else in_markdown(document.empty_text())
        return "\n\n".join(filter(None, [body, *document.text_below(cite=cite, shown=len(cells))]))
    body = (
        tables.render(headers, cells, width=width, never_hoisted=document.never_hoisted)
        if cells
        else document.empty_text()
    )
    return "\n\n".join(filter(None, [body, *document.text_below(cite=cite, width=width, shown=len(cells))]))


def write_xlsx(document: Document, *, cite: bool = False, iri: bool = False) -> bytes:
    """Return *document* as a workbook; raise :class:`CakgError` if openpyxl is not installed."""
    from cakg.workbook import workbook

    return workbook(document.typed_lines(cite=cite, iri=iri), document.about(), title="Rows")


def write_file(document: Document, format: str, options: Options) -> str | bytes:
    """Return *document* in any of :data:`FORMATS`."""
    if format == "xlsx":
        return write_xlsx(document, cite=options.cite, iri=options.iri)
    return write(document, format, options)


def write_result(records: Records, result: Result, format: str, options: Options) -> str | bytes:
    """Return the result of a free query in *format*; the default is a table for rows and Turtle for triples.

    JSON and raw CSV are the formats of SPARQL 1.1. Raises :class:`BadValueError` for a format that does not apply.
    """
    fitting = TRIPLE_FORMATS if isinstance(result, list) else FORMATS
    wanted = format or fitting[0]
    if wanted not in fitting:
        what = "triples" if isinstance(result, list) else "rows"
        raise BadValueError(f"{what} cannot be written as {wanted}", remedy=f"use --format {', '.join(fitting)}")
    if isinstance(result, list):
        from cakg.store.serialise import write_triples

        return write_triples(result, wanted).decode()
    if isinstance(result, bool) and wanted != "xlsx":
        words = {"json": f'{{"head": {{}}, "boolean": {str(result).lower()}}}', "csv": str(result).lower()}
        return words.get(wanted, "yes" if result else "no")
    if isinstance(result, bool):
        raise BadValueError("yes or no cannot be written as xlsx", remedy="use --format table, csv, json or markdown")
    return write_file(_FreeRows(records, result), wanted, options)


class _FreeRows:
    """The rows of a free query."""

    def __init__(self, records: Records, solutions: Solutions) -> None:
        self._records = records
        self._solutions = solutions

    def readable(self, *, cite: bool = False, iri: bool = False) -> tuple[Sequence[str], list[list[str]]]:  # noqa: ARG002
        rows = self._solutions.rows
        labels = self._records.labels(term.value for row in rows for term in row if isinstance(term, NamedNode))

        def text(term: Term | None) -> str:
            value = labels.get(text_of(term), " ".join(text_of(term).split())) if term else None
            return shown(term, value, iri=iri)

        return self._solutions.variables, [[text(term) for term in row] for row in rows]

    def lines(self, *, cite: bool = False, iri: bool = False) -> Iterable[Sequence[object]]:  # noqa: ARG002
        rows = ([text_of(term) if term else "" for term in row] for row in self._solutions.rows)
        return [self._solutions.variables, *rows]

    def typed_lines(self, *, cite: bool = False, iri: bool = False) -> Iterable[Sequence[object]]:  # noqa: ARG002
        rows = (
            [of_literal(one) if isinstance(one, Literal) else one and text_of(one) for one in row]
            for row in self._solutions.rows
        )
        return [self._solutions.variables, *rows]

    def about(self) -> list[tuple[str, str]]:
        return Rights(self._records).about(())

    def content(self, *, cite: bool = False) -> object:  # noqa: ARG002
        bindings = [{name: _binding(term) for name, term in row.items()} for row in self._solutions.dicts()]
        return {"head": {"vars": self._solutions.variables}, "results": {"bindings": bindings}}

    def text_below(self, *, cite: bool = False, width: int | None = None, shown: int = 0) -> list[str]:  # noqa: ARG002
        rows = self._solutions.rows
        return [tables.counted(len(rows), "row")] if rows and width else []

    def empty_text(self) -> str:
        return "no rows"

    never_hoisted = NEVER_HOISTED


def shown(term: Term | None, value: Value, *, iri: bool) -> str:
    """Return the text of a cell; with *iri*, the label is followed by the shortened IRI."""
    text = "" if value is None else str(value)
    short = shorten(term.value) if iri and isinstance(term, NamedNode) else text
    return text if short == text else f"{text} ({short})"


def of_literal(term: Literal) -> Value:
    """Return a literal as a number; as text if it is no number, or one that JSON cannot write, such as ``NaN``."""
    text = " ".join(term.value.split())
    if read := _NUMBERS.get(term.datatype.value):
        with suppress(ValueError, OverflowError):
            return found if isfinite(found := read(text)) else text
    return text


_DEEPEST = 100
"""How deeply triple terms may be nested in JSON."""


def _binding(term: Any, depth: int = 0) -> dict[str, Any]:
    if isinstance(term, Triple):
        if depth == _DEEPEST:
            raise BadValueError("a triple term is nested too deeply for JSON", remedy="use --format csv")
        parts = zip(("subject", "predicate", "object"), term, strict=True)
        return {"type": "triple", "value": {name: _binding(part, depth + 1) for name, part in parts}}
    if not isinstance(term, Literal):
        return {"type": "uri" if isinstance(term, NamedNode) else "bnode", "value": term.value}
    kind = {"xml:lang": term.language} if term.language else {"datatype": term.datatype.value}
    return {"type": "literal", "value": term.value, **kind}
