"""Which file extension stands for which format.

Has the only tables of extensions: of output, and of RDF files that are read. Does not know how a format is written or
read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from cakg.errors import BadValueError
from cakg.file_kinds import exists, is_file
from cakg.files import STDOUT

EXTENSIONS: Mapping[str, tuple[str, ...]] = {
    # pictures
    "html": (".html", ".htm"),
    "svg": (".svg",),
    "png": (".png",),
    "mermaid": (".mmd",),
    # tables
    "csv": (".csv",),
    "xlsx": (".xlsx",),
    # answers, and pages as text
    "table": (".txt",),
    "text": (".txt",),
    "markdown": (".md",),
    "json": (".json",),
    # triples, networks and links
    "turtle": (".ttl",),
    "ntriples": (".nt",),
    "jsonld": (".jsonld",),
    "trig": (".trig",),
    "graphml": (".graphml",),
    "gexf": (".gexf",),
    "csv-network": (".csv",),
    "sssom": (".sssom.tsv", ".tsv"),
    # a directory of tables
    "parquet": (".parquet",),
}
"""The extensions of each format; the first is the usual one."""
FOLDERS = ("parquet",)
"""The formats that are directories, whose names need no extension."""

RDF_EXTENSIONS: Mapping[str, tuple[str, ...]] = {
    "turtle": (".ttl", ".turtle", ".n3"),  # most N3 files are Turtle; rules and formulas are syntax errors
    "ntriples": (".nt", ".ntriples"),
    "jsonld": (".jsonld", ".json"),
    "rdfxml": (".rdf", ".owl", ".rdfs", ".xml"),
    "trig": (".trig",),
    "nquads": (".nq", ".nquads"),
}
"""The extensions of RDF files that are read, in any case; ``.gz`` may follow."""
AMBIGUOUS = (".json", ".xml")
"""Those of :data:`RDF_EXTENSIONS` that most often are no RDF."""
_FORMATS = {extension: name for name, extensions in RDF_EXTENSIONS.items() for extension in extensions}
_NOT_READ = (".trix", ".hdt", ".rj", ".owx", ".ofn", ".omn", ".yamlld")
PACKED = (".bz2", ".xz", ".zst", ".zip", ".7z")
"""Packings that are not read."""


def rdf_format(path: Path) -> str | None:
    """Return the key in :data:`RDF_EXTENSIONS` for the name of *path*; None if it is not that of a file to read."""
    return _FORMATS.get(Path(path.name.lower().removesuffix(".gz")).suffix)


def names_rdf(path: Path) -> bool:
    """Return whether the name of *path* is that of RDF, also if in a format or a packing that is not read."""
    name = Path(path.name.lower())
    inner = Path(name.stem) if name.suffix in PACKED else name
    return rdf_format(inner) is not None or inner.suffix in _NOT_READ


def format_of(path: Path, formats: Sequence[str], *, given: str = "", default: str) -> str:
    """Return the one of *formats* that the extension of *path* stands for; the first if several share it.

    For standard output, devices and directories that exist the extension does not count: the format is the *given* one,
    else the *default*. One of :data:`FOLDERS` needs no extension if it is *given*. Raises :class:`BadValueError` if no
    format has the extension, or if it is not an extension of the *given* format.
    """
    if path == STDOUT or (exists(path) and not is_file(path)):
        return given or default
    fitting = [one for one in formats if path.name.lower().endswith(EXTENSIONS[one])]
    if given in FOLDERS and not fitting:
        return given
    if not fitting:
        known = list_of((given and [given]) or formats)
        raise BadValueError(f"{path}: no output format has this extension", remedy=f"use {known}")
    if given and given not in fitting:
        raise BadValueError(
            f"{path}: the extension says {' or '.join(fitting)}, but --format says {given}",
            remedy=f"leave out --format, or use a file name that ends in {' or '.join(EXTENSIONS[given])}",
        )
    return given or fitting[0]


def list_of(formats: Iterable[str]) -> str:
    """Return the usual extensions of *formats* as a list in words: ``.html, .svg or .png``."""
    *first, last = dict.fromkeys(EXTENSIONS[one][0] for one in formats)
    return f"{', '.join(first)} or {last}" if first else last
