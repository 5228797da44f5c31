"""The graph in this process: loads files, runs the rules and answers SPARQL with pyoxigraph.

Knows no question and does not format answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import pyoxigraph

from cakg.errors import BrokenFile, BrokenFileError, CakgError, EndpointError, QuerySyntaxError
from cakg.harmless import shortened
from cakg.paths import Folders
from cakg.store import reading
from cakg.store.content import add_content_hash
from cakg.store.odd_triples import leave_out
from cakg.store.protocol import Engine, Result, Solutions
from cakg.store.scan import check_depth, check_service, query_form
from cakg.store.syntax import explain
from cakg.vocabulary import PREFIXES

_CONSTRUCT = re.compile(r"^CONSTRUCT(?=\s*\{)", re.MULTILINE)


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
        store = pyoxigraph.Store()
        reading.load(store, [*folders.triples(), *data], most=reading.IN_MEMORY)
        add_content_hash(store)
        if rules:
            leave_out(store)
            run_rules(store, folders.rules())
        return cls(store)

    def query(self, sparql: str, *, allow_service: bool = False) -> Result:
        """Answer any query; see :meth:`Engine.query`.

        Raises :class:`ServiceError` if it uses SERVICE and *allow_service* is false, :class:`QueryLimitError` if it is
        nested too deeply. There is no other limit: :func:`cakg.store.worker.run` has more.
        """
        check_depth(sparql)
        try:
            if not allow_service:
                check_service(sparql)
            found = self.store.query(sparql, prefixes=PREFIXES)
            if isinstance(found, pyoxigraph.QueryBoolean):
                return bool(found)
            if isinstance(found, pyoxigraph.QueryTriples):
                return list(dict.fromkeys(found))
            return Solutions.of(found)
        except (SyntaxError, OSError, RuntimeError, ValueError) as error:
            raise query_error(sparql, error) from error


def query_error(sparql: str, error: Exception) -> CakgError:
    """Return the error to raise for an *error* of the engine: in the query, or in an endpoint that it calls."""
    if isinstance(error, SyntaxError):
        return explain(sparql, error)
    problem = shortened(str(error).partition("\n")[0]) or type(error).__name__
    if "service" not in sparql.lower():
        return QuerySyntaxError(f"the query cannot be answered: {problem}")
    if "Unexpected end of file" in problem:
        problem = "its answer is empty or incomplete"
    return EndpointError(
        f"the endpoint that the query calls with SERVICE does not answer it: {problem}",
        remedy="give the http or https address of a SPARQL query service; it must answer completely",
    )


def run_rules(store: pyoxigraph.Store, rules: Iterable[Path], *, at_once: bool = True) -> None:
    """Run CONSTRUCT files one after another; each adds its triples before the next one runs.

    With *at_once* the triples of a rule are added together, which is faster. Otherwise they are added as they are
    derived, so that they need not fit into memory. Raises one :class:`BrokenFileError` for all files that are not a
    CONSTRUCT query.
    """
    _raise(_run_rule(store, path, at_once=at_once) for path in rules)


def _raise(found: Iterable[BrokenFile | None]) -> None:
    if faults := [fault for fault in found if fault]:
        raise BrokenFileError(faults)


def _run_rule(store: pyoxigraph.Store, path: Path, *, at_once: bool) -> BrokenFile | None:
    try:
        text = reading.text(path)
        check_depth(text)
        check_service(text)
        # An empty store shows whether it is one query of the right form. As an update it could change anything.
        try:
            found = pyoxigraph.Store().query(text)
        except RuntimeError as error:  # such as an unknown function
            raise query_error(text, error) from error
        if not isinstance(found, pyoxigraph.QueryTriples) or query_form(text) != "CONSTRUCT":
            return BrokenFile(reading.shown(path), 0, "a rule must be a CONSTRUCT query")
        update, replaced = _CONSTRUCT.subn("INSERT   ", text, count=1)  # same length: errors keep the right column
        if at_once and replaced:
            with suppress(SyntaxError):  # an update cannot end in ORDER BY, LIMIT or the like, as a query can
                store.update(update)  # faster than a query and then an update, which would evaluate the rule twice
                return None
        found = store.query(text)
        assert isinstance(found, pyoxigraph.QueryTriples)
        store.bulk_extend(pyoxigraph.Quad(*triple) for triple in found)
    except BrokenFileError as error:
        return error.faults[0]
    except SyntaxError as error:
        return BrokenFile(reading.shown(path), 0, str(explain(text, error)))
    except (ValueError, CakgError) as error:
        return BrokenFile(reading.shown(path), 0, str(error))
    return None
