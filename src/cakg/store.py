"""The graph inside this process: Turtle in, SPARQL out.

Knows how to load the folders, run the rules and answer a query with pyoxigraph.
Does not know any question, nor how an answer is shown. :class:`Engine` is what
everything above relies on, so that an endpoint elsewhere can take this one's place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias

import pyoxigraph

from cakg.errors import BrokenFile, BrokenFileError, GraphFolderError, QuerySyntaxError
from cakg.folders import Folders

Term: TypeAlias = pyoxigraph.NamedNode | pyoxigraph.Literal
Row: TypeAlias = tuple[Term | None, ...]


@dataclass(frozen=True, slots=True)
class Solutions:
    """The rows of a SELECT; an unbound variable is None."""

    variables: tuple[str, ...]
    rows: list[Row]

    def dicts(self) -> list[dict[str, Term]]:
        """Return the rows as dictionaries that leave out what is unbound."""
        return [
            {name: term for name, term in zip(self.variables, row, strict=True) if term is not None}
            for row in self.rows
        ]


Result: TypeAlias = Solutions | bool | list[pyoxigraph.Triple]


class Engine(Protocol):
    """Whatever answers SPARQL 1.1 queries."""

    def query(self, sparql: str) -> Result:
        """Answer any query: rows for SELECT, a truth value for ASK, triples for CONSTRUCT and DESCRIBE."""
        ...

    def select(self, sparql: str) -> Solutions:
        """Answer a SELECT query."""
        ...

    def ask(self, sparql: str) -> bool:
        """Answer an ASK query."""
        ...

    def construct(self, sparql: str) -> list[pyoxigraph.Triple]:
        """Answer a CONSTRUCT or DESCRIBE query, each triple once."""
        ...


class LocalStore:
    """A graph held by pyoxigraph in this process."""

    def __init__(self, store: pyoxigraph.Store) -> None:
        self.store = store

    @classmethod
    def open(cls, folders: Folders, data: Sequence[Path] = (), *, rules: bool = True) -> LocalStore:
        """Load the graph of *folders* and the files *data*, then run the rules unless told not to.

        Raises :class:`BrokenFileError` naming every file that cannot be read.
        """
        store = pyoxigraph.Store()
        load(store, [*folders.turtle(), *data])
        if rules:
            run_rules(store, folders.rules())
        return cls(store)

    def query(self, sparql: str) -> Result:
        """Answer any query; one that is not SPARQL raises :class:`QuerySyntaxError`."""
        try:
            found = self.store.query(sparql)
        except SyntaxError as error:
            raise QuerySyntaxError(f"the query is not SPARQL: {error.msg}") from error
        if isinstance(found, pyoxigraph.QueryBoolean):
            return bool(found)
        if isinstance(found, pyoxigraph.QueryTriples):
            return list(dict.fromkeys(found))
        return Solutions(tuple(variable.value for variable in found.variables), [tuple(row) for row in found])

    def select(self, sparql: str) -> Solutions:
        """Answer a SELECT query."""
        found = self.query(sparql)
        assert isinstance(found, Solutions)
        return found

    def ask(self, sparql: str) -> bool:
        """Answer an ASK query."""
        found = self.query(sparql)
        assert isinstance(found, bool)
        return found

    def construct(self, sparql: str) -> list[pyoxigraph.Triple]:
        """Answer a CONSTRUCT or DESCRIBE query, each triple once."""
        found = self.query(sparql)
        assert isinstance(found, list)
        return found


def load(store: pyoxigraph.Store, paths: Iterable[Path]) -> None:
    """Load every file into the default graph of *store*; raise one error for all that are broken."""
    faults = []
    for path in paths:
        try:
            store.load(path=path, format=None if path.suffix != ".ttl" else pyoxigraph.RdfFormat.TURTLE)
        except SyntaxError as error:
            faults.append(BrokenFile(str(path), error.lineno or 0, error.msg))
        except (OSError, ValueError) as error:
            faults.append(BrokenFile(str(path), 0, str(error)))
    if faults:
        raise BrokenFileError(faults)


def run_rules(store: pyoxigraph.Store, rules: Iterable[Path]) -> None:
    """Run CONSTRUCT files one after another, each adding its triples before the next one runs."""
    for rule in rules:
        found = store.query(rule.read_text(encoding="utf-8"))
        if not isinstance(found, pyoxigraph.QueryTriples):
            raise GraphFolderError(f"{rule}: a rule must be a CONSTRUCT query")
        store.extend(pyoxigraph.Quad(*triple) for triple in list(found))
