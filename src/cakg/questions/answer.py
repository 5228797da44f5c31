"""An answer to a question: rows to look at, to paste, or to compute with.

Knows how rows are labelled, cited and written in each format, and what their absence means. Does
not know how they were found: :mod:`cakg.questions.ask` asks. What a free query returns is written here too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from pyoxigraph import Literal, NamedNode

from cakg import tables
from cakg.errors import BadValueError, CakgError
from cakg.model.citations import Saying, Source, numbered
from cakg.model.corroboration import COLUMN
from cakg.model.dates import span
from cakg.model.names import labels
from cakg.notebook import displayed
from cakg.questions.catalogue import Question
from cakg.store.protocol import Engine, Result, Solutions, Term
from cakg.tables import counted, wrapped
from cakg.vocabulary import XSD, shorten

if TYPE_CHECKING:
    import pandas as pd

FORMATS = ("table", "csv", "json", "markdown")
TRIPLE_FORMATS = ("turtle", "ntriples", "jsonld")
BESIDE = frozenset({"statement", "status", "polarity", "passage"})
"""What stands beside each row of a table even when it is the same in all of them."""

Value: TypeAlias = str | int | float | bool | None

_NUMBERS = {XSD.integer: int, XSD.decimal: float, XSD.double: float}


class Asked(NamedTuple):
    """A question, the words it was given for its parameters, and the SPARQL that they made."""

    question: Question
    given: Mapping[str, Sequence[str]]
    sparql: str


class Scope(NamedTuple):
    """What an answer rests on: the graph's version, its sources, and the profile that narrowed the rows."""

    version: str
    sources: tuple[Source, ...]
    profile: str
    hidden: int = 0
    """How many rows the profile hides."""
    only_data: int = 0
    """How many rows are left out since only datasets back them."""
    elsewhere: tuple[tuple[str, str], ...] = ()
    """Where there is no row: options with values like those given, for which there are some."""
    without: int = 0
    """Where there is no row: how many there are when no option is given."""
    meanings: tuple[tuple[str, str], ...] = ()
    """The statuses in the rows and what they mean."""


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
        return list(self._numbers())

    def table(self, *, cite: bool = False, iri: bool = False, width: int = tables.WIDTH) -> str:
        """Return the answer to read: a grid or records no wider than *width*, then what it rests on."""
        headers, cells = self.readable(cite=cite, iri=iri)
        cited = [wrapped(text, width, f"[{number}] ") for text, number in self._numbers().items()] if cite else []
        parts = [
            tables.render(headers, cells, width=width, beside=BESIDE) if cells else self.silence(),
            tables.key(self.scope.meanings, width),
            wrapped(self.question.note, width),
            "\n".join(cited),
            wrapped(self.footer(), width),
        ]
        return "\n\n".join(part for part in parts if part)

    def markdown(self, *, cite: bool = False, iri: bool = False) -> str:
        """Return the answer as a Markdown table, citations as a numbered list below it."""
        if not self.terms:
            return f"{self.silence()}\n\n{self.footer()}"
        body = tables.markdown(*self.readable(cite=cite, iri=iri))
        cited = "\n".join(f"{number}. {text}" for text, number in self._numbers().items()) if cite else ""
        return "\n\n".join(part for part in (body, self.question.note, cited, self.footer()) if part)

    def csv(self, *, cite: bool = False, iri: bool = False) -> str:
        """Return the answer as CSV with a header line; *iri* and *cite* add columns of IRIs and citations."""
        named = [
            place
            for place in range(len(self.columns))
            if iri and any(isinstance(row[place], NamedNode) for row in self.terms)
        ]
        header = [*self.columns, *(f"{self.columns[place]}_iri" for place in named), *(["citation"] if cite else [])]
        lines: list[Sequence[object]] = [header]
        for row, terms, sayings in zip(self.rows, self.terms, self._sayings, strict=True):
            cited = [" ".join(numbered(sayings))] if cite else []
            lines.append([*row.values(), *(_iri(terms[place]) for place in named), *cited])
        return tables.csv(lines)

    def json(self, *, cite: bool = False) -> str:
        """Return everything as JSON: cells with their IRIs, what they rest on, and with *cite* citations."""
        numbers = self._numbers()
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
            "rows_of_datasets_left_out": self.scope.only_data,
            "columns": self.columns,
            "rows": rows,
            **({"citations": list(numbers)} if cite else {}),
            "sources": [{"source": source.short, "date": source.date, "iri": source.iri} for source in self._sources()],
            "graph_version": self.scope.version,
        }
        return tables.json(content)

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
        scope = self.scope
        if scope.hidden:
            return f"No row under the profile {scope.profile}: it hides {counted(scope.hidden, 'row')}."
        if scope.only_data:
            there = f"there {'is' if scope.only_data == 1 else 'are'} {counted(scope.only_data, 'row')}"
            return wrapped(f"The articles are silent, but {there} of datasets: --datasets shows what they say.")
        text = "The sources are silent: nobody affirms, denies or leaves open anything of the kind."
        if scope.without:
            options = " ".join(self.question.parameter(name).given(words) for name, words in self.given.items())
            are = "is" if scope.without == 1 else "are"
            text = f"No row answers this with {options}, though there {are} {counted(scope.without, 'row')} without."
        text += " Silence is not denial: what is denied would stand here as a row."
        parts = [text, *(f"But there are answers for {option} {near}." for option, near in scope.elsewhere)]
        return "\n\n".join(map(wrapped, parts))

    def footer(self) -> str:
        """Return what the answer rests on: rows, profile and what it hides, sources with dates, the graph's version."""
        profile = self.scope.profile
        if self.scope.hidden and self.terms:
            profile += f", which hides {counted(self.scope.hidden, 'row')}"
        left = f", and {self.scope.only_data} of datasets alone (--datasets)" if self.scope.only_data else ""
        count = f"{counted(len(self.terms), 'row')}{left}; " if self.terms else ""
        return count + footer(self._sources(), self.scope.version, profile)

    def readable(self, *, cite: bool = False, iri: bool = False) -> tuple[list[str], list[list[str]]]:
        """Return headers and cells for readers: two bounds in time are one column, ``when``."""
        headers = [column.replace("_", " ") for column in self.columns]
        cells = [[_shown(term, self._value(term), iri=iri) for term in row] for row in self.terms]
        if cite:
            self._mark(cells)
        if {"earliest", "latest"} <= {*headers}:
            first, last = headers.index("earliest"), headers.index("latest")
            headers[first] = "when"
            for row in [headers, *cells]:
                row[first] = row[first] if row is headers else span(row[first], row[last])
                del row[last]
        return headers, cells

    def _mark(self, cells: Iterable[list[str]]) -> None:
        """Put the numbers of citations into the column of passages, else into the last one."""
        numbers = self._numbers()
        last = -2 if self.columns[-1] == COLUMN else -1
        column = self.columns.index("passage") if "passage" in self.columns else last
        for row, sayings in zip(cells, self._sayings, strict=True):
            if sayings:
                marks = " ".join(f"[{numbers[text]}]" for text in numbered(sayings))
                source, _, place = row[column].rpartition(" ")
                row[column] = f"{source} {tables.together(f'{place} {marks}'.strip())}".strip()

    def _numbers(self) -> dict[str, int]:
        return numbered(saying for sayings in self._sayings for saying in sayings)

    def _sources(self) -> list[Source]:
        """Return the sources that the rows rest on; every source that speaks in the graph when no row says."""
        used = {saying.source.iri for sayings in self._sayings for saying in sayings}
        used |= {term.value for row in self.terms for term in row if isinstance(term, NamedNode)}
        return [source for source in self.scope.sources if source.iri in used] or list(self.scope.sources)

    def _value(self, term: Term | None) -> Value:
        if isinstance(term, NamedNode):
            return self._labels.get(term.value, shorten(term.value))
        if isinstance(term, Literal):
            number = _NUMBERS.get(term.datatype.value)
            return number(term.value) if number else " ".join(term.value.split())
        return None


