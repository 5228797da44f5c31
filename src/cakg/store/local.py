"""The graph in this process: answers SPARQL with pyoxigraph.

Knows no question and does not format answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyoxigraph

from cakg.errors import CakgError, QuerySyntaxError
from cakg.paths import Folders
from cakg.store.protocol import Engine, Result, Row, Solutions
from cakg.store.scan import check_depth, check_service
from cakg.vocabulary import prefixes_in

_FAULTS = (SyntaxError, OSError, RuntimeError, ValueError)
"""The errors that the engine raises."""


class LocalStore(Engine):
    """A graph held by pyoxigraph in this process."""

    def __init__(self, store: pyoxigraph.Store, path: Path | None = None) -> None:
        self.store = store
        self.path = path
        """Where it is on disk; None if it is in memory."""

    @classmethod
    def open(cls, folders: Folders, data: Sequence[Path] = (), *, rules: bool = True) -> LocalStore:
        """Load the graph of *folders* and the files *data*, add the content hash, then run the *rules*.

        With *rules*, triples that are no use to them are left out: see :mod:`cakg.store.odd_triples`.

        Raises :class:`BrokenFileError` naming every file that cannot be read.
        """
        from cakg.store.loading import loaded  # slow to import, and a cached graph does not need it

        return cls(loaded([*folders.triples(), *data], folders.rules() if rules else None))

    def query(self, sparql: str, *, allow_service: bool = False) -> Result:
        """Answer any query; see :meth:`Engine.query`.

        Raises :class:`ServiceError` if it uses SERVICE and *allow_service* is false, :class:`QueryLimitError` if it is
        nested too deeply. There is no other limit: :func:`cakg.store.worker.run` has more.
        """
        found = None
        try:
            found = self._evaluate(sparql, allow_service=allow_service)
            if isinstance(found, pyoxigraph.QueryBoolean):
                return bool(found)
            if isinstance(found, pyoxigraph.QueryTriples):
                return list(dict.fromkeys(found))
            return Solutions.of(found)
        except _FAULTS as error:
            # Rows that a traceback keeps could be freed in another thread, which the engine does not allow.
            found = None
            raise self._error(sparql, error) from error.with_traceback(None)

    def stream(self, sparql: str) -> Iterator[Row]:
        """Yield the rows of a SELECT as the engine finds them; see :meth:`query`."""
        found = None
        try:
            found = self._evaluate(sparql)
            if not isinstance(found, pyoxigraph.QuerySolutions):
                raise QuerySyntaxError("the query is not a SELECT, which returns rows")
            for row in found:
                yield tuple(row)
        except _FAULTS as error:
            found = None
            raise self._error(sparql, error) from error.with_traceback(None)

    def _evaluate(
        self, sparql: str, *, allow_service: bool = False
    ) -> pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples:
        check_depth(sparql)
        if not allow_service:
            check_service(sparql)
        return self.store.query(sparql, prefixes=prefixes_in(sparql))

    def _error(self, sparql: str, error: Exception) -> CakgError:
        """Return what *error* of the engine means."""
        from cakg.store.syntax import query_error  # slow to import, so only for errors

        return query_error(sparql, error)
