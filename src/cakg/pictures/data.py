"""What every page of a picture carries: the things, the statements with each claim, and where they come from.

Knows how to put a network and what is said of its statements into JSON. Does not know how a
picture shows it: network, timeline and map add their own part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import networkx

from cakg.model.citations import in_sentence
from cakg.model.dates import span
from cakg.model.names import grouped, values_of
from cakg.model.said import Told, told
from cakg.network.style import FOOTINGS, KINDS, footing
from cakg.store.protocol import Engine
from cakg.vocabulary import shorten

_ALIASES = """SELECT DISTINCT ?thing ?alias WHERE {
  VALUES ?thing { %s } ?thing rdfs:label|skos:prefLabel|skos:altLabel ?alias
} ORDER BY ?thing ?alias"""


def page_data(
    engine: Engine | None,
    graph: networkx.MultiDiGraph[str],
    *,
    title: str,
    command: str,
    keep: Collection[str] | None = None,
) -> dict[str, Any]:
    """Return what a page says of *graph*, a network from :func:`cakg.network.build.build`, as JSON takes it.

    *engine* is asked for the claims and for other names; without one the page has what the graph
    says itself. *command* makes the page again. An edge's ``mark``, where it has one, is a group that
    the page offers to filter by (which of two sources adds a statement). *keep* narrows the
    statements to those that the page can hold; ``leftOut`` counts the others.
    """
    involved: dict[str, set[str]] = defaultdict(set)
    edges: dict[str, Mapping[str, Any]] = {}
    for one, other, edge in graph.edges(data=True):
        involved[edge["statement"]].update((one, other))
        edges[edge["statement"]] = edge
    kept = sorted(edges if keep is None else set(keep) & edges.keys())
    things = sorted(graph if len(kept) == len(edges) else set().union(*(involved[iri] for iri in kept)))
    number = {iri: place for place, iri in enumerate(things)}
    known = told(engine, kept) if engine else {}
    aliases = grouped(engine, _ALIASES % values_of(things)) if engine else {}
    statements = [
        {
            "id": shorten(iri),
            "iri": iri,
            **(_told(known[iri]) if iri in known else _of_itself(edges[iri])),
            "footing": footing(edges[iri]["status"]),
            "earliest": edges[iri].get("earliest", ""),
            "latest": edges[iri].get("latest", ""),
            "mark": edges[iri].get("mark", ""),
            "things": sorted(number[thing] for thing in involved[iri]),
        }
        for iri in kept
    ]
    sources = sorted({word.saying.source for one in known.values() for word in one.words})
    return {
        "title": title,
        "version": graph.graph.get("version", ""),
        "command": command,
        "selection": graph.graph.get("selection", ""),
        "sources": [{"name": source.short, "date": source.dated} for source in sources]
        or [{"name": line, "date": ""} for line in graph.graph.get("sources", "").splitlines()],
        "things": [_thing(iri, graph.nodes[iri], aliases.get(iri, ())) for iri in things],
        "statements": sorted(statements, key=lambda one: (one["theme"], one["label"], one["iri"])),
        "kinds": {name: look._asdict() for name, look in KINDS.items()},
        "footings": {name: look._asdict() for name, look in FOOTINGS.items()},
        "leftOut": {"things": len(graph) - len(things), "statements": len(edges) - len(kept)},
    }


def _thing(iri: str, facts: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {
        "id": shorten(iri),
        "iri": iri,
        "label": facts["label"],
        "aliases": [name for name in dict.fromkeys(names) if name != facts["label"]],
        "kind": facts["kind"],
        "definition": facts.get("definition", ""),
    }


def _told(one: Told) -> dict[str, Any]:
    """Return a statement with every claim, part by part."""
    claims = [
        {
            "does": word.polarity,
            "speaker": in_sentence(word.saying.speaker),
            "through": in_sentence(word.saying.through),
            "mode": word.mode,
            "hedge": word.hedge,
            "terms": word.terms,
            "source": word.saying.source.short,
            "place": word.saying.place,
            "citation": word.saying.citation,
        }
        for word in one.words
    ]
    if one.checked:
        claims.append({"line": f"Checked: {one.checked}.", "source": claims[0]["source"]})
    return {"label": one.label, "theme": one.theme, "status": one.status, "when": one.when, "claims": claims}


def _of_itself(edge: Mapping[str, Any]) -> dict[str, Any]:
    """Return a statement as the edges of a network tell it: its claims in lines, and which sources they come from."""
    told_in = "; ".join(edge[name] for name in ("affirmedIn", "deniedIn", "leftOpenIn") if name in edge)
    return {
        "label": edge["label"],
        "theme": edge.get("theme", "").replace("-", " "),
        "status": edge["status"],
        "when": span(edge.get("earliest", ""), edge.get("latest", "")),
        "claims": [{"line": line, "source": ""} for line in edge["claims"].splitlines()],
        "sources": list(dict.fromkeys(told_in.split("; "))) if told_in else [],
    }
