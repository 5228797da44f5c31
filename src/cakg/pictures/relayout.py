"""A new layout of the whole network of a graph, stored in the folder of the graph for later pictures."""

from __future__ import annotations

from pathlib import Path

from cakg.model.records import Records
from cakg.network.build import build
from cakg.network.positions import write
from cakg.pictures.compose import compose

_TRIALS = 40


def relayout(records: Records, folder: Path) -> Path:
    """Compute a new layout of the whole network, write it to the graph's *folder*, and return the path of the file."""
    path = folder / "positions.csv"
    graph = build(records)
    picture = compose(graph, more=len(graph), trials=_TRIALS)
    write(path, {thing.iri: (thing.x, thing.y) for thing in picture.things})
    return path
