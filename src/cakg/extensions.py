"""The format of a file, told by the extension of its name.

Has the one table of extensions. Does not know how a format is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from cakg.errors import BadValueError
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
    # answers and pages of text
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
"""The extensions of each format, the usual one first."""


def format_of(path: Path, formats: Sequence[str], *, given: str = "", default: str) -> str:
    """Return which of *formats* a file called *path* has; of those that share its extension, the first.

    Where the format is *given* too, both have to agree. Standard output, a device and a directory, which nothing can
    be written to, say nothing of the format: it is the one given, else the *default*. What does not fit raises
    :class:`BadValueError`.
    """
    if path == STDOUT or (path.exists() and not path.is_file()):
        return given or default
    fitting = [one for one in formats if path.name.lower().endswith(EXTENSIONS[one])]
    if not fitting:
        known = list_of((given and [given]) or formats)
        raise BadValueError(f"{path}: no format that can be written here has this extension", remedy=f"take {known}")
    if given and given not in fitting:
        raise BadValueError(
            f"{path}: the extension says {' or '.join(fitting)}, but --format says {given}",
            remedy=f"leave out --format, or name a file that ends in {' or '.join(EXTENSIONS[given])}",
        )
    return given or fitting[0]


def list_of(formats: Iterable[str]) -> str:
    """Return the usual extension of each of *formats* as words: ``.html, .svg or .png``."""
    *first, last = dict.fromkeys(EXTENSIONS[one][0] for one in formats)
    return f"{', '.join(first)} or {last}" if first else last
