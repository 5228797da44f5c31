"""The description of a dataset: the columns that it needs, and the mapping of its rows to triples.

A dataset is a :class:`Dataset` in the list ``DATASETS`` of a module that :mod:`cakg.datasets.registry` imports:

- ``name`` is the name of its source, ``source:<name>``, and ``columns`` are the columns that it needs. Its files have
  a header with these columns in any order among others; without a header, ``layout`` names all columns, and tabs
  separate them.
- ``mapping(engine)`` is called once for each run and may query the graph, as ``codes(engine, "cow")`` does. It returns
  a :class:`Mapping`: the ``requirements`` of every row, and ``nodes``, which turns the rows that meet them into frames
  with one text of N-Triples a row. Both are narwhals expressions over columns of text, in which an empty cell is null;
  :mod:`cakg.datasets.ntriples` builds them. ``nodes`` takes and returns lazy frames: group, join, unpivot and filter
  freely, and sort after a group or a join, so that the same input gives the same bytes.

The rows of a file without a header come in batches, since such files are large; those of a file with a header come all
at once, since runs of years need all of them. For datasets of thousands of rows, not of millions, Python code for each
row is simpler: :func:`cakg.datasets.facts.by_row`.

For a missing value there is no triple. A row that fails a requirement is rejected with the reason; with ``keep_row``
it is kept and counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias

import narwhals as nw

from cakg.store.protocol import Engine

Frame: TypeAlias = nw.LazyFrame[Any]
WHOLE = r"^(-?[0-9]+)\.0$"
"""The pattern of a whole number written with a decimal point."""


class Requirement(NamedTuple):
    """A requirement of a cell: *fails* is true for rows that do not meet it, and *problem* says what is wrong.

    Such a row is rejected, or with *keep_row* kept and counted.
    """

    column: str
    problem: str
    fails: nw.Expr
    keep_row: bool = False

    @property
    def message(self) -> str:
        """The problem in words, without the value."""
        return f"{self.column} {self.problem}"


class Nodes(NamedTuple):
    """A text of N-Triples for each of *rows*; with *unique*, equal texts are written once in the output."""

    rows: Frame
    text: nw.Expr
    unique: bool = False


class Mapping(NamedTuple):
    """The requirements of every row, and the function that turns the rows that meet them into triples."""

    requirements: Sequence[Requirement]
    nodes: Callable[[Frame], Sequence[Nodes]]


class Dataset(NamedTuple):
    """A dataset that can be imported."""

    name: str
    columns: Sequence[str]
    mapping: Callable[[Engine], Mapping]
    layout: Sequence[str] = ()


def matches(column: str, pattern: str, problem: str) -> Requirement:
    """Return the requirement that a cell matches *pattern*; an empty cell is an empty text."""
    return Requirement(column, problem, ~nw.col(column).fill_null("").str.contains(pattern))


def is_number(column: str, digits: str = "1,9") -> Requirement:
    """Return the requirement that a cell is a whole number, such as a code, or a year of 4 *digits*."""
    return matches(column, rf"^\d{{{digits}}}(?:\.0)?$", f"is not a number of {digits.replace(',', ' to ')} digits")


def is_one_of(column: str, known: Iterable[str], problem: str, *, keep_row: bool = False) -> Requirement:
    """Return the requirement that a cell is one of *known*; an empty cell is an empty text."""
    return Requirement(column, problem, ~_value(column).is_in(list(known)), keep_row)


def leaves_out(column: str, known: Iterable[str]) -> Requirement:
    """Return the requirement that counts the rows left out because their cell is not one of *known*, ignoring case."""
    names = [name.lower() for name in known]
    fails = ~_value(column).str.to_lowercase().is_in(names)
    return Requirement(column, "is not in the graph: left out", fails, keep_row=True)


def _value(column: str) -> nw.Expr:
    return nw.col(column).fill_null("").str.replace_all(WHOLE, "$1")
