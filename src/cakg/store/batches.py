"""The triples of a graph as lines of N-Triples, checked, counted and divided into batches.

A SPARQL 1.1 store renames blank nodes in every request, so a batch that is sent twice would add them twice. They get
IRIs that follow from their triples, as RDF 1.1 proposes: the same graph has the same IRIs in every run.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import IO, Any, NamedTuple, cast

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, RdfFormat

from cakg.errors import BadValueError, OutputError
from cakg.harmless import shortened
from cakg.store.blank_nodes import canonical
from cakg.store.tallies import Tallies
from cakg.vocabulary import BASE

SKOLEM = f"{BASE}.well-known/genid/"
"""The beginning of the IRIs that replace blank nodes."""
_IRI = rb'<[A-Za-z][^\x00-\x20<>"{}|^`\\]*>'
_TEXT = rb'"(?:[^"\\\n\r]|\\[tbnrf"\'\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*"'
_LINE = re.compile(
    rb"(%s) (%s) (?:(%s)|(%s)(?:(@[A-Za-z]+(?:-[A-Za-z0-9]+)*)|\^\^(%s))?) \.\n" % (_IRI, _IRI, _IRI, _TEXT, _IRI)
)
"""A triple as N-Triples and SPARQL write it alike. Nothing else is sent: a store would run it."""


class Batch(NamedTuple):
    """Triples that are sent in one request."""

    data: bytes
    """Lines of N-Triples."""
    first: int
    """How many triples come before."""
    number: int
    """How many triples it has."""

    def parts(self, most: int) -> list[Batch]:
        """Return the batch as batches of at most *most* bytes; a longer line is one of its own."""
        found: list[Batch] = []
        lines: list[bytes] = []
        size, first = 0, self.first
        for line in lines_of(self.data):
            if lines and size + len(line) > most:
                found.append(Batch(b"".join(lines), first, len(lines)))
                first, size = first + len(lines), 0
                lines.clear()
            lines.append(line)
            size += len(line)
        return [*found, Batch(b"".join(lines), first, len(lines))]


class Triples:
    """The triples of a graph in a file, in the order in which they are sent."""

    def __init__(self, file: IO[bytes], tallies: Tallies, digest: str) -> None:
        self._file = file
        self.tallies = tallies
        """The number of triples of each predicate, and the lengths of their terms."""
        self.digest = digest
        """64 hexadecimal digits that are equal for the same triples in the same order."""

    def __len__(self) -> int:
        return self.tallies.total

    def open(self) -> IO[bytes]:
        """Return the file with all lines, at its beginning."""
        self._file.seek(0)
        return self._file

    def lines(self) -> Iterator[bytes]:
        """Yield all lines."""
        yield from self.open()

    @property
    def size(self) -> int:
        """The size of all lines, in bytes."""
        return self._file.seek(0, 2)

    def batches(self, most: int, *, after: int = 0) -> Iterator[Batch]:
        """Yield the triples in batches of at most *most* bytes; a longer line is a batch of its own.

        Batches whose triples are all among the first *after* are left out.
        """
        self._file.seek(0)
        first, rest = 0, b""
        while piece := self._file.read(most):
            if end := (rest + piece).rfind(b"\n") + 1:
                data, rest = (rest + piece)[:end], (rest + piece)[end:]
                for batch in Batch(data, first, 0).parts(most):
                    first = batch.first + batch.number
                    if first > after:
                        yield batch
            else:
                rest += piece


@contextmanager
def triples_of(store: pyoxigraph.Store) -> Iterator[Triples]:
    """Write the triples of the default graph of *store* to a temporary file; it is removed at the end.

    Raises :class:`BadValueError` for a triple that SPARQL 1.1 cannot express, and :class:`OutputError` if the file
    cannot be written.
    """
    try:
        with tempfile.TemporaryFile() as dumped, tempfile.TemporaryFile() as file:
            store.dump(dumped, format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
            dumped.seek(0)
            tallies, digest = Tallies(), sha256()
            for line in _without_blank_nodes(dumped):
                digest.update(_checked(line, tallies))
                file.write(line)
            file.flush()
            yield Triples(cast("IO[bytes]", file), tallies, digest.hexdigest())
    except OSError as error:
        remedy = f"free disk space there, or name another directory with TMPDIR (now {tempfile.gettempdir()})"
        raise OutputError(f"a temporary file cannot be written: {error.strerror or error}", remedy=remedy) from error


def is_line(line: bytes) -> bool:
    """Return whether *line* is exactly a triple without blank nodes, as N-Triples and SPARQL 1.1 write it alike."""
    return _LINE.fullmatch(line) is not None


def _checked(line: bytes, tallies: Tallies) -> bytes:
    """Add *line* to *tallies* and return it; raise :class:`BadValueError` if SPARQL 1.1 cannot express it."""
    if not (found := _LINE.fullmatch(line)):
        raise BadValueError(
            f"a triple cannot be written in SPARQL 1.1: {shortened(line.decode('utf-8', 'replace'))}",
            remedy="triple terms, directions of text and IRIs with characters such as { or a space are not possible"
            " there: correct the file that has it, or leave it out",
        )
    subject, predicate, iri, text, _, datatype = found.groups()
    tallies.add(predicate[1:-1].decode(), subject, iri or (text if datatype is None else b""))
    return line


def _without_blank_nodes(dumped: IO[bytes]) -> Iterator[bytes]:
    """Yield the lines of *dumped*; at the end, those with blank nodes, which have IRIs instead."""
    kept = []
    for line in dumped:
        if b"_:" in line:
            kept.append(line)
        else:
            yield line
    if not kept:
        return
    triples = canonical([quad.triple for quad in pyoxigraph.parse(b"".join(kept), RdfFormat.N_TRIPLES, lenient=True)])
    # Nodes of another graph have other IRIs, though their canonical names are the same.
    start = SKOLEM + sha256("\n".join(sorted(map(str, triples))).encode()).hexdigest()[:16]

    def named(term: Any) -> Any:
        return pyoxigraph.NamedNode(f"{start}-{term.value}") if isinstance(term, BlankNode) else term

    written = pyoxigraph.serialize((pyoxigraph.Triple(*map(named, one)) for one in triples), format=RdfFormat.N_TRIPLES)
    yield from sorted(lines_of(written or b""))


def lines_of(data: bytes) -> list[bytes]:
    """Return the lines of *data*, each with its end; only a newline ends one."""
    return [line + b"\n" for line in data.split(b"\n")[:-1]]
