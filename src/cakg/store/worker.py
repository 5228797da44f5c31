"""Runs a free query in a process of its own, which ends when it takes too long, needs too much memory or crashes.

The process is a copy of this one (:func:`os.fork`), so it has the graph at once. It cannot open connections, and it
ends when this process ends, however that happens. Where there is no fork (Windows), and where other threads run, as in
a notebook, a copy is not safe: a new Python process is started instead, which first loads the graph from memory. Only
Linux limits the memory; Windows has no other limit than the time.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, NamedTuple, NoReturn

import pyoxigraph
from pyoxigraph import QueryResultsFormat, RdfFormat

from cakg.errors import CakgError, QueryLimitError, ServiceError
from cakg.store.disk import DiskStore, is_storage_error
from cakg.store.limits import DEFAULT_LIMITS, MIB, Limits
from cakg.store.local import LocalStore
from cakg.store.manifest import damaged
from cakg.store.protocol import Engine, Result, Solutions
from cakg.store.scan import check_depth, check_service
from cakg.store.syntax import query_error
from cakg.vocabulary import PREFIXES

_LONGEST = 1e9  # seconds; timers of the system take no more
_ROWS, _TRIPLES, _DONE = b"rows\n", b"triples\n", b"\0done"
"""The first line and the end of a complete result."""
_LOADED = b"loaded\n"
"""What a started process writes when it has the graph; only then does its time begin."""
_STEP = 0.2  # seconds
_ALARM = getattr(signal, "SIGALRM", 14)
_OUT_OF_MEMORY = (signal.SIGABRT, getattr(signal, "SIGKILL", signal.SIGABRT))
_ERRORS = {error.__name__: error for error in (SyntaxError, OSError, RuntimeError, ValueError)}
_kept: set[int] = set()
"""Pipes of this process that tell its workers that it still runs; a worker closes its copies."""


class Task(NamedTuple):
    """A query for a worker."""

    sparql: str
    limits: Limits = DEFAULT_LIMITS
    allow_service: bool = False


def run(engine: Engine, sparql: str, limits: Limits = DEFAULT_LIMITS, *, allow_service: bool = False) -> Result:
    """Answer a query within *limits*: in a process of its own, or, for an endpoint, there.

    Raises :class:`QueryLimitError` if a limit is exceeded or the engine crashes, :class:`QuerySyntaxError` if *sparql*
    is not a query, or uses SERVICE and *allow_service* is false. An endpoint decides itself about SERVICE and memory.
    """
    if not isinstance(engine, LocalStore):
        from dataclasses import replace

        from cakg.store.remote import RemoteStore

        if isinstance(engine, RemoteStore) and engine.limits != limits:
            engine = replace(engine, limits=limits)
        return engine.query(sparql)
    check_depth(sparql, limits.depth)
    task = Task(sparql, limits, allow_service)
    body, status = _forked(engine, task) if can_fork() else _started(engine, task)
    return _result(engine, task, body, status)


def answer(
    store: pyoxigraph.Store,
    sparql: str,
    output: IO[bytes],
    *,
    rows: QueryResultsFormat = QueryResultsFormat.TSV,
    triples: RdfFormat = RdfFormat.N_TRIPLES,
) -> None:
    """Answer a query and write the result to *output* while it is found, after a line ``rows`` or ``triples``."""
    found = store.query(sparql, prefixes=PREFIXES)
    if isinstance(found, pyoxigraph.QueryTriples):
        output.write(_TRIPLES)
        found.serialize(output, format=triples)
    else:
        output.write(_ROWS)
        found.serialize(output, format=rows)


def work(store: LocalStore, task: Task, output: int) -> NoReturn:
    """Answer *task*, write the result and ``done``, or the kind and text of the error, to *output*, and exit.

    The process should have gone to :func:`jail` before.
    """
    with open(output, "wb", buffering=MIB) as pipe:
        try:
            if not task.allow_service:
                check_service(task.sparql)
            answer(store.store, task.sparql, pipe)
            pipe.write(_DONE)
        except BaseException as error:
            kind = next((one.__name__ for one in type(error).__mro__ if one.__name__ in _ERRORS), type(error).__name__)
            pipe.write("\0".join(["", kind, str(error).replace("\0", " ")]).encode(errors="replace"))
    os._exit(0)


def jail(limits: Limits, alive: int, *, files: bool) -> None:
    """Restrict this process to computing: it ends at its deadline, and when the pipe *alive* is closed.

    With *files* it may still open files and connections, which a store on disk needs, and SERVICE.
    """
    import faulthandler
    import fcntl
    import resource
    import select

    faulthandler.disable()  # the parent reports a crash
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM, signal.SIGIO):
        signal.signal(one, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    signal.setitimer(signal.ITIMER_REAL, min(max(limits.seconds, 0.001), _LONGEST))
    # The system sends SIGIO, which ends the process, when the other end of the pipe is closed.
    fcntl.fcntl(alive, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(alive, fcntl.F_SETFL, fcntl.fcntl(alive, fcntl.F_GETFL) | os.O_ASYNC)
    if select.select([alive], [], [], 0)[0]:  # it was closed before
        os._exit(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError):  # no /proc: not Linux
        used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5]) * resource.getpagesize()
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        wanted = min(used + limits.memory, sys.maxsize)
        resource.setrlimit(resource.RLIMIT_DATA, (wanted if most < 0 else min(wanted, most), most))
    if not files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (nothing, nothing))  # the lowest free number when it was opened


def can_fork() -> bool:
    """Return whether a copy of this process is possible, and safe: no other thread could hold a lock."""
    return hasattr(os, "fork") and threading.active_count() == 1


def _forked(store: LocalStore, task: Task) -> tuple[bytearray, int]:
    """Return the output of a copy of this process that works on *task*, and the signal that ended it, or 0."""
    source, output = os.pipe()
    alive, kept = os.pipe()
    _kept.add(kept)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # a store on disk has threads that do not matter here
        worker = os.fork()
    if not worker:
        try:
            for end in (source, *_kept):
                os.close(end)
            jail(task.limits, alive, files=bool(store.path) or task.allow_service)
            work(store, task, output)
        finally:
            os._exit(1)
    os.close(output)
    os.close(alive)
    deadline = time.monotonic() + task.limits.seconds
    body = bytearray()
    try:
        for piece in _pieces(source):
            body += piece
    except BaseException:  # such as Ctrl-C in an interactive Python
        os.kill(worker, signal.SIGKILL)
        raise
    finally:
        status = _status(worker, deadline)
        _kept.remove(kept)
        os.close(kept)
        os.close(source)
    return body, status


def _pieces(source: int) -> Iterator[bytes]:
    """Yield what is read from *source*, until its end.

    Waiting is done in short steps: Ctrl-C does not end a read if the system gives the signal to another thread.
    """
    import select

    while True:
        if sys.platform != "win32" and not select.select([source], [], [], _STEP)[0]:
            continue
        if not (piece := os.read(source, MIB)):
            return
        yield piece


def _status(worker: int, deadline: float) -> int:
    """Wait for a process and return the signal that ended it; 0 if none did."""
    try:
        status = os.waitpid(worker, 0)[1]
    except ChildProcessError:  # the program ignores SIGCHLD, so only the clock can tell
        return _ALARM if time.monotonic() >= deadline else 0
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def _started(store: LocalStore, task: Task) -> tuple[bytearray, int]:
    """Return the output of a new Python process that works on *task*, and the signal that ended it, or 0."""
    import pickle
    import subprocess

    graph = b"" if store.path else store.store.dump(format=RdfFormat.N_QUADS)
    root = str(Path(__file__).resolve().parents[2])
    script = f"import sys; sys.path.insert(0, {root!r}); from cakg.store.worker import main; main()"
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as worker:
        assert worker.stdin
        assert worker.stdout
        late = threading.Event()

        def end() -> None:
            late.set()
            worker.kill()

        body = bytearray()
        timer = threading.Timer(min(task.limits.seconds, threading.TIMEOUT_MAX), end)
        try:
            with suppress(OSError):  # it ended at once
                pickle.dump((task, store.path, graph), worker.stdin)
                worker.stdin.flush()
            pieces = _pieces(worker.stdout.fileno())
            while not body.startswith(_LOADED) and (piece := next(pieces, b"")):
                body += piece
            timer.start()
            del body[: len(_LOADED)]
            for piece in pieces:
                body += piece
            worker.wait()  # before the pipe to it is closed, which would end it
        except BaseException:
            worker.kill()
            raise
        finally:
            timer.cancel()
    return body, _ALARM if late.is_set() else max(-worker.returncode, 0)


def main() -> NoReturn:
    """Work on the task on standard input: the process that :func:`_started` starts."""
    import pickle

    task, path, graph = pickle.load(sys.stdin.buffer)
    store = DiskStore(path) if path else LocalStore(pyoxigraph.Store())
    if graph:
        store.store.bulk_extend(pyoxigraph.parse(graph, RdfFormat.N_QUADS))  # bulk_load would rename blank nodes
    output = os.dup(1)
    os.write(output, _LOADED)
    if hasattr(os, "fork"):
        jail(task.limits, os.dup(0), files=bool(path) or task.allow_service)
    work(store, task, output)


def _result(store: LocalStore, task: Task, body: bytearray, status: int) -> Result:
    """Return the result that a worker wrote; raise the error for one that is not complete."""
    if status or not body.endswith(_DONE):
        raise _failure(store, task, bytes(body), status)
    triples = body.startswith(_TRIPLES)
    del body[-len(_DONE) :]
    del body[: len(_TRIPLES if triples else _ROWS)]
    if triples:
        return list(dict.fromkeys(quad.triple for quad in pyoxigraph.parse(bytes(body), RdfFormat.N_TRIPLES)))
    rows = pyoxigraph.parse_query_results(bytes(body), QueryResultsFormat.TSV)
    return Solutions.of(rows) if isinstance(rows, pyoxigraph.QuerySolutions) else bool(rows)


def _failure(store: LocalStore, task: Task, body: bytes, status: int) -> CakgError:
    """Return the error for a worker that ended without a complete result."""
    limits = task.limits
    rest, _, message = body.rpartition(b"\0")
    kind = rest.rpartition(b"\0")[2].decode(errors="replace") if not status else ""
    if status == _ALARM:
        return QueryLimitError(
            f"the query took longer than {limits.seconds:g} seconds and was ended",
            remedy="restrict it, or raise the limit: --timeout SECONDS, in Python limits=Limits(seconds=…)",
        )
    if status in _OUT_OF_MEMORY or kind == MemoryError.__name__:
        return QueryLimitError(
            f"the query needed more memory than {limits.memory / MIB:g} MiB and was ended",
            remedy="restrict it, or raise the limit: --memory MIB, in Python limits=Limits(memory=…) in bytes",
        )
    if kind == ServiceError.__name__:
        return ServiceError()
    if kind in _ERRORS:
        error = _ERRORS[kind](message.decode())
        return (
            damaged(store.path, str(error))
            if store.path and is_storage_error(error)
            else query_error(task.sparql, error)
        )
    return QueryLimitError(
        "the engine crashed on the query", remedy="write the query in another way; the graph is not damaged"
    )
