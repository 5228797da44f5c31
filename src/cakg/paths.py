"""Where the ontology, the graph and the queries are.

The one module that knows it, in a checkout (beside ``src``) and in an installed
wheel (``cakg/data``), and where what can be made again is kept. Does not read what is in the files.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from cakg.errors import GraphFolderError

PACKAGE = Path(__file__).resolve().parent


class Folders(NamedTuple):
    """The three folders that together say what cakg claims."""

    ontology: Path
    graph: Path
    queries: Path

    def triples(self) -> list[Path]:
        """Return every file of triples of the ontology and of the graph, in one fixed order.

        What editors write is Turtle; what importers make of datasets is N-Triples.
        """
        patterns = ((self.ontology, "*.ttl"), (self.graph, "*.ttl"), (self.graph, "*.nt"))
        return [path for folder, pattern in patterns for path in sorted(folder.rglob(pattern))]

    def rules(self) -> list[Path]:
        """Return the rule files in the order in which they run: by name."""
        return sorted((self.ontology / "rules").glob("*.rq"))


def shipped() -> Folders:
    """Return the folders that came with this cakg: those of the wheel, or those of the checkout."""
    data = PACKAGE / "data"
    root = data if data.is_dir() else PACKAGE.parent.parent
    return Folders(root / "ontology", root / "graph", root / "queries")


def at(path: Path) -> Folders:
    """Return the folders found at *path*; one that is not there is the shipped one.

    *path* holds some of ``ontology``, ``graph`` and ``queries``; a directory that holds none of
    them but Turtle files is itself the graph. Anything else raises :class:`GraphFolderError`.
    """
    if not path.is_dir():
        what = "is a file, not a directory" if path.exists() else "does not exist"
        raise GraphFolderError(
            f"{path}: {what}", remedy="name a directory with ontology/, graph/ or queries/ in it, or with .ttl files"
        )
    found = {name: path / name for name in ("ontology", "graph", "queries") if (path / name).is_dir()}
    if not found:
        if next(path.rglob("*.ttl"), None) is None:
            raise GraphFolderError(
                f"{path}: no graph is here",
                remedy="it should hold ontology/, graph/ or queries/, or .ttl files of a graph",
            )
        found = {"graph": path}
    return shipped()._replace(**found)


def cache_folder() -> Path:
    """Return the user's folder for what can be fetched or made again; without a home, one in the working directory."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path(os.environ.get("HOME", ""), ".cache")) / "cakg"
