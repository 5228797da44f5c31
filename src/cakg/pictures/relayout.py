"""A new layout of a graph's whole network, stored in the graph's folder for all pictures to come."""

from __future__ import annotations

from pathlib import Path

from cakg.model.records import Records
from cakg.network.build import build
from cakg.network.positions import write
from cakg.pictures.compose import compose

_TRIALS = 40


def relayout(records: Records, folder: Path) -> Path:
    """Lay out the whole network of *records* anew, write the positions into the graph's *folder*, return the file."""
    path = folder / "positions.csv"
    graph = build(records)
    picture = compose(graph, more=len(graph), trials=_TRIALS)
    write(path, {thing.iri: (thing.x, thing.y) for thing in picture.things})
    return path
