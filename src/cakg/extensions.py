"""Which file extension stands for which format.

Has the only table of extensions. Does not know how a format is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from cakg.errors import BadValueError
from cakg.files import STDOUT
from cakg.paths import exists, is_file

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
    "graphml": (".graphml",),
    "gexf": (".gexf",),
    "csv-network": (".csv",),
    "sssom": (".sssom.tsv", ".tsv"),
}
"""The extensions of each format; the first is the usual one."""


def format_of(path: Path, formats: Sequence[str], *, given: str = "", default: str) -> str:
    """Return the one of *formats* that the extension of *path* stands for; the first if several share it.

    For standard output, devices and directories the extension does not count: the format is the *given* one, else the
    *default*. Raises :class:`BadValueError` if no format has the extension, or if it is not an extension of the *given*
    format.
    """
    if path == STDOUT or (exists(path) and not is_file(path)):
        return given or default
    fitting = [one for one in formats if path.name.lower().endswith(EXTENSIONS[one])]
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
