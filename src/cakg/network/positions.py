"""Stored positions of things in pictures of a network: the file ``positions.csv`` in the folder of a graph.

This module reads the file and gives its content; :mod:`cakg.pictures.layout` computes positions.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import networkx

from cakg import tables
from cakg.errors import GraphFolderError
from cakg.store import reading
from cakg.vocabulary import expand, shorten

FILE = "positions.csv"
_COLUMNS = ["thing", "x", "y"]


def stored(folder: Path) -> dict[str, tuple[int, int]]:
    """Return the stored positions in *folder*, by the IRI of the thing; empty if there is no file.

    Raises :class:`GraphFolderError` for a wrong line, and :class:`BrokenFileError` if the file is not text.
    """
    path = folder / FILE
    if not path.is_file():
        return {}
    found: dict[str, tuple[int, int]] = {}
    rows = csv.reader(reading.text(path).splitlines())
    for number, row in enumerate(rows, 1):
        try:
            name, x, y = row
            if row != _COLUMNS:
                found[expand(name) or name] = (int(x), int(y))
        except ValueError as error:
            raise GraphFolderError(
                f"{path}:{number}: {','.join(row)!r} is not the position of a thing",
                remedy="write a line such as id:russia,-120,45; `cakg draw network --relayout` rewrites the file",
            ) from error
    return found


def place(graph: networkx.MultiDiGraph[str], positions: Mapping[str, tuple[int, int]]) -> None:
    """Give the things of *graph* their *positions*; others are ignored."""
    for thing, (x, y) in positions.items():
        if thing in graph:
            graph.nodes[thing].update(x=x, y=y)


def table(positions: Mapping[str, tuple[int, int]]) -> bytes:
    """Return the content of the file for *positions*, sorted by thing."""
    rows = sorted((shorten(iri), x, y) for iri, (x, y) in positions.items())
    return tables.csv([_COLUMNS, *rows], raw=True).encode()
