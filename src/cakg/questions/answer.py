"""An answer to a question: rows to look at, to paste, or to compute with.

Knows how rows are labelled and cited, and what their absence means. Does not know how they were found
(:mod:`cakg.questions.ask`) nor the formats (:mod:`cakg.questions.formats`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import Literal, NamedNode

from cakg import tables
from cakg.errors import BadValueError
from cakg.model.claims import Claim, numbered
from cakg.model.dates import span
from cakg.model.records import Records
from cakg.model.rights import Rights
from cakg.model.sources import Source, footer
from cakg.notebook import displayed
from cakg.questions import formats
from cakg.questions.catalogue import Question
from cakg.questions.complete import CHECKED, checked, completed
from cakg.questions.formats import Value
from cakg.questions.rows import Entry, Rows, merged
from cakg.store.protocol import Row, Term
from cakg.tables import counted, wrapped
from cakg.vocabulary import ID, STATUS, VERDICT, shorten

if TYPE_CHECKING:
    import pandas as pd


class Asked(NamedTuple):
    """A question, the words given for its parameters, and the SPARQL that they make."""

    question: Question
    given: Mapping[str, Sequence[str]]
    sparql: str
    total: str = ""
    """SPARQL that counts the rows of articles and datasets together."""


class Scope(NamedTuple):
    """What narrowed the rows of an answer, and what that leaves out."""

    profile: str = ""
    """Empty where the question has no profile."""
    hidden: int = 0
    """The number of rows that the profile hides."""
    alternatives: tuple[tuple[str, str], ...] = ()
    """Without rows: options, each with values like those given for which there are rows."""
    unfiltered_count: int = 0
    """Without rows: how many there are when no option is given."""
    undated: int = 0
    """How many rows fit whose statements have no date, where the question leaves such out."""
    undated_command: str = ""
    """The command that lists them."""
    of_groups: int = 0
    """How many statements are about a group that a thing given belongs to: what is said of a group is not spread."""
    groups_command: str = ""
    """The command that lists them."""


@displayed
class Answer:
    """The rows that answer one question, with what is needed to read and to cite them."""

    def __init__(self, records: Records, asked: Asked, rows: Rows, scope: Scope) -> None:
        self.asked = asked
        self.question, self.given, self.sparql, self._total = asked
        self.scope = scope
        self._found = rows
        self._records = records

    def __len__(self) -> int:
        return len(self._found.entries)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self._rows.columns

    @property
    def terms(self) -> list[Row]:
        """The cells of each row as terms of RDF."""
        return [entry.terms for entry in self._rows.entries]

    @property
    def claims(self) -> list[tuple[str, ...]]:
        """The claims that each row rests on, as IRIs."""
        return [entry.claims for entry in self._rows.entries]

    @property
    def entries(self) -> Sequence[Entry]:
        """The rows as they were found: the terms in the columns of the question, the statement, and the claims."""
        return self._found.entries

    @property
    def rows(self) -> list[dict[str, Value]]:
        """The rows by column: labels for what has an IRI, numbers as numbers, None for an empty cell."""
        return [
            {column: self._value(term) for column, term in zip(self.columns, row, strict=True)} for row in self.terms
        ]

    def first(self, number: int) -> Answer:
        """Return an answer that holds no more than *number* of the rows, 1 or more, and says how many there are."""
        if number < 1:
            raise BadValueError(f"{number} rows show nothing", remedy="ask for 1 or more")
        entries = self._found.entries
        rows = self._found._replace(entries=entries[:number], more=self._found.more + max(len(entries) - number, 0))
        return Answer(self._records, self.asked, rows, self.scope)

    def citations(self) -> list[str]:
        """Return the citation of every claim that the rows rest on, in the order of the rows, each once."""
        return list(self._numbers)

    def table(self, *, cite: bool = False, iri: bool = False, width: int = tables.WIDTH) -> str:
        """Return the answer to read: a grid or records no wider than *width*, then what it rests on."""
        return formats.write(self, "table", cite=cite, iri=iri, width=width)

    def markdown(self, *, cite: bool = False, iri: bool = False) -> str:
        """Return the answer as a Markdown table, citations as a numbered list below it."""
        return formats.write(self, "markdown", cite=cite, iri=iri)

    def csv(self, *, cite: bool = False, iri: bool = False) -> str:
        """Return the answer as CSV with a header line; *iri* and *cite* add columns of IRIs and citations."""
        return formats.write(self, "csv", cite=cite, iri=iri)

    def xlsx(self, *, cite: bool = False, iri: bool = False) -> bytes:
        """Return the answer as a workbook, whose second sheet says what it rests on; needs openpyxl."""
        return formats.write_xlsx(self, cite=cite, iri=iri)

    def json(self, *, cite: bool = False) -> str:
        """Return everything as JSON: cells with their IRIs, claims, and with *cite* citations."""
        return formats.write(self, "json", cite=cite)

    def to_dataframe(self) -> pd.DataFrame:
        """Return the rows as a pandas data frame; without pandas, an error that says how to get it."""
        return tables.data_frame(self.rows, self.columns)

    # ---- What the writers ask for ---------------------------------------------

    def readable(self, *, cite: bool = False, iri: bool = False) -> tuple[list[str], list[list[str]]]:
        """Return headers and cells for readers: bounds in time are one column, ``when``, those of an amount another.

        Rows that differ only in a thing and in the passage are one row; not with *cite* or *iri*.
        """
        cells = [[formats.shown(term, self._value(term), iri=iri) for term in row] for row in self.terms]
        if cite:
            self._mark(cells)
        rows = [dict(zip(self.columns, row, strict=True)) for row in cells]
        dropped = {"at_least", "at_most"} | ({CHECKED} if not any(row.get(CHECKED) for row in rows) else set())
        if {"earliest", "latest"} <= {*self.columns}:
            dropped |= {"when", "latest"}
            for row in rows:
                row["earliest"] = row.get("when") or span(row["earliest"], row["latest"])
        kept = [column for column in self.columns if column not in dropped]
        headers = ["when" if column == "earliest" else column.replace("_", " ") for column in kept]
        found = [[row[column] for column in kept] for row in rows]
        of_things = {place for place, name in enumerate(kept) if name in self._columns_of_things}
        return headers, found if cite or iri else merged(found, of_things, headers)

    def lines(self, *, cite: bool = False, iri: bool = False) -> Iterable[Sequence[object]]:
        """Return headers and cells for programs, the headers first."""
        cells = enumerate(zip(*self.terms, strict=True) if iri else ())
        named = [place for place, terms in cells if any(isinstance(term, NamedNode) for term in terms)]
        yield [*self.columns, *(f"{self.columns[place]}_iri" for place in named), *(["citation"] if cite else [])]
        for row, terms, cited in zip(self.rows, self.terms, self._cited, strict=True):
            more = [" ".join(numbered(cited))] if cite else []
            yield [*row.values(), *(_iri(terms[place]) for place in named), *more]

    typed_lines = lines

    def about(self) -> list[tuple[str, str]]:
        """Return what a workbook says of itself: the question, what was given, and what the answer rests on."""
        given = "; ".join(f"{name}: {', '.join(values)}" for name, values in self.given.items())
        asked = {"question": self.question.summary, "asked_by": self.question.name, "given": given}
        rows = [*Rights(self._records).about(self._sources(), **asked, answer=self.footer())]
        return [*rows, *(("Meaning", f"{word}: {text}") for word, text in self.meanings)]

    def content(self, *, cite: bool = False) -> object:
        """Return everything as JSON takes it."""
        rows: list[dict[str, object]] = []
        for values, entry, cited in zip(self.rows, self._rows.entries, self._cited, strict=True):
            row: dict[str, object] = {
                column: {"label": value, "iri": _iri(term)} if isinstance(term, NamedNode) else value
                for (column, value), term in zip(values.items(), entry.terms, strict=True)
            }
            numbers = {"citations": [self._numbers[text] for text in numbered(cited)]} if cite else {}
            about = {"about": shorten(entry.statement)} if entry.statement else {}
            rows.append({**row, **about, "claim": [shorten(iri) for iri in entry.claims], **numbers})
        return {
            "question": self.question.name,
            "summary": self.question.summary,
            "note": self.question.note or None,
            "given": dict(self.given),
            "profile": self.scope.profile or None,
            "rows_hidden_by_profile": self.scope.hidden,
            "rows_of_datasets_left_out": self.left_out,
            "rows_without_a_date": self.scope.undated,
            "statements_about_groups": self.scope.of_groups,
            "columns": self.columns,
            "rows": rows,
            **({"citations": list(self._numbers)} if cite else {}),
            "sources": self._sources(),
            "graph_version": self._records.version,
            "graph_content_hash": self._records.content_hash or None,
        }

    def below(self, *, cite: bool = False, width: int | None = None, shown: int = 0) -> list[str]:
        """Return the paragraphs below the rows: statuses, notes, citations, related questions and the footer."""
        numbers = self._numbers if cite else {}
        if width is None:
            note = self.question.note if self.terms else ""
            cited = "\n".join(f"{number}. {text}" for text, number in numbers.items())
            return [note, self.on_groups(), cited, self.see_also, self.footer(shown)]
        return [
            tables.legend(self.meanings, width),
            wrapped(self.question.note, width),
            self.on_groups(width),
            "\n".join(wrapped(text, width, f"[{number}] ") for text, number in numbers.items()),
            wrapped(self.see_also, width),
            wrapped(self.footer(shown), width),
        ]

    def empty(self) -> str:
        """Return what to say when there is no row: what is left out, and that the sources are silent if nothing is."""
        scope, parts, command = self.scope, [], ""
        if scope.hidden:
            parts.append(f"No row under the profile {scope.profile}: it hides {counted(scope.hidden, 'row')}.")
        if left_out := self.left_out:
            there = f"{'is' if left_out == 1 else 'are'} {counted(left_out, 'row')} of datasets"
            start = "There" if parts or scope.undated else "The articles are silent, but there"
            parts.append(f"{start} {there}: --datasets shows what they say.")
        if scope.undated:
            fit = "fits" if scope.undated == 1 else "fit"
            start = "Also," if parts else "No row with a date fits, but"
            parts.append(f"{start} {counted(scope.undated, 'row')} without a date {fit}:")
            command = f"\n  {scope.undated_command}"
        if parts:
            return "\n\n".join(map(wrapped, parts)) + command
        text = "The sources are silent: nobody affirms, denies or leaves open anything of the kind."
        if number := scope.unfiltered_count:
            options = " ".join(self.question.parameter(name).given(words) for name, words in self.given.items())
            are = "is" if number == 1 else "are"
            text = f"No row answers this with {options}, though there {are} {counted(number, 'row')} without."
        text += " Silence is not denial: a denied statement would be listed as a row."
        parts = [text, *(f"But there are answers for {option} {near}." for option, near in scope.alternatives)]
        return "\n\n".join(map(wrapped, parts))

    def on_groups(self, width: int | None = None) -> str:
        """Return how many statements are about groups of what was asked for, and the command that lists them.

        Wrapped to *width*; without it as Markdown. Empty where there are no such statements.
        """
        if not (number := self.scope.of_groups):
            return ""
        fit = "fits and is about a group" if number == 1 else "fit and are about groups"
        text = f"{counted(number, 'more statement')} {fit} of what was asked for, not about it alone:"
        command = self.scope.groups_command
        return f"{wrapped(text, width)}\n  {command}" if width else f"{text}\n\n    {command}"

    @property
    def see_also(self) -> str:
        """The related questions, by their names; empty where there are none."""
        return f"See also: {', '.join(self.question.related)}" if self.question.related else ""

    @property
    def meanings(self) -> list[tuple[str, str]]:
        """The statuses and verdicts in the rows, each with its definition."""
        iris = {iri for iri in self._labels if iri.startswith((STATUS.iri, VERDICT.iri))} | self._completed[1]
        called = self._records.labels(iris)
        return [(called[iri], text) for iri, text in self._records.definitions(iris).items()]

    def footer(self, shown: int = 0) -> str:
        """Return what the answer rests on: rows, profile and what it hides, sources with dates, the graph's version.

        *shown* says as how many rows a table shows them, where those that differ only in a thing are one.
        """
        profile = self.scope.profile
        if self.scope.hidden and self.terms:
            profile += f", which hides {counted(self.scope.hidden, 'row')}"
        left = f", and {self.left_out} of datasets alone (--datasets)" if self.left_out else ""
        undated = f", and {self.scope.undated} without a date (--dated no)" if self.scope.undated else ""
        more = self._found.more
        rows = f"{len(self)} of {len(self) + more:,} rows (--all)" if more else counted(len(self), "row")
        rows += f", shown as {shown}" if 0 < shown < len(self) else ""
        count = f"{rows}{left}{undated}; " if self.terms else ""
        return count + footer(self._sources(), self._records.edition, profile)

    @cached_property
    def left_out(self) -> int:
        """How many rows are left out because only datasets make their claims; counted when somebody asks."""
        if self._found.left_out is not None:
            return self._found.left_out
        [[total]] = self._records.engine.select(self._total).rows
        return int(total.value) - len(self) - self._found.more if total else 0

    # ---- Labels and citations -------------------------------------------------

    @cached_property
    def _completed(self) -> tuple[Rows, set[str]]:
        """The rows with everything that their statements and claims carry, and the verdicts in them, as IRIs."""
        rows = completed(self._records, self._found)
        articles = self._records.article_claims
        in_articles = any(not articles.isdisjoint(entry.claims) for entry in rows.entries)
        return checked(self._records, rows) if in_articles and "verdict" not in rows.columns else (rows, set())

    @property
    def _rows(self) -> Rows:
        return self._completed[0]

    @property
    def _columns_of_things(self) -> set[str]:
        """The columns with a thing in every row."""
        cells = zip(self.columns, zip(*self.terms, strict=True), strict=False)
        return {name for name, terms in cells if all(term and term.value.startswith(ID.iri) for term in terms)}

    @cached_property
    def _labels(self) -> dict[str, str]:
        return self._records.labels(term.value for row in self.terms for term in row if isinstance(term, NamedNode))

    @cached_property
    def _cited(self) -> list[list[Claim]]:
        """The claims of each row."""
        known = self._records.claims(iri for claims in self.claims for iri in claims)
        return [[known[iri] for iri in claims if iri in known] for claims in self.claims]

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return numbered(claim for claims in self._cited for claim in claims)

    def _mark(self, cells: Iterable[list[str]]) -> None:
        """Put the numbers of citations into the column of passages, else into the last one."""
        last = -2 if self.columns[-1] == CHECKED else -1
        column = self.columns.index("passage") if "passage" in self.columns else last
        for row, cited in zip(cells, self._cited, strict=True):
            if cited:
                marks = " ".join(f"[{self._numbers[text]}]" for text in numbered(cited))
                source, _, place = row[column].rpartition(" ")
                row[column] = f"{source} {tables.non_breaking(f'{place} {marks}'.strip())}".strip()

    def _sources(self) -> list[Source]:
        """Return the sources that the rows rest on; where no row names any, the articles that were searched."""
        used = {claim.passage.source.iri for claims in self._cited for claim in claims} | self._labels.keys()
        speaking = self._records.speaking
        articles = [source for source in speaking if not source.dataset]
        return [source for source in speaking if source.iri in used] or articles or list(speaking)

    def _value(self, term: Term | None) -> Value:
        if isinstance(term, NamedNode):
            return self._labels[term.value]
        if isinstance(term, Literal):
            return formats.of_literal(term)
        return None


def _iri(term: Term | None) -> str:
    return term.value if isinstance(term, NamedNode) else ""
