"""Where the folders of the ontology, the graph and the queries are, and the cache folder.

In a checkout they are next to ``src``, in an installed wheel in ``cakg/data``. No other module knows this. Does not
read the files.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from cakg.errors import GraphFolderError

PACKAGE = Path(__file__).resolve().parent
_REMEDY = "give a directory that contains ontology/, graph/ or queries/, or .ttl files"


class Folders(NamedTuple):
    """The folders of the ontology, the graph and the queries."""

    ontology: Path
    graph: Path
    queries: Path

    def triples(self) -> list[Path]:
        """Return all RDF files of the ontology and of the graph, in a fixed order.

        Files written by editors are Turtle; files made from datasets are N-Triples.
        """
        patterns = ((self.ontology, "*.ttl"), (self.graph, "*.ttl"), (self.graph, "*.nt"))
        return [path for folder, pattern in patterns for path in sorted(folder.rglob(pattern))]

    def rules(self) -> list[Path]:
        """Return the rule files in the order in which they are run, which is by name."""
        return sorted((self.ontology / "rules").glob("*.rq"))


def shipped() -> Folders:
    """Return the folders that come with cakg: those of the wheel or of the checkout."""
    data = PACKAGE / "data"
    root = data if data.is_dir() else PACKAGE.parent.parent
    return Folders(root / "ontology", root / "graph", root / "queries")


def at(path: Path) -> Folders:
    """Return the folders in *path*; the shipped folders replace those that are missing.

    *path* contains at least one of ``ontology``, ``graph`` and ``queries``. A directory with none of them but with
    Turtle files is taken as the graph folder itself. Raises :class:`GraphFolderError` for anything else.
    """
    if not is_folder(path):
        what = "is a file, not a directory" if exists(path) else "does not exist"
        raise GraphFolderError(f"{path}: {what}", remedy=_REMEDY)
    found = {name: path / name for name in ("ontology", "graph", "queries") if (path / name).is_dir()}
    if not found:
        if next(path.rglob("*.ttl"), None) is None:
            raise GraphFolderError(f"{path}: the directory has no graph", remedy=_REMEDY)
        found = {"graph": path}
    return shipped()._replace(**found)


def is_folder(path: Path) -> bool:
    """Return whether *path* is a folder; unlike pathlib, False also for a name that is too long for the system."""
    with suppress(OSError):
        return path.is_dir()
    return False


def is_file(path: Path) -> bool:
    """Return whether *path* is a file; unlike pathlib, False also for a name that is too long for the system."""
    with suppress(OSError):
        return path.is_file()
    return False


def exists(path: Path) -> bool:
    """Return whether *path* is there; unlike pathlib, False also for a name that is too long for the system."""
    with suppress(OSError):
        return path.exists()
    return False


def same(one: Path, other: Path) -> bool:
    """Return whether two paths lead to the same file; unlike pathlib, False also for a loop of links."""
    with suppress(OSError, RuntimeError):
        return one.resolve() == other.resolve()
    return False


def cache_folder() -> Path:
    """Return the cache folder of the user; if there is no home directory, one in the working directory."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path(os.environ.get("HOME", ""), ".cache")) / "cakg"
