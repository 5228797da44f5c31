"""A new layout of the whole network of a graph, for later pictures."""

from __future__ import annotations

from cakg.model.records import Records
from cakg.network.build import build
from cakg.pictures.compose import compose
from cakg.pictures.layout import Plan

_TRIALS = 40


def relayout(records: Records) -> dict[str, tuple[int, int]]:
    """Compute a new layout of the whole network, and return the positions of things by IRI."""
    graph = build(records)
    picture = compose(graph, more=len(graph), plan=Plan(trials=_TRIALS))
    return {thing.iri: (thing.x, thing.y) for thing in picture.things}
