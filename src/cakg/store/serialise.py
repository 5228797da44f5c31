"""Triples as text for other programs: Turtle, N-Triples, JSON-LD, TriG; and as an rdflib graph.

Writes triples in a fixed order, so that the same graph gives the same bytes. The engine decides whether derived triples
are included.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

import pyoxigraph

from cakg.errors import BadValueError
from cakg.store.blank_nodes import canonical
from cakg.store.protocol import Engine
from cakg.store.reading import TRIG_MARK
from cakg.store.rows import values_of
from cakg.vocabulary import CAKG, PREFIXES, RDF, XSD, namespace, shorten

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
_OF_SUBJECTS = "CONSTRUCT { ?s ?p ?o } WHERE { VALUES ?s { %s } ?s ?p ?o }"
MOST_ASKED = 5_000
"""For how many subjects a query asks by name; for more, all triples are read."""
_TYPE = pyoxigraph.NamedNode(RDF.type)


class Triples:
    """Triples in a fixed order, which can be written in several formats and parts without sorting them again."""

    def __init__(self, triples: Iterable[pyoxigraph.Triple]) -> None:
        self._ordered = _sorted(triples)

    @classmethod
    def of(cls, engine: Engine, subjects: Collection[str] | None = None) -> Triples:
        """Return the triples of *engine*, all or those with these *subjects*."""
        if subjects is None:
            return cls(engine.construct(_EVERYTHING))
        if len(subjects) <= MOST_ASKED:
            return cls(engine.construct(_OF_SUBJECTS % values_of(sorted(subjects))))
        return cls(one for one in engine.construct(_EVERYTHING) if getattr(one.subject, "value", "") in subjects)

    def only(self, subjects: Collection[str]) -> Triples:
        """Return the triples with these *subjects*."""
        part = Triples(())
        part._ordered = [one for one in self._ordered if getattr(one.subject, "value", "") in subjects]
        return part

    def without(self, predicates: Collection[str], subjects: Collection[str]) -> Triples:
        """Return the triples except those with one of these *subjects* and one of these *predicates*."""
        part = Triples(())
        part._ordered = [
            one
            for one in self._ordered
            if one.predicate.value not in predicates or getattr(one.subject, "value", "") not in subjects
        ]
        return part

    def written(self, format: str, header: Sequence[str] = ()) -> bytes:
        """Return the triples in one of :data:`SYNTAXES` or as ``trig``.

        The lines of *header* come first, as comments; JSON-LD has no comments. Raises :class:`BadValueError` for any
        other format.
        """
        comments = "".join(f"# {line}\n" for line in header) if format != "jsonld" else ""
        if format == "trig":
            return f"{TRIG_MARK}{_TRIG_NOTE}\n{comments}\n".encode() + _trig(self._ordered)
        written = _written(self._ordered, format)
        return (comments + "\n").encode() + written if comments else written


def serialise(
    engine: Engine, format: str, subjects: Collection[str] | None = None, header: Sequence[str] = ()
) -> bytes:
    """Return the triples of *engine*, all or those with these *subjects*, as :meth:`Triples.written` does."""
    return Triples.of(engine, subjects).written(format, header)


def write_triples(triples: Iterable[pyoxigraph.Triple], format: str) -> bytes:
    """Return *triples* as ``turtle``, ``ntriples`` or ``jsonld``, sorted."""
    return _written(_sorted(triples), format)


def _written(ordered: list[pyoxigraph.Triple], format: str) -> bytes:
    if format not in SYNTAXES:
        raise BadValueError(f"{format!r} is not a format for triples", remedy=f"use one of {', '.join(SYNTAXES)}")
    prefixes = _used(ordered) if format == "turtle" else None
    if format == "jsonld" and any(isinstance(triple.object, pyoxigraph.Triple) for triple in ordered):
        raise BadValueError("JSON-LD has no triple terms, but the graph has some", remedy="export turtle or ntriples")
    written = pyoxigraph.serialize(ordered, format=SYNTAXES[format], prefixes=prefixes) or b""
    return _json_ld(written, _used(ordered)) if format == "jsonld" else written


def _json_ld(written: bytes, prefixes: Mapping[str, str]) -> bytes:
    """Return expanded JSON-LD with a context of *prefixes* and shortened IRIs, one line for each node."""
    import json  # slow to import, and most commands do not need it

    nodes = json.loads(written)
    schemes = {iri.partition(":")[0] for iri in _iris(nodes)}
    context = {prefix: start for prefix, start in prefixes.items() if prefix not in schemes}
    names = {start: prefix for prefix, start in context.items()}

    def short(iri: str) -> str:
        name = shorten(iri)
        return name if namespace(iri) in names and not name.startswith("<") else iri

    def compact(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name if name[:1] == "@" else short(name): compact(one, name) for name, one in value.items()}
        if isinstance(value, list):
            return [compact(one, key) for one in value]
        return short(value) if key in ("@id", "@type") else value

    lines = ",\n".join(json.dumps(compact(node), ensure_ascii=False, separators=(",", ":")) for node in nodes)
    head = json.dumps(context, ensure_ascii=False)
    return f'{{"@context": {head},\n"@graph": [\n{lines}\n]}}\n'.encode()


def _iris(value: Any, key: str = "") -> Iterator[str]:
    """Yield all IRIs in expanded JSON-LD."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _iris(one, name) if name[:1] == "@" else chain([name], _iris(one))
    elif isinstance(value, list):
        for one in value:
            yield from _iris(one, key)
    elif key in ("@id", "@type"):
        yield value


def _trig(triples: list[pyoxigraph.Triple]) -> bytes:
    """Return sorted *triples* as TriG: passages and claims in a graph named after their source, the others in none."""
    source, passage = (
        {one.subject: one.object for one in reversed(triples) if one.predicate.value == predicate}
        for predicate in (CAKG.source, CAKG.passage)
    )

    def graph(subject: Any) -> Any:
        of = source.get(passage.get(subject, subject))
        return of if isinstance(of, pyoxigraph.NamedNode) else pyoxigraph.DefaultGraph()

    graphs: dict[str, list[pyoxigraph.Triple]] = {}
    for one in triples:
        graphs.setdefault(getattr(graph(one.subject), "value", ""), []).append(one)
    quads = (
        pyoxigraph.Quad(one.subject, one.predicate, one.object, graph(one.subject))
        for name in sorted(graphs)
        for one in graphs[name]
    )
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


def _sorted(triples: Iterable[pyoxigraph.Triple]) -> list[pyoxigraph.Triple]:
    """Return *triples* sorted by subject, predicate and object; the type of each subject comes first."""
    return sorted(
        canonical(list(triples)),
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
