"""Where the folders of the ontology, the graph and the queries are, which of their files are RDF, and the cache folder.

In a checkout the folders are next to ``src``, in an installed wheel in ``cakg/data``. No other module knows this.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from cakg.errors import GraphFolderError
from cakg.extensions import AMBIGUOUS, names_rdf
from cakg.file_kinds import exists, is_folder
from cakg.vocabulary import RDF

PACKAGE = Path(__file__).resolve().parent
_REMEDY = "give a directory that contains ontology/, graph/ or queries/, or RDF files such as .ttl"
_SIGNS = (b'"@context"', b'"@id"', b'"@graph"', RDF.iri.encode())


class Folders(NamedTuple):
    """The folders of the ontology, the graph and the queries."""

    ontology: Path
    graph: Path
    queries: Path

    def triples(self) -> list[Path]:
        """Return the RDF files of the ontology and of the graph (see :func:`rdf_files`)."""
        return [*rdf_files(self.ontology), *rdf_files(self.graph)]

    def rules(self) -> list[Path]:
        """Return the rule files in the order in which they are run, which is by name."""
        return sorted((self.ontology / "rules").glob("*.rq"))

    def description(self, name: str) -> Path:
        """Return the file of the query that describes a graph in a vocabulary, ``void`` or ``dcat``."""
        return self.queries / "descriptions" / f"{name}.rq"


def rdf_files(folder: Path) -> list[Path]:
    """Return all RDF files of *folder* and its subfolders, sorted.

    They include files in formats that cakg does not read, so that loading reports them instead of leaving them out.
    Hidden files are left out, and ``.json`` and ``.xml`` files without a sign of RDF.
    """

    def included(path: Path) -> bool:
        hidden = any(name.startswith(".") for name in path.relative_to(folder).parts)
        return not hidden and (path.suffix.lower() not in AMBIGUOUS or _has_sign(path))

    return sorted(path for path in folder.rglob("*") if names_rdf(path) and included(path))


def _has_sign(path: Path) -> bool:
    """Return whether the first 64 KiB of *path*, without NUL bytes (in case it is UTF-16), look like RDF."""
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            start = file.read(1 << 16).replace(b"\0", b"")
    except OSError:
        return True  # loading it reports the error
    return any(sign in start for sign in _SIGNS)


def shipped() -> Folders:
    """Return the folders that come with cakg: those of the wheel or of the checkout."""
    data = PACKAGE / "data"
    root = data if data.is_dir() else PACKAGE.parent.parent
    return Folders(root / "ontology", root / "graph", root / "queries")


def at(path: Path) -> Folders:
    """Return the folders in *path*; the shipped folders replace those that are missing.

    *path* contains at least one of ``ontology``, ``graph`` and ``queries``. A directory with none of them but with
    RDF files is taken as the graph folder itself. Raises :class:`GraphFolderError` for anything else.
    """
    if not is_folder(path):
        what = "is a file, not a directory" if exists(path) else "does not exist"
        raise GraphFolderError(f"{path}: {what}", remedy=_REMEDY)
    found = inside(path)
    if found.graph == path and not rdf_files(path):
        raise GraphFolderError(f"{path}: the directory has no graph", remedy=_REMEDY)
    return found


def inside(path: Path) -> Folders:
    """Return the folders in *path* like :func:`at`, whether they have a graph or not."""
    found = {name: path / name for name in Folders._fields if (path / name).is_dir()}
    return shipped()._replace(**found or {"graph": path})


def cache_folder() -> Path:
    """Return the cache folder of the user; if there is no home directory, one in the working directory."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path(os.environ.get("HOME", ""), ".cache")) / "cakg"
