"""The files of a graph: all of it, the part of each source, tables, links, and descriptions of it as a dataset.

All are made at once, when the first of them is asked for, and kept: their sizes and checksums need their content.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

from pyoxigraph import Triple

from cakg.graph import KnowledgeGraph
from cakg.model.rights import exported
from cakg.model.selection import Selection
from cakg.model.sources import Source
from cakg.pages.descriptions import Published, dcat, void
from cakg.store.local import LocalStore
from cakg.store.serialise import Triples
from cakg.web.addresses import absolute
from cakg.web.explorer import Explorer
from cakg.web.resources import FORMAT_NAMES, MEDIA_TYPES
from cakg.web.texts import texts

MOST_TRIPLES = 2_000_000
"""For a graph with more triples, there are no files of triples: they would be made in memory."""
_TABLES = ("claims", "claims-with-datasets", "links")
_DESCRIPTIONS = ("void", "dcat")
_SYNTAXES = {"ttl": "turtle", "nt": "ntriples", "trig": "trig", "jsonld": "jsonld"}


class File(NamedTuple):
    """A file of a graph."""

    path: str
    """The path of its page: ``downloads/cakg``."""
    format: str
    """The format, which is its extension: ``ttl.gz``."""
    content: bytes
    sha256: str
    """Its SHA-256 in hexadecimal digits."""

    @property
    def name(self) -> str:
        """Its path: ``downloads/cakg.ttl.gz``."""
        return f"{self.path}.{self.format}"

    @property
    def size(self) -> int:
        """Its size in bytes."""
        return len(self.content)


class Download(NamedTuple):
    """One thing to download, in several files."""

    name: str
    """Its name: the last part of the path of its page."""
    title: str
    about: str
    """What it has, in a sentence or two."""
    source: Source | None
    """The source whose part of the graph it has; None for all others."""
    files: tuple[File, ...]

    @property
    def path(self) -> str:
        """The path of its page."""
        return f"downloads/{self.name}"


def names(explorer: Explorer) -> dict[str, Source | None]:
    """Return the names of all downloads, in order, with the source of each that is the part of one."""
    sources: dict[str, Source | None] = {}
    taken = ("cakg", *_TABLES, *_DESCRIPTIONS)
    for slug, iri in explorer.sources.iris.items():
        source = explorer.records.sources[iri]
        if source.has_passages:
            sources[f"{slug}-source" if slug in taken else slug] = source
    files = {"cakg": None, **sources, **dict.fromkeys(_TABLES)} if _has_files(explorer) else {}
    return files | dict.fromkeys(_DESCRIPTIONS)


def downloads(explorer: Explorer) -> dict[str, Download]:
    """Return all downloads by name, in order. They are made once for each explorer."""
    return explorer.once("downloads", lambda: {one.name: one for one in _made(explorer)})


def _has_files(explorer: Explorer) -> bool:
    engine = explorer.kg.engine
    return isinstance(engine, LocalStore) and len(engine.store) <= MOST_TRIPLES


def _made(explorer: Explorer) -> Iterator[Download]:
    words = texts()["downloads"]
    published: list[Published] = []
    # With records of its own, those of all rows of datasets are not kept.
    kg = KnowledgeGraph(explorer.kg.engine, explorer.kg.folders)
    whole = Triples.of(kg.engine) if _has_files(explorer) else Triples(())
    for name, source in names(explorer).items():
        about, short = words["part" if source else name], source.short_name if source else ""
        title = about["title"].format(source=short)
        describes = name in _DESCRIPTIONS and not source
        if describes:
            found = Triples(_description(explorer, name, published))
            formats = ("ttl", "jsonld") if explorer.static else ("ttl", "jsonld", "nt")
            contents = [(format, found.written(_SYNTAXES[format])) for format in formats]
        elif name in _TABLES and not source:
            contents = [_table(kg, name)]
        else:
            contents = list(_triples(kg, whole, source))
        path = f"downloads/{name}"
        files = tuple(File(path, format, content, sha256(content).hexdigest()) for format, content in contents)
        published += [] if describes else [_published(explorer, one, title, source) for one in files]
        yield Download(name, title, about["about"].format(source=short), source, files)


def _description(explorer: Explorer, name: str, published: Sequence[Published]) -> list[Triple]:
    """Return the description *name* of the graph, with the files that are *published*."""
    engine = explorer.kg.engine
    if name == "dcat":
        return dcat(engine, published)
    return void(engine, published, f"{explorer.base}sparql" if explorer.base and explorer.endpoint else "")


def _triples(kg: KnowledgeGraph, whole: Triples, source: Source | None) -> Iterator[tuple[str, bytes]]:
    """Yield the format and content of each file of the whole graph, or of the part of *source*.

    Files are packed, except the Turtle of an article.
    """
    subjects, header = exported(kg.records, Selection(sources=(source.iri,) if source else ()))
    found = whole if subjects is None else whole.only(subjects)
    for format in ("ttl", "nt") if source else ("ttl", "nt", "trig"):
        content = found.written(_SYNTAXES[format], header)
        packed = not source or source.dataset or format != "ttl"
        yield (f"{format}.gz", _packed(content)) if packed else (format, content)


def _table(kg: KnowledgeGraph, name: str) -> tuple[str, bytes]:
    """Return the format and content of a table, as ``cakg export`` writes it."""
    if name == "links":
        return "sssom.tsv", kg.export("sssom")
    if name == "claims":
        return "csv", kg.export("csv")
    return "csv.gz", _packed(kg.export("csv", datasets=True))


def _packed(content: bytes) -> bytes:
    return gzip.compress(content, 6, mtime=0)  # level 9 takes three times as long and saves 2 percent


def _published(explorer: Explorer, file: File, title: str, source: Source | None) -> Published:
    """Return a file as descriptions of the graph have it."""
    content = file.format.removesuffix(".gz")
    return Published(
        name=file.name,
        source=source.iri if source else "",
        title=f"{title}, {FORMAT_NAMES[content]}",
        media_type=MEDIA_TYPES[content].partition(";")[0],
        packed=content != file.format,
        size=file.size,
        sha256=file.sha256,
        address=absolute(explorer.base, file.name, static=False),
    )
