"""Makes a graph in a store equal in one request, which the store does as one transaction: all of it or nothing.

Only for stores that are known to do so and to return a whole graph: the server of Oxigraph. Moving a graph of a million
triples needs 4 GB of memory and minutes there; to write only the differences needs neither.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import NamedTuple

from cakg.store.batches import Triples, is_line, lines_of
from cakg.store.updating import Updater


class Difference(NamedTuple):
    """What has to change in a store."""

    removed: list[bytes]
    """The lines that only the store has."""
    added: list[bytes]
    """The lines that only the graph has."""

    def update(self, graph: str) -> str:
        """Return the update that makes the change in *graph*, an IRI or empty for the default graph."""
        parts = []
        for verb, lines in (("DELETE DATA", self.removed), ("INSERT DATA", self.added)):
            inside = b"".join(lines).decode()
            parts.append(f"{verb} {{ GRAPH <{graph}> {{\n{inside}}} }}" if graph else f"{verb} {{\n{inside}}}")
        return " ;\n".join(parts)


def is_able(updater: Updater) -> bool:
    """Return whether the store, after a first request, is known to replace a graph in one request."""
    return updater.by_graph_store and updater.updates and updater.server.lower().startswith("oxigraph")


def replace_at_once(updater: Updater, triples: Triples, graph: str, *, is_empty: bool, times: int) -> int | None:
    """Make *graph* equal to *triples* and return how many triples were sent; None if this way is not possible.

    *is_empty* says that the store has no triple in it. The request may take *times* as long as another one. Raises
    :class:`Fault` if the store does not do it; it has the old graph then.
    """
    if is_empty:
        updater.add_all(triples, graph, times=times)
        return len(triples)
    found = difference(lines_of(updater.read(graph, times=times)), triples.lines())
    if not all(map(is_line, found.removed)):  # blank nodes of another program, which no update can name
        return None
    updater.run(found.update(graph), times=times)
    return len(found.added)


def difference(there: Iterable[bytes], here: Iterable[bytes]) -> Difference:
    """Return how the lines *there* differ from those *here*."""
    kept = {_key(line): line for line in there}
    added = [line for line in here if kept.pop(_key(line), None) is None]
    return Difference(list(kept.values()), added)


def _key(line: bytes) -> bytes:
    return blake2b(line, digest_size=16).digest()
