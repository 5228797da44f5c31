"""The rows of an answer as the table of a page: cells that link to what they name, and the citations of the rows.

Every row of the answer has a row of its own, so that rows can be sorted and selected. Columns without values are left
out, and a value that all rows share is shown once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pyoxigraph import NamedNode

from cakg.model.claims import Claim, Labelled, numbered
from cakg.model.sources import Passage
from cakg.questions.answer import WHEN, Answer
from cakg.questions.formats import NEVER_HOISTED
from cakg.store.protocol import Term
from cakg.vocabulary import STATUS
from cakg.web.texts import texts

_ALWAYS_SHOWN = NEVER_HOISTED - {"polarity"}
"""Columns that stay in the table even if all rows share a value: those that lead to statement and passage."""
_NUMBER = re.compile(r"[-−+]?\d[\d,]*(\.\d+)? ?%?")
_LONGEST = 2000
"""How many characters of a text a cell shows."""


class Column(NamedTuple):
    """A column, or a value that all rows share."""

    name: str
    """The name in addresses and files."""
    text: str
    """The description of its cells; empty if there is none."""
    numeric: bool = False
    """Whether all its cells are numbers."""

    @property
    def header(self) -> str:
        """The name in words."""
        headers: dict[str, str] = texts()["question"]["headers"]
        return headers.get(self.name) or self.name.replace("_", " ")


class Cell(NamedTuple):
    """One cell."""

    text: str
    """What it says; empty for no value."""
    iri: str = ""
    """The node that it names; empty for other texts."""
    passage: Passage | None = None
    """The passage that it names, if it does."""
    more: str = ""
    """How the text continues: those who report the words of a speaker."""

    @property
    def node(self) -> Labelled:
        """The node that it names, with its label."""
        return Labelled(self.iri, self.text)

    @property
    def is_status(self) -> bool:
        """Whether it is a status, which readers see in the style of its certainty."""
        return self.iri.startswith(STATUS.iri)


class Row(NamedTuple):
    """One row."""

    cells: tuple[Cell, ...]
    statement: str
    """The statement that it is about; empty if it is about none, or if a cell names it."""
    claims: tuple[Claim, ...]
    """The claims that support it."""
    marks: tuple[int, ...]
    """The numbers of its citations."""


class Citation(NamedTuple):
    """One citation of the rows."""

    text: str
    """The citation, ready to paste."""
    passage: Passage
    """The passage that it cites."""


class Table(NamedTuple):
    """A table."""

    columns: tuple[Column, ...]
    """The columns that have values, except those of *constants*."""
    constants: tuple[tuple[Column, Cell], ...]
    """The values that all rows of the whole answer share."""
    rows: tuple[Row, ...]
    """The rows."""
    citations: tuple[Citation, ...]
    """The citations, of which the first has the number 1."""

    @property
    def marked(self) -> int:
        """The place of the column that shows the numbers of citations: that of passages, or else the last."""
        names = [column.name for column in self.columns]
        return names.index("passage") if "passage" in names else len(names) - 1

    @property
    def has_statements(self) -> bool:
        """Whether some row is about a statement to which none of its cells leads: no statement, and no status."""
        of_status = any(column.name == "status" for column in self.columns)
        return not of_status and any(row.statement for row in self.rows)


def table(whole: Answer, shown: Answer) -> Table:
    """Return the table of the rows *shown*, with the columns that fit the *whole* answer."""
    cells = _cells(whole, whole.shown_columns)
    named = [_column(whole, name, of_name) for name, of_name in zip(whole.shown_columns, cells, strict=True)]
    filled = [
        (column, {*values}) for column, values in zip(named, cells, strict=True) if any(one.text for one in values)
    ]
    shared = {
        column.name: values
        for column, values in filled
        if len(values) == 1 and len(whole) > 1 and column.name not in _ALWAYS_SHOWN
    }
    if len(shared) == len(filled):
        shared = {}
    columns = tuple(column for column, _ in filled if column.name not in shared)
    citations = {claim.citation: claim.passage for claims in shown.cited for claim in claims}
    return Table(
        columns=columns,
        constants=tuple((column, min(shared[column.name])) for column, _ in filled if column.name in shared),
        rows=_rows(shown, _cells(shown, [column.name for column in columns])),
        citations=tuple(Citation(text, passage) for text, passage in citations.items()),
    )


def _column(answer: Answer, name: str, cells: Sequence[Cell]) -> Column:
    described = {column.name: column.text for column in answer.question.columns if not column.hidden}
    numeric = all(_NUMBER.fullmatch(one.text) for one in cells if one.text)
    return Column(name, described.get(name) or texts()["question"]["columns"].get(name, ""), numeric)


def _cells(answer: Answer, names: Sequence[str]) -> list[list[Cell]]:
    """Return the cells of each of the columns *names*."""
    passages = {claim.passage.iri: claim.passage for claims in answer.cited for claim in claims}
    terms, values = answer.terms, answer.rows

    def cell(term: Term | None, value: object) -> Cell:
        text = "" if value is None else str(value)
        text = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
        return Cell(text, term.value, passages.get(term.value)) if isinstance(term, NamedNode) else Cell(text)

    found = []
    for name in names:
        if name == WHEN and answer.has_time:
            found.append([Cell(text) for text in answer.times])
        else:
            place = answer.columns.index(name)
            found.append([cell(row[place], one[name]) for row, one in zip(terms, values, strict=True)])
    return found


def _reported(cell: Cell, claims: Sequence[Claim]) -> Cell:
    """Return the *cell*, or if it names the speaker of one of *claims*, the cell with those who report the words."""
    of_speaker = (claim.reporters for claim in claims if claim.speaker == cell.node)
    return cell._replace(more=next(of_speaker, ""))


def _rows(answer: Answer, cells: Sequence[Sequence[Cell]]) -> tuple[Row, ...]:
    numbers = numbered(claim for claims in answer.cited for claim in claims)
    by_row = zip(*cells, strict=True) if cells else ((),) * len(answer)
    return tuple(
        Row(
            cells=tuple(_reported(one, claims) for one in of_row),
            statement="" if any(one.iri == entry.statement for one in of_row) else entry.statement,
            claims=tuple(claims),
            marks=tuple(numbers[text] for text in numbered(claims)),
        )
        for of_row, entry, claims in zip(by_row, answer.entries, answer.cited, strict=True)
    )
