"""The interactive page of the network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cakg.web import interactive
from cakg.web.explorer import Explorer, View
from cakg.web.resources import Parameters, Resource


def resource(explorer: Explorer, parts: Sequence[str], parameters: Parameters) -> Resource:
    """Return the page."""
    return interactive.resource(explorer, "network", parts, parameters)


def paths(explorer: Explorer) -> Iterator[str]:  # noqa: ARG001
    """Yield its path."""
    yield "network"


VIEW = View(resource, paths)
