"""The data that every page of a picture contains: things, statements with their claims, and sources.

This module turns a network and its records into JSON. The modules for network, timeline and map add their own parts.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

import networkx

from cakg.model.claims import values
from cakg.model.records import Records
from cakg.model.sources import Source
from cakg.network.build import by_statement
from cakg.network.style import LineStyle, Styles, styles_of
from cakg.pictures.shapes import corners
from cakg.pictures.statement_data import Citations, rank_key, statement, statement_without_record, web_address
from cakg.vocabulary import DCTERMS, RDFS, SKOS, shorten

_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_SHORT = 20

_NAMES = (RDFS.label, SKOS.prefLabel, SKOS.altLabel, DCTERMS.title)


class Caption(NamedTuple):
    """The texts of a picture."""

    title: str
    takeaway: str = ""
    """One sentence that says what the picture shows."""
    alternative: str = ""
    """The picture in words, for readers who cannot see it."""


def sources_sentence(names: str) -> str:
    """Return the sentence that names the sources of a picture; it says so if there are none."""
    return f"Sources: {names}." if names else "No source matches the selection."


def version_sentence(version: str) -> str:
    """Return the sentence that names the version of the graph; empty if it has none."""
    return f"Graph version {version}." if version else ""


def page_data(
    graph: networkx.MultiDiGraph[str],
    *,
    caption: Caption,
    command: str,
    first: Collection[str] = (),
    most: int | None = None,
) -> dict[str, Any]:
    """Return the data of a page of *graph*, a network from :func:`cakg.network.build.build`, ready for JSON.

    Claims and alternative names come from the records of *graph*; without records, the attributes of its edges are
    used. *command* is the command that draws the page. The page has at most *most* statements, those in *first* before
    others; ``leftOut`` has the numbers of things and statements left out.

    ``mark`` is the category of an edge in a comparison, which the page can filter by; ``points`` are the points of
    comparison. ``cites`` is the index of a claim's citation in ``citations``; a citation without an address has the
    address of its source. ``rank`` orders statements by importance, 0 being the most important.
    """
    part, styles = _Part(graph, first, most), styles_of(graph)
    citations = Citations(part.sources)
    statements, things = part.statements(styles, citations), part.described()
    kinds = {facts["kind"] for _, facts in graph.nodes(data=True)} | styles.things.keys()
    return {
        **caption._asdict(),
        "example": _example(things, statements),
        "version": graph.graph.get("version", ""),
        "command": command,
        "selection": graph.graph.get("selection", ""),
        "sources": _sources(part.sources, graph.graph.get("sources", "")),
        "citations": citations.entries,
        "things": things,
        "statements": statements,
        "kinds": {
            kind: {"label": style.label, "colour": style.colour, "corners": _corners(style.shape)}
            for kind, style in styles.legend(kinds).items()
        },
        "certainties": style_data(styles.lines),
        "leftOut": part.left_out,
    }


class _Part:
    """The statements of a network that fit into a page, at most *most*, those in *first* before others."""

    def __init__(self, graph: networkx.MultiDiGraph[str], first: Collection[str], most: int | None) -> None:
        edges = by_statement(graph)
        kept = sorted(sorted(edges, key=lambda iri: (iri not in first, iri))[:most])
        records: Records | None = getattr(graph, "records", None)
        self._graph = graph
        self._edges = {iri: edges[iri] for iri in kept}
        self._involved = _involved(graph)
        self._things = sorted(graph if len(kept) == len(edges) else set().union(*(self._involved[iri] for iri in kept)))
        self._known = records.statements(kept) if records else {}
        self._names = records.properties(self._things, _NAMES) if records else {}
        self.left_out = {"things": len(graph) - len(self._things), "statements": len(edges) - len(kept)}
        """The numbers of things and of statements that do not fit."""

    @property
    def sources(self) -> list[Source]:
        """The sources of all claims, in order."""
        return sorted({claim.passage.source for one in self._known.values() for claim in one.claims})

    def statements(self, styles: Styles, citations: Citations) -> list[dict[str, Any]]:
        """Return the data of all statements, by theme and label; their claims are added to *citations*."""
        number = {iri: place for place, iri in enumerate(self._things)}
        ranked = sorted(self._edges, key=lambda iri: rank_key(iri, self._known, self._edges[iri]))
        rank = {iri: place for place, iri in enumerate(ranked)}
        found = [
            {
                "id": shorten(iri),
                "iri": iri,
                **(statement(self._known[iri], citations) if iri in self._known else statement_without_record(edge)),
                "rank": rank[iri],
                "certainty": styles.certainty(edge["status"]),
                **_edge_data(edge),
                "things": sorted(number[thing] for thing in self._involved[iri]),
            }
            for iri, edge in self._edges.items()
        ]
        return sorted(found, key=lambda one: (one["theme"], one["label"], one["iri"]))

    def described(self) -> list[dict[str, Any]]:
        """Return the data of all things."""
        return [_thing(iri, self._graph.nodes[iri], self._names_of(iri)) for iri in self._things]

    def _names_of(self, iri: str) -> list[str]:
        return [name for role in _NAMES for name in sorted(values(self._names.get(iri, {}), role))]


def _involved(graph: networkx.MultiDiGraph[str]) -> dict[str, set[str]]:
    """Return the things that each statement of a network involves, by IRI."""
    found: dict[str, set[str]] = defaultdict(set)
    for one, other, edge in graph.edges(data=True):
        found[edge["statement"]].update((one, other))
    return found


def _sources(known: Sequence[Source], names: str) -> list[dict[str, str]]:
    """Return the data of the *known* sources; without any, of *names*, one per line."""
    if not known:
        return [{"name": line, "date": "", "address": ""} for line in names.splitlines()]
    return [
        {"iri": one.iri, "name": one.short_name, "date": one.details, "address": web_address(one.address)}
        for one in known
    ]


def _edge_data(edge: Mapping[str, Any]) -> dict[str, Any]:
    """Return the dates of an edge; in a comparison also its mark and its points, if it has any."""
    return {
        "earliest": edge.get("earliest", ""),
        "latest": edge.get("latest", ""),
        **({"mark": edge["mark"]} if edge.get("mark") else {}),
        **({"points": _points(edge["points"])} if edge.get("points") else {}),
    }


def style_data(lines: Mapping[str, LineStyle]) -> dict[str, dict[str, Any]]:
    """Return the styles of lines as JSON data, by name."""
    return {name: {"label": one.label, "colour": one.colour, "dashes": one.dashes} for name, one in lines.items()}


def indices(data: Mapping[str, Any]) -> dict[str, int]:
    """Return the index of each thing and of each statement in the lists of a page's data, by IRI."""
    return {one["iri"]: place for name in ("things", "statements") for place, one in enumerate(data[name])}


def _corners(shape: str) -> str:
    """Return the corners of a shape centred in a legend sample of 40 by 14 pixels; empty for a circle."""
    return " ".join(f"{20 + 6.5 * corner.real:.1f},{7 + 6.5 * corner.imag:.1f}" for corner in corners(shape))


def _points(lines: str) -> list[dict[str, Any]]:
    """Return the points of comparison, each with the claims of both sides."""
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


def _example(things: Sequence[Mapping[str, Any]], statements: Iterable[Mapping[str, Any]]) -> str:
    """Return an example of a search: the thing with the most statements that has short names in two scripts."""
    weight = Counter(chain.from_iterable(one["things"] for one in statements))
    for place in sorted(range(len(things)), key=lambda place: (-weight[place], place)):
        label = things[place]["label"]
        other = next((name for name in things[place]["aliases"] if not _LATIN.search(name)), "")
        if other and len(label + other) < _SHORT:
            return f"{label}, {other}"
    return ""
