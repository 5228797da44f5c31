"""The files that pages load, in the folder ``assets``: those of ``templates/web``, and those made from the graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import resources

from cakg.web import places, queries, search_index
from cakg.web.explorer import Explorer

STYLESHEET = "site.css"
"""The name of the stylesheet."""

ASSETS = (
    STYLESHEET,
    "shared.js",
    "words.js",
    "find.js",
    "search.js",
    "results.js",
    "tables.js",
    "profiles.js",
    "things.js",
    "copying.js",
    "passages.js",
    "dropping.js",
)
"""The files in ``templates/web`` that pages load."""

QUERYING = (
    "querying.js",
    "editor.js",
    "completion.js",
    "rows.js",
    "drawing.js",
    "statements.js",
    "placing.js",
    "sparql.js",
)
"""The files in ``templates/web`` for the page of free queries, which the next ones answer."""

ENGINE = ("engine.js", "asking.js")
"""The files in ``templates/web`` that pages with an engine load too."""

ENDPOINT = ("endpoint.js", "options.js")
"""The files in ``templates/web`` for the page of free queries that asks the endpoint of its server."""

MADE: Mapping[str, Callable[[Explorer], bytes]] = {
    "index.js": search_index.script,
    "map.svg": places.map_file,
}
"""The files made from the graph: a function for each. They exist for every graph, since pages link to them."""

MADE_FOR_QUERIES: Mapping[str, Callable[[Explorer], bytes]] = {
    "queries.js": queries.script,
    "places.js": places.script,
}
"""The files made from the graph for the page of free queries."""

_TEMPLATES = resources.files("cakg").joinpath("templates")


def names(explorer: Explorer) -> tuple[str, ...]:
    """Return the names of all files that the pages of *explorer* load."""
    found = [*ASSETS, *MADE]
    if explorer.answers_queries:
        found += [*QUERYING, *MADE_FOR_QUERIES, *(ENDPOINT if explorer.endpoint else (*ENGINE, *explorer.engine))]
    return tuple(found)


def stylesheet() -> bytes:
    """Return the stylesheet: the colours of all pages, and the rules of the pages of the explorer."""
    return b"".join(_TEMPLATES.joinpath(*name).read_bytes() for name in (["colours.css"], ["web", "site.css"]))


def asset(explorer: Explorer, name: str) -> bytes:
    """Return the file *name*, one of :func:`names`."""
    if name == STYLESHEET:
        return stylesheet()
    if make := {**MADE, **MADE_FOR_QUERIES}.get(name):
        return make(explorer)
    if name in explorer.engine:
        return explorer.engine[name]
    return _TEMPLATES.joinpath("web", name).read_bytes()
