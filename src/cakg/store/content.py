"""The content hash of a graph: equal for equal triples, whatever their files, their order or the store.

Each triple is written as a line of N-Triples; the SHA-256 hashes of all lines, as numbers, are added modulo 2 to the
256. Sorting the lines instead would need all triples in memory, and a store on disk may be larger.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import IO, cast

import pyoxigraph
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat

from cakg.store.blank_nodes import canonical
from cakg.store.entered import Entered, has_blank_node
from cakg.vocabulary import CAKG, GRAPH

_HASH = NamedNode(CAKG.contentHash)


def add_content_hash(store: pyoxigraph.Store, entered: Entered | None = None) -> str:
    """Add a triple with the content hash of *store*, remove any that was loaded, and return the hash.

    The hashes of the triples are added to *entered*, if it is given. Call this after loading and before the rules:
    derived triples are not part of the content.
    """
    found = content_hash(set_content_hash(store, None), entered)
    set_content_hash(store, found)
    return found


def set_content_hash(store: pyoxigraph.Store, found: str | None) -> pyoxigraph.Store:
    """Replace the content hash in *store*, or with None remove it; return the store."""
    for quad in list(store.quads_for_pattern(None, _HASH, None)):
        store.remove(quad)
    if found is not None:
        store.add(Quad(NamedNode(GRAPH), _HASH, Literal(found)))
    return store


def is_content_hash(triple: pyoxigraph.Triple) -> bool:
    """Return whether *triple* gives a content hash. Such triples are not part of the content."""
    return triple.predicate == _HASH


def with_more(found: str, hashes: Iterable[bytes]) -> str:
    """Return the content hash of a graph with the hash *found* after triples with these *hashes* are added."""
    total = int(found, 16) + sum(map(int.from_bytes, hashes))
    return f"{total % (1 << 256):064x}"


def content_hash(store: pyoxigraph.Store, entered: Entered | None = None) -> str:
    """Return the hash of the triples of *store*, 64 hexadecimal digits; add the hash of each triple to *entered*."""
    total = _Sum(entered)
    store.dump(cast(IO[bytes], total), format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
    return total.hexdigest()


class _Sum:
    """A file that adds up the hashes of the lines written to it."""

    def __init__(self, entered: Entered | None) -> None:
        self._entered = entered
        self._total = 0
        self._rest = b""
        self._with_blank_nodes: list[bytes] = []

    def write(self, data: bytes) -> int:
        """Add the next part of the triples."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            if b"_:" in line:
                self._with_blank_nodes.append(line)
            else:
                self._add(line)
        return len(data)

    def flush(self) -> None:
        """Do nothing; a writer of a file may call this."""

    def hexdigest(self) -> str:
        """Return the sum. Blank nodes get canonical names, since their own ones change from run to run."""
        if self._with_blank_nodes:
            lines = b"\n".join(self._with_blank_nodes)
            triples = [quad.triple for quad in pyoxigraph.parse(lines, RdfFormat.N_TRIPLES, lenient=True)]
            self._with_blank_nodes.clear()
            if self._entered is not None:
                self._entered.blank_nodes = any(map(has_blank_node, triples))
            named = canonical(triples, distinct=False)
            written = pyoxigraph.serialize(named, format=RdfFormat.N_TRIPLES) or b""
            for line in written.splitlines():
                self._add(line)
        return f"{self._total:064x}"

    def _add(self, line: bytes) -> None:
        hashed = sha256(line).digest()
        self._total = (self._total + int.from_bytes(hashed)) % (1 << 256)
        if self._entered is not None:
            self._entered.add(hashed)
