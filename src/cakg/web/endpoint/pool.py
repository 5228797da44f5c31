"""Answers free queries in workers, which end when a query takes too long, needs too much or is no longer wanted.

A query that takes longer than :data:`QUICK` goes on with a low priority, another worker takes the place of its
worker, and this one ends with its query: quick queries never wait for slow ones. How many queries run and wait is
limited; others are refused and may be tried again.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from cakg.errors import CakgError, QueryLimitError, QuerySyntaxError, ServiceError
from cakg.paths import Folders
from cakg.store.disk import is_storage_error
from cakg.store.limits import MIB, in_seconds
from cakg.store.local import LocalStore
from cakg.store.syntax import query_error
from cakg.web.bounds import Bounds
from cakg.web.endpoint.forking import NotAcceptableError, TooLargeError, UnknownGraphError
from cakg.web.endpoint.frames import ERROR, TRIPLES, Failure, Query
from cakg.web.endpoint.worker_queue import BusyError, WorkerQueue
from cakg.web.endpoint.workers import Worker, Workers

QUICK = 0.1
"""The seconds of processor time after which a query counts as slow."""
_LONG = 0.4
"""The seconds of processor time after which it runs only when nothing else does: before, it has a small part."""
_LONGEST_QUICK = 1.0
"""The seconds after which it does in any case: others may need the processor."""
_LONGEST_WAIT = 30.0
"""The seconds that a query may wait for a worker."""
_STEP = 0.05
"""The seconds between two looks at the queries that run and wait."""
_GRACE = 0.1
"""The seconds after its deadline in which a worker ends by itself, unless the processor is busy with others."""
_MOST_QUERIES = 20_000
"""After so many queries a worker is replaced, so that what it has not freed goes with it."""
_ERRORS = {error.__name__: error for error in (OSError, RuntimeError, ValueError)}


class UnreadableError(CakgError):
    """The files of the graph cannot be read."""


class NoFormatError(CakgError):
    """The client accepts no format of the kind of result that its query has."""


class Result(NamedTuple):
    """A complete answer."""

    triples: bool
    """Whether it has triples; otherwise rows, or yes or no."""
    content: bytes


class _Run:
    """A query that runs."""

    def __init__(self, worker: Worker, seconds: float) -> None:
        self.worker = worker
        self.seconds = seconds
        """How long it may take."""
        self.began = time.monotonic()
        self.slow = False
        self.long = False
        self._before: float | None = None

    @property
    def used(self) -> float:
        """The seconds of processor time since it was looked at first."""
        if self._before is None:
            self._before = self.worker.used
        return self.worker.used - self._before

    def is_slow(self, now: float) -> bool:
        """Return whether it is not quick any more."""
        return self.used >= QUICK or now - self.began >= _LONGEST_QUICK


class Pool:
    """Answers queries about *store*, the graph of *folders* and the files *data*.

    *report* is called with the text of each fault. The processes start with the first query.
    """

    def __init__(
        self, store: LocalStore, folders: Folders, data: Sequence[Path], bounds: Bounds, report: Callable[[str], object]
    ) -> None:
        self.bounds = bounds
        self._workers = Workers(store, folders, data, bounds.memory)
        self._report = report
        self._queue = WorkerQueue()
        self._running: set[_Run] = set()
        self._quick = 0
        self._slow = 0
        self._closed = False
        self._adding: set[asyncio.Future[None]] = set()
        self._looking: asyncio.TimerHandle | None = None

    async def prepare(self) -> None:
        """Start the processes; without this, they start with the first query."""
        self._refill()
        if self._adding:
            await asyncio.wait(self._adding)  # which does not cancel them when it is cancelled

    def close(self) -> None:
        """End the processes that are free, and make no more. Queries that run end within their time."""
        self._closed = True
        self._workers.close()
        self._queue.close()

    async def answer(self, query: Query) -> Result:
        """Return the complete answer to a query.

        Raises :class:`BusyError` if too many queries run and wait, :class:`QueryLimitError` if the query exceeds a
        limit, :class:`QuerySyntaxError` if it is not a query, :class:`ServiceError` if it uses SERVICE, and
        :class:`NoFormatError` if it allows no format of its kind of result. When it is cancelled, the query ends.
        """
        if len(self._queue) >= self.bounds.waiting:
            raise BusyError("too many queries are waiting")
        self._refill()
        self._look_later()
        while (worker := await self._queue.take()).has_ended:
            worker.end()
            self._quick -= 1
            self._refill()
        kind, content = await self._asked(worker, query)
        if kind == ERROR:
            raise self._error(query, Failure(*json.loads(content)))
        return Result(kind == TRIPLES, content)

    async def _asked(self, worker: Worker, query: Query) -> tuple[int, bytes]:
        """Return the kind and the content of what *worker* answers, and keep it or let it end."""
        run, whole = _Run(worker, query.seconds), False
        self._running.add(run)
        try:
            found = await worker.ask(query)
            whole = not (run.slow or worker.is_spent) and worker.answered < _MOST_QUERIES
        except OSError as error:
            late = time.monotonic() - run.began >= query.seconds
            raise _too_long(query) if late else _too_large(self.bounds) from error
        else:
            return found
        finally:
            self._running.discard(run)
            self._slow -= run.slow
            if whole and not self._closed:
                self._queue.give(worker)
            else:
                worker.end()
                self._quick -= not run.slow
                self._refill()

    def _look_later(self) -> None:
        if not self._looking:
            self._looking = asyncio.get_running_loop().call_later(_STEP, self._look)

    def _look(self) -> None:
        """Let slow queries go on beside the quick ones, and end what takes or waits too long."""
        self._looking = None
        now = time.monotonic()
        for run in self._running:
            if not run.slow and run.is_slow(now):
                if self._slow < self.bounds.slow:
                    self._let_go_on(run)
                else:
                    run.worker.give_up(BusyError("too many slow queries are running"))
            elif now - run.began > run.seconds + _GRACE:
                run.worker.give_up(TimeoutError())
            elif run.slow and not run.long and run.used >= _LONG:
                run.long = True
                run.worker.yield_to_others(always=True)
        self._queue.refuse("the query has waited too long", _LONGEST_WAIT)
        if self._running or len(self._queue):
            self._look_later()

    def _let_go_on(self, run: _Run) -> None:
        """Let a query go on with a low priority, and another worker take the place of its worker."""
        run.slow = True
        self._slow += 1
        self._quick -= 1
        run.worker.yield_to_others()
        self._refill()

    def _refill(self) -> None:
        """Begin to make workers until there are enough for quick queries."""
        while self._quick < self.bounds.quick and not self._closed:
            self._quick += 1
            adding = asyncio.ensure_future(self._add())
            self._adding.add(adding)
            adding.add_done_callback(self._adding.discard)

    async def _add(self) -> None:
        """Make a worker for quick queries, which has been counted."""
        try:
            worker = await self._workers.make()
        except Exception as error:  # whatever it is, its place must be free again
            self._quick -= 1
            if not self._closed:
                self._report(f"no process for queries could be started: {error}")
            if not self._quick:
                self._queue.refuse("no query can be answered now")
            return
        if self._closed:
            worker.end()
        else:
            self._queue.give(worker)

    def _error(self, query: Query, failure: Failure) -> CakgError:
        """Return the error for what a worker could not answer."""
        known: dict[str, Callable[[], CakgError]] = {
            NotAcceptableError.__name__: lambda: NoFormatError("no format of the answer is acceptable"),
            UnknownGraphError.__name__: lambda: _unknown_graph(*failure.message.splitlines()),
            TooLargeError.__name__: lambda: _too_long_answer(self.bounds),
            MemoryError.__name__: lambda: _too_large(self.bounds),
            QuerySyntaxError.__name__: lambda: QuerySyntaxError(failure.message),
            QueryLimitError.__name__: lambda: _too_deep(failure.message),
            ServiceError.__name__: lambda: QuerySyntaxError(ServiceError().message),
        }
        if failure.kind in known:
            return known[failure.kind]()
        if failure.kind in _ERRORS:
            error = _ERRORS[failure.kind](failure.message)
            if is_storage_error(error):
                self._report(f"the graph cannot be read: {failure.message}")
                return UnreadableError("the graph on this server cannot be read", remedy="try again later")
            return query_error(query.text, error)
        self._report(f"a query failed: {failure.kind}: {failure.message}")
        return QueryLimitError("the engine failed on the query", remedy="write the query in another way")


def _unknown_graph(asked: str, *known: str) -> QuerySyntaxError:
    listed = ", ".join(f"<{one}>" for one in known)
    remedy = f"the graphs are {listed}" if known else "leave out FROM: this endpoint has only its default graph"
    return QuerySyntaxError(f"there is no graph <{asked}>", remedy=remedy)


def _too_long_answer(bounds: Bounds) -> QueryLimitError:
    return QueryLimitError(
        f"the answer is larger than {bounds.answer / MIB:g} MiB", remedy="add a LIMIT, or ask for less"
    )


def _too_deep(message: str) -> QueryLimitError:
    """Return the error for a nested query; *message* goes on with an option that a client does not have."""
    return QueryLimitError(
        message.partition("\n")[0], remedy="nest it less, and write long lists of alternatives with VALUES or IN"
    )


def _too_long(query: Query) -> QueryLimitError:
    return QueryLimitError(
        f"the query took longer than {in_seconds(query.seconds)} and was ended",
        remedy="restrict it, or ask for more time with the parameter timeout",
    )


def _too_large(bounds: Bounds) -> QueryLimitError:
    return QueryLimitError(
        f"the query needed more memory than {bounds.memory / MIB:g} MiB, or the engine failed, and it was ended",
        remedy="restrict it, or write it in another way",
    )
