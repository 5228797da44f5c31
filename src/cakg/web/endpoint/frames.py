"""What the server and the processes that answer queries send each other: a query, and its answer or the error."""

from __future__ import annotations

import json
import socket
from struct import Struct
from typing import NamedTuple

from pyoxigraph import QueryResultsFormat, RdfFormat

HEAD = Struct("<B?Q")
"""The kind of what follows, whether it is the last answer of a worker, and its length."""
_PIECE = 1 << 16
QUERY, ROWS, TRIPLES, ERROR = range(4)
"""The kinds."""
EXAMPLES = ".well-known/sparql-examples"
"""The path of the examples, below the endpoint."""
ROW_FORMATS = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "application/xml": QueryResultsFormat.XML,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}
"""The formats of rows and of yes or no, by media type; the first is preferred."""
TRIPLE_FORMATS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
}
"""The formats of triples, by media type; the first is preferred."""


class Query(NamedTuple):
    """A query, and how to answer it."""

    text: str
    rows: str = next(iter(ROW_FORMATS))
    """The media type of rows; empty if the client accepts none."""
    triples: str = next(iter(TRIPLE_FORMATS))
    """The media type of triples; empty if the client accepts none."""
    seconds: float = 10.0
    """How long it may take."""
    largest: int = 64 << 20
    """How many bytes the answer may have."""
    base: str = ""
    """The IRI to which relative IRIs of the query are added."""
    default_graphs: tuple[str, ...] = ()
    """The graphs that are its default graph, instead of those in the query."""
    named_graphs: tuple[str, ...] = ()
    """The graphs that it may name, instead of those in the query."""


class Failure(NamedTuple):
    """Why there is no answer."""

    kind: str
    """The name of the class of the error."""
    message: str


def framed(kind: int, content: bytes, *, last: bool = False) -> bytes:
    """Return *content* with its :data:`HEAD` before it."""
    return HEAD.pack(kind, last, len(content)) + content


def packed(value: Query | Failure) -> bytes:
    """Return a query or a failure as bytes."""
    return json.dumps(value).encode()


def next_frame(connection: socket.socket) -> bytes:
    """Return the content of the next frame, after which nothing may come before there is an answer.

    Raises EOFError if the connection is closed before its end.
    """
    content = b""
    while len(content) < HEAD.size or len(content) < HEAD.size + HEAD.unpack_from(content)[-1]:
        piece = connection.recv(_PIECE)
        if not piece:
            raise EOFError
        content += piece
    return content[HEAD.size :]
