"""Runs a free query in a process of its own, which ends when it takes too long, needs too much memory or crashes.

The process is a copy of this one (:func:`os.fork`), so it has the graph at once. It cannot open connections, and it
ends when this process ends, however that happens. Where there is no fork (Windows), and where other threads run, as in
a notebook, a copy is not safe: a new Python process is started instead, which first loads the graph from memory. Only
Linux limits the memory; Windows has no other limit than the time.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import suppress
from itertools import takewhile
from pathlib import Path
from typing import IO, NamedTuple, NoReturn

import pyoxigraph
from pyoxigraph import QueryResultsFormat, RdfFormat

from cakg.errors import CakgError, QueryLimitError, QuerySyntaxError, ServiceError
from cakg.store.disk import DiskStore, is_storage_error
from cakg.store.limits import DEFAULT_LIMITS, MIB, Limits
from cakg.store.local import LocalStore
from cakg.store.manifest import damaged
from cakg.store.protocol import Engine, Result, Solutions
from cakg.store.scan import check_depth, check_service
from cakg.store.stopping import QueryStoppedError, Stopper
from cakg.store.syntax import explain, query_error
from cakg.vocabulary import prefixes_in

if sys.platform != "win32":
    import fcntl  # here, since a confined process can open no module

_LONGEST = 1e9  # seconds; timers of the system take no more
_ROWS, _TRIPLES, _DONE = b"rows\n", b"triples\n", b"\0done"
"""The first line and the end of a complete result."""
_LOADED = b"loaded\n"
"""What a started process writes when it has the graph; only then does its time begin."""
_END = b"# end\n"
"""The line after the triples of a store."""
_STEP = 0.2  # seconds
_ALARM = getattr(signal, "SIGALRM", 14)
_OUT_OF_MEMORY = (signal.SIGABRT, getattr(signal, "SIGKILL", signal.SIGABRT))
_ERRORS = {error.__name__: error for error in (OSError, RuntimeError, ValueError)}
_kept: set[int] = set()
"""Pipes of this process that tell its workers that it still runs; a worker closes its copies."""


class Task(NamedTuple):
    """A query for a worker."""

    sparql: str
    limits: Limits = DEFAULT_LIMITS
    allow_service: bool = False


def run(
    engine: Engine,
    sparql: str,
    limits: Limits = DEFAULT_LIMITS,
    *,
    allow_service: bool = False,
    stopper: Stopper | None = None,
) -> Result:
    """Answer a query within *limits*: in a process of its own, or, for an endpoint, there.

    *stopper* ends the process; a request to an endpoint goes on until it has its answer or takes too long.

    Raises :class:`QueryLimitError` if a limit is exceeded or the engine crashes, :class:`QuerySyntaxError` if *sparql*
    is not a query, or uses SERVICE and *allow_service* is false, and :class:`QueryStoppedError` if *stopper* ends it.
    An endpoint decides itself about SERVICE and memory.
    """
    if not isinstance(engine, LocalStore):
        from dataclasses import replace

        from cakg.store.remote import RemoteStore

        if isinstance(engine, RemoteStore) and engine.limits != limits:
            engine = replace(engine, limits=limits)
        return engine.query(sparql)
    check_depth(sparql, limits.depth)
    task, stopper = Task(sparql, limits, allow_service), stopper or Stopper()
    work = _forked if can_fork() else _started
    body, status = work(engine, task, stopper)
    if stopper.stopped:
        raise QueryStoppedError
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
    found = store.query(sparql, prefixes=prefixes_in(sparql))
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
            pipe.write(
                "\0".join(["", *(part.replace("\0", " ") for part in _told(task, error))]).encode(errors="replace")
            )
    os._exit(0)


def _told(task: Task, error: BaseException) -> tuple[str, str, str]:
    """Return the kind of an error, what to do, and the message.

    A syntax error is explained here, since the parser reads the query again, and nothing limits that elsewhere.
    """
    if isinstance(error, SyntaxError):
        error = explain(task.sparql, error)
    kind = next((one.__name__ for one in type(error).__mro__ if one.__name__ in _ERRORS), type(error).__name__)
    return (kind, error.remedy, error.message) if isinstance(error, CakgError) else (kind, "", str(error))


def jail(limits: Limits, alive: int, *, files: bool) -> None:
    """Restrict this process to computing: it ends at its deadline, and when the pipe *alive* is closed.

    With *files* it may still open files and connections, which a store on disk needs, and SERVICE.
    """
    import difflib  # noqa: F401 - to explain an error; it can open no module later

    confine(limits.memory, files=files)
    end_after(limits.seconds)
    end_with(alive)


def end_after(seconds: float) -> None:
    """End this process after so many *seconds*; with 0, no longer."""
    signal.setitimer(signal.ITIMER_REAL, min(max(seconds, 0.001), _LONGEST) if seconds else 0)


def end_with(alive: int) -> None:
    """End this process when the other end of the pipe *alive* is closed.

    The system then sends SIGIO. It does so too when something is written there, and perhaps after it was read, so
    nothing may be.
    """
    fcntl.fcntl(alive, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(alive, fcntl.F_SETFL, fcntl.fcntl(alive, fcntl.F_GETFL) | os.O_ASYNC)
    if select.select([alive], [], [], 0)[0]:  # it was closed before
        os._exit(1)


def confine(memory: int, *, files: bool) -> None:
    """Let this process use at most *memory* bytes more, and unless *files* is true, open nothing."""
    import faulthandler
    import resource

    faulthandler.disable()  # the parent reports a crash
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM, signal.SIGIO):
        signal.signal(one, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError):  # no /proc: not Linux
        used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5]) * resource.getpagesize()
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        wanted = min(used + memory, sys.maxsize)
        resource.setrlimit(resource.RLIMIT_DATA, (wanted if most < 0 else min(wanted, most), most))
    if not files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (nothing, nothing))  # the lowest free number when it was opened


def can_fork() -> bool:
    """Return whether a copy of this process is possible, and safe: no other thread could hold a lock."""
    return hasattr(os, "fork") and threading.active_count() == 1


def _forked(store: LocalStore, task: Task, stopper: Stopper) -> tuple[bytearray, int]:
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
        with stopper.ending(lambda: _kill(worker)):
            for piece in _pieces(source):
                body += piece
                _check_size(body, task.limits)
    except BaseException:  # such as Ctrl-C in an interactive Python
        _kill(worker)
        raise
    finally:
        status = _status(worker, deadline)
        _kept.remove(kept)
        os.close(kept)
        os.close(source)
    return body, status


def _check_size(body: bytearray, limits: Limits) -> None:
    if limits.result and len(body) > limits.result:
        raise QueryLimitError(
            f"the result of the query is larger than {limits.result / MIB:g} MiB",
            remedy="restrict the query, or add LIMIT",
        )


def _pieces(source: int) -> Iterator[bytes]:
    """Yield what is read from *source*, until its end.

    Waiting is done in short steps: Ctrl-C does not end a read if the system gives the signal to another thread.
    """
    while True:
        if sys.platform != "win32" and not select.select([source], [], [], _STEP)[0]:
            continue
        if not (piece := os.read(source, MIB)):
            return
        yield piece


def _kill(worker: int) -> None:
    with suppress(ProcessLookupError):  # the program ignores SIGCHLD, and it has ended
        os.kill(worker, signal.SIGKILL)


def _status(worker: int, deadline: float) -> int:
    """Wait for a process and return the signal that ended it; 0 if none did."""
    try:
        status = os.waitpid(worker, 0)[1]
    except ChildProcessError:  # the program ignores SIGCHLD, so only the clock can tell
        return _ALARM if time.monotonic() >= deadline else 0
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def _started(store: LocalStore, task: Task, stopper: Stopper) -> tuple[bytearray, int]:
    """Return the output of a new Python process that works on *task*, and the signal that ended it, or 0."""
    import pickle
    import subprocess

    with subprocess.Popen(python_line(__name__), stdin=subprocess.PIPE, stdout=subprocess.PIPE) as worker:
        assert worker.stdin
        assert worker.stdout
        late = threading.Event()

        def end() -> None:
            late.set()
            worker.kill()

        body = bytearray()
        timer = threading.Timer(min(task.limits.seconds, threading.TIMEOUT_MAX), end)
        try:
            with stopper.ending(worker.kill):
                try:
                    pickle.dump(task, worker.stdin)
                    write_store(store, worker.stdin)
                    worker.stdin.flush()
                except OSError:  # it has ended
                    with suppress(OSError):
                        worker.stdin.close()  # later, that would try to write the rest, and raise the error again
                pieces = _pieces(worker.stdout.fileno())
                while not body.startswith(_LOADED) and (piece := next(pieces, b"")):
                    body += piece
                timer.start()
                del body[: len(_LOADED)]
                for piece in pieces:
                    body += piece
                    _check_size(body, task.limits)
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

    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        task = pickle.load(sys.stdin.buffer)
        store = read_store(sys.stdin.buffer)
    except (EOFError, SyntaxError, pickle.UnpicklingError):  # the process that waits for the result has ended
        os._exit(1)
    output = os.dup(1)
    os.write(output, _LOADED)
    if hasattr(os, "fork"):
        jail(task.limits, os.dup(0), files=bool(store.path) or task.allow_service)
    work(store, task, output)


def python_line(module: str) -> list[str]:
    """Return the command that starts a new Python process, which calls the function ``main`` of *module*."""
    root = str(Path(__file__).resolve().parents[2])
    return [sys.executable, "-c", f"import sys; sys.path.insert(0, {root!r}); from {module} import main; main()"]


def write_store(store: LocalStore, pipe: IO[bytes]) -> None:
    """Write *store* to a pipe to another process, which reads it with :func:`read_store`."""
    import pickle

    pickle.dump(store.path, pipe)
    if store.path is None:
        store.store.dump(pipe, format=RdfFormat.N_QUADS)  # line by line, since it needs no memory for all
    pipe.write(_END)


def read_store(pipe: IO[bytes]) -> LocalStore:
    """Return the store that :func:`write_store` writes."""
    import pickle

    path: Path | None = pickle.load(pipe)
    triples = b"".join(takewhile(lambda line: line not in (_END, b""), iter(pipe.readline, None)))
    if path:
        return DiskStore(path)
    store = pyoxigraph.Store()
    # It was valid there, and checking it again would take five times as long; bulk_load would rename blank nodes.
    store.bulk_extend(pyoxigraph.parse(triples, RdfFormat.N_QUADS, lenient=True))
    return LocalStore(store)


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
    parts = [] if status else [part.decode(errors="replace") for part in body.rsplit(b"\0", 3)[1:]]
    kind, remedy, message = parts if len(parts) == 3 else ("", "", "")
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
