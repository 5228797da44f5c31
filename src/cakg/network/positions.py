"""Where things stand in the picture of a graph's network: the file ``positions.csv`` in the graph's folder.

Reads and writes the file. Does not know how positions are found: :mod:`cakg.pictures.layout` does.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from cakg import tables
from cakg.errors import GraphFolderError
from cakg.files import write_whole
from cakg.vocabulary import expand, shorten

_COLUMNS = ["thing", "x", "y"]


def stored(folder: Path) -> dict[str, tuple[int, int]]:
    """Return the place of each thing that the graph in *folder* has one for; none without a file."""
    path = folder / "positions.csv"
    if not path.is_file():
        return {}
    found: dict[str, tuple[int, int]] = {}
    rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
    for number, row in enumerate(rows, 1):
        try:
            name, x, y = row
            if row != _COLUMNS:
                found[expand(name) or name] = (int(x), int(y))
        except ValueError as error:
            raise GraphFolderError(
                f"{path}:{number}: {','.join(row)!r} is no place of a thing",
                remedy="a line reads id:russia,-120,45; `cakg draw network --relayout` writes the file anew",
            ) from error
    return found


def write(path: Path, places: Mapping[str, tuple[int, int]]) -> None:
    """Write the places, ordered by thing."""
    rows = sorted((shorten(iri), x, y) for iri, (x, y) in places.items())
    write_whole(path, tables.csv([_COLUMNS, *rows]).encode())
