"""The files of the graph, and its descriptions as a dataset."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from cakg import tables
from cakg.model.rights import Rights
from cakg.web import formats
from cakg.web.downloads import Download, File, downloads, names
from cakg.web.explorer import Explorer, View
from cakg.web.resources import PageNotFoundError, Parameters, Resource, Writer
from cakg.web.texts import texts

_COLUMNS = ("file", "title", "bytes", "sha256", "licence", "citation")


def resource(explorer: Explorer, parts: Sequence[str], parameters: Parameters) -> Resource:  # noqa: ARG001
    """Return the page of all downloads, or that of the download with the name *parts*, which has its files."""
    words, found = texts()["downloads"], downloads(explorer)
    if not parts:
        return _all(explorer, found)
    one = found.get(parts[0]) if len(parts) == 1 else None
    if one is None:
        name = "/".join(parts)
        near = [(found[each].path, found[each].title) for each in get_close_matches(name, found)]
        raise PageNotFoundError(f"there is no download {name!r}", near or [("downloads", words["title"])])
    return Resource(
        path=one.path,
        title=one.title,
        description=one.about,
        template="download.html",
        values={"one": one},
        writers={file.format: _content(file) for file in one.files},
    )


def _all(explorer: Explorer, found: Mapping[str, Download]) -> Resource:
    words = texts()["downloads"]
    groups: dict[str, list[Download]] = {}
    for one in found.values():
        groups.setdefault("part" if one.source else _GROUPS.get(one.name, "table"), []).append(one)
    rows = [_row(explorer, one, file) for one in found.values() for file in one.files]
    sums = "".join(f"{file.sha256}  {file.name}\n" for one in found.values() for file in one.files)
    return Resource(
        path="downloads",
        title=words["title"],
        description=words["description"],
        template="downloads.html",
        values={"groups": groups, "complete": "graph" in groups},
        writers={
            "json": lambda: tables.json(rows).encode(),
            "csv": lambda: formats.table([_COLUMNS, *([row[name] or "" for name in _COLUMNS] for row in rows)]),
            "txt": sums.encode,
        },
    )


_GROUPS = {"cakg": "graph", "void": "description", "dcat": "description"}
"""The group of downloads; those of parts and tables are not here."""


def _row(explorer: Explorer, one: Download, file: File) -> dict[str, Any]:
    source = one.source if one.source and one.source.dataset else None
    return {
        "file": file.name,
        "title": one.title,
        "bytes": file.size,
        "sha256": file.sha256,
        "licence": source.terms if source else Rights(explorer.records).licence,
        "citation": source.citation if source else None,
    }


def _content(file: File) -> Writer:
    return lambda: file.content


def paths(explorer: Explorer) -> Iterator[str]:
    """Yield the paths of the page of all downloads and of each."""
    yield "downloads"
    yield from (f"downloads/{name}" for name in names(explorer))


VIEW = View(resource, paths)
