"""An answer to a question: rows to look at, to paste, or to compute with.

Knows how rows are labelled, cited and written in each format. Does not know how they were
found: :mod:`cakg.knowledge` asks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import Literal, NamedNode

from cakg import tables
from cakg.citations import Saying, Source, numbered
from cakg.dates import span
from cakg.engine import Solutions, Term
from cakg.errors import CakgError
from cakg.grounds import Asked, Scope, footer, rows, silence
from cakg.notebook import displayed
from cakg.vocabulary import XSD, shorten

if TYPE_CHECKING:
    import pandas as pd

FORMATS = ("table", "csv", "json", "markdown")
BESIDE = frozenset({"statement", "status", "polarity", "passage"})
"""What stands beside each row of a table even when it is the same in all of them."""
BOUNDS = frozenset({"earliest", "latest"})

Value: TypeAlias = str | int | float | bool | None

_NUMBERS = {XSD.integer: int, XSD.decimal: float, XSD.double: float}


@displayed
class Answer:
    """The rows that answer one question, with what is needed to read and to cite them."""

    def __init__(
        self,
        asked: Asked,
        solutions: Solutions,
        scope: Scope,
        labels: Mapping[str, str],
        sayings: Sequence[Sequence[Saying]],
    ) -> None:
        self.question, self.given, self.sparql = asked
        self.columns = solutions.variables
        self.terms = solutions.rows
        self.scope = scope
        self._labels = labels
        self._sayings = sayings

    def __len__(self) -> int:
        return len(self.terms)

    @property
    def rows(self) -> list[dict[str, Value]]:
        """The rows by column: labels for what has an IRI, numbers as numbers, None where nothing stands."""
        return [
            {column: self._value(term) for column, term in zip(self.columns, row, strict=True)} for row in self.terms
        ]

    def citations(self) -> list[str]:
        """Return a citation for every place that the rows rest on, in the order of the rows, each once."""
        return list(numbered(saying for sayings in self._sayings for saying in sayings))

    def table(self, *, cite: bool = False, iri: bool = False, width: int = tables.WIDTH) -> str:
        """Return the answer to read: a grid or records no wider than *width*, then what it rests on."""
        headers, cells = self.readable(cite=cite, iri=iri)
        body = tables.render(headers, cells, width=width, beside=BESIDE) if cells else self.silence()
        note = "\n".join(tables.hanging(self.question.note, "", width))
        parts = [
            body,
            tables.key(self.scope.meanings, width),
            note,
            self._cited(width) if cite else "",
            self.footer(width=width),
        ]
        return "\n\n".join(part for part in parts if part)

    def markdown(self, *, cite: bool = False, iri: bool = False) -> str:
        """Return the answer as a Markdown table, citations as a numbered list below it."""
        if not self.terms:
            return f"{self.silence()}\n\n{self.footer()}"
        body = tables.markdown(*self.readable(cite=cite, iri=iri))
        cited = "\n".join(f"{number}. {text}" for number, text in enumerate(self.citations(), start=1)) if cite else ""
        return "\n\n".join(part for part in (body, self.question.note, cited, self.footer()) if part)

    def csv(self, *, cite: bool = False, iri: bool = False) -> str:
        """Return the answer as CSV with a header line; *iri* and *cite* add columns of IRIs and citations."""
        import csv
        import io

        kinds = [column for place, column in enumerate(self.columns) if iri and self._holds_iris(place)]
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow([*self.columns, *(f"{column}_iri" for column in kinds), *(["citation"] if cite else [])])
        for row, terms, sayings in zip(self.rows, self.terms, self._sayings, strict=True):
            iris = [_iri(term) for term, column in zip(terms, self.columns, strict=True) if column in kinds]
            cited = [" ".join(numbered(sayings))] if cite else []
            writer.writerow([*row.values(), *iris, *cited])
        return text.getvalue()

    def json(self, *, cite: bool = False) -> str:
        """Return everything as JSON: cells with their IRIs, what they rest on, and with *cite* citations."""
        import json

        numbers = {text: number for number, text in enumerate(self.citations(), start=1)}
        rows: list[dict[str, object]] = []
        for values, terms, sayings in zip(self.rows, self.terms, self._sayings, strict=True):
            row: dict[str, object] = {
                column: {"label": value, "iri": _iri(term)} if isinstance(term, NamedNode) else value
                for (column, value), term in zip(values.items(), terms, strict=True)
            }
            rows.append({**row, "citations": [numbers[text] for text in numbered(sayings)]} if cite else row)
        content = {
            "question": self.question.name,
            "summary": self.question.summary,
            "note": self.question.note or None,
            "given": dict(self.given),
            "profile": self.scope.profile or None,
            "rows_hidden_by_profile": self.scope.hidden,
            "columns": list(self.columns),
            "rows": rows,
            **({"citations": list(numbers)} if cite else {}),
            "sources": [{"source": source.short, "date": source.date, "iri": source.iri} for source in self._sources()],
            "graph_version": self.scope.version,
        }
        return json.dumps(content, ensure_ascii=False, indent=2) + "\n"

    def to_dataframe(self) -> pd.DataFrame:
        """Return the rows as a pandas data frame; without pandas, an error that says how to get it."""
        try:
            import pandas as pd
        except ImportError as error:
            raise CakgError(
                "a data frame needs pandas, which is not installed", remedy="pip install 'cakg[data]'"
            ) from error
        return pd.DataFrame(self.rows, columns=list(self.columns))

    def silence(self) -> str:
        """Return what to say when there is no row: silence is not denial, and a profile may be what hides it."""
        return silence(self.question, self.given, self.scope)

    def footer(self, *, width: int = 0) -> str:
        """Return what the answer rests on: rows, profile and what it hides, sources with dates, the graph's version."""
        profile = self.scope.profile
        if self.scope.hidden and self.terms:
            profile += f", which hides {rows(self.scope.hidden)}"
        count = f"{rows(len(self.terms))}; " if self.terms else ""
        line = count + footer(self._sources(), self.scope.version, profile)
        return "\n".join(tables.hanging(line, "", width)) if width else line

    def _sources(self) -> list[Source]:
        """Return the sources that the rows rest on; every source that speaks in the graph when no row says."""
        used = {saying.source for sayings in self._sayings for saying in sayings}
        return [source for source in self.scope.sources if source in used] or list(self.scope.sources)

    def readable(self, *, cite: bool = False, iri: bool = False) -> tuple[list[str], list[list[str]]]:
        """Return headers and cells for readers: two bounds in time are one column, ``when``."""
        headers, cells = [column.replace("_", " ") for column in self.columns], self._cells(cite=cite, iri=iri)
        if not set(headers) >= BOUNDS:
            return headers, cells
        first, last = headers.index("earliest"), headers.index("latest")
        spans = [span(row[first], row[last]) for row in cells]
        headers = ["when" if place == first else name for place, name in enumerate(headers) if place != last]
        cells = [
            [spans[number] if place == first else cell for place, cell in enumerate(row) if place != last]
            for number, row in enumerate(cells)
        ]
        return headers, cells

    def _cells(self, *, cite: bool, iri: bool) -> list[list[str]]:
        numbers = {text: number for number, text in enumerate(self.citations(), start=1)}
        column = self._citing_column()
        cells = []
        for terms, sayings in zip(self.terms, self._sayings, strict=True):
            row = [self._shown(term, iri=iri) for term in terms]
            if cite and sayings:
                marks = " ".join(f"[{numbers[text]}]" for text in numbered(sayings))
                source, _, place = row[column].rpartition(" ")
                row[column] = f"{source} {tables.together(f'{place} {marks}'.strip())}".strip()
            cells.append(row)
        return cells

    def _citing_column(self) -> int:
        """Return the column that carries the numbers of citations: the passage, else the last one."""
        return self.columns.index("passage") if "passage" in self.columns else len(self.columns) - 1

    def _cited(self, width: int) -> str:
        lines: list[str] = []
        for number, text in enumerate(self.citations(), start=1):
            lines += tables.hanging(text, f"[{number}] ", width)
        return "\n".join(lines)

    def _shown(self, term: Term | None, *, iri: bool) -> str:
        value = self._value(term)
        text = "" if value is None else str(value)
        short = shorten(term.value) if iri and isinstance(term, NamedNode) else text
        return text if short == text else f"{text} ({short})"

    def _value(self, term: Term | None) -> Value:
        if isinstance(term, NamedNode):
            return self._labels.get(term.value, shorten(term.value))
        if isinstance(term, Literal):
            number = _NUMBERS.get(term.datatype.value)
            return number(term.value) if number else " ".join(term.value.split())
        return None

    def _holds_iris(self, place: int) -> bool:
        return any(isinstance(row[place], NamedNode) for row in self.terms)


def _iri(term: Term | None) -> str:
    return term.value if isinstance(term, NamedNode) else ""
