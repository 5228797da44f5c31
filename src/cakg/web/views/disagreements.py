"""The list of disagreements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cakg import tables
from cakg.pages.disagreements import disagreements
from cakg.pages.points import table
from cakg.web import formats
from cakg.web.explorer import Explorer, View
from cakg.web.resources import PageNotFoundError, Parameters, Resource
from cakg.web.texts import texts

SHOWN = 5
"""How many points of a kind the page shows; further ones are folded."""
MOST = 50
"""How many points of a kind, and claims of a side, the page lists."""


def resource(explorer: Explorer, parts: Sequence[str], parameters: Parameters) -> Resource:  # noqa: ARG001
    """Return the page."""
    words = texts()["disagreements"]
    if parts:
        raise PageNotFoundError("the list of disagreements is one page", [("disagreements", words["title"])])
    found = disagreements(explorer.records)
    points = [point for those in found.values() for point in those]
    return Resource(
        path="disagreements",
        title=words["title"],
        description=words["description"].format(n=len(points)),
        template="disagreements.html",
        values={"kinds": found, "shown": SHOWN, "most": MOST},
        writers={"json": lambda: tables.json(found).encode(), "csv": lambda: formats.table(table(points))},
    )


def paths(explorer: Explorer) -> Iterator[str]:  # noqa: ARG001
    """Yield the path of the page."""
    yield "disagreements"


VIEW = View(resource, paths)
