"""The list of sources: articles, datasets, and works that are only reported on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cakg import tables
from cakg.model.sources import Source
from cakg.pages import source
from cakg.pages.source import Counts
from cakg.vocabulary import shorten
from cakg.web.explorer import Explorer, View
from cakg.web.formats import table
from cakg.web.resources import PageNotFoundError, Parameters, Resource
from cakg.web.texts import texts

COLUMNS = (
    *("source", "kind", "short_name", "title", "author", "publisher", "date", "earliest", "latest", "covers"),
    *("passages", "claims", "statements", "licence", "rights", "address", "reports_on", "citation"),
)
"""The columns of the table of sources."""


def resource(explorer: Explorer, parts: Sequence[str], parameters: Parameters) -> Resource:  # noqa: ARG001
    """Return the list of sources."""
    words = texts()["sources"]
    if parts:
        raise PageNotFoundError(
            "the sources are one page; a source has a page below source/", [("sources", words["title"])]
        )
    counts = source.counts(explorer.records)
    found = [(one, counts[iri]) for iri, one in explorer.records.sources.items()]
    sections = {
        "articles": [each for each in found if not each[0].dataset and each[0].has_passages],
        "datasets": [each for each in found if each[0].dataset],
        "reported": [each for each in found if not each[0].dataset and not each[0].has_passages],
    }
    rows = [[*_cells(*each, kind)] for kind, those in sections.items() for each in those]
    return Resource(
        path="sources",
        title=words["title"],
        description=words["description"],
        template="sources.html",
        values={"sections": {kind: those for kind, those in sections.items() if those}},
        writers={
            "json": lambda: tables.json([dict(zip(COLUMNS, row, strict=True)) for row in rows]).encode(),
            "csv": lambda: table([COLUMNS, *rows]),
        },
    )


def _cells(one: Source, counts: Counts, kind: str) -> list[str | int]:
    kinds = {"articles": "article", "datasets": "dataset", "reported": "reported on only"}
    return [
        *(shorten(one.iri), kinds[kind], one.short_name, one.title, one.author, one.publisher, one.date),
        *(one.earliest, one.latest, one.covers, *counts, one.licence, one.rights, one.address),
        *(" | ".join(map(shorten, one.reports_on)), one.citation),
    ]


def paths(explorer: Explorer) -> Iterator[str]:  # noqa: ARG001
    """Yield the path of the list."""
    yield "sources"


VIEW = View(resource, paths)
