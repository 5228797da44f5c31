"""What every page of a picture carries: the things, the statements with each claim, and where they come from.

Knows how to put a network and what is said of its statements into JSON. Does not know how a
picture shows it: network, timeline and map add their own part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import networkx

from cakg.model.claims import Statement, values
from cakg.model.dates import span
from cakg.model.records import Records
from cakg.network.build import by_statement, sources_of
from cakg.network.style import styles_of
from cakg.vocabulary import DCTERMS, RDFS, SKOS, shorten

_NAMES = (RDFS.label, SKOS.prefLabel, SKOS.altLabel, DCTERMS.title)


class Caption(NamedTuple):
    """What is written at a picture."""

    title: str
    takeaway: str = ""
    """One sentence that says what the picture shows."""
    alternative: str = ""
    """The picture in words, for whoever does not see it."""


def page_data(
    graph: networkx.MultiDiGraph[str],
    *,
    caption: Caption,
    command: str,
    first: Collection[str] = (),
    most: int | None = None,
) -> dict[str, Any]:
    """Return what a page says of *graph*, a network from :func:`cakg.network.build.build`, as JSON takes it.

    The claims and other names are those of its records; a graph without them tells what it has itself.
    *command* makes the page again. An edge's ``mark``, where it has one, is a group that the page offers to filter by
    (which of two sources adds a statement); its ``points`` are what an editor finds where two sources are compared.
    The page holds so many statements as *most* says, those of *first* before others; ``leftOut`` counts what it leaves
    out.
    """
    involved: dict[str, set[str]] = defaultdict(set)
    for one, other, edge in graph.edges(data=True):
        involved[edge["statement"]].update((one, other))
    edges = by_statement(graph)
    records: Records | None = getattr(graph, "records", None)
    kept = sorted(sorted(edges, key=lambda iri: (iri not in first, iri))[:most])
    things = sorted(graph if len(kept) == len(edges) else set().union(*(involved[iri] for iri in kept)))
    number = {iri: place for place, iri in enumerate(things)}
    styles = styles_of(graph)
    kinds = {facts["kind"] for _, facts in graph.nodes(data=True)} | styles.things.keys()
    known = records.statements(kept) if records else {}
    names = records.properties(things, _NAMES) if records else {}
    statements = [
        {
            "id": shorten(iri),
            "iri": iri,
            **(_statement(known[iri]) if iri in known else _of_itself(edges[iri])),
            "certainty": styles.certainty(edges[iri]["status"]),
            "earliest": edges[iri].get("earliest", ""),
            "latest": edges[iri].get("latest", ""),
            "mark": edges[iri].get("mark", ""),
            **({"points": edges[iri]["points"].splitlines()} if edges[iri].get("points") else {}),
            "things": sorted(number[thing] for thing in involved[iri]),
        }
        for iri in kept
    ]
    sources = sorted({claim.passage.source for one in known.values() for claim in one.claims})
    return {
        **caption._asdict(),
        "version": graph.graph.get("version", ""),
        "command": command,
        "selection": graph.graph.get("selection", ""),
        "sources": [{"name": source.short, "date": source.details} for source in sources]
        or [{"name": line, "date": ""} for line in graph.graph.get("sources", "").splitlines()],
        "things": [
            _thing(iri, graph.nodes[iri], {one for role in _NAMES for one in values(names.get(iri, {}), role)})
            for iri in things
        ],
        "statements": sorted(statements, key=lambda one: (one["theme"], one["label"], one["iri"])),
        "kinds": {kind: style._asdict() for kind, style in styles.legend(kinds).items()},
        "certainties": {name: look._asdict() for name, look in styles.lines.items()},
        "leftOut": {"things": len(graph) - len(things), "statements": len(edges) - len(kept)},
    }


def places(data: Mapping[str, Any]) -> dict[str, int]:
    """Return the place of each thing among the things of a page's data, and of each statement among its statements."""
    return {one["iri"]: place for name in ("things", "statements") for place, one in enumerate(data[name])}


def _thing(iri: str, facts: Mapping[str, Any], names: set[str]) -> dict[str, Any]:
    return {
        "id": shorten(iri),
        "iri": iri,
        "label": facts["label"],
        "aliases": sorted(names - {facts["label"]}),
        "kind": facts["kind"],
        "definition": facts.get("definition", ""),
    }


def _statement(one: Statement) -> dict[str, Any]:
    """Return a statement with every claim."""
    claims = [
        {
            "does": claim.polarity,
            "words": claim.attributed,
            "source": claim.passage.source.short,
            "place": claim.passage.label,
            "citation": claim.citation,
        }
        for claim in one.claims
    ]
    if one.checked:
        claims.append({"line": f"Checked: {one.checked}.", "source": claims[0]["source"]})
    status, theme = one.status.label, one.theme.label
    more = "; ".join(filter(None, (one.amount, one.degree, one.details)))
    return {"label": one.label, "more": more, "theme": theme, "status": status, "when": one.when, "claims": claims}


def _of_itself(edge: Mapping[str, Any]) -> dict[str, Any]:
    """Return a statement as the edges of a network tell it: its claims in lines, and which sources they come from."""
    return {
        "label": edge["label"],
        "more": "; ".join(edge[name] for name in ("amount", "degree", "details") if name in edge),
        "theme": edge.get("theme", "").replace("-", " "),
        "status": edge["status"],
        "when": span(edge.get("earliest", ""), edge.get("latest", "")),
        "claims": [{"line": line, "source": ""} for line in edge["claims"].splitlines()],
        "sources": sources_of(edge),
    }
