"""The interface of everything that answers SPARQL: the store in this process, or an endpoint.

All other packages use only :class:`Engine`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol, TypeAlias, TypeVar

import pyoxigraph

from cakg.errors import QuerySyntaxError

Term: TypeAlias = pyoxigraph.NamedNode | pyoxigraph.Literal
"""The terms that cakg uses. A free query, or the graph of another program, may have blank nodes and triple terms."""
Row: TypeAlias = tuple[Term | None, ...]
_Kind = TypeVar("_Kind")


class Solutions(NamedTuple):
    """The rows of a SELECT; an unbound variable is None."""

    variables: tuple[str, ...]
    rows: list[Row]

    @classmethod
    def of(cls, found: pyoxigraph.QuerySolutions) -> Solutions:
        """Read and return all rows of *found*."""
        return cls(tuple(variable.value for variable in found.variables), [tuple(row) for row in found])

    def dicts(self) -> list[dict[str, Term]]:
        """Return the rows as dictionaries without unbound variables."""
        return [
            {name: term for name, term in zip(self.variables, row, strict=True) if term is not None}
            for row in self.rows
        ]


def text_of(term: object) -> str:
    """Return the value of a term; for a triple term, the triple as N-Triples writes it."""
    return str(getattr(term, "value", term))


Result: TypeAlias = Solutions | bool | list[pyoxigraph.Triple]


class Engine(Protocol):
    """Answers SPARQL 1.1 queries. Does not change the graph."""

    def query(self, sparql: str) -> Result:
        """Answer any query: rows for SELECT, a truth value for ASK, triples for CONSTRUCT and DESCRIBE.

        cakg's own prefixes need not be declared. Raises :class:`QuerySyntaxError` if *sparql* is not a query.
        """
        ...

    def select(self, sparql: str) -> Solutions:
        """Answer a SELECT query."""
        return self._answer(sparql, Solutions, "a SELECT, which returns rows")

    def stream(self, sparql: str) -> Iterator[Row]:
        """Yield the rows of a SELECT. A store in this process does not keep them, so that any number fits."""
        yield from self.select(sparql).rows

    def ask(self, sparql: str) -> bool:
        """Answer an ASK query."""
        return self._answer(sparql, bool, "an ASK, which returns yes or no")

    def construct(self, sparql: str) -> list[pyoxigraph.Triple]:
        """Answer a CONSTRUCT or DESCRIBE query: each triple once, in no particular order."""
        return self._answer(sparql, list, "a CONSTRUCT, which returns triples")

    def _answer(self, sparql: str, kind: type[_Kind], wanted: str) -> _Kind:
        found = self.query(sparql)
        if not isinstance(found, kind):
            raise QuerySyntaxError(f"the query is not {wanted}")
        return found
