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
from typing import IO, NoReturn

import pyoxigraph
from pyoxigraph import QueryResultsFormat, RdfFormat

from cakg.errors import QueryLimitError
from cakg.store.limits import DEFAULT_LIMITS, MIB, Limits
from cakg.store.local import LocalStore
from cakg.store.outcome import ALARM, DONE, ROWS, TRIPLES, Task, result, told
from cakg.store.protocol import Engine, Result
from cakg.store.restrict import restrict
from cakg.store.scan import check_depth, check_service
from cakg.store.stopping import QueryStoppedError, Stopper
from cakg.store.transfer import python_line, read_store, write_store
from cakg.vocabulary import prefixes_in

_LOADED = b"loaded\n"
"""What a started process writes when it has the graph; only then does its time begin."""
_STEP = 0.2  # seconds
_kept: set[int] = set()
"""Pipes of this process that tell its workers that it still runs; a worker closes its copies."""


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
    return result(engine, task, body, status)


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
        output.write(TRIPLES)
        found.serialize(output, format=triples)
    else:
        output.write(ROWS)
        found.serialize(output, format=rows)


def work(store: LocalStore, task: Task, output: int) -> NoReturn:
    """Answer *task*, write the result and ``done``, or the kind and text of the error, to *output*, and exit.

    The process should have gone to :func:`restrict` before.
    """
    with open(output, "wb", buffering=MIB) as pipe:
        try:
            if not task.allow_service:
                check_service(task.sparql)
            answer(store.store, task.sparql, pipe)
            pipe.write(DONE)
        except BaseException as error:
            pipe.write(
                "\0".join(["", *(part.replace("\0", " ") for part in told(task, error))]).encode(errors="replace")
            )
    os._exit(0)


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
            restrict(task.limits, alive, files=bool(store.path) or task.allow_service)
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
        return ALARM if time.monotonic() >= deadline else 0
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
    return body, ALARM if late.is_set() else max(-worker.returncode, 0)


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
        restrict(task.limits, os.dup(0), files=bool(store.path) or task.allow_service)
    work(store, task, output)
