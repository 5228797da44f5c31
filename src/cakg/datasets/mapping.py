"""What the import has to know of a dataset, and nothing of how it is run.

A dataset plugs in as a :class:`Dataset` in the list ``DATASETS`` of a module that
:mod:`cakg.datasets.registry` names:

- ``name`` is that of its source, ``source:<name>``; ``columns`` are those that it needs. Files have a header, in
  which these stand in any order, or none; then ``layout`` names all columns, and tabs separate them.
- ``mapping(engine)`` is called once a run, and may ask the graph, as for ``codes(engine, "cow")``. It returns a
  :class:`Mapping`: ``requirements`` of every row, and ``nodes``, which makes of the rows that meet them frames with one
  text of N-Triples a row. Both are narwhals expressions over columns of text, an empty cell being null; the builders
  stand in :mod:`cakg.datasets.ntriples`. ``nodes`` takes and gives lazy frames, so group, join, unpivot and filter as
  you like, and sort whatever a group or a join has put out of order: same input, same bytes.

The rows of a file without a header come a batch at a time, since such files are large; those below a header come all
at once, as runs of years need them.

What comes by the thousand, not by the million, is easier taken row by row: :func:`cakg.datasets.facts.by_row`.

A value that is missing leaves its triple out. A row that fails a requirement is rejected with the reason; with
``keep_row`` it is kept and counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias

import narwhals as nw

from cakg.store.protocol import Engine

Frame: TypeAlias = nw.LazyFrame[Any]


class Requirement(NamedTuple):
    """What a cell must be: *fails* is true of the rows in which it is not, and *problem* says what is wrong.

    Such a row is rejected, or with *keep_row* kept and counted.
    """

    column: str
    problem: str
    fails: nw.Expr
    keep_row: bool = False

    @property
    def message(self) -> str:
        """The problem in words, without the value that has it."""
        return f"{self.column} {self.problem}"


class Nodes(NamedTuple):
    """What is written of *rows*: a text of N-Triples for each; with *once*, equal texts one time in a whole output."""

    rows: Frame
    text: nw.Expr
    unique: bool = False


class Mapping(NamedTuple):
    """What every row must meet, and what becomes of those that do."""

    requirements: Sequence[Requirement]
    nodes: Callable[[Frame], Sequence[Nodes]]


class Dataset(NamedTuple):
    """A dataset that can be imported."""

    name: str
    columns: Sequence[str]
    mapping: Callable[[Engine], Mapping]
    layout: Sequence[str] = ()


def matches(column: str, pattern: str, problem: str) -> Requirement:
    """Return the requirement that a cell looks like *pattern*; an empty one does not."""
    return Requirement(column, problem, ~nw.col(column).fill_null("").str.contains(pattern))


def is_one_of(column: str, known: Iterable[str], problem: str, *, keep_row: bool = False) -> Requirement:
    """Return the requirement that a cell is one of *known*; an empty one is not."""
    return Requirement(column, problem, ~nw.col(column).fill_null("").is_in(list(known)), keep_row)
