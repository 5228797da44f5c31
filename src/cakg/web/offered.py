"""The services of a graph: its SPARQL endpoint, the reconciliation of names, and what is at ``/.well-known``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from cakg.reconcile.service import LIBRARIES
from cakg.store.local import LocalStore
from cakg.web.bounds import Bounds
from cakg.web.cache import Answer
from cakg.web.endpoint.elsewhere import Elsewhere
from cakg.web.endpoint.frames import EXAMPLES
from cakg.web.explorer import Explorer
from cakg.web.free_queries import why_refused
from cakg.web.negotiation import best
from cakg.web.reconciling import Reconciling
from cakg.web.responses import redirection, refusal
from cakg.web.services import Request, Service

_FORMATS = {"text/turtle": "ttl", "application/ld+json": "jsonld", "application/n-triples": "nt", "text/html": "html"}


class WellKnown:
    """Leads to the description of the graph, and to the *examples* for its endpoint if it has one."""

    methods = ("GET", "HEAD")
    longest_body = 0

    def __init__(self, *, examples: bool) -> None:
        self._examples = examples

    async def prepare(self) -> None:
        """Do nothing: it starts nothing."""

    async def answer(self, request: Request) -> Answer | None:
        """Return where it is."""
        if request.path == "void":
            format = _FORMATS.get(best(request.accept, tuple(_FORMATS)), "ttl")
            return redirection(f"../downloads/void{'' if format == 'html' else f'.{format}'}", 303)
        if request.path == EXAMPLES.rpartition("/")[2]:
            return redirection(f"../sparql/{EXAMPLES}", 303) if self._examples else refusal(404, "no_examples")
        return refusal(404, "not_well_known")

    def close(self) -> None:
        """Do nothing: it has started nothing."""


def services(
    explorer: Explorer, data: Sequence[Path], bounds: Bounds | None, report: Callable[[str], object]
) -> Mapping[str, Service]:
    """Return the services of the graph of *explorer*, by the first part of their paths.

    *bounds* are the limits of free queries; with None there are none. A graph of an endpoint elsewhere has no endpoint
    of its own: a text says where to ask. Without the extra ``data``, there is no reconciliation.
    """
    engine = explorer.kg.engine
    absent = why_refused(engine, allowed=bounds is not None)
    found: dict[str, Service] = {".well-known": WellKnown(examples=not absent)}
    if all(map(find_spec, LIBRARIES)):
        found["reconcile"] = Reconciling(explorer)
    if bounds and isinstance(engine, LocalStore) and not absent:
        # These modules need what only systems with fork have.
        from cakg.web.endpoint.description import Description
        from cakg.web.endpoint.pool import Pool
        from cakg.web.endpoint.service import Endpoint

        pool = Pool(engine, explorer.kg.folders, data, bounds, report)
        found["sparql"] = Endpoint(pool, Description(explorer.kg, bounds))
    else:
        found["sparql"] = Elsewhere(absent)
        if bounds and isinstance(engine, LocalStore):
            report(absent)
    return found
