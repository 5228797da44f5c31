"""The description of a dataset: the columns that it needs, and the mapping of its rows to triples.

A dataset is a :class:`Dataset` in the list ``DATASETS`` of a module that :mod:`cakg.datasets.registry` imports:

- ``name`` is the name of its source, ``source:<name>``.
- ``columns`` are our names of its columns, and those of the extracts of this project. :mod:`cakg.datasets.forms` has
  the forms of the makers' files, with other names. A file without a header has columns separated by tabs, and
  ``layout`` names all of them.
- ``mapping(engine)`` is called once for each run and may query the graph, as ``codes(engine, "cow")`` does. It returns
  a :class:`Mapping`.

A mapping has ``requirements``, which every row must meet, and ``nodes``, a function that turns rows into frames with
one text of N-Triples per row. Both use narwhals expressions over columns of text, in which an empty cell is null;
:mod:`cakg.datasets.ntriples` builds such expressions. ``nodes`` takes and returns lazy frames. It may group, join,
unpivot and filter. After a group or a join it must sort, so that the same input gives the same bytes.

Files of a dataset with a ``layout`` are mapped in batches, since they are large. Other files are mapped as a whole,
since runs of years need all its rows. A column that a form lacks is not in the frame, and requirements for it are
skipped. For datasets with thousands of rows rather than millions, Python code for each
row is simpler: :func:`cakg.datasets.facts.by_row`.

A missing value gives no triple. A row that fails a requirement is rejected with the reason; with ``keep_row`` it is
kept and counted.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias

import narwhals as nw

from cakg.datasets.ntriples import DAY
from cakg.store.protocol import Engine

Frame: TypeAlias = nw.LazyFrame[Any]


class Requirement(NamedTuple):
    """A requirement for the cells of a column: *fails* is true for rows that do not meet it.

    These rows are rejected, with *problem* as the reason. With *keep_row* they are kept and counted.
    """

    column: str
    problem: str
    fails: nw.Expr
    keep_row: bool = False


class Nodes(NamedTuple):
    """Rows, and the expression that gives the N-Triples of a row. With *unique*, equal texts are written only once."""

    rows: Frame
    text: nw.Expr
    unique: bool = False


class Mapping(NamedTuple):
    """The requirements of every row, and the function that turns the rows that meet them into triples."""

    requirements: Sequence[Requirement]
    nodes: Callable[[Frame], Sequence[Nodes]]
    wide: Collection[str] = ()
    """The columns of a wide form, such as one for each state, that can be used; in lower case."""


class Dataset(NamedTuple):
    """A dataset that can be imported."""

    name: str
    columns: Sequence[str]
    mapping: Callable[[Engine], Mapping]
    layout: Sequence[str] = ()


def matches(column: str, pattern: str, problem: str) -> Requirement:
    """Return the requirement that a cell matches *pattern*; an empty cell is an empty text."""
    return Requirement(column, problem, ~nw.col(column).fill_null("").str.contains(pattern))


def is_number(column: str) -> Requirement:
    """Return the requirement that a cell is a whole number of up to nine digits, such as a code."""
    return matches(column, "^[0-9]{1,9}$", "is not a number of 1 to 9 digits")


def is_year(column: str) -> Requirement:
    """Return the requirement that a cell is a year from 1000 to 2999."""
    return matches(column, "^[12][0-9]{3}$", "is not a year of four digits")


def is_day(column: str, digits: nw.Expr) -> Requirement:
    """Return the requirement that a cell, as eight *digits*, is a day of the calendar."""
    return Requirement(column, "is not a day of the calendar", ~digits.str.contains(DAY))


def is_one_of(column: str, known: Iterable[str], problem: str, *, keep_row: bool = False) -> Requirement:
    """Return the requirement that a cell is one of *known*; an empty cell is an empty text."""
    return Requirement(column, problem, ~_value(column).is_in(list(known)), keep_row)


def left_out_unless_one_of(column: str, known: Iterable[str]) -> Requirement:
    """Return a requirement that counts the rows to leave out: their cell, ignoring case, is not one of *known*."""
    names = [name.lower() for name in known]
    fails = ~_value(column).str.to_lowercase().is_in(names)
    return Requirement(column, "is not in the graph: left out", fails, keep_row=True)


def _value(column: str) -> nw.Expr:
    return nw.col(column).fill_null("")
