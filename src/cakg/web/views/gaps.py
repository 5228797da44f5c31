"""What the graph lacks: lists that an editor works from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from cakg import tables
from cakg.pages.gaps import COLUMNS, Gaps, gaps, only_mentioned
from cakg.vocabulary import STATUS
from cakg.web import formats
from cakg.web.explorer import Explorer, View
from cakg.web.resources import PageNotFoundError, Parameters, Resource, Writer
from cakg.web.texts import texts

SHOWN = 8
"""How many entries of each list the page of all lists shows."""
MOST = 1000
"""How many entries the page of one list shows."""


def resource(explorer: Explorer, parts: Sequence[str], parameters: Parameters) -> Resource:  # noqa: ARG001
    """Return the page of all lists, or that of the list with the name *parts*."""
    words, found = texts()["gaps"], _lists(explorer)
    if not parts:
        mentioned = only_mentioned(explorer.records)
        values = {"lists": found, "shown": SHOWN, "mentioned": mentioned, "unclaimed": STATUS.unclaimed}
        return Resource("gaps", words["title"], words["description"], "gaps.html", values, _writers(found.values()))
    one = found.get(parts[0]) if len(parts) == 1 else None
    if one is None:
        near = [(f"gaps/{name}", words[name]["title"]) for name in found]
        raise PageNotFoundError(words["unknown"].format(name="/".join(parts)), near)
    about = words[one.name]
    return Resource(
        path=f"gaps/{one.name}",
        title=about["title"],
        description=about["means"].format(period=one.period),
        template="gaps.html",
        values={"alone": one, "most": MOST},
        writers=_writers([one]),
    )


def _lists(explorer: Explorer) -> Mapping[str, Gaps]:
    """Return all lists by name; they are made once, because each takes the statements of the whole graph."""
    return explorer.once("gaps", lambda: gaps(explorer.records))


def _writers(lists: Iterable[Gaps]) -> Mapping[str, Writer]:
    """Return the writers of complete lists."""
    every = list(lists)
    return {
        "json": lambda: tables.json({one.name: one for one in every}).encode(),
        "csv": lambda: formats.table([COLUMNS, *(row for one in every for row in one.rows)]),
    }


def paths(explorer: Explorer) -> Iterator[str]:
    """Yield the paths of the page of all lists and of each list."""
    yield "gaps"
    yield from (f"gaps/{name}" for name in _lists(explorer))


VIEW = View(resource, paths)
