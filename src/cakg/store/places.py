"""The addresses of a SPARQL store that takes a graph: for queries, for updates, and of its graph store.

Guesses from the address of a known kind of store what is not given. Does not open connections.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from cakg.errors import EndpointError
from cakg.store.address import Address

_REMEDY = "give --update URL, --graph-store URL, or both"


class Places(NamedTuple):
    """Where a store answers queries and takes triples; at least one of the last two is there."""

    query: Address
    """The SPARQL query service."""
    update: Address | None = None
    """The SPARQL update service."""
    graph_store: Address | None = None
    """The Graph Store Protocol, with indirect names of graphs: ``?graph=IRI``."""

    @classmethod
    def of(cls, url: str, *, update: str = "", graph_store: str = "", named: bool = False) -> Places:
        """Return the places of the store at *url*, the address of its query service.

        An address that ends in ``/query``, or has no path, is taken for a server of Oxigraph, and one that ends in
        ``/sparql`` for one of Virtuoso, whose updates have an address of their own for users with a name (*named*).
        *update* and *graph_store* are addresses that replace the guessed ones; for a store of another kind, at least
        one of them is needed. Raises :class:`EndpointError` if there is none, or an address is not valid.
        """
        query = Address.of_endpoint(url)
        base, _, last = query.path.rpartition("/")
        guessed: dict[str, str] = {}
        if last == "query" or query.path in ("", "/"):
            query = replace(query, path=f"{base}/query")
            guessed = {"update": f"{base}/update", "graph_store": f"{base}/store"}
        elif last == "sparql":
            own = f"{query.path}-auth" if named or query.user else query.path
            guessed = {"update": own, "graph_store": f"{base}/sparql-graph-crud{'-auth' if own != query.path else ''}"}
        elif not (update or graph_store):
            raise EndpointError(f"{query.shown}: it is not known where this store takes triples", remedy=_REMEDY)
        only_given = bool(update or graph_store) and not guessed
        found = {name: replace(query, path=path) for name, path in guessed.items()} if not only_given else {}
        for name, given in (("update", update), ("graph_store", graph_store)):
            if given:
                found[name] = Address.parse(given)
        return cls(query, found.get("update"), found.get("graph_store"))
