"""The process that holds the graph for free queries, and the workers that it makes: copies of itself.

It is a process apart, because a copy of the server, which has threads, would not be safe. A worker can open nothing,
has a limit on memory, and ends by itself: when a query takes too long, and when the server closes its connection.
"""

from __future__ import annotations

import difflib  # noqa: F401 - a worker needs it to explain an error, and can open no module
import gc
import io
import json
import os
import pickle
import resource
import signal
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn

import pyoxigraph

from cakg.errors import CakgError, QuerySyntaxError
from cakg.paths import Folders
from cakg.store.local import LocalStore
from cakg.store.restrict import confine, end_after, end_with
from cakg.store.scan import check_depth, check_service, graphs
from cakg.store.syntax import explain
from cakg.store.transfer import read_store
from cakg.vocabulary import prefixes_in
from cakg.web.endpoint.dataset import add_parts
from cakg.web.endpoint.frames import (
    ERROR,
    ROW_FORMATS,
    ROWS,
    TRIPLE_FORMATS,
    TRIPLES,
    Failure,
    Query,
    framed,
    next_frame,
    packed,
)

_LEFT = 8
"""A worker that has used this part of its memory answers no more queries: what it keeps would be missing later."""
READY = b"ready"
"""What the server receives when the graph is loaded."""


class NotAcceptableError(Exception):
    """The client accepts no format of the kind of result that its query has."""


class UnknownGraphError(Exception):
    """A query asks a graph that is not there: its answer would look as if this graph were empty."""


class TooLargeError(Exception):
    """The answer is larger than its limit."""


class _Limited(io.BytesIO):
    """Bytes in memory, at most *most* of them."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def write(self, content: object) -> int:
        written = super().write(content)  # type: ignore[arg-type]
        if self.tell() > self._most:
            raise TooLargeError
        return written


def main() -> NoReturn:
    """Load the graph from standard input, and make a worker for each connection, and pipe, that the server sends."""
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, signal.SIG_IGN)  # it ends with the server, which finishes its answers first
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # workers leave nothing behind
    control = socket.socket(fileno=int(sys.argv[1]))
    store = read_store(sys.stdin.buffer)
    folders, data, memory = pickle.load(sys.stdin.buffer)
    with suppress(CakgError):  # a file has just changed: the server will start another process
        add_parts(store, Folders(*folders), data)
    gc.collect()
    gc.freeze()
    os.nice(5)  # not before: on a busy machine, loading would take long
    control.sendall(READY)
    with suppress(ConnectionError):
        while True:
            _, received, _, _ = socket.recv_fds(control, 1, 2)
            if not received:
                break
            connection, alive = received
            worker = os.fork()
            if not worker:
                control.close()
                _work(store, socket.socket(fileno=connection), alive, memory)
            os.close(connection)
            os.close(alive)
            control.sendall(worker.to_bytes(8, "little"))
    os._exit(0)


def _work(store: LocalStore, connection: socket.socket, alive: int, memory: int) -> NoReturn:
    """Answer one query after the other, until the server closes the connection or the pipe *alive*."""
    try:
        files = store.path is not None  # a store on disk opens files while it answers
        if files:
            resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        confine(memory, files=files)
        end_with(alive)
        most = _most_used() + memory / _LEFT
        while True:
            query = Query(*json.loads(next_frame(connection)))
            end_after(query.seconds)
            kind, content = _answer(store, query)
            end_after(0)
            connection.sendall(framed(kind, content, last=_most_used() > most))
    except (EOFError, ConnectionError):
        os._exit(0)
    finally:
        os._exit(1)


def _most_used() -> float:
    """Return the bytes of memory that this process has had at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _answer(store: LocalStore, query: Query) -> tuple[int, bytes]:
    """Return the kind and the content of the answer to a query, or the error."""
    try:
        check_depth(query.text)
        check_service(query.text)
        _check_graphs(store, query)
        given = query.default_graphs or query.named_graphs  # with some of either kind, there are no others
        found = store.store.query(
            query.text,
            prefixes=prefixes_in(query.text),
            base_iri=query.base or None,
            default_graph=[*_nodes(query.default_graphs)] if given else None,
            named_graphs=_nodes(query.named_graphs) if given else None,
        )
        output = _Limited(query.largest)
        if isinstance(found, pyoxigraph.QueryTriples):
            if not query.triples:
                raise NotAcceptableError
            found.serialize(output, format=TRIPLE_FORMATS[query.triples])
            return TRIPLES, output.getvalue()
        if not query.rows:
            raise NotAcceptableError
        found.serialize(output, format=ROW_FORMATS[query.rows])
        return ROWS, output.getvalue()
    except SyntaxError as error:
        # The parser reads the query again, which has no limit elsewhere.
        return ERROR, packed(Failure(QuerySyntaxError.__name__, str(explain(query.text, error))))
    except BaseException as error:
        return ERROR, packed(Failure(type(error).__name__, str(error)))


def _check_graphs(store: LocalStore, query: Query) -> None:
    """Raise :class:`UnknownGraphError` if *query* asks for a graph that is not there."""
    asked = [*query.default_graphs, *query.named_graphs]
    if "from" in query.text.lower() and not asked:  # those of the request replace those of the query
        asked += graphs(query.text)
    known = [str(one.value) for one in store.store.named_graphs()] if asked else []
    for one in asked:
        if one not in known:
            raise UnknownGraphError("\n".join([one, *sorted(known)]))


def _nodes(iris: Sequence[str]) -> list[pyoxigraph.NamedNode | pyoxigraph.BlankNode]:
    return [pyoxigraph.NamedNode(iri) for iri in iris]
