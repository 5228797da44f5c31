"""Multiples of the shipped graph, to measure how costs grow with the number of articles.

Each copy has its own articles, passages, claims, statements, events, topics, objects, systems and groups, and their
names end in its number, so that no name is ambiguous. All copies share the states, organisations, persons, places and
datasets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pyoxigraph

from cakg.paths import Folders
from cakg.store.reading import load
from cakg.vocabulary import CAKG, CLAIM, COMPARISON, DCTERMS, NOTE, PASSAGE, RDF, RDFS, SKOS, SOURCE, STMT

OWN_NAMESPACES = tuple(namespace.iri for namespace in (CLAIM, COMPARISON, NOTE, PASSAGE, SOURCE, STMT))
NAMES = {RDFS.label, SKOS.altLabel, CAKG.shortName, DCTERMS.title}
OWN_CLASSES = {CAKG.Event, CAKG.Group, CAKG.Object, CAKG.System, CAKG.Topic}

Node = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple


def multiplied(folders: Folders, times: int) -> pyoxigraph.Store:
    """Return *times* copies of the entered graph in one store, without derived triples."""
    store = pyoxigraph.Store()
    load(store, folders.triples())
    store.bulk_extend(pyoxigraph.Quad(*triple) for triple in more_copies(folders, times))
    return store


def more_copies(folders: Folders, times: int) -> Iterator[pyoxigraph.Triple]:
    """Yield the triples that make *times* copies of the entered graph, without those of the graph itself."""
    store = pyoxigraph.Store()
    load(store, folders.triples())
    entered = [quad.triple for quad in store]
    own_things = _subjects(entered, RDF.type, OWN_CLASSES)
    # All copies share the rows of datasets, with their claims and statements.
    shared = _subjects(entered, RDF.type, {CAKG.Dataset, CAKG.Row})
    of_rows = _subjects(entered, CAKG.passage, {row.value for row in shared if isinstance(row, pyoxigraph.NamedNode)})
    shared |= of_rows
    shared |= {one.object for one in entered if one.predicate.value == CAKG.affirms and one.subject in of_rows}
    for number in range(1, times):
        rename = _renaming(number, own_things, shared)
        for triple in entered:
            subject = rename(triple.subject)
            if isinstance(subject, pyoxigraph.NamedNode) and subject != triple.subject:
                yield pyoxigraph.Triple(subject, triple.predicate, _named(triple, number) or rename(triple.object))


def _subjects(triples: list[pyoxigraph.Triple], predicate: str, objects: set[str]) -> set[Node]:
    return {
        one.subject
        for one in triples
        if one.predicate.value == predicate and getattr(one.object, "value", "") in objects
    }


def _named(triple: pyoxigraph.Triple, number: int) -> pyoxigraph.Literal | None:
    """Return a name with *number* behind it; None for a triple that is not about a name."""
    if triple.predicate.value not in NAMES or not isinstance(triple.object, pyoxigraph.Literal):
        return None
    return pyoxigraph.Literal(f"{triple.object.value} {number}", language=triple.object.language)


def _renaming(number: int, own_things: set[Node], shared: set[Node]) -> Callable[[Node], Node]:
    def rename(term: Node) -> Node:
        if not isinstance(term, pyoxigraph.NamedNode) or term in shared:
            return term
        if term in own_things or term.value.startswith(OWN_NAMESPACES):
            return pyoxigraph.NamedNode(f"{term.value}-{number}")
        return term

    return rename
