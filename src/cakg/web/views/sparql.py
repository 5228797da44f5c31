"""The page for free SPARQL queries, which the endpoint of the server answers, or in the static site an engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from cakg.vocabulary import PREFIXES
from cakg.web.bounds import Bounds
from cakg.web.endpoint.dataset import parts
from cakg.web.explorer import Explorer, View
from cakg.web.resources import BadAddressError, PageNotFoundError, Parameters, Resource
from cakg.web.texts import texts


class Options(NamedTuple):
    """What a reader can choose for a query on the server."""

    graphs: Mapping[str, str]
    """The names of the sources that can be asked alone, by the IRI of their graph."""
    graph: str
    """The graph that is asked; empty for the whole graph."""
    timeout: str
    """The seconds that the query may take; empty for the default."""
    bounds: Bounds
    """The limits."""


def resource(explorer: Explorer, rest: Sequence[str], parameters: Parameters) -> Resource:
    """Return the page, with the query and the options of the parameters; raise an error if nothing answers queries."""
    words = {**_others(), **texts()["querying"], **texts()["sparql"]}
    if rest or not explorer.answers_queries:
        near = [("questions", texts()["questions"]["title"])]
        raise PageNotFoundError(explorer.no_endpoint or words["absent"], near)
    return Resource(
        path="sparql",
        title=words["title"],
        description=words["in_page" if explorer.engine else "at_endpoint"],
        template="sparql.html",
        values={
            "query": parameters.one("query"),
            "query_data": {"texts": words, "prefixes": PREFIXES},
            "options": _options(explorer, explorer.endpoint, parameters) if explorer.endpoint else None,
        },
    )


def _options(explorer: Explorer, bounds: Bounds, parameters: Parameters) -> Options:
    """Return what the reader can choose, as *parameters* set it; raise an error for what is no time."""
    graph, timeout = parameters.one("default-graph-uri"), parameters.one("timeout")
    graphs = {one.iri: one.short_name for one in parts(explorer.records)}
    try:
        seconds = f"{bounds.seconds_of(timeout):g}" if timeout else ""
    except ValueError:
        what = f"the parameter timeout cannot be {timeout!r}"
        raise BadAddressError(what, remedy="give seconds, such as timeout=5") from None
    return Options(graphs | {graph: graphs.get(graph, graph)} if graph else graphs, graph, seconds, bounds)


def _others() -> dict[str, str]:
    """Return the texts of lists of suggestions and of maps, which other pages have too."""
    search, pictures = texts()["search"], texts()["pictures"]
    suggestions = {name: search[name] for name in ("suggestions", "suggested", "suggested_one")}
    return {**suggestions, "borders": pictures["borders"], "open_map": pictures["map"]["open"]}


def paths(explorer: Explorer) -> Iterator[str]:
    """Yield the path of the page if there is something that answers queries."""
    if explorer.answers_queries:
        yield "sparql"


VIEW = View(resource, paths)
