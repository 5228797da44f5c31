"""Triples as text for other programs: Turtle, N-Triples, JSON-LD, TriG; and as an rdflib graph.

Writes triples in a fixed order, so that the same graph gives the same bytes. The engine decides whether derived triples
are included.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

import pyoxigraph

from cakg.errors import BadValueError
from cakg.store.blank_nodes import canonical
from cakg.store.protocol import Engine
from cakg.store.reading import TRIG_MARK
from cakg.vocabulary import CAKG, PREFIXES, RDF, XSD, namespace

if TYPE_CHECKING:
    import rdflib

SYNTAXES = {
    "turtle": pyoxigraph.RdfFormat.TURTLE,
    "ntriples": pyoxigraph.RdfFormat.N_TRIPLES,
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
}
"""The formats of triples by name."""
_TRIG_NOTE = "each source has a graph with its passages and claims; the other triples are in none."

_EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_TYPE = pyoxigraph.NamedNode(RDF.type)


def serialise(
    engine: Engine, format: str, subjects: Collection[str] | None = None, header: Sequence[str] = ()
) -> bytes:
    """Return the triples of *engine*, all or those with these *subjects*, in one of :data:`SYNTAXES` or as ``trig``.

    The lines of *header* come first, as comments; JSON-LD has no comments. Raises :class:`BadValueError` for any other
    format.
    """
    triples = engine.construct(_EVERYTHING)
    if subjects is not None:
        triples = [one for one in triples if getattr(one.subject, "value", "") in subjects]
    if format == "trig":
        comments = "".join([f"{TRIG_MARK}{_TRIG_NOTE}\n", *(f"# {line}\n" for line in header)])
        return f"{comments}\n".encode() + _trig(_sorted(triples))
    written = write_triples(triples, format)
    comments = "".join(f"# {line}\n" for line in header) if format != "jsonld" else ""
    return (comments + "\n").encode() + written if comments else written


def write_triples(triples: list[pyoxigraph.Triple], format: str) -> bytes:
    """Return *triples* as ``turtle``, ``ntriples`` or ``jsonld``, sorted."""
    if format not in SYNTAXES:
        raise BadValueError(f"{format!r} is not a format for triples", remedy=f"use one of {', '.join(SYNTAXES)}")
    ordered = _sorted(triples)
    prefixes = _used(ordered) if format == "turtle" else None
    if format == "jsonld" and any(isinstance(triple.object, pyoxigraph.Triple) for triple in ordered):
        raise BadValueError("JSON-LD has no triple terms, but the graph has some", remedy="export turtle or ntriples")
    written = pyoxigraph.serialize(ordered, format=SYNTAXES[format], prefixes=prefixes) or b""
    if format == "jsonld":
        import json  # slow to import, and most commands do not need it

        return json.dumps(json.loads(written), ensure_ascii=False, indent=1).encode() + b"\n"
    return written


def _trig(triples: list[pyoxigraph.Triple]) -> bytes:
    """Return sorted *triples* as TriG: passages and claims in a graph named after their source, the others in none."""
    source, passage = (
        {one.subject: one.object for one in reversed(triples) if one.predicate.value == predicate}
        for predicate in (CAKG.source, CAKG.passage)
    )

    def graph(subject: Any) -> Any:
        of = source.get(passage.get(subject, subject))
        return of if isinstance(of, pyoxigraph.NamedNode) else pyoxigraph.DefaultGraph()

    quads = [pyoxigraph.Quad(one.subject, one.predicate, one.object, graph(one.subject)) for one in triples]
    quads.sort(key=lambda quad: getattr(quad.graph_name, "value", ""))  # stable; the default graph comes first
    return pyoxigraph.serialize(quads, format=pyoxigraph.RdfFormat.TRIG, prefixes=_used(triples)) or b""


def to_rdflib(engine: Engine) -> rdflib.Graph:
    """Return a new rdflib graph with every triple of *engine* and with cakg's prefixes.

    Literals are kept as written; rdflib would otherwise normalise them. rdflib has no triple terms, so triples with one
    are left out.
    """
    from rdflib import Graph

    graph = Graph(bind_namespaces="none")
    for prefix, start in PREFIXES.items():
        graph.bind(prefix, start)
    for triple in engine.construct(_EVERYTHING):
        if isinstance(triple.object, pyoxigraph.Triple):
            continue
        graph.add((_node(triple.subject), _node(triple.predicate), _node(triple.object)))
    return graph


def _sorted(triples: list[pyoxigraph.Triple]) -> list[pyoxigraph.Triple]:
    """Return *triples* sorted by subject, predicate and object; the type of each subject comes first."""
    return sorted(
        canonical(triples),
        key=lambda triple: (str(triple.subject), triple.predicate != _TYPE, triple.predicate.value, str(triple.object)),
    )


def _used(triples: list[pyoxigraph.Triple]) -> dict[str, str]:
    """Return those of cakg's prefixes that are used in *triples*."""
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
    plain = term.language or term.datatype.value == XSD.string
    return Literal(term.value, term.language, None if plain else URIRef(term.datatype.value), normalize=False)
