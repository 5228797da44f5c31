"""The data that every page of a picture contains: things, statements with their claims, and sources.

This module turns a network and its records into JSON. The modules for network, timeline and map add their own parts.
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
    """The texts of a picture."""

    title: str
    takeaway: str = ""
    """One sentence that says what the picture shows."""
    alternative: str = ""
    """The picture in words, for readers who cannot see it."""


def sources_sentence(names: str) -> str:
    """Return the sentence that names the sources of a picture; it says so if there are none."""
    return f"Sources: {names}." if names else "No source matches the selection."


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
    involved = _involved(graph)
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
    rank = {iri: place for place, iri in enumerate(sorted(kept, key=lambda iri: _rank_key(iri, known, edges[iri])))}
    statements = [
        {
            "id": shorten(iri),
            "iri": iri,
            **(_statement(known[iri], citations) if iri in known else _statement_without_record(edges[iri])),
            "rank": rank[iri],
            "certainty": styles.certainty(edges[iri]["status"]),
            **_edge_data(edges[iri]),
            "things": sorted(number[thing] for thing in involved[iri]),
        }
        for iri in kept
    ]
    return {
        **caption._asdict(),
        "version": graph.graph.get("version", ""),
        "command": command,
        "selection": graph.graph.get("selection", ""),
        "sources": _sources(sources, graph.graph.get("sources", "")),
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
        "certainties": style_data(styles.lines),
        "leftOut": {"things": len(graph) - len(things), "statements": len(edges) - len(kept)},
    }


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
    return [{"name": source.short_name, "date": source.details, "address": _link(source.address)} for source in known]


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


class _Citations:
    """The citations of a page without duplicates: claims of one passage share a citation."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.entries: list[dict[str, Any]] = []
        self._sources = {source.iri: place for place, source in enumerate(sources)}
        self._places: dict[tuple[str, str], int] = {}

    def cite(self, claim: Claim) -> int:
        """Return the index of a claim's citation in the entries, adding it if it is new."""
        passage, source = claim.passage, claim.passage.source
        key = (passage.iri, claim.citation)
        if key not in self._places:
            self._places[key] = len(self.entries)
            own = {} if passage.address == source.address else {"address": _link(passage.address)}
            place = self._sources[source.iri]
            self.entries.append({"source": place, "place": passage.in_full, "text": claim.citation, **own})
        return self._places[key]


def _link(address: str) -> str:
    """Return a web address, or an empty text for any other kind of address, which could run a script."""
    return address if address.lower().startswith(("https://", "http://")) else ""


def _rank_key(iri: str, known: Mapping[str, Statement], edge: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return the sort key of a statement: :attr:`Statement.weight`, or its equivalent for an edge without a record."""
    if iri in known:
        return known[iri].weight
    return (edge["status"] != "contested", True, -len(sources_of(edge)), "amount" not in edge, edge["label"], iri)


def _statement(one: Statement, citations: _Citations) -> dict[str, Any]:
    """Return the data of a statement with all its claims."""
    claims: list[dict[str, Any]] = [
        {
            "does": claim.polarity,
            "words": claim.attributed,
            "source": claim.passage.source.short_name,
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


def _statement_without_record(edge: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data of a statement without a record, from the attributes of an edge."""
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