def footer(sources: Iterable[Source], version: str, profile: str = "") -> str:
    """Return the line that names a profile, sources with their dates, and the graph's version."""
    named = ", ".join(source.named_with_date for source in sources)
    parts = (("profile", profile), ("sources:", named), ("graph", version))
    return "; ".join(f"{what} {text}" for what, text in parts if text)


def write(engine: Engine, result: Result, *, format: str = "", iri: bool = False, width: int = tables.WIDTH) -> str:
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
    if isinstance(result, bool):
        said = {"json": f'{{"head": {{}}, "boolean": {str(result).lower()}}}', "csv": str(result).lower()}
        return said.get(chosen, "yes" if result else "no") + "\n"
    if chosen == "json":
        bindings = [{name: _binding(term) for name, term in row.items()} for row in result.dicts()]
        return tables.json({"head": {"vars": result.variables}, "results": {"bindings": bindings}})
    if chosen == "csv":
        return tables.csv([result.variables, *([term.value if term else "" for term in row] for row in result.rows)])
    called = labels(engine, {term.value for row in result.rows for term in row if isinstance(term, NamedNode)})
    cells = [
        [_shown(term, called.get(term.value, " ".join(term.value.split())) if term else None, iri=iri) for term in row]
        for row in result.rows
    ]
    if chosen == "markdown":
        return tables.markdown(result.variables, cells)
    body = tables.render(result.variables, cells, width=width)
    return f"{body}\n\n{counted(len(cells), 'row')}\n" if cells else "no row\n"


def _shown(term: Term | None, value: Value, *, iri: bool) -> str:
    """Return the *value* of a cell in words; with *iri*, the shortened IRI behind a label beside it."""
    text = "" if value is None else str(value)
    short = shorten(term.value) if iri and isinstance(term, NamedNode) else text
    return text if short == text else f"{text} ({short})"


def _binding(term: Term) -> dict[str, str]:
    if not isinstance(term, Literal):
        return {"type": "uri" if isinstance(term, NamedNode) else "bnode", "value": term.value}
    kind = {"xml:lang": term.language} if term.language else {"datatype": term.datatype.value}
    return {"type": "literal", "value": term.value, **kind}


def _iri(term: Term | None) -> str:
    return term.value if isinstance(term, NamedNode) else ""
