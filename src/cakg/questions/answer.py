"""The answer to a question, as rows to read, to cite or to compute with.

Adds labels and citations to rows, and explains an empty answer. Does not know how rows are found
(:mod:`cakg.questions.ask`) or written (:mod:`cakg.questions.formats`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import Literal, NamedNode

from cakg import tables
from cakg.errors import BadValueError
from cakg.harmless import in_markdown
from cakg.model.claims import Claim, Labelled, numbered
from cakg.model.dates import span
from cakg.model.records import Records
from cakg.model.rights import Rights
from cakg.model.sources import Source, footer
from cakg.notebook import displayed
from cakg.questions import formats
from cakg.questions.bounds import MoreThan, up_to
from cakg.questions.catalogue import Question
from cakg.questions.cited import status_and_claims
from cakg.questions.complete import CHECKED, checked, completed
from cakg.questions.formats import Options, Value
from cakg.questions.rows import Entry, Rows, merged
from cakg.store.protocol import Row, Term
from cakg.tables import counted, wrapped
from cakg.vocabulary import ID, STATUS, VERDICT, shorten

if TYPE_CHECKING:
    import pandas as pd


WHEN = "when"
"""The column of the time in words, for readers."""
_FIRST_OF_TIME = "earliest"
"""The column in whose place readers see the time in words."""


class Asked(NamedTuple):
    """A question, the values given for its parameters, and the resulting SPARQL."""

    question: Question
    given: Mapping[str, Sequence[str]]
    sparql: str
    total: str = ""
    """SPARQL that counts all rows, those of articles and those of datasets; empty if they are not counted."""
    datasets: bool = False
    """Whether rows found only in datasets were asked for, or the question is about datasets."""
    most: int | None = None
    """How many rows were asked for at most; None if all were."""


class Scope(NamedTuple):
    """What restricts the rows of an answer, and how many rows are left out."""

    profile: str = ""
    """The profile; empty if the question has none."""
    hidden: int = 0
    """The number of rows that the profile hides."""
    alternatives: Mapping[str, Sequence[Labelled]] = {}
    """If there are no rows: for some parameters, similar values for which there are rows."""
    unfiltered_count: int = 0
    """If there are no rows: how many rows there are without options."""
    undated: int = 0
    """How many more rows match but have no date, if the question leaves such rows out."""
    undated_given: Mapping[str, Sequence[str]] = {}
    """The values of parameters that find them."""
    about_groups: int = 0
    """How many more statements are about groups of the given things. They are not rows: what is true of a group need
    not be true of its members."""
    groups_given: Mapping[str, Sequence[str]] = {}
    """The values of parameters that find them."""


@displayed
class Answer:
    """The rows that answer a question, with labels, claims and citations."""

    def __init__(self, records: Records, asked: Asked, rows: Rows, scope: Scope) -> None:
        self.asked = asked
        self.question = asked.question
        """The question that was asked."""
        self.given = asked.given
        """The values given for its parameters."""
        self.sparql = asked.sparql
        """The query that was asked."""
        self._total = asked.total
        self.scope = scope
        self._found = rows
        self._records = records

    def __len__(self) -> int:
        return len(self._found.entries)

    @property
    def is_cut(self) -> bool:
        """Whether there are more rows, because no more were asked for; then a row may have more claims too."""
        return self._found.is_cut

    @property
    def leaves_uncounted(self) -> bool:
        """Whether rows found only in datasets are left out without being counted, because there may be very many."""
        return self._found.left_out is None and not self._total

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
        """The claims that support each row, as IRIs."""
        return [entry.claims for entry in self._rows.entries]

    @property
    def entries(self) -> Sequence[Entry]:
        """The rows as found: terms in the columns of the question, the statement and the claims."""
        return self._found.entries

    @property
    def rows(self) -> list[dict[str, Value]]:
        """The rows as dictionaries: labels in place of IRIs, numbers as numbers, None for an empty cell."""
        return [
            {column: self._value(term) for column, term in zip(self.columns, row, strict=True)} for row in self.terms
        ]

    @property
    def sources(self) -> list[Source]:
        """Return the sources of the rows; if no row has one, all articles, since they were searched."""
        used = {claim.passage.source.iri for claims in self.cited for claim in claims} | self._labels.keys()
        speaking = self._records.sources_with_passages
        articles = [source for source in speaking if not source.dataset]
        return [source for source in speaking if source.iri in used] or articles or list(speaking)

    def first(self, number: int) -> Answer:
        """Return an answer with the first *number* rows, at least 1; its footer says how many there are."""
        if number < 1:
            raise BadValueError(f"an answer cannot be cut to {number} rows", remedy="use a number of at least 1")
        return Answer(self._records, self.asked, self._found.at(range(min(number, len(self)))), self.scope)

    def selected(self, places: Sequence[int]) -> Answer:
        """Return an answer with the rows at *places*, in this order, and with the columns of this answer."""
        found = Answer(self._records, self.asked, self._found.at(places), self.scope)
        found._completed = (self._rows.at(places), self._completed[1])
        return found

    def citations(self) -> list[str]:
        """Return the citations of all claims that support the rows, in the order of the rows, each once."""
        return list(self._numbers)

    def table(self, *, cite: bool = False, iri: bool = False, width: int = tables.WIDTH) -> str:
        """Return the answer as text no wider than *width*: a grid or records, and a footer with the sources."""
        return formats.write(self, "table", Options(cite, iri, width))

    def markdown(self, *, cite: bool = False, iri: bool = False) -> str:
        """Return the answer as a Markdown table; *cite* adds citations as a numbered list."""
        return formats.write(self, "markdown", Options(cite, iri))

    def csv(self, *, cite: bool = False, iri: bool = False, raw: bool = False) -> str:
        """Return the answer as CSV with a header line; *iri* and *cite* add columns of IRIs and citations.

        A spreadsheet shows all texts as they are and runs none as a formula: an apostrophe is put before those that
        begin like one. *raw* leaves all texts unchanged, for programs.
        """
        return formats.write(self, "csv", Options(cite, iri, raw=raw))

    def xlsx(self, *, cite: bool = False, iri: bool = False) -> bytes:
        """Return the answer as a workbook, with the sources on a second sheet; needs openpyxl."""
        return formats.write_xlsx(self, cite=cite, iri=iri)

    def json(self, *, cite: bool = False) -> str:
        """Return the answer as JSON: cells with IRIs, and claims; *cite* adds citations."""
        return formats.write(self, "json", Options(cite))

    def to_dataframe(self) -> pd.DataFrame:
        """Return the rows as a pandas data frame; raise :class:`CakgError` if pandas is not installed."""
        return tables.data_frame(self.rows, self.columns)

    # ---- Used by the writers of formats ---------------------------------------------

    def readable(self, *, cite: bool = False, iri: bool = False) -> tuple[list[str], list[list[str]]]:
        """Return headers and cells for readers; earliest and latest day are one column, ``when``.

        Without *cite* and *iri*, rows that differ only in one thing and the passage are merged.
        """
        cells = [[formats.shown(term, self._value(term), iri=iri) for term in row] for row in self.terms]
        if cite:
            self._mark(cells)
        names, timed = self.shown_columns, self.has_time
        if timed:
            first = self.columns.index(_FIRST_OF_TIME)
            for row, time in zip(cells, self.times, strict=True):
                row[first] = time
        places = [self.columns.index(_FIRST_OF_TIME if timed and name == WHEN else name) for name in names]
        found = [[row[place] for place in places] for row in cells]
        headers = [name.replace("_", " ") for name in names]
        thing_columns = {place for place, name in enumerate(names) if name in self._thing_columns}
        return headers, found if cite or iri else merged(found, thing_columns, headers)

    @property
    def shown_columns(self) -> list[str]:
        """The names of the columns that readers see; earliest and latest day are one column, :data:`WHEN`."""
        dropped = {"at_least", "at_most"}
        if CHECKED in self.columns and not any(row[-1] for row in self.terms):
            dropped.add(CHECKED)
        if not self.has_time:
            return [name for name in self.columns if name not in dropped]
        dropped |= {WHEN, "latest"}
        return [WHEN if name == _FIRST_OF_TIME else name for name in self.columns if name not in dropped]

    @property
    def times(self) -> list[str]:
        """The time of each row in words; empty texts if the answer has no columns of dates."""
        if not self.has_time:
            return [""] * len(self)
        return [str(row.get(WHEN) or span(str(row["earliest"] or ""), str(row["latest"] or ""))) for row in self.rows]

    @property
    def has_time(self) -> bool:
        """Whether the answer has columns of the earliest and the latest day, which readers see as one."""
        return {"earliest", "latest"} <= {*self.columns}

    def lines(self, *, cite: bool = False, iri: bool = False) -> Iterable[Sequence[object]]:
        """Return headers and cells for programs, the headers first.

        With *iri* there are more columns: the IRIs of what the cells name, of the statement that a row is about if no
        cell names it, and of the claims that support the row, separated by spaces. With *cite* the last column has
        their citations, if the question has no column of this name.
        """
        more = [*self._iri_columns] if iri else []
        cite = cite and "citation" not in self.columns
        yield [*self.columns, *(name for name, _ in more), *(["citation"] if cite else [])]
        for place, (row, cited) in enumerate(zip(self.rows, self.cited, strict=True)):
            citations = [" ".join(numbered(cited))] if cite else []
            yield [*row.values(), *(values[place] for _, values in more), *citations]

    @property
    def _iri_columns(self) -> Iterator[tuple[str, list[str]]]:
        """Yield names and cells of the columns of IRIs that have some."""
        entries = self._rows.entries
        found = {
            f"{name}_iri": [_iri(entry.terms[place]) for entry in entries] for place, name in enumerate(self.columns)
        }
        if any(entry.statement and entry.statement not in map(_iri, entry.terms) for entry in entries):
            found["about_iri"] = [entry.statement for entry in entries]
        found["claim_iri"] = [" ".join(entry.claims) for entry in entries]
        yield from ((name, values) for name, values in found.items() if any(values))

    typed_lines = lines

    def about(self) -> list[tuple[str, str]]:
        """Return names and values for the second sheet of a workbook: question, parameters, sources and footer."""
        given = "; ".join(f"{name}: {', '.join(values)}" for name, values in self.given.items())
        asked = {"question": self.question.summary, "asked_by": self.question.name, "given": given}
        rows = [*Rights(self._records).about(self.sources, **asked, answer=self.footer())]
        return [*rows, *(("Meaning", f"{word}: {text}") for word, text in self.meanings)]

    def content(self, *, cite: bool = False, in_full: bool = True) -> dict[str, object]:
        """Return the answer in the structure of its JSON; *in_full* adds to each row its status and its claims."""
        rows: list[dict[str, object]] = []
        for values, entry, cited in zip(self.rows, self._rows.entries, self.cited, strict=True):
            row: dict[str, object] = {
                column: {"label": value, "iri": _iri(term)} if isinstance(term, NamedNode) else value
                for (column, value), term in zip(values.items(), entry.terms, strict=True)
            }
            numbers = {"citations": [self._numbers[text] for text in numbered(cited)]} if cite else {}
            about = {"about": shorten(entry.statement)} if entry.statement else {}
            rows.append({**row, **about, "claim": [shorten(iri) for iri in entry.claims], **numbers})
        if in_full:
            full = status_and_claims(self._records, self._rows.entries, self.cited)
            rows = [{**row, **more, **row} for row, more in zip(rows, full, strict=True)]  # the columns come first
        return {
            "question": self.question.name,
            "summary": self.question.summary,
            "note": self.question.note or None,
            "given": dict(self.given),
            "profile": self.scope.profile or None,
            "rows_hidden_by_profile": self.scope.hidden,
            "rows_of_datasets_left_out": None if self.leaves_uncounted else self.left_out,
            "rows_without_a_date": self.scope.undated,
            "statements_about_groups": self.scope.about_groups,
            "columns": self.columns,
            **({"more_rows": True} if self.is_cut else {}),
            "rows": rows,
            **({"citations": list(self._numbers)} if cite else {}),
            "sources": self.sources,
            "graph_version": self._records.version,
            "graph_content_hash": self._records.content_hash or None,
            **({"triples_left_out": number} if (number := self._records.left_out) else {}),
        }

    def text_below(self, *, cite: bool = False, width: int | None = None, shown: int = 0) -> list[str]:
        """Return the paragraphs below the rows: legend, notes, citations, related questions and the footer."""
        numbers = self._numbers if cite else {}
        if width is None:
            note = self.question.note if self.terms else ""
            claims = {claim.citation: claim.passage for cited in self.cited for claim in cited}
            links = {text: (claims[text].address, *claims[text].evidence) for text in numbers}
            cited = "\n".join(f"{number}. {in_markdown(text, links[text])}" for text, number in numbers.items())
            return [in_markdown(note), self.group_note(), cited, *map(in_markdown, (self.see_also, self.footer(shown)))]
        return [
            tables.legend(self.meanings, width),
            wrapped(self.question.note, width),
            self.group_note(width),
            "\n".join(wrapped(text, width, f"[{number}] ") for text, number in numbers.items()),
            wrapped(self.see_also, width),
            wrapped(self.footer(shown), width),
        ]

    @property
    def never_hoisted(self) -> frozenset[str]:
        """The headers of columns that stay in a table; in an answer that is cut, also all that no parameter sets."""
        if not (self._found.more or self.is_cut):
            return formats.NEVER_HOISTED
        return formats.NEVER_HOISTED.union(name.replace("_", " ") for name in {*self.columns, "when"} - {*self.given})

    def empty_text(self) -> str:
        """Return the text shown if there are no rows: which rows are left out, or that the sources are silent."""
        scope, parts, command = self.scope, [], ""
        if scope.hidden:
            parts.append(
                f"No row matches the profile {scope.profile}, which hides {counted(scope.hidden, 'row')}."
                " Use --profile everything to see all rows."
            )
        if left_out := self.left_out:
            start = "" if parts or scope.undated else "The articles are silent. "
            match = "matches" if left_out == 1 else "match"
            parts.append(f"{start}{counted(left_out, 'row')} found only in datasets {match}: see them with --datasets.")
        if scope.undated:
            start = "" if parts else "No row with a date matches. "
            match = "matches" if scope.undated == 1 else "match"
            parts.append(f"{start}{counted(scope.undated, 'row')} without a date {match}:")
            command = f"\n  {self.command(scope.undated_given)}"
        if self.leaves_uncounted:
            parts.append("Rows found only in datasets were not searched: see them with --datasets.")
        if parts:
            return "\n\n".join(map(wrapped, parts)) + command
        text = "The sources are silent: no claim affirms, denies or leaves open such a statement."
        if number := scope.unfiltered_count:
            options = " ".join(self.question.parameter(name).given(words) for name, words in self.given.items())
            are = "is" if number == 1 else "are"
            these = "these options" if sum(map(len, self.given.values())) > 1 else "this option"
            text = f"No row matches {options}. Without {these}, there {are} {counted(number, 'row')}."
        text += " This is not a denial: denied statements are rows too."
        parts = [text]
        for name, near in scope.alternatives.items():
            values = " or ".join(f"{one.label} ({shorten(one.iri)})" for one in near)
            parts.append(f"There are rows for {self.question.parameter(name).option} {values}.")
        return "\n\n".join(map(wrapped, parts))

    def group_note(self, width: int | None = None) -> str:
        """Return a note on statements about groups of the things asked for, with the command that lists them.

        It is wrapped to *width*, or Markdown without one. Empty if there are no such statements.
        """
        if not (number := self.scope.about_groups):
            return ""
        are = "is about a group that includes" if number == 1 else "are about groups that include"
        text = f"{counted(number, 'more statement')} {are} what you asked about:"
        command = tables.on_a_line(self.command(self.scope.groups_given))
        return f"{wrapped(text, width)}\n  {command}" if width else f"{text}\n\n    {command}"

    def command(self, given: Mapping[str, Sequence[str]]) -> str:
        """Return the command that asks the question with the values *given*, the same profile and datasets."""
        return self.question.command(given, profile=self.scope.profile, datasets=self.asked.datasets)

    @property
    def see_also(self) -> str:
        """The names of related questions; empty if there are none."""
        return f"See also: {', '.join(self.question.related)}" if self.question.related else ""

    @property
    def meanings(self) -> list[tuple[str, str]]:
        """The legend: the statuses and verdicts in the rows, each with its definition."""
        iris = {iri for iri in self._labels if iri.startswith((STATUS.iri, VERDICT.iri))} | self._completed[1]
        labels = self._records.labels(iris)
        return [(labels[iri], text) for iri, text in self._records.definitions(iris).items()]

    def footer(self, shown: int = 0) -> str:
        """Return the footer: numbers of rows, profile, sources with dates, and the version of the graph.

        *shown* is the number of rows in a table with merged rows; 0 without such a table.
        """
        profile = "" if self.scope.profile == "everything" else self.scope.profile
        end = footer(self.sources, self._records.edition, profile)
        if not self.terms:
            return end
        more = self._found.more
        rows = f"{len(self)} of {len(self) + more:,} rows (--all)" if more else counted(len(self), "row")
        if self.is_cut:
            restrict = " or ".join(one.option for one in self.question.parameters if one.name not in self.given)
            remedy = f"restrict them with {restrict}, or use --all" if restrict else "--all"
            rows = f"{len(self):,} of {MoreThan(len(self) + more + 1):,} rows ({remedy})"
        rows += f", merged into {shown}" if 0 < shown < len(self) else ""
        not_shown = {
            f"{self.scope.hidden:,} outside the profile (--profile everything)": self.scope.hidden,
            f"{self.left_out:,} found only in datasets (--datasets)": self.left_out,
            f"{self.scope.undated:,} without a date (--dated no)": self.scope.undated,
        }
        if self.leaves_uncounted:
            not_shown["any found only in datasets, not counted (--datasets)"] = 1
        more_rows = ", ".join(text for text, number in not_shown.items() if number)
        return f"{rows}. {f'Rows not shown: {more_rows}. ' if more_rows else ''}{end}"

    @cached_property
    def left_out(self) -> int:
        """How many rows are left out because they are found only in datasets; counted when first used.

        0 if :attr:`leaves_uncounted` is true.
        """
        if self._found.left_out is not None:
            return self._found.left_out
        if not self._total:
            return 0
        [[total]] = self._records.engine.select(self._total).rows
        number = int(total.value) - len(self) - self._found.more if total else 0
        return up_to(number, self.asked.most)

    # ---- Labels and citations -------------------------------------------------

    @cached_property
    def _completed(self) -> tuple[Rows, set[str]]:
        """The rows with all added columns, and the verdicts that occur in them, as IRIs."""
        rows = completed(self._records, self._found)
        in_articles = bool(self._records.of_articles(claim for entry in rows.entries for claim in entry.claims))
        return checked(self._records, rows) if in_articles and "verdict" not in rows.columns else (rows, set())

    @property
    def _rows(self) -> Rows:
        return self._completed[0]

    @property
    def _thing_columns(self) -> set[str]:
        """The columns with a thing in every row."""
        cells = zip(self.columns, zip(*self.terms, strict=True), strict=False)
        return {name for name, terms in cells if all(term and term.value.startswith(ID.iri) for term in terms)}

    @cached_property
    def _labels(self) -> dict[str, str]:
        return self._records.labels(term.value for row in self.terms for term in row if isinstance(term, NamedNode))

    @cached_property
    def cited(self) -> list[list[Claim]]:
        """The claims of each row."""
        known = self._records.claims(iri for claims in self.claims for iri in claims)
        return [[known[iri] for iri in claims if iri in known] for claims in self.claims]

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return numbered(claim for claims in self.cited for claim in claims)

    def _mark(self, cells: Iterable[list[str]]) -> None:
        """Add the numbers of citations to the column of passages, or to the last column if there is none."""
        last = -2 if self.columns[-1] == CHECKED else -1
        column = self.columns.index("passage") if "passage" in self.columns else last
        for row, cited in zip(cells, self.cited, strict=True):
            if cited:
                marks = " ".join(f"[{self._numbers[text]}]" for text in numbered(cited))
                source, _, place = row[column].rpartition(" ")
                row[column] = f"{source} {tables.non_breaking(f'{place} {marks}'.strip())}".strip()

    def _value(self, term: Term | None) -> Value:
        if isinstance(term, NamedNode):
            return self._labels[term.value]
        if isinstance(term, Literal):
            return formats.of_literal(term)
        return None


def _iri(term: Term | None) -> str:
    return term.value if isinstance(term, NamedNode) else ""
