"""What is asked of a run of publishing, and what it returns."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlencode

from cakg.store.limits import DEFAULT_LIMITS, MIB, Limits
from cakg.store.places import Places
from cakg.vocabulary import GRAPH

BATCH = 8 * MIB


class Plan(NamedTuple):
    """How a graph is published."""

    places: Places
    """The addresses of the store."""
    graph: str = GRAPH
    """The IRI of the graph in the store; empty for the default graph."""
    by_graph_store: bool = False
    """Whether triples are sent by the Graph Store Protocol, not by SPARQL Update."""
    batch: int = BATCH
    """The most bytes of triples in a request."""
    limits: Limits = DEFAULT_LIMITS
    """The limits of each request."""

    @property
    def address(self) -> str:
        """The address for ``--graph`` that asks the published graph, without user name and parameters."""
        asked = f"?{urlencode({'default-graph-uri': self.graph}, safe=':/#')}" if self.graph else ""
        return self.places.query.base + asked.replace("#", "%23")


class Published(NamedTuple):
    """The result of a run."""

    triples: int
    """How many triples the graph in the store has."""
    sent: int
    """How many were sent in this run."""
    changed: bool = True
    """Whether the graph in the store was another one before."""
    left: str = ""
    """Why the store still has triples of an interrupted run; usually empty."""


class Progress(NamedTuple):
    """How to tell users what happens."""

    say: Callable[[str], object]
    """Is called with each step, in words."""
    done: Callable[[int, int], object] = lambda _done, _total: None
    """Is called with the number of triples that are in the store, and of all triples."""
