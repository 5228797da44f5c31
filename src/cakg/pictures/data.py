"""What every page of a picture carries: the things, the statements with each claim, and where they come from.

Knows how to put a network and what is said of its statements into JSON. Does not know how a
picture shows it: network, timeline and map add their own part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import networkx

from cakg.model.claims import Claim, Statement, values
from cakg.model.dates import span
from cakg.model.records import Records
from cakg.model.sources import Source
from cakg.network.build import by_statement, sources_of
from cakg.network.style import LineStyle, styles_of
from cakg.pictures.shapes import corners
from cakg.vocabulary import DCTERMS, RDFS, SKOS, local, shorten

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
    (which of two sources adds a statement); its ``points`` are those on which two sources are compared.
    The page holds so many statements as *most* says, those of *first* before others; ``leftOut`` counts what it leaves
    out. A claim ``cites`` by its place in ``citations``, where the passages are; a citation without an address of its
    own has that of its source. The ``rank`` of a statement is its place in a list that begins with the most important.
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
    sources = sorted({claim.passage.source for one in known.values() for claim in one.claims})
    citations = _Citations(sources)
    rank = {iri: place for place, iri in enumerate(sorted(kept, key=lambda iri: _weight(iri, known, edges[iri])))}
    statements = [
        {
            "id": shorten(iri),
            "iri": iri,
            **(_statement(known[iri], citations) if iri in known else _of_itself(edges[iri])),
            "rank": rank[iri],
            "certainty": styles.certainty(edges[iri]["status"]),
            "earliest": edges[iri].get("earliest", ""),
            "latest": edges[iri].get("latest", ""),
            **({"mark": edges[iri]["mark"]} if edges[iri].get("mark") else {}),
            **({"points": _points(edges[iri]["points"])} if edges[iri].get("points") else {}),
            "things": sorted(number[thing] for thing in involved[iri]),
        }
        for iri in kept
    ]
    return {
        **caption._asdict(),
        "version": graph.graph.get("version", ""),
        "command": command,
        "selection": graph.graph.get("selection", ""),
        "sources": [
            {"name": source.short, "date": source.details, "address": _link(source.address)} for source in sources
        ]
        or [{"name": line, "date": "", "address": ""} for line in graph.graph.get("sources", "").splitlines()],
        "citations": citations.entries,
        "things": [
            _thing(iri, graph.nodes[iri], [one for role in _NAMES for one in sorted(values(names.get(iri, {}), role))])
            for iri in things
        ],
        "statements": sorted(statements, key=lambda one: (one["theme"], one["label"], one["iri"])),
        "kinds": {
            kind: {"label": style.label, "colour": style.colour, "corners": _corners(style.shape)}
            for kind, style in styles.legend(kinds).items()
        },
        "certainties": looks_of(styles.lines),
        "leftOut": {"things": len(graph) - len(things), "statements": len(edges) - len(kept)},
    }


def looks_of(lines: Mapping[str, LineStyle]) -> dict[str, dict[str, Any]]:
    """Return what a page knows of the look of lines, by name."""
    return {name: {"label": one.label, "colour": one.colour, "dashes": one.dashes} for name, one in lines.items()}


def places(data: Mapping[str, Any]) -> dict[str, int]:
    """Return the place of each thing among the things of a page's data, and of each statement among its statements."""
    return {one["iri"]: place for name in ("things", "statements") for place, one in enumerate(data[name])}


def _corners(shape: str) -> str:
    """Return the corners of a shape in the middle of a sample of the legend, 40 wide and 14 high; none of a circle."""
    return " ".join(f"{20 + 6.5 * corner.real:.1f},{7 + 6.5 * corner.imag:.1f}" for corner in corners(shape))


def _points(lines: str) -> list[dict[str, Any]]:
    """Return each point on which two sources are compared, and what both sides say on it."""
    found: list[dict[str, Any]] = []
    for line in lines.splitlines():
        if line.startswith("- "):
            found[-1]["sides"].append(line[2:])
        else:
            found.append({"text": line, "sides": []})
    return found


def _thing(iri: str, facts: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {
        "id": shorten(iri),
        "iri": iri,
        "label": facts["label"],
        "aliases": [name for name in dict.fromkeys(names) if name != facts["label"]],
        "kind": facts["kind"],
        "definition": facts.get("definition", ""),
    }


class _Citations:
    """The citations of a page, each once, since the claims of one passage share it."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.entries: list[dict[str, Any]] = []
        self._sources = {source.iri: place for place, source in enumerate(sources)}
        self._places: dict[tuple[str, str], int] = {}

    def cite(self, claim: Claim) -> int:
        """Return the place of a claim's citation among the entries."""
        passage, source = claim.passage, claim.passage.source
        key = (passage.iri, claim.citation)
        if key not in self._places:
            self._places[key] = len(self.entries)
            own = {} if passage.address == source.address else {"address": _link(passage.address)}
            place = self._sources[source.iri]
            self.entries.append({"source": place, "place": passage.in_full, "text": claim.citation, **own})
        return self._places[key]


def _link(address: str) -> str:
    """Return an address that a browser may open as a page; of any other kind, none, since it could run a script."""
    return address if address.lower().startswith(("https://", "http://")) else ""


def _weight(iri: str, known: Mapping[str, Statement], edge: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return the sort key of a statement, as :attr:`Statement.weight` has it; an edge without record is like it."""
    if iri in known:
        return known[iri].weight
    return (edge["status"] != "contested", True, -len(sources_of(edge)), "amount" not in edge, edge["label"], iri)


def _statement(one: Statement, citations: _Citations) -> dict[str, Any]:
    """Return a statement with every claim."""
    claims: list[dict[str, Any]] = [
        {
            "does": claim.polarity,
            "words": claim.attributed,
            "source": claim.passage.source.short,
            "cites": citations.cite(claim),
        }
        for claim in one.claims
    ]
    if one.checked:
        claims.append({"line": f"Checked: {one.checked}.", "source": claims[0]["source"]})
    return {
        "label": one.label,
        "predicate": one.predicate.label,
        "more": "; ".join(filter(None, (one.amount, one.degree, one.details))),
        "theme": one.theme.label,
        "status": one.status.label,
        "when": one.when,
        "claims": claims,
    }


def _of_itself(edge: Mapping[str, Any]) -> dict[str, Any]:
    """Return a statement as the edges of a network tell it: its claims in lines, and which sources they come from."""
    return {
        "label": edge["label"],
        "predicate": local(edge["predicate"]),
        "more": "; ".join(edge[name] for name in ("amount", "degree", "details") if name in edge),
        "theme": edge.get("theme", "").replace("-", " "),
        "status": edge["status"],
        "when": span(edge.get("earliest", ""), edge.get("latest", "")),
        "claims": [{"line": line, "source": ""} for line in edge["claims"].splitlines()],
        "sources": sources_of(edge),
    }
