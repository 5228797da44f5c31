"""Query results as plain Python values.

Converts RDF terms to Python values. ``kg.engine.query`` returns the terms themselves, with datatypes and languages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph

from cakg import tables
from cakg.notebook import displayed
from cakg.store.literals import INTEGERS
from cakg.store.protocol import Result, Solutions
from cakg.vocabulary import XSD

if TYPE_CHECKING:
    import pandas as pd

Value: TypeAlias = str | int | float | Decimal | bool | date | datetime | tuple["Value", ...] | None
"""A term as a Python value: see :func:`plain`."""
PlainTriple: TypeAlias = tuple[Value, Value, Value]
"""Subject, predicate and object."""

_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
_PLAIN = re.compile(r"[0-9A-Za-z.:+-]+")
"""The characters allowed in literals of the datatypes below. Python accepts more, such as ``1_000``."""
_READERS: Mapping[str, Callable[[str], Value]] = {
    **dict.fromkeys(INTEGERS, int),
    XSD.decimal: Decimal,
    XSD.double: float,
    XSD.iri + "float": float,
    XSD.boolean: _BOOLEANS.__getitem__,
    XSD.date: date.fromisoformat,
    XSD.dateTime: datetime.fromisoformat,
}


@displayed
class Table:
    """The rows of a query result: a sequence of dictionaries with the same keys."""

    def __init__(self, columns: Sequence[str], rows: Sequence[Mapping[str, Value]]) -> None:
        self.columns = tuple(columns)
        """The names of the columns."""
        self.rows = [dict(row) for row in rows]
        """The rows as dictionaries by column."""

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Value]]:
        return iter(self.rows)

    def __getitem__(self, place: int) -> dict[str, Value]:
        return self.rows[place]

    def __repr__(self) -> str:
        return f"<Table: {tables.counted(len(self), 'row')} of {', '.join(self.columns)}>"

    def table(self, *, width: int = tables.WIDTH) -> str:
        """Return the rows as text: a grid, or records where a grid would be too wide."""
        count = tables.counted(len(self), "row")
        return f"{tables.render(self.columns, self.cells(), width=width)}\n\n{count}" if self.rows else count

    def cells(self) -> list[list[str]]:
        """Return the rows as texts; an unbound value is an empty text."""
        return [["" if value is None else " ".join(str(value).split()) for value in row.values()] for row in self.rows]

    def to_dataframe(self) -> pd.DataFrame:
        """Return the rows as a pandas data frame; raise :class:`CakgError` if pandas is not installed."""
        return tables.data_frame(self.rows, self.columns)


def plain_result(found: Result) -> Table | bool | list[PlainTriple]:
    """Return the result of a query as plain values: a table, a truth value, or triples as tuples."""
    if isinstance(found, bool):
        return found
    if isinstance(found, Solutions):
        rows = [dict(zip(found.variables, map(plain, row), strict=True)) for row in found.rows]
        return Table(found.variables, rows)
    return [(plain(one.subject), plain(one.predicate), plain(one.object)) for one in found]


def plain(term: object) -> Value:
    """Return a term as a Python value: a number, truth value or date as such, an IRI or any other literal as text.

    A literal that is not valid for its datatype is returned as text, a blank node as ``_:name``, an unbound value as
    None.
    """
    if isinstance(term, pyoxigraph.Literal):
        read = _READERS.get(term.datatype.value)
        try:
            return read(term.value) if read and _PLAIN.fullmatch(term.value) else term.value
        except (ValueError, ArithmeticError, KeyError):
            return term.value
    if isinstance(term, pyoxigraph.NamedNode):
        return term.value
    if isinstance(term, pyoxigraph.Triple):
        return tuple(map(plain, term))
    return None if term is None else str(term)
