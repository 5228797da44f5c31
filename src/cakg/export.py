"""The graph for other programs: Turtle, N-Triples, JSON-LD, a table of claims, an rdflib graph.

Knows how to write every triple that an engine has, in one fixed order. Does not know
which triples were typed and which were derived: whoever opens the engine decides that.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection
from itertools import chain
from typing import TYPE_CHECKING, Any

import pyoxigraph

from cakg.errors import BadValueError
from cakg.model.selection import Selection, involved
from cakg.store.protocol import Engine
from cakg.vocabulary import PREFIXES, RDF, namespace, shorten

if TYPE_CHECKING:
    import rdflib

_SYNTAX = {
    "turtle": pyoxigraph.RdfFormat.TURTLE,
    "ntriples": pyoxigraph.RdfFormat.N_TRIPLES,
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
}
FORMATS = (*_SYNTAX, "csv")

EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
TYPE = pyoxigraph.NamedNode(RDF.type)
SEVERAL = " | "

_BEHIND = """SELECT ?statement ?claim ?node WHERE {
  ?statement cakg:affirmedBy|cakg:deniedBy|cakg:leftOpenBy ?claim . ?claim cakg:passage|cakg:source|cakg:speaker ?node
}"""

_COLUMN = """SELECT ?claim ?value ?label WHERE {
  ?claim a cakg:Claim ; %s ?value . OPTIONAL { ?value rdfs:label ?label FILTER (LANG(?label) = "en") }
}"""

COLUMNS = {
    "claim": "",
    "affirms": "cakg:affirms",
    "denies": "cakg:denies",
    "leaves_open": "cakg:leavesOpen",
    "mode": "cakg:mode",
    "hedge": "cakg:hedge",
    "wording": "cakg:wording",
    "condition": "cakg:condition",
    "unless": "cakg:unless",
    "speaker": "cakg:speaker",
    "source": "cakg:passage/cakg:source",
    "paragraph": "cakg:passage/cakg:paragraph",
    "sentence": "cakg:passage/cakg:sentence",
    "record": "cakg:passage/cakg:record",
    "standing": "cakg:standing",
    "commitment": "cakg:commitment",
    "origin": "cakg:origin",
    "reported_by": "cakg:reportedBy",
    "checked": "^cakg:ofClaim/cakg:verdict",
}
"""The columns of the table of claims, and the way from a claim to what stands in each."""


def serialise(engine: Engine, format: str, selection: Selection | None = None) -> bytes:
    """Return the graph of *engine* as ``turtle``, ``ntriples``, ``jsonld`` or ``csv``.

    The same graph gives the same bytes. ``csv`` has one row a claim. Any other format
    raises :class:`BadValueError`. With a *selection*, only what is said of its statements, of the
    things that they involve, and of the claims, passages, sources and speakers behind them.
    """
    nodes = None if selection is None else _nodes(engine, selection)
    if format == "csv":
        return claims_table(engine, nodes)
    triples = engine.construct(EVERYTHING)
    if nodes is not None:
        triples = [one for one in triples if getattr(one.subject, "value", "") in nodes]
    return write_triples(triples, format)


def _nodes(engine: Engine, selection: Selection) -> set[str]:
    kept = involved(engine, selection)
    nodes = {*kept, *chain.from_iterable(kept.values())}
    for row in engine.select(_BEHIND).dicts():
        if row["statement"].value in kept:
            nodes |= {row[name].value for name in ("claim", "node")}
    return nodes


def write_triples(triples: list[pyoxigraph.Triple], format: str) -> bytes:
    """Return *triples* as ``turtle``, ``ntriples`` or ``jsonld``, in one order whatever order they come in."""
    if format not in _SYNTAX:
        raise BadValueError(f"{format!r} is no format to export to", remedy=f"take one of {', '.join(FORMATS)}")
    ordered = _sorted(triples)
    prefixes = _used(ordered) if format == "turtle" else None
    written = pyoxigraph.serialize(ordered, format=_SYNTAX[format], prefixes=prefixes) or b""
    if format == "jsonld":
        return json.dumps(json.loads(written), ensure_ascii=False, indent=1).encode() + b"\n"
    return written


def to_rdflib(engine: Engine) -> rdflib.Graph:
    """Return an rdflib graph of its own with every triple of *engine* and cakg's prefixes bound.

    Literals are kept as written: rdflib's habit of mending them is switched off.
    """
    from rdflib import Graph

    graph = Graph(bind_namespaces="none")
    for prefix, start in PREFIXES.items():
        graph.bind(prefix, start)
    for triple in engine.construct(EVERYTHING):
        graph.add((_node(triple.subject), _node(triple.predicate), _node(triple.object)))
    return graph


def claims_table(engine: Engine, only: Collection[str] | None = None) -> bytes:
    """Return a CSV table with one row a claim (of those whose IRIs are in *only*), in the order of their names.

    A thing or a statement is shown as ``label <prefixed:name>``, a value of a closed list by its name
    alone; several in one cell are set apart by a bar. A cell is empty when the claim has no such value.
    """
    cells: dict[str, dict[str, list[str]]] = {
        row["claim"].value: {} for row in engine.select("SELECT ?claim WHERE { ?claim a cakg:Claim }").dicts()
    }
    for column, way in COLUMNS.items():
        for row in engine.select(_COLUMN % way).dicts() if way else ():
            label = row["label"].value if "label" in row else ""
            cells[row["claim"].value].setdefault(column, []).append(_cell(row["value"], label))
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    for claim in sorted(claim for claim in cells if only is None or claim in only):
        found = cells[claim]
        values = (SEVERAL.join(sorted(set(found.get(column, [])))) for column in list(COLUMNS)[1:])
        writer.writerow([shorten(claim), *values])
    return table.getvalue().encode()


def _cell(value: Any, label: str) -> str:
    if isinstance(value, pyoxigraph.Literal):
        return value.value
    name = shorten(value.value)
    prefix, _, local = name.partition(":")
    if prefix in ("id", "stmt", "source"):
        return f"{label} <{name}>" if label else name
    return local


def _sorted(triples: list[pyoxigraph.Triple]) -> list[pyoxigraph.Triple]:
    """Return *triples* in one order: by subject, its type first, then by predicate and object."""
    if any(isinstance(term, pyoxigraph.BlankNode) for triple in triples for term in (triple.subject, triple.object)):
        triples = _with_steady_blank_nodes(triples)
    return sorted(
        triples,
        key=lambda triple: (str(triple.subject), triple.predicate != TYPE, triple.predicate.value, str(triple.object)),
    )


def _with_steady_blank_nodes(triples: list[pyoxigraph.Triple]) -> list[pyoxigraph.Triple]:
    """Return *triples* with blank nodes named by what is said of them, not by the run that read them."""
    dataset = pyoxigraph.Dataset(pyoxigraph.Quad(*triple) for triple in triples)
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return [quad.triple for quad in dataset]


def _used(triples: list[pyoxigraph.Triple]) -> dict[str, str]:
    """Return those of cakg's prefixes that some IRI in *triples* begins with."""
    text = {term.value for triple in triples for term in triple if isinstance(term, pyoxigraph.NamedNode)}
    text |= {term.datatype.value for triple in triples if isinstance(term := triple.object, pyoxigraph.Literal)}
    starts = {namespace(iri) for iri in text}
    return {prefix: start for prefix, start in PREFIXES.items() if start in starts}


def _node(term: Any) -> rdflib.URIRef | rdflib.BNode | rdflib.Literal:
    from rdflib import BNode, Literal, URIRef

    if isinstance(term, pyoxigraph.NamedNode):
        return URIRef(term.value)
    if isinstance(term, pyoxigraph.BlankNode):
        return BNode(term.value)
    if term.language:
        return Literal(term.value, lang=term.language)
    plain = term.datatype.value == PREFIXES["xsd"] + "string"
    return Literal(term.value, datatype=None if plain else URIRef(term.datatype.value), normalize=False)
