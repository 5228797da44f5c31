"""The task of a process that runs a query, and what became of it."""

from __future__ import annotations

import signal
from typing import NamedTuple

import pyoxigraph
from pyoxigraph import QueryResultsFormat, RdfFormat

from cakg.errors import CakgError, QueryLimitError, QuerySyntaxError, ServiceError
from cakg.store.disk import is_storage_error
from cakg.store.limits import DEFAULT_LIMITS, MIB, Limits, in_seconds
from cakg.store.local import LocalStore
from cakg.store.manifest import damaged
from cakg.store.protocol import Result, Solutions
from cakg.store.syntax import explain, query_error

ROWS, TRIPLES, DONE = b"rows\n", b"triples\n", b"\0done"
"""The first line and the end of a complete result."""
ALARM = getattr(signal, "SIGALRM", 14)
"""The signal that ends a process at its deadline."""
_OUT_OF_MEMORY = (signal.SIGABRT, getattr(signal, "SIGKILL", signal.SIGABRT))
_ERRORS = {error.__name__: error for error in (OSError, RuntimeError, ValueError)}


class Task(NamedTuple):
    """A query for a worker."""

    sparql: str
    limits: Limits = DEFAULT_LIMITS
    allow_service: bool = False


def told(task: Task, error: BaseException) -> tuple[str, str, str]:
    """Return the kind of an error, what to do, and the message.

    A syntax error is explained here, since the parser reads the query again, and nothing limits that elsewhere.
    """
    if isinstance(error, SyntaxError):
        error = explain(task.sparql, error)
    kind = next((one.__name__ for one in type(error).__mro__ if one.__name__ in _ERRORS), type(error).__name__)
    return (kind, error.remedy, error.message) if isinstance(error, CakgError) else (kind, "", str(error))


def result(store: LocalStore, task: Task, body: bytearray, status: int) -> Result:
    """Return the result that a worker wrote; raise the error for one that is not complete."""
    if status or not body.endswith(DONE):
        raise _failure(store, task, bytes(body), status)
    triples = body.startswith(TRIPLES)
    del body[-len(DONE) :]
    del body[: len(TRIPLES if triples else ROWS)]
    if triples:
        return list(dict.fromkeys(quad.triple for quad in pyoxigraph.parse(bytes(body), RdfFormat.N_TRIPLES)))
    rows = pyoxigraph.parse_query_results(bytes(body), QueryResultsFormat.TSV)
    return Solutions.of(rows) if isinstance(rows, pyoxigraph.QuerySolutions) else bool(rows)


def _failure(store: LocalStore, task: Task, body: bytes, status: int) -> CakgError:
    """Return the error for a worker that ended without a complete result."""
    limits = task.limits
    parts = [] if status else [part.decode(errors="replace") for part in body.rsplit(b"\0", 3)[1:]]
    kind, remedy, message = parts if len(parts) == 3 else ("", "", "")
    if status == ALARM:
        return QueryLimitError(
            f"the query took longer than {in_seconds(limits.seconds)} and was ended",
            remedy="restrict it, or raise the limit: --timeout SECONDS, in Python limits=Limits(seconds=…)",
        )
    if status in _OUT_OF_MEMORY or kind == MemoryError.__name__:
        return QueryLimitError(
            f"the query needed more memory than {limits.memory / MIB:g} MiB and was ended",
            remedy="restrict it, or raise the limit: --memory MIB, in Python limits=Limits(memory=…) in bytes",
        )
    if kind == ServiceError.__name__:
        return ServiceError()
    if kind == QuerySyntaxError.__name__:
        return QuerySyntaxError(message, remedy=remedy)
    if kind in _ERRORS:
        error = _ERRORS[kind](message)
        return (
            damaged(store.path, str(error))
            if store.path and is_storage_error(error)
            else query_error(task.sparql, error)
        )
    return QueryLimitError(
        "the engine crashed on the query", remedy="write the query in another way; the graph is not damaged"
    )
