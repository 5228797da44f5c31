"""The content hash of a graph: equal for equal triples, whatever their files, their order or the store.

Each triple is written as a line of N-Triples; the SHA-256 hashes of all lines, as numbers, are added modulo 2 to the
256. Sorting the lines instead would need all triples in memory, and a store on disk may be larger.
"""

from __future__ import annotations

from hashlib import sha256
from typing import IO, cast

import pyoxigraph
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat

from cakg.store.blank_nodes import by_class
from cakg.vocabulary import CAKG, GRAPH

_HASH = NamedNode(CAKG.contentHash)


def add_content_hash(store: pyoxigraph.Store) -> str:
    """Add a triple with the content hash of *store*, remove any that was loaded, and return the hash.

    Call this after loading and before the rules: derived triples are not part of the content.
    """
    for quad in list(store.quads_for_pattern(None, _HASH, None)):
        store.remove(quad)
    found = content_hash(store)
    store.add(Quad(NamedNode(GRAPH), _HASH, Literal(found)))
    return found


def content_hash(store: pyoxigraph.Store) -> str:
    """Return the hash of the triples of *store*, 64 hexadecimal digits."""
    total = _Sum()
    store.dump(cast(IO[bytes], total), format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
    return total.hexdigest()


class _Sum:
    """A file that adds up the hashes of the lines written to it."""

    def __init__(self) -> None:
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
        """Return the sum. Blank nodes get other names, since their own ones change from run to run."""
        if self._with_blank_nodes:
            found = pyoxigraph.parse(b"\n".join(self._with_blank_nodes), RdfFormat.N_TRIPLES, lenient=True)
            named = by_class([quad.triple for quad in found])
            self._with_blank_nodes.clear()
            written = pyoxigraph.serialize(named, format=RdfFormat.N_TRIPLES) or b""
            for line in written.splitlines():
                self._add(line)
        return f"{self._total:064x}"

    def _add(self, line: bytes) -> None:
        self._total = (self._total + int.from_bytes(sha256(line).digest())) % (1 << 256)
