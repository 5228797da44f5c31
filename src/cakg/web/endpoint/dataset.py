"""The named graphs of the endpoint: one for each source, beside the whole graph, which is the default graph.

The graph of a source is the one that would be there if editors had encoded nothing else: its claims and passages, the
statements that it makes and what they are about, and what the rules derive from these alone. A statement that another
source contests is not contested in it. ``FROM <…/source/fiia-2023>`` therefore asks only for what this source says.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyoxigraph
from pyoxigraph import NamedNode, Quad

from cakg.model.records import Records
from cakg.model.rights import Rights
from cakg.model.selection import Selection, connected
from cakg.model.sources import Source
from cakg.paths import Folders
from cakg.store.loading import run_rules
from cakg.store.local import LocalStore
from cakg.store.rows import texts
from cakg.vocabulary import GRAPH

MOST_TRIPLES = 300_000
"""A larger graph has no named graphs: they would need as much memory again."""

_OF_OTHERS = """SELECT ?node WHERE {
  { ?node cakg:source ?source } UNION { ?node cakg:annotates|cakg:compares ?claim . ?claim cakg:source ?source }
  FILTER (?source != %s)
}"""
_TERMS = """SELECT DISTINCT ?term WHERE {
  { ?term a rdf:Property } UNION { ?term a rdfs:Class } UNION { ?term rdfs:isDefinedBy|skos:inScheme ?ontology }
  UNION { ?term a cakg:Predicate } UNION { ?term a cakg:LinkPredicate } UNION { ?term a cakg:Qualifier }
}"""


def parts(records: Records) -> tuple[Source, ...]:
    """Return the sources with a named graph: none if the graph is on disk, behind another endpoint or too large."""
    engine = records.engine
    small = isinstance(engine, LocalStore) and engine.path is None and len(engine.store) <= MOST_TRIPLES
    return records.sources_with_passages if small else ()


def add_parts(store: LocalStore, folders: Folders, data: Sequence[Path] = ()) -> None:
    """Add their named graphs to *store*, the graph of *folders* and the files *data*."""
    records = Records(store)
    sources = parts(records)
    if not sources:
        return
    entered = LocalStore.open(folders, data, rules=False)
    always = {row["term"] for row in texts(store, _TERMS)} | Rights(records).nodes | {GRAPH}
    quads: list[Quad] = []
    for source in sources:
        others = {row["node"] for row in texts(store, _OF_OTHERS % NamedNode(source.iri))}
        kept = connected(records, Selection(sources=(source.iri,))) - others | always
        quads += [
            Quad(one.subject, one.predicate, one.object, NamedNode(source.iri))
            for one in _derived(entered, kept, folders)
        ]
    store.store.bulk_extend(quads)


def _derived(entered: LocalStore, subjects: set[str], folders: Folders) -> list[pyoxigraph.Triple]:
    """Return the triples of *subjects*, and what the rules derive from them."""
    part = pyoxigraph.Store()
    found = entered.store.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph())
    part.bulk_extend(quad for quad in found if isinstance(quad.subject, NamedNode) and quad.subject.value in subjects)
    run_rules(part, folders.rules())
    return [quad.triple for quad in part]
